"""The page of publications without a window: what it knows, and what it refuses to say."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QApplication

from sipa_core.domain.workflow import PostingState, PublicationState
from sipa_core.wire.records import Record, RecordType
from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import KnownError
from sipa_desktop.events import Changes, Topic
from sipa_desktop.services.posting_views import ChannelRow
from tests.support import outside_files
from tests.support.page_context import HeldRunner
from ui.pages.posting.view_model import PostingModel
from ui.runtime.tasks import InlineRunner

POST = "https://www.instagram.com/p/contohdesa/"


@pytest.fixture
def model(qapp: QApplication, desk: Desk) -> PostingModel:
    made = PostingModel(desk, InlineRunner())
    made.refresh()
    return made


def channel(model: PostingModel, key: str) -> ChannelRow:
    assert model.detail is not None
    return next(row for row in model.detail.channels if row.key == key)


def heard(model: PostingModel) -> list[str]:
    said: list[str] = []
    model.said.connect(said.append)
    return said


def hold(desk: Desk, reason: str) -> None:
    """The server says that a person must look at the publication first."""
    with desk.store.write() as tx:
        known = tx.records.all(RecordType.PUBLICATION)[0]
        fields = {**known.fields, "state": "held", "reason": reason}
        tx.server_records.take([Record(known.type, known.id, known.rev + 1000, known.village, fields)])
        tx.reproject()


def test_the_first_channel_that_is_owed_comes_with_its_ready_words(model: PostingModel) -> None:
    assert model.channel == "website"
    assert model.caption is not None
    assert model.text == model.caption.text
    assert "Desa Murung Ilung" in model.text
    assert model.takes_proof


def test_a_channel_is_not_ticked_while_an_item_of_the_law_is_missing(model: PostingModel) -> None:
    model.choose_channel("instagram")
    model.include_picture(False)
    model.write("Realisasi APB Desa kami sudah terbit.")
    model.flush()
    assert model.caption is not None
    assert "Sisa anggaran" in [item.label for item in model.caption.missing]
    model.write_address(POST)
    model.prove()
    assert "Permendagri 20/2018 Pasal 72" in model.proof_fault
    assert channel(model, "instagram").state is PostingState.OWED
    assert not channel(model, "instagram").ticked


def test_the_picture_tells_what_the_words_leave_out(model: PostingModel) -> None:
    model.choose_channel("instagram")
    model.write("Rinciannya di gambar.")
    model.flush()
    assert model.caption is not None
    assert model.caption.missing == ()
    model.include_picture(False)
    assert len(model.caption.missing) == 5


def test_a_proof_given_without_network_waits_to_be_sent(model: PostingModel) -> None:
    said = heard(model)
    model.choose_channel("instagram")
    model.write_address(f"  {POST} ")
    model.prove()
    row = channel(model, "instagram")
    assert (row.ticked, row.pending, row.chip, row.url) == (True, True, "Menunggu kirim", POST)
    assert model.address == ""
    assert "dikirim saat tersambung" in said[-1]
    assert not model.takes_proof


def test_a_proof_that_was_not_checked_can_be_replaced(model: PostingModel) -> None:
    model.choose_channel("facebook")
    assert not model.takes_proof
    model.replace_proof()
    assert model.takes_proof
    model.write_address("https://www.facebook.com/contoh.desa/posts/777")
    model.prove()
    assert channel(model, "facebook").url.endswith("/777")
    assert channel(model, "facebook").pending


@pytest.mark.parametrize("address", ["", "instagram/p/x", "https://localhost/p/x", "https://a.example/satu dua"])
def test_an_address_that_proves_nothing_is_said_in_words_and_nothing_is_queued(
    model: PostingModel, desk: Desk, address: str
) -> None:
    model.choose_channel("instagram")
    model.write_address(address)
    model.prove()
    assert model.proof_fault
    assert not desk.queue.waiting()
    model.write_address("h")
    assert model.proof_fault == ""


def test_an_address_without_its_scheme_is_shown_as_it_was_understood(model: PostingModel) -> None:
    model.choose_channel("instagram")
    model.write_address(POST.removeprefix("https://"))
    model.finish_address()
    assert model.address == POST
    model.write_address(POST.removeprefix("https://"))
    model.prove()
    assert channel(model, "instagram").url == POST


def test_empty_words_are_neither_kept_nor_posted(model: PostingModel, desk: Desk) -> None:
    before = model.text
    model.write("   ")
    model.write_address("https://contoh.desa.id/berita/1")
    model.prove()
    assert "kosong" in model.proof_fault
    assert not desk.queue.waiting()
    model.changed(Changes(frozenset({Topic.DRAFTS})))
    assert model.text == "   "
    model.restore_text()
    assert model.text == before


def test_edited_words_come_again_and_the_ready_ones_can_be_brought_back(model: PostingModel) -> None:
    ready = model.text
    model.write(f"{ready} Terima kasih.")
    model.choose_channel("facebook")
    model.choose_channel("website")
    assert model.text == f"{ready} Terima kasih."
    model.restore_text()
    assert model.text == ready
    assert model.caption is not None
    assert not model.caption.edited


def test_words_are_called_saved_only_when_their_command_came_back(qapp: QApplication, desk: Desk) -> None:
    runner = HeldRunner()
    model = PostingModel(desk, runner)
    model.refresh()
    runner.run_all()
    model.write("Satu dua tiga.")
    model.flush()
    assert model.text_words == ""
    assert model.unsaved
    runner.run_all()
    assert model.text_words.startswith("Tersimpan di komputer ini")
    assert not model.unsaved


def test_words_typed_while_others_are_read_stay(qapp: QApplication, desk: Desk) -> None:
    runner = HeldRunner()
    model = PostingModel(desk, runner)
    model.refresh()
    runner.run_all()
    model.changed(Changes(frozenset({Topic.DRAFTS})))
    model.write("Yang sedang ditulis")
    runner.run_all()
    assert model.text == "Yang sedang ditulis"


def test_words_that_could_not_be_saved_are_tried_again(
    model: PostingModel, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise KnownError("Penuh", "Hard disk penuh. Kosongkan dulu.", "full")

    with monkeypatch.context() as broken:
        broken.setattr(desk.posting, "save_caption", full)
        model.write("Kata yang tidak boleh hilang.")
        model.flush()
        assert model.text_words == "Hard disk penuh. Kosongkan dulu."
        assert model.unsaved
    model.write("Kata yang tidak boleh hilang!")
    model.flush()
    assert not model.unsaved
    model.choose_channel("facebook")
    model.choose_channel("website")
    assert model.text == "Kata yang tidak boleh hilang!"


def test_an_answer_to_an_earlier_question_is_not_shown(qapp: QApplication, desk: Desk) -> None:
    runner = HeldRunner()
    model = PostingModel(desk, runner)
    model.refresh()
    runner.run_all()
    model.choose_channel("facebook")
    model.choose_channel("instagram")
    assert runner.held == 2
    runner.run(1)
    runner.run(0)
    assert model.caption is not None
    assert model.caption.channel == "instagram"


def test_no_proof_is_given_while_its_picture_is_still_being_taken(
    qapp: QApplication, desk: Desk, tmp_path: Path
) -> None:
    runner = HeldRunner()
    model = PostingModel(desk, runner)
    model.refresh()
    runner.run_all()
    path = tmp_path / "Posting.jpg"
    path.write_bytes(outside_files.photo(200, 150))
    model.choose_channel("instagram")
    runner.run_all()
    model.write_address(POST)
    model.pictures.take([path])
    model.prove()
    assert not model.proving
    runner.run_all()
    assert [one.name for one in model.pictures.chosen] == ["Posting.jpg"]
    model.prove()
    assert model.proving


def test_a_held_publication_says_why_and_takes_no_proof(model: PostingModel, desk: Desk) -> None:
    hold(desk, "privacy")
    model.refresh()
    assert model.detail is not None
    assert model.detail.state is PublicationState.HELD
    assert "NIK" in model.detail.held_words
    assert not model.takes_proof
    model.write_address("https://contoh.desa.id/berita/1")
    model.prove()
    assert not desk.queue.waiting()


def test_the_picture_is_fetched_once_per_version_and_scaled(model: PostingModel, desk: Desk) -> None:
    assert model.picture.png is not None
    assert model.picture.png.startswith(b"\x89PNG")
    model.picture.fit(216, 400)
    assert model.picture.shown is not None
    assert (model.picture.shown.width(), model.picture.shown.height()) == (216, 270)
    first = model.picture.png
    model.refresh()
    assert model.picture.png is first


def test_a_list_that_cannot_be_read_says_so_in_words(
    qapp: QApplication, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise KnownError("Tidak terbaca", "Data belum dapat dibaca. Coba lagi.", "broken")

    monkeypatch.setattr(desk.posting, "publications", broken)
    model = PostingModel(desk, InlineRunner())
    model.refresh()
    assert model.list_problem == "Data belum dapat dibaca. Coba lagi."
    assert model.rows == ()


def test_a_search_lists_what_has_the_words(model: PostingModel) -> None:
    model.rows = (*model.rows, replace(model.rows[0], id="x", title="APB Desa 2025"))
    model.find("apb desa 2025")
    assert [row.id for row in model.listed] == ["x"]


def test_the_day_of_the_post_goes_with_the_proof_and_one_that_cannot_be_read_holds_it(
    model: PostingModel, desk: Desk
) -> None:
    model.choose_channel("instagram")
    model.write_address(POST)
    model.refuse_day("Tanggal ini belum terbaca.")
    model.prove()
    assert model.proof_fault == "Tanggal ini belum terbaca."
    assert channel(model, "instagram").state is PostingState.OWED
    model.write_day("2099-01-01")
    model.prove()
    assert "belum tiba" in model.proof_fault
    model.write_day("")
    model.prove()
    assert channel(model, "instagram").state is PostingState.PROVED


def test_no_proof_is_taken_before_its_text_was_read(model: PostingModel) -> None:
    model.write_address("https://www.facebook.com/desamurungilung/posts/1")
    model.caption, model.text = None, ""
    assert model.reading_text
    model.prove()
    assert (model.proof_fault, model.proving) == ("", False)
