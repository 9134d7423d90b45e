"""Finds the parts of a window as a reader would: by the name they tell, among what is in sight."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QWidget


def name_of(widget: QWidget) -> str:
    """Return the name a reader is told: the one set, else the words of a button or label."""
    if widget.accessibleName():
        return widget.accessibleName()
    if isinstance(widget, QAbstractButton | QLabel):
        return widget.text()
    return ""


def all_named(root: QWidget, name: str) -> list[QWidget]:
    """Return every part in sight with this name."""
    parts = [root, *root.findChildren(QWidget)]
    return [part for part in parts if part.isVisible() and name_of(part) == name]


def named(root: QWidget, name: str) -> QWidget:
    """Return the one part in sight with this name, an editor before a frame of the same name; else a telling fault."""
    found = all_named(root, name)
    editors = [part for part in found if isinstance(part, QLineEdit | QPlainTextEdit | QComboBox | QAbstractButton)]
    chosen = editors or found
    if len(chosen) != 1:
        near = sorted({name_of(part) for part in root.findChildren(QWidget) if part.isVisible()} - {""})
        raise AssertionError(f"{len(chosen)} parts named {name!r}; in sight are {near}")
    return chosen[0]


def click(root: QWidget, name: str) -> None:
    """Click the button of that name, which must be able to take it."""
    button = named(root, name)
    assert button.isEnabled(), f"{name!r} cannot be pressed"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QApplication.processEvents()  # what was made by the click comes into sight with the next turn of the loop


def fill(root: QWidget, name: str, text: str) -> None:
    """Type a text into the field of that name, in place of what stands there."""
    field = named(root, name)
    assert field.isEnabled(), f"{name!r} cannot be written in"
    field.setFocus()
    if isinstance(field, QComboBox) and field.findText(text) >= 0:
        steps = field.findText(text) - field.currentIndex()
        for _step in range(abs(steps)):
            QTest.keyClick(field, Qt.Key.Key_Down if steps > 0 else Qt.Key.Key_Up)
        return
    if isinstance(field, QLineEdit | QPlainTextEdit):
        field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_Delete)
    QTest.keyClicks(field, text)


def type_keys(text: str) -> None:
    """Type into whatever has the focus, key by key: the first one may open an editor that takes the others."""
    for sign in text:
        focus = QApplication.focusWidget()
        assert focus is not None, "nothing has the focus"
        QTest.keyClicks(focus, sign)


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press one key where the focus is."""
    focus = QApplication.focusWidget()
    assert focus is not None, "nothing has the focus"
    QTest.keyClick(focus, key, modifiers)


def texts(root: QWidget) -> list[str]:
    """Return the words of every label in sight."""
    return [label.text() for label in root.findChildren(QLabel) if label.isVisible() and label.text()]
