"""The real windows of a desk, typed into at a person's pace, for tests.support.kills to end with SIGKILL.

The program is loaded once; for each line `{"profile", "target", "plan", "seed", "plant"}` on standard input a process
is split off that opens the profile as `ui.application.run` does. What it did it tells in lines of JSON on standard
output, each with the moment (`at`, seconds of the monotonic clock, the same in all processes).
"""

from __future__ import annotations

import faulthandler
import json
import os
import random
import sys
import time
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QWidget

import sipa_desktop.bootstrap
import sipa_desktop.services.home
import sipa_desktop.services.reports
import sipa_desktop.sync.engine
import sipa_desktop.sync.transfer
import sipa_desktop.transport.http
import ui.pages.home.page
import ui.pages.reports.page
import ui.window_work
from tests.support.vaults import open_vault
from ui.application import run
from ui.main_window import MainWindow
from ui.pages.reports.editor_model import EditorModel
from ui.pages.reports.page import ReportsPage
from ui.runtime import autosave
from ui.widgets.budget_grid import BudgetGrid
from ui.widgets.question import Question

LOADED = (sipa_desktop, ui)
TEXT, CELL = "pengantar.isi", "apbdes[02.03/-/-].realisasi"
SAVED, SENT = "Tersimpan", "Semua terkirim"
SENDING_PLANS = ("sending", "under way")
LOOK_MS = 10
KEY_MS = (40, 170)
THINK_MS = (850, 1_800)
THINKS = 0.12
"""How often a person stops to think in the middle of a figure, its cell being open."""
SEND_AFTER = (1.2, 2.4)
WORDS = ("jalan", "desa", "rabat", "beton", "warga", "posyandu", "irigasi", "balai", "lampu", "sumur")


def tell(what: str, **facts: object) -> None:
    """Write a line at once: it is in the pipe, whatever happens to this process."""
    os.write(1, (json.dumps({"what": what, "at": time.monotonic(), **facts}) + "\n").encode())


