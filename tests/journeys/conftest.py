"""The order of the journeys: two processes share them, and the longest ones begin first."""

from __future__ import annotations

from typing import Final

import pytest

ORDER: Final = ("test_month", "test_kills", "test_year", "test_first_lock", "test_loop_by_verbs")
"""Each process is given two at the beginning, a long one and a short one, and the rest as it comes to an end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the journeys in that order; those that it does not name come last, as they were."""
    items.sort(key=lambda item: ORDER.index(item.path.stem) if item.path.stem in ORDER else len(ORDER))
