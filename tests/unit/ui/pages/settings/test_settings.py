from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from sipa_core import ids
from sipa_core.domain.attachments import Media
from sipa_core.sync.peer import Trouble
from sipa_core.wire.ops import MadeAt, OpBody
from sipa_core.wire.receipts import Receipt, Status
from sipa_core.wire.records import Ref
from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import Refused
from sipa_desktop.events import Topic
from sipa_desktop.services.feedback_views import FeedbackFilter
from sipa_desktop.services.preferences import Preferences
from sipa_desktop.store.outbox import OutboxState
from sipa_desktop.store.unit_of_work import Tx
from sipa_desktop.sync.status import Phase, SyncStatus
from tests.support.by_name import all_named, click, named, texts
from tests.support.demo_office import BABAYAU, demo, demo_desk, page_context
from tests.support.keyboard_walk import cut
from ui.design.theme import look
from ui.pages.settings.about import AboutView
from ui.pages.settings.facts import head_of, secrets_words, server_words
from ui.pages.settings.help_text import help_text
from ui.pages.settings.history import HistoryDialog
from ui.pages.settings.look_section import LookView
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


def test_all_is_sent_only_when_something_was_nothing_waits_and_there_was_a_contact() -> None:
    assert head_of(SyncStatus(last_contact=now(), received=1), now(), ZONE).title == "Semua terkirim"
    assert head_of(SyncStatus(last_contact=now()), now(), ZONE).title == "Tidak ada yang menunggu kirim"
    waits = head_of(SyncStatus(last_contact=now(), received=1), now(), ZONE, unsent=2)
    assert waits.title == "2 laporan belum Anda kirim"
    assert waits.words.startswith("Buka di Laporan, lalu tekan Kirim.")
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
    assert secrets_words("keyring").startswith("Di tempat kunci sistem komputer ini")
    assert secrets_words("password") == "Data dikunci dengan kata sandi aplikasi."


def test_an_office_server_is_said_with_what_does_not_work_there(page: SettingsPage, desk: Desk) -> None:
    identity = desk.identity()
    assert identity is not None
    assert server_words(identity).startswith("Di alamat umum.")
    near = msgspec.structs.replace(identity, server_url="http://192.168.1.10:8080")
    assert server_words(near).startswith("Di komputer atau jaringan ini")
    with desk.store.write() as tx:
        office = msgspec.structs.replace(identity, certificate="0" * 64)
        tx.meta.put("identity", msgspec.json.encode(office).decode())
    page.menu.set_current("computer")
    (said,) = (one for one in texts(page) if one.startswith("Di komputer kantor."))
    assert "Yang tidak berjalan: kiriman desa lewat internet" in said
    village = server_words(msgspec.structs.replace(office, village=BABAYAU))
    assert village.startswith("Di komputer kantor kecamatan.")
    assert "Yang tidak berjalan: kiriman lewat internet" in village


def test_the_page_tells_server_computer_and_version(page: SettingsPage) -> None:
    assert "Tidak ada yang menunggu kirim." in texts(page)
    page.menu.set_current("computer")
    said = texts(page)
    assert "https://sipa.paringin.example" in said
    assert "PC Kantor 1" in said
    page.menu.set_current("about")
    assert any(text.startswith(("Versi ", "Dijalankan")) for text in texts(page))


def in_dialog(act: Callable[[QWidget], None]) -> None:
    """Do something with the question that comes up next."""

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if dialog is None:
            QTimer.singleShot(10, look)
            return
        act(dialog)

    QTimer.singleShot(0, look)


def test_what_was_refused_can_be_read_copied_and_then_thrown_away(page: SettingsPage, desk: Desk, qtbot: QtBot) -> None:
    title = parked(desk, "superseded")
    qtbot.waitUntil(lambda: bool(all_named(page, f"Sisihkan: {title}")))
    assert not all_named(page, f"Coba lagi: {title}")
    assert "Buka Pemeriksaan dan lihat kiriman terbaru desa." in texts(page)

    def answer(dialog: QWidget) -> None:
        click(dialog, "Salin isi")
        click(dialog, "Sisihkan")

    QApplication.clipboard().clear()
    in_dialog(answer)
    click(page, f"Sisihkan: {title}")
    assert QApplication.clipboard().text() != ""
    assert desk.queue.parked() == []
    qtbot.waitUntil(lambda: not all_named(page, f"Sisihkan: {title}"))


def test_leaving_the_question_throws_nothing_away(page: SettingsPage, desk: Desk, qtbot: QtBot) -> None:
    title = parked(desk, "superseded")
    qtbot.waitUntil(lambda: bool(all_named(page, f"Sisihkan: {title}")))
    in_dialog(lambda dialog: click(dialog, "Jangan dulu"))
    click(page, f"Sisihkan: {title}")
    assert [row.title for row in desk.queue.parked()] == [title]


