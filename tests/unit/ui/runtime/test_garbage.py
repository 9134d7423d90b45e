from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui import application
from ui.design.kept_look import KeptLook
from ui.opening import Opening
from ui.runtime.bridge import Bridge
from ui.runtime.garbage import GarbageWatch, collect_due
from ui.runtime.tasks import Runner
from ui.start_window import StartWindow

T = TypeVar("T")


class Knot(QObject):
    """Something of the windows that only a look for garbage lets go, and that tells where it ended."""

    def __init__(self, ended_on: list[str]) -> None:
        super().__init__()
        self.itself = self
        self._ended_on = ended_on

    def __del__(self) -> None:
        self._ended_on.append(threading.current_thread().name)


class Slip(QObject):
    """Takes a result, and tells where it ended."""

    def __init__(self, ended_on: list[str]) -> None:
        super().__init__()
        self._ended_on = ended_on

    def take(self, _value: object) -> None: ...

    def __del__(self) -> None:
        self._ended_on.append(threading.current_thread().name)


def much_is_made() -> list[list[int]]:
    """Make so much that Python would look for garbage many times."""
    return [[n] for n in range(20_000)]


def on_another_thread(work: Callable[[], T]) -> T:
    with ThreadPoolExecutor() as pool:
        return pool.submit(work).result()


def test_no_worker_looks_for_garbage_that_may_be_a_widget(qtbot: QtBot) -> None:
    gc.enable()
    runner = Runner()
    ended_on: list[str] = []
    Knot(ended_on)
    kept = on_another_thread(much_is_made)
    assert kept
    assert ended_on == []
    gc.collect()
    assert ended_on == [threading.main_thread().name]
    assert runner.close()


def test_the_windows_thread_looks_for_garbage_while_its_loop_runs(qtbot: QtBot) -> None:
    watch = GarbageWatch()
    watch.start()
    ended_on: list[str] = []
    Knot(ended_on)
    kept = on_another_thread(much_is_made)
    qtbot.waitUntil(lambda: bool(ended_on))
    assert kept
    assert ended_on == [threading.main_thread().name]
    gc.unfreeze()


def test_the_program_looks_for_garbage_once_its_first_window_stands(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(application, "COLLECT_DELAY_MS", 0)
    life = application._Life(qapp, StartWindow(KeptLook()), Opening(tmp_path))
    life._settled()
    qtbot.waitUntil(lambda: gc.get_freeze_count() > 0)
    ended_on: list[str] = []
    Knot(ended_on)
    kept = on_another_thread(much_is_made)
    qtbot.waitUntil(lambda: bool(ended_on))
    assert kept
    gc.unfreeze()


def test_what_is_not_due_is_not_looked_through() -> None:
    gc.collect()
    assert collect_due() is None


def test_a_worker_is_never_the_last_to_hold_what_a_result_is_for(qtbot: QtBot) -> None:
    runner = Runner()
    ended_on: list[str] = []
    go, delivered, let_go = threading.Event(), threading.Event(), threading.Event()
    slip = Slip(ended_on)
    runner.query(lambda: go.wait(5), slip.take)
    for future in runner._running:
        future.add_done_callback(lambda _done: let_go.wait(5))  # the worker is slow to put its work away
    runner.busy_changed.connect(delivered.set)
    del slip
    go.set()
    qtbot.waitUntil(delivered.is_set)
    assert ended_on == [threading.main_thread().name]
    let_go.set()
    assert runner.close()


def test_a_bus_whose_event_is_under_way_does_not_keep_a_bridge_that_was_closed() -> None:
    class Loose:
        def subscribe(self, callback: Callable[[object], None], /) -> Callable[[], None]:
            self.heard = callback
            return lambda: None

    bus = Loose()
    bridge = Bridge(bus)
    gone = weakref.ref(bridge)
    bridge.close()
    del bridge
    gc.collect()
    assert gone() is None
    bus.heard("too late")
