"""A desk with its real windows in a process of its own, led by lines of JSON on standard input.

Everything is done as a person does it: by the names in sight, the mouse and the keys. A line is tried once and never
waits: a wait inside would keep a question or file dialog from ending, so the other side asks again. `python -m
tests.support.window_driver PROFILE [ISO]`; answers are lines of JSON on standard output.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QModelIndex, QObject, QPersistentModelIndex, QPointF, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QFileDialog,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from tests.support import by_name
from tests.support.moving_clock import MovingClock
from tests.support.vaults import open_vault
from ui.application import run
from ui.lock_watch import LockWatch
from ui.start_window import StartWindow
from ui.widgets.budget_grid import BudgetGrid

LONG = 40
"""Letters from which a text is pasted."""


class Lines(QObject):
    """Reads standard input on a thread and gives each line to the window's thread."""

    came = Signal(str)

    def start(self) -> None:
        """Begin to read; the end of the input ends the program."""
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in sys.stdin:
            self.came.emit(line)
        self.came.emit(json.dumps({"do": "quit"}))


class Driver(QObject):
    """Does what the lines say, on whatever window is in front."""

    def __init__(self, answers: Any, clock: MovingClock | None) -> None:
        super().__init__()
        self._answers = answers
        self._clock = clock
        self._verbs: dict[str, Callable[..., object]] = {
            "click": self._click,
            "fill": self._fill,
            "press": self._press,
            "type": self._type,
            "cell": self._cell,
            "answer": self._answer,
            "choose": self._choose,
            "file": self._file,
            "drop": self._drop,
            "paste": self._paste,
            "ready": self._ready,
            "wait": self._wait,
            "texts": self._texts,
            "names": self._names,
            "shot": self._shot,
            "moment": self._moment,
            "value": self._value,
            "quit": self._quit,
        }

    def obey(self, line: str) -> None:
        """Do one line and answer it."""
        asked = json.loads(line)
        try:
            told = self._verbs[asked.pop("do")](**asked)
            answer: dict[str, object] = {"ok": True, "told": told}
        except AssertionError as missing:
            answer = {"ok": False, "again": True, "told": str(missing)}
        except RuntimeError as gone:  # a part was taken out of the window while it was looked at
            answer = {"ok": False, "again": "already deleted" in str(gone), "told": str(gone)}
        except Exception as fault:  # noqa: BLE001  the test on the other side tells it
            answer = {"ok": False, "told": f"{type(fault).__name__}: {fault}"}
        self._answers.write(json.dumps(answer) + "\n")
        self._answers.flush()

    def _front(self) -> QWidget:
        modal = QApplication.activeModalWidget()
        if modal is not None:
            return modal
        shown = [
            window
            for window in QApplication.topLevelWidgets()
            if window.isVisible() and window.isWindow() and not isinstance(window, StartWindow)
        ]
        largest = max(shown, key=lambda window: window.width() * window.height(), default=None)
        if largest is None:
            raise AssertionError("no window is open yet")
        return largest

    def _active(self) -> QWidget:
        """The window in front, active: without a window manager nobody does it when a dialog has closed."""
        front = self._front()
        if not front.isActiveWindow():
            front.activateWindow()
        assert front.isActiveWindow(), "the window does not have the keys yet"
        return front

    def _click(self, name: str) -> None:
        button = by_name.named(self._front(), name)
        assert button.isEnabled(), f"{name!r} cannot be pressed"
        # Later, because a click may open a question whose own loop ends only with another line.
        QTimer.singleShot(0, lambda: QTest.mouseClick(button, Qt.MouseButton.LeftButton))

    def _fill(self, name: str, text: str) -> None:
        front = self._active()
        field = by_name.named(front, name)
        if len(text) <= LONG or not isinstance(field, QLineEdit | QPlainTextEdit):
            by_name.fill(front, name, text)
            return
        # A long text was written elsewhere and is pasted; key by key it would take longer than the rest of a story.
        assert field.isEnabled(), f"{name!r} cannot be written in"
        field.setFocus()
        field.selectAll()
        QApplication.clipboard().setText(text)
        QTest.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    def _press(self, keys: str) -> None:
        combination = QKeySequence(keys)[0]
        self._active()
        target = QApplication.focusWidget() or self._active()
        QTimer.singleShot(0, lambda: QTest.keyClick(target, combination.key(), combination.keyboardModifiers()))

    def _type(self, text: str) -> None:
        """Type where the caret stands; a first key may open an editor, and the next ones belong to it."""
        front = self._active()
        assert QApplication.focusWidget() is not None, "nothing has the caret"
        for letter in text:
            QTest.keyClick(QApplication.focusWidget() or front, letter)

    def _cell(self, row: str, column: str, text: str) -> None:
        grid = self._front().findChild(BudgetGrid)
        assert grid is not None, "no budget grid in sight"
        grid.go_to(row, column)
        grid.setFocus()
        self._type(text)
        QTest.keyClick(QApplication.focusWidget() or grid, Qt.Key.Key_Return)

    def _answer(self, verb: str) -> str:
        """Press the button of the open question that begins with the verb."""

        def button() -> QAbstractButton:
            modal = QApplication.activeModalWidget()
            assert modal is not None, "no question is open"
            told = [one for one in modal.findChildren(QAbstractButton) if one.isVisible()]
            match = next((one for one in told if by_name.name_of(one).startswith(verb)), None)
            assert match is not None, f"no {verb!r} among {[by_name.name_of(one) for one in told]}"
            return match

        pressed = button()
        QTimer.singleShot(0, lambda: QTest.mouseClick(pressed, Qt.MouseButton.LeftButton))
        return by_name.name_of(pressed)

    def _choose(self, text: str) -> str:
        """Click the first row of any list or table in sight whose words hold the text."""

        found = [(view, index) for view, index in self._rows() if text in _words(index)]
        assert found, f"no row with {text!r}; in sight are {[_words(index) for _view, index in self._rows()]}"
        view, index = found[0]
        words, kept = _words(index), QPersistentModelIndex(index)

        def click() -> None:
            # Looked for only now: a row that came in meanwhile has moved the others.
            there = next((one for of, one in self._rows() if of is view and _words(one) == words), kept)
            row = QModelIndex(there)
            view.scrollTo(row)
            place = view.visualRect(row).center()
            QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)

        QTimer.singleShot(0, click)
        return words

    def _rows(self) -> list[tuple[QAbstractItemView, QModelIndex]]:
        """Every row of the lists and tables in sight."""
        views = [view for view in self._front().findChildren(QAbstractItemView) if view.isVisible() and view.model()]
        return [
            (view, view.model().index(number, 0, view.rootIndex()))
            for view in views
            for number in range(view.model().rowCount(view.rootIndex()))
        ]

    def _file(self, path: str) -> None:
        """Answer an open file dialog with a path."""

        def dialog() -> QFileDialog:
            modal = QApplication.activeModalWidget()
            assert isinstance(modal, QFileDialog), "no file dialog is open"
            return modal

        found = dialog()
        found.setDirectory(str(Path(path).parent))
        found.selectFile(path)
        typed = found.findChild(QLineEdit, "fileNameEdit")
        assert typed is not None, "the file dialog has no line for a name"
        typed.setText(path)  # selectFile leaves the line as it is while the caret stands in it
        QTimer.singleShot(0, found.accept)

    def _drop(self, path: str) -> None:
        """Drag a file from its folder onto what takes files in the window."""
        takers = [one for one in self._front().findChildren(QWidget) if one.isVisible() and one.acceptDrops()]
        taker = max(takers, key=lambda one: one.width() * one.height(), default=None)
        assert taker is not None, "nothing takes files here"
        self._mime = mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(path)])
        at, buttons, keys = taker.rect().center(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        entered = QDragEnterEvent(at, Qt.DropAction.CopyAction, mime, buttons, keys)
        QApplication.sendEvent(taker, entered)
        assert entered.isAccepted(), "the file is not taken"
        dropped = QDropEvent(QPointF(at), Qt.DropAction.CopyAction, mime, buttons, keys)
        QTimer.singleShot(0, lambda: QApplication.sendEvent(taker, dropped))

    def _paste(self, text: str) -> None:
        """Paste a block of cells at the place in hand."""
        QApplication.clipboard().setText(text)
        self._press("Ctrl+V")

    def _ready(self, name: str) -> None:
        """The part of that name can be used."""
        assert by_name.named(self._front(), name).isEnabled(), f"{name!r} cannot be used yet"

    def _wait(self, text: str) -> str:
        said = self._said()
        match = next((one for one in said if text in one), None)
        assert match is not None, f"{text!r} did not come; in sight are {said}"
        return match

    def _said(self) -> list[str]:
        front = self._front()
        parts = [part for part in (front, *front.findChildren(QWidget)) if part.isVisible()]
        told = [by_name.name_of(part) for part in parts] + by_name.texts(front)
        told += [part.accessibleDescription() for part in parts]
        told += [_words(index) for _view, index in self._rows()]
        return sorted({text for text in told if text})

    def _texts(self) -> list[str]:
        return self._said()

    def _names(self) -> list[str]:
        front = self._front()
        return sorted({by_name.name_of(part) for part in front.findChildren(QWidget) if part.isVisible()} - {""})

    def _shot(self, path: str) -> str:
        front = self._front()
        front.repaint()
        assert front.grab().save(path), path
        return path

    def _value(self, name: str) -> str:
        """What stands in the field of that name."""
        field = by_name.named(self._front(), name)
        assert isinstance(field, QLineEdit | QPlainTextEdit), f"{name!r} is no field of text"
        return field.text() if isinstance(field, QLineEdit) else field.toPlainText()

    def _moment(self, iso: str) -> None:
        """Let the PC's clock jump, as over a night; the program looks at it when it would anyway."""
        assert self._clock is not None, "this desk runs on the PC's own clock"
        self._clock.move_to(_instant(iso))

    def _quit(self) -> None:
        for window in QApplication.topLevelWidgets():
            window.close()


def _words(index: QModelIndex) -> str:
    """What a reader is told of a row."""
    said = [index.data(Qt.ItemDataRole.AccessibleTextRole), index.data(Qt.ItemDataRole.DisplayRole)]
    return " / ".join(str(one) for one in said if one)


def _instant(iso: str) -> int:
    return int(datetime.fromisoformat(iso).timestamp() * 1000)


def _not_alone(self: LockWatch) -> bool:
    return False


def main() -> int:
    """Run the desk until its windows are closed."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever else prints must not speak between the answers
    locked = "--locked" in sys.argv
    given = [one for one in sys.argv[1:] if one != "--locked"]
    clock = MovingClock(_instant(given[1])) if len(given) > 1 else None
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    lines, driver = Lines(), Driver(answers, clock)
    lines.came.connect(driver.obey, Qt.ConnectionType.QueuedConnection)
    lines.start()
    profile = Path(given[0])
    if not locked:
        # The clock of a story jumps over nights; whoever plays it has typed the password each morning.
        LockWatch.look = _not_alone  # type: ignore[method-assign]
    return run(profile, clock, vault=None if locked else open_vault(profile))


if __name__ == "__main__":
    sys.exit(main())
