"""The strip of files: what can be given to it, what it says, how it is worked by keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from sipa_core.domain.attachments import Attachment
from sipa_desktop.bootstrap import Desk
from sipa_desktop.events import Changes, Topic
from tests.support import outside_files
from tests.support.desk_for_windows import new_desk
from tests.support.gallery_files import items
from tests.support.page_context import HeldRunner
from ui.runtime.tasks import InlineRunner
from ui.widgets import attachment_strip
from ui.widgets.attaching import Attaching
from ui.widgets.attachment_strip import AttachmentItem, AttachmentStrip
from ui.widgets.boxes import Column
from ui.widgets.given_files import bytes_of
from ui.widgets.tab_order import in_order


@pytest.fixture
def strip(qtbot: QtBot) -> AttachmentStrip:
    made = AttachmentStrip("Foto kegiatan")
    qtbot.addWidget(made)
    made.resize(800, 300)
    made.show()
    return made


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the person answers to the question; the last one is taken."""
    answers = ["remove"]
    monkeypatch.setattr(attachment_strip, "ask", lambda *_arguments: answers[-1])
    return answers


def files_in(*paths: str) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(path) for path in paths])
    return mime


def pasted(mime: QMimeData) -> None:
    QGuiApplication.clipboard().setMimeData(mime)


def test_chosen_files_are_given_as_they_were_chosen(qtbot: QtBot, strip: AttachmentStrip) -> None:
    strip.choose = lambda: [Path("/a/foto.jpg"), Path("/b/surat.pdf")]
    with qtbot.waitSignal(strip.files_given) as told:
        strip.add_button.click()
    assert told.args == [[Path("/a/foto.jpg"), Path("/b/surat.pdf")]]
    strip.choose = list
    with qtbot.assertNotEmitted(strip.files_given):
        strip.add_button.click()


