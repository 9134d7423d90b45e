"""Publikasi from day to day: many links at once, pictures as proof, three forms, the folder, and what came back."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QPageSize
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from sipa_core import ids
from sipa_core.domain.workflow import PostingState
from sipa_core.wire.records import Record, RecordType, Ref, Value
from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import KnownError, Refused
from sipa_desktop.events import Topic
from tests.support.by_name import all_named, click, fill, name_of, named, texts
from tests.support.page_context import page_context
from ui.pages import PageContext, counts
from ui.pages.posting import page as module
from ui.pages.posting import printing
from ui.pages.posting.links_dialog import LinksDialog
from ui.pages.posting.page import PostingPage, create
from ui.widgets import file_choice

POST = "https://www.instagram.com/p/contohdesa/"
MESSAGE = f"""Ini tautannya bu: {POST}?igsh=1
web https://murungilung.desa.id/berita/realisasi, profil https://www.tiktok.com/@desa
https://contoh.id/berita/1"""


@pytest.fixture
def context(qapp: QApplication, desk: Desk) -> Iterator[PageContext]:
    made = page_context(desk)
    yield made
    made.changes.close()


@pytest.fixture
def page(qtbot: QtBot, context: PageContext) -> PostingPage:
    made = create(context)
    assert isinstance(made, PostingPage)
    qtbot.addWidget(made)
    made.resize(1158, 661)
    made.show()
    QApplication.processEvents()
    return made


def photo(folder: Path, name: str = "tangkapan.jpg", shade: int = 90) -> Path:
    drawn = io.BytesIO()
    Image.new("RGB", (720, 1280), (shade, 90, 60)).save(drawn, "JPEG")
    (folder / name).write_bytes(drawn.getvalue())
    return folder / name


def row_name(page: PostingPage, channel: str) -> str:
    return page.checklist.rows[channel].accessibleName()


def change(desk: Desk, publication: str, channel: str, **fields: Value) -> None:
    """Let the server say something else of a posting."""
    with desk.store.write() as tx:
        record = tx.records.get(Ref(RecordType.POSTING, ids.posting_id(publication, channel)))
        assert record is not None
        merged = {path: value for path, value in {**record.fields, **fields}.items() if value is not None}
        tx.server_records.take([Record(record.type, record.id, record.rev + 1000, record.village, merged)])
        tx.reproject()
        tx.touch(Topic.PUBLICATIONS)
    for _turn in range(3):  # the rows are made anew, and come into sight with a later turn of the loop
        QApplication.processEvents()


def links(page: PostingPage, text: str = "") -> LinksDialog:
    dialog = LinksDialog(page.model.links(), text, page)
    dialog.show()
    QApplication.processEvents()
    return dialog


def test_a_pasted_message_shows_what_becomes_of_each_link_and_proves_all_in_one_act(
    page: PostingPage, desk: Desk
) -> None:
    dialog = links(page)
    assert not named(dialog, "Simpan bukti").isEnabled()
    QGuiApplication.clipboard().setText(MESSAGE)
    dialog.text.paste()
    dialog._typing.timeout.emit()
    QApplication.processEvents()
    assert "4 tautan ditemukan, 2 dipakai sebagai bukti." in texts(dialog)
    assert any("bukan alamat satu posting" in words for words in texts(dialog))
    assert "Alamat ini belum dikenal. Saluran apa ini?" in texts(dialog)
    assert not desk.queue.waiting()
    click(dialog, "Simpan 2 bukti")
    assert dialog.said.startswith("2 bukti tersimpan di komputer ini")
    assert not dialog.isVisible()
    page.model.refresh()
    QApplication.processEvents()
    for channel in ("instagram", "website"):
        assert "sudah ada bukti" in row_name(page, channel)


def test_an_unknown_link_is_used_only_where_the_person_says(page: PostingPage) -> None:
    dialog = links(page, "https://contoh.id/berita/1")
    assert not named(dialog, "Simpan bukti").isEnabled()
    choice = named(dialog, "Saluran untuk https://contoh.id/berita/1")
    assert isinstance(choice, QComboBox)
    assert choice.currentText() == "Tidak dipakai"
    at = choice.findData("website")
    choice.setCurrentIndex(at)
    choice.activated.emit(at)
    QTest.qWait(10)
    assert dialog.model.taken == {"website": "https://contoh.id/berita/1"}
    click(dialog, "Simpan 1 bukti")
    assert dialog.said


