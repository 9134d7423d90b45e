from __future__ import annotations

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sipa_core.sync.peer import Trouble
from sipa_core.wire.receipts import Receipt, Status
from sipa_desktop.bootstrap import Desk
from sipa_desktop.events import Topic
from sipa_desktop.sync.status import Phase, SyncStatus
from tests.support.by_name import all_named, click, texts
from tests.support.demo_office import demo, page_context
from ui.pages.settings.facts import head_of, secrets_words
from ui.pages.settings.page import SettingsPage

ZONE = "Asia/Makassar"


def now() -> int:
    return demo().now_instant


def parked(desk: Desk, code: str) -> str:
    """Queue two openings; the server refuses the first. Return the title of the refused one."""
    new = [row for row in desk.review.waiting().rows if row.chip == "Baru masuk"]
    for row in new[:2]:
        desk.review.open(row.version_id)
    with desk.store.write() as tx:
        sealed, _number = tx.outbox.seal(1, 1, 1 << 20)
        item = sealed[0]
        tx.outbox.park(Receipt(item.op_id, item.content_hash, Status.REJECTED, desk.clock.now(), code=code))
        tx.touch(Topic.OUTBOX)
    return item.title


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> SettingsPage:
    page = SettingsPage(page_context(desk))
    qtbot.addWidget(page)
    page.resize(1158, 661)
    page.show()
    return page


def test_all_is_sent_only_when_nothing_waits_and_there_was_a_contact() -> None:
    assert head_of(SyncStatus(last_contact=now()), now(), ZONE).title == "Semua terkirim"
    assert head_of(SyncStatus(), now(), ZONE).title == "Belum pernah tersambung"
    assert head_of(SyncStatus(last_contact=now(), waiting=2), now(), ZONE).title == "2 menunggu kirim"
    assert head_of(SyncStatus(last_contact=now(), parked=1), now(), ZONE).title == "1 perlu perhatian"


def test_work_under_way_says_how_far_it_is() -> None:
    head = head_of(SyncStatus(Phase.SENDING, waiting=3, sending_total=4, sent=1), now(), ZONE)
    assert (head.title, head.share) == ("Mengirim 2 dari 4", 0.25)


def test_a_failed_try_says_why_what_is_safe_and_when_it_is_tried_again() -> None:
    status = SyncStatus(
        Phase.WAITING,
        waiting=1,
        last_contact=now() - 86_400_000,
        trouble=Trouble.CUT,
        words="Jaringan putus. Isian aman di komputer ini.",
        next_try_at=now() + 300_000,
    )
    assert head_of(status, now(), ZONE).words == (
        "Jaringan putus. Isian aman di komputer ini. Tersambung terakhir 9 Jul 10.34. Dicoba lagi pukul 10.39."
    )


def test_where_the_keys_lie_is_said_as_it_is() -> None:
    assert secrets_words("keyring") == "Di tempat kunci sistem komputer ini."
    assert secrets_words("file").startswith("Komputer ini tidak punya tempat kunci sistem.")


def test_the_page_tells_server_computer_and_version(page: SettingsPage) -> None:
    said = texts(page)
    assert "https://sipa.paringin.example" in said
    assert "PC Kantor 1" in said
    assert "Tidak ada yang menunggu kirim." in said


def test_what_was_refused_says_what_to_do_and_can_be_put_aside(page: SettingsPage, desk: Desk, qtbot: QtBot) -> None:
    title = parked(desk, "superseded")
    qtbot.waitUntil(lambda: bool(all_named(page, f"Tarik: {title}")))
    assert not all_named(page, f"Coba lagi: {title}")
    assert "Buka Pemeriksaan dan lihat kiriman terbaru desa." in texts(page)

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert dialog is not None
        click(dialog, "Tarik")

    QTimer.singleShot(0, answer)
    click(page, f"Tarik: {title}")
    assert desk.queue.parked() == []
    qtbot.waitUntil(lambda: not all_named(page, f"Tarik: {title}"))


def test_what_may_help_is_tried_again(page: SettingsPage, desk: Desk, qtbot: QtBot) -> None:
    title = parked(desk, "forbidden")
    qtbot.waitUntil(lambda: bool(all_named(page, f"Coba lagi: {title}")))
    click(page, f"Coba lagi: {title}")
    assert desk.queue.parked() == []
    assert title in [row.title for row in desk.queue.waiting()]


def test_the_button_asks_for_a_session_now(page: SettingsPage, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []
    monkeypatch.setattr(desk.sync, "sync_now", lambda: asked.append(True))
    click(page, "Kirim sekarang dari Pengaturan")
    page.primary_action()
    assert asked == [True, True]
