"""Forms in Excel: what a report holds goes out and comes back the same, for every type that is shipped."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

import resources
from sipa_core.domain.paths import ORDER_COLUMN, Value, cell, rows
from sipa_core.domain.template_text import read_template
from sipa_core.domain.templates import Field, FieldType, SectionKind, Template
from sipa_core.imports.form_rows import laid_over
from sipa_core.imports.forms import KEY_SHEET, FormAbout, about_of, form_pages, read_form
from sipa_desktop.errors import Refused
from sipa_desktop.services.form_book import form_workbook
from sipa_desktop.services.forms import FormPreview, FormWorkbooks
from sipa_desktop.services.office import code_names
from sipa_desktop.services.reports import Reports
from sipa_desktop.services.reports_views import ReportEdit
from sipa_desktop.store.unit_of_work import Store
from sipa_desktop.table_refusals import TableRefused
from sipa_desktop.tables import read_sheets
from tests.unit.desktop.services.desks import HandClock

NAMES = code_names()
EVENTS = ("realisasi_kegiatan", "2025-07-05")
TEMPLATES = [read_template(resources.read_text(name), name) for name in resources.names("templates", ".toml")]
BUDGET_KEYS = ("-/4.2.1/-", "02.03/-/-", "02.03.10/5.3.5/DD", "01.01.91/-/-", "-/6.1.1/-")
TEXTS = st.one_of(
    st.sampled_from(["=1+1", "@SUM(A1)", "'=x", "-", "+62", "Baris satu\nbaris dua", "007", "10 Juli", "ya", "1.500"]),
    st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), min_size=1, max_size=30),
)


def value_for(field: Field, draw: st.DrawFn) -> Value:
    match field.type:
        case FieldType.RUPIAH:
            return draw(st.integers(0, 10**13))
        case FieldType.NUMBER:
            return draw(st.integers(0, 10**6))
        case FieldType.PERCENT:
            return draw(st.integers(0, 100))
        case FieldType.DATE:
            return draw(st.dates(date(2000, 1, 1), date(2090, 1, 1))).isoformat()
        case FieldType.CHOICE:
            return draw(st.sampled_from(field.choices)).value
        case FieldType.BOOL:
            return draw(st.booleans())
        case _:
            return draw(TEXTS).strip() or "x"


@st.composite
def contents(draw: st.DrawFn, template: Template) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for section in template.sections:
        if section.kind is SectionKind.PHOTOS:
            continue
        for field in section.leaves:
            if draw(st.booleans()):
                found[field.path] = value_for(field, draw)
        keys = BUDGET_KEYS if section.kind is SectionKind.BUDGET else ("satu", "dua")
        for order, key in enumerate(keys if section.columns else ()):
            for field in section.columns:
                found[cell(section.table or "", key, field.column or "")] = value_for(field, draw)
            if section.kind is not SectionKind.BUDGET:
                found[cell(section.table or "", key, ORDER_COLUMN)] = order
    return found


@pytest.mark.parametrize("template", TEMPLATES, ids=[f"{one.key}-{one.version}" for one in TEMPLATES])
def test_what_goes_out_comes_back(template: Template, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("forms")
    about = FormAbout(template.key, template.version, "2025")

    @settings(max_examples=3, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(contents(template))
    def round_trip(content: dict[str, Value]) -> None:
        file = folder / "form.xlsx"
        file.write_bytes(form_workbook(template.name, "2025", about, form_pages(template, content, NAMES)))
        sheets = read_sheets(file)
        assert about_of(sheets) == about
        reading = read_form(about, sheets, template, NAMES)
        assert reading.faults == ()
        assert laid_over(reading, {}).changes == content
        assert laid_over(reading, content).changes == {}

    round_trip()


@pytest.fixture
def reports(village: Store, clock: HandClock) -> Reports:
    return Reports(village, clock)


@pytest.fixture
def forms(reports: Reports, village: Store, clock: HandClock) -> FormWorkbooks:
    return FormWorkbooks(village, clock, reports)


def activities(book: Workbook) -> tuple[Worksheet, int]:
    """The sheet of activities, and the number of its first row."""
    sheet = next(sheet for sheet in book.worksheets if sheet["A1"].value == "#lembar:kegiatan")
    return sheet, next(row for row in sheet.iter_rows() if row[0].value == "#judul")[0].row + 1


def answer(book: Workbook, path: str) -> tuple[Worksheet, str]:
    """The sheet with this field, and the cell for its answer."""
    cells = ((sheet, row) for sheet in book.worksheets for row in sheet.iter_rows())
    return next((sheet, f"C{row[0].row}") for sheet, row in cells if row[0].value == path)


def filled(forms: FormWorkbooks, file: Path, answers: dict[str, str]) -> FormPreview:
    """The form with texts typed behind the labels, and a new row of activities."""
    assert isinstance(forms.write("lra_semester1", "2025-S1", file), str)
    book = load_workbook(file)
    for sheet in book.worksheets:
        for row in sheet.iter_rows(min_row=1, max_row=sheet.max_row):
            if str(row[0].value) in answers:
                row[2].value = answers[str(row[0].value)]
    sheet, first = activities(book)
    for at, value in enumerate(("Rabat beton RT 03", "RT 03", 96_000_000, "57.600.000", 60), 2):
        sheet.cell(first, at).value = value
    book.save(file)
    shown = forms.read(file)
    assert isinstance(shown, FormPreview), shown
    return shown


def test_a_filled_form_becomes_a_draft_and_what_was_not_understood_is_told(
    forms: FormWorkbooks, reports: Reports, tmp_path: Path
) -> None:
    answers = {"kendala.isi": "Tidak ada kendala", "pengesahan.tanggal": "31 Juni 2025", "belum_selesai.nihil": "ya"}
    shown = filled(forms, tmp_path / "lra.xlsx", answers)
    assert [fault.text for fault in shown.faults] == ["31 Juni 2025"]
    assert "Tanggal pengesahan" in shown.faults[0].where
    assert "1 belum terbaca" in shown.words
    made = forms.create(shown)
    assert isinstance(made, ReportEdit)
    assert made.content["kendala.isi"] == "Tidak ada kendala"
    assert made.content["belum_selesai.nihil"] is True
    (activity,) = rows(made.content, "kegiatan").values()
    assert (activity["nama"], activity["anggaran"], activity["realisasi"]) == (
        "Rabat beton RT 03",
        96_000_000,
        57_600_000,
    )


def test_a_percentage_that_excel_keeps_as_part_of_one_is_asked_back_and_never_taken_for_another(
    forms: FormWorkbooks, tmp_path: Path
) -> None:
    file = tmp_path / "lra.xlsx"
    forms.write("lra_semester1", "2025-S1", file)
    book = load_workbook(file)
    sheet, first = activities(book)
    for down, (name, share) in enumerate((("Rabat", 0.5), ("Posyandu", 1), ("Jalan", 7.5), ("Irigasi", 60))):
        sheet.cell(first + down, 2).value = name
        sheet.cell(first + down, 6).value = share
        sheet.cell(first + down, 6).number_format = "0%"
    book.save(file)
    shown = forms.read(file)
    assert isinstance(shown, FormPreview), shown
    assert [fault.text for fault in shown.faults] == ["0.5", "1", "7.5"], "beside 50% it may be that 1 is everything"
    assert all("Tulis angka bulat, misalnya 60." in fault.reason for fault in shown.faults)
    taken = {row["nama"]: row.get("fisik") for row in rows(laid_over(shown.reading, {}).changes, "kegiatan").values()}
    assert taken == {"Rabat": None, "Posyandu": None, "Jalan": None, "Irigasi": 60}


def test_one_percent_stays_what_it_is_where_no_cell_is_a_part_of_one(forms: FormWorkbooks, tmp_path: Path) -> None:
    file = tmp_path / "lra.xlsx"
    forms.write("lra_semester1", "2025-S1", file)
    book = load_workbook(file)
    sheet, first = activities(book)
    sheet.cell(first, 2).value, sheet.cell(first, 6).value = "Rabat", 1
    book.save(file)
    shown = forms.read(file)
    assert isinstance(shown, FormPreview), shown
    assert shown.faults == ()
    assert [row["fisik"] for row in rows(laid_over(shown.reading, {}).changes, "kegiatan").values()] == [1]


def test_reading_the_same_form_again_changes_nothing(forms: FormWorkbooks, tmp_path: Path) -> None:
    shown = filled(forms, tmp_path / "lra.xlsx", {"kendala.isi": "Hujan"})
    first, again = forms.create(shown), forms.create(shown)
    assert isinstance(first, ReportEdit)
    assert isinstance(again, ReportEdit)
    assert first.content == again.content


def test_a_mended_form_read_again_changes_its_row_and_a_new_row_is_told(forms: FormWorkbooks, tmp_path: Path) -> None:
    file = tmp_path / "lra.xlsx"
    shown = filled(forms, file, {})
    assert shown.words == "5 isian terbaca, tidak ada yang tertinggal. 1 baris baru."
    forms.create(shown)
    sheet, first = activities(book := load_workbook(file))
    sheet.cell(first, 5).value = "75.600.000"
    book.save(file)
    mended = forms.read(file)
    assert isinstance(mended, FormPreview)
    assert mended.words == "5 isian terbaca, tidak ada yang tertinggal."
    made = forms.create(mended)
    assert isinstance(made, ReportEdit)
    (activity,) = rows(made.content, "kegiatan").values()
    assert activity["realisasi"] == 75_600_000


def test_the_form_of_the_second_event_of_a_day_is_its_own(
    forms: FormWorkbooks, reports: Reports, tmp_path: Path
) -> None:
    first = reports.create(*EVENTS, 0)
    assert isinstance(first, ReportEdit)
    reports.save(first.draft_id, {"kegiatan.nama": "Rabat beton RT 02"})
    file = tmp_path / "realisasi.xlsx"
    assert isinstance(forms.write(*EVENTS, file, 1), str)
    book = load_workbook(file)
    sheet, name = answer(book, "kegiatan.nama")
    assert sheet[name].value is None, "nothing of the first event stands in it"
    sheet[name].value = "Pelatihan kader"
    book.save(file)
    shown = forms.read(file)
    assert isinstance(shown, FormPreview)
    made = forms.create(shown)
    assert isinstance(made, ReportEdit)
    assert (made.draft_id != first.draft_id, made.content["kegiatan.nama"]) == (True, "Pelatihan kader")
    kept = reports.open(first.draft_id)
    assert isinstance(kept, ReportEdit)
    assert kept.content["kegiatan.nama"] == "Rabat beton RT 02"


def test_a_form_from_before_there_were_several_on_a_day_is_for_the_first(
    forms: FormWorkbooks, reports: Reports, tmp_path: Path
) -> None:
    file = tmp_path / "realisasi.xlsx"
    forms.write(*EVENTS, file)
    book = load_workbook(file)
    book[KEY_SHEET].delete_rows(5)
    book.save(file)
    shown = forms.read(file)
    assert isinstance(shown, FormPreview)
    assert shown.reading.about.ordinal == 0


def test_only_of_events_several_fall_on_one_day(forms: FormWorkbooks, reports: Reports, tmp_path: Path) -> None:
    file = tmp_path / "lra.xlsx"
    assert isinstance(forms.write("lra_semester1", "2025-S1", file, 1), Refused)
    assert isinstance(reports.create("lra_semester1", "2025-S1", 1), Refused)
    assert isinstance(reports.create(*EVENTS, 1_000), Refused)
    forms.write("lra_semester1", "2025-S1", file)
    book = load_workbook(file)
    book[KEY_SHEET]["B5"] = "1"
    book.save(file)
    assert isinstance(forms.read(file), Refused)


def test_a_form_is_locked_but_for_its_answers_and_holds_no_formula(forms: FormWorkbooks, tmp_path: Path) -> None:
    file = tmp_path / "lra.xlsx"
    forms.write("lra_semester1", "2025-S1", file)
    book = load_workbook(file)
    assert all(sheet.protection.sheet for sheet in book.worksheets)
    assert book[KEY_SHEET].sheet_state == "veryHidden"
    cells = [cell_ for sheet in book.worksheets for row in sheet.iter_rows() for cell_ in row]
    assert not any(cell_.data_type == "f" for cell_ in cells)
    assert any(not cell_.protection.locked for cell_ in cells)
    assert any(rule.type == "list" for sheet in book.worksheets for rule in sheet.data_validations.dataValidation)


@pytest.mark.parametrize("change", ["key", "version", "type", "ordinal"])
def test_a_workbook_that_is_no_form_any_more_is_refused_in_words(
    forms: FormWorkbooks, tmp_path: Path, change: str
) -> None:
    file = tmp_path / "lra.xlsx"
    forms.write("lra_semester1", "2025-S1", file)
    book = load_workbook(file)
    match change:
        case "key":
            book.remove(book[KEY_SHEET])
        case "version":
            book[KEY_SHEET]["B3"] = "tiga"
        case "ordinal":
            book[KEY_SHEET]["B5"] = "kedua"
        case _:
            book[KEY_SHEET]["B2"] = "surat_cinta"
    book.save(file)
    found = forms.read(file)
    assert isinstance(found, Refused)
    assert "Tidak ada yang berubah" in found.words


def test_a_picture_is_no_form(forms: FormWorkbooks, tmp_path: Path) -> None:
    file = tmp_path / "foto.xlsx"
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 100)
    with pytest.raises(TableRefused):
        forms.read(file)
