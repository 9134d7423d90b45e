"""Citizens' words without a window: the inbox, the answer being written, and what others may read."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from sipa_core import ids
from sipa_core.domain.feedback import MAX_TEXT
from sipa_core.domain.workflow import FeedbackState, Visibility
from sipa_desktop.bootstrap import Desk
from sipa_desktop.disk_faults import DiskFullError
from sipa_desktop.errors import KnownError, Refused
from sipa_desktop.events import Changes, Topic
from sipa_desktop.services.feedback_views import EventView, FeedbackFilter, MessageView
from sipa_desktop.services.queue_views import Done
from sipa_desktop.services.reports_views import Saved
from tests.support.page_context import HeldRunner
from ui.pages.feedback.composing import Mode
from ui.pages.feedback.view_model import FeedbackModel
from ui.runtime.tasks import InlineRunner

LAMP = ids.natural_id("feedback", "PRG-4H9T7")
BLT = ids.natural_id("feedback", "PRG-8C2XM")
WELL = ids.natural_id("feedback", "PRG-Y6N4S")
DRAFTS = Changes(frozenset({Topic.DRAFTS}))


@pytest.fixture
def model(qapp: QApplication, village: Desk) -> FeedbackModel:
    made = FeedbackModel(village.feedback, InlineRunner(), moderates=False)
    made.refresh()
    made.choose(LAMP)
    return made


@pytest.fixture
def moderator(qapp: QApplication, district: Desk) -> FeedbackModel:
    made = FeedbackModel(district.feedback, InlineRunner(), moderates=True)
    made.refresh()
    return made


def last_message(model: FeedbackModel) -> MessageView:
    assert model.detail is not None
    return [entry for entry in model.detail.entries if isinstance(entry, MessageView)][-1]


def heard(model: FeedbackModel) -> list[str]:
    said: list[str] = []
    model.said.connect(said.append)
    return said


def test_a_village_begins_with_what_nobody_answered(model: FeedbackModel) -> None:
    assert model.filter is FeedbackFilter.BELUM
    assert LAMP in {row.id for row in model.rows}
    assert len(model.rows) == model.count(FeedbackFilter.BELUM)


def test_an_answer_given_without_network_waits_to_be_sent(model: FeedbackModel) -> None:
    said = heard(model)
    model.write("Kami cek hari ini.")
    model.send()
    assert (last_message(model).text, last_message(model).pending) == ("Kami cek hari ini.", True)
    assert model.draft == ""
    assert "dikirim saat tersambung" in said[-1]
    assert model.detail is not None
    assert "menunggu kirim" in model.detail.clock.words


def test_the_conversation_in_hand_stays_when_it_leaves_the_list(model: FeedbackModel) -> None:
    model.write("Kami cek hari ini.")
    model.send()
    assert LAMP not in {row.id for row in model.rows}
    assert model.current == LAMP
    assert model.detail is not None


def test_while_the_disk_is_full_no_older_answer_is_sent_and_the_words_stay(
    model: FeedbackModel, village: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    save, full = village.feedback.save_answer, [True]

    def hindered(matter: str, text: str) -> Saved | Refused:
        if full:
            raise DiskFullError
        return save(matter, text)

    model.write("Kami cek hari ini.")
    model.flush()
    monkeypatch.setattr(village.feedback, "save_answer", hindered)
    model.write("Kami cek besok pagi.")
    model.send()
    assert model.answer_fault.startswith("Hard disk komputer ini penuh")
    assert not village.queue.waiting(), "nobody reads what the person has changed since"
    assert model.draft == "Kami cek besok pagi."
    full.clear()
    model.flush()
    assert (model.answer_fault, model.answer_words) == ("", "Draf tersimpan di komputer ini.")
    model.send()
    assert last_message(model).text == "Kami cek besok pagi."
    assert (model.draft, model.unsaved) == ("", False)


def test_an_empty_answer_is_refused_in_words(model: FeedbackModel, village: Desk) -> None:
    model.send()
    assert "kosong" in model.answer_fault
    assert not village.queue.waiting()


def test_an_answer_that_is_too_long_is_refused_before_it_goes(model: FeedbackModel, village: Desk) -> None:
    model.write("x" * (MAX_TEXT + 1))
    assert "4.001 dari 4.000 huruf" in model.too_long
    model.send()
    assert model.answer_fault == model.too_long
    assert not village.queue.waiting()


def test_a_draft_is_called_saved_only_when_its_command_came_back(qapp: QApplication, village: Desk) -> None:
    runner = HeldRunner()
    model = FeedbackModel(village.feedback, runner, moderates=False)
    model.refresh()
    runner.run_all()
    model.choose(LAMP)
    runner.run_all()
    model.write("Terima kasih sudah melapor.")
    model.flush()
    assert model.answer_words == "Draf belum tersimpan"
    assert model.unsaved
    runner.run_all()
    assert model.answer_words == "Draf tersimpan di komputer ini."
    assert not model.unsaved


def test_words_typed_while_the_conversation_is_read_stay(qapp: QApplication, village: Desk) -> None:
    runner = HeldRunner()
    model = FeedbackModel(village.feedback, runner, moderates=False)
    model.refresh()
    runner.run_all()
    model.choose(LAMP)
    runner.run_all()
    model.changed(DRAFTS)
    model.write("Sedang ditulis")
    runner.run_all()
    assert model.draft == "Sedang ditulis"


def test_each_conversation_keeps_its_own_draft(model: FeedbackModel) -> None:
    model.write("Untuk lampu.")
    model.choose(BLT)
    assert model.draft == ""
    model.write("Untuk BLT.")
    model.choose(LAMP)
    assert model.draft == "Untuk lampu."
    assert "Draf tersimpan" in model.answer_words


def test_a_draft_that_could_not_be_saved_is_said_and_kept(
    model: FeedbackModel, village: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise KnownError("Penuh", "Hard disk penuh. Kosongkan dulu.", "full")

    with monkeypatch.context() as broken:
        broken.setattr(village.feedback, "save_answer", full)
        model.write("Kata penting.")
        model.flush()
    assert model.answer_fault == "Hard disk penuh. Kosongkan dulu."
    assert model.unsaved
    assert model.draft == "Kata penting."


def test_a_change_of_state_waits_to_be_sent(model: FeedbackModel) -> None:
    said = heard(model)
    model.set_state(FeedbackState.SELESAI)
    assert model.detail is not None
    events = [entry.words for entry in model.detail.entries if isinstance(entry, EventView)]
    assert events[-1] == "Status menjadi Selesai, menunggu kirim"
    assert "dikirim saat tersambung" in said[-1]


def test_a_refusal_of_a_state_is_said_on_the_page(model: FeedbackModel) -> None:
    model.set_state(FeedbackState.DITOLAK, " ")
    assert "alasan" in model.action_fault.lower()
    model.set_state(FeedbackState.DITOLAK, "Bukan kewenangan desa.")
    assert model.action_fault == ""
    assert model.detail is not None
    assert model.detail.state is FeedbackState.DITOLAK


def test_the_kecamatan_begins_with_all_that_it_has_to_do(moderator: FeedbackModel) -> None:
    assert moderator.filter is FeedbackFilter.BELUM
    assert not moderator.waiting_only
    assert moderator.found is not None
    assert len(moderator.rows) == moderator.count(FeedbackFilter.BELUM) == moderator.found.todo > moderator.waiting > 0
    assert all(row.village for row in moderator.rows)


def test_what_waits_to_be_shown_is_among_it_and_can_be_listed_alone(moderator: FeedbackModel) -> None:
    everything = {row.id for row in moderator.rows}
    moderator.set_waiting_only(True)
    assert {row.visibility for row in moderator.rows} == {Visibility.WAITING}
    assert len(moderator.rows) == moderator.waiting
    assert {row.id for row in moderator.rows} < everything


def test_a_filter_lists_as_many_as_its_number_says(moderator: FeedbackModel) -> None:
    moderator.set_waiting_only(True)
    moderator.set_filter(FeedbackFilter.SEMUA)
    assert not moderator.waiting_only
    assert len(moderator.rows) == moderator.count(FeedbackFilter.SEMUA) > 0


def test_a_release_is_not_called_public_before_its_receipt(moderator: FeedbackModel) -> None:
    moderator.choose(WELL)
    before = moderator.waiting
    moderator.release()
    assert moderator.waiting == before - 1
    assert moderator.detail is not None
    assert moderator.detail.visibility_words.startswith("Menunggu kirim.")
    assert "Ya, di halaman publik" not in [fact.value for fact in moderator.detail.facts]


def test_holding_needs_a_reason(moderator: FeedbackModel) -> None:
    moderator.choose(WELL)
    moderator.hold("")
    assert "alasan" in moderator.action_fault.lower()
    moderator.hold("Menyebut nama orang.")
    assert moderator.detail is not None
    assert moderator.detail.visibility is Visibility.HELD
    assert "Menyebut nama orang." in moderator.detail.visibility_words


def test_what_is_meant_for_the_office_alone_cannot_be_released(moderator: FeedbackModel) -> None:
    moderator.choose(LAMP)
    assert moderator.detail is not None
    assert moderator.detail.visibility is Visibility.PRIVATE
    assert not moderator.detail.can_release
    moderator.release()
    assert moderator.action_fault


def test_going_to_a_conversation_shows_it_in_a_list_that_has_it(moderator: FeedbackModel) -> None:
    moderator.open(LAMP)
    assert moderator.current == LAMP
    assert LAMP in {row.id for row in moderator.rows}


def test_a_search_finds_by_number_subject_and_village(moderator: FeedbackModel) -> None:
    moderator.set_filter(FeedbackFilter.SEMUA)
    moderator.find("lampu jalan")
    assert [row.id for row in moderator.rows] == [LAMP]
    moderator.find("prg-y6n")
    assert [row.id for row in moderator.rows] == [WELL]
    moderator.find("kalahiang")
    assert WELL in {row.id for row in moderator.rows}


def test_a_release_names_the_last_message_on_the_screen_not_the_last_there_is(
    moderator: FeedbackModel, district: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    moderator.choose(WELL)
    assert moderator.detail is not None
    on_screen = moderator.detail.seen
    asked: list[tuple[str, str | None]] = []

    def release(matter: str, seen: str | None = None) -> Done:
        asked.append((matter, seen))
        return Done("Baik.", "op")

    monkeypatch.setattr(district.feedback, "release", release)
    moderator.release()
    assert on_screen
    assert asked == [(WELL, on_screen)]


def test_what_is_written_for_the_office_and_for_the_citizen_never_mix(model: FeedbackModel, village: Desk) -> None:
    model.write("Untuk warga.")
    model.set_mode(Mode.NOTE)
    assert model.draft == ""
    model.write("Untuk kantor.")
    model.choose(BLT)
    model.choose(LAMP)
    assert (model.composing.mode, model.draft) == (Mode.REPLY, "Untuk warga.")
    model.set_mode(Mode.NOTE)
    assert model.draft == "Untuk kantor."
    model.send()
    assert [row.kind for row in village.queue.waiting()] == ["feedback.note"]
    model.set_mode(Mode.REPLY)
    assert model.draft == "Untuk warga."
