"""The page of publications, used by the names that a reader is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QListView,
    QPlainTextEdit,
)
from pytestqt.qtbot import QtBot

from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import KnownError
from tests.support.by_name import all_named, click, fill, name_of, named, texts
from tests.support.demo_office import BABAYAU, demo_desk
from tests.support.page_context import page_context
from tests.unit.ui.pages.posting.test_view_model import hold
from ui.design.theme import colour, look
from ui.pages import PageContext
from ui.pages.posting import page as module
from ui.pages.posting.page import PostingPage, create
from ui.widgets import file_choice
from ui.widgets.chip import StatusChip
from ui.widgets.label import ElidedLabel, Label

POST = "https://www.instagram.com/p/contohdesa/"


@pytest.fixture
def context(qapp: QApplication, desk: Desk) -> Iterator[PageContext]:
    made = page_context(desk)
    yield made
    made.changes.close()


@pytest.fixture
def page(qtbot: QtBot, context: PageContext) -> PostingPage:
    return shown(qtbot, context)


def shown(qtbot: QtBot, context: PageContext) -> PostingPage:
    made = create(context)
    assert isinstance(made, PostingPage)
    qtbot.addWidget(made)
    made.resize(1158, 661)
    made.show()
    QApplication.processEvents()
    return made


def row_name(page: PostingPage, channel: str) -> str:
    return page.checklist.rows[channel].accessibleName()


def test_a_proof_ticks_its_channel_and_waits_to_be_sent(page: PostingPage) -> None:
    click(page, "Posting: Instagram")
    assert "Bukti posting Instagram" in texts(page)
    fill(page, "Tautan posting", POST)
    click(page, "Simpan bukti")
    QApplication.processEvents()
    assert "sudah ada bukti" in row_name(page, "instagram")
    chip = named(page.checklist, "Menunggu kirim")
    assert isinstance(chip, StatusChip)
    assert chip.chip is not None
    assert chip.chip.look == "menunggu"
    assert "Bukti tersimpan di komputer ini, menunggu kirim." in texts(page)
    assert not any("Terkirim" in words for words in texts(page))


def test_after_a_proof_the_focus_goes_on_to_the_next_channel_that_lacks_one(page: PostingPage) -> None:
    page.activateWindow()
    click(page, "Posting: Instagram")
    fill(page, "Tautan posting", POST)
    page.proof.address.setFocus()
    QTest.keyClick(page.proof.address, Qt.Key.Key_Return)
    keys = [key for key, row in page.checklist.rows.items() if row.lacks_proof]
    assert "instagram" not in keys
    assert any(page.checklist.rows[key].button.hasFocus() for key in keys)


def test_enter_in_the_field_gives_the_proof(page: PostingPage) -> None:
    click(page, "Posting: Instagram")
    fill(page, "Tautan posting", POST)
    QTest.keyClick(named(page, "Tautan posting"), Qt.Key.Key_Return)
    assert "sudah ada bukti" in row_name(page, "instagram")


def test_a_missing_item_is_shown_before_pressing_and_the_tick_is_refused(page: PostingPage) -> None:
    click(page, "Posting: Instagram")
    assert not page.proof.lacks.isVisible()
    click(page, "Sertakan gambar")
    fill(page, "Teks posting", "Realisasi sudah terbit.")
    page.flush()
    assert page.proof.lacks.isVisible()
    assert "Sisa anggaran" in page.proof.lacks.sentence
    assert "Permendagri 20/2018 Pasal 72" in page.proof.lacks.sentence
    fill(page, "Tautan posting", POST)
    click(page, "Simpan bukti")
    assert "belum ada bukti" in row_name(page, "instagram")
    assert any("wajib disampaikan" in words for words in texts(page))
    click(page, "Sertakan gambar")
    assert not page.proof.lacks.isVisible()
    click(page, "Simpan bukti")
    assert "sudah ada bukti" in row_name(page, "instagram")


def test_a_click_on_a_row_chooses_the_channel_and_ticks_nothing(page: PostingPage) -> None:
    row = page.checklist.rows["instagram"]
    QTest.mouseClick(row, Qt.MouseButton.LeftButton, pos=row.rect().topLeft() + row.rect().center() / 8)
    assert page.model.channel == "instagram"
    assert "belum ada bukti" in row_name(page, "instagram")


def test_a_bad_address_is_said_under_the_field(page: PostingPage) -> None:
    click(page, "Posting: Instagram")
    fill(page, "Tautan posting", "sudah diposting")
    click(page, "Simpan bukti")
    fault = named(page, "Tautan posting").accessibleDescription()
    assert "Salin lagi alamat postingnya" in fault
    assert fault in texts(page)
    assert named(page, "Tautan posting").property("state") == "error"


def test_the_counter_follows_the_words_in_the_unit_of_the_channel(page: PostingPage) -> None:
    click(page, "Posting: Instagram")
    fill(page, "Teks posting", "Halo warga")
    page.flush()
    assert "10 dari 2.200 huruf" in texts(page)
    named(page, "Teks posting").setPlainText("x" * 2201)  # type: ignore[attr-defined]
    page.flush()
    assert "2.201 dari 2.200 huruf" in texts(page)
    assert any("Terlalu panjang" in words for words in texts(page))
    click(page, "Kembalikan teks awal")
    assert any("dari 2.200 huruf" in words for words in texts(page))
    assert not all_named(page, "Kembalikan teks awal")


def test_a_long_count_stays_inside_its_panel_with_its_beginning_in_sight(page: PostingPage, qtbot: QtBot) -> None:
    page.model.choose_channel("facebook")
    named(page, "Teks posting").setPlainText("x" * 123_456)  # type: ignore[attr-defined]
    page.flush()
    (count,) = (label for label in page.ready.findChildren(ElidedLabel) if "dari 63.206 huruf" in label.text())
    assert count.text().startswith("123.456 ")
    qtbot.waitUntil(lambda: count.geometry().right() <= page.ready.contentsRect().right())
    title = next(label for label in page.ready.findChildren(Label) if label.text() == "Teks siap pakai")
    assert title.sizeHint().width() <= title.width() < count.geometry().left()
    assert count.width() > count.fontMetrics().horizontalAdvance("123.456 …")


def test_words_and_picture_can_be_copied(page: PostingPage) -> None:
    click(page, "Salin teks")
    assert QGuiApplication.clipboard().text() == page.model.text
    click(page, "Salin gambar")
    assert QGuiApplication.clipboard().image().width() == 1080


def test_the_picture_is_saved_where_the_person_says(
    page: PostingPage, context: PageContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    chosen = tmp_path / "gambar"
    monkeypatch.setattr(file_choice, "new_file", lambda *_: str(chosen))
    with qtbot.waitSignal(context.navigator.toast) as toast:
        click(page, "Simpan gambar")
    assert toast.args is not None
    assert toast.args[0] == "Gambar tersimpan: gambar.png"
    assert chosen.with_suffix(".png").read_bytes().startswith(b"\x89PNG")
    monkeypatch.setattr(file_choice, "new_file", lambda *_: str(tmp_path / "tidak-ada" / "x.png"))
    click(page, "Simpan gambar")
    assert "Data di SIPA aman." in page.ready.preview.words
    assert "pilih tempat lain" in page.ready.preview.words


def test_only_a_web_address_is_opened(page: PostingPage, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(module.QDesktopServices, "openUrl", lambda url: bool(opened.append(url.toString())) or True)
    page.checklist.menu_chosen.emit("facebook", "open")
    page.checklist.menu_chosen.emit("sipa", "open")
    assert len(opened) == 2
    assert opened[0].startswith("https://www.facebook.com/")
    assert opened[1].startswith("https://paringin.example/desa/murung-ilung/laporan/")
    assert not module.open_address("file:///etc/passwd")


def test_a_held_publication_says_why_and_is_not_spread_by_hand(page: PostingPage, desk: Desk) -> None:
    hold(desk, "privacy")
    page.model.refresh()
    QApplication.processEvents()
    assert any("NIK" in words for words in texts(page))
    assert not all_named(page, "Simpan bukti")
    assert named(page.checklist, "Ditahan")
    assert "Bukti dapat diisi setelah laporan terbit." in texts(page)
    for name in ("Simpan gambar", "Salin gambar", "Salin teks"):
        assert not named(page, name).isEnabled()


def test_a_village_without_publications_is_told_what_to_do(qtbot: QtBot, tmp_path: Path, qapp: QApplication) -> None:
    desk = demo_desk(tmp_path / "babayau", BABAYAU)
    context = page_context(desk)
    page = shown(qtbot, context)
    assert page.stack.shown == "empty"
    with qtbot.waitSignal(context.navigator.go_to) as asked:
        click(page, "Buka Laporan")
    assert asked.args == ["reports", None]
    context.changes.close()
    desk.close()


def test_a_list_that_cannot_be_read_can_be_tried_again(
    qtbot: QtBot, context: PageContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise KnownError("Tidak terbaca", "Data belum dapat dibaca. Isian Anda aman.", "broken")

    with monkeypatch.context() as bad:
        bad.setattr(context.desk.posting, "publications", broken)
        page = shown(qtbot, context)
        assert page.stack.shown == "error"
        assert "Data belum dapat dibaca. Isian Anda aman." in texts(page)
    click(page, "Coba lagi")
    assert page.stack.shown == "content"


def test_changes_of_the_desk_are_shown(page: PostingPage, desk: Desk) -> None:
    publication, with_picture = page.model.current, True
    desk.posting.prove(publication, "instagram", POST, with_picture=with_picture)
    QApplication.processEvents()
    assert "sudah ada bukti" in row_name(page, "instagram")


def test_everything_that_takes_the_focus_has_a_name(page: PostingPage) -> None:
    kinds = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox, QListView)
    parts = [part for kind in kinds for part in page.findChildren(kind) if part.isVisible()]
    assert len(parts) > 12
    assert [part for part in parts if not name_of(part)] == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_proof_is_in_sight_in_a_full_window(page: PostingPage, theme: str) -> None:
    look().set(theme)
    QApplication.processEvents()
    button = named(page, "Simpan bukti")
    bottom = button.mapTo(page, button.rect().bottomLeft()).y()
    assert bottom < page.height()


def test_words_that_can_be_written_look_so_as_soon_as_they_are_there(page: PostingPage) -> None:
    model, text = page.model, page.ready.text
    caption = model.caption

    def ground() -> QColor:
        QApplication.processEvents()
        image = text.viewport().grab().toImage()
        return image.pixelColor(image.width() - 3, image.height() - 3)

    assert caption is not None
    model.caption = None
    model.caption_changed.emit()
    assert ground() == colour("sunken")
    model.caption = caption
    model.caption_changed.emit()
    assert ground() == colour("surface")


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0])
def test_the_day_to_be_ready_by_is_read_whole_at_every_size_of_the_letters(page: PostingPage, scale: float) -> None:
    look().set(scale=scale)
    for width in (1158, 874):
        page.resize(width, 661)
        for _turn in range(3):
            QApplication.processEvents()
        (label,) = [one for one in page.findChildren(Label) if "Targetkan selesai paling lambat" in one.text()]
        assert label.isVisible()
        # A line that is not long enough goes on in the next, and both have their height.
        in_one_line = label.fontMetrics().horizontalAdvance(label.text()) <= label.width()
        assert in_one_line or (label.wordWrap() and label.height() >= label.heightForWidth(label.width()))
