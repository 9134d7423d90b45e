"""The program with windows, from the first moment to the last: which window is open, and what leads to the next one.

A light window shows first; what is heavy is loaded and opened behind it, on a worker's thread. Then, one after the
other as far as needed: the lock is set up, the password is asked, the computer is registered, the desk shows.
"""

from __future__ import annotations

import gc
import logging
import sys
from collections.abc import Callable
from enum import Enum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from sipa_core.ports import Clock
from sipa_desktop.platform.profile_lock import RAISE_NAME
from ui.design import kept_look
from ui.design import type as letters
from ui.opening import Door, Opened, Opening
from ui.stage_windows import Windows
from ui.start_window import StartWindow

if TYPE_CHECKING:
    from sipa_desktop.bootstrap import Desk
    from sipa_desktop.platform.vault import Vault
    from ui.recovery import Recovery
    from ui.runtime.tasks import Runner

HAND_OVER_MS = 100
"""How long a window stays behind the one that takes its place, so that nothing flashes through."""
COLLECT_DELAY_MS = 1_500
"""By then the first page stands, and what it is made of need not be looked through either."""
SENDING_DELAY_MS = 1_500
"""The line is used once the first page stands: what carries it is heavy to load."""


class Stage(Enum):
    """Where the program is."""

    OPENING = "the first window shows, and the data is being opened"
    LOCK_SETUP = "there is no lock yet, and the person makes a password"
    UNLOCK = "the person is asked for the password"
    FAULT = "the data could not be opened"
    RESTORE = "a copy is put in the place of the data"
    REGISTER = "the computer is not registered yet"
    DESK = "the person works"
    ELSEWHERE = "another SIPA has the profile; this one ends"


def run(profile: Path, clock: Clock | None = None, *, practice: bool = False, vault: Vault | None = None) -> int:
    """Open the profile and show its windows until the person closes them; return the exit code.

    `clock` stands in for the PC's own when something is shown or practised; `practice` opens (or makes) a profile with
    invented data that never sends. `vault` is one that a person opened already.
    """
    gc.disable()  # looking for garbage among thousands of new modules' parts takes a tenth of the start
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("SIPA Desktop")
    app.setQuitOnLastWindowClosed(True)
    letters.register(letters.FIRST)
    first = StartWindow(kept_look.read(profile))
    life = _Life(app, first, Opening(profile, clock, practice=practice, vault=vault))
    first.seen.connect(life.begin)
    first.show()
    try:
        return max(app.exec(), life.exit_code)
    finally:
        life.end()


class _Life(QObject):
    """From the first paint to the end of the program: loads what all windows need, then lets the Program lead."""

    def __init__(self, app: QApplication, first: StartWindow, opening: Opening) -> None:
        super().__init__()
        self._app, self._first, self._opening = app, first, opening
        self._runner: Runner | None = None
        self._program: Program | None = None

    @property
    def exit_code(self) -> int:
        """0, or 1 when the data could not be opened."""
        return int(self._program is not None and self._program.stage is Stage.FAULT)

    def begin(self) -> None:
        """Dress the application and begin to open the profile."""
        from ui.runtime.tasks import Runner

        self._runner = Runner()
        self._program = Program(self._opening, self._runner, window=self._first)
        self._program.settled.connect(self._settled)
        self._program.elsewhere.connect(self._app.quit)
        self._program.begin()
        from ui.design.theme import start
        from ui.runtime.qt_words import install

        kept = kept_look.read(self._opening.profile)
        install(self._app)
        start(self._app, kept.theme, kept.percent / 100)

    def _settled(self) -> None:
        QTimer.singleShot(COLLECT_DELAY_MS, self, _collect_again)

    def end(self) -> None:
        """Close what was opened, when nothing works on it any more."""
        _collect_again()
        if self._runner is not None:
            self._runner.close()
        self._opening.close()


def _collect_again() -> None:
    gc.freeze()  # what the start loaded stays for good: nobody needs to look through it again
    gc.enable()


