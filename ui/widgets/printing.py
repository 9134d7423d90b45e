"""The printer: the person chooses it, and pages that come as pictures are drawn on its paper, as large as it allows.

Choosing belongs to the windows' thread, painting to a worker's: a page at printer resolution is large.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QMarginsF, QRect, QSizeF, Qt
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from sipa_core.messages import _

F4_MM = (215.0, 330.0)
F4 = QPageSize(QSizeF(*F4_MM), QPageSize.Unit.Millimeter, "F4")
"""The paper of Indonesian offices; Qt takes the driver's own Folio (8.5 x 13 in) for it, hardly a millimetre away."""

_MM_PER_INCH = 25.4

A3 = QPageSize(QPageSize.PageSizeId.A3)

DPI = 300.0


def choose_printer(
    parent: QWidget, title: str, pages: int = 1, *, paper: QPageSize | None = None, landscape: bool = False
) -> QPrinter | None:
    """Let the person choose a printer and pages; None when they chose none.

    `paper` is proposed, without margins: what is printed brings its own. Without it the printer's own paper stays.
    """
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    if paper is not None:
        printer.setPageSize(paper)
        printer.setPageMargins(QMarginsF(), QPageLayout.Unit.Millimeter)
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


def was_taken(taken: bool) -> str:
    """Return what is said after printing: whether the printer took the sheets."""
    if taken:
        return _("Sudah diberikan ke pencetak.")
    return _("Pencetak tidak menerima. Periksa kertas dan kabelnya, lalu coba lagi.")


def draw_sheet(printer: QPrinter, image: QImage, size_mm: tuple[float, float]) -> bool:
    """Draw the picture at its true size in the middle of the top, smaller where the sheet has less room.

    Returns False when the printer took nothing.
    """
    painter = QPainter()
    if not painter.begin(printer):
        return False
    room = painter.viewport()
    dots = printer.resolution() / _MM_PER_INCH
    wanted = QSizeF(size_mm[0] * dots, size_mm[1] * dots).toSize()
    if wanted.width() > room.width() or wanted.height() > room.height():
        wanted = wanted.scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(QRect((room.width() - wanted.width()) // 2, 0, wanted.width(), wanted.height()), image)
    return painter.end()
