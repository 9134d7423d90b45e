from __future__ import annotations

import threading

import pytest
from pytestqt.qtbot import QtBot

from ui.runtime.stall import StallWatch


def block(seconds: float) -> None:
    threading.Event().wait(seconds)


def test_a_blocked_window_is_noticed(qtbot: QtBot, caplog: pytest.LogCaptureFixture) -> None:
    watch = StallWatch()
    watch.start()
    qtbot.wait(60)
    with qtbot.waitSignal(watch.stalled) as told:
        block(0.25)
    assert told.args[0] >= 150
    assert "did not answer" in caplog.text
    watch.stop()


def test_a_window_that_answers_is_left_in_peace(qtbot: QtBot) -> None:
    watch = StallWatch(limit_ms=2000)
    watch.start()
    with qtbot.assertNotEmitted(watch.stalled):
        qtbot.wait(100)
    watch.stop()
