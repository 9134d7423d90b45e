"""Qt speaks Indonesian where it speaks by itself, and reads pictures all the same."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QCoreApplication, QIODevice
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from ui.runtime.qt_words import QtWords


def test_words_without_a_translation_stay_and_pictures_are_still_read(qapp: QApplication) -> None:
    picture = QImage(1080, 1350, QImage.Format.Format_ARGB32)
    picture.fill(0)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert picture.save(buffer, "PNG")
    words = QtWords(qapp)
    qapp.installTranslator(words)
    try:
        assert QCoreApplication.translate("QTgaFile", "Image type not supported") == "Image type not supported"
        assert QCoreApplication.translate("QWidgetTextControl", "&Copy") != "&Copy"
        assert QImage.fromData(buffer.data().data()).size() == picture.size()
    finally:
        qapp.removeTranslator(words)