class Program(QObject):
    """The windows of one profile as a machine of stages; `window` is the one that is open.

    OPENING leads to LOCK_SETUP, UNLOCK, REGISTER or DESK, a fault to FAULT, and from there, as from a RESTORE that the
    person asks for, back to OPENING. While the password is asked although the key is at hand, the profile is opened
    already; its window waits for the answer.
    """

    settled = Signal()
    """Once: the first window that a person can do something in is open."""
    elsewhere = Signal()
    """Another SIPA has the profile: the program is to end."""

    def __init__(
        self, opening: Opening, runner: Runner, windows: Windows | None = None, window: QWidget | None = None
    ) -> None:
        super().__init__()
        self.stage = Stage.OPENING
        self.window = window
        self._opening = opening
        self._runner = runner
        self._windows = windows or Windows()
        self._opened: Opened | None = None
        self._asking = False
        self._under_way = False
        self._new_here = False
        self._settled = False
        self._sign: QFileSystemWatcher | None = None
        self._recovery: Recovery | None = None
        self._told = ""
        self._stays = False
        runner.damaged.connect(self._damaged)

    def begin(self) -> None:
        """Open the profile, behind the first window."""
        self.stage = Stage.OPENING
        self._opened = None
        if self.window is None:
            self._show(self._windows.start(self._opening.profile))
        self._runner.command(self._opening.examine, self._examined, self._failed, owner=self)

    def _examined(self, door: Door) -> None:
        self._watch_sign()
        if door is Door.NEW:
            self._set_up_lock()
        elif door is Door.FREE:
            self._open()
        else:
            self._ask_password(opens=door is Door.LOCKED)

    def _set_up_lock(self) -> None:
        """LOCK_SETUP: a password and a recovery code are made; then the profile is opened."""
        window = self._windows.lock_setup(self._opening, self._runner)
        window.practice_asked.connect(self._practise)
        window.restore_asked.connect(self._restore_here)
        self._asking = True
        self._wait_in(Stage.LOCK_SETUP, window, self._let_in)
        self._load()

    def _ask_password(self, *, opens: bool) -> None:
        """UNLOCK: the password is asked. It opens the data, or (`opens` is False) only lets the person in."""
        self._asking = True
        window = self._windows.unlock(self._opening, self._runner)
        window.begin_again.connect(self._begin_again)
        self._wait_in(Stage.UNLOCK, window, self._let_in)
        if opens:
            self._load()
        else:
            self._open()

    def _load(self) -> None:
        """Use the time in which the person types; what cannot be loaded now will say so when it is needed."""
        self._runner.query(self._opening.load, lambda _loaded: None, lambda _fault: None, owner=self)

    def _begin_again(self) -> None:
        """The locked data are set aside, and a new profile begins in their place."""
        self._asking = self._under_way = False
        self._opened = None
        self._show(self._windows.start(self._opening.profile))
        self._runner.command(self._opening.begin_again, lambda _done: self.begin(), self._failed, owner=self)

    def _let_in(self) -> None:
        if self._opening.lacks_way_back:
            self._set_up_lock()  # it was cut off after the password
            return
        self._asking = False
        if self._opened is not None:
            self._enter(self._opened)
        elif not self._under_way:
            self._open()

    def _open(self) -> None:
        self._under_way = True
        self._runner.command(self._opening.open, self._is_open, self._failed, owner=self)

    def _is_open(self, opened: Opened) -> None:
        self._under_way, self._opened = False, opened
        if not self._asking:
            self._enter(opened)
        elif opened.identity is not None and self.window is not None:
            # What waits goes to the kecamatan also when nobody is there who knows the password.
            QTimer.singleShot(SENDING_DELAY_MS, self.window, partial(self._begin_sending, opened.desk, self.window))

    def _enter(self, opened: Opened) -> None:
        from ui.design.theme import look

        look().choose(opened.preferences.theme.value, opened.preferences.scale / 100)
        if opened.identity is None:
            self._register(opened.desk)
        else:
            self._open_desk(opened)
        self._settle()

    def _register(self, desk: Desk) -> None:
        """REGISTER: this computer is registered at the kecamatan's server."""
        setup = self._windows.register(desk, self._runner)
        setup.practice_asked.connect(self._practise)
        setup.restore_asked.connect(self._restore_here)
        self._wait_in(Stage.REGISTER, setup, self._registered)

    def _registered(self) -> None:
        self._new_here = True
        self._open()

    def _open_desk(self, opened: Opened) -> None:
        """DESK: the person works."""
        window = self._windows.desk(opened, self._runner)
        self.stage = Stage.DESK
        self._show(window)
        window.navigator.restore_asked.connect(self._restore)
        desk = opened.desk
        if self._told:
            work = partial(desk.backups.remember, self._told)
            self._runner.command(work, self._is_told, _not_kept, owner=window)
        if not desk.practice:
            QTimer.singleShot(SENDING_DELAY_MS, window, partial(self._begin_sending, desk, window))
        if (desk.practice or self._new_here) and not opened.preferences.toured:
            window.navigator.tour_asked.emit()

    def _begin_sending(self, desk: Desk, window: QWidget) -> None:
        if window.isVisible():
            self._runner.query(desk.start_sending, lambda _begun: None, self._not_begun, owner=window)

    def _not_begun(self, fault: Exception) -> None:
        logging.getLogger(__name__).error("sending could not begin", exc_info=fault)

    def _failed(self, fault: Exception) -> None:
        """FAULT: say what happened and what can be done. ELSEWHERE: the other SIPA came to the front, this one ends."""
        from sipa_desktop.entrance import ProfileInUseError
        from sipa_desktop.errors import KnownError
        from ui.fault_window import unexpected

        self._asking = self._under_way = False
        if isinstance(fault, ProfileInUseError):
            self.stage = Stage.ELSEWHERE
            self.elsewhere.emit()
            return
        if not isinstance(fault, KnownError):
            logging.getLogger(__name__).error("the profile could not be opened", exc_info=fault)
        self.stage = Stage.FAULT
        self._ways_back().tell(fault if isinstance(fault, KnownError) else unexpected())

    def _ways_back(self) -> Recovery:
        from ui.recovery import Recovery

        if self._recovery is None:
            self._recovery = Recovery(self._opening, self._runner, self._windows.fault, self)
            self._recovery.showing.connect(self._show_way_back)
            self._recovery.over.connect(self._open_again)
        return self._recovery

    def _show_way_back(self, window: QWidget) -> None:
        if self.stage is Stage.FAULT and hasattr(window, "acted"):
            window.acted.connect(self._acted)
        else:
            self.stage = Stage.RESTORE
        self._show(window)
        self._settle()

    def _open_again(self, words: str) -> None:
        """What a restoring said is told on the desk, where it stays until it was read."""
        self._told = words or self._told
        self._show(self._windows.start(self._opening.profile))
        self.begin()

    def _is_told(self, _done: None) -> None:
        self._told = ""

    def _restore_here(self) -> None:
        """RESTORE, from a window where nobody works yet."""
        self.stage = Stage.RESTORE
        self._ways_back().look_for_copy()

    def _restore(self, folder: Path | None) -> None:
        """RESTORE, from the desk: it is left as when it closes, and what could not be saved keeps the person there."""
        if self._leave_desk(Stage.RESTORE):
            if folder is None:
                self._ways_back().look_for_copy()
            else:
                self._ways_back().put_back(folder)

    def _damaged(self, fault: Exception) -> None:
        """FAULT, from the desk: the data turned out to be damaged. Whoever stays, to copy words, is not asked again."""
        if self.stage is Stage.DESK and not self._stays:
            self._stays = True
            if self._leave_desk(Stage.FAULT):
                self._stays = False
                self._runner.command(self._opening.leave, lambda _left: self._failed(fault), self._failed, owner=self)

    def _leave_desk(self, stage: Stage) -> bool:
        """Close the window of the desk, with all that belongs to it, behind the first window."""
        window, app = self.window, QApplication.instance()
        assert window is not None
        assert isinstance(app, QApplication)
        ends = app.quitOnLastWindowClosed()
        app.setQuitOnLastWindowClosed(False)
        try:
            if not window.close():
                return False
            start = self._windows.start(self._opening.profile)
            start.setGeometry(window.geometry())
            self.stage, self._opened = stage, None
            self._show(start)
        finally:
            app.setQuitOnLastWindowClosed(ends)
        return True

    def _acted(self, key: str) -> None:
        from PySide6.QtCore import QUrl
        from PySide6.QtGui import QDesktopServices

        from ui.fault_window import AGAIN, CLOSE, FOLDER

        if key == AGAIN:
            self._show(self._windows.start(self._opening.profile))
            self.begin()
        elif key == FOLDER:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._opening.profile)))
        elif key == CLOSE and self.window is not None:
            self.window.close()

    def _wait_in(self, stage: Stage, window: Any, then: Callable[[], None]) -> None:
        """Show a window of one step, and go on when it has `finished`."""
        window.finished.connect(then)
        self.stage = stage
        self._show(window)

    def _show(self, window: QWidget) -> None:
        """Put a window in the place of the one before, which goes when the new one is in sight."""
        before, self.window = self.window, window
        if before is not None and before.isVisible():
            window.setGeometry(before.geometry())
            window.setWindowState(before.windowState())
        window.show()
        if before is not None:
            QTimer.singleShot(HAND_OVER_MS, before, partial(_let_go, before))

    def _settle(self) -> None:
        if not self._settled:
            from ui.design.theme import look

            self._settled = True
            look().changed.connect(self._keep_look)
            self._keep_look()
            self.settled.emit()

    def _keep_look(self) -> None:
        from ui.design.theme import look

        kept = kept_look.KeptLook(look().theme, round(look().scale * 100))
        work = partial(kept_look.keep, self._opening.profile, kept)
        self._runner.command(work, lambda _kept: None, _not_kept, owner=self)

    def _practise(self) -> None:
        """Start a practice beside this window, as a program of its own with its own data."""
        from ui.window_work import start_practice

        start_practice(self.window)

    def _watch_sign(self) -> None:
        if self._sign is None:
            self._sign = QFileSystemWatcher([str(self._opening.profile)], self)
            self._sign.directoryChanged.connect(self._called)

    def _called(self) -> None:
        """Come to the front when a second start left its sign."""
        sign = self._opening.profile / RAISE_NAME
        if sign.exists() and self.window is not None:
            sign.unlink(missing_ok=True)
            self.window.setWindowState(self.window.windowState() & ~self.window.windowState().WindowMinimized)
            self.window.raise_()
            self.window.activateWindow()
            QApplication.alert(self.window)


def _let_go(window: QWidget) -> None:
    window.close()
    window.deleteLater()


def _not_kept(fault: Exception) -> None:
    """Only the first impression of the next start is lost."""
    logging.getLogger(__name__).warning("the look was not kept: %s", type(fault).__name__)
