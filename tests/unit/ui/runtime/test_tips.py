"""Tooltips show letters, whatever somebody outside wrote."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6 import QtGui
from PySide6.QtCore import QAbstractItemModel, Qt, QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.design.type import Role
from ui.runtime.tips import tip
from ui.widgets.button import Button
from ui.widgets.label import ElidedLabel, TwoLineLabel
from ui.widgets.list_cards import ListCard, ListCards
from ui.widgets.tick_list import TickItem, TickList

HOSTILE = 'Lampu padam <img src="//10.9.8.7/s/a.png"> & <b>gelap</b>'


class _Asked(QTextDocument):
    """What Qt shows of a tooltip, with everything that it would fetch for it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.fetched: list[str] = []
        if QtGui.Qt.mightBeRichText(text):
            self.setHtml(text)
            self.idealWidth()
        else:
            self.setPlainText(text)

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        self.fetched.append(str(name))
        return super().loadResource(kind, name)


def card(text: str) -> str:
    cards = ListCards("Masukan")
    cards.set_cards([ListCard("a", text)])
    return of_model(cards.model())


def tick(text: str) -> str:
    items = TickList("Pilih")
    items.set_items([TickItem("a", text, "", "image")])
    return of_model(items.model())


def of_model(model: QAbstractItemModel) -> str:
    return str(model.data(model.index(0, 0), Qt.ItemDataRole.ToolTipRole))


def of_widget(widget: QWidget) -> str:
    widget.resize(40, 20)
    widget.grab()
    return widget.toolTip()


@pytest.mark.parametrize(
    "shown",
    [
        card,
        tick,
        lambda text: of_widget(ElidedLabel(text, Role.BODY)),
        lambda text: of_widget(TwoLineLabel(text, Role.BODY)),
        lambda text: of_widget(Button("x", spoken=text)),
    ],
    ids=["a card", "a choice", "a line", "two lines", "a button"],
)
def test_words_from_outside_are_letters_in_a_tooltip_and_fetch_nothing(
    qtbot: QtBot, shown: Callable[[str], str]
) -> None:
    said = _Asked(shown(HOSTILE))
    assert HOSTILE in said.toPlainText()
    assert said.fetched == []
    assert _Asked(HOSTILE).fetched, "bare it would be fetched"


@pytest.mark.parametrize("text", ["", "Rabat beton RT 03", "Rp1.000 & lebih", "a < b", "satu\n<dua>"])
def test_every_letter_comes_through(qtbot: QtBot, text: str) -> None:
    assert _Asked(tip(text)).toPlainText() == text
