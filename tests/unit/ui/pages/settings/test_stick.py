"""Lewat USB in Pengaturan, as a village and as the kecamatan meet it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import Refused
from sipa_desktop.platform import whole_files
from sipa_desktop.platform.keys import SIGN_KEY
from sipa_desktop.platform.removable import Medium, Place
from sipa_desktop.store.secrets import StoreSecrets
from tests.support.by_name import click, texts
from tests.support.half_year import hand_in_report
from tests.support.page_context import HeldRunner, page_context
from tests.support.sticks import ask, stick
from tests.support.world import World
from ui.pages.review.page import ReviewPage
from ui.pages.settings.sending import SendingView
from ui.pages.settings.stick_model import StickModel
from ui.widgets import file_choice


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.close()


@pytest.fixture
def usb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = stick(tmp_path, "Kiriman")
    monkeypatch.setattr(file_choice, "stick_to_carry", lambda *_about: str(folder))
    return folder


def shown(qtbot: QtBot, desk: Desk) -> SendingView:
    view = SendingView(page_context(desk))
    qtbot.addWidget(view)
    view.show()
    QApplication.processEvents()
    return view


def said(view: SendingView) -> str:
    QApplication.processEvents()
    return "\n".join(texts(view))


def test_a_message_goes_there_and_back_by_buttons_alone(qtbot: QtBot, world: World, usb: Path) -> None:
    village, courier = world.village(), world.kecamatan()
    ask(village)
    view = shown(qtbot, village)
    assert "1 kiriman, 1 KB" in said(view)
    click(view, "Simpan ke USB")
    assert "1 kiriman ada di USB KIRIMAN dan sudah diperiksa. Aman dicabut." in said(view)
    assert "dibawa lewat USB 10.34" in said(view), "it still waits, and says where it is"
    assert "Semua terkirim" not in said(view)
    office = shown(qtbot, courier)
    assert "Belum ada balasan" in said(office)
    click(office, "Buka dari USB")
    assert "1 berkas desa sudah di server kecamatan." in said(office)
    assert "1 balasan siap ditulis" in said(office)
    click(office, "Tulis balasan ke USB")
    assert "1 balasan ada di USB KIRIMAN dan sudah diperiksa. Aman dicabut." in said(office)
    click(view, "Buka dari USB")
    assert "1 kiriman sudah diterima server kecamatan." in said(view)
    assert "USB terakhir: 10 Juli 2025, 1 kiriman sudah dibaca kecamatan." in said(view)
    assert "Semua terkirim" in said(view)


def test_a_stick_that_fails_is_never_called_safe(
    qtbot: QtBot, world: World, usb: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    village = world.village()
    ask(village)
    view = shown(qtbot, village)

    def full(_self: object, _data: bytes) -> int:
        raise OSError(28, "full")

    monkeypatch.setattr(whole_files._Counted, "write", full)
    click(view, "Simpan ke USB")
    assert "Aman dicabut" not in said(view)
    assert "sudah penuh" in view.stick.notice.sentence
    assert "dibawa lewat USB" not in said(view)


def test_a_folder_of_this_pc_is_never_called_a_stick(qtbot: QtBot, world: World, usb: Path) -> None:
    village = world.village()
    village.place_of = lambda folder: Place(Medium.OWN, folder.name)
    ask(village)
    view = shown(qtbot, village)
    click(view, "Buka dari USB")
    assert view.stick.notice.sentence.startswith("Yang dipilih bukan USB: folder Kiriman di komputer ini.")
    click(view, "Simpan ke USB")
    assert "ada di folder Kiriman di komputer ini, bukan di USB" in view.stick.notice.sentence
    assert "Aman dicabut" not in said(view)
    assert len(list(usb.glob("*.sipa"))) == 1, "the file is as good as on a stick"
    assert "disimpan sebagai berkas 10.34" in said(view)
    assert "Berkas terakhir: 10 Juli 2025, 1 kiriman menunggu jawaban kecamatan." in said(view)
    assert "dibawa lewat USB" not in said(view)
    assert "USB terakhir" not in said(view)
    office = shown(qtbot, world.kecamatan())
    click(office, "Buka dari USB")
    click(office, "Tulis balasan ke USB")
    click(view, "Buka dari USB")
    assert "USB terakhir: 10 Juli 2025, 1 kiriman sudah dibaca kecamatan." in said(view), "somebody brought it"


def test_a_folder_need_not_be_carried_once_the_network_has_brought_what_was_in_it(
    qtbot: QtBot, world: World, usb: Path
) -> None:
    village = world.village()
    village.place_of = lambda folder: Place(Medium.OWN, folder.name)
    ask(village)
    view = shown(qtbot, village)
    click(view, "Simpan ke USB")
    assert "bukan di USB" in view.stick.notice.sentence
    village.sync.run_once()
    said(view)
    assert view.stick.notice.sentence == ""
    assert view.stick.good.text() == (
        "Yang menunggu sudah sampai di server. Berkas di folder itu tidak perlu dibawa lagi."
    )


def waiting(qtbot: QtBot, world: World, usb: Path) -> tuple[Desk, SendingView]:
    """The kecamatan's desk that took a village's file from the stick while it had no line, and what it shows."""
    village, courier = world.village(), world.kecamatan()
    ask(village)
    village.stick.write(usb)
    world.lines["kecamatan"].down = True
    office = shown(qtbot, courier)
    click(office, "Buka dari USB")
    return courier, office


def test_what_the_server_cannot_be_given_now_stays_and_says_so(qtbot: QtBot, world: World, usb: Path) -> None:
    courier, office = waiting(qtbot, world, usb)
    assert "aman di komputer ini dan menunggu diserahkan" in office.stick.notice.sentence
    assert not courier.sync.run_once().complete
    assert courier.sync.status().to_hand == 1
    assert "1 berkas desa menunggu diserahkan" in said(office)
    QApplication.processEvents()
    assert office.stick.model.view is not None
    assert [row.words for row in office.stick.model.view.carried] == ["Menunggu diserahkan ke server"]
    world.lines["kecamatan"].down = False
    click(office, "Serahkan ke server")
    assert "1 berkas desa sudah di server kecamatan." in said(office)
    assert courier.sync.run_once().complete
    assert courier.sync.status().to_hand == 0


def test_what_was_handed_over_by_itself_is_no_longer_said_to_wait(qtbot: QtBot, world: World, usb: Path) -> None:
    courier, office = waiting(qtbot, world, usb)
    assert "menunggu diserahkan" in office.stick.notice.sentence
    world.lines["kecamatan"].down = False
    assert courier.courier.hand_over().handed == 1
    assert "Berkas desa yang menunggu sudah diserahkan ke server." in said(office)
    assert "menunggu diserahkan ke server" not in office.stick.notice.sentence


def test_the_reviewer_says_that_it_was_in_time(qtbot: QtBot, world: World, usb: Path) -> None:
    village, courier = world.village(), world.kecamatan()
    hand_in_report(village)
    village.stick.write(usb)
    world.clock.pass_time(days=6)
    courier.stick.take_in(usb)
    courier.courier.hand_over()
    courier.sync.run_once()
    page = ReviewPage(page_context(courier))
    qtbot.addWidget(page)
    page.resize(1366, 700)
    page.show()
    qtbot.waitUntil(lambda: page.panel.timely.isVisibleTo(page))
    page.panel.timely.click()
    qtbot.waitUntil(lambda: not page.panel.timely.isVisibleTo(page))
    assert courier.sync.status().waiting == 1
    assert page.model.detail is not None
    assert "tepat waktu" in page.model.detail.words


def test_what_a_stick_would_take_is_read_with_one_connection(
    world: World, usb: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    village = world.village()
    # As in the program, where secrets lie in the store itself. Who waits for one gives up at once.
    kept = StoreSecrets(village.store, "")
    kept.put(SIGN_KEY, village.secrets.get(SIGN_KEY) or "")
    monkeypatch.setattr(village.stick, "_secrets", kept)
    monkeypatch.setattr(village.store._engines.reader, "patience", 0.05)
    ask(village)
    with village.store.read():
        assert "1 kiriman" in village.stick.view().out_words
        assert not isinstance(village.stick.write(usb), Refused)


def test_the_card_reads_one_at_a_time_so_that_an_older_reading_never_stays(qtbot: QtBot, world: World) -> None:
    runner = HeldRunner()
    village = world.village()
    model = StickModel(page_context(village, runner))
    model.load()
    model.load()
    ask(village)
    assert runner.held == 1
    runner.run_all()
    assert model.view is not None
    assert model.view.out_words.startswith("1 kiriman")


@pytest.mark.parametrize(
    ("service", "method", "begin", "what"),
    [
        ("stick", "write", "write", "USB masih ditulis."),
        ("courier", "write_replies", "write_replies", "USB masih ditulis."),
        ("stick", "take_in", "take_in", "Isi USB masih disalin ke komputer ini."),
    ],
)
def test_the_work_on_a_stick_is_named_to_whoever_closes_meanwhile(
    qtbot: QtBot, world: World, usb: Path, service: str, method: str, begin: str, what: str
) -> None:
    desk = world.kecamatan()
    context = page_context(desk)
    model = StickModel(context)
    seen: list[tuple[str, ...]] = []

    def slow(*_about: object) -> object:
        seen.append(context.runner.unended)
        raise OSError("USB")

    setattr(getattr(desk, service), method, slow)
    getattr(model, begin)(usb)
    assert (seen, context.runner.unended) == ([(what,)], ())
    context.changes.close()
