"""Asks, for all activities that are not finished at once, how far each is and why it goes on."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from sipa_core.domain.not_done import Going
from sipa_core.messages import _, ngettext
from ui.design.measures import Size
from ui.design.theme import px
from ui.design.type import Role
from ui.widgets.boxes import Column, Row, Scroller
from ui.widgets.field import Field
from ui.widgets.form_question import FormQuestion, ask_form
from ui.widgets.label import Label

MOST_REASON = 400
SHOWN = 5
"""So many activities are in sight; of more, the list is scrolled."""


class NotDoneForm(QWidget):
    """The reason, and a line for each activity with the progress that is proposed."""

    def __init__(self, found: tuple[Going, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found = found
        self.reason = QPlainTextEdit()
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(px(Size.NOTE_EDITOR))
        self.percents = {one.path: self._line(one) for one in found}
        column = Column(self, Size.GAP_8)
        help_text = _(
            "Mengapa belum selesai dan kapan dilanjutkan. Ditulis untuk semua, lalu dapat diubah satu per satu."
        )
        column.addWidget(Field(_("Keterangan untuk semua"), self.reason, help_text))
        column.addWidget(
            Label(_("Kemajuan di lapangan, dihitung dari uang yang terpakai"), Role.TABLE_STRONG, wrap=True)
        )
        lines = Scroller(Size.GAP_4)
        for one in found:
            row = Row(gap=Size.GAP_8)
            row.addWidget(Label(one.name, Role.TABLE, wrap=True), 1)
            row.addWidget(self.percents[one.path])
            row.addWidget(Label("%", Role.TABLE, "ink2"))
            lines.column.addLayout(row)
        lines.column.addStretch(1)
        lines.setFixedHeight((px(Size.CONTROL) + px(Size.GAP_4)) * min(len(found), SHOWN))
        column.addWidget(lines)
        self.setFocusProxy(self.reason)

    @property
    def told(self) -> dict[str, int]:
        """Return how far each activity is, by the path of its progress; call while there is no complaint."""
        return {path: int(line.text()) for path, line in self.percents.items()}

    @property
    def complaint(self) -> str:
        """Return why the form cannot be taken, empty when it can."""
        for one in self._found:
            text = self.percents[one.path].text().strip()
            if not text.isdecimal() or int(text) > 100:
                return _("Kemajuan {name} ditulis dengan angka 0 sampai 100.").format(name=one.name)
        unfinished = any(percent < 100 for percent in self.told.values())
        words = self.reason.toPlainText().strip()
        if unfinished and not words:
            return _("Tulis keterangannya dulu.")
        if len(words) > MOST_REASON:
            return _("Lebih dari {n} huruf. Pendekkan dulu.").format(n=MOST_REASON)
        return ""

    def _line(self, one: Going) -> QLineEdit:
        line = QLineEdit(str(one.percent))
        line.setAccessibleName(_("Kemajuan {name} (%)").format(name=one.name))
        line.setMaxLength(3)
        line.setFixedWidth(px(Size.PERCENT_FIELD))
        return line


def ask_not_done(
    parent: QWidget, found: tuple[Going, ...], on_told: Callable[[Mapping[str, int], str], None]
) -> FormQuestion:
    """Ask; `on_told` gets the progress of each by its path, and the reason."""
    form = NotDoneForm(found)
    count = len(found)
    title = ngettext("{n} kegiatan belum selesai", "{n} kegiatan belum selesai", count).format(n=count)
    body = _("Betulkan kemajuannya bila di lapangan berbeda. Yang 100% tidak dimasukkan ke daftar belum selesai.")

    def decided() -> None:
        on_told(form.told, form.reason.toPlainText().strip())

    return ask_form(parent, title, body, _("Masukkan"), form, lambda: form.complaint, decided)
