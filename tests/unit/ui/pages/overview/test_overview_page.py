from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QMenu
from pytestqt.qtbot import QtBot

from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import KnownError
from tests.support.by_name import all_named, click, named, texts
from tests.support.demo_office import demo_version, page_context
from ui.navigation import OpenVillage
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


def test_enter_on_an_empty_cell_goes_nowhere_and_on_a_name_to_the_village(
    page: OverviewPage, context: PageContext, qtbot: QtBot
) -> None:
    view = matrix(page)
    empty = [one.name for one in view.matrix.rows].index("Hujan Mas")
    with qtbot.assertNotEmitted(context.navigator.go_to):
        view.setCurrentIndex(view.matrix.index(empty, 1))
        QTest.keyClick(view, Qt.Key.Key_Return)
    view.setCurrentIndex(view.matrix.index(empty, 0))
    with qtbot.waitSignal(context.navigator.go_to) as gone:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert gone.args == ["village", OpenVillage(view.matrix.rows[empty].key)]


def names(page: OverviewPage) -> list[str]:
    return [row.name for row in matrix(page).matrix.rows]


def test_every_column_sorts_both_ways_and_the_place_stays_with_its_village(page: OverviewPage) -> None:
    view = matrix(page)
    listed = names(page)
    spending = [column.key for column in view.matrix.columns].index("spending") + 1
    view.setCurrentIndex(view.matrix.index(listed.index("Paran"), spending))
    QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert names(page)[0] == "Lamida Bawah"
    assert names(page)[-3:] == ["Hujan Mas", "Lasung Batu", "Sungai Ketapi"], "without a figure last"
    assert view.matrix.rows[view.currentIndex().row()].name == "Paran"
    assert view.currentIndex().column() == spending
    QTest.keyClick(view, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    assert names(page)[0] == "Babayau"
    assert names(page)[-3:] == ["Hujan Mas", "Lasung Batu", "Sungai Ketapi"]
    header = view.horizontalHeader()
    for expected in (sorted(listed), sorted(listed, reverse=True), listed):
        header.sectionClicked.emit(0)
        assert names(page) == expected


def test_what_needs_somebody_stands_first_when_a_duty_is_sorted(page: OverviewPage) -> None:
    matrix(page).horizontalHeader().sectionClicked.emit(1)
    looks = [row.cells[0].look for row in matrix(page).matrix.rows]
    assert looks[0] == "dikembalikan"
    assert looks[-1] == "terbit"


def test_filters_leave_villages_and_duties_out_and_say_so(page: OverviewPage) -> None:
    menu = page.filter.findChild(QMenu)
    assert menu is not None

    def choose(words: str) -> None:
        next(action for action in menu.actions() if action.text() == words).trigger()

    choose("Dikembalikan")
    assert names(page) == ["Babayau"]
    assert any(words.endswith("Saringan menampilkan 1 dari 14.") for words in texts(page))
    choose("Hanya yang terlambat")
    assert page.filter.text() == "Saring (2)"
    assert "Tidak ada desa yang cocok dengan saringan ini." in texts(page)
    assert not all_named(page, "Rekap desa dan kewajiban")
    click(page, "Hapus saringan")
    assert len(names(page)) == 14
    choose("LRA")
    assert [column.key for column in matrix(page).matrix.columns][:2] == ["lra_semester1/2025-S1", "on_time"]
    choose("Semua kewajiban")
    choose("Hanya yang terlambat")
    assert names(page) == ["Lasung Batu"]


def test_letters_go_to_the_village_that_begins_with_them(page: OverviewPage) -> None:
    view = matrix(page)
    view.setFocus()
    view.setCurrentIndex(view.matrix.index(0, 3))
    QTest.keyClicks(view, "la")
    assert names(page)[view.currentIndex().row()] == "Lamida Bawah"
    QTest.keyClicks(view, "s")
    assert names(page)[view.currentIndex().row()] == "Lasung Batu"
    assert view.currentIndex().column() == 3


def test_more_duties_than_fit_scroll_beside_the_names(page: OverviewPage, qtbot: QtBot) -> None:
    view = matrix(page)
    page.resize(700, 661)
    qtbot.waitUntil(lambda: view.horizontalScrollBar().maximum() > 0)
    last = view.matrix.columnCount() - 1
    view.setCurrentIndex(view.matrix.index(0, last))
    for column in range(last - 1, 0, -1):
        QTest.keyClick(view, Qt.Key.Key_Left)
        assert view.currentIndex().column() == column
        assert view.visualRect(view.currentIndex()).left() >= view.columnWidth(0)
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.currentIndex().column() == 0
    assert view._names.visualRect(view.currentIndex()).left() == 0


def test_every_cell_is_a_sentence(page: OverviewPage) -> None:
    view = matrix(page)
    spoken = [
        str(view.matrix.index(row, column).data(Qt.ItemDataRole.AccessibleTextRole))
        for row in range(view.matrix.rowCount())
        for column in range(view.matrix.columnCount())
    ]
    assert all(words.strip() for words in spoken)
    assert "Babayau, LRA Sem. I: Dikembalikan kemarin 14.20" in spoken


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


def test_a_village_that_was_not_heard_of_has_a_sign_after_its_name(desk: Desk, qtbot: QtBot) -> None:
    desk.people.silent_villages = lambda: frozenset({LAMIDA_BAWAH})  # type: ignore[method-assign]
    page = OverviewPage(page_context(desk))
    qtbot.addWidget(page)
    page.show()
    rows = {row.name: row for row in matrix(page).matrix.rows}
    assert (rows["Lamida Bawah"].flag, rows["Paran"].flag) == ("cloud-slash", "")
    index = matrix(page).matrix.index(list(rows).index("Lamida Bawah"), 0)
    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Lamida Bawah, Belum tersambung lebih dari 3 hari"
    assert "Belum tersambung lebih dari 3 hari" in texts(page)
