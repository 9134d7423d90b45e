"""The stages of a program with windows, and how the window of each is made: loaded when it is needed, none before."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from ui.design import kept_look
from ui.start_window import StartWindow

if TYPE_CHECKING:
    from sipa_desktop.bootstrap import Desk
    from sipa_desktop.errors import KnownError
    from ui.fault_window import FaultWindow
    from ui.main_window import MainWindow
    from ui.opening import Opened, Opening
    from ui.pages.setup.page import SetupWindow
    from ui.pages.unlock.making_window import LockMakingWindow
    from ui.pages.unlock.unlock_window import UnlockWindow
    from ui.reading_window import ReadingWindow
    from ui.runtime.tasks import Runner
    from ui.update_window import UpdateWindow
    from ui.window_work import UnseenDesk


class Stage(Enum):
    """Where the program is."""

    OPENING = "the first window shows, and the data is being opened"
    LOCK_SETUP = "there is no lock yet, and the person makes a password"
    UNLOCK = "the person is asked for the password"
    FAULT = "the data could not be opened"
    RESTORE = "a copy is put in the place of the data"
    READING = "a newer program made the data: they can be read and taken along"
    UPDATE = "another release is taking over"
    REGISTER = "the computer is not registered yet"
    DESK = "the person works"
    ELSEWHERE = "another SIPA has the profile, or this one gave it to a newer one; it ends"


class Windows:
    """How the windows of a start are made."""

    def lock_setup(self, opening: Opening, runner: Runner) -> LockMakingWindow:
        """Return the window that makes a password and a recovery code."""
        from ui.pages.unlock.making_window import LockMakingWindow

        return LockMakingWindow(opening.known_vault, runner, opening.clock)

    def unlock(self, opening: Opening, runner: Runner) -> UnlockWindow:
        """Return the window that asks for the password."""
        from ui.pages.unlock.unlock_window import UnlockWindow

        return UnlockWindow(opening.known_vault, runner, opening.send_last)

    def start(self, profile: Path) -> QWidget:
        """Return the first window again, for when the opening is tried once more."""
        return StartWindow(kept_look.read(profile))

    def register(self, desk: Desk, runner: Runner) -> SetupWindow:
        """Return the window that registers the computer."""
        from ui.pages.setup.page import SetupWindow

        return SetupWindow(desk, runner)

    def desk(self, opened: Opened, runner: Runner) -> MainWindow:
        """Return the window of the desk."""
        from ui.window_work import build_window

        return build_window(opened.desk, runner, opened.identity)

    def unseen_desk(self, opened: Opened, runner: Runner, size: QSize) -> UnseenDesk:
        """Return the desk as it stands ready, in that size, behind the window that asks for the password."""
        from ui.window_work import UnseenDesk

        return UnseenDesk(opened.desk, runner, opened.identity, size)

    def reading(self, desk: Desk, runner: Runner) -> ReadingWindow:
        """Return the window on data that a newer program made."""
        from ui.reading_window import ReadingWindow

        return ReadingWindow(desk, runner)

    def update(self) -> UpdateWindow:
        """Return the window that stands while another release takes over."""
        from ui.update_window import UpdateWindow

        return UpdateWindow()

    def fault(self, fault: KnownError, copy: str = "") -> FaultWindow:
        """Return the window that tells a fault; `copy` is the newest copy that would help, in words."""
        from ui.fault_window import FaultWindow

        return FaultWindow(fault, copy)
