"""The desk window at work: how it is built for a registered desk, and what keeps its strip and counts true.

A window never closes over words that could not be saved without asking, and sending is always ended before the file.
"""

from __future__ import annotations

import logging
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QProcess, QRect, QSize, QTimer
from PySide6.QtWidgets import QWidget

from sipa_core.domain.roles import Role
from sipa_core.messages import _
from sipa_desktop.events import Changes, Topic
from sipa_desktop.settings import practice_command
from sipa_desktop.sync.status import SyncStatus
from sipa_desktop.sync.status import strip as strip_facts
from ui.daily_copy import DailyCopy
from ui.lock_watch import LockWatch
from ui.main_window import MainWindow
from ui.navigation import Navigator, PageSpec, call_optional
from ui.pages import PageContext, modules_of, others_of, pages_of
from ui.runtime.bridge import Bridge, NewestBridge
from ui.runtime.tasks import Runner
from ui.widgets.nav_rail import Identity as Face
from ui.widgets.question import Answer, ask
from ui.widgets.sync_strip import StripSegment, StripState

if TYPE_CHECKING:
    from sipa_desktop.bootstrap import Desk
    from sipa_desktop.identity import Identity
    from sipa_desktop.services.preferences import Preferences
    from ui.pages.counts import Count, ReportCount
    from ui.widgets.guide_window import GuideWindow

_log = logging.getLogger(__name__)

MINUTE_MS = 60_000
COUNT_DELAY_MS = 150
FIRST_COUNT_MS = 600
"""The first counting waits until the first page stands: its services are heavy to load."""
INDEX_DELAY_MS = 5_000
LOAD_DELAY_MS = 400
SLICE_MS = 15
"""Between two modules that are loaded on the windows' thread; each takes up to some 40 ms on a quick PC."""
LAY_OUT_DELAY_MS = 200
ONE_PIXEL = QRect(0, 0, 1, 1)
STOP_SECONDS = 5.0
LONG_BYTES = 512 * 1024


def build_window(desk: Desk, runner: Runner, identity: Identity | None = None) -> MainWindow:
    """Return the window of a registered desk, not yet shown: the pages of its role, counts, strip and keys.

    `identity` is read when it is not given. RuntimeError when the profile is not registered yet.
    """
    window, context = _made(desk, runner, identity)
    WindowWork(window, context)
    return window


class UnseenDesk(QObject):
    """The desk's window before anybody was let in: made, filled and laid out, but not at work.

    Nothing of it can be seen, reached by keys or read out, since it is never shown before `begin`.
    """

    def __init__(self, desk: Desk, runner: Runner, identity: Identity | None, size: QSize) -> None:
        self._window, self._context = _made(desk, runner, identity)
        super().__init__(self._window)
        self._window.resize(size)
        # Once its first page was read: what is left then is to dress and to measure it.
        self._timer = QTimer(self, singleShot=True, interval=LAY_OUT_DELAY_MS)
        self._timer.timeout.connect(self._lay_out)
        self._timer.start()

    def begin(self) -> MainWindow:
        """Return the window, with its work begun; still not shown."""
        self._timer.stop()
        WindowWork(self._window, self._context)
        return self._window

    def drop(self) -> None:
        """Give it up, with all that it holds; nobody was let in."""
        self._timer.stop()
        self._context.changes.close()
        self._window.deleteLater()

    def _lay_out(self) -> None:
        self._window.ensurePolished()
        self._window.grab(ONE_PIXEL)  # to draw something Qt lays out all of it, also what is hidden


def _made(desk: Desk, runner: Runner, identity: Identity | None) -> tuple[MainWindow, PageContext]:
    identity = identity or desk.identity()
    if identity is None:
        raise RuntimeError("a window for a desk that is not registered")
    context = PageContext(desk, identity, runner, Navigator(), Bridge(desk.changes))
    specs = [
        PageSpec(entry.key, entry.icon, _(entry.label), partial(entry.making, context), entry.under)
        for entry in (*pages_of(identity.role), *others_of(identity.role))
    ]
    return MainWindow(specs, face_of(identity), context.navigator, practice=desk.practice), context


def face_of(identity: Identity) -> Face:
    """Return the place, the person and the role as the rail shows them."""
    role = _("Admin kecamatan") if identity.role is Role.ADMIN_KECAMATAN else _("Admin desa")
    return Face(identity.place_name, identity.person_name, role)


