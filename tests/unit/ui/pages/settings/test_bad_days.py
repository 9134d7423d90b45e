"""What must not be overlooked stands on the pages until it is settled, and nothing of it on a good day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from sipa_core import ids
from sipa_core.sync.peer import CarriageError, Trouble
from sipa_core.wire.problems import Problem
from sipa_desktop.bootstrap import Desk
from sipa_desktop.sync.session import keep_contact
from sipa_desktop.sync.status import Phase
from sipa_desktop.sync.words import trouble_words
from tests.support.by_name import all_named, click, texts
from tests.support.demo_office import BABAYAU, demo_desk, page_context
from tests.unit.desktop.services.desks import HandClock
from ui.pages.home.page import HomePage
from ui.pages.reports.page import ReportsPage
from ui.pages.settings import sending
from ui.pages.settings.page import SettingsPage
from ui.widgets.sync_strip import StripSegment, StripState, SyncStrip
from ui.window_work import strip_state


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def desk(tmp_path: Path, clock: HandClock) -> Iterator[Desk]:
    made = demo_desk(tmp_path / "desa", BABAYAU, clock)
    yield made
    made.close()


def know(desk: Desk, **facts: str) -> None:
    """Let the desk know small facts, as a session leaves them."""
    with desk.store.write() as tx:
        for name, value in facts.items():
            tx.meta.put(name, value)
    desk.sync._refresh()


def settings(desk: Desk, qtbot: QtBot) -> SettingsPage:
    page = SettingsPage(page_context(desk))
    qtbot.addWidget(page)
    page.resize(1158, 661)
    page.show()
    return page


def test_on_a_good_day_nothing_of_it_is_there(desk: Desk, qtbot: QtBot) -> None:
    page = settings(desk, qtbot)
    assert page.sending.attentions.isHidden()
    assert all_named(page, "Daftarkan lagi") == []


def test_a_pc_that_was_shut_out_offers_the_way_back_and_every_word_to_take_along(
    desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    matter = next(row for row in desk.feedback.list().rows if row.state == "baru")
    desk.feedback.save_answer(matter.id, "Kami perbaiki besok.")
    desk.feedback.answer(matter.id)
    know(desk, shut_out="revoked")
    page = settings(desk, qtbot)
    said = texts(page)
    assert "Izin komputer ini sudah dicabut oleh kecamatan." in said
    assert any("didaftarkan lagi" in text for text in said)
    assert all_named(page, "Kirim sekarang dari Pengaturan") == [], "it could not help"
    (row,) = desk.queue.waiting()
    assert all_named(page, f"Lihat isi: {row.title}")
    target = tmp_path / "belum.txt"
    monkeypatch.setattr(sending, "choose_place", lambda *_more: target)
    click(page, "Simpan yang belum terkirim")
    qtbot.waitUntil(target.exists)
    assert "Kami perbaiki besok." in target.read_text("utf-8-sig")
    asked: list[bool] = []
    monkeypatch.setattr(sending, "register_again", lambda *_more: bool(asked.append(True)))
    click(page, "Daftarkan lagi")
    assert asked == [True]


def test_the_strip_and_beranda_lead_a_pc_that_was_shut_out_to_its_way_back(desk: Desk, qtbot: QtBot) -> None:
    know(desk, shut_out="unauthenticated")
    identity = desk.identity()
    assert identity is not None
    strip = strip_state(desk.sync.status(), desk.clock.now(), identity.zone, identity.role)
    assert (strip.action, strip.segments[-1].text) == ("Daftarkan lagi", "Komputer ini tidak dikenal server")
    context = page_context(desk)
    page = HomePage(context)
    qtbot.addWidget(page)
    page.show()
    went: list[tuple[str, object]] = []
    context.navigator.go_to.connect(lambda key, argument: went.append((key, argument)))
    assert all_named(page, "Kirim sekarang") == [], "it could not help"
    click(page, "Daftarkan lagi")
    assert went == [("settings", "sending")]


def test_a_pc_that_waits_for_the_kecamatans_yes_reads_so_on_beranda_and_hears_of_it(desk: Desk, qtbot: QtBot) -> None:
    fault = CarriageError(Trouble.PROBLEM, Problem.UNCONFIRMED)
    know(desk, unconfirmed="1")
    desk.sync._tell(phase=Phase.WAITING, trouble=fault.trouble, code=fault.code, words=trouble_words(fault))
    home, page = HomePage(page_context(desk)), settings(desk, qtbot)
    qtbot.addWidget(home)
    home.show()
    for place in (home, page):
        said = " ".join(texts(place))
        assert said.count("Kecamatan belum membenarkan komputer ini") == 1
        assert "Minta admin kecamatan menekan Ya, benar di Desa & Perangkat." in said
    with desk.store.write() as tx:
        keep_contact(tx, desk.clock.now())
    desk.sync._refresh()
    qtbot.waitUntil(lambda: "Kecamatan sudah membenarkan komputer ini." in texts(home))
    assert not any("belum membenarkan" in text for text in texts(home))
    click(home, "Saya mengerti")
    qtbot.waitUntil(home.attentions.isHidden)
    assert desk.sync.status().confirmed_at is None


def test_data_that_was_copied_stay_told_until_the_person_has_read_it(desk: Desk, qtbot: QtBot) -> None:
    know(desk, forked_at=str(desk.clock.now()))
    page = settings(desk, qtbot)
    assert any("pernah disalin atau dipulihkan" in text for text in texts(page))
    click(page, "Saya mengerti")
    qtbot.waitUntil(page.sending.attentions.isHidden)
    assert desk.sync.status().copied_at is None
    know(desk, forked_at=str(desk.clock.now() + 1))
    assert desk.sync.status().copied_at is not None, "a second time is told again"


def test_a_wrong_date_stands_on_every_page_where_it_matters(desk: Desk, clock: HandClock, qtbot: QtBot) -> None:
    know(desk, last_contact=str(desk.clock.now()))
    clock.set("2000-01-01 00:07")
    desk.sync._refresh()
    context = page_context(desk)
    home, page = HomePage(context), settings(desk, qtbot)
    qtbot.addWidget(home)
    home.show()
    reports = ReportsPage(context)
    qtbot.addWidget(reports)
    reports.show()
    reports.open_report(ids.draft_id(BABAYAU, "lra_semester1", "2025-S1"))
    for place in (home, page, reports):
        said = " ".join(texts(place))
        assert "Tanggal komputer ini salah." in said
        assert "Komputer ini menunjukkan 1 Januari 2000, 00.07." in said
        assert "sekarang paling awal 10 Juli 2025, 10.34" in said
        assert "UTC+08.00 (WITA)" in said


def test_a_period_that_has_not_begun_makes_the_date_doubtful_also_without_any_word_of_the_server(
    desk: Desk, clock: HandClock, qtbot: QtBot
) -> None:
    with desk.store.write() as tx:
        tx.meta.forget("last_contact")
    clock.set("2000-01-01 00:07")
    desk.sync._refresh()
    reports = ReportsPage(page_context(desk))
    qtbot.addWidget(reports)
    reports.show()
    reports.open_report(ids.draft_id(BABAYAU, "lra_semester1", "2025-S1"))
    assert any("masa laporan ini belum mulai" in text for text in texts(reports))


def test_a_date_that_stops_the_line_is_explained_once(desk: Desk, qtbot: QtBot) -> None:
    fault = CarriageError(Trouble.CLOCK)
    desk.sync._tell(phase=Phase.WAITING, trouble=fault.trouble, words=trouble_words(fault))
    page = settings(desk, qtbot)
    said = texts(page)
    assert any("Bandingkan dengan tanggal di HP Anda" in text for text in said)
    assert any("Sambungan aman ditolak karena tanggal itu" in text for text in said)
    assert sum("Tanggal komputer ini salah" in text for text in said) == 1


def test_a_strip_without_room_keeps_what_is_wrong_in_sight(qtbot: QtBot) -> None:
    strip = SyncStrip()
    qtbot.addWidget(strip)
    calm = StripSegment("check", "Tersambung terakhir 10.32")
    waits = StripSegment("hourglass-medium", "3 menunggu kirim", "warn", True)
    wrong = StripSegment("clock-countdown", "Tanggal komputer ini salah", "danger", True, "di sini 1 Jan 2000")
    strip.set_state(StripState((StripSegment("hard-drives", "Tersimpan", bold=True), waits, calm, wrong), "Kirim"))
    strip.resize(560, strip.height())
    strip.show()
    shown = texts(strip)
    assert "Tanggal komputer ini salah" in shown
    assert "Tersambung terakhir 10.32" not in shown
    assert "3 menunggu kirim" in strip.toolTip()


def test_beside_a_certificate_that_is_over_stands_the_date_that_this_pc_believes(desk: Desk, qtbot: QtBot) -> None:
    fault = CarriageError(Trouble.EXPIRED)
    desk.sync._tell(phase=Phase.WAITING, trouble=fault.trouble, words=trouble_words(fault))
    said = " ".join(texts(settings(desk, qtbot)))
    assert "Beri tahu admin kecamatan. Menurut komputer ini hari ini 10 Juli 2025; bila itu salah" in said


def test_by_a_wrong_date_nothing_is_said_to_be_minus_so_many_days_old(desk: Desk, clock: HandClock) -> None:
    clock.set("2000-01-01 00:07")
    view = desk.home.today()
    assert view.tasks
    assert not any("-" in task.words for task in view.tasks)
    told = [words for task in view.tasks for words in (task.words, task.side)]
    assert not any(len(number) > 3 for words in told for number in re.findall(r"(\d+) hari", words))
