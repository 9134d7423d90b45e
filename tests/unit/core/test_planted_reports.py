"""The reports of tests/data/careless: what was planted is found, and what is honest is left in peace."""

from __future__ import annotations

from sipa_core.domain.dates import iso_date
from tests.support.careless_judge import as_facts, clean_reports, judged, planted


def test_of_sixty_planted_faults_fifty_five_are_found_and_twenty_clean_reports_have_three_findings_at_most() -> None:
    faults = planted()
    facts = as_facts(faults, judged(faults))
    assert (facts["faults"], facts["clean_reports"]) == (60, 20)
    assert facts["found"] >= 55, facts["missed"]
    assert facts["alarms"] <= 3, facts["alarms_told"]


def test_further_faults_in_other_words_are_found_as_well() -> None:
    faults = planted("further")
    facts = as_facts(faults, judged(faults, further=True), further=True)
    assert facts["found"] >= 14, facts["missed"]
    assert facts["alarms"] == 0, facts["alarms_told"]


def test_every_planted_fault_changes_its_report() -> None:
    for fault in (*planted(), *planted("further")):
        clean = clean_reports()[fault.report]
        assert fault.made(clean) != clean, fault.id
        days = [value for path, value in fault.set.items() if path.endswith(("tanggal", "mulai"))]
        assert all(isinstance(day, str) and iso_date(day) for day in days), fault.id
