"""A report is held against the budget that was in force when it was made, not against one that came later."""

from __future__ import annotations

from datetime import date

import pytest

from resources import read_text
from sipa_core.domain.beside import Beside, OtherReport
from sipa_core.domain.budget_codes import read_names
from sipa_core.domain.checks import check
from sipa_core.domain.paths import Value
from sipa_core.domain.periods import parse_period
from sipa_core.domain.template_text import read_template

NAMES = read_names(read_text("codes/kode_rekening.csv"), read_text("codes/kode_kegiatan.csv"))
DD = "apbdes[-/4.2.1/-].anggaran"


def plan(key: str, period: str, dana_desa: int) -> OtherReport:
    return OtherReport(key, parse_period(period), f"{key} {period}", {DD: dana_desa})


FIRST = plan("apbdes", "2025", 900_000_000)
OCTOBER = plan("apbdes_perubahan", "2025-10-05", 850_000_000)


def codes(key: str, period: str, content: dict[str, Value], beside: Beside, today: date) -> set[str]:
    kind = read_template(read_text(f"templates/{key}.toml"), key)
    seen = Beside(parse_period(period), today, earlier=beside.earlier, same_year=beside.same_year)
    return {one.code for one in check(kind, content, NAMES, seen)}


@pytest.mark.parametrize(
    ("ceiling", "signed", "today", "differs"),
    [
        (900_000_000, "2025-06-10", date(2025, 11, 1), False),
        (850_000_000, "2025-06-10", date(2025, 11, 1), True),
        (850_000_000, "2025-10-20", date(2025, 11, 1), False),
        (900_000_000, None, date(2025, 6, 10), False),
        (900_000_000, None, date(2025, 11, 1), True),
    ],
)
def test_the_ceiling_of_the_dana_desa_is_that_of_the_budget_of_its_day(
    ceiling: int, signed: str | None, today: date, differs: bool
) -> None:
    content: dict[str, Value] = {"dana.pagu": ceiling, "pengesahan.tanggal": signed}
    found = codes("dd_tahap1", "2025", content, Beside(same_year=(FIRST, OCTOBER)), today)
    assert ("figure_differs" in found) is differs


@pytest.mark.parametrize(
    ("key", "period", "planned", "differs"),
    [
        ("lra_semester1", "2025-S1", 900_000_000, False),
        ("lra_semester1", "2025-S1", 850_000_000, True),
        ("lpj_apbdes", "2025", 850_000_000, False),
    ],
)
def test_half_a_year_knows_no_change_that_came_after_it(key: str, period: str, planned: int, differs: bool) -> None:
    found = codes(key, period, {DD: planned}, Beside(same_year=(FIRST, OCTOBER)), date(2026, 2, 1))
    assert ("plan_differs" in found) is differs


def test_a_second_change_of_a_year_begins_with_what_the_first_made() -> None:
    before = Beside(same_year=(FIRST,), earlier=(plan("apbdes_perubahan", "2025-07-01", 870_000_000),))
    content: dict[str, Value] = {DD: 850_000_000, "apbdes[-/4.2.1/-].anggaran_awal": 870_000_000}
    assert "plan_differs" not in codes("apbdes_perubahan", "2025-10-05", content, before, date(2025, 10, 6))
