"""The form of an event: in which village, what happened, on which day."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QLineEdit, QWidget

from sipa_core.domain.dates import YearMeant, iso_date
from sipa_core.messages import _
from ui.design.measures import Size
from ui.widgets.boxes import Column
from ui.widgets.date_field import DateField
from ui.widgets.field import Field
from ui.widgets.form_question import FormQuestion, ask_form
from ui.widgets.select import Select

MAX_NAME = 120


class EventForm(QWidget):
    """`villages` are codes and names to choose from, none for the desk's own village; `day` is today, ISO."""

    def __init__(self, villages: Sequence[tuple[str, str]], day: str, due: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.village = Select(_("Desa"))
        for code, label in villages:
            self.village.addItem(label, code)
        self.name = QLineEdit()
        self.name.setMaxLength(MAX_NAME)
        self.name.setAccessibleName(_("Apa yang terjadi"))
        self.day = DateField(_("Tanggal peristiwa"))
        self.day.set_iso(day)
        today = iso_date(day)
        self.day.meant = YearMeant(today) if today is not None else None
        whole = Column(self, Size.GAP_8)
        if villages:
            whole.addWidget(Field(_("Desa"), self.village))
        hint = _("Misalnya: rabat beton RT 02 selesai, masa jabatan berakhir.")
        whole.addWidget(Field(_("Apa yang terjadi"), self.name, hint))
        whole.addWidget(Field(_("Tanggal peristiwa"), self.day, due))
        self.setFocusProxy(self.village if villages else self.name)

    @property
    def iso(self) -> str:
        """Return the day as it stands in the field, as ISO text; empty when it cannot be read."""
        return self.day.day.isoformat() if self.day.day is not None else ""

    @property
    def complaint(self) -> str:
        """Return why the form cannot be taken, empty when it can."""
        if not self.name.text().strip():
            return _("Tulis apa yang terjadi.")
        if not self.iso:
            return _("Tanggal ini belum terbaca. Tulis seperti 10 Juli 2025.")
        return ""


def ask_event(
    parent: QWidget,
    report: str,
    due: str,
    day: str,
    on_event: Callable[[str, str, str], None],
    villages: Sequence[tuple[str, str]] = (),
) -> FormQuestion:
    """Open the form for a report type; `on_event` gets the village's code (empty: own), the ISO day and the words."""
    form = EventForm(villages, day, due)
    body = _("Setelah dicatat, desa diminta membuat {report}. Batasnya dihitung dari tanggal peristiwa.")
    return ask_form(
        parent,
        _("Catat peristiwa"),
        body.format(report=report),
        _("Catat"),
        form,
        lambda: form.complaint,
        lambda: on_event(str(form.village.currentData() or ""), form.iso, form.name.text()),
    )
