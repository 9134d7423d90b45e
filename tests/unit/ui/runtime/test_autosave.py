"""What is typed is saved in time, once, and never lost to a failure."""

from __future__ import annotations

from functools import partial

import pytest
import shiboken6
from pytestqt.qtbot import QtBot

from sipa_desktop.errors import Refused
from tests.support.page_context import HeldRunner
from ui.runtime.autosave import Autosave, saved_first
from ui.runtime.tasks import InlineRunner


def failing() -> None:
    raise OSError("full")


def test_the_newest_words_are_saved_a_moment_after_the_last_key(qtbot: QtBot) -> None:
    written: list[str] = []
    saver = Autosave(InlineRunner(), pause_ms=20, most_ms=2000)
    for text in ("a", "ab", "abc"):
        saver.put("k", partial(written.append, text))
    assert not saver.clean
    with qtbot.waitSignal(saver.saved, timeout=2000):
        pass
    assert written == ["abc"]
    assert saver.clean


def test_who_never_stops_typing_is_saved_all_the_same(qtbot: QtBot) -> None:
    written: list[str] = []
    saver = Autosave(InlineRunner(), pause_ms=60_000, most_ms=20)
    saver.put("k", partial(written.append, "a"))
    saver.put("k", partial(written.append, "ab"))
    with qtbot.waitSignal(saver.saved, timeout=2000):
        pass
    assert written == ["ab"]


def test_the_longest_wait_counts_from_the_first_key_of_what_is_still_being_typed(qtbot: QtBot) -> None:
    written: list[str] = []
    saver = Autosave(InlineRunner(), pause_ms=60_000, most_ms=60_000)
    saver.expect()
    assert saver._most.isActive()
    saver._most.timeout.connect(lambda: written.append("asked"))
    saver.put("k", partial(written.append, "a"))
    saver._most.timeout.emit()
    assert written == ["a", "asked"]


def test_nothing_is_clean_before_the_command_came_back(qtbot: QtBot) -> None:
    runner = HeldRunner()
    saver = Autosave(runner)
    saver.put("k", partial(str, "x"))
    saver.flush()
    assert not saver.clean
    with qtbot.waitSignal(saver.saved) as saved:
        runner.run_all()
    assert saved.args == ["k", "x"]
    assert saver.clean


def test_words_of_different_things_do_not_take_each_others_place(qtbot: QtBot) -> None:
    written: list[str] = []
    saver = Autosave(InlineRunner())
    saver.put("one", partial(written.append, "1"))
    saver.put("two", partial(written.append, "2"))
    saver.flush()
    assert written == ["1", "2"]


@pytest.mark.parametrize("newer", [False, True])
def test_what_could_not_be_saved_is_tried_again(qtbot: QtBot, newer: bool) -> None:
    written: list[str] = []
    jobs = [failing, partial(written.append, "old")]
    saver = Autosave(InlineRunner())
    saver.put("k", lambda: jobs.pop(0)())
    with qtbot.waitSignal(saver.failed) as failed:
        saver.flush()
    assert failed.args is not None
    assert isinstance(failed.args[1], OSError)
    assert not saver.clean
    if newer:
        saver.put("k", partial(written.append, "new"))
    saver.flush()
    assert written == (["new"] if newer else ["old"])
    assert saver.clean


def test_a_failed_saving_is_told_to_the_window_until_it_succeeds_or_its_page_is_gone(qtbot: QtBot) -> None:
    runner, told = InlineRunner(), list[bool]()
    runner.unsaved_changed.connect(told.append)
    jobs = [failing, failing, partial(str, "now there is room"), failing]
    saver = Autosave(runner)
    for _time in range(2):
        saver.put("k", lambda: jobs.pop(0)())
        saver.flush()
    assert (runner.unsaved, told) == (True, [True])
    saver.flush()
    assert (runner.unsaved, told) == (False, [True, False])
    saver.put("k", lambda: jobs.pop(0)())
    saver.flush()
    shiboken6.delete(saver)
    assert (runner.unsaved, told) == (False, [True, False, True, False])


@pytest.mark.parametrize(
    ("kept", "answer"), [("kept", "sent"), (Refused("long", "Terlalu panjang."), "Terlalu panjang.")]
)
def test_what_is_not_saved_is_not_sent(kept: object, answer: str) -> None:
    told = saved_first(lambda: kept, lambda: "sent")
    assert (told.words if isinstance(told, Refused) else told) == answer
    with pytest.raises(OSError, match="full"):
        saved_first(failing, lambda: pytest.fail("an older text was sent"))


def test_what_was_sent_is_not_saved_again_as_a_draft(qtbot: QtBot) -> None:
    runner = InlineRunner()
    unsaved: list[bool] = []
    runner.unsaved_changed.connect(unsaved.append)
    saver = Autosave(runner)
    saver.put("k", failing)
    saver.flush()
    assert not saver.clean
    saver.forget("k")
    assert saver.clean
    assert not saver._again.isActive()
    assert unsaved == [True, False]