def can_pause(status: SyncStatus) -> bool:
    """Tell whether so much of attachments is under way that the person may want the line for something else."""
    blobs = status.blobs
    return blobs.under_way and not blobs.paused and blobs.size - blobs.sent > LONG_BYTES


def strip_state(
    status: SyncStatus,
    now: int,
    zone: str,
    role: Role,
    silent: int = 0,
    *,
    unsaved: bool = False,
    unsent: int | None = 0,
) -> StripState:
    """Return what the strip shows of the sending: its facts, and the action that asks for a session now.

    `silent` villages were not in contact for more than three days; only the kecamatan's desk knows of any. `unsaved`
    takes the place of "Tersimpan": a page holds words that could not be saved. `unsent` as in `strip`.
    """
    facts = tuple(
        StripSegment(fact.icon, fact.text, fact.tone, fact.bold, fact.detail, fact.percent)
        for fact in strip_facts(status, now, zone, unsaved=unsaved, unsent=unsent)
    )
    if silent:
        from sipa_desktop.services.people import silent_words

        facts = (*facts, StripSegment("clock-countdown", silent_words(silent), "warn"))
    if can_pause(status):
        return StripState(facts, _("Hentikan dulu"), "prohibit")
    if status.blobs.paused and status.blobs.waiting:
        return StripState(facts, _("Lanjutkan kirim"), action_key="F5")
    if status.shut_out is not None:
        return StripState(facts, _("Daftarkan lagi"), "key")
    verb = _("Sambungkan sekarang") if role is Role.ADMIN_KECAMATAN else _("Kirim sekarang")
    return StripState(facts, verb, action_key="F5")


