"""Figures from files and pasted blocks: what is shown first, what enters, and what stays as it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import resources
from sipa_core.domain.budget import totals
from sipa_core.imports.entered import Entered
from sipa_core.imports.preview import ImportPreview
from sipa_desktop.errors import Refused
from sipa_desktop.services.import_memory import ImportMemory
from sipa_desktop.services.imports import Imports, Pasted
from sipa_desktop.services.reports import Reports
from sipa_desktop.services.reports_views import ReportEdit
from sipa_desktop.store.unit_of_work import Store
from sipa_desktop.table_refusals import TableRefused
from tests.support import siskeudes
from tests.support.siskeudes import Rows
from tests.unit.desktop.services.desks import HandClock, Server
from tests.unit.desktop.services.stories import LRA, REALISASI, send

BUDGET = "Kode;Uraian;Anggaran;Realisasi\n4.2.1;Dana Desa;768.432.000;461.059.200\n02;Pembangunan Desa;500.000.000;1\n"


@pytest.fixture
def reports(village: Store, clock: HandClock) -> Reports:
    made = Reports(village, clock)
    assert isinstance(made.create("lra_semester1", "2025-S1"), ReportEdit)
    return made


@pytest.fixture
def imports(reports: Reports, village: Store, clock: HandClock) -> Imports:
    return Imports(reports, ImportMemory(village, clock))


def content(reports: Reports) -> dict[str, object]:
    edit = reports.open(LRA)
    assert isinstance(edit, ReportEdit)
    return dict(edit.content)


def shown(imports: Imports, folder: Path, text: str = BUDGET) -> ImportPreview:
    file = folder / "anggaran.csv"
    file.write_text(text, encoding="utf-8")
    read = imports.preview(LRA, imports.read_table(file))
    assert isinstance(read, ImportPreview)
    return read


def test_a_preview_writes_nothing_and_agreeing_lays_it_over_the_draft(
    imports: Imports, reports: Reports, tmp_path: Path
) -> None:
    reports.save(LRA, {"kendala.isi": "Hujan"})
    read = shown(imports, tmp_path)
    assert read.changes
    assert content(reports) == {"kendala.isi": "Hujan"}
    assert isinstance(imports.apply(LRA, read, {}), Entered)
    after = content(reports)
    assert after["apbdes[-/4.2.1/-].realisasi"] == 461_059_200
    assert after["apbdes[02/-/-].anggaran"] == 500_000_000
    assert after["kendala.isi"] == "Hujan"


def test_the_shipped_file_of_babayau_fills_its_report(imports: Imports, reports: Reports, tmp_path: Path) -> None:
    file = tmp_path / "babayau.csv"
    file.write_bytes(resources.read_bytes("demo/csv/babayau-realisasi.csv"))
    read = imports.preview(LRA, imports.read_table(file))
    assert isinstance(read, ImportPreview)
    assert read.refused
    assert isinstance(imports.apply(LRA, read, {}), Entered)
    edit = reports.open(LRA)
    assert isinstance(edit, ReportEdit)
    assert totals(edit.content).pendapatan.anggaran == 1_523_400_000


def test_what_was_typed_after_the_preview_is_weighed_again(imports: Imports, reports: Reports, tmp_path: Path) -> None:
    read = shown(imports, tmp_path)
    reports.save(LRA, {"apbdes[03/-/-].anggaran": 7, REALISASI: 214_780_000})
    came = imports.apply(LRA, read, {})
    assert isinstance(came, Entered)
    assert (came.taken, came.before[REALISASI], came.after[REALISASI]) == (2, 214_780_000, 1)
    assert came.before["apbdes[-/4.2.1/-].anggaran"] is None
    assert content(reports)["apbdes[03/-/-].anggaran"] == 7
    assert content(reports)[REALISASI] == 1


def test_the_same_table_twice_brings_nothing_new(imports: Imports, tmp_path: Path) -> None:
    read = shown(imports, tmp_path)
    imports.apply(LRA, read, {})
    again = imports.apply(LRA, read, {})
    assert isinstance(again, Refused)
    assert again.code == "nothing_new"


def test_a_table_without_titles_is_refused_with_what_was_read(imports: Imports, tmp_path: Path) -> None:
    file = tmp_path / "lain.csv"
    file.write_text("Daftar hadir;\nSiti;1\nUdin;2\n", encoding="utf-8")
    no = imports.preview(LRA, imports.read_table(file))
    assert isinstance(no, Refused)
    assert "Daftar hadir" in no.words


def test_a_picture_is_no_table(imports: Imports, tmp_path: Path) -> None:
    file = tmp_path / "foto.xlsx"
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    with pytest.raises(TableRefused):
        imports.read_table(file)


def test_a_pasted_block_falls_from_the_chosen_cell_and_unread_cells_keep_their_figures(
    imports: Imports, reports: Reports
) -> None:
    reports.save(LRA, {f"apbdes[0{n}/-/-].{column}": n for n in (1, 2, 3) for column in ("anggaran", "realisasi")})
    pasted = imports.paste(LRA, "1.000\t500\nabc\t600\n3.000\t\n", "01/-/-", "anggaran")
    assert isinstance(pasted, Pasted)
    assert (pasted.applied, len(pasted.refused)) == (4, 1)
    assert pasted.refused[0].text == "abc"
    assert pasted.saved is not None
    after = content(reports)
    assert [after[f"apbdes[0{n}/-/-].anggaran"] for n in (1, 2, 3)] == [1000, 2, 3000]
    assert [after[f"apbdes[0{n}/-/-].realisasi"] for n in (1, 2, 3)] == [500, 600, 3]


def test_a_block_of_which_nothing_can_be_read_writes_nothing(imports: Imports, reports: Reports) -> None:
    reports.save(LRA, {REALISASI: 5})
    pasted = imports.paste(LRA, "abc", "02/-/-", "realisasi")
    assert isinstance(pasted, Pasted)
    assert (pasted.applied, pasted.saved) == (0, None)
    assert content(reports)[REALISASI] == 5


def test_a_block_needs_a_row_and_a_column_of_the_grid(imports: Imports, reports: Reports) -> None:
    reports.save(LRA, {REALISASI: 5})
    assert isinstance(imports.paste(LRA, "1", "09/-/-", "realisasi"), Refused)
    assert isinstance(imports.paste(LRA, "1", "02/-/-", "uraian"), Refused)


def test_a_block_with_titles_is_a_table_and_bare_figures_are_not(imports: Imports) -> None:
    assert imports.block("Kode\tUraian\tAnggaran\n4.2.1\tDana Desa\t5\n") is not None
    assert imports.block("1.000\t500\n") is None


def test_nothing_enters_a_report_that_was_sent(
    imports: Imports, reports: Reports, village: Store, server: Server, clock: HandClock, tmp_path: Path
) -> None:
    read = shown(imports, tmp_path)
    send(village, clock, server)
    for no in (
        imports.apply(LRA, read, {}),
        imports.preview(LRA, read.table),
        imports.paste(LRA, "1", "02/-/-", "realisasi"),
    ):
        assert isinstance(no, Refused)
        assert no.code == "locked"


def siskeudes_zip(folder: Path, change: Callable[[dict[str, Rows]], None] = lambda _parts: None) -> Path:
    parts = siskeudes.tables()
    change(parts)
    file = folder / "siskeudes-juni-2025.zip"
    file.write_bytes(siskeudes.zipped(parts))
    return file


def renamed(parts: dict[str, Rows]) -> None:
    parts["Ta_RABRinci"][0][3] = "Akun_Belanja"


def test_a_package_enters_in_one_step_and_its_sums_can_be_opened_down(
    imports: Imports, reports: Reports, tmp_path: Path
) -> None:
    read = imports.preview(LRA, imports.read_file(siskeudes_zip(tmp_path)).table)
    assert isinstance(read, ImportPreview)
    assert isinstance(imports.apply(LRA, read, {}), Entered)
    assert content(reports)["apbdes[02.03.10/-/-].realisasi"] == 100_000_000
    assert "02.03.10/-/-" in imports.opened_rows(LRA)
    opened = imports.opened(LRA, "02.03.10/-/-")
    assert opened is not None
    assert (opened.title, opened.source) == ("Rabat beton RT 03, 180 m", "siskeudes-juni-2025.zip")
    assert sum(one.values["realisasi"] for one in opened.below) == 100_000_000
    assert opened.gaps == {}
    reports.save(LRA, {"apbdes[02.03.10/-/-].realisasi": 90_000_000})
    opened = imports.opened(LRA, "02.03.10/-/-")
    assert opened is not None
    assert opened.gaps == {"realisasi": -10_000_000}, "what was typed since is told"
    assert imports.opened(LRA, "-/9/-") is None


def test_what_was_answered_for_a_kind_of_file_is_not_asked_again(imports: Imports, tmp_path: Path) -> None:
    table = imports.read_file(siskeudes_zip(tmp_path, renamed)).table
    first = imports.preview(LRA, table)
    assert isinstance(first, ImportPreview)
    assert [question.key for question in first.open_questions] == ["kolom:Akun_Belanja (Ta_RABRinci)"]
    answered = imports.preview(LRA, table, {"kolom:Akun_Belanja (Ta_RABRinci)": "rekening"})
    assert isinstance(answered, ImportPreview)
    assert isinstance(imports.apply(LRA, answered, {}), Entered)
    second = imports.preview(LRA, table)
    assert isinstance(second, ImportPreview)
    assert second.open_questions == ()
    assert any("berkas sejenis" in note for note in second.notes)
    back = imports.preview(LRA, table, {})
    assert isinstance(back, ImportPreview)
    assert back.open_questions, "and the answer can be taken back"


def test_a_skipped_name_is_asked_again_and_a_renamed_column_is_not(imports: Imports, tmp_path: Path) -> None:
    text = "Uraian;Pagu Anggran\nDana Desa;768.432.000\nSub Bidang Perundungan Masyarakat;1.000\n"
    first = shown(imports, tmp_path, text)
    keys = {question.key for question in first.open_questions}
    column = next(key for key in keys if key.startswith("kolom:"))
    imports.apply(LRA, first, {column: "anggaran", **dict.fromkeys(keys - {column}, "lewati")})
    again = shown(imports, tmp_path, text)
    assert column in again.answers
    assert [question.key for question in again.open_questions if question.key.startswith("nama:")]
