"""Which window of a profile is open, and what leads to the next one.

One after the other as far as needed: the lock is set up, the password is asked, the computer is registered, the desk
shows. A fault, a copy that is put back, data of a newer program and an update lead elsewhere.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from sipa_core.messages import _
from ui.design import kept_look
from ui.opening import Door, Opened, Opening
from ui.second_start import SecondStart
from ui.stage_windows import Stage, Windows
from ui.start_window import StartWindow

if TYPE_CHECKING:
    from sipa_desktop.bootstrap import Desk
    from ui.recovery import Recovery
    from ui.runtime.tasks import Runner
    from ui.updating import Updating
    from ui.window_work import UnseenDesk

HAND_OVER_MS = 100
"""How long a window stays behind the one that takes its place, so that nothing flashes through."""
SENDING_DELAY_MS = 1_500
"""The line is used once the first page stands: what carries it is heavy to load."""
QUESTION_MS = 500
"""So often it is looked whether a question that holds up an update is over."""


NEWER = "newer_database"
"""The code of the fault that only reading is left for."""


class Program(QObject):
    """The windows of one profile as a machine of stages; `window` is the one that is open.

    OPENING leads to LOCK_SETUP, UNLOCK, REGISTER or DESK, a fault to FAULT or READING, and from there, as from a
    RESTORE or an UPDATE that the person asks for, back to OPENING. While the password is asked although the key is at
    hand, the profile is opened already; its window waits for the answer.
    """

    settled = Signal()
    """Once: the first window that a person can do something in is open."""
    elsewhere = Signal()
    """Another SIPA has the profile, or a newer one took over: the program is to end."""
    _how_far = Signal(object)

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
        self._second: SecondStart | None = None
        self._unseen: UnseenDesk | None = None
        self._recovery: Recovery | None = None
        self._updating: Updating | None = None
        self._told = ""
        self._of_update = False
        self._stays = False
        runner.damaged.connect(self._damaged)
        from ui.runtime.lent_call import LentCall

        self._how_far.connect(self._tell_how_far)
        opening.told = LentCall(self._how_far.emit)

    def begin(self) -> None:
        """Open the profile, behind the first window."""
        self.stage = Stage.OPENING
        self._forget_opened()
        if self.window is None:
            self._show(self._windows.start(self._opening.profile))
        self._runner.command(self._opening.examine, self._examined, self._failed, owner=self)

    def _examined(self, door: Door) -> None:
        if self._second is None:
            self._second = SecondStart(self._opening.profile, lambda: self.window, self)
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
        self._forget_opened()
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

    def _tell_how_far(self, how_far: tuple[int, int]) -> None:
        """An update has the lists made anew: say so where nobody is asked for a password."""
        if self._asking or not self._under_way:
            return
        if not isinstance(self.window, StartWindow):
            self._show(self._windows.start(self._opening.profile))
        if isinstance(self.window, StartWindow):
            done, total = how_far
            self.window.say(
                _(
                    "Menyusun daftar sesudah pembaruan: {percent}%.\n"
                    "Data Anda aman. Boleh ditutup; nanti dilanjutkan dari sini."
                ).format(percent=100 * done // max(1, total))
            )

    def _is_open(self, opened: Opened) -> None:
        self._under_way, self._opened = False, opened
        if not self._asking:
            self._enter(opened)
        elif opened.identity is not None and self.window is not None:
            # What waits goes to the kecamatan also when nobody is there who knows the password.
            QTimer.singleShot(SENDING_DELAY_MS, self.window, partial(self._begin_sending, opened.desk, self.window))
            QTimer.singleShot(0, self, partial(self._make_unseen, opened))

    def _make_unseen(self, opened: Opened) -> None:
        """Let the desk stand ready while the password is typed, so that its Enter need not wait for it."""
        window = self.window
        if self._asking and self.stage is Stage.UNLOCK and opened is self._opened and window is not None:
            _dress(opened)
            self._unseen = self._windows.unseen_desk(opened, self._runner, window.size())

    def _forget_opened(self) -> None:
        self._opened = None
        self._drop_unseen()

    def _drop_unseen(self) -> None:
        if self._unseen is not None:
            self._unseen.drop()
            self._unseen = None

    def _enter(self, opened: Opened) -> None:
        _dress(opened)
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
        self._runner.command(self._opening.prove, lambda _tried: None, self._not_proven, owner=setup)

    def _registered(self) -> None:
        self._new_here = True
        self._open()

    def _open_desk(self, opened: Opened) -> None:
        """DESK: the person works."""
        unseen, self._unseen = self._unseen, None
        window = unseen.begin() if unseen is not None else self._windows.desk(opened, self._runner)
        self.stage = Stage.DESK
        self._show(window)
        window.navigator.restore_asked.connect(self._restore)
        window.navigator.update_asked.connect(self._update)
        desk = opened.desk
        if self._told:
            work = partial(desk.updates.tell if self._of_update else desk.backups.remember, self._told)
            self._runner.command(work, self._is_told, _not_kept, owner=window)
        self._prove(desk, window)
        if (desk.practice or self._new_here) and not opened.preferences.toured:
            window.navigator.tour_asked.emit()

    def _prove(self, desk: Desk, window: QWidget) -> None:
        """Nothing is sent before a program that is being tried has proved itself: until then all can be put back."""
        done = partial(self._proven, desk, window)
        prove = partial(self._runner.command, self._opening.prove, done, self._not_proven, owner=window)
        # What proves it, and the line, are heavy to load: they come once the first page stands, if nobody waits for it.
        if self._opening.on_trial:
            prove()
        else:
            QTimer.singleShot(SENDING_DELAY_MS, window, prove)

    def _proven(self, desk: Desk, window: QWidget, tried: bool) -> None:
        if not desk.practice:
            QTimer.singleShot(SENDING_DELAY_MS if tried else 0, window, partial(self._begin_sending, desk, window))

    def _not_proven(self, fault: Exception) -> None:
        """ELSEWHERE: the old program, which waits for this one, puts all back."""
        logging.getLogger(__name__).error("this release could not take over", exc_info=fault)
        self.stage = Stage.ELSEWHERE
        self.elsewhere.emit()

    def _begin_sending(self, desk: Desk, window: QWidget) -> None:
        if window.isVisible():
            self._runner.query(desk.start_sending, lambda _begun: None, self._not_begun, owner=window)

    def _not_begun(self, fault: Exception) -> None:
        logging.getLogger(__name__).error("sending could not begin", exc_info=fault)

    def _failed(self, fault: Exception) -> None:
        """FAULT: say what happened and what can be done. ELSEWHERE: the other SIPA came to the front, this one ends."""
        from sipa_desktop.entrance import ProfileInUseError
        from sipa_desktop.errors import KnownError

        self._asking = self._under_way = False
        self._forget_opened()
        if isinstance(fault, ProfileInUseError):
            self.stage = Stage.ELSEWHERE
            self.elsewhere.emit()
            return
        if self._opening.on_trial:
            self._not_proven(fault)
            return
        if not isinstance(fault, KnownError):
            logging.getLogger(__name__).error("the profile could not be opened", exc_info=fault)
        if isinstance(fault, KnownError) and fault.code == NEWER:
            self._runner.command(self._opening.open_reading, self._read, self._tell, owner=self)
        else:
            self._tell(fault)

    def _read(self, desk: Desk) -> None:
        """READING: the data can be read, taken along, and the newer program installed."""
        window = self._windows.reading(desk, self._runner)
        window.update_asked.connect(partial(self._update, copied=False))
        window.left.connect(window.close)
        self.stage = Stage.READING
        self._show(window)
        self._settle()

    def _update(self, name: str, *, copied: bool = True) -> None:
        """UPDATE: the desk is left as when it closes, its data are copied, and the other release is tried.

        Not over a question in which somebody may be writing: it goes on when that is over.
        """
        if self.stage not in (Stage.DESK, Stage.READING):
            return  # something graver came while it waited
        if QApplication.activeModalWidget() is not None:
            QTimer.singleShot(QUESTION_MS, self, partial(self._update, name, copied=copied))
            return
        if copied and not self._leave_desk(Stage.UPDATE):
            return
        from ui.updating import Updating

        self.stage = Stage.UPDATE
        if self._updating is None:
            self._updating = Updating(self._opening, self._runner, self)
            self._updating.taken_over.connect(self._given_over)
            self._updating.over.connect(partial(self._open_again, of_update=True))
        self._show(self._windows.update())
        self._updating.begin(name, copied=copied)

    def _given_over(self) -> None:
        self.stage = Stage.ELSEWHERE
        self.elsewhere.emit()

    def _tell(self, fault: Exception) -> None:
        from sipa_desktop.errors import KnownError
        from ui.fault_window import unexpected

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

    def _open_again(self, words: str, *, of_update: bool = False) -> None:
        """What a restoring or an update said is told on the desk, where it stays until it was read."""
        self._of_update = of_update
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
        self._drop_unseen()  # made anew when the person is let in, it meets the damage itself
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
            self.stage = stage
            self._forget_opened()
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
        # Whoever started this program as a trial need not be afraid for it while the password is asked.
        self._runner.command(self._opening.shown, lambda _shown: None, _not_kept, owner=self)
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


def _dress(opened: Opened) -> None:
    from ui.design.theme import look

    look().choose(opened.preferences.theme.value, opened.preferences.scale / 100)


def _let_go(window: QWidget) -> None:
    window.close()
    window.deleteLater()


def _not_kept(fault: Exception) -> None:
    """Only the first impression of the next start is lost."""
    logging.getLogger(__name__).warning("the look was not kept: %s", type(fault).__name__)
