"""The page of search by keyboard alone: typing, going through the hits, and the very place that each opens."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sipa_core import ids
from sipa_desktop.bootstrap import Desk
from sipa_desktop.services.search_views import SearchKind, Target
from tests.support.by_name import texts
from tests.support.demo_office import BABAYAU
from tests.support.page_context import HeldRunner, page_context
from ui.navigation import OpenPlace
from ui.pages.search.page import SearchPage, create
from ui.pages.search.view_model import SearchModel, destination
from ui.widgets.select import TYPING_MS


@dataclass
class Pages:
    qtbot: QtBot
    went: list[tuple[str, object]] = field(default_factory=list)

    def open(self, desk: Desk) -> SearchPage:
        context = page_context(desk)
        context.navigator.go_to.connect(lambda page, argument: self.went.append((page, argument)))
        made = create(context)
        assert isinstance(made, SearchPage)
        context.changes.setParent(made)
        context.navigator.setParent(made)
        self.qtbot.addWidget(made)
        made.resize(1158, 661)
        made.show()
        made.activateWindow()
        made.page_shown()
        QApplication.processEvents()
        return made

    def typed(self, page: SearchPage, text: str) -> None:
        QTest.keyClicks(page.field, text)
        self.qtbot.wait(TYPING_MS + 100)


@pytest.fixture
def pages(qtbot: QtBot) -> Pages:
    return Pages(qtbot)


def test_results_come_while_typing_and_lead_to_the_field(pages: Pages, village: Desk) -> None:
    page = pages.open(village)
    assert QApplication.focusWidget() is page.field
    pages.typed(page, "drainase")
    first = next(result for result in page.list.results if not result.heading)
    assert "Laporan Realisasi APB Desa Semester I 2025" in first.sentence()
    QTest.keyClick(page.field, Qt.Key.Key_Down)
    assert QApplication.focusWidget() is page.list
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    went, argument = pages.went[-1]
    assert went == "reports"
    assert isinstance(argument, OpenPlace)
    assert argument.target == ids.draft_id(BABAYAU, "lra_semester1", "2025-S1")
    assert argument.path


def test_arrows_pass_over_headings_and_lead_back_to_the_field(pages: Pages, village: Desk) -> None:
    page = pages.open(village)
    pages.typed(page, "beton")
    groups = [result.title for result in page.list.results if result.heading]
    assert groups == ["Laporan", "Catatan kecamatan", "Konsultasi", "Pembinaan", "Masukan warga"]
    page.list.setFocus()
    seen = [page.list.current]
    while page.list.step(1):
        seen.append(page.list.current)
    assert seen == [str(n) for n in range(len(seen))]
    for _n in seen:
        QTest.keyClick(page.list, Qt.Key.Key_Up)
    assert QApplication.focusWidget() is page.field


def test_enter_in_the_field_opens_the_first_hit(pages: Pages, village: Desk) -> None:
    page = pages.open(village)
    pages.typed(page, "musdes")
    QTest.keyClick(page.field, Qt.Key.Key_Return)
    assert pages.went[-1] == ("consultation", ids.natural_id("consultation", BABAYAU, "Format berita acara musdes"))


def test_nothing_found_and_too_little_typed_are_said_in_words(pages: Pages, village: Desk) -> None:
    page = pages.open(village)
    assert "Ketik kata yang dicari, paling sedikit 3 huruf." in " ".join(texts(page))
    pages.typed(page, "xyzzyx")
    assert "Tidak ada yang memuat kata itu di komputer ini." in " ".join(texts(page))
    QTest.keyClick(page.field, Qt.Key.Key_Escape)
    pages.qtbot.wait(TYPING_MS + 100)
    assert page.field.text() == ""
    pages.typed(page, "ab")
    assert "Ketik paling sedikit 3 huruf." in " ".join(texts(page))


def test_the_kecamatan_finds_over_all_villages(pages: Pages, district: Desk) -> None:
    page = pages.open(district)
    pages.typed(page, "babayau")
    assert any(result.title == "Desa Babayau" for result in page.list.results)


def test_an_older_answer_never_takes_the_place_of_a_newer_one(qtbot: QtBot, village: Desk) -> None:
    runner = HeldRunner()
    context = page_context(village, runner)
    model = SearchModel(context)
    model.search("beton")
    model.search("musdes")
    runner.run(1)
    runner.run(0)
    assert model.result is not None
    assert model.result.text == "musdes"
    context.changes.close()


def test_an_index_that_is_behind_catches_up_beside_the_work(pages: Pages, village: Desk) -> None:
    with village.store.write(index=False) as tx:
        tx.search.begin_anew()
    page = pages.open(village)
    pages.typed(page, "beton")
    assert page.model.progress is None
    assert len(page.list.results) > 4


@pytest.mark.parametrize(
    ("kind", "village", "page"),
    [
        (SearchKind.REPORT, True, "reports"),
        (SearchKind.REPORT, False, "review"),
        (SearchKind.NOTE, True, "reports"),
        (SearchKind.FEEDBACK, False, "feedback"),
        (SearchKind.CONSULTATION, True, "consultation"),
        (SearchKind.GUIDANCE, True, "consultation"),
        (SearchKind.PUBLICATION, True, "posting"),
        (SearchKind.PUBLICATION, False, "review"),
        (SearchKind.VILLAGE, False, "village"),
    ],
)
def test_every_kind_of_hit_has_its_page(kind: SearchKind, village: bool, page: str) -> None:
    assert destination(Target(kind, "x"), village=village)[0] == page
