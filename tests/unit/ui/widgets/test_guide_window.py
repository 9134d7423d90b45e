"""The guide's window: what it shows fits, however large the letters are."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sipa_core.domain.roles import Role
from ui.design.theme import look
from ui.widgets.guide_window import GuideWindow


def test_the_pictures_of_the_guide_fit_beside_the_list_at_every_size_of_letters(qtbot: QtBot) -> None:
    guide = GuideWindow(Role.ADMIN_DESA)
    qtbot.addWidget(guide)
    guide.show()
    guide.list.set_current("beranda")
    whole = guide.text.toPlainText()
    for scale, width in ((1.5, 1366), (1.5, 1024), (1.25, 1366)):
        look().set(scale=scale)
        guide.resize(width, 600)
        for _turn in range(4):
            QApplication.processEvents()
        assert guide.text.horizontalScrollBar().maximum() == 0
        assert guide.text.toPlainText() == whole, "it is read once"
