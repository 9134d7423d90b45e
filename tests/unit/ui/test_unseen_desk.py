"""The desk stands ready behind the window that asks for the password, and nothing of it is seen before."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sipa_desktop.bootstrap import Desk
from sipa_desktop.disk_faults import DamagedError
from tests.support.demo_office import BABAYAU, demo_desk
from tests.support.starts import HandOpening, HandWindows, begun, close
from ui.main_window import MainWindow
from ui.opening import Door
from ui.stage_windows import Stage
from ui.window_work import WindowWork

Ready = Callable[[], list[MainWindow]]


@pytest.fixture
def ready() -> Ready:
    """The windows of a desk that came since the test began, seen or not."""
    before = QApplication.topLevelWidgets()
    return lambda: [one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow) and one not in before]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    desk = demo_desk(tmp_path / "babayau", BABAYAU)
    monkeypatch.setattr(desk.sync, "start", lambda: None)
    return desk


def test_a_computer_that_has_its_key_makes_the_desk_ready_while_it_asks_but_shows_none_of_it(
    qtbot: QtBot, desk: Desk, ready: Ready
) -> None:
    opening, windows = HandOpening(desk, Door.GUARDED), HandWindows()
    program = begun(opening, windows)
    assert (program.stage, opening.opened) == (Stage.UNLOCK, 1)
    qtbot.waitUntil(lambda: len(ready()) == 1)
    (made,) = ready()
    assert made.page("home") is not None
    qtbot.waitUntil(lambda: made.testAttribute(Qt.WidgetAttribute.WA_WState_Polished))
    assert (made.isVisible(), made.findChildren(WindowWork)) == (False, [])
    windows.steps[0].finished.emit()
    assert (program.stage, opening.opened, program.window) == (Stage.DESK, 1, made)
    assert (made.isVisible(), len(made.findChildren(WindowWork))) == (True, 1)
    close(program, desk)


def test_a_desk_that_stood_ready_goes_when_the_person_begins_again(qtbot: QtBot, desk: Desk, ready: Ready) -> None:
    opening, windows = HandOpening(desk, Door.GUARDED), HandWindows()
    program = begun(opening, windows)
    qtbot.waitUntil(lambda: len(ready()) == 1)
    opening.begin_again = lambda: setattr(opening, "door", Door.NEW)  # type: ignore[method-assign]
    windows.steps[0].begin_again.emit()
    qtbot.waitUntil(lambda: not ready())
    assert program.stage is Stage.LOCK_SETUP
    close(program, desk)


def test_data_that_turn_out_damaged_while_the_password_is_asked_are_told_of_once_the_person_is_let_in(
    qtbot: QtBot, desk: Desk, ready: Ready
) -> None:
    opening, windows = HandOpening(desk, Door.GUARDED), HandWindows()
    program = begun(opening, windows)
    qtbot.waitUntil(lambda: len(ready()) == 1)
    (made,) = ready()
    program._runner.damaged.emit(DamagedError())
    assert program.stage is Stage.UNLOCK
    windows.steps[0].finished.emit()
    assert program.stage is Stage.DESK
    assert program.window is not made
    close(program, desk)


def test_a_person_who_is_quicker_than_the_laying_out_has_the_desk_and_nothing_comes_after(
    qtbot: QtBot, desk: Desk, ready: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.window_work.LAY_OUT_DELAY_MS", 20)
    opening, windows = HandOpening(desk, Door.GUARDED), HandWindows()
    program = begun(opening, windows)
    qtbot.waitUntil(lambda: len(ready()) == 1)
    windows.steps[0].finished.emit()
    later = list[bool]()
    QTimer.singleShot(60, lambda: later.append(True))
    qtbot.waitUntil(lambda: later == [True])
    assert (program.stage, program.window) == (Stage.DESK, ready()[0])
    close(program, desk)
