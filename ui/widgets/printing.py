"""The printer: the person chooses it, and pages that come as pictures are drawn on its paper, as large as it allows.

Choosing belongs to the windows' thread, painting to a worker's: a page at printer resolution is large.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QMarginsF, QRect, QSizeF, Qt
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

F4_MM = (215.0, 330.0)
F4 = QPageSize(QSizeF(*F4_MM), QPageSize.Unit.Millimeter, "F4")
"""The paper of Indonesian offices; Qt takes the driver's own Folio (8.5 x 13 in) for it, hardly a millimetre away."""

_MM_PER_INCH = 25.4

A3 = QPageSize(QPageSize.PageSizeId.A3)

DPI = 300.0


def choose_printer(
    parent: QWidget, title: str, pages: int = 1, *, paper: QPageSize, landscape: bool = False
) -> QPrinter | None:
    """Let the person choose a printer and pages; None when they chose none. `paper` is proposed."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageSize(paper)
    printer.setPageMargins(QMarginsF(), QPageLayout.Unit.Millimeter)
    # What is printed brings margins of its own.
    printer.setFullPage(True)
    if landscape:
        printer.setPageOrientation(QPageLayout.Orientation.Landscape)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle(title)
    if pages > 1:
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)
        dialog.setMinMax(1, pages)
    chosen = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    return printer if chosen else None


def pages_chosen(printer: QPrinter, count: int) -> range:
    """Return the places of the pages to print among `count`; all of them when the person named none."""
    if printer.printRange() is not QPrinter.PrintRange.PageRange or not printer.fromPage():
        return range(count)
    return range(max(0, printer.fromPage() - 1), min(count, max(printer.toPage(), printer.fromPage())))


def paint(printer: QPrinter, images: Iterable[QImage]) -> bool:
    """Draw each picture on a sheet of its own, in the middle; False when the printer took nothing."""
    painter = QPainter()
    if not painter.begin(printer):
        return False
    try:
        for at, image in enumerate(images):
            if at and not printer.newPage():
                return False
            room = painter.viewport()
            size = image.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
            left, top = (room.width() - size.width()) // 2, (room.height() - size.height()) // 2
            painter.drawImage(QRect(left, top, size.width(), size.height()), image)
        return True
    finally:
        painter.end()


def print_sheet(parent: QWidget, title: str, image: QImage, size_mm: tuple[float, float], *, whole_page: bool) -> bool:
    """Ask for a printer and print; return False when the person closed the dialog or the picture cannot be read.

    With `whole_page` the sheet takes the picture's size (F4 lying down), else the picture stands at the top of a sheet
    of the printer's own size.
    """
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
