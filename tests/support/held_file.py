"""S09: another program holds the database while a person types in the real window; S04 the same on a full disk.

The holder is a process of its own. Measured is how long the windows' thread answered nothing, judged is that the words
stay in sight, are told as not saved, and are saved by themselves once the file is free or there is room.
"""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit

from sipa_desktop.settings import DATABASE
from tests.bench.loop_watch import LoopWatch, turn_for, turn_until
from tests.support.disk_day import DRAFT, Office
from tests.support.programs import ROOT
from tests.support.small_disk import SmallDisk
from ui.design.theme import look, start
from ui.main_window import MainWindow
from ui.pages.reports.page import ReportsPage
from ui.runtime.tasks import Runner
from ui.window_work import build_window

LIMIT_MS = 200
PATIENCE_SECONDS = 20.0
"""How long a first try may take before the window must say that it is not saved."""
TEXT = "kendala.isi"
WRITER = """
import sys, time
from pathlib import Path
from sipa_desktop.store.engine import open_copy
from tests.support.vaults import vault_of, PASSWORD
vault = vault_of(Path(sys.argv[1]).parent); assert vault.unlock(PASSWORD)
with open_copy(Path(sys.argv[1]), vault.key(), writable=True) as raw:
    raw.execute("BEGIN EXCLUSIVE")
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
    raw.execute("ROLLBACK")
"""
FOREIGN = """
import fcntl, sys, time
with open(sys.argv[1] + "-shm", "r+b") as file:
    for at in range(120, 128):
        for _try in range(2000):
            try:
                fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, at); break
            except OSError:
                time.sleep(0.005)
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""
HOLDERS = {"a write lock": WRITER, "every lock of the log": FOREIGN}


@dataclass
class Held:
    """What was seen of one window; `wrong` in words."""

    kind: str
    seconds: float = 0.0
    longest_ms: float = 0.0
    told: str = ""
    saved_after_s: float = 0.0
    wrong: list[str] = field(default_factory=list)


class Window:
    """The real window of a desk, with the report open and the caret in a text."""

    def __init__(self, office: Office, profile: Path) -> None:
        app = QApplication.instance() or QApplication(["sipa"])
        assert isinstance(app, QApplication)
        if not getattr(app, "sipa_dressed", False):
            start(app, look().theme, 1.0)
            app.sipa_dressed = True  # type: ignore[attr-defined]
        self.desk = office.open(profile)
        self.runner = Runner()
        self.window: MainWindow = build_window(self.desk, self.runner)
        self.window.resize(1366, 697)
        self.window.show()
        self.window.show_page("reports", DRAFT)
        page = self.window.page("reports")
        assert isinstance(page, ReportsPage)
        self.page = page
        turn_until(lambda: page.editing.edit is not None and page.editing.editable and page.editor.isVisible())
        turn_for(0.5)
        page.editor.go_to(TEXT)
        field_ = QApplication.focusWidget() or page.editor.findChild(QPlainTextEdit)
        assert isinstance(field_, QPlainTextEdit), field_
        self.field = field_
        self.field.moveCursor(QTextCursor.MoveOperation.End)

    def type(self, words: str) -> None:
        """Type at the caret, letter by letter."""
        for letter in words:
            QTest.keyClicks(self.field, letter)
            turn_for(0.02)

    def says(self, words: str) -> bool:
        """True when a label in sight has the words."""
        return any(label.isVisible() and words in label.text() for label in self.page.editor.findChildren(QLabel))

    def kept(self) -> str:
        """What is in the database."""
        with self.desk.store.read() as tx:
            return str(tx.documents.content(DRAFT).get(TEXT))

    def close(self) -> None:
        """Give everything back."""
        self.window.close()
        self.runner.close()
        self.desk.close()


def hold(office: Office, profile: Path, kind: str, seconds: float) -> Held:
    """Hold the file for so long while somebody types."""
    office.copy_to(profile, reserve=True)
    window = Window(office, profile)
    found = Held(kind, seconds)
    try:
        window.type("satu ")
        turn_until(lambda: window.kept().endswith("satu "), 20)
        holder = subprocess.Popen(
            [sys.executable, "-c", HOLDERS[kind], str(profile / DATABASE), str(seconds)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == "held"
        until = time.monotonic() + seconds
        with LoopWatch() as late:
            window.type("dua ")
            turn_until(lambda: window.page.editing.save_fault != "" or time.monotonic() > until, seconds + 20)
            found.told = window.page.editing.save_words
            _judge_unsaved(window, found, "dua ")
            turn_until(lambda: holder.poll() is not None, seconds + 60)
            freed = time.monotonic()
            turn_until(lambda: not window.page.editing.saving or time.monotonic() > freed + 60, 90)
            turn_for(0.5)
        found.saved_after_s = round(time.monotonic() - freed, 1)
        _judge_saved(window, found, "dua ")
    finally:
        window.close()
    found.longest_ms = round(late.most)
    if late.most > LIMIT_MS:
        found.wrong.append(f"the window answered nothing for {late.most:.0f} ms")
    return found


def fill_up(office: Office, disk: SmallDisk, profile: Path) -> Held:
    """Fill the disk while somebody types, then give it room."""
    office.copy_to(profile, reserve=False)
    window = Window(office, profile)
    found = Held("a full disk")
    try:
        window.type("satu ")
        turn_until(lambda: window.kept().endswith("satu "), 20)
        disk.leave(0)
        with LoopWatch() as late:
            window.type("dua ")
            turn_until(lambda: window.page.editing.save_fault != "", 30)
            found.told = window.page.editing.save_words
            _judge_unsaved(window, found, "dua ")
            disk.give_room()
            freed = time.monotonic()
            turn_until(lambda: not window.page.editing.saving or time.monotonic() > freed + 60, 90)
            turn_for(0.5)
        found.saved_after_s = round(time.monotonic() - freed, 1)
        _judge_saved(window, found, "dua ")
    finally:
        window.close()
        disk.give_room()
    found.longest_ms = round(late.most)
    return found


def _judge_unsaved(window: Window, found: Held, words: str) -> None:
    if found.told == "Menyimpan…" and found.seconds < PATIENCE_SECONDS:
        return  # it still tries for the first time, and says so
    if not found.told.startswith("Belum tersimpan."):
        found.wrong.append(f"while it cannot be saved the window says {found.told!r}")
    elif not window.says("Belum tersimpan."):
        found.wrong.append("that it is not saved is not in sight")
    if not window.field.toPlainText().endswith(words):
        found.wrong.append("the words are not on the screen any more")


def _judge_saved(window: Window, found: Held, words: str) -> None:
    if not window.kept().endswith(words):
        found.wrong.append("the words were not saved by themselves")
    elif not window.says("Tersimpan"):
        found.wrong.append(f"it is saved, and the window says {window.page.editing.save_words!r}")