class Typist(QObject):
    """The hands of a person: goes to a place of the report, types without end, sends when that is the plan."""

    def __init__(self, life: dict[str, Any]) -> None:
        super().__init__()
        self._draft, self._target, self._plan = life["draft"], life["target"], life["plan"]
        self._chance = random.Random(life["seed"])
        self._window: MainWindow | None = None
        self._put = self._seen = 0
        self._queue = ""
        self._number = ""
        self._saved_at = self._sending = -1
        self._left = False
        self._look = self._timer(LOOK_MS, self._find)
        self._keys = QTimer(self, singleShot=True)
        self._keys.timeout.connect(self._key)
        self._look.start()

    def _timer(self, interval: int, call: Callable[[], None]) -> QTimer:
        timer = QTimer(self, interval=interval)
        timer.timeout.connect(call)
        return timer

    @property
    def _page(self) -> ReportsPage:
        assert self._window is not None
        page = self._window.page("reports")
        assert isinstance(page, ReportsPage)
        return page

    def _find(self) -> None:
        """Wait for the window of the desk and open the report in it."""
        found = [one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow) and one.isVisible()]
        if found:
            self._look.stop()
            self._window = found[0]
            self._window.show_page("reports", self._draft)
            self._page.editing.left.connect(self._submitted)
            self._look = self._timer(LOOK_MS, self._arrive)
            self._look.start()

    def _arrive(self) -> None:
        """Wait for the report and go to the place in it."""
        model = self._page.editing
        if model.edit is None or not model.editable or not self._page.editor.isVisible():
            return
        self._look.stop()
        self._page.editor.go_to(CELL if self._target == "cell" else TEXT)
        self._watch_saving(model)
        focus = QApplication.focusWidget()
        if isinstance(focus, QPlainTextEdit):
            focus.moveCursor(QTextCursor.MoveOperation.End)
        tell("open", text=focus.toPlainText() if isinstance(focus, QPlainTextEdit) else "")
        model.save_changed.connect(self._shown)
        if self._plan in SENDING_PLANS:
            QTimer.singleShot(int(self._chance.uniform(*SEND_AFTER) * 1000), self, self._send)
        self._key()

    def _watch_saving(self, model: EditorModel) -> None:
        """Tell when a save begins, on the worker's thread that does it."""
        reports = model.context.desk.reports
        save = reports.save

        def told(draft_id: str, changes: Any) -> Any:
            tell("saving")
            return save(draft_id, changes)

        reports.save = told  # type: ignore[method-assign]

    def _key(self) -> None:
        """Put one key in; the next one follows at a person's pace."""
        if self._sending >= 0:
            return
        self._type_figure() if self._target == "cell" else self._type_letter()
        QTimer.singleShot(0, self, partial(self._taken_in, self._put))
        thinks = bool(self._number) and self._chance.random() < THINKS
        self._keys.start(self._chance.randint(*(THINK_MS if thinks else KEY_MS)))

    def _type_letter(self) -> None:
        if not self._queue:
            self._queue = f"{self._chance.choice(WORDS)} "
        letter, self._queue = self._queue[0], self._queue[1:]
        QTest.keyClick(QApplication.focusWidget() or self._page, letter)
        self._put += 1
        tell("key", text=letter)

    def _type_figure(self) -> None:
        """Digits into the open cell, each of them an entry that makes another figure, and Enter after the last."""
        grid = self._page.findChild(BudgetGrid)
        assert grid is not None
        if not self._queue:
            self._queue = str(self._chance.randint(1_000, 9_999_999))
            grid.go_to("02.03/-/-", "realisasi")
            grid.setFocus()
        letter, self._queue = self._queue[0], self._queue[1:]
        QTest.keyClick(QApplication.focusWidget() or grid, letter)
        self._number += letter
        self._put += 1
        tell("key", text=self._number)
        if not self._queue:
            QTest.keyClick(QApplication.focusWidget() or grid, Qt.Key.Key_Return)
            self._number = ""

    def _taken_in(self, count: int) -> None:
        """The loop has turned since the key, so what the window says now is said of that key as well."""
        self._seen = count
        self._shown()

    def _shown(self) -> None:
        """Tell when the window says that everything so far is saved."""
        if self._seen != self._saved_at and self._says(self._page.editor, SAVED):
            self._saved_at = self._seen
            tell("saved", count=self._seen)

    @staticmethod
    def _says(part: QWidget, words: str) -> bool:
        return any(label.isVisible() and words in label.text() for label in part.findChildren(QLabel))

    def _send(self) -> None:
        """Ctrl+Enter, and "Tetap kirim" where the program asks."""
        if self._target == "cell" and self._number:
            QTimer.singleShot(LOOK_MS, self, self._send)  # the figure is typed to its end first
            return
        self._sending = self._put
        tell("sending")
        assert self._window is not None
        QTest.keyClick(self._window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        self._look = self._timer(LOOK_MS, self._follow)
        self._look.start()

    def _follow(self) -> None:
        """Answer the question, then wait until the window says that all was sent."""
        front = QApplication.activeModalWidget()
        if isinstance(front, Question):
            front.accept()
        if self._left and self._window is not None and self._says(self._window, SENT):
            self._look.stop()
            tell("sent")

    def _submitted(self, _words: str) -> None:
        self._left = True
        tell("submitted")


def plant(kind: str) -> None:
    """Put a fault in, so that the drill can be seen to fail: `late` saves after 10 s, `early` claims before saving."""
    if kind == "late":
        autosave.Autosave.__init__.__defaults__ = (10_000, 10_000, None)  # type: ignore[attr-defined]
    elif kind == "early":
        EditorModel.save_words = property(lambda _model: f"{SAVED} di komputer ini.")  # type: ignore[assignment]


def live(life: dict[str, Any]) -> None:
    """One life of the program; it ends by being killed."""
    plant(life["plant"])
    app = QApplication(["sipa"])
    typist = Typist(life)
    typist.setParent(app)
    profile = Path(life["profile"])
    code = run(profile, vault=open_vault(profile))
    os.write(2, f"the loop of the windows ended with {code}\n".encode())


def main() -> None:
    """Split a life off for each line, and tell how it ended; what ends one by itself is on standard error."""
    faulthandler.enable()
    tell("loaded")
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            try:
                live(json.loads(line))
            except BaseException:  # noqa: BLE001 - whatever it is, the judge must read it
                traceback.print_exc()
            finally:
                sys.stderr.flush()
                os._exit(3)
        tell("born", pid=pid)
        tell("ended", code=os.waitpid(pid, 0)[1])


if __name__ == "__main__":
    main()
