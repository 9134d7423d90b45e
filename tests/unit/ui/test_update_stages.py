"""Data of a newer program, and a release that takes over: the stages of the program that lead there and back."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import KnownError
from sipa_desktop.services.update_trial import TrialState
from tests.support.demo_office import BABAYAU, demo_desk
from ui.application import Program, Stage
from ui.design.kept_look import KeptLook
from ui.main_window import MainWindow
from ui.opening import Door, Opened, Opening, opened_of
from ui.reading_window import ReadingWindow
from ui.runtime.tasks import InlineRunner
from ui.start_window import StartWindow
from ui.update_window import UpdateWindow
from ui.widgets.question import Answer, Question


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    desk = demo_desk(tmp_path / "babayau", BABAYAU)
    monkeypatch.setattr(desk.sync, "start", lambda: None)
    return desk


class HandOpening(Opening):
    """An opening of an open desk, or of a fault."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.profile)
        self.desk = desk
        self.fault: Exception | None = None

    def examine(self) -> Door:
        return Door.FREE

    def open(self) -> Opened:
        if self.fault is not None:
            raise self.fault
        return opened_of(self.desk)


def begun(opening: Opening) -> Program:
    program = Program(opening, InlineRunner(), window=StartWindow(KeptLook()))
    program.begin()
    return program


def close(program: Program, desk: Desk) -> None:
    assert program.window is not None
    program.window.close()
    desk.close()


class HandTrial:
    """A trial whose ways are told before."""

    def __init__(self, *states: TrialState) -> None:
        self.states, self.ended = list(states), False

    def begin(self, arguments: list[str]) -> None:
        self.arguments = arguments

    def look(self) -> TrialState:
        return self.states.pop(0) if len(self.states) > 1 else self.states[0]

    def end(self) -> None:
        self.ended = True


class UpdatingOpening(HandOpening):
    """One that gives its data to a trial in the hand of the test."""

    def __init__(self, desk: Desk, trial: HandTrial) -> None:
        super().__init__(desk)
        self.trial, self.given = trial, ""

    def give_to_update(self, name: str, *, copied: bool = True) -> HandTrial:  # type: ignore[override]
        self.given = name
        return self.trial


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.updating.LOOK_MS", 0)


def test_a_release_that_takes_over_ends_this_program(qtbot: QtBot, desk: Desk, at_once: None) -> None:
    opening = UpdatingOpening(desk, HandTrial(TrialState.STARTING, TrialState.SHOWN, TrialState.PROVEN))
    program = begun(opening)
    assert isinstance(program.window, MainWindow)
    with qtbot.waitSignal(program.elsewhere):
        program.window.navigator.update_asked.emit("000014")
    assert program.stage is Stage.ELSEWHERE
    assert opening.given == "000014"
    assert opening.trial.arguments == ["--profile", str(desk.profile)]
    assert isinstance(program.window, UpdateWindow)
    close(program, desk)


def test_an_update_waits_for_the_question_in_which_somebody_writes(
    qtbot: QtBot, desk: Desk, at_once: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.program.QUESTION_MS", 10)
    opening = UpdatingOpening(desk, HandTrial(TrialState.STARTING, TrialState.SHOWN, TrialState.PROVEN))
    program = begun(opening)
    assert isinstance(program.window, MainWindow)
    question = Question("Catat komentar", "", [Answer("stay", "Batal")], "stay", parent=program.window)
    question.open()
    program.window.navigator.update_asked.emit("000014")
    qtbot.wait(60)
    assert (question.isVisible(), program.stage) == (True, Stage.DESK)
    with qtbot.waitSignal(program.elsewhere):
        question.reject()
    assert opening.given == "000014"
    close(program, desk)


def test_a_release_that_does_not_open_leads_back_to_the_desk_which_says_so(
    qtbot: QtBot, desk: Desk, at_once: None
) -> None:
    opening = UpdatingOpening(desk, HandTrial(TrialState.STARTING, TrialState.FAILED))
    program = begun(opening)
    assert isinstance(program.window, MainWindow)
    program.window.navigator.update_asked.emit("000014")
    qtbot.waitUntil(lambda: program.stage is Stage.DESK)
    assert opening.trial.ended
    close(program, desk)


def test_an_update_that_could_not_begin_is_told_on_the_desk(
    qtbot: QtBot, desk: Desk, at_once: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening = UpdatingOpening(desk, HandTrial(TrialState.FAILED))

    def full(_name: str, *, copied: bool) -> HandTrial:
        raise KnownError("Cadangan belum jadi", "Hard disk penuh. Data Anda aman.", "copy_not_written")

    monkeypatch.setattr(opening, "give_to_update", full)
    program = begun(opening)
    assert isinstance(program.window, MainWindow)
    program.window.navigator.update_asked.emit("000014")
    qtbot.waitUntil(lambda: program.stage is Stage.DESK)
    assert "Hard disk penuh" in desk.backups.alerts()[0].title
    close(program, desk)


def test_data_of_a_newer_program_open_for_reading(qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    opening = HandOpening(desk)
    opening.fault = KnownError("Data lebih baru", "Pasang SIPA terbaru.", "newer_database")
    monkeypatch.setattr(opening, "open_reading", lambda: desk)
    program = begun(opening)
    assert program.stage is Stage.READING
    assert isinstance(program.window, ReadingWindow)
    assert "Laporan Kegiatan Bulanan Mei 2025" in [one.title for one in program.window.list.results]
    close(program, desk)


def test_a_release_on_trial_that_cannot_open_the_data_ends_and_shows_no_fault(qtbot: QtBot, desk: Desk) -> None:
    opening = HandOpening(desk)
    opening.on_trial, opening.fault = True, KnownError("Rusak", "Data aman.", "damaged")
    program = Program(opening, InlineRunner(), window=StartWindow(KeptLook()))
    with qtbot.waitSignal(program.elsewhere):
        program.begin()
    assert isinstance(program.window, StartWindow)
    close(program, desk)
