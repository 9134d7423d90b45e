from __future__ import annotations

import pytest
from msgspec.structs import replace

from resources import read_text
from sipa_core.domain.budget import Amount
from sipa_core.domain.template_text import read_template
from sipa_core.domain.templates import Choice, Field, FieldType
from sipa_desktop.bootstrap import Desk
from sipa_desktop.services.review_views import ReviewDetail
from tests.support.demo_office import demo_version
from ui.pages.review.budget_lines import budget_table, signed_tenths
from ui.pages.review.lines import section_table, value_words

KALAHIANG, LOK_BATUNG = "63.11.06.2006", "63.11.06.2014"


def detail(desk: Desk, village: str, n: int = 1) -> ReviewDetail:
    found = desk.review.detail(demo_version(village, n=n))
    assert isinstance(found, ReviewDetail)
    return found


def test_a_first_version_shows_budget_spending_rest_and_percent(desk: Desk) -> None:
    table = budget_table(detail(desk, KALAHIANG))
    assert [head.title for head in table.heads] == ["Uraian", "Anggaran", "Realisasi", "Sisa", "%"]
    fund = next(line for line in table.lines if line.name == "Dana Desa")
    assert fund.path == "apbdes[-/4.2.1/-].realisasi"
    assert fund.cells[-1].endswith("%")
    total = next(line for line in table.lines if line.name == "Jumlah belanja")
    assert total.path is None
    assert total.strong


def test_a_second_version_stands_beside_the_first(desk: Desk) -> None:
    table = budget_table(detail(desk, LOK_BATUNG, n=2))
    assert [head.title.replace("\n", " ") for head in table.heads][1:4] == [
        "Realisasi kiriman ke-1",
        "%",
        "Realisasi kiriman ini",
    ]
    assert not any(line.changed for line in table.lines)


def test_a_line_that_moved_much_asks_for_a_look_and_tells_both_figures(desk: Desk) -> None:
    seen = detail(desk, LOK_BATUNG, n=2)
    at = next(at for at, line in enumerate(seen.lines) if line.line.label == "Dana Desa")
    amount = seen.lines[at].line.amount
    assert amount is not None
    before = Amount(amount.anggaran, amount.realisasi - amount.anggaran // 4)
    moved = replace(seen.lines[at], before=before, difference=250, changed=True)
    line = budget_table(replace(seen, lines=(*seen.lines[:at], moved, *seen.lines[at + 1 :]))).lines[at]
    assert line.changed
    assert line.loud == frozenset({5})
    assert line.cells[5] == "+25,0"
    assert line.spoken.startswith("Dana Desa: realisasi semula ")


@pytest.mark.parametrize(
    ("key", "alone", "dana_desa", "beside"),
    [
        ("apbdes", ["Anggaran"], (), ["Anggaran kiriman ke-1", "Anggaran kiriman ini", "Beda"]),
        (
            "apbdes_perubahan",
            ["Semula", "Menjadi", "Bertambah (berkurang)"],
            ("451.594.000", "−301.063.000"),
            ["Menjadi kiriman ke-1", "Menjadi kiriman ini", "Beda"],
        ),
    ],
)
def test_a_budget_of_which_nothing_is_realised_yet_has_no_column_for_it(
    desk: Desk, key: str, alone: list[str], dana_desa: tuple[str, ...], beside: list[str]
) -> None:
    kind = read_template(read_text(f"templates/{key}.toml"), key)
    seen = replace(detail(desk, KALAHIANG), template=kind)
    table = budget_table(seen)
    assert [head.title.replace("\n", " ") for head in table.heads][1:] == alone
    line = next(line for line in table.lines if line.name == "Dana Desa")
    assert line.cells[2:] == dana_desa
    assert "realisasi" not in line.spoken
    second = replace(detail(desk, LOK_BATUNG, n=2), template=kind)
    assert [head.title.replace("\n", " ") for head in budget_table(second).heads][1:] == beside


def test_the_rows_of_a_section_take_notes_on_their_first_column(desk: Desk) -> None:
    seen = detail(desk, KALAHIANG)
    section = seen.template.section("kegiatan")
    assert section is not None
    table = section_table(seen, section)
    assert table.heads[0].title == "Kegiatan"
    assert table.lines[0].path is not None
    assert table.lines[0].path.endswith("].nama")
    assert table.lines[0].spoken.startswith("Kegiatan: ")


def test_a_section_without_rows_says_why(desk: Desk) -> None:
    seen = detail(desk, KALAHIANG)
    section = seen.template.section("belum_selesai")
    assert section is not None
    assert section.table is not None
    assert section_table(seen, section).lines or section_table(seen, section).words


def test_values_are_shown_as_a_person_reads_them() -> None:
    assert value_words(Field("a.b", "B", FieldType.RUPIAH), 1250000) == "1.250.000"
    assert value_words(Field("a.b", "B", FieldType.DATE), "2025-07-08") == "8 Jul 2025"
    assert value_words(Field("a.b", "B", FieldType.BOOL), True) == "Ya"
    assert value_words(Field("a.b", "B", FieldType.PERCENT), 45) == "45%"
    assert value_words(Field("a.b", "B", FieldType.CHOICE, choices=(Choice("x", "Iks"),)), "x") == "Iks"
    assert value_words(Field("a.b", "B"), None) == "–"


def test_a_change_has_its_sign() -> None:
    assert [signed_tenths(change) for change in (396, -4, 0)] == ["+39,6", "−0,4", "0,0"]
