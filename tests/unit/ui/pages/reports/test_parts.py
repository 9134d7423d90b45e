from __future__ import annotations

import pytest

from sipa_core.domain.budget import read_budget
from sipa_core.domain.budget_codes import BudgetNames
from sipa_core.domain.field_values import read_value, show_value
from sipa_core.domain.findings import Finding, Severity
from sipa_core.domain.paths import Value
from sipa_core.domain.templates import Choice, Field, FieldType
from sipa_core.domain.unreadable import Unreadable
from sipa_desktop.bootstrap import Desk
from sipa_desktop.services.reports_views import ReportEdit
from ui.pages.reports.budget_rows import cell_of, grid_rows, next_pos, over_budget, path_of
from ui.pages.reports.code_picker import code_lines, matching
from ui.pages.reports.editor import as_read, send_doubts

NAMES = BudgetNames(
    {"4.1.1": "Hasil Usaha Desa", "4.2.1": "Dana Desa", "6.1.1": "SiLPA Tahun Sebelumnya"},
    {"01": "Pemerintahan", "02": "Pembangunan", "02.03": "Pekerjaan Umum", "02.03.10": "Rabat beton"},
    {},
)
CONTENT: dict[str, Value] = {
    "apbdes[-/4.2.1/-].anggaran": 100,
    "apbdes[-/4.2.1/-].realisasi": 40,
    "apbdes[02.03/-/-].anggaran": 60,
    "apbdes[02.03/-/-].realisasi": 70,
    "apbdes[02.03/-/-].pos": 3,
    "apbdes[-/6.1.1/-].anggaran": 5,
}


def field(kind: FieldType) -> Field:
    return Field("a.b", "Isian", kind, choices=(Choice("x", "Pilihan X"),))


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (FieldType.TEXT, " Jalan Masjid", " Jalan Masjid"),
        (FieldType.RUPIAH, "Rp 1.250.000", 1_250_000),
        (FieldType.NUMBER, "1.250", 1250),
        (FieldType.NUMBER, "1250", 1250),
        (FieldType.PERCENT, "60%", 60),
        (FieldType.PERCENT, "60 %", 60),
        (FieldType.DATE, "10 Juli 2025", "2025-07-10"),
        (FieldType.RUPIAH, "  ", None),
    ],
)
def test_what_is_typed_is_read_by_the_type_of_the_field(kind: FieldType, text: str, value: Value) -> None:
    assert read_value(field(kind), text) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (FieldType.RUPIAH, "1,5 juta"),
        (FieldType.NUMBER, "sepuluh"),
        (FieldType.NUMBER, "12.5"),
        (FieldType.NUMBER, "1.25.000"),
        (FieldType.PERCENT, "101"),
        (FieldType.PERCENT, "7.5"),
        (FieldType.PERCENT, "7.5%"),
        (FieldType.PERCENT, "0.5"),
        (FieldType.PERCENT, "0.060"),
        (FieldType.DATE, "31 Juni 2025"),
    ],
)
def test_what_cannot_be_read_is_asked_back_with_a_reason(kind: FieldType, text: str) -> None:
    read = read_value(field(kind), text)
    assert isinstance(read, Unreadable)
    assert read.reason


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (FieldType.RUPIAH, 1_250_000, "1.250.000"),
        (FieldType.DATE, "2025-07-10", "10 Juli 2025"),
        (FieldType.DATE, "besok", "besok"),
        (FieldType.CHOICE, "x", "Pilihan X"),
        (FieldType.PERCENT, 0, "0"),
        (FieldType.TEXT, None, ""),
    ],
)
def test_a_stored_value_is_shown_as_it_is_read(kind: FieldType, value: Value, text: str) -> None:
    assert show_value(field(kind), value) == text


def test_only_what_the_village_gives_can_be_typed_in() -> None:
    rows = {row.name: row for row in grid_rows(read_budget(CONTENT, NAMES))}
    assert rows["Dana Desa"].editable
    assert rows["Pekerjaan Umum"].key == "02.03/-/-"
    assert rows["Pembangunan"].editable == ()
    assert rows["Pembangunan"].strong
    assert rows["Jumlah belanja"].kind == "total"
    assert rows["SiLPA Tahun Sebelumnya"].realisasi is None


