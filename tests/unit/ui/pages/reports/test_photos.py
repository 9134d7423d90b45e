"""Photos in a report: taken, captioned, tied to an activity, removed after a question; signed sheets straightened."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QThread
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sipa_core.domain.attachments import attachments
from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import Refused
from sipa_desktop.services.attachments import BlobState
from sipa_desktop.services.reports_views import ReportEdit
from tests.support import outside_files
from tests.support.demo_office import page_context
from tests.support.page_context import HeldRunner
from ui.pages.reports import photos_section
from ui.pages.reports.page import ReportsPage
from ui.pages.reports.photos_section import PhotosSection
from ui.runtime.tasks import Runner
from ui.widgets import attachment_strip
from ui.widgets.sheet_dialog import SheetDialog

PERIOD = "2025-07"


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> ReportsPage:
    page = ReportsPage(page_context(desk))
    qtbot.addWidget(page)
    page.resize(1158, 661)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    return page


@pytest.fixture
def photos(page: ReportsPage) -> PhotosSection:
    """The photos of a report of July with one activity."""
    return begun(page, "kegiatan_bulanan", PERIOD, "foto")


def begun(page: ReportsPage, template: str, period: str, key: str) -> PhotosSection:
    page.editor.model.begin(template, period)
    page.editor.model.set_values({"kegiatan[k1].nama": "Musyawarah dusun", "kegiatan[k1].pos": 1})
    page.editor.show_section(key)
    section = page.editor.current
    assert isinstance(section, PhotosSection)
    return section


def stored(desk: Desk, page: ReportsPage) -> ReportEdit:
    page.editor.model.flush()
    assert page.editor.model.edit is not None
    edit = desk.reports.open(page.editor.model.edit.draft_id)
    assert isinstance(edit, ReportEdit)
    return edit


def photo(folder: Path, name: str = "Rapat.jpg", width: int = 400) -> Path:
    path = folder / name
    path.write_bytes(outside_files.photo(width, 300))
    return path


def test_a_photo_that_was_given_stands_in_the_report_with_its_caption_and_activity(
    page: ReportsPage, photos: PhotosSection, desk: Desk, tmp_path: Path
) -> None:
    photos.strip.files_given.emit([photo(tmp_path)])
    [(key, line)] = photos.lines.items()
    QTest.keyClicks(line.caption, "Warga menyepakati usulan")
    QTest.keyClick(line.caption, Qt.Key.Key_Return)
    line.link.setCurrentIndex(line.link.findText("Musyawarah dusun"))
    line.link.activated.emit(line.link.currentIndex())
    content = stored(desk, page).content
    [(row, one)] = attachments(content, "foto")
    assert (row, one.name) == (key, "Rapat.jpg")
    assert content[f"foto[{key}].keterangan"] == "Warga menyepakati usulan"
    assert content[f"foto[{key}].kegiatan"] == "k1"
    assert desk.attachments.state(one.sha256) is BlobState.HERE
    assert [item.caption for item in photos.strip.items] == ["Warga menyepakati usulan"]


@pytest.fixture
def held(desk: Desk, qtbot: QtBot) -> tuple[ReportsPage, PhotosSection, HeldRunner]:
    """The photos of a report in a page whose work waits until it is let run, as on an old PC."""
    runner = HeldRunner()
    page = ReportsPage(page_context(desk, runner))
    qtbot.addWidget(page)
    page.resize(1158, 661)
    page.show()
    page.editing.begin("kegiatan_bulanan", PERIOD)
    runner.run_all()
    page.editing.set_values({"umum.uraian": "Musyawarah dusun"})
    page.editing.flush()
    runner.run_all()
    page.editor.go_to("foto")
    section = page.editor.current
    assert isinstance(section, PhotosSection)
    runner.run_all()
    return page, section, runner


def held_photos(desk: Desk, draft_id: str) -> int:
    edit = desk.reports.open(draft_id)
    assert isinstance(edit, ReportEdit)
    return len(attachments(edit.content, "foto"))


def draft_of(page: ReportsPage) -> str:
    assert page.editing.edit is not None
    return page.editing.edit.draft_id


def test_going_back_waits_for_the_photos_that_are_still_being_taken(
    held: tuple[ReportsPage, PhotosSection, HeldRunner], desk: Desk, tmp_path: Path
) -> None:
    page, section, runner = held
    draft_id = draft_of(page)
    section.strip.files_given.emit([photo(tmp_path, f"{n}.jpg", 200 + n) for n in range(3)])
    assert (page.editing.save_words, page.unsaved()) == ("Mengambil 3 berkas…", True)
    page.editor.back.emit()
    runner.run(-1)
    assert page.editing.save_words == "Mengambil 2 berkas…"
    assert page.editing.edit is not None
    runner.run_all()
    assert page.editing.edit is None
    assert held_photos(desk, draft_id) == 3


def test_a_report_is_not_sent_before_its_photos_are_taken(
    held: tuple[ReportsPage, PhotosSection, HeldRunner], desk: Desk, tmp_path: Path
) -> None:
    page, section, runner = held
    draft_id, when_ready = draft_of(page), []
    page.editing.ready.connect(lambda: when_ready.append(held_photos(desk, draft_id)))
    section.strip.files_given.emit([photo(tmp_path, f"{n}.jpg", 200 + n) for n in range(3)])
    page.editor.send()
    runner.run_all()
    assert when_ready == [3]


def test_photos_given_while_the_report_is_looked_at_before_sending_go_with_it(
    held: tuple[ReportsPage, PhotosSection, HeldRunner], desk: Desk, tmp_path: Path
) -> None:
    page, section, runner = held
    draft_id, when_ready = draft_of(page), []
    page.editing.ready.connect(lambda: when_ready.append(held_photos(desk, draft_id)))
    first = photo(tmp_path)
    section.strip.files_given.emit([first])
    runner.run_all()
    page.editor.send()
    section.strip.files_given.emit([first, photo(tmp_path, "Posyandu.jpg", 500), first])
    runner.run_all()
    assert when_ready == [2]


def test_a_photo_that_cannot_be_taken_keeps_the_person_who_leaves_or_sends(
    held: tuple[ReportsPage, PhotosSection, HeldRunner], desk: Desk, tmp_path: Path
) -> None:
    page, section, runner = held
    draft_id = draft_of(page)
    (tmp_path / "menu.exe").write_bytes(outside_files.PROGRAM)
    told: list[str] = []
    page.editing.refused.connect(told.append)
    section.strip.files_given.emit([tmp_path / "menu.exe", photo(tmp_path)])
    page.editor.back.emit()
    runner.run_all()
    assert told == [section.strip.words]
    assert "menu.exe" in told[0]
    assert page.editing.edit is not None
    assert held_photos(desk, draft_id) == 1
    page.editor.back.emit()
    assert page.editing.edit is None


def test_a_window_that_closes_has_the_photos_saved_that_were_being_taken(
    held: tuple[ReportsPage, PhotosSection, HeldRunner], desk: Desk, tmp_path: Path
) -> None:
    page, section, runner = held
    section.strip.files_given.emit([photo(tmp_path, f"{n}.jpg", 200 + n) for n in range(2)])
    page.flush()
    assert page.unsaved()
    runner.run_all()  # as the window does before it closes; no timer comes to its turn
    assert not page.unsaved()
    assert held_photos(desk, draft_of(page)) == 2


def test_a_photo_never_comes_into_the_report_that_was_opened_since(
    held: tuple[ReportsPage, PhotosSection, HeldRunner], desk: Desk, tmp_path: Path
) -> None:
    page, section, runner = held
    section.strip.files_given.emit([photo(tmp_path)])
    page.editing.begin("kegiatan_bulanan", "2025-06")  # without waiting, as after sending
    runner.run(-1)
    runner.run_all()
    assert draft_of(page)
    assert not [path for path in page.editing.content if path.startswith("foto[")]


def test_the_same_photo_twice_stands_there_once_and_another_comes_after_it(
    page: ReportsPage, photos: PhotosSection, tmp_path: Path
) -> None:
    first = photo(tmp_path)
    photos.strip.files_given.emit([first, first, photo(tmp_path, "Posyandu.jpg", 500)])
    assert [item.name for item in photos.strip.items] == ["Rapat.jpg", "Posyandu.jpg"]
    photos.strip.files_given.emit([first])
    assert "sudah ada" in photos.strip.words


def test_a_refused_file_leaves_the_report_as_it_was(
    page: ReportsPage, photos: PhotosSection, desk: Desk, tmp_path: Path
) -> None:
    (tmp_path / "undangan.docm").write_bytes(outside_files.office_file())
    photos.strip.files_given.emit([tmp_path / "undangan.docm"])
    assert "undangan.docm" in photos.strip.words
    assert attachments(stored(desk, page).content, "foto") == []


def test_a_photo_that_was_removed_is_gone_with_its_caption(
    page: ReportsPage, photos: PhotosSection, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photos.strip.files_given.emit([photo(tmp_path)])
    [line] = photos.lines.values()
    QTest.keyClicks(line.caption, "x")
    monkeypatch.setattr(attachment_strip, "ask", lambda *_arguments: "remove")
    QTest.keyClick(photos.strip.tiles[0], Qt.Key.Key_Delete)
    assert not [path for path in stored(desk, page).content if path.startswith("foto[")]
    assert photos.lines == {}


def test_too_many_photos_of_one_activity_are_named_before_sending(
    page: ReportsPage, photos: PhotosSection, desk: Desk, tmp_path: Path
) -> None:
    photos.strip.files_given.emit([photo(tmp_path, f"{n}.jpg", 200 + n) for n in range(4)])
    page.editor.model.set_values({f"foto[{key}].kegiatan": "k1" for key in photos.lines})
    said = [finding.words for finding in stored(desk, page).checks if finding.code == "too_many_files"]
    assert said == ["Musyawarah dusun punya 4 foto, paling banyak 3. Hapus yang tidak perlu."]


def test_a_photo_opens_large_and_the_keyboard_goes_to_the_next(
    page: ReportsPage, photos: PhotosSection, tmp_path: Path, qtbot: QtBot
) -> None:
    photos.strip.files_given.emit([photo(tmp_path), photo(tmp_path, "Posyandu.jpg", 500)])
    QTest.keyClick(photos.strip.tiles[0], Qt.Key.Key_Return)
    viewer = photos.viewer
    assert viewer is not None
    assert (viewer.title.text(), viewer.stage.image is not None) == ("Rapat.jpg", True)
    QTest.keyClick(viewer, Qt.Key.Key_Right)
    assert viewer.title.text() == "Posyandu.jpg"
    assert not viewer.after.isEnabled()
    viewer.save_copy(tmp_path / "salinan.jpg")
    assert (tmp_path / "salinan.jpg").read_bytes().startswith(b"\xff\xd8\xff")
    assert "salinan.jpg" in viewer.about.text()
    viewer.save_copy(tmp_path / "tidak ada" / "salinan.jpg")
    assert "pilih tempat lain" in viewer.about.text()
    viewer.reject()


def test_a_note_on_a_photo_stands_at_its_caption(page: ReportsPage, photos: PhotosSection, tmp_path: Path) -> None:
    photos.strip.files_given.emit([photo(tmp_path)])
    [(key, line)] = photos.lines.items()
    photos.show_notes({f"foto[{key}].keterangan": 2})
    assert line.badge.number == 2
    photos.show_notes({"foto": 1})
    assert line.badge.number == 1
    assert photos.go_to(f"foto[{key}].keterangan")
    assert line.caption.hasFocus()


def test_a_report_that_may_only_be_read_takes_no_photo(
    page: ReportsPage, photos: PhotosSection, desk: Desk, tmp_path: Path
) -> None:
    photos.strip.files_given.emit([photo(tmp_path)])
    photos.set_read_only(True)
    assert photos.strip.add_button.isHidden()
    assert all(line.caption.isReadOnly() for line in photos.lines.values())


def sheet_of(page: ReportsPage) -> SheetDialog:
    QApplication.processEvents()
    dialog = page.findChild(SheetDialog)
    assert dialog is not None
    return dialog


def test_the_signed_sheet_is_straightened_after_a_look(page: ReportsPage, desk: Desk, tmp_path: Path) -> None:
    sheet = begun(page, "lra_semester1", "2026-S1", "lembar")
    sheet.strip.files_given.emit([photo(tmp_path, "Lembar.jpg", 900)])
    dialog = sheet_of(page)
    before = dialog.canvas.corners
    QTest.keyClick(dialog.canvas.handles[0], Qt.Key.Key_Right)
    assert dialog.canvas.corners.top_left[0] > before.top_left[0]
    dialog.straight.click()
    [(_key, one)] = attachments(stored(desk, page).content, "lembar")
    assert (one.width, one.height) != (900, 300)


def test_sheets_are_asked_about_one_at_a_time_and_going_back_waits_for_the_answers(
    page: ReportsPage, desk: Desk, tmp_path: Path
) -> None:
    section = begun(page, "lra_semester1", "2026-S1", "lembar")
    draft_id = draft_of(page)
    section.strip.files_given.emit([photo(tmp_path, "Lembar 1.jpg", 900)])
    section.strip.files_given.emit([photo(tmp_path, "Lembar 2.jpg", 910)])
    [first] = page.findChildren(SheetDialog)
    assert page.editing.save_words == "Mengambil 2 berkas…"
    page.editor.back.emit()
    assert page.editing.edit is not None
    first.plain.click()
    QApplication.processEvents()
    assert page.editing.save_words == "Mengambil 1 berkas…"
    sheet_of(page).reject()
    assert page.editing.edit is None
    edit = desk.reports.open(draft_id)
    assert isinstance(edit, ReportEdit)
    assert [one.name for _key, one in attachments(edit.content, "lembar")] == ["Lembar 1.jpg"]


def test_the_picture_of_a_sheet_is_decoded_by_a_worker(
    desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    windows, decoded = QThread.currentThread(), []

    class Watched(QImage):
        @staticmethod
        def fromData(data: bytes) -> QImage:  # type: ignore[override]
            decoded.append(QThread.currentThread())
            return QImage.fromData(data)

    monkeypatch.setattr(photos_section, "QImage", Watched)
    runner = Runner()
    try:
        given = photo(tmp_path, "Lembar.jpg", 900)
        page = ReportsPage(page_context(desk, runner))
        qtbot.addWidget(page)
        page.show()
        page.editor.model.begin("lra_semester1", "2026-S1")
        qtbot.waitUntil(lambda: page.editor.model.edit is not None)
        page.editor.show_section("lembar")
        section = page.editor.current
        assert isinstance(section, PhotosSection)
        section.strip.files_given.emit([given])
        qtbot.waitUntil(lambda: page.findChild(SheetDialog) is not None)
    finally:
        runner.close()
    assert len(decoded) == 1
    assert decoded[0] is not windows


def test_the_signed_sheet_may_be_taken_as_it_is_or_not_at_all(page: ReportsPage, desk: Desk, tmp_path: Path) -> None:
    sheet = begun(page, "lra_semester1", "2026-S1", "lembar")
    sheet.strip.files_given.emit([photo(tmp_path, "Lembar.jpg", 900)])
    sheet_of(page).leave.click()
    assert attachments(stored(desk, page).content, "lembar") == []
    QApplication.processEvents()
    sheet.strip.files_given.emit([photo(tmp_path, "Lembar.jpg", 900)])
    [dialog] = [one for one in page.findChildren(SheetDialog) if one.isVisible()]
    dialog.plain.click()
    [(_key, one)] = attachments(stored(desk, page).content, "lembar")
    assert (one.width, one.height) == (900, 300)


def test_a_scanned_sheet_needs_no_straightening(page: ReportsPage, desk: Desk, tmp_path: Path) -> None:
    sheet = begun(page, "lra_semester1", "2026-S1", "lembar")
    (tmp_path / "Pindaian.pdf").write_bytes(outside_files.paper())
    sheet.strip.files_given.emit([tmp_path / "Pindaian.pdf"])
    [(_key, one)] = attachments(stored(desk, page).content, "lembar")
    assert one.name == "Pindaian.pdf"


def test_a_shape_that_is_no_sheet_cannot_be_straightened(page: ReportsPage, tmp_path: Path) -> None:
    sheet = begun(page, "lra_semester1", "2026-S1", "lembar")
    sheet.strip.files_given.emit([photo(tmp_path, "Lembar.jpg", 900)])
    dialog = sheet_of(page)
    for _step in range(100):
        QTest.keyClick(dialog.canvas.handles[0], Qt.Key.Key_Right)
    assert not dialog.straight.isEnabled()
    dialog.reject()


def test_a_report_with_photos_is_sent_whole_and_they_wait_for_the_line(
    page: ReportsPage, photos: PhotosSection, desk: Desk, tmp_path: Path
) -> None:
    photos.strip.files_given.emit([photo(tmp_path)])
    edit = stored(desk, page)
    [(_key, one)] = attachments(edit.content, "foto")
    assert not isinstance(desk.reports.submit(edit.draft_id), Refused)
    assert desk.attachments.state(one.sha256) is BlobState.WAITING


def test_a_question_on_the_signed_sheet_is_about_the_sheet(page: ReportsPage) -> None:
    page.editor.model.begin("lra_semester1", "2026-S1")
    page.editor.go_to("pengesahan.alamat_pengaduan")
    page.editor.show_section("lembar")
    asked: list[str] = []
    page.editor.asked.connect(asked.append)
    page.editor.side.ask.button.click()
    assert asked == ["lembar"]
    assert page.editor.side.ask.button.accessibleName().endswith(": Lembar pengesahan")
