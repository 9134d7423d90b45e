"""Buka di HP on the page of publications: the QR opens what it says, and without a line the words say what to do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QLabel
from pytestqt.qtbot import QtBot

from sipa_core.wire.phone import normal_page_code
from sipa_desktop.bootstrap import Desk
from sipa_server.services.phone import PhoneChannel, PhoneKey, PhoneProof
from tests.support.by_name import click, texts
from tests.support.page_context import page_context
from tests.support.world import World
from tests.unit.desktop.test_phone import publish
from ui.design.theme import look
from ui.pages.posting.page import PostingPage, create
from ui.pages.posting.phone_dialog import PhoneDialog
from ui.pages.posting.phone_model import PhoneModel, PhoneStage
from ui.runtime.tasks import InlineRunner


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.close()


@pytest.fixture
def desk(world: World) -> Desk:
    return publish(world)


def publication(desk: Desk) -> str:
    return desk.posting.publications()[0].id


def dialog_of(qtbot: QtBot, desk: Desk, *, folder: bool = False) -> PhoneDialog:
    model = PhoneModel(desk, InlineRunner(), publication(desk), "Asia/Makassar")
    made = PhoneDialog(model, "Realisasi", folder=folder)
    qtbot.addWidget(made)
    model.ask()
    made.show()
    QApplication.processEvents()
    return made


def test_no_line_of_the_code_or_of_the_way_is_cut(qtbot: QtBot, desk: Desk) -> None:
    model = PhoneModel(desk, InlineRunner(), publication(desk), "Asia/Makassar")
    dialog = PhoneDialog(model, "Realisasi")
    qtbot.addWidget(dialog)
    dialog.show()
    QApplication.processEvents()
    model.ask()  # the answer comes while the dialog stands open, as it does over a line
    qtbot.waitUntil(lambda: all(label.height() >= label.heightForWidth(label.width()) for label in _words(dialog)))


def _words(dialog: PhoneDialog) -> list[QLabel]:
    return [label for label in dialog.findChildren(QLabel) if label.isVisible() and label.wordWrap()]


def test_the_dialog_shows_a_qr_the_address_and_the_code_until_when_it_counts(qtbot: QtBot, desk: Desk) -> None:
    dialog = dialog_of(qtbot, desk)
    told = " ".join(texts(dialog))
    assert not dialog.picture.pixmap().isNull()
    assert "paringin.example/hp" in told
    assert "Berlaku sampai 12 Juli 2025" in told
    door = dialog.model.door
    assert door is not None
    assert normal_page_code(dialog.code.text()) == normal_page_code(door.code)
    assert door.link.partition("#")[2] == normal_page_code(door.code)


def test_without_a_line_the_dialog_says_so_and_points_to_the_folder(qtbot: QtBot, world: World, desk: Desk) -> None:
    world.lines["babayau"].down = True
    dialog = dialog_of(qtbot, desk, folder=True)
    assert dialog.model.stage is PhoneStage.REFUSED
    assert "belum tercapai" in dialog.notice.sentence
    assert "Bawa ke HP" in dialog.notice.sentence
    asked: list[bool] = []
    dialog.folder_asked.connect(lambda: asked.append(True))
    click(dialog, "Bawa ke HP")
    assert asked == [True]
    world.lines["babayau"].down = False
    again = dialog_of(qtbot, desk)
    assert again.model.stage is PhoneStage.OPEN


def test_closing_the_page_ends_it_for_every_phone(qtbot: QtBot, world: World, desk: Desk) -> None:
    dialog = dialog_of(qtbot, desk)
    door = dialog.model.door
    assert door is not None
    key = world.server.phones.enter(door.code, "192.0.2.1")
    assert isinstance(key, PhoneKey)
    click(dialog, "Tutup halaman untuk HP")
    assert dialog.model.stage is PhoneStage.ENDED
    assert dialog.model.door is None
    assert world.server.phones.look(key) is None
    assert "sudah ditutup" in dialog.notice.sentence


def test_a_page_that_could_not_be_ended_is_not_said_to_be_closed(qtbot: QtBot, world: World, desk: Desk) -> None:
    dialog = dialog_of(qtbot, desk)
    world.lines["babayau"].down = True
    click(dialog, "Tutup halaman untuk HP")
    assert dialog.model.stage is PhoneStage.OPEN
    assert "belum ditutup" in dialog.notice.sentence


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_the_qr_is_made_of_whole_pixels(qtbot: QtBot, desk: Desk, theme: str, scale: float) -> None:
    look().set(theme, scale)
    try:
        dialog = dialog_of(qtbot, desk)
        image = dialog.picture.pixmap().toImage()
        colours = {image.pixel(x, y) & 0xFFFFFF for x in range(image.width()) for y in range(0, image.height(), 3)}
        assert colours == {0x000000, 0xFFFFFF}
    finally:
        look().set("light", 1.0)


def test_the_page_asks_only_for_what_is_public_and_shows_the_proof_from_the_phone(
    qtbot: QtBot, world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = page_context(desk)
    page = create(context)
    assert isinstance(page, PostingPage)
    qtbot.addWidget(page)
    page.show()
    opened: list[PhoneDialog] = []
    monkeypatch.setattr(QDialog, "exec", lambda dialog: opened.append(dialog))
    click(page, "Buka di HP")
    [dialog] = opened
    door = dialog.model.door
    assert door is not None
    key = world.server.phones.enter(door.code, "192.0.2.1")
    assert isinstance(key, PhoneKey)
    sent = world.server.phones.prove(key, PhoneProof("facebook", "https://www.facebook.com/contoh/posts/1"))
    assert isinstance(sent, PhoneChannel)
    assert desk.sync.run_once().complete
    assert any("dari HP" in row.words for row in desk.posting.detail(publication(desk)).channels)  # type: ignore[union-attr]
    context.changes.close()
