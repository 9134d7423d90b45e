"""A new thread in which nothing stands leaves no trace; one that has got a file stays."""

from __future__ import annotations

from pathlib import Path

from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import Refused
from tests.support.page_context import HeldRunner
from tests.unit.ui.pages.consultation.test_consultation_page import CONCRETE, Pages, files_of, pages, photo
from ui.pages.consultation.page import ConsultationPage

__all__ = ["pages"]


def test_a_new_thread_stays_while_its_first_file_is_being_taken(pages: Pages, village: Desk, tmp_path: Path) -> None:
    runner = HeldRunner()
    page = pages.open(village, runner)
    runner.run_all()
    page.new_item()
    runner.run_all()
    thread_id = page.model.current
    page.strip.files_given.emit([photo(tmp_path)])
    page.model.choose(CONCRETE)
    runner.run_all()
    assert files_of(village, thread_id) == ["Rabat.jpg"]


def begun_with_a_file(page: ConsultationPage, runner: HeldRunner, file: Path) -> str:
    """A new thread whose first file was just taken in; the saving of it beside the message still waits its turn."""
    page.new_item()
    runner.run_all()
    page.strip.files_given.emit([file])
    while page.model.writing.taking:
        runner.run()
    return page.model.current


def test_a_new_thread_stays_when_its_first_file_was_taken_a_moment_before_it_is_left(
    pages: Pages, village: Desk, tmp_path: Path
) -> None:
    runner = HeldRunner()
    page = pages.open(village, runner)
    runner.run_all()
    thread_id = begun_with_a_file(page, runner, photo(tmp_path))
    page.model.choose(CONCRETE)
    runner.run_all()
    assert files_of(village, thread_id) == ["Rabat.jpg"]


def test_a_new_thread_from_which_the_only_file_was_taken_away_again_leaves_no_trace(
    pages: Pages, village: Desk, tmp_path: Path
) -> None:
    runner = HeldRunner()
    page = pages.open(village, runner)
    runner.run_all()
    thread_id = begun_with_a_file(page, runner, photo(tmp_path))
    runner.run_all()
    page.model.remove_file(page.strip.items[0].key)
    page.model.choose(CONCRETE)  # what is shown has the file still
    runner.run_all()
    assert isinstance(village.consultation.detail(thread_id), Refused)
