"""Every duty that ships, against days that were worked out by hand with a calendar (tests/data/batas.csv)."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

import resources
from sipa_core.domain.duties import Duty, read_duties
from sipa_core.domain.periods import parse_period
from sipa_core.domain.template_text import read_template
from sipa_core.domain.working_days import WorkingDays, read_holidays

TABLE = Path(__file__).parents[2] / "data" / "batas.csv"
YEARS = range(2024, 2029)


@pytest.fixture(scope="module")
def duties() -> dict[str, Duty]:
    names = resources.names("duties", ".toml")
    return {duty.key: duty for name in names for duty in read_duties(resources.read_text(name), name)}


@pytest.fixture(scope="module")
def days() -> WorkingDays:
    return read_holidays((name, resources.read_text(name)) for name in resources.names("holidays", ".toml"))


def table() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", table(), ids=lambda row: f"{row['duty']} {row['period']}")
def test_a_duty_falls_due_on_the_day_worked_out_by_hand(
    row: dict[str, str], duties: dict[str, Duty], days: WorkingDays
) -> None:
    due = duties[row["duty"]].due(parse_period(row["period"]), days)
    assert due == (date.fromisoformat(row["due"]) if row["due"] else None), row["why"]


def test_the_table_speaks_of_every_duty_in_every_year(duties: dict[str, Duty]) -> None:
    told = {(row["duty"], int(row["period"][:4])) for row in table()}
    assert {(key, year) for key in duties for year in YEARS} - told == set()


def test_holidays_are_known_of_two_years_and_fixed_ones_of_all(days: WorkingDays) -> None:
    assert [year for year in YEARS if days.knows(year)] == [2025, 2026]
    assert not days.is_working(date(2028, 8, 17))


def test_nothing_new_is_asked_for_periods_before_it_was_shipped(duties: dict[str, Duty], days: WorkingDays) -> None:
    old = {"lra_semester1", "kegiatan_bulanan"}
    for duty in duties.values():
        if duty.key in old:
            continue
        for period in duty.periods(2025) + duty.periods(2026):
            due = duty.due(period, days)
            assert due is None or due >= date(2026, 12, 1), (duty.key, period)
    assert [str(period) for year in (2026, 2027) for period in duties["apbdes"].periods(year)] == ["2027"]


def test_what_only_a_local_decision_asks_for_waits_until_it_is_used(duties: dict[str, Duty]) -> None:
    waiting = {key for key, duty in duties.items() if not duty.used}
    assert waiting == {"blt_dd_bulanan", "penduduk_bulanan", "penduduk_tahunan"}
    assert not any(duties[key].periods(2027) for key in waiting)


def test_every_duty_has_a_report_type_of_its_kind_of_period(duties: dict[str, Duty]) -> None:
    names = resources.names("templates", ".toml")
    kinds = {one.key: one.period_kind for one in (read_template(resources.read_text(name), name) for name in names)}
    assert {key: kinds.get(duty.template) for key, duty in duties.items()} == {
        key: duty.period_kind for key, duty in duties.items()
    }
    assert set(kinds) == {duty.template for duty in duties.values()}
