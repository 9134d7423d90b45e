"""The sets of planted reports by their names: five hands, none of which had read the checks, and later faults."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from tests.support import (
    careless_reports,
    fifth_hand_reports,
    fourth_hand_reports,
    second_hand_reports,
    third_hand_reports,
)
from tests.support.planted_judge import PlantedSet

SETS: Final[Mapping[str, Callable[[], PlantedSet]]] = {
    "careless": careless_reports.planted_set,
    "second_hand": second_hand_reports.planted_set,
    "third_hand": third_hand_reports.planted_set,
    "fourth_hand": fourth_hand_reports.planted_set,
    "fifth_hand": fifth_hand_reports.planted_set,
}
"""Sixty faults and twenty careful reports each."""

FURTHER: Final[Mapping[str, Callable[[], PlantedSet]]] = {
    "careless": partial(careless_reports.planted_set, "further"),
    "second_hand": partial(second_hand_reports.planted_set, "further"),
    "third_hand": partial(third_hand_reports.planted_set, "further"),
}
"""Faults by the same hands, of the kinds that had been missed, planted when the rules had been mended."""
