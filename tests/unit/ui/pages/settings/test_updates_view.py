"""Pembaruan on a page that scrolls: each line keeps the room that its words need, also when a bar of progress comes."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from sipa_desktop.bootstrap import Desk
from sipa_desktop.services.updates_views import Offer, Source, UpdateView
from tests.support.demo_office import page_context
from ui.design.measures import Size
from ui.pages.settings.update_view import UpdatesView
from ui.widgets.boxes import Scroller, even
from ui.widgets.label import Label


def cut(view: QWidget) -> list[str]:
    """The visible labels that have less height than their words need at their width."""
    labels = [one for one in view.findChildren(Label) if one.isVisible() and one.wordWrap()]
    return [one.text()[:40] for one in labels if one.height() < one.heightForWidth(one.width())]


def test_no_line_of_what_is_new_is_cut_while_a_release_is_laid(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = "Satu hal yang baru, dengan kata-kata yang cukup panjang sehingga melipat di lebar halaman ini. "
    offer = Offer("1.4.0", 14, Source.USB, "Ada versi baru 1.4.0", "330 MB", (line * 3,) * 12, Path("usb"))
    monkeypatch.setattr("ui.widgets.progress_panel.SHOW_AFTER_MS", 450)  # a busy PC: it comes later than it wants to
    monkeypatch.setattr(desk.updates, "view", lambda: UpdateView("Versi 1.3.0", offer=offer))
    page = Scroller(Size.GAP_16, even(Size.GAP_20))
    view = UpdatesView(page_context(desk))
    page.column.addWidget(view)
    qtbot.addWidget(page)
    page.resize(760, 560)
    page.show()
    qtbot.waitUntil(lambda: cut(view) == [])
    view.model.busy_changed.emit("Memeriksa dan menyiapkan versi 1.4.0")
    qtbot.waitUntil(view.progress.isVisible)
    for _turn in range(5):
        QApplication.processEvents()
    assert cut(view) == []
