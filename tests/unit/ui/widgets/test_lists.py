from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ui.widgets.avatar import initials
from ui.widgets.chip import WORDS, Chip, StatusChip, chip_width, state_chip
from ui.widgets.list_cards import ListCard, ListCards
from ui.widgets.matrix_model import MatrixCell, MatrixColumn, MatrixRow
from ui.widgets.matrix_view import MatrixView
from ui.widgets.nav_rail import Identity, NavItem, NavRail
from ui.widgets.outline_list import OutlineList, Section

CARDS = (
    ListCard(
        "a",
        "Lampu padam",
        "Sudah seminggu",
        "Batas besok",
        "warn",
        "PRG-4H9T",
        chip=Chip("menunggu", "Ditindaklanjuti"),
    ),
    ListCard("b", "Kapan BLT?", "Mau tanya"),
    ListCard("c", "Rabat beton", "Kenapa separuh", steps=(3, 6), steps_text="3 dari 6 saluran"),
)
COLUMNS = (
    MatrixColumn("lra", "LRA\nSem. I"),
    MatrixColumn("spent", "Belanja", "bar"),
    MatrixColumn("days", "Jawab", "text"),
)


def matrix_row(key: str, look: str = "terbit") -> MatrixRow:
    said = f"{key}, LRA: Terbit"
    return MatrixRow(
        key, key, (MatrixCell(look, spoken=said), MatrixCell(text="43,1%", share=0.431), MatrixCell(text="1,4"))
    )


def test_the_cards_keep_the_place_when_they_are_listed_anew(qtbot: QtBot) -> None:
    cards = ListCards("Masukan")
    qtbot.addWidget(cards)
    cards.set_cards(CARDS)
    seen: list[str] = []
    cards.chosen.connect(seen.append)
    cards.set_current("b")
    cards.set_cards((CARDS[2], CARDS[1]))
    assert cards.current == "b"
    assert seen == []


def test_no_card_is_marked_while_something_new_is_written(qtbot: QtBot) -> None:
    cards = ListCards("Percakapan")
    qtbot.addWidget(cards)
    cards.set_cards(CARDS)
    cards.set_current("b")
    cards.set_current("")
    assert cards.current == ""
    cards.set_current("none of these")
    assert cards.current == ""


def test_moving_through_the_cards_tells_which_one(qtbot: QtBot) -> None:
    cards = ListCards()
    qtbot.addWidget(cards)
    cards.set_cards(CARDS)
    cards.show()
    cards.set_current("a")
    seen: list[str] = []
    cards.chosen.connect(seen.append)
    QTest.keyClick(cards, Qt.Key.Key_Down)
    assert seen == ["b"]
    with qtbot.waitSignal(cards.opened) as opened:
        QTest.keyClick(cards, Qt.Key.Key_Return)
    assert opened.args == ["b"]


def test_a_card_is_read_out_as_one_sentence(qtbot: QtBot) -> None:
    assert CARDS[0].sentence() == "PRG-4H9T, Lampu padam, Sudah seminggu, Ditindaklanjuti, Batas besok"
    assert CARDS[2].sentence() == "Rabat beton, Kenapa separuh, 3 dari 6 saluran"


def test_the_outline_says_what_is_done_open_or_noted(qtbot: QtBot) -> None:
    outline = OutlineList()
    qtbot.addWidget(outline)
    outline.set_sections((Section("a", "Pengantar", True), Section("b", "Kendala"), Section("c", "Realisasi", True, 2)))
    spoken = [outline.model().index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(3)]
    assert spoken == ["Pengantar, terisi", "Kendala, belum terisi", "Realisasi, catatan 2"]


def test_the_outline_keeps_its_place_when_a_mark_changes(qtbot: QtBot) -> None:
    outline = OutlineList()
    qtbot.addWidget(outline)
    outline.set_sections((Section("a", "Pengantar"), Section("b", "Kendala")))
    outline.set_current("b")
    seen: list[str] = []
    outline.chosen.connect(seen.append)
    outline.set_sections((Section("a", "Pengantar", True), Section("b", "Kendala", True)))
    assert outline.current == "b"
    assert seen == []


