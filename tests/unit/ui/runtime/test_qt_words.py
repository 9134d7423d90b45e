"""Qt speaks Indonesian where it speaks by itself, without asking Python, and reads pictures all the same."""

from __future__ import annotations

import tomllib

from PySide6.QtCore import QBuffer, QCoreApplication, QIODevice, QTranslator
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

import resources
from ui.runtime.qt_words import FILE, install


def test_words_without_a_translation_stay_and_pictures_are_still_read(qapp: QApplication) -> None:
    picture = QImage(1080, 1350, QImage.Format.Format_ARGB32)
    picture.fill(0)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert picture.save(buffer, "PNG")
    words = install(qapp)
    try:
        assert QCoreApplication.translate("QTgaFile", "Image type not supported") == "Image type not supported"
        assert QCoreApplication.translate("QWidgetTextControl", "&Copy") != "&Copy"
        assert QImage.fromData(buffer.data().data()).size() == picture.size()
    finally:
        qapp.removeTranslator(words)


def test_every_word_of_the_table_is_said_in_any_context(qapp: QApplication) -> None:
    table: dict[str, str] = tomllib.loads(resources.read_text(FILE))["words"]
    words = install(qapp)
    try:
        for context in ("QWidgetTextControl", "QDialogButtonBox", "QFileDialog"):
            said = {source: QCoreApplication.translate(context, source) for source in table}
            assert said == table
    finally:
        qapp.removeTranslator(words)


def test_qt_never_asks_python_for_a_word(qapp: QApplication) -> None:
    # A worker that reads a picture asks under a lock of Qt's; Python must not be waited for there.
    words = install(qapp)
    try:
        assert type(words) is QTranslator
    finally:
        qapp.removeTranslator(words)
