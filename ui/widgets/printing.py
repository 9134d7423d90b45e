"""Prints one picture on a sheet at its true size, or smaller where the sheet is; asks for the printer first."""

from __future__ import annotations

from PySide6.QtCore import QMarginsF, QRect, QSizeF, Qt
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

_MM_PER_INCH = 25.4


def print_sheet(parent: QWidget, title: str, png: bytes, size_mm: tuple[float, float], *, whole_page: bool) -> bool:
    """Ask for a printer and print; return False when the person closed the dialog or the picture cannot be read.

    With `whole_page` the sheet takes the picture's size (F4 lying down), else the picture stands at the top of a sheet
    of the printer's own size.
    """
    image = QImage.fromData(png)
    if image.isNull():
        return False
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    if whole_page:
        width, height = size_mm
        upright = QPageSize(QSizeF(min(width, height), max(width, height)), QPageSize.Unit.Millimeter)
        lying = QPageLayout.Orientation.Landscape if width > height else QPageLayout.Orientation.Portrait
        printer.setPageLayout(QPageLayout(upright, lying, QMarginsF(0, 0, 0, 0)))
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle(title)
    printed = dialog.exec() == QDialog.DialogCode.Accepted
    if printed:
        draw_sheet(printer, image, size_mm)
    dialog.deleteLater()
    return printed


def draw_sheet(printer: QPrinter, image: QImage, size_mm: tuple[float, float]) -> None:
    """Draw the picture at its true size in the middle of the top, smaller where the sheet has less room."""
    painter = QPainter(printer)
    room = painter.viewport()
    dots = printer.resolution() / _MM_PER_INCH
    wanted = QSizeF(size_mm[0] * dots, size_mm[1] * dots).toSize()
    if wanted.width() > room.width() or wanted.height() > room.height():
        wanted = wanted.scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(QRect((room.width() - wanted.width()) // 2, 0, wanted.width(), wanted.height()), image)
    painter.end()