def test_what_another_person_wrote_goes_only_in_my_name_and_after_a_question(
    page: SettingsPage, desk: Desk, qtbot: QtBot
) -> None:
    title = parked(desk, "forbidden")
    other(desk)
    page.sending.model.load()
    qtbot.waitUntil(lambda: bool(all_named(page, f"Kirim lagi atas nama saya: {title}")))
    assert not all_named(page, f"Coba lagi: {title}")
    (row,) = desk.queue.parked()
    assert isinstance(desk.queue.retry(row.op_id), Refused)
    in_dialog(lambda dialog: click(dialog, "Kirim atas nama saya"))
    click(page, f"Kirim lagi atas nama saya: {title}")
    assert desk.queue.parked() == []
    with desk.store.read() as tx:
        newest = tx.outbox.items([OutboxState.QUEUED])[-1]
        identity = tx.meta.identity
    assert identity is not None
    assert newest.decoded().actor == identity.person == "orang-baru"


def other(desk: Desk) -> None:
    """Another person sits at this PC now."""
    with desk.store.write() as tx:
        identity = tx.meta.identity
        assert identity is not None
        after = msgspec.structs.replace(identity, person="orang-baru", person_name="Orang Baru")
        tx.meta.put("identity", msgspec.json.encode(after).decode())


def test_a_long_history_is_paged_and_searched(page: SettingsPage, desk: Desk, qtbot: QtBot) -> None:
    receipts(desk, 600)
    dialog = HistoryDialog(page.sending.model, page)
    qtbot.addWidget(dialog)
    dialog.show()
    assert len(dialog.rows.rows) == 50
    assert dialog.rows.rows[0].title == "Kiriman 600"
    assert "600 kiriman, halaman 1 dari 12" in texts(dialog)
    dialog.older.click()
    assert dialog.rows.rows[0].title == "Kiriman 550"
    dialog.newer.click()
    assert not dialog.newer.isEnabled()
    dialog.search.setText("kiriman 17%")
    dialog._load(0)
    assert dialog.rows.rows == ()
    dialog.search.setText("442")
    dialog._load(0)
    assert [(row.title, row.number) for row in dialog.rows.rows] == [("Kiriman 442", "442")]
    assert desk.queue.history("", 999).page == 11


def receipts(desk: Desk, count: int) -> None:
    with desk.store.write() as tx:
        new = desk_review(tx)
        for n in range(1, count + 1):
            op_id = ids.natural_id("op", n)
            tx.outbox.add(op_id, new, f"Kiriman {n}")
        tx.outbox.seal(count, 1, 1 << 30)
        for item in tx.outbox.items([OutboxState.SENDING]):
            n = int(item.title.rpartition(" ")[2])
            tx.outbox.accepted(Receipt(item.op_id, item.content_hash, Status.ACCEPTED, n, seq=n, rev=1))


def desk_review(tx: Tx) -> OpBody:
    identity = tx.meta.identity
    assert identity is not None
    return OpBody(
        "feedback.reply",
        Ref("feedback", ids.natural_id("x")),
        msgspec.Raw(b'{"text":"Halo"}'),
        identity.person,
        MadeAt(1, ZONE),
    )


MARKERS = ("Norhayati", "Babayau", "paringin", "RAHASIA-1", "Jalan lubang RT 05", "0812-0000-0024")


def test_the_info_for_help_tells_no_name_no_secret_and_no_written_word(tmp_path: Path, qtbot: QtBot) -> None:
    desk = demo_desk(tmp_path / "babayau", BABAYAU)
    try:
        matter = desk.feedback.list(FeedbackFilter.SEMUA).rows[0]
        desk.feedback.save_answer(matter.id, "Jalan lubang RT 05 diperbaiki")
        desk.feedback.answer(matter.id)
        desk.office.save("Norhayati", "Jalan lubang RT 05", "0812-0000-0024")
        with desk.store.write() as tx:
            tx.meta.put("shut_out", "revoked")
            (item,), _number = tx.outbox.seal(1, 1, 1 << 20)
            tx.outbox.park(Receipt(item.op_id, item.content_hash, Status.REJECTED, 1, code="forbidden"))
            identity = tx.meta.identity
        assert identity is not None
        text = help_text(
            desk.diagnoses.read(), SyncStatus(trouble=Trouble.CUT, words="Norhayati RAHASIA-1"), "light 100%", "6.11"
        )
        hidden = (*MARKERS, identity.device, identity.person, identity.server_url, identity.village or "?", item.op_id)
        assert [marker for marker in hidden if marker.lower() in text.lower()] == []
        assert str(tmp_path) not in text
        for told in (
            "feedback.reply forbidden: 1",
            "admin_desa",
            "cut",
            "revoked",
            desk.store.schema(),
            "Perlu perhatian: 1",
        ):
            assert told in text
    finally:
        desk.close()


