"""The order of the simulation: two processes share it, and each begins with half of the seeds."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the last seeds in the middle, where the second process begins.

    What stands next to a running test is never dealt anew: behind the first seeds they would wait for their end.
    """
    places = [at for at, item in enumerate(items) if item.path.parent == HERE]
    last = [items[at] for at in places if items[at].path.stem == "test_last_seeds"]
    others = [items[at] for at in places if items[at] not in last]
    middle = len(places) // 2
    for at, item in zip(places, [*others[:middle], *last, *others[middle:]], strict=True):
        items[at] = item
