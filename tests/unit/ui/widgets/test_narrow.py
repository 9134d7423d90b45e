from __future__ import annotations

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QListWidget, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ui.design.measures import Size
from ui.design.theme import look, px
from ui.widgets.boxes import Column, Scroller
from ui.widgets.button import Button
from ui.widgets.focus_ring import FocusRing
from ui.widgets.kpi_tile import Kpi, KpiTile, KpiTiles
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.page_header import PageHeader
from ui.widgets.pane import Pane, Panes
from ui.widgets.place_table import DOOR, PERSON, PlaceTable
from ui.widgets.segmented import Choice, Segmented
from ui.widgets.sync_strip import StripSegment, StripState, SyncStrip
from ui.widgets.tab_order import in_order
from ui.widgets.year_grid import YearGrid


def test_the_buttons_of_a_header_go_below_the_title_where_they_have_no_room_beside_it(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    header = PageHeader("Rekap Kecamatan Paringin")
    column = Column(window)
    column.addWidget(header)
    column.addStretch(1)
    buttons = [Button("Simpan XLSX"), Button("Buat laporan"), Button("Cetak rekap")]
    for button in buttons:
        header.add_action(button)
    window.resize(900, 300)
    window.show()
    assert len({button.y() for button in buttons}) == 1
    window.resize(300, 300)
    QApplication.processEvents()
    assert len({button.y() for button in buttons}) == 2
    assert all(button.geometry().right() < 300 and button.geometry().bottom() < header.height() for button in buttons)
    assert list(in_order(header)) == buttons
    window.resize(900, 300)
    QApplication.processEvents()
    assert len({button.y() for button in buttons}) == 1


def test_a_title_is_whole_also_while_nothing_is_said_below_it(qtbot: QtBot) -> None:
    header = PageHeader("Laporan", kind="bar")
    qtbot.addWidget(header)
    header.resize(1158, 68)
    header.show()
    title = next(label for label in header.findChildren(ElidedLabel) if label.text() == "Laporan")
    assert title.width() >= title.sizeHint().width()


def test_panes_become_tabs_however_much_room_their_content_wants(qtbot: QtBot) -> None:
    middle, panel = Pane("canvas"), Pane("panel", Size.SIDE_PANEL)
    wide = QPushButton("lebar")
    wide.setMinimumWidth(600)
    middle.column.addWidget(wide)
    window = QWidget()
    qtbot.addWidget(window)
    panes = Panes([("Isi", middle), ("Rincian", panel)])
    Column(window).addWidget(panes)
    window.show()
    window.resize(1000, 300)
    assert not panes.narrow
    window.resize(700, 300)
    assert panes.narrow
    assert window.width() == 700


def test_tab_comes_to_the_choice_in_force(qtbot: QtBot) -> None:
    years = Segmented([Choice("2024", "2024"), Choice("2025", "2025"), Choice("2026", "2026")], "Tahun")
    qtbot.addWidget(years)
    years.set_current("2025")
    years.show()
    assert [stop.text() for stop in in_order(years) if isinstance(stop, QAbstractButton)] == ["2025"]


def test_a_year_asks_for_the_room_in_which_sign_and_day_stand_beside_each_other(qtbot: QtBot) -> None:
    grid = YearGrid()
    qtbot.addWidget(grid)
    least = grid.minimumSizeHint().width()
    grid.resize(least, 200)
    grid.show()
    assert grid.columnWidth(1) >= px(Size.ICON_CHIP) + px(Size.GAP_4) + px(Size.GAP_16)
    look().set(scale=1.5)
    assert grid.minimumSizeHint().width() > least * 1.4


def test_a_column_offers_to_go_sideways_only_where_something_is_out_of_reach(qtbot: QtBot) -> None:
    inside = QPushButton("lebar")
    inside.setMinimumWidth(300)
    column = Scroller()
    qtbot.addWidget(column)
    column.column.addWidget(inside)
    column.resize(295, 200)
    column.show()
    QApplication.processEvents()
    assert not column.horizontalScrollBar().isVisible(), "a bar for five pixels of margin"
    inside.setMinimumWidth(500)
    QApplication.processEvents()
    assert column.horizontalScrollBar().isVisible()
    column.resize(520, 200)
    QApplication.processEvents()
    assert not column.horizontalScrollBar().isVisible()


FACTS = (
    StripSegment("hard-drives", "Tersimpan di komputer ini", "ink", bold=True),
    StripSegment("hourglass-medium", "3 menunggu kirim", "warn"),
    StripSegment("check", "Tidak ada berkas yang menunggu kirim"),
    StripSegment("clock-countdown", "2 desa belum tersambung lebih dari 3 hari", "warn"),
)


@pytest.mark.parametrize("width", [1366, 900, 700, 400])
def test_the_strip_cuts_no_fact_and_lets_go_first_of_what_tells_that_all_is_well(qtbot: QtBot, width: int) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    strip = SyncStrip(window)
    strip.set_state(StripState(FACTS, "Kirim sekarang"))
    strip.resize(width, strip.height())
    window.show()
    QApplication.processEvents()
    shown = [label for label in strip.findChildren(Label) if label.isVisible()]
    assert all(label.width() >= label.minimumSizeHint().width() for label in shown)
    assert strip.action_button.geometry().right() <= width
    words = [label.text() for label in shown]
    assert words[0] == FACTS[0].text
    assert FACTS[2].text not in words or len(words) == len(FACTS)
    assert bool(strip.toolTip()) is (len(words) < len(FACTS))
    assert FACTS[3].text in strip.accessibleDescription()


def test_figures_go_on_in_a_second_line_before_a_label_is_cut(qtbot: QtBot) -> None:
    tiles = KpiTiles([Kpi(f"Laporan tepat waktu {at}", "6", "dari 6") for at in range(4)])
    qtbot.addWidget(tiles)
    tiles.resize(1000, 100)
    tiles.show()
    QApplication.processEvents()
    assert len({tile.y() for tile in tiles.findChildren(KpiTile)}) == 1
    tiles.resize(500, 200)
    QApplication.processEvents()
    assert len({tile.y() for tile in tiles.findChildren(KpiTile)}) == 2
    assert all(label.width() >= label.sizeHint().width() for label in tiles.findChildren(Label) if label.isVisible())


def test_a_table_of_places_keeps_its_chip_whole_and_lets_the_person_go(qtbot: QtBot) -> None:
    table = PlaceTable()
    qtbot.addWidget(table)
    table.resize(900, 200)
    table.show()
    assert not table.isColumnHidden(PERSON)
    look().set(scale=2.0)
    QApplication.processEvents()
    assert table.isColumnHidden(PERSON)
    assert table.columnWidth(DOOR) >= table.fontMetrics().horizontalAdvance("Pendaftaran")


def test_the_ring_around_a_list_comes_and_goes_with_the_focus(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column = Column(window)
    listed, other = QListWidget(), QPushButton("lain")
    column.addWidget(listed)
    column.addWidget(other)
    ring = FocusRing(listed)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    listed.setFocus()
    assert ring.isVisible()
    assert ring.rect() == listed.rect()
    other.setFocus()
    assert not ring.isVisible()


def test_the_buttons_of_a_header_settle_in_one_place_at_every_width(qtbot: QtBot) -> None:
    header = PageHeader("Desa & Perangkat", "14 desa, 32 perangkat.")
    qtbot.addWidget(header)
    for verb in ("Tampilkan", "Cari desa", "Buat kode"):
        header.add_action(Button(verb))
    header.show()
    for width in range(300, 800):
        header.resize(width, 120)
        header._first.invalidate()
        assert header._split() == header._lines, f"at {width} pixels they would go to and fro for ever"


def test_a_header_that_is_hidden_at_once_asks_for_no_more_than_its_widest_part(qtbot: QtBot) -> None:
    header = PageHeader("Laporan")
    qtbot.addWidget(header)
    buttons = [Button(verb) for verb in ("Ambil dari berkas", "Simpan formulir", "Buat laporan")]
    for button in buttons:
        header.add_action(button)
    header.show()
    header.resize(900, 120)
    assert header.minimumSizeHint().width() < 300
    header.resize(300, 120)
    header.hide()
    assert header.minimumSizeHint().width() < 300, "the page in front would have to be as wide as all of them"
