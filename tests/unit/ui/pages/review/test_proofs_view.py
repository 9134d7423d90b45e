"""Bukti posting as the kecamatan uses it: looked through by keyboard, many ticked, one asked for anew."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QListView
from pytestqt.qtbot import QtBot

from sipa_core import ids
from sipa_core.domain.attachments import Attachment, leaves
from sipa_core.domain.workflow import PostingState
from sipa_core.wire.records import Record, RecordType
from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import KnownError, Refused
from sipa_desktop.events import Changes, Topic
from tests.support.by_name import all_named, click, fill, name_of, named, texts
from tests.support.demo_office import page_context
from tests.support.page_context import HeldRunner
from ui.design.theme import look
from ui.pages import PageContext, counts
from ui.pages.review import proofs_view as module
from ui.pages.review.page import PROOFS, REPORTS, ReviewPage
from ui.pages.review.proofs_model import ProofsModel
from ui.widgets.question import Question
from ui.widgets.tab_order import next_of


def with_pictures(desk: Desk, every: int = 2) -> None:
    """Give some of the proofs that wait a photo, as a village's desk would."""
    drawn = io.BytesIO()
    Image.new("RGB", (800, 600), (12, 90, 60)).save(drawn, "JPEG")
    taken = desk.attachments.take_bytes(drawn.getvalue(), "bukti.jpg")
    assert isinstance(taken, Attachment)
    with desk.store.write() as tx:
        proved = [one for one in tx.records.all(RecordType.POSTING) if one.text("state") == PostingState.PROVED]
        for number, one in enumerate(proved):
            if number % every == 0:
                fields = {**one.fields, **leaves("bukti", ids.natural_id("bukti", number), taken)}
                tx.server_records.take([Record(one.type, one.id, one.rev + 1000, one.village, fields)])
        tx.reproject()
        tx.touch(Topic.PUBLICATIONS)


@pytest.fixture
def context(desk: Desk) -> PageContext:
    with_pictures(desk)
    return page_context(desk)


@pytest.fixture
def page(context: PageContext, qtbot: QtBot) -> ReviewPage:
    page = ReviewPage(context)
    qtbot.addWidget(page)
    page.resize(1158, 661)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    click(page, named_like(page, "Bukti posting"))
    page.proofs.list.setFocus()
    return page


def named_like(page: ReviewPage, words: str) -> str:
    names = [name_of(part) for part in page.findChildren(QAbstractButton)]
    return next(name for name in names if name.startswith(words))


def queued(desk: Desk) -> list[str]:
    return [row.kind for row in desk.queue.waiting()]


