from __future__ import annotations

import threading
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject
from pytestqt.qtbot import QtBot

from ui.runtime.bridge import Bridge, NewestBridge


class FakeBus:
    def __init__(self) -> None:
        self.callbacks: list[Callable[[object], None]] = []

    def subscribe(self, callback: Callable[[object], None], /) -> Callable[[], None]:
        self.callbacks.append(callback)
        return lambda: self.callbacks.remove(callback)

    def publish(self, event: object) -> None:
        for callback in list(self.callbacks):
            callback(event)


class Listener(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[object, bool]] = []

    def hear(self, event: object) -> None:
        self.seen.append((event, threading.current_thread() is threading.main_thread()))


def test_events_of_any_thread_arrive_on_the_main_thread_in_order(qtbot: QtBot) -> None:
    bus, listener = FakeBus(), Listener()
    bridge = Bridge(bus)
    bridge.arrived.connect(listener.hear)
    thread = threading.Thread(target=lambda: [bus.publish(n) for n in range(50)])
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: len(listener.seen) == 50)
    assert listener.seen == [(n, True) for n in range(50)]
    bridge.close()


def test_an_event_never_runs_inside_the_call_that_published_it(qtbot: QtBot) -> None:
    bus, listener = FakeBus(), Listener()
    bridge = Bridge(bus)
    bridge.arrived.connect(listener.hear)
    bus.publish("saved")
    assert listener.seen == []
    with qtbot.waitSignal(bridge.arrived):
        pass
    assert listener.seen == [("saved", True)]
    bridge.close()


def test_after_closing_nothing_arrives_not_even_what_was_on_its_way(qtbot: QtBot) -> None:
    bus, listener = FakeBus(), Listener()
    bridge = Bridge(bus)
    bridge.arrived.connect(listener.hear)
    bus.publish("late")
    bridge.close()
    bus.publish("later")
    qtbot.wait(20)
    assert listener.seen == []
    assert bus.callbacks == []


def test_of_states_that_come_in_a_hurry_the_first_and_the_newest_arrive(qtbot: QtBot) -> None:
    bus, listener = FakeBus(), Listener()
    bridge = NewestBridge(bus)
    bridge.arrived.connect(listener.hear)
    bus.publish("begun")
    qtbot.waitUntil(lambda: len(listener.seen) == 1)
    thread = threading.Thread(target=lambda: [bus.publish(n) for n in range(50)])
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: (49, True) in listener.seen)
    assert listener.seen == [("begun", True), (49, True)]
    bus.publish("late")
    bridge.close()
    QCoreApplication.processEvents()
    assert listener.seen[-1] == (49, True)
