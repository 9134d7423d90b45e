"""Prints the sheet for the board in front of the office, as large as the paper allows."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from sipa_core.messages import _


def print_sheet(parent: QWidget, image: QImage) -> bool:
    """Ask for a printer and print on A3 unless the person chooses other paper; False when the dialog was closed."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A3))
    printer.setFullPage(True)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle(_("Cetak A3"))
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