def test_theme_and_letters_are_kept_across_restarts(tmp_path: Path, qtbot: QtBot) -> None:
    desk = demo_desk(tmp_path / "k")
    context = page_context(desk)
    view = LookView(context)
    qtbot.addWidget(view)
    view.show()
    try:
        click(view, "Gelap")
        assert look().theme == "dark"
        click(view, "Huruf lebih besar")
        context.changes.close()
        desk.close()
        again = demo_desk(tmp_path / "k")
        kept = again.preferences.read()
        assert (kept.theme, kept.scale) == ("dark", 110)
        again.close()
    finally:
        look().set("light", 1.0)
        look().choose("light")


def test_what_cannot_be_read_of_the_preferences_is_as_on_the_first_day(desk: Desk) -> None:
    with desk.store.write() as tx:
        tx.meta.put("look_theme", "ungu")
        tx.meta.put("look_scale", "-9e99")
    assert desk.preferences.read() == Preferences()
    assert desk.preferences.put(scale=900).scale == 200


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


def test_files_on_their_way_can_be_stopped_and_go_on(page: SettingsPage, desk: Desk, qtbot: QtBot) -> None:
    digest = "d" * 64
    assert desk.transfer
    with desk.store.write() as tx:
        tx.blobs.keep(digest, Media.JPEG, 200_000, now())
        tx.blobs.send([digest])
        tx.blobs.progress(digest, "unggah-1", 50_000)
        tx.touch(Topic.ATTACHMENTS)
    card = page.sending.files
    named = "Foto lampiran, 25 persen, "
    qtbot.waitUntil(lambda: any(one.accessibleName().startswith(named) for one in card.findChildren(QWidget)))
    desk.sync.tell_blobs(under_way=True)
    qtbot.waitUntil(card.button.isVisible)
    click(page, "Hentikan dulu pengiriman berkas")
    qtbot.waitUntil(lambda: card.button.text() == "Lanjutkan")
    assert desk.sync.status().blobs.paused
    assert "Anda menghentikannya dulu. Yang sudah sampai tidak dikirim ulang." in texts(page)
    click(page, "Lanjutkan pengiriman berkas")
    assert not desk.sync.status().blobs.paused
    with desk.store.write() as tx:
        tx.blobs.sent(digest, now())
        tx.touch(Topic.ATTACHMENTS)
    qtbot.waitUntil(card.isHidden)


def test_the_sections_stand_in_their_order_and_sending_is_in_front(page: SettingsPage) -> None:
    keys = [item.key for item in page.menu._items.items]
    order = ("office", "sending", "copies", "look", "papers", "computer", "updates", "about")
    assert keys == [key for key in order if key in keys]
    assert (page.menu.current, page.stack.currentWidget()) == ("sending", page.sending)


def test_the_licences_of_a_built_program_open_from_there(
    page: SettingsPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.menu.set_current("about")
    assert not named(page, "Lihat lisensi").isEnabled(), "from source there is no such file"
    file = tmp_path / "LISENSI.txt"
    opened: list[str] = []
    monkeypatch.setattr("ui.pages.settings.about.licences_file", lambda: file)
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: bool(opened.append(url.toLocalFile())))
    about = page.findChild(AboutView)
    assert about is not None
    about.licences.setEnabled(True)
    click(page, "Lihat lisensi")
    assert opened == [str(file)]
    assert any("LISENSI.txt, di folder program" in text for text in texts(page)), "a PC may have no program for texts"


@pytest.mark.parametrize(("scale", "width"), [(1.25, 820), (1.5, 1170), (2.0, 1190)])
def test_no_section_scrolls_sideways_and_all_are_reached_without_the_list(
    page: SettingsPage, scale: float, width: int
) -> None:
    look().set(scale=scale)
    page.resize(width, 540)
    QApplication.processEvents()
    narrow = page.pick.isVisible()
    assert narrow is not page.menu.isVisible()
    assert (page.panels()[0] is page.pick) is narrow
    for at in range(page.pick.count()):
        page.pick.setCurrentIndex(at)
        page.pick.activated.emit(at)
        QApplication.processEvents()
        assert cut(page) == [], page.menu.current
        page.pick.setFocus()
    assert page.menu.current == "about"
