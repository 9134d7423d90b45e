"""Prints the sheet for the board in front of the office, as large as the paper allows."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from sipa_core.messages import _
from ui.pages import PageContext
from ui.runtime.faults import sentence_of
from ui.widgets.printing import A3, choose_printer, paint, was_taken


def print_sheet(parent: QWidget, context: PageContext, image: QImage) -> None:
    """Ask for a printer, and print on A3 unless the person chooses other paper; a toast tells how it went."""
    printer = choose_printer(parent, _("Cetak A3"), paper=A3)
    if printer is None:
        return

    def came(taken: bool) -> None:
        context.toast(was_taken(taken))

    def failed(fault: Exception) -> None:
        context.toast(sentence_of(fault))

    context.runner.query(partial(paint, printer, [image]), came, failed, owner=parent)
