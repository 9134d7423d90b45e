"""Prints the sheet for the board in front of the office, as large as the paper allows."""

from __future__ import annotations

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from sipa_core.messages import _
from ui.widgets.printing import A3, choose_printer, paint


def print_sheet(parent: QWidget, image: QImage) -> bool:
    """Ask for a printer and print on A3 unless the person chooses other paper; False when nothing was printed."""
    printer = choose_printer(parent, _("Cetak A3"), paper=A3)
    return printer is not None and paint(printer, [image])
