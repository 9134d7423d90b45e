from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import ui.pages.reports.page as reports_page
from sipa_core.imports.entered import Entered
from sipa_core.imports.questions import Question
from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import Refused
from sipa_desktop.services.reports_views import ReportEdit
from tests.support.by_name import click, named, texts
from tests.support.demo_office import page_context
from tests.support.page_context import HeldRunner
from ui.pages.reports.page import ReportsPage
from ui.widgets.select import Select

CSV = Path(__file__).parents[5] / "resources" / "demo" / "csv"
RETURNED = "Laporan Realisasi APB Desa Semester I 2025"
CELL = "apbdes[02.03/-/-].realisasi"


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> ReportsPage:
    page = ReportsPage(page_context(desk))
    qtbot.addWidget(page)
    page.resize(1158, 661)
    with qtbot.waitExposed(page):
        page.show()
    click(page, f"Perbaiki: {RETURNED}")
    return page


def choose(monkeypatch: pytest.MonkeyPatch, path: Path | None) -> None:
    monkeypatch.setattr(reports_page, "choose_file", lambda _parent: path)


def stored(desk: Desk) -> ReportEdit:
    edit = desk.reports.open(desk.reports.list()[0].draft_id)
    assert not isinstance(edit, Refused)
    return edit


def test_a_file_is_shown_before_anything_enters(page: ReportsPage, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    before = dict(stored(desk).content)
    choose(monkeypatch, CSV / "babayau-realisasi.csv")
    click(page, "Ambil dari berkas")
    said = texts(page)
    assert f"babayau-realisasi.csv ke {RETURNED}. Belum ada yang berubah." in said
    assert "3 baris tidak dimasukkan" in said
    assert "Sama persis dengan baris 28." in said
    assert "Kode 05.09.99 tidak ada di daftar kode APB Desa." in said
    assert "1 angka diganti" in said
    assert any(text.startswith("5 BELANJA, anggaran") for text in said)
    assert dict(stored(desk).content) == before


def test_what_was_shown_enters_and_can_be_taken_back(
    page: ReportsPage, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[object, ...]] = []
    page._context.navigator.toast.connect(lambda *said: told.append(said))
    choose(monkeypatch, CSV / "babayau-realisasi.csv")
    click(page, "Ambil dari berkas")
    click(page, "Masukkan 23 baris")
    assert stored(desk).content[CELL] == 144_300_000
    QApplication.processEvents()
    assert page.editing.content[CELL] == 144_300_000
    assert told[0][0] == "23 baris dimasukkan."
    take_back = told[0][2]
    assert callable(take_back)
    take_back()
    page.flush()
    assert stored(desk).content[CELL] == 105_900_000


def test_an_import_can_be_taken_back_when_its_toast_is_long_gone_but_for_what_was_changed_since(
    page: ReportsPage, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dict(stored(desk).content)
    bar = page.editor.entered
    assert not bar.isVisible()
    choose(monkeypatch, CSV / "apbdes-2024-tanpa-nama.csv")
    click(page, "Ambil dari berkas")
    click(page, "Masukkan 15 baris")
    QApplication.processEvents()
    assert bar.sentence == (
        "15 baris dimasukkan. Baris baru yang isinya sudah lain tetap utuh. Isian lain yang Anda ubah juga tetap."
    )
    assert bar.isVisible()
    changed = sorted(path for path, value in stored(desk).content.items() if before.get(path) != value)
    typed = changed[3]
    page.editing.set_values({typed: 77})
    bar.back.click()
    page.flush()
    after = stored(desk).content
    assert len(changed) > 10
    assert after[typed] == 77
    assert {path: after.get(path) for path in changed if path != typed} == {
        path: before.get(path) for path in changed if path != typed
    }
    assert (bar.sentence, bar.isVisible()) == ("", False)


def test_what_was_imported_is_told_in_its_own_report_until_it_is_closed_or_taken_back(
    page: ReportsPage, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[object, ...]] = []
    page._context.navigator.toast.connect(lambda *said: told.append(said))
    bar = page.editor.entered
    for end in ("toast", "close"):
        choose(monkeypatch, CSV / "babayau-realisasi.csv")
        click(page, "Ambil dari berkas")
        click(page, "Masukkan 23 baris")
        QApplication.processEvents()
        assert bar.isVisible()
        if end == "toast":
            take_back = told[-1][2]
            assert callable(take_back)
            take_back()
        else:
            bar.remember("another report", "9 baris dimasukkan.", Entered(9, {}, {}))
            assert bar.sentence.startswith("23 baris")
            bar.close_it.click()
        assert not bar.isVisible()
        page.flush()
    assert stored(desk).content[CELL] == 144_300_000


def test_esc_leaves_everything_as_it_was(page: ReportsPage, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    before = dict(stored(desk).content)
    choose(monkeypatch, CSV / "keji-2026.csv")
    click(page, "Ambil dari berkas")
    page.activateWindow()
    QTest.keyClick(QApplication.focusWidget() or page, Qt.Key.Key_Escape)
    assert page.editor.isVisible()
    assert dict(stored(desk).content) == before


def test_a_question_is_answered_and_its_row_enters(
    page: ReportsPage, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(monkeypatch, CSV / "apbdes-2024-tanpa-nama.csv")
    click(page, "Ambil dari berkas")
    assert "1 baris menunggu jawaban, belum ikut" in texts(page)
    assert page.importing.shown is not None
    [question] = page.importing.shown.questions
    select = named(page, question.words)
    assert isinstance(select, Select)
    assert page.focusWidget() is select, "what is asked is in hand at once"
    select.setCurrentIndex(select.findData("03.01/-/-"))
    select.activated.emit(select.currentIndex())
    assert "1 baris menunggu jawaban, belum ikut" not in texts(page)
    click(page, "Masukkan 16 baris")
    assert stored(desk).content["apbdes[03.01/-/-].anggaran"] == 6_480_000


def question_of(page: ReportsPage) -> Question:
    assert page.importing.shown is not None
    [question] = page.importing.shown.questions
    return question


def answered(page: ReportsPage, value: str) -> None:
    select = named(page, question_of(page).words)
    assert isinstance(select, Select)
    select.setCurrentIndex(select.findData(value))
    select.activated.emit(select.currentIndex())
    assert select.currentData() == value, "what was answered stands there while it is looked at"


def test_nothing_enters_between_an_answer_and_its_preview_and_all_that_enters_is_taken_back(
    page: ReportsPage, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dict(stored(desk).content)
    choose(monkeypatch, CSV / "apbdes-2024-tanpa-nama.csv")
    click(page, "Ambil dari berkas")
    held = HeldRunner()
    monkeypatch.setattr(page.importing, "_runner", held)
    answered(page, "03.01/-/-")
    assert not named(page, "Masukkan 15 baris").isEnabled()
    page.preview.enter()
    held.run_all()
    assert dict(stored(desk).content) == before, "what is to enter was not shown yet"
    click(page, "Masukkan 16 baris")
    held.run_all()
    QApplication.processEvents()
    assert stored(desk).content["apbdes[03.01/-/-].anggaran"] == 6_480_000
    assert page.editor.entered.sentence.startswith("16 baris dimasukkan.")
    page.editor.entered.back.click()
    page.flush()
    assert dict(stored(desk).content) == before


def test_of_two_answers_at_once_only_what_the_last_one_brings_is_shown_and_enters(
    page: ReportsPage, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(monkeypatch, CSV / "apbdes-2024-tanpa-nama.csv")
    click(page, "Ambil dari berkas")
    held = HeldRunner()
    monkeypatch.setattr(page.importing, "_runner", held)
    answered(page, "03.01/-/-")
    answered(page, "")
    held.run()
    assert not page.importing.may_enter, "the answer before is not what would enter"
    held.run_all()
    assert page.importing.taken == 15
    assert page.importing.may_enter
    page.importing.enter()
    page.importing.answer(question_of(page).key, "03.01/-/-")
    held.run_all()
    QApplication.processEvents()
    assert page.editor.entered.sentence.startswith("15 baris dimasukkan."), "it was entering already"


def test_an_import_is_taken_back_to_what_stood_there_when_it_entered(
    page: ReportsPage, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(monkeypatch, CSV / "babayau-realisasi.csv")
    click(page, "Ambil dari berkas")
    # From another PC, while the preview is in sight.
    desk.reports.save(stored(desk).draft_id, {CELL: 99})
    click(page, "Masukkan 23 baris")
    QApplication.processEvents()
    assert stored(desk).content[CELL] == 144_300_000
    page.editor.entered.back.click()
    page.flush()
    assert stored(desk).content[CELL] == 99


def test_a_file_that_is_no_table_is_refused_in_words_and_changes_nothing(
    page: ReportsPage, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dict(stored(desk).content)
    picture = tmp_path / "foto.csv"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\x00" * 40)
    choose(monkeypatch, picture)
    click(page, "Ambil dari berkas")
    assert page.importing.fault
    assert page.importing.fault in texts(page)
    click(page, "Kembali ke laporan")
    assert page.editor.isVisible()
    assert dict(stored(desk).content) == before


def test_a_table_without_titles_says_what_it_lacks(
    page: ReportsPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "angka.csv"
    file.write_text("1;2\n3;4\n", encoding="utf-8")
    choose(monkeypatch, file)
    click(page, "Ambil dari berkas")
    assert "Judul kolom tidak ditemukan" in page.importing.fault


def test_a_block_with_titles_goes_to_the_preview(page: ReportsPage) -> None:
    page.editor.show_section("realisasi")
    QApplication.clipboard().setText("Kode\tUraian\tRealisasi\n02.03\tPekerjaan Umum\t144.300.000")
    click(page, "Tempel dari Excel")
    assert named(page, "Masukkan 1 baris").isEnabled()
    assert any(text.startswith("Tempelan dari Excel ke ") for text in texts(page))


def test_no_file_chosen_changes_nothing_in_sight(page: ReportsPage, monkeypatch: pytest.MonkeyPatch) -> None:
    choose(monkeypatch, None)
    click(page, "Ambil dari berkas")
    assert page.editor.isVisible()
    assert page.importing.shown is None


def test_rows_that_are_entering_cannot_be_left_and_are_taken_back_from_their_own_report(
    page: ReportsPage, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[object, ...]] = []
    page._context.navigator.toast.connect(lambda *said: told.append(said))
    choose(monkeypatch, CSV / "babayau-realisasi.csv")
    click(page, "Ambil dari berkas")
    before = stored(desk).content[CELL]
    monkeypatch.setattr(page.importing, "_runner", HeldRunner())
    click(page, "Masukkan 23 baris")
    page.preview.leave()
    assert page._front.currentWidget() is page.preview
    assert not named(page, "Batal").isEnabled()
    page.editing._draft_id = "another report"
    held_runner = page.importing._runner
    assert isinstance(held_runner, HeldRunner)
    held_runner.run_all()
    (said,) = [one for one in told if "baris dimasukkan" in str(one[0])]
    assert stored(desk).content[CELL] == 144_300_000
    undo = said[2]
    assert callable(undo)
    undo()
    assert stored(desk).content[CELL] == before


@pytest.mark.parametrize("fails", [False, True])
def test_an_import_that_enters_while_another_is_begun_ends_by_itself_and_leaves_the_other_free(
    page: ReportsPage, desk: Desk, monkeypatch: pytest.MonkeyPatch, fails: bool
) -> None:
    told: list[tuple[str, str, dict[str, object]]] = []
    page.importing.done.connect(lambda *said: told.append(said))
    choose(monkeypatch, CSV / "babayau-realisasi.csv")
    click(page, "Ambil dari berkas")
    mine, held = page.editing._draft_id, HeldRunner()
    monkeypatch.setattr(page.importing, "_runner", held)
    if fails:
        monkeypatch.setattr(desk.imports, "apply", lambda *_about: 1 / 0)
    page.importing.enter()
    page.importing.begin_file("another", CSV / "babayau-realisasi.csv")
    held.run()
    assert page.importing.entering is False, "the second one can be left"
    assert page.importing.fault == ""
    assert [one[1] for one in told] == ([] if fails else [mine])
