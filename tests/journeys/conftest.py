"""The order of the journeys: two processes share them, and the longest ones begin first."""

from __future__ import annotations

from typing import Final

import pytest

ORDER: Final = (
    "test_month",
    "test_kills",
    "test_year",
    "test_the_loop_through_visible_windows",
    "test_loop_by_verbs",
    "test_loop_by_windows",
)
"""By file or name. Each process is given two at the beginning, a long one and a short one, and the rest as it comes to
an end: the year and one loop take as long as all the others together.
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the journeys in that order; those that it does not name come last, as they were."""
    items.sort(key=lambda item: min(map(_place, (item.name, item.path.stem))))


def _place(name: str) -> int:
    return ORDER.index(name) if name in ORDER else len(ORDER)