def test_files_from_the_clipboard_are_given(qtbot: QtBot, strip: AttachmentStrip) -> None:
    pasted(files_in("/a/foto.jpg"))
    strip.add_button.setFocus()
    with qtbot.waitSignal(strip.files_given) as told:
        QTest.keyClick(strip.add_button, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert told.args == [[Path("/a/foto.jpg")]]


def test_a_picture_from_the_clipboard_is_encoded_by_whoever_takes_it(
    qtbot: QtBot, strip: AttachmentStrip, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoded = []
    save = QImage.save
    monkeypatch.setattr(QImage, "save", lambda *about: (encoded.append(about[0]), save(*about))[1])
    image = QImage(30, 20, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    mime = QMimeData()
    mime.setImageData(image)
    pasted(mime)
    with qtbot.waitSignal(strip.files_given) as told:
        strip.paste()
    assert encoded == [], "a large one would hold the window for seconds"
    given = bytes_of(told.args[0][0])
    assert QImage.fromData(given).size() == image.size()
    assert given.startswith(b"\x89PNG")


def test_words_in_the_clipboard_are_none_of_its_business(qtbot: QtBot, strip: AttachmentStrip) -> None:
    mime = QMimeData()
    mime.setText("halo")
    pasted(mime)
    with qtbot.assertNotEmitted(strip.files_given):
        assert not strip.paste()


def test_an_editor_beside_it_keeps_its_words_and_hands_over_files(qtbot: QtBot, strip: AttachmentStrip) -> None:
    editor = QPlainTextEdit()
    qtbot.addWidget(editor)
    editor.show()
    strip.watch_paste(editor)
    words = QMimeData()
    words.setText("halo")
    pasted(words)
    with qtbot.assertNotEmitted(strip.files_given):
        QTest.keyClick(editor, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert editor.toPlainText() == "halo"
    pasted(files_in("/a/foto.jpg"))
    with qtbot.waitSignal(strip.files_given):
        QTest.keyClick(editor, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert editor.toPlainText() == "halo"


def test_dropped_files_are_given_and_stay_where_they_were(qtbot: QtBot, strip: AttachmentStrip) -> None:
    mime = files_in("/a/foto.jpg", "/a/folder")
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    both = Qt.DropAction.MoveAction | Qt.DropAction.CopyAction
    enter = QDragEnterEvent(QPoint(5, 5), both, mime, buttons, keys)
    QApplication.sendEvent(strip, enter)
    assert enter.isAccepted()
    drop = QDropEvent(QPointF(5, 5), both, mime, buttons, keys)
    with qtbot.waitSignal(strip.files_given) as told:
        QApplication.sendEvent(strip, drop)
    assert told.args == [[Path("/a/foto.jpg"), Path("/a/folder")]]
    assert drop.dropAction() == Qt.DropAction.CopyAction


def test_a_strip_that_only_shows_takes_nothing(qtbot: QtBot) -> None:
    fixed = AttachmentStrip(editable=False)
    qtbot.addWidget(fixed)
    fixed.set_items(items())
    fixed.show()
    pasted(files_in("/a/foto.jpg"))
    with qtbot.assertNotEmitted(fixed.files_given), qtbot.assertNotEmitted(fixed.removed):
        assert not fixed.paste()
        QTest.keyClick(fixed.tiles[0], Qt.Key.Key_Delete)
    assert not fixed.acceptDrops()
    assert fixed.add_button.isHidden()
    assert all(tile.remove.isHidden() for tile in fixed.tiles)


def test_no_more_files_are_given_than_fit(qtbot: QtBot, strip: AttachmentStrip) -> None:
    short = AttachmentStrip(limit=5)
    qtbot.addWidget(short)
    short.set_items(items())
    short.choose = lambda: [Path("/a/1.jpg"), Path("/a/2.jpg")]
    with qtbot.waitSignal(short.files_given) as told:
        short.add_button.click()
    assert told.args == [[Path("/a/1.jpg")]]
    assert "1 berkas lagi" in short.words
    short.set_items([*items(), AttachmentItem("5", "e.jpg")])
    assert short.add_button.isHidden()


def test_a_file_is_opened_with_enter_and_with_a_click(qtbot: QtBot, strip: AttachmentStrip) -> None:
    strip.set_items(items())
    with qtbot.waitSignal(strip.opened) as told:
        QTest.keyClick(strip.tiles[1], Qt.Key.Key_Return)
    assert told.args == ["2"]
    with qtbot.waitSignal(strip.opened) as told:
        QTest.mouseClick(strip.tiles[0], Qt.MouseButton.LeftButton)
    assert told.args == ["1"]


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_Backspace])
def test_a_file_is_taken_away_only_after_the_question(
    qtbot: QtBot, strip: AttachmentStrip, answer: list[str], key: Qt.Key
) -> None:
    strip.set_items(items())
    answer.append("keep")
    with qtbot.assertNotEmitted(strip.removed):
        QTest.keyClick(strip.tiles[0], key)
    answer.append("remove")
    with qtbot.waitSignal(strip.removed) as told:
        QTest.keyClick(strip.tiles[0], key)
    assert told.args == ["1"]
    with qtbot.waitSignal(strip.removed):
        strip.tiles[2].remove.click()


def test_the_focus_stays_beside_a_file_that_went(qtbot: QtBot, strip: AttachmentStrip) -> None:
    strip.activateWindow()
    strip.set_items(items())
    strip.tiles[1].setFocus()
    strip.set_items([item for item in items() if item.key != "2"])
    assert strip.focusWidget() is strip.tiles[1]
    strip.set_items([])
    assert strip.focusWidget() is strip.add_button


def test_every_file_is_read_out_whole_and_reached_in_order(qtbot: QtBot, strip: AttachmentStrip) -> None:
    strip.set_items(items())
    assert strip.tiles[0].accessibleName() == "Rapat dusun.jpg. 214 KB. Menunggu kirim"
    assert "Delete" in strip.tiles[0].accessibleDescription()
    assert list(in_order(strip)) == [*strip.tiles, strip.add_button]


def test_a_state_that_changes_builds_nothing_anew(qtbot: QtBot, strip: AttachmentStrip) -> None:
    strip.set_items(items())
    before = strip.tiles
    strip.set_items([AttachmentItem(item.key, item.name, state="Terkirim", state_icon="check") for item in items()])
    assert strip.tiles == before
    assert strip.tiles[0].accessibleName().endswith("Terkirim")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return new_desk(tmp_path / "profil")


def test_what_is_given_is_taken_one_by_one_and_refusals_are_said(
    qtbot: QtBot, strip: AttachmentStrip, desk: Desk, tmp_path: Path
) -> None:
    runner = HeldRunner()
    attaching = Attaching(desk.attachments, runner, strip)
    came: list[str] = []
    refused: list[str] = []
    attaching.taken.connect(lambda one, _record: came.append(one.name))
    attaching.refused.connect(refused.append)
    photo = tmp_path / "Rapat.jpg"
    photo.write_bytes(outside_files.photo(200, 150))
    (tmp_path / "menu.exe").write_bytes(outside_files.PROGRAM)
    attaching.take("laporan", [photo, tmp_path / "menu.exe", outside_files.screenshot(200, 100)])
    assert (runner.held, attaching.waiting("laporan")) == (1, 3)
    runner.run_all()
    assert came == ["Rapat.jpg", "Tempelan.png"]
    assert "menu.exe" in strip.words
    assert refused == [strip.words]
    assert attaching.waiting("laporan") == 0
    desk.close()


def test_a_file_comes_back_with_the_record_for_which_it_was_given(
    qtbot: QtBot, strip: AttachmentStrip, desk: Desk
) -> None:
    runner = HeldRunner()
    attaching = Attaching(desk.attachments, runner, strip)
    came: list[str] = []
    counted: list[tuple[str, int]] = []
    attaching.taken.connect(lambda _one, record: came.append(record))
    attaching.waiting_changed.connect(lambda record: counted.append((record, attaching.waiting(record))))
    attaching.take("satu", [outside_files.screenshot(200, 100)])
    attaching.take("dua", [outside_files.screenshot(210, 100), outside_files.screenshot(220, 100)])
    runner.run_all()
    assert came == ["satu", "dua", "dua"]
    assert counted == [("satu", 1), ("dua", 2), ("satu", 0), ("dua", 1), ("dua", 0)]
    desk.close()


def test_pictures_and_states_come_to_the_tiles(qtbot: QtBot, strip: AttachmentStrip, desk: Desk) -> None:
    attaching = Attaching(desk.attachments, InlineRunner(), strip)
    one = desk.attachments.take_bytes(outside_files.photo(200, 150), "Rapat.jpg")
    paper = desk.attachments.take_bytes(outside_files.paper(), "Surat.pdf")
    assert isinstance(one, Attachment)
    assert isinstance(paper, Attachment)
    attaching.show([("a", one), ("b", paper)], {"a": "Rapat bersama BPD", "b": ""}.__getitem__)
    first, second = strip.items
    assert (first.state, first.caption, first.picture is not None) == ("Tersimpan", "Rapat bersama BPD", True)
    assert (second.icon, second.picture) == ("file-pdf", None)
    with desk.store.write() as tx:
        tx.blobs.sent(one.sha256, 1)
    attaching.changed(Changes(frozenset({Topic.ATTACHMENTS})))
    assert strip.items[0].state == "Terkirim"
    desk.close()


def test_files_pasted_into_a_page_reach_the_strip_that_has_the_focus(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    column = Column(page)
    strips = [AttachmentStrip("Satu"), AttachmentStrip("Dua")]
    for one in strips:
        column.addWidget(one)
    page.show()
    pasted(files_in("/a/foto.jpg"))
    with qtbot.assertNotEmitted(strips[0].files_given), qtbot.waitSignal(strips[1].files_given):
        QTest.keyClick(strips[1].add_button, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
