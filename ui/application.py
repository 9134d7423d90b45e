"""The program with windows, from the first paint to the end: what is heavy is loaded behind a light window."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from sipa_core.ports import Clock
from ui.design import kept_look
from ui.design import type as letters
from ui.opening import Opening
from ui.program import Program as Program
from ui.stage_windows import Stage as Stage
from ui.start_window import StartWindow

if TYPE_CHECKING:
    from sipa_desktop.platform.vault import Vault
    from ui.runtime.tasks import Runner

COLLECT_DELAY_MS = 1_500
"""By then the first page stands, and what it is made of need not be looked through either."""


def run(profile: Path, clock: Clock | None = None, *, practice: bool = False, vault: Vault | None = None) -> int:
    """Open the profile and show its windows until the person closes them; return the exit code.

    `clock` stands in for the PC's own when something is shown or practised; `practice` opens (or makes) a profile with
    invented data that never sends. `vault` is one that a person opened already.
    """
    gc.disable()  # looking for garbage among thousands of new modules' parts takes a tenth of the start; see `garbage`
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
        from ui.runtime.garbage import GarbageWatch

        QTimer.singleShot(COLLECT_DELAY_MS, self, GarbageWatch(self).start)

    def end(self) -> None:
        """Close what was opened, when nothing works on it any more."""
        self._opening.end()
        if self._runner is not None:
            self._runner.close()
        self._opening.close()
