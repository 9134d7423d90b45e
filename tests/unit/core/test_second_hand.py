"""A second hand's reports and faults (tests/data/second_hand): much is found, and clean reports are left in peace."""

from __future__ import annotations

from tests.support.second_hand_judge import alarms, judged
from tests.support.second_hand_reports import faults, reports


def test_of_a_second_hands_sixty_faults_fifty_five_are_found_and_its_clean_reports_are_left_in_peace() -> None:
    world, planted = reports(), faults()
    assert (len(world), len(planted)) == (20, 60)
    missed = [one.fault.id for one in judged(planted, world) if not one.found]
    assert len(missed) <= 5, missed
    said = alarms(world)
    assert len(said) <= 3, said


def test_most_of_its_further_faults_are_found() -> None:
    missed = [one.fault.id for one in judged(faults("further"), reports()) if not one.found]
    assert len(missed) <= 2, missed
