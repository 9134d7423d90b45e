"""Every part of the screens is drawn, fits, has a name and can be reached; the pictures are for people to look at."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

import ui.widgets
from tests.support import gallery
from tests.support.gallery_dialogs import DIALOGS
from tests.support.seen_colours import colour_faults
from ui.design import tokens
from ui.design.theme import look
from ui.main_window import MainWindow
from ui.widgets.button import Button
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.tab_order import in_order

TIGHT = [name for name in gallery.PAGES if name not in ("bagian", "lampiran", "daftar", "gambar")]  # not drawn screens


def shown(qtbot: QtBot, name: str) -> MainWindow:
    window = gallery.window(name)
    qtbot.addWidget(window)
    window.show()
    QApplication.processEvents()
    QApplication.processEvents()
    return window


@pytest.mark.parametrize("theme", tokens.THEMES)
def test_every_page_of_the_gallery_is_drawn(tmp_path: Path, theme: str) -> None:
    faults: list[str] = []

    def look_at(name: str, made: QWidget) -> None:
        if isinstance(made, MainWindow) and made.toast.isVisible():
            faults.extend(f"{name}, toast: {fault}" for fault in colour_faults(made.toast))
            made.toast.hide()
        faults.extend(f"{name}: {fault}" for fault in colour_faults(made))

    files = gallery.draw(tmp_path, theme, 1.0, look_at)
    assert faults == []
    assert len(files) == len(gallery.PAGES) + len(DIALOGS) + 1
    ground = look().tokens.value("canvas").lower()
    for file in files:
        picture = QImage(str(file))
        colours = {
            picture.pixelColor(x, y).name() for x in range(0, picture.width(), 7) for y in range(0, picture.height(), 7)
        }
        assert ground in colours, file.name
        assert len(colours) > 5, file.name


def test_every_page_of_the_gallery_is_drawn_with_large_letters(tmp_path: Path) -> None:
    files = gallery.draw(tmp_path, "light", 1.5)
    assert all(not QImage(str(file)).isNull() for file in files)


def test_every_widget_is_drawn_in_the_gallery(qtbot: QtBot) -> None:
    drawn: set[type] = set()
    for name in (*gallery.PAGES, *DIALOGS, gallery.TOUR):
        made = gallery.show(name)
        qtbot.addWidget(made)
        shown = [part for part in (made, *made.findChildren(QWidget)) if part.isVisible()]
        drawn |= {kind for part in shown for kind in type(part).__mro__}
        made.hide()
    assert sorted(kind.__name__ for kind in widgets() - drawn) == []


def widgets() -> set[type]:
    """Every public class of `ui/widgets` that can be seen."""
    found: set[type] = set()
    for one in pkgutil.iter_modules(ui.widgets.__path__):
        module = importlib.import_module(f"ui.widgets.{one.name}")
        own = (kind for kind in vars(module).values() if isinstance(kind, type) and kind.__module__ == module.__name__)
        found |= {kind for kind in own if issubclass(kind, QWidget) and not kind.__name__.startswith("_")}
    assert len(found) > 50
    return found


@pytest.mark.parametrize("name", TIGHT)
def test_nothing_is_cut_at_1366_by_697(qtbot: QtBot, name: str) -> None:
    window = shown(qtbot, name)
    assert (window.width(), window.height()) == (1366, 697)
    for label in window.findChildren(Label):
        if label.isVisible() and not label.wordWrap() and not isinstance(label, ElidedLabel):
            assert label.width() >= label.sizeHint().width(), label.text()
        if label.isVisible() and isinstance(label, ElidedLabel):
            assert label.width() >= label.fontMetrics().horizontalAdvance(label.text()), label.text()
        if label.isVisible() and label.wordWrap():
            assert label.height() >= label.heightForWidth(label.width()), label.text()
    for button in window.findChildren(Button):
        if button.isVisible():
            assert button.width() >= button.sizeHint().width(), button.text()


@pytest.mark.parametrize("name", TIGHT)
def test_no_page_has_to_scroll_at_1366_by_697(qtbot: QtBot, name: str) -> None:
    window = shown(qtbot, name)
    area = window.stack.currentWidget()
    assert isinstance(area, QScrollArea)
    assert (area.horizontalScrollBar().maximum(), area.verticalScrollBar().maximum()) == (0, 0)


@pytest.mark.parametrize("scale", [1.25, 1.5, 2.0])
@pytest.mark.parametrize("name", TIGHT)
def test_no_verb_is_cut_with_large_letters(qtbot: QtBot, name: str, scale: float) -> None:
    look().set(scale=scale)
    window = shown(qtbot, name)
    for button in window.findChildren(Button):
        if button.isVisible():
            assert button.width() >= button.sizeHint().width(), button.text()


@pytest.mark.parametrize("name", list(gallery.PAGES))
def test_everything_that_takes_the_focus_has_a_name(qtbot: QtBot, name: str) -> None:
    window = shown(qtbot, name)
    body = window.centralWidget()
    assert body is not None
    stops = list(in_order(body))
    assert len(stops) > 2
    nameless = [stop for stop in stops if not spoken(stop)]
    assert [type(stop).__name__ for stop in nameless] == []


def spoken(widget: QWidget) -> str:
    text = getattr(widget, "text", None)
    hint = widget.placeholderText() if isinstance(widget, QLineEdit | QPlainTextEdit) else ""
    return widget.accessibleName() or (text() if callable(text) else "") or hint


@pytest.mark.parametrize("name", list(gallery.PAGES))
def test_every_button_is_at_least_32_pixels_high(qtbot: QtBot, name: str) -> None:
    window = shown(qtbot, name)
    assert all(button.height() >= 32 for button in window.findChildren(Button) if button.isVisible())


def test_changing_theme_and_scale_under_a_shown_window_keeps_it_whole(qtbot: QtBot) -> None:
    window = shown(qtbot, "editor")
    look().set("dark", 1.5)
    QApplication.processEvents()
    large = window.grab().toImage()
    look().set("light", 1.0)
    QApplication.processEvents()
    again = window.grab().toImage()
    assert large.pixelColor(5, 300) != again.pixelColor(5, 300)
    assert window.rail.width() == 208
    assert window.strip.height() == 36
    assert window.focusPolicy() == Qt.FocusPolicy.NoFocus
