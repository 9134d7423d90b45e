"""What a village owes is known before anything arrives, and a kelurahan does not owe what it does not have."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from resources import read_text
from sipa_core.domain.duties import (
    Duty,
    DutyError,
    applies,
    before_begun,
    due_of,
    first_begun,
    from_fields,
    owed,
    read_duties,
    to_fields,
)
from sipa_core.domain.events import Event
from sipa_core.domain.periods import PeriodKind, parse_period
from sipa_core.domain.villages import Village, VillageKind
from sipa_core.domain.working_days import WorkingDays

BABAYAU = Village("63.11.06.2024", "Babayau", "babayau")
DAYS = WorkingDays()
KOTA = Village("63.11.06.1023", "Paringin Kota", "paringin-kota")
YEARLY = Duty(
    key="lppd",
    template="lppd_tahunan",
    name="LPPD",
    short_name="LPPD",
    period_kind=PeriodKind.YEAR,
    deadline="31-03 N+1",
    owed_by=(VillageKind.DESA,),
    basis="Permendagri 46/2016",
)


@pytest.fixture(scope="module")
def paringin() -> tuple[Duty, ...]:
    return read_duties(read_text("duties/paringin.toml"), "paringin.toml")


def test_a_desa_owes_one_half_year_report_and_twelve_monthly_ones(paringin: tuple[Duty, ...]) -> None:
    found = [(one.duty.column_label(one.period), one.due) for one in owed(paringin, BABAYAU, 2025, DAYS)]
    assert len(found) == 13
    assert found[5:7] == [("LRA Sem. I", date(2025, 7, 14)), ("Kegiatan Juni", date(2025, 7, 21))]
    assert found[-1] == ("Kegiatan Desember", date(2026, 1, 21))


def test_what_fell_due_before_a_village_began_here_has_no_day_and_is_marked(paringin: tuple[Duty, ...]) -> None:
    began = replace(BABAYAU, begun="2025-07-15")
    found = {str(one.period): one for one in owed(paringin, began, 2025, DAYS)}
    assert (found["2025-S1"].due, found["2025-S1"].before) == (None, True)
    assert (found["2025-05"].due, found["2025-05"].before) == (None, True)
    assert (found["2025-06"].due, found["2025-06"].before) == (date(2025, 7, 21), False)
    undated = replace(YEARLY, deadline="yearly")
    assert due_of(undated, began, parse_period("2024"), DAYS) is None
    assert before_begun(undated, began, parse_period("2024"), DAYS)
    assert not before_begun(undated, began, parse_period("2025"), DAYS)
    happened = replace(YEARLY, deadline="+7wd", period_kind=PeriodKind.EVENT)
    assert due_of(happened, began, parse_period("2025-06-02"), DAYS) == date(2025, 6, 11), "somebody wrote it down"


def test_a_kelurahan_owes_no_report_on_an_apb_desa(paringin: tuple[Duty, ...]) -> None:
    lra, monthly = paringin
    assert not applies(lra, KOTA)
    assert applies(monthly, KOTA)
    assert {one.duty.key for one in owed(paringin, KOTA, 2025, DAYS)} == {"kegiatan_bulanan"}


def test_only_the_named_parts_of_a_year_are_owed(paringin: tuple[Duty, ...]) -> None:
    assert [str(period) for period in paringin[0].periods(2025)] == ["2025-S1"]
    assert not paringin[0].stands_for(parse_period("2025-S2"))
    assert not paringin[0].stands_for(parse_period("2025"))


def test_a_duty_stands_from_its_first_to_its_last_day() -> None:
    duty = Duty(
        key="bulanan",
        template="x",
        name="X",
        short_name="X",
        period_kind=PeriodKind.MONTH,
        deadline="5 M+1",
        owed_by=(VillageKind.DESA,),
        basis="SK",
        active_from="2025-03-31",
        active_to="2025-05-30",
    )
    # March ends on the first day of the duty and counts; May ends a day after the last and does not.
    assert [str(period) for period in duty.periods(2025)] == ["2025-03", "2025-04"]


def test_the_camat_s_decision_of_2023_asks_for_nothing_before_it(paringin: tuple[Duty, ...]) -> None:
    assert owed(paringin, BABAYAU, 2022, DAYS) == []


def test_reports_come_in_the_order_in_which_they_fall_due_and_unknown_days_last() -> None:
    funds = from_fields({**to_fields(YEARLY), "key": "dd", "deadline": "yearly"})
    assert [(one.duty.key, one.due) for one in owed([funds, YEARLY], BABAYAU, 2024, DAYS)] == [
        ("lppd", date(2025, 3, 31)),
        ("dd", None),
    ]
    known = from_fields({**to_fields(funds), "moved[2024].due": "2024-06-16"})
    assert [(one.duty.key, one.due) for one in owed([known, YEARLY], BABAYAU, 2024, DAYS)] == [
        ("dd", date(2024, 6, 16)),
        ("lppd", date(2025, 3, 31)),
    ]


def test_nothing_is_owed_by_an_event_before_there_is_one() -> None:
    amj = from_fields({**to_fields(YEARLY), "key": "amj", "period_kind": "event", "deadline": "term_end -5m"})
    assert owed([amj], BABAYAU, 2025, DAYS) == []
    ends = Event("e", BABAYAU.code, amj.template, parse_period("2025-06-30"), 0, "Masa jabatan berakhir")
    twice = [ends, replace(ends, ordinal=1, name="Lagi"), replace(ends, template="other")]
    found = owed([amj], BABAYAU, 2025, DAYS, twice)
    assert [(one.due, one.ordinal, one.name) for one in found] == [
        (date(2025, 1, 30), 0, "Masa jabatan berakhir"),
        (date(2025, 1, 30), 1, "Lagi"),
    ]
    assert owed([amj], KOTA, 2025, DAYS, twice) == []
    assert owed([amj], BABAYAU, 2024, DAYS, twice) == []


def test_a_duty_that_the_kecamatan_does_not_use_asks_for_nothing() -> None:
    unused = from_fields({**to_fields(YEARLY), "used": False})
    assert from_fields(to_fields(unused)) == unused
    assert owed([unused], BABAYAU, 2024, DAYS) == []
    assert unused.reaches(parse_period("2024"))


@pytest.mark.parametrize(
    ("deadline", "period", "opens"),
    [
        ("31-12 N-1", "2026", date(2025, 7, 1)),
        ("16-06 N", "2026", date(2026, 1, 1)),
        ("31-03 N+1", "2025", date(2026, 1, 1)),
        ("yearly", "2026", date(2027, 1, 1)),
    ],
)
def test_a_report_opens_after_its_period_or_before_it_falls_due(deadline: str, period: str, opens: date) -> None:
    duty = from_fields({**to_fields(YEARLY), "deadline": deadline})
    assert duty.opens(parse_period(period), DAYS) == opens


def test_a_year_due_before_it_begins_is_asked_for_by_its_day() -> None:
    budget = from_fields({**to_fields(YEARLY), "deadline": "31-12 N-1", "active_from": "2025-12-01"})
    assert [str(one) for year in (2025, 2026, 2027) for one in budget.periods(year)] == ["2026", "2027"]


def test_a_duty_travels_as_a_record_and_back(paringin: tuple[Duty, ...]) -> None:
    for duty in (*paringin, YEARLY):
        fields = to_fields(duty)
        assert from_fields(fields) == duty
        assert from_fields({**fields, "added_later": 1}) == duty


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"deadline": "31-02 N"}, "31-02 N"),
        ({"owed_by": ""}, "owed_by"),
        ({"owed_by": "provinsi"}, "provinsi"),
        ({"parts": "S1"}, "parts"),
        ({"active_from": "kapan"}, "active_from"),
        ({"name": None}, "name"),
    ],
)
def test_a_duty_that_cannot_be_understood_says_where(change: dict[str, str | None], why: str) -> None:
    with pytest.raises(DutyError, match=why):
        from_fields({**to_fields(YEARLY), **change})


@pytest.mark.parametrize("text", ["x", "duty = 1", "duty = [1]", "[[duty]]\nkey = 'a'", "[[duty]]\nunknown = 1"])
def test_a_broken_list_names_its_file(text: str) -> None:
    with pytest.raises(DutyError, match=r"kewajiban\.toml"):
        read_duties(text, "kewajiban.toml")


def test_two_duties_of_one_key_are_refused() -> None:
    text = read_text("duties/paringin.toml").replace('key = "kegiatan_bulanan"', 'key = "lra_semester1"', 1)
    with pytest.raises(DutyError, match="twice"):
        read_duties(text, "x.toml")


@pytest.mark.parametrize(
    ("shipped", "today", "begins"),
    [
        ("2026-12-01", date(2025, 7, 10), "2026-12-01"),
        ("2026-12-01", date(2026, 12, 1), "2027-01-01"),
        ("2026-12-01", date(2028, 12, 31), "2029-01-01"),
        ("2023-01-03", date(2028, 12, 31), "2023-01-03"),
        ("", date(2028, 12, 31), ""),
    ],
)
def test_a_shipped_duty_begins_with_the_month_after_it_came(shipped: str, today: date, begins: str) -> None:
    assert first_begun(shipped, today) == begins
