"""Asks from which day a village reports here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QWidget

from sipa_core.messages import _
from ui.widgets.date_field import DateField
from ui.widgets.field import Field
from ui.widgets.form_question import ask_form
from ui.widgets.question import Question


def ask_begin(parent: QWidget, village: str, begun: str, on_day: Callable[[date], None]) -> Question:
    """Ask for the day, beginning with the one that stands (ISO, may be empty); `on_day` gets the one that was given."""
    day = DateField(_("Mulai memakai SIPA"))
    day.set_iso(begun)

    def complaint() -> str:
        return "" if day.day is not None else _("Tanggal ini belum terbaca. Tulis seperti 10 Juli 2025.")

    def decided() -> None:
        told = day.day
        if told is not None:
            on_day(told)

    title = _("Hari mulai {village}").format(village=village)
    body = _("Laporan yang batasnya sebelum hari ini tidak ditagih. Laporan yang sudah dikirim tetap ada.")
    field = Field(_("Mulai memakai SIPA"), day)
    field.setFocusProxy(day)
    return ask_form(parent, title, body, _("Simpan"), field, complaint, decided)