class WindowWork(QObject):
    """Keeps strip and counts true while the window is open, and lets it close only after the work is safe."""

    def __init__(self, window: MainWindow, context: PageContext) -> None:
        super().__init__(window)
        self._window = window
        self._context = context
        # The navigator and the bridges live as long as the window does.
        context.navigator.setParent(self)
        context.changes.setParent(self)
        self._statuses = NewestBridge(context.desk.sync.statuses, self)
        self._statuses.arrived.connect(self._show_status)
        context.changes.arrived.connect(self._changed)
        window.send_asked.connect(self._send_now)
        window.scale_changed.connect(self._keep_scale)
        context.navigator.tour_asked.connect(self._show_tour)
        window.strip_acted.connect(self._strip_acted)
        window.help_asked.connect(self._show_guide)
        self._guide: GuideWindow | None = None
        self._count_timer = QTimer(self, singleShot=True, interval=COUNT_DELAY_MS)
        self._count_timer.timeout.connect(self._count)
        self._clock_timer = QTimer(self, interval=MINUTE_MS)
        self._clock_timer.timeout.connect(self._minute)
        self._clock_timer.start()
        # What the index of words lacks (after an upgrade) is made up once the window is at rest.
        self._index_timer = QTimer(self, singleShot=True, interval=INDEX_DELAY_MS)
        self._index_timer.timeout.connect(self._catch_up)
        self._index_timer.start()
        # Reading the program's own files takes longer than showing a page; it is done by the first visit.
        self._to_load: list[str] = []
        self._slice_timer = QTimer(self, singleShot=True, interval=SLICE_MS)
        self._slice_timer.timeout.connect(self._load_one)
        self._load_timer = QTimer(self, singleShot=True, interval=LOAD_DELAY_MS)
        self._load_timer.timeout.connect(self._load_pages)
        self._load_timer.start()
        context.runner.unsaved_changed.connect(self._unsaved_changed)
        self._lock: LockWatch | None = None
        self._watch_lock()
        self._daily = DailyCopy(context.desk, context.runner, self)
        self._ended = False
        self._silent = 0
        self._unsent: int | None = 0 if context.identity.role is Role.ADMIN_KECAMATAN else None
        window.installEventFilter(self)
        self._show_status(context.desk.sync.status())
        QTimer.singleShot(FIRST_COUNT_MS, self, self._count_timer.start)

    def _watch_lock(self) -> None:
        """Lock the window when nobody is there; a practice, which has nothing to guard, is left open."""
        context = self._context
        vault, place = context.desk.vault, context.identity.place_name
        if vault is None:
            return
        self._lock = LockWatch(self._window, vault, context.runner, place, context.desk.clock)
        context.navigator.lock_asked.connect(self._lock.lock)
        context.navigator.lock_minutes.connect(self._lock.set_minutes)
        QTimer.singleShot(FIRST_COUNT_MS, self, self._read_lock)

    def _read_lock(self) -> None:
        """Ask after how many minutes; until then, the usual number counts."""
        if not self._ended:
            self._context.runner.query(self._context.desk.preferences.read, self._set_lock, _not_counted, owner=self)

    def _set_lock(self, kept: Preferences) -> None:
        if self._lock is not None:
            self._lock.set_minutes(kept.lock_minutes)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hold the closing until what was typed is saved and sending has stopped, or the person says to close."""
        if watched is self._window and event.type() == QEvent.Type.Close and not self._ended:
            if not self._may_close():
                event.ignore()
                return True
            self._end()
        return False

    def _catch_up(self) -> None:
        if not self._ended:
            self._context.runner.query(self._context.desk.search.catch_up, _caught_up, _not_counted, owner=self)

    def _load_pages(self) -> None:
        """Let a worker load what has no windows in it, then the pages' own modules here, one at a time."""
        if not self._ended:
            self._context.runner.query(self._context.desk.warm, self._begin_loading, _not_counted, owner=self)

    def _begin_loading(self, _nothing: None) -> None:
        if not self._ended:
            self._to_load = modules_of(self._context.identity.role)
            self._slice_timer.start()

    def _load_one(self) -> None:
        """Load a module; then make the pages, whose first visit would hold the thread for all of it at once. Each step
        has a turn of its own, and none comes right after what a worker brought.
        """
        if self._context.runner.rested(SLICE_MS):
            if self._to_load:
                import_module(self._to_load.pop(0))
            elif not self._window.make_ahead():
                return
        self._slice_timer.start()

    def _may_close(self) -> bool:
        """Save and let end what there is; ask about what would be lost, and about what would be cut off."""
        pages = [page for key in self._window.rail.keys if (page := self._window.page(key)) is not None]
        for page in pages:
            call_optional(page, "flush")
        asked = [page.unsaved for page in pages if hasattr(page, "unsaved")]
        runner = self._context.runner
        if runner.drain(lambda: any(unsaved() for unsaved in asked), STOP_SECONDS):
            return True
        if (runner.changing or any(unsaved() for unsaved in asked)) and not self._close_anyway():
            return False
        return not runner.unended or self._cut_off(runner.unended[0])

    def _unsaved_changed(self, _unsaved: bool) -> None:
        if not self._ended:
            self._show_status(self._context.desk.sync.status())

    def _close_anyway(self) -> bool:
        words = _(
            "Isian terakhir belum tersimpan di komputer ini dan hilang bila SIPA ditutup sekarang. Yang tersimpan "
            "sebelumnya aman. Kembali ke isian untuk menunggu atau menyalinnya."
        )
        answers = [Answer("stay", _("Kembali ke isian")), Answer("close", _("Tutup tanpa menyimpan"), "danger")]
        return self._asked(_("Tutup tanpa menyimpan?"), words, answers)

    def _cut_off(self, what: str) -> bool:
        words = _(
            "Data di komputer ini aman. Bila SIPA ditutup sekarang, pekerjaan itu terputus: salinannya tidak lengkap "
            "dan harus diulang. Tunggu sampai selesai, lalu tutup lagi."
        )
        answers = [Answer("stay", _("Tunggu")), Answer("close", _("Tutup sekarang"), "danger")]
        return self._asked(_("{what} Tutup sekarang?").format(what=what), words, answers)

    def _asked(self, title: str, words: str, answers: list[Answer]) -> bool:
        """Ask whether to close, also over the lock."""
        if self._lock is None or not self._lock.locked:
            return ask(self._window, title, words, answers, "stay") == "close"
        with self._lock.shown_over():  # it shows nothing of the content, and who is locked out may still go
            return ask(self._window, title, words, answers, "stay") == "close"

    def _end(self) -> None:
        self._ended = True
        self._window.hide()
        self._clock_timer.stop()
        self._count_timer.stop()
        self._index_timer.stop()
        self._load_timer.stop()
        self._slice_timer.stop()
        self._daily.end()
        self._statuses.close()
        self._context.changes.close()
        self._context.desk.stop_sending(0)  # nobody waits for a server here; the data are closed when it has ended

    def _send_now(self) -> None:
        if self._context.desk.practice:
            self._context.toast(_("Latihan tidak mengirim apa pun. Yang Anda kirim di sini tetap di latihan ini."))
            return
        self._context.desk.transfer.resume()
        self._context.desk.sync.sync_now()

    def _keep_scale(self, scale: float) -> None:
        work = partial(self._context.desk.preferences.put, scale=round(scale * 100))
        self._context.runner.command(work, _kept, _not_kept, owner=self._window)

    def _show_tour(self) -> None:
        from ui.tour_steps import tour_steps
        from ui.widgets.tour import Tour

        if self._window.findChild(Tour) is not None:
            return
        self._window.show_page(self._window.rail.keys[0])
        tour = Tour(self._window, tour_steps(self._window, self._context.identity.role))
        tour.finished.connect(self._toured)

    def _show_guide(self, key: str) -> None:
        """Show the guide's topic of the page in front, beside the work (F1)."""
        page = self._window.page(key)
        if page is None:
            return
        from ui.widgets.guide_window import GuideWindow

        if self._guide is None:
            self._guide = GuideWindow(self._context.identity.role, self._window)
        self._guide.show_page(key, page, len(self._window.rail.keys))
        self._guide.show()
        self._guide.raise_()
        self._guide.activateWindow()

    def _toured(self) -> None:
        work = partial(self._context.desk.preferences.put, toured=True)
        self._context.runner.command(work, _kept, _not_kept, owner=self._window)

    def _identity_changed(self, identity: Identity | None) -> None:
        if identity is not None:
            self._window.set_identity(face_of(identity))

    def _strip_acted(self) -> None:
        status = self._context.desk.sync.status()
        if can_pause(status):
            self._context.desk.transfer.pause()
        elif status.shut_out is not None:
            self._context.navigator.open("settings", "sending")
        else:
            self._send_now()

    def _minute(self) -> None:
        self._show_status(self._context.desk.sync.status())
        self._count_timer.start()

    def _show_status(self, status: SyncStatus) -> None:
        identity, now = self._context.identity, self._context.now()
        unsaved = self._context.runner.unsaved
        state = strip_state(
            status, now, identity.zone, identity.role, self._silent, unsaved=unsaved, unsent=self._unsent
        )
        self._window.set_strip(state)

    def _changed(self, changes: object) -> None:
        if not isinstance(changes, Changes):
            return
        if changes.topics - {Topic.IDENTITY}:
            self._count_timer.start()
        if changes.touches(Topic.IDENTITY):
            desk = self._context.desk
            self._context.runner.query(desk.identity, self._identity_changed, _not_counted, owner=self._window)

    def _count(self) -> None:
        from ui.pages.counts import count_reports, counters_of

        for key, count in counters_of(self._context.desk, self._context.identity.role).items():
            self._context.runner.query(count, partial(self._show_count, key), _not_counted, owner=self._window)
        if self._context.identity.role is Role.ADMIN_KECAMATAN:
            people = self._context.desk.people
            self._context.runner.query(people.silent_villages, self._show_silent, _not_counted, owner=self._window)
        else:
            count_all = partial(count_reports, self._context.desk)
            self._context.runner.query(count_all, self._show_reports, _not_counted, owner=self._window)

    def _show_reports(self, reports: ReportCount) -> None:
        self._show_count("reports", reports.count)
        if reports.unsent != self._unsent:
            self._unsent = reports.unsent
            self._show_status(self._context.desk.sync.status())

    def _show_silent(self, villages: frozenset[str]) -> None:
        self._silent = len(villages)
        self._show_status(self._context.desk.sync.status())

    def _show_count(self, key: str, count: Count) -> None:
        self._window.set_counts({key: count})


def _caught_up(indexed: int) -> None:
    if indexed:
        _log.info("%d things came into the index of words", indexed)


def _not_counted(fault: Exception) -> None:
    """A number that could not be counted stays as it was; the page itself will say what is wrong."""
    _log.warning("a count failed: %s", type(fault).__name__)


def _kept(_preferences: object) -> None:
    """A preference is kept; nobody needs to be told."""


def _not_kept(fault: Exception) -> None:
    """A preference that could not be kept is as it was at the next start, no more."""
    _log.warning("a preference was not kept: %s", type(fault).__name__)


def start_practice(window: QWidget | None) -> None:
    """Start another SIPA for practising, or say over the window that this computer did not let it."""
    program, arguments = practice_command()
    if not QProcess.startDetached(program, arguments)[0]:
        words = _("Latihan belum dapat dibuka di komputer ini. Tidak ada yang berubah. Coba lagi nanti.")
        ask(window or QWidget(), _("Latihan belum terbuka"), words, [Answer("close", _("Tutup"))], "close")
