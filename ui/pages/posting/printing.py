"""Prints the ready picture on one sheet, as large as the sheet allows, for the board in front of the office."""

from __future__ import annotations

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from sipa_core.messages import _
from ui.widgets.printing import choose_printer, paint


def print_picture(parent: QWidget, image: QImage) -> bool:
    """Ask for a printer and print; return False when the person closed the dialog or the printer took nothing."""
    printer = choose_printer(parent, _("Cetak gambar"))
    return printer is not None and paint(printer, [image])
