"""The order of the journeys: two processes share them, and the longest ones begin first."""

from __future__ import annotations

from typing import Final

import pytest

ORDER: Final = ("test_month", "test_kills", "test_year", "test_loop_by_verbs", "test_loop_by_windows")
"""Each process is given two at the beginning and the rest as it comes to an end: the month, the kills and both loops
by windows take as long as the year and the loop by verbs.
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the journeys in that order; those that it does not name come last, as they were."""
    items.sort(key=lambda item: ORDER.index(item.path.stem) if item.path.stem in ORDER else len(ORDER))
