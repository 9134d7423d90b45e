"""What belongs to a year although it bears the number of another: a budget's decree and its report of December."""

from __future__ import annotations

from datetime import date

import pytest

from resources import read_text
from sipa_core.domain.beside import Beside
from sipa_core.domain.budget_codes import read_names
from sipa_core.domain.checks import check
from sipa_core.domain.duties import earliest
from sipa_core.domain.periods import parse_period
from sipa_core.domain.template_text import read_template

NAMES = read_names(read_text("codes/kode_rekening.csv"), read_text("codes/kode_kegiatan.csv"))


@pytest.mark.parametrize(
    ("key", "path", "number", "noticed"),
    [
        ("apbdes", "pengesahan.nomor_perdes", "5 Tahun 2026", False),
        ("apbdes", "pengesahan.nomor_perdes", "5 Tahun 2024", True),
        ("lppd_tahunan", "pengesahan.nomor_perdes_apbdes", "5 Tahun 2026", False),
        ("lppd_tahunan", "pengesahan.nomor_perdes_lpj", "2 Tahun 2028", False),
        ("apbdes", "ringkasan.isi", "Uang desa tahun 2026 terutama untuk jalan RT 03.", True),
    ],
)
def test_the_decree_on_a_budget_is_of_the_year_before(key: str, path: str, number: str, noticed: bool) -> None:
    kind = read_template(read_text(f"templates/{key}.toml"), key)
    found = check(kind, {path: number}, NAMES, Beside(period=parse_period("2027"), today=date(2028, 3, 1)))
    assert (("other_year", path) in {(one.code, one.path) for one in found}) is noticed


@pytest.mark.parametrize(
    ("period", "due", "day"),
    [
        ("2027", date(2026, 12, 31), date(2026, 7, 1)),
        ("2027", date(2028, 3, 31), date(2027, 1, 1)),
        ("2027", None, date(2027, 1, 1)),
        ("2027-06", date(2027, 7, 21), date(2027, 6, 1)),
    ],
)
def test_a_report_due_before_its_period_is_in_hand_from_the_half_year_before(
    period: str, due: date | None, day: date
) -> None:
    assert earliest(parse_period(period), due) == day