def test_every_cell_of_the_matrix_is_a_sentence(qtbot: QtBot) -> None:
    view = MatrixView()
    qtbot.addWidget(view)
    view.set_matrix(COLUMNS, (matrix_row("Balida"),))
    spoken = [view.matrix.index(0, column).data(Qt.ItemDataRole.AccessibleTextRole) for column in range(4)]
    assert spoken == ["Balida", "Balida, LRA: Terbit", "Balida, Belanja: 43,1%", "Balida, Jawab: 1,4"]


def test_a_village_out_of_touch_is_said_with_its_name(qtbot: QtBot) -> None:
    view = MatrixView()
    qtbot.addWidget(view)
    row = MatrixRow("a", "Hujan Mas", matrix_row("a").cells, "cloud-slash", "belum tersambung lebih dari 3 hari")
    view.set_matrix(COLUMNS, (row,))
    assert view.matrix.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole).startswith("Hujan Mas, belum tersambung")


def test_only_the_village_that_changed_is_drawn_again(qtbot: QtBot) -> None:
    view = MatrixView()
    qtbot.addWidget(view)
    view.set_matrix(COLUMNS, (matrix_row("a"), matrix_row("b")))
    view.selectRow(1)
    changed: list[int] = []
    view.matrix.dataChanged.connect(lambda first, last: changed.append(first.row()))
    view.set_matrix(COLUMNS, (matrix_row("a"), matrix_row("b", "terlambat")))
    assert changed == [1]
    assert view.currentIndex().row() == 1


def test_enter_opens_the_village_and_the_duty(qtbot: QtBot) -> None:
    view = MatrixView()
    qtbot.addWidget(view)
    view.set_matrix(COLUMNS, (matrix_row("a"), matrix_row("b")))
    view.show()
    view.setCurrentIndex(view.matrix.index(1, 1))
    with qtbot.waitSignal(view.opened) as opened:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert opened.args == ["b", "lra"]


def test_the_names_stand_still_when_the_matrix_scrolls(qtbot: QtBot) -> None:
    view = MatrixView()
    qtbot.addWidget(view)
    view.set_matrix(COLUMNS * 4, tuple(MatrixRow(str(n), str(n), matrix_row("a").cells * 4) for n in range(30)))
    view.resize(300, 200)
    view.show()
    view.horizontalScrollBar().setValue(view.horizontalScrollBar().maximum())
    view.verticalScrollBar().setValue(120)
    assert view.horizontalScrollBar().value() > 0
    assert view._names.horizontalScrollBar().value() == 0
    assert view._names.verticalScrollBar().value() == 120


def test_the_rail_says_what_waits_and_who_it_is(qtbot: QtBot) -> None:
    rail = NavRail(
        [NavItem("home", "house", "Beranda"), NavItem("in", "tray", "Masukan Warga")],
        Identity("Desa Babayau", "Norhayati", "Admin desa"),
    )
    qtbot.addWidget(rail)
    rail.set_counts({"in": (2, True), "unknown": (9, False)})
    assert rail.list.model().index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "Masukan Warga, 2 menunggu"
    assert rail.list.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "Beranda"


def test_choosing_in_the_rail_tells_the_page_but_showing_a_page_does_not(qtbot: QtBot) -> None:
    rail = NavRail([NavItem("home", "house", "Beranda"), NavItem("in", "tray", "Masukan")], Identity("", "", ""))
    qtbot.addWidget(rail)
    rail.show()
    seen: list[str] = []
    rail.chosen.connect(seen.append)
    rail.set_current("home")
    assert seen == []
    QTest.keyClick(rail.list, Qt.Key.Key_Down)
    assert seen == ["in"]


def test_initials_are_two_letters_of_the_name() -> None:
    assert [initials(name) for name in ("Norhayati", "Syahrani", "Muhammad Arif", "Al", "", "3")] == [
        "NH",
        "SR",
        "MA",
        "AL",
        "",
        "",
    ]


def test_every_state_has_a_chip_with_its_word(qtbot: QtBot) -> None:
    widths = set()
    for key in WORDS:
        chip = StatusChip(state_chip(key))
        qtbot.addWidget(chip)
        assert chip.accessibleName() == state_chip(key).text
        widths.add(chip_width(state_chip(key)))
    assert len(widths) > 5
    assert state_chip("dikembalikan", "9 Juli").text == "Dikembalikan 9 Juli"


def test_a_chip_without_a_state_takes_no_room(qtbot: QtBot) -> None:
    chip = StatusChip()
    qtbot.addWidget(chip)
    assert chip.isHidden()
    assert not chip.isVisible()
