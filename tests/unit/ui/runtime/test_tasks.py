from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import wait

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal
from pytestqt.qtbot import QtBot

from ui.runtime.tasks import InlineRunner, Runner


class Page(QObject):
    told = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[object] = []
        self.thread_seen: list[threading.Thread] = []

    def take(self, value: object) -> None:
        self.seen.append(value)
        self.thread_seen.append(threading.current_thread())
        self.told.emit()


@pytest.fixture
def runner() -> Iterator[Runner]:
    made = Runner()
    yield made
    assert made.close()


def test_a_query_runs_elsewhere_and_its_result_comes_back_to_the_main_thread(qtbot: QtBot, runner: Runner) -> None:
    page = Page()
    with qtbot.waitSignal(page.told):
        runner.query(threading.current_thread, page.take)
    assert page.seen[0] is not threading.main_thread()
    assert page.thread_seen == [threading.main_thread()]


def test_commands_end_in_the_order_given_even_when_the_first_is_slow(qtbot: QtBot, runner: Runner) -> None:
    page = Page()
    go = threading.Event()
    runner.command(lambda: (go.wait(5), "first")[1], page.take)
    runner.command(lambda: "second", page.take)
    go.set()
    qtbot.waitUntil(lambda: len(page.seen) == 2)
    assert page.seen == ["first", "second"]


def test_a_slow_command_does_not_hold_up_a_query(qtbot: QtBot, runner: Runner) -> None:
    page = Page()
    go = threading.Event()
    runner.command(lambda: go.wait(5), page.take)
    with qtbot.waitSignal(page.told):
        runner.query(lambda: "read", page.take)
    assert page.seen == ["read"]
    go.set()
    qtbot.waitUntil(lambda: len(page.seen) == 2)


def test_between_two_results_that_came_together_the_window_has_its_turn(qtbot: QtBot, runner: Runner) -> None:
    seen: list[object] = []

    class Typed(QObject):
        def event(self, event: QEvent) -> bool:
            if event.type() is QEvent.Type.User:
                seen.append("key")
            return super().event(event)

    keys = Typed()

    def take(value: object) -> None:
        seen.append(value)
        QCoreApplication.postEvent(keys, QEvent(QEvent.Type.User))

    runner.command(lambda: 1, take, owner=keys)
    runner.command(lambda: 2, take, owner=keys)
    wait(runner._running)
    qtbot.waitUntil(lambda: len(seen) == 4)
    assert seen == [1, "key", 2, "key"]


def test_the_result_for_a_widget_that_is_gone_is_dropped(qtbot: QtBot, runner: Runner) -> None:
    page, other = Page(), Page()
    seen = page.seen
    go = threading.Event()
    runner.command(lambda: go.wait(5), page.take)
    shiboken6.delete(page)
    go.set()
    with qtbot.waitSignal(other.told):
        runner.command(lambda: 1, other.take)
    assert seen == []


def test_an_owner_named_by_hand_counts_as_the_owner(qtbot: QtBot, runner: Runner) -> None:
    owner, other = QObject(), Page()
    seen: list[object] = []
    go = threading.Event()
    runner.command(lambda: go.wait(5), seen.append, owner=owner)
    shiboken6.delete(owner)
    go.set()
    with qtbot.waitSignal(other.told):
        runner.command(lambda: 1, other.take)
    assert seen == []


def test_a_fault_goes_to_the_one_who_asked(qtbot: QtBot, runner: Runner) -> None:
    page = Page()
    with qtbot.waitSignal(page.told):
        runner.query(lambda: 1 // 0, lambda value: None, page.take)
    assert isinstance(page.seen[0], ZeroDivisionError)


def test_a_fault_that_nobody_takes_is_told_to_everyone(
    qtbot: QtBot, runner: Runner, caplog: pytest.LogCaptureFixture
) -> None:
    with qtbot.waitSignal(runner.failed) as told:
        runner.query(lambda: 1 // 0, lambda value: None)
    assert isinstance(told.args[0], ZeroDivisionError)
    assert "nobody asked" in caplog.text


def test_it_says_when_it_is_busy_and_when_it_is_done(qtbot: QtBot, runner: Runner) -> None:
    changes: list[bool] = []
    runner.busy_changed.connect(changes.append)
    page = Page()
    with qtbot.waitSignal(page.told):
        runner.query(lambda: 1, page.take)
        assert runner.busy
    assert changes == [True, False]
    assert not runner.busy


def test_after_closing_nothing_is_taken_and_nothing_is_delivered(qtbot: QtBot) -> None:
    runner = Runner()
    page = Page()
    runner.query(lambda: 1, page.take)
    assert runner.close()
    runner.query(lambda: 2, page.take)
    qtbot.wait(20)
    assert page.seen == []


def test_the_inline_runner_answers_before_it_returns() -> None:
    runner = InlineRunner()
    page = Page()
    runner.query(lambda: 1, page.take)
    runner.command(lambda: 1 // 0, page.take, page.take)
    assert page.seen[0] == 1
    assert isinstance(page.seen[1], ZeroDivisionError)
    assert not runner.busy


def test_a_long_reading_holds_nobody_up_who_closes_and_a_change_is_waited_for(qtbot: QtBot) -> None:
    runner, going, made = Runner(), threading.Event(), []
    runner.query(lambda: going.wait(20), lambda _done: None, may_be_left=True)
    runner.command(lambda: time.sleep(0.2), made.append)
    began = time.monotonic()
    assert runner.drain(lambda: False, 5)
    assert (made, time.monotonic() - began < 4) == ([None], True)
    assert not runner.drain(lambda: True, 0.3), "something is unsaved, and the reading did not end"
    going.set()
    runner.close()


def test_what_is_unsaved_until_a_reading_ends_is_waited_for(qtbot: QtBot) -> None:
    runner, taken = Runner(), []
    runner.query(lambda: time.sleep(0.2), taken.append)
    assert runner.drain(lambda: not taken, 5)
    runner.close()


def test_what_is_read_is_waited_for_and_is_no_reason_to_call_anything_unsaved(qtbot: QtBot) -> None:
    runner, taken, going = Runner(), [], threading.Event()
    runner.query(lambda: time.sleep(0.2), taken.append)
    assert runner.drain(lambda: False, 5)
    assert taken == [None], "it may have stored something"
    runner.query(lambda: going.wait(20), lambda _done: None)
    assert runner.drain(lambda: False, 0.3), "too long, but nothing is unsaved"
    going.set()
    runner.close()


def test_work_that_a_person_began_and_that_must_end_is_named_until_it_has_ended(qtbot: QtBot) -> None:
    runner, going, taken = Runner(), threading.Event(), []
    runner.query(lambda: going.wait(20), taken.append, must_end="USB masih ditulis.")
    assert not runner.drain(lambda: False, 0.3)
    assert (runner.unended, runner.changing) == (("USB masih ditulis.",), False)
    going.set()
    assert runner.drain(lambda: False, 5)
    assert (runner.unended, taken) == ((), [True])
    runner.close()


def test_ending_waits_for_nothing_that_never_began(qtbot: QtBot) -> None:
    runner, going = Runner(), threading.Event()
    for _reader in range(3):
        runner.query(lambda: going.wait(0.5), lambda _done: None)
    began = time.monotonic()
    assert runner.close()
    assert time.monotonic() - began < 3
