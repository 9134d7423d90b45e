"""A place that does not answer holds nobody."""

from __future__ import annotations

import threading

from ui.runtime.soon import soon


def test_what_comes_soon_is_taken_and_what_does_not_is_left() -> None:
    answers = threading.Event()

    def slow() -> str:
        answers.wait(20)
        return "late"

    assert soon(lambda: "there", "", 5) == "there"
    assert soon(slow, "nothing", 0.01) == "nothing"
    answers.set()


def test_a_fault_is_no_answer() -> None:
    def broken() -> str:
        raise OSError

    assert soon(broken, "nothing", 5) == "nothing"
