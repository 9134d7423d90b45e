from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.ask_bar import AskBar


class _Layouts(QObject):
    """Counts how often a widget is asked to lay itself out anew."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.LayoutRequest
        return False


def test_another_field_in_hand_does_not_lay_the_page_out_anew(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    bar = AskBar("Tanya kecamatan")
    QVBoxLayout(page).addWidget(bar)
    page.show()
    QCoreApplication.sendPostedEvents()
    seen = _Layouts()
    bar.installEventFilter(seen)

    bar.set_place("/apbdes/rows/1/realisasi", "Realisasi: Belanja bidang pemerintahan")
    QCoreApplication.sendPostedEvents()

    assert seen.count == 0
    assert bar.button.accessibleName() == "Tanya kecamatan: Realisasi: Belanja bidang pemerintahan"


def test_a_thread_on_the_field_changes_the_verb(qtbot: QtBot) -> None:
    bar = AskBar("Tanya kecamatan")
    qtbot.addWidget(bar)

    bar.set_place("/a", "Uraian", "thread")
    assert bar.button.text() == "Buka percakapan"

    bar.set_place("/b", "Uraian")
    assert bar.button.text() == "Tanya kecamatan"