def test_a_difference_of_sums_shows_no_share() -> None:
    rows = {row.name: row for row in grid_rows(read_budget(CONTENT, NAMES))}
    assert not rows["Surplus (defisit)"].shares
    assert rows["Jumlah belanja"].shares


def test_every_row_of_the_grid_has_a_key_of_its_own() -> None:
    rows = grid_rows(read_budget(CONTENT, NAMES))
    assert len({row.key for row in rows}) == len(rows)


def test_a_note_on_a_sum_finds_the_line_of_the_sum() -> None:
    keys = {row.key for row in grid_rows(read_budget(CONTENT, NAMES))}
    assert cell_of("apbdes[02/-/-].realisasi") == ("02/-/-", "realisasi")
    assert "02/-/-" in keys
    assert "-/6.1/-" in keys


@pytest.mark.parametrize(
    ("path", "cell"),
    [
        ("apbdes[02.03/-/-].anggaran", ("02.03/-/-", "anggaran")),
        ("apbdes[02.03/-/-]", ("02.03/-/-", "realisasi")),
        ("apbdes[02.03/-/-].alasan", ("02.03/-/-", "realisasi")),
        ("kegiatan[a].nama", None),
        ("kendala.isi", None),
    ],
)
def test_a_path_means_a_cell_of_the_grid(path: str, cell: tuple[str, str] | None) -> None:
    assert cell_of(path) == cell
    if cell is not None and not path.endswith(("alasan", "]")):
        assert path_of(*cell) == path


def test_a_new_row_stands_after_all_others_and_overspending_is_seen() -> None:
    tree = read_budget(CONTENT, NAMES)
    assert next_pos(tree) == 4
    assert over_budget(tree.lines, "02.03/-/-")
    assert not over_budget(tree.lines, "-/4.2.1/-")


def test_the_list_of_codes_offers_what_the_report_does_not_have() -> None:
    income = code_lines(NAMES, "4", {"-/4.2.1/-"})
    assert [line.code for line in income] == ["4.1.1"]
    spending = code_lines(NAMES, "5", ())
    assert [line.code for line in matching(spending, "")] == ["02.03"]
    assert [line.key for line in matching(spending, "rabat beton")] == ["02.03.10/-/-"]
    assert [line.code for line in matching(spending, "02.03")] == ["02.03", "02.03.10"]


def test_before_sending_a_person_is_told_what_is_not_right(desk: Desk) -> None:
    edit = desk.reports.open(desk.reports.list()[0].draft_id)
    assert isinstance(edit, ReportEdit)
    doubts = send_doubts(edit, 2)
    assert doubts == ("2 isian belum terbaca, jadi tidak ikut.", "Catatan 1, 2 belum ditandai sudah diperbaiki.")
    desk.reports.save(edit.draft_id, {"kendala.isi": None})
    empty = desk.reports.open(edit.draft_id)
    assert isinstance(empty, ReportEdit)
    must = [check.words for check in empty.checks if check.severity is Severity.MUST]
    assert send_doubts(empty, 0)[: len(must)] == tuple(must)
    assert must
    assert isinstance(empty.checks[0], Finding)


def test_what_holds_a_text_that_cannot_be_read_is_not_called_empty(desk: Desk) -> None:
    edit = desk.reports.open(desk.reports.list()[0].draft_id)
    assert isinstance(edit, ReportEdit)
    desk.reports.save(edit.draft_id, {"pengesahan.tanggal": None})
    empty = desk.reports.open(edit.draft_id)
    assert isinstance(empty, ReportEdit)
    words = "Tanggal pengesahan: Tanggal ini belum terbaca. Tulis seperti 10 Juli 2025."
    told = send_doubts(as_read(empty, {"pengesahan.tanggal": words}), 1)
    assert words in told
    assert not any("Tanggal pengesahan belum diisi" in one for one in told)
