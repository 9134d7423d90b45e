from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from sipa_core.ops.words import problem_words
from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import KnownError
from tests.support.demo_office import demo_version, held_back, page_context
from ui.pages import PageContext
from ui.pages.review.view_model import ReviewModel

LAYAP, KALAHIANG, LAMIDA_BAWAH = "63.11.06.2009", "63.11.06.2006", "63.11.06.2015"
ROADS = "apbdes[02.03/-/-].realisasi"


@pytest.fixture
def context(desk: Desk) -> PageContext:
    return page_context(desk)


@pytest.fixture
def model(context: PageContext) -> ReviewModel:
    model = ReviewModel(context)
    model.wake(True)
    return model


def queued(desk: Desk) -> list[str]:
    return [row.kind for row in desk.queue.waiting()]


def with_note(model: ReviewModel, text: str, path: str = ROADS) -> str:
    """Begin a note and write into it; return its key."""
    model.begin_note(path)
    key = next(note.key for note in model.notes.notes if note.path == path)
    model.notes.write(key, text)
    return key


def test_the_first_version_comes_to_hand_without_being_called_opened(model: ReviewModel, desk: Desk) -> None:
    assert model.list is not None
    assert model.current == model.list.rows[0].version_id
    assert model.detail is not None
    assert queued(desk) == []


def test_a_version_that_a_person_chose_is_opened_once(model: ReviewModel, desk: Desk) -> None:
    version = demo_version(LAYAP)
    model.choose(version)
    model.choose(demo_version(KALAHIANG))
    model.choose(version)
    assert queued(desk) == ["review.open"]


def test_the_budget_is_the_section_in_front(model: ReviewModel) -> None:
    model.choose(demo_version(LAYAP))
    assert model.section == "realisasi"
    model.show_section("kendala")
    assert model.section == "kendala"


def test_an_unsent_note_stays_on_this_computer_and_is_there_again(
    model: ReviewModel, desk: Desk, context: PageContext
) -> None:
    model.choose(demo_version(KALAHIANG))
    with_note(model, "Mohon lampirkan SPJ.")
    assert not model.notes.clean
    model.notes.flush()
    assert model.notes.clean
    assert model.notes.saved_words == "Tersimpan di komputer ini"
    again = ReviewModel(context)
    again.choose(demo_version(KALAHIANG))
    assert [note.text for note in again.notes.notes] == ["Mohon lampirkan SPJ."]
    assert queued(desk) == []


def test_giving_back_takes_the_last_words_with_it_and_goes_on_to_the_next(model: ReviewModel, desk: Desk) -> None:
    version = demo_version(KALAHIANG)
    model.choose(version)
    below = model.order[model.order.index(version) + 1]
    with_note(model, "Mohon lampirkan SPJ.")
    assert model.return_word == "Kembalikan dengan 1 catatan"
    model.give_back()
    assert queued(desk) == ["review.return"]
    assert model.current == below
    given = desk.review.detail(version)
    assert [note.text for note in given.earlier_notes] == ["Mohon lampirkan SPJ."]  # type: ignore[union-attr]


def test_a_note_without_words_is_no_reason_to_give_back(model: ReviewModel, desk: Desk, qtbot: QtBot) -> None:
    model.choose(demo_version(KALAHIANG))
    model.begin_note("")
    assert model.return_word == "Kembalikan"
    with qtbot.waitSignal(model.refused) as said:
        model.give_back()
    assert "Belum ada catatan" in said.args[0]
    assert queued(desk) == []


def test_approval_is_refused_while_a_note_stands(model: ReviewModel, desk: Desk, qtbot: QtBot) -> None:
    model.choose(demo_version(KALAHIANG))
    key = with_note(model, "Mohon lampirkan SPJ.")
    with qtbot.waitSignal(model.refused) as said:
        model.accept()
    assert "Masih ada catatan" in said.args[0]
    model.notes.remove(key)
    model.accept()
    assert queued(desk) == ["review.accept"]


def test_a_second_note_on_the_same_place_is_the_first_one(model: ReviewModel) -> None:
    model.choose(demo_version(KALAHIANG))
    key = with_note(model, "Mohon lampirkan SPJ.")
    begun: list[str] = []
    model.notes.begun.connect(begun.append)
    model.begin_note(ROADS)
    assert begun == [key]
    assert len(model.notes.notes) == 1


def test_writing_a_note_on_a_new_version_says_that_it_was_opened(model: ReviewModel, desk: Desk) -> None:
    model.choose(demo_version(LAYAP), by_person=False)
    assert queued(desk) == []
    model.begin_note("kendala.isi")
    assert queued(desk) == ["review.open"]


def test_words_that_could_not_be_saved_are_not_called_saved(
    model: ReviewModel, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    model.choose(demo_version(KALAHIANG))
    key = with_note(model, "Mohon")
    good = desk.review.save_note

    def full(*_arguments: object) -> str:
        raise KnownError("Penyimpanan penuh", "Penyimpanan komputer ini penuh.")

    monkeypatch.setattr(desk.review, "save_note", full)
    model.notes.flush()
    assert model.notes.saved_words == ""
    assert model.notes.fault == "Penyimpanan komputer ini penuh."
    assert not model.notes.clean
    monkeypatch.setattr(desk.review, "save_note", good)
    model.notes.write(key, "Mohon lampirkan SPJ.")
    model.notes.flush()
    assert model.notes.clean
    assert model.notes.fault == ""


def test_a_held_publication_is_let_out_after_a_person_looked(model: ReviewModel, desk: Desk, qtbot: QtBot) -> None:
    publication = held_back(desk, LAMIDA_BAWAH)
    qtbot.waitUntil(lambda: model.list is not None and bool(model.list.held))
    model.choose(demo_version(LAMIDA_BAWAH))
    assert model.held is not None
    assert model.held.publication_id == publication
    model.release()
    assert queued(desk) == ["publication.release"]


def test_one_goes_up_and_down_the_list_and_no_further_than_its_ends(model: ReviewModel) -> None:
    order = model.order
    assert not model.can_step(-1)
    model.step(-1)
    assert model.current == order[0]
    model.step(1)
    assert model.current == order[1]
    model.choose(order[-1])
    assert not model.can_step(1)


def test_an_unknown_version_is_told_in_words(model: ReviewModel) -> None:
    model.choose("00000000-0000-5000-8000-000000000000")
    assert model.detail is None
    assert model.detail_fault == problem_words("not_found")
