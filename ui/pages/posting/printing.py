"""Prints the ready picture on one sheet, as large as the sheet allows, for the board in front of the office."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from sipa_core.messages import _


def print_picture(parent: QWidget, image: QImage) -> bool:
    """Ask for a printer and print; return False when the person closed the dialog."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle(_("Cetak gambar"))
    printed = dialog.exec() == QDialog.DialogCode.Accepted
    if printed:
        painter = QPainter(printer)
        room = painter.viewport()
        size = image.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (room.width() - size.width()) // 2, (room.height() - size.height()) // 2
        painter.drawImage(QRect(left, top, size.width(), size.height()), image)
        painter.end()
    dialog.deleteLater()
    return printed
