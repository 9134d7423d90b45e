"""A start in the hand of a test: the door, the windows before the desk, and what opening gives or raises."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from sipa_desktop.bootstrap import Desk
from ui.design.kept_look import KeptLook
from ui.opening import Door, Opened, Opening, opened_of
from ui.program import Program
from ui.runtime.tasks import InlineRunner
from ui.stage_windows import Windows
from ui.start_window import StartWindow


class Step(QWidget):
    """A window of one step, as the lock and the password have them."""

    finished = Signal()
    practice_asked = Signal()
    begin_again = Signal()
    restore_asked = Signal()


class HandOpening(Opening):
    """An opening in the hand of the test: the door, and what opening gives or raises."""

    def __init__(self, desk: Desk, door: Door = Door.FREE) -> None:
        super().__init__(desk.profile)
        self.door = door
        self.desk = desk
        self.fault: Exception | None = None
        self.opened = 0
        self.loaded = 0

    def load(self) -> None:
        self.loaded += 1

    def examine(self) -> Door:
        return self.door

    def open(self) -> Opened:
        if self.fault is not None:
            raise self.fault
        self.opened += 1
        return opened_of(self.desk)


class HandWindows(Windows):
    """The real windows, with steps for the lock and the password."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.lock_setup = self.unlock = self._step

    def _step(self, *_about: object) -> Step:
        self.steps.append(Step())
        return self.steps[-1]


def begun(opening: Opening, windows: Windows | None = None) -> Program:
    """A program that has begun to open, with all work done at once."""
    program = Program(opening, InlineRunner(), windows, StartWindow(KeptLook()))
    program.begin()
    return program


def close(program: Program, desk: Desk) -> None:
    """Close the window that is open, and the data."""
    assert program.window is not None
    program.window.close()
    desk.close()
