from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import KnownError
from tests.support.by_name import click, named, texts
from tests.support.demo_office import demo_version, page_context
from ui.pages import PageContext
from ui.pages.overview.page import OverviewPage
from ui.widgets.matrix_view import MatrixView

LAMIDA_BAWAH = "63.11.06.2015"


@pytest.fixture
def context(desk: Desk) -> PageContext:
    return page_context(desk)


@pytest.fixture
def page(context: PageContext, qtbot: QtBot) -> OverviewPage:
    page = OverviewPage(context)
    qtbot.addWidget(page)
    page.resize(1158, 661)
    page.show()
    qtbot.waitExposed(page)
    return page


def matrix(page: OverviewPage) -> MatrixView:
    found = named(page, "Rekap desa dan kewajiban")
    assert isinstance(found, MatrixView)
    return found


def test_fourteen_villages_stand_without_scrolling_at_the_size_of_a_small_screen(
    page: OverviewPage, qtbot: QtBot
) -> None:
    view = matrix(page)
    qtbot.waitUntil(lambda: view.verticalScrollBar().maximum() == 0)
    assert view.matrix.rowCount() == 14
    assert view.horizontalScrollBar().maximum() == 0
    assert "14 desa, 7 kewajiban. Keadaan 10 Juli 2025 pukul 10.34." in texts(page)


def test_the_switch_brings_the_kelurahan(page: OverviewPage) -> None:
    click(page, "Tampilkan kelurahan (2)")
    assert matrix(page).matrix.rowCount() == 16


def test_enter_on_a_cell_with_a_version_goes_to_its_review(
    page: OverviewPage, context: PageContext, qtbot: QtBot
) -> None:
    view = matrix(page)
    row = [one.key for one in view.matrix.rows].index(LAMIDA_BAWAH)
    view.setCurrentIndex(view.matrix.index(row, 1))
    with qtbot.waitSignal(context.navigator.go_to) as gone:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert gone.args == ["review", demo_version(LAMIDA_BAWAH)]


def test_enter_on_a_name_or_an_empty_cell_goes_nowhere(page: OverviewPage, context: PageContext, qtbot: QtBot) -> None:
    view = matrix(page)
    empty = [one.name for one in view.matrix.rows].index("Hujan Mas")
    with qtbot.assertNotEmitted(context.navigator.go_to):
        for column in (0, 1):
            view.setCurrentIndex(view.matrix.index(empty, column))
            QTest.keyClick(view, Qt.Key.Key_Return)


def test_another_half_year_is_chosen_by_its_name(page: OverviewPage) -> None:
    box = named(page, "Semester yang ditampilkan")
    assert isinstance(box, QComboBox)
    assert box.currentText() == "Semester I 2025"
    box.setFocus()
    box.setCurrentIndex(box.findText("Semester II 2025"))
    box.activated.emit(box.currentIndex())
    assert page.model.half == "2025-S2"


def test_a_page_that_cannot_be_read_offers_to_try_again(desk: Desk, qtbot: QtBot) -> None:
    good = desk.overview.matrix

    def broken(_half: str | None = None) -> object:
        raise KnownError("Data tidak terbaca", "Data tidak terbaca. Isian aman.")

    desk.overview.matrix = broken  # type: ignore[method-assign, assignment]
    page = OverviewPage(page_context(desk))
    qtbot.addWidget(page)
    page.show()
    assert "Data tidak terbaca. Isian aman." in texts(page)
    desk.overview.matrix = good  # type: ignore[method-assign]
    click(page, "Coba lagi")
    assert "Rekap Kecamatan Paringin" in texts(page)
