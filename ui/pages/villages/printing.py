"""Prints the card with a code: made in memory off the windows' thread, printed, and forgotten."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from sipa_core.messages import _
from sipa_desktop.sync.codes import NewCode
from sipa_render.office import CARD_MM
from ui.pages import PageContext
from ui.runtime.faults import sentence_of
from ui.widgets.printing import choose_printer, draw_sheet, was_taken


def print_card(parent: QWidget, context: PageContext, code: NewCode, place: str) -> None:
    """Make the card and ask for a printer; how it went is said as a toast, a fault in words too."""

    def made() -> QImage:
        return QImage.fromData(people.card(code.groups, code.person_name, place, code.expires_at))

    def came(image: QImage) -> None:
        printer = choose_printer(parent, _("Cetak kartu"))
        if printer is not None:
            context.runner.query(partial(draw_sheet, printer, image, CARD_MM), printed, failed, owner=parent)

    def printed(taken: bool) -> None:
        context.toast(was_taken(taken))

    def failed(fault: Exception) -> None:
        context.toast(sentence_of(fault))

    people = context.desk.people
    context.runner.query(made, came, failed, owner=parent)