def press(page: ReviewPage, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(page.proofs.list, key, modifier)
    QApplication.processEvents()


def question() -> Question:
    QApplication.processEvents()
    return next(one for one in QApplication.topLevelWidgets() if isinstance(one, Question) and one.isVisible())


def test_the_header_says_how_much_waits_in_each_view(page: ReviewPage, desk: Desk) -> None:
    total = desk.proofs.waiting().total
    assert named(page, f"Bukti posting {total}")
    assert f"{total} bukti posting menunggu dari 4 desa." in texts(page)
    assert not all_named(page, "Berikutnya")
    page.show_view(REPORTS)
    assert all_named(page, "Berikutnya")
    page.show_view(PROOFS)


def test_j_and_k_move_space_ticks_and_all_ticked_are_confirmed_together(page: ReviewPage, desk: Desk) -> None:
    order = [item.key for item in page.proofs.list.items]
    press(page, Qt.Key.Key_J)
    assert page.proofs.model.current == order[1]
    press(page, Qt.Key.Key_Space)
    press(page, Qt.Key.Key_J)
    press(page, Qt.Key.Key_Space)
    press(page, Qt.Key.Key_K)
    assert page.proofs.model.current == order[1]
    assert page.proofs.list.ticks == (order[1], order[2])
    assert "2 dipilih" in texts(page)
    assert queued(desk) == []
    click(page, "Tandai 2 benar")
    assert queued(desk) == ["posting.verify"] * 2
    assert [item.key for item in page.proofs.list.items] == [order[0], *order[3:]]
    assert page.proofs.list.ticks == ()
    assert page.proofs.model.current == order[3]


def test_enter_confirms_the_proof_in_hand_and_goes_to_the_next(page: ReviewPage, desk: Desk) -> None:
    order = [item.key for item in page.proofs.list.items]
    press(page, Qt.Key.Key_Return)
    assert queued(desk) == ["posting.verify"]
    assert page.proofs.model.current == order[1]
    assert page.proofs.list.current == order[1]


def test_m_asks_for_a_reason_without_which_nothing_goes_back(page: ReviewPage, desk: Desk) -> None:
    order = [item.key for item in page.proofs.list.items]
    press(page, Qt.Key.Key_M)
    asked = question()
    assert not named(asked, "Minta bukti lain").isEnabled()
    ready = named(asked, "Alasan siap pakai")
    assert isinstance(ready, QComboBox)
    ready.setCurrentIndex(1)
    ready.activated.emit(1)
    fill_end = named(asked, "Alasan untuk desa")
    QTest.keyClicks(fill_end, " Terima kasih.")
    click(asked, "Minta bukti lain")
    assert queued(desk) == ["posting.refuse"]
    with desk.store.read() as tx:
        record = next(one for one in tx.records.all(RecordType.POSTING) if one.id == order[0])
    assert record.text("reason") == "Gambar tidak terbaca. Ambil ulang tangkapan layar atau fotonya. Terima kasih."
    assert page.proofs.model.current == order[1]


def test_escape_leaves_the_proof_as_it_was(page: ReviewPage, desk: Desk) -> None:
    click(page, "Minta bukti lain")
    asked = question()
    fill(asked, "Alasan untuk desa", "x")
    QTest.keyClick(asked, Qt.Key.Key_Escape)
    assert queued(desk) == []


def test_the_picture_is_shown_large_and_can_be_made_larger(page: ReviewPage) -> None:
    rows = page.proofs.model.list.rows  # type: ignore[union-attr]
    at = next(row.posting_id for row in rows if row.picture)
    page.proofs.model.choose(at)
    QApplication.processEvents()
    stage = page.proofs.stage
    assert stage.image is not None
    assert (stage.image.width(), stage.image.height()) == (800, 600)
    assert "800 x 600" in " ".join(texts(page))
    click(page, "Perbesar gambar")
    assert stage.percent == 150
    QTest.keyClick(stage, Qt.Key.Key_0)
    assert stage.percent == 100
    assert page.proofs.model.small


def test_a_picture_that_is_not_here_says_so_and_the_list_keeps_its_sign(
    page: ReviewPage, monkeypatch: pytest.MonkeyPatch, desk: Desk
) -> None:
    monkeypatch.setattr(desk.attachments, "bytes_of", lambda *_: None)
    rows = page.proofs.model.list.rows  # type: ignore[union-attr]
    at = next(row.posting_id for row in rows if row.picture)
    page.proofs.model.current = ""
    page.proofs.model.choose(at)
    page.proofs.model.show_picture(0)
    assert "Gambar datang sendiri" in page.proofs.stage.words


def test_a_picture_that_came_while_another_page_was_before_this_one_is_shown_on_return(
    context: PageContext, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = ProofsModel(context)
    with monkeypatch.context() as lacking:
        lacking.setattr(desk.attachments, "bytes_of", lambda *_: None)
        model.wake(True)
        model.choose(next(row.posting_id for row in model.list.rows if row.picture))  # type: ignore[union-attr]
        model.wake(False)
    assert "Gambar datang sendiri" in model.picture_words
    desk.changes.publish(Changes(frozenset({Topic.ATTACHMENTS})))
    QApplication.processEvents()
    assert model.image is None
    model.wake(True)
    assert model.image is not None


def test_an_address_is_opened_only_when_asked_and_only_when_it_is_a_web_address(
    page: ReviewPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(module.QDesktopServices, "openUrl", lambda url: bool(opened.append(url.toString())) or True)
    rows = page.proofs.model.list.rows  # type: ignore[union-attr]
    page.proofs.model.choose(next(row.posting_id for row in rows if row.picture is None))
    QApplication.processEvents()
    assert opened == []
    click(page, "Buka posting di peramban")
    assert len(opened) == 1
    assert opened[0].startswith("https://")
    assert not module.open_address("file:///etc/passwd")
    assert not module.open_address("javascript:alert(1)")
    assert len(opened) == 1


def test_the_filter_lists_one_channel_and_ticks_stay_within_it(page: ReviewPage, desk: Desk) -> None:
    box = page.proofs.filter
    at = box.findData("facebook")
    box.setCurrentIndex(at)
    box.activated.emit(at)
    assert {row.channel for row in page.proofs.model.list.rows} == {"facebook"}  # type: ignore[union-attr]
    press(page, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    count = len(page.proofs.list.items)
    assert len(page.proofs.list.ticks) == count
    click(page, f"Tandai {count} benar")
    assert queued(desk) == ["posting.verify"] * count


def test_nothing_waiting_is_said_and_the_rail_counts_follow(page: ReviewPage, desk: Desk) -> None:
    before, _urgent = counts.counters_of(desk, page._context.identity.role)["review"]()
    total = page.proofs.count
    assert total
    click(page, f"Pilih semua {total}")
    click(page, f"Tandai {total} benar")
    assert "Tidak ada bukti posting yang menunggu." in texts(page)
    after, _urgent = counts.counters_of(desk, page._context.identity.role)["review"]()
    assert before - after == total


def test_a_refusal_of_the_rules_is_said_and_the_proof_stays(
    page: ReviewPage, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    current = page.proofs.model.current
    monkeypatch.setattr(desk.proofs, "confirm", lambda _ids: Refused("superseded", "Desa memberi bukti lain."))
    press(page, Qt.Key.Key_Return)
    assert page.proofs.panel.notice.sentence == "Desa memberi bukti lain."
    assert page.proofs.model.current == current
    assert page.proofs.panel.confirm.isEnabled()


def test_a_list_that_cannot_be_read_can_be_tried_again(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_channel: str = "") -> None:
        raise KnownError("Tidak terbaca", "Data belum dapat dibaca. Isian Anda aman.", "broken")

    with monkeypatch.context() as bad:
        bad.setattr(desk.proofs, "waiting", broken)
        page = ReviewPage(page_context(desk))
        qtbot.addWidget(page)
        page.show()
        page.show_view(PROOFS)
        assert "Data belum dapat dibaca. Isian Anda aman." in texts(page)
    click(page, "Coba lagi")
    assert page.proofs.list.items


def test_an_answer_to_an_earlier_question_is_not_shown(desk: Desk) -> None:
    runner = HeldRunner()
    model = ProofsModel(page_context(desk, runner))
    model.load()
    runner.run_all()
    first, second = model.order[:2]
    model.choose(second)
    model.choose(first)
    runner.run(1)
    runner.run(0)
    assert model.detail is not None
    assert model.detail.posting_id == first


def test_every_row_is_a_sentence_and_everything_with_a_focus_has_a_name(page: ReviewPage) -> None:
    index = page.proofs.list.model().index(0, 0)
    said = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert said.endswith("belum dipilih")
    assert "Realisasi APB Desa" in said
    kinds = (QAbstractButton, QComboBox, QListView)
    parts = [part for kind in kinds for part in page.findChildren(kind) if part.isVisible()]
    assert [part for part in parts if not name_of(part)] == []


def test_tab_goes_from_the_list_to_the_proof_and_to_the_decision(page: ReviewPage) -> None:
    seen, focus = [], page.proofs.list
    for _step in range(12):
        there = next_of(page, focus, True)
        if there is None:
            break
        seen.append(there)
        focus = there  # type: ignore[assignment]
    confirm, refuse = page.proofs.panel.confirm, page.proofs.panel.refuse
    assert seen.index(confirm) < seen.index(refuse)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_decision_is_in_sight_in_a_full_window(page: ReviewPage, theme: str) -> None:
    look().set(theme)
    QApplication.processEvents()
    for button in (page.proofs.panel.confirm, page.proofs.panel.refuse, page.proofs.confirm_ticked):
        assert button.mapTo(page, button.rect().bottomLeft()).y() < page.height()