def test_a_refusal_of_one_link_keeps_the_dialog_and_says_which(
    page: PostingPage, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = links(page, POST)
    no = Refused("item_missing", "Instagram: Sisa anggaran belum ada di teks.")
    with monkeypatch.context() as broken:
        broken.setattr(desk.posting, "prove_links", lambda *_, **__: no)
        click(dialog, "Simpan 1 bukti")
    assert dialog.isVisible()
    assert dialog.fault.sentence == no.words
    click(dialog, "Simpan 1 bukti")
    assert dialog.said


def test_a_message_pasted_into_the_field_of_one_address_opens_the_preview(
    page: PostingPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(module, "ask_links", lambda model, text, parent, today: asked.append(text) or "")
    page.model.choose_channel("instagram")
    field = named(page, "Tautan posting")
    QGuiApplication.clipboard().setText(MESSAGE)
    field.setFocus()
    QTest.keySequence(field, "Ctrl+V")
    assert len(asked) == 1
    assert POST in asked[0]
    assert page.proof.address.text() == ""


def test_a_screenshot_proves_a_group_and_stands_there_with_its_picture(
    page: PostingPage, desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    change(desk, page.model.current, "whatsapp", state="owed", url=None, proved_at=None)
    click(page, "Posting: WhatsApp grup warga")
    page.proof.strip.choose = lambda: [photo(tmp_path)]
    click(page, "Pilih tangkapan layar")
    assert [item.name for item in page.proof.strip.items] == ["tangkapan.jpg"]
    save = named(page, "Simpan bukti")
    qtbot.waitUntil(lambda: save.visibleRegion().boundingRect() == save.rect())  # the picture pushed it down
    click(page, "Simpan bukti")
    assert "sudah ada bukti" in row_name(page, "whatsapp")
    assert "Tangkapan layar" in row_name(page, "whatsapp")
    assert [item.name for item in page.proof.given.items] == ["tangkapan.jpg"]
    assert page.model.pictures.chosen == ()
    assert [row.kind for row in desk.queue.waiting()] == ["posting.prove"]


def test_the_same_picture_for_another_channel_is_said_before_saving(
    page: PostingPage, desk: Desk, tmp_path: Path
) -> None:
    path = photo(tmp_path)
    page.model.choose_channel("instagram")
    page.model.pictures.take([path])
    page.model.prove()
    page.model.choose_channel("website")
    assert page.proof.strip.items == ()
    page.model.pictures.take([path])
    QApplication.processEvents()
    assert "Gambar yang sama sudah menjadi bukti Instagram" in page.proof.warning.sentence
    page.model.pictures.remove(page.model.pictures.chosen[0].sha256)
    assert page.proof.warning.sentence == ""


def test_what_is_no_picture_is_refused_in_words_and_nothing_is_kept(page: PostingPage, tmp_path: Path) -> None:
    page.model.choose_channel("instagram")
    bad = tmp_path / "bukti.jpg"
    bad.write_bytes(b"bukan gambar")
    page.model.pictures.take([bad])
    assert page.proof.strip.words
    assert page.model.pictures.chosen == ()
    click(page, "Simpan bukti")
    assert "belum ada bukti" in row_name(page, "instagram")


def test_a_board_asks_for_a_photo_and_its_place_and_never_for_an_address(
    page: PostingPage,
    context: PageContext,
    desk: Desk,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sheet = tmp_path / "papan.pdf"

    def chosen(_parent: QWidget, _title: str, *, paper: QPageSize) -> QPrinter:
        printer = QPrinter()
        printer.setPageSize(paper)
        printer.setOutputFileName(str(sheet))
        return printer

    monkeypatch.setattr(printing, "choose_printer", chosen)
    with qtbot.waitSignal(context.navigator.toast) as toast:
        click(page, "Cetak A3: Papan informasi")
    assert toast.args is not None
    assert toast.args[0] == "Sudah diberikan ke pencetak."
    (only,) = PdfReader(sheet).pages
    assert (round(only.mediabox.width), round(only.mediabox.height)) == (842, 1191), "A3 in points"
    assert not all_named(page, "Tautan posting")
    click(page, "Simpan bukti")
    assert any("Belum ada foto" in words for words in texts(page))
    page.model.pictures.take([photo(tmp_path)])
    fill(page, "Tempat papan", "Depan kantor desa")
    click(page, "Simpan bukti")
    assert "sudah ada bukti" in row_name(page, "papan_informasi")
    with desk.store.read() as tx:
        record = tx.records.get(Ref(RecordType.POSTING, ids.posting_id(page.model.current, "papan_informasi")))
    assert record is not None
    assert record.text("place") == "Depan kantor desa"


def test_the_reason_of_a_refusal_stands_over_the_form_and_goes_with_the_next_proof(
    page: PostingPage, desk: Desk, context: PageContext
) -> None:
    change(desk, page.model.current, "facebook", state="refused", reason="Tautannya tidak dapat dibuka.")
    assert named(page.checklist, "Bukti ditolak")
    assert page.list.cards[0].chip is not None
    assert counts.counters_of(desk, context.identity.role)["posting"]() == (1, True)
    page.model.choose_channel("facebook")
    assert page.proof.refused.sentence == "Bukti sebelumnya ditolak: Tautannya tidak dapat dibuka."
    fill(page, "Tautan posting", "https://www.facebook.com/d/posts/9")
    click(page, "Simpan bukti")
    assert page.proof.refused.sentence == ""
    assert page.model.row is not None
    assert page.model.row.state is PostingState.PROVED


def test_a_post_owed_anew_says_so_in_word_and_sign(page: PostingPage, desk: Desk) -> None:
    change(desk, page.model.current, "facebook", state="owed", url=None, again=True)
    assert "Angkanya berubah" in row_name(page, "facebook")
    assert "belum ada bukti" in row_name(page, "facebook")


def test_three_forms_of_the_picture_are_shown_and_saved(
    page: PostingPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = {}
    for word, name in (("Story", "cerita.png"), ("Papan A3", "papan.pdf"), ("Feed", "feed.png")):
        click(page, word)
        assert page.model.picture.image is not None
        sizes[word] = page.model.picture.image.height()
        monkeypatch.setattr(file_choice, "new_file", lambda *_, name=name: str(tmp_path / name))
        click(page, "Simpan gambar")
    assert sizes == {"Story": 1920, "Papan A3": 2481, "Feed": 1350}
    assert (tmp_path / "papan.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "cerita.png").read_bytes().startswith(b"\x89PNG")


def test_the_folder_for_the_phone_is_written_where_the_person_says_and_can_be_opened(
    page: PostingPage, context: PageContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(module.QDesktopServices, "openUrl", lambda url: bool(opened.append(url.toLocalFile())) or True)
    monkeypatch.setattr(file_choice, "folder", lambda *_: str(tmp_path))
    with qtbot.waitSignal(context.navigator.toast) as toast:
        click(page, "Bawa ke HP")
    assert toast.args is not None
    assert toast.args[0].startswith("9 berkas tersimpan di folder sipa-desa-murung-ilung")
    assert toast.args[1] == "Buka folder"
    toast.args[2]()
    assert Path(opened[0]).parent == tmp_path
    monkeypatch.setattr(file_choice, "folder", lambda *_: str(tmp_path / "a" / "\0"))
    monkeypatch.setattr(page.model._posting, "carry", _full)
    click(page, "Bawa ke HP")
    assert "Tempatnya penuh" in page._carry_fault.sentence


def _full(*_: object) -> None:
    raise KnownError("Folder belum tersimpan", "Tempatnya penuh. Kosongkan sebagian.", "full")


def test_what_readers_see_at_first_is_told_with_the_age_of_the_rules(page: PostingPage) -> None:
    page.model.choose_channel("instagram")
    assert page.model.caption is not None
    assert len(page.model.caption.seen) == 125
    assert any(words.startswith("Aturan saluran dicek 24 Nov 2026.") for words in texts(page))
    assert len(page.ready.text.extraSelections()) == 1
    fill(page, "Teks posting", "Pendek.")
    page.flush()
    assert page.ready.text.extraSelections() == []
    page.model.write("#a #b #c #d #e #f")
    page.flush()
    assert "Tagar lebih dari 5. Kurangi dulu." in texts(page)


def test_the_new_parts_have_names_and_the_dialog_opens_within_a_small_screen(page: PostingPage) -> None:
    dialog = links(page, MESSAGE)
    assert dialog.height() <= 697
    assert name_of(dialog.text) == "Teks berisi tautan"
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.said == ""
