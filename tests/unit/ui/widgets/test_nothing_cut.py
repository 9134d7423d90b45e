"""Words that were cut where there was room for them."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sipa_core.domain.templates import FieldType, SectionKind
from tests.support.long_reports import shipped, template
from ui.design.measures import Size
from ui.design.theme import metrics, px
from ui.design.type import Role
from ui.pages.reports.rows_table import RowsTable
from ui.pages.review.lines import Head, Kind, Table, TableLine
from ui.pages.review.table_view import ReviewTable
from ui.widgets.button import Button
from ui.widgets.chip import Chip, chip_width
from ui.widgets.label import TwoLineLabel
from ui.widgets.nav_rail import word_role
from ui.widgets.page_header import PageHeader
from ui.widgets.place_table import CONTACT, DOOR, PlaceLine, PlaceTable

STATE = "14 desa, 32 perangkat. 2 desa belum tersambung lebih dari 3 hari. Satu komputer baru menunggu jawaban Anda."


def test_a_long_line_below_a_title_goes_on_in_a_second_one(qtbot: QtBot) -> None:
    header = PageHeader("Desa & Perangkat", STATE)
    qtbot.addWidget(header)
    header.add_action(Button("Buat kode"))
    header.resize(1158, px(Size.HEADER))
    header.show()
    line = header.findChildren(TwoLineLabel)[0]
    assert line.shown() == (STATE,)
    header.resize(700, px(Size.HEADER))
    QApplication.processEvents()
    assert len(line.shown()) == 2
    assert " ".join(line.shown()) == STATE
    assert header.minimumSizeHint().height() >= 2 * line.fontMetrics().height() + px(Size.GAP_24)


def test_contact_and_chip_of_a_village_are_read_whole_beside_each_other(qtbot: QtBot) -> None:
    chip = Chip("terkirim", "Kode sampai 14 Jul", "key")
    contact = "USB 31 Mei (lewat 31 hari)"
    table = PlaceTable()
    qtbot.addWidget(table)
    table.resize(786, 300)
    table.show()
    table.set_lines([PlaceLine("1", "Kalahiang", "Nurul Hikmah", 2, contact, True, chip, "", by_stick=True)], "1")
    words = metrics(Role.TABLE_TOTAL).horizontalAdvance(contact) + px(Size.ICON_SMALL) + px(Size.GAP_8)
    assert table.columnWidth(CONTACT) >= words + 2 * px(Size.GAP_16)
    assert table.columnWidth(DOOR) >= chip_width(chip) + px(Size.GAP_24)


def test_a_page_keeps_its_whole_name_beside_a_count() -> None:
    wide = metrics(Role.BODY).horizontalAdvance("Desa & Perangkat")
    assert word_role("Desa & Perangkat", wide, here=False) is Role.BODY
    assert word_role("Desa & Perangkat", wide - 1, here=False) is Role.TABLE
    assert word_role("Desa & Perangkat", wide - 1, here=True) is Role.TABLE_STRONG


def test_a_date_is_read_whole_beside_the_mark_of_a_note(qtbot: QtBot) -> None:
    section = next(
        one
        for key in shipped()
        for one in template(key).sections
        if one.kind is SectionKind.TABLE and any(field.type is FieldType.DATE for field in one.columns)
    )
    at = next(at for at, field in enumerate(section.columns) if field.type is FieldType.DATE)
    table = RowsTable(section, lambda _n: ())
    qtbot.addWidget(table)
    plain = table.columnWidth(at)
    table.show_notes({("a", section.columns[at].column or ""): 1})
    assert table.columnWidth(at) >= plain + px(Size.BADGE)
    assert plain >= metrics(Role.TABLE).horizontalAdvance("30 September 2025") + 2 * px(Size.GAP_10)


def test_a_reviewed_row_is_seen_whole_with_its_date_in_one_line_and_its_button(qtbot: QtBot) -> None:
    kinds: dict[str, Kind] = {
        "Kegiatan": "name",
        "Tempat": "text",
        "Tanggal": "text",
        "Peserta (orang)": "number",
        "Hasil": "text",
    }
    cells = ("Sosialisasi pencegahan kebakaran lahan", "Kantor desa", "12 Nov 2025", "43", "Warga sepakat " * 12)
    table = ReviewTable("Tabel laporan")
    qtbot.addWidget(table)
    table.resize(606, 600)
    table.show()
    heads = tuple(Head(title, kind) for title, kind in kinds.items())
    table.set_table(Table(heads, (TableLine("a", "Sosialisasi", cells, path="kegiatan[a].nama"),)), {}, True)
    QApplication.processEvents()
    assert sum(table.columnWidth(at) for at in range(6)) <= table.viewport().width()
    assert table.columnWidth(2) >= metrics(Role.TABLE).horizontalAdvance(cells[2]) + 2 * px(Size.GAP_10)
    assert table.natural_height() == table.horizontalHeader().height() + table.rowHeight(0)
    table.resize(300, 600)
    QApplication.processEvents()
    assert table.natural_height() > table.horizontalHeader().height() + table.rowHeight(0), "with the bar below it"
