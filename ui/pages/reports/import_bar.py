"""Stays above a report after an import, so that it can be taken back also when its toast is long gone."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from sipa_core.imports.entered import Entered, way_back
from sipa_core.messages import _
from sipa_desktop.errors import Refused
from sipa_desktop.services.reports_views import Saved
from ui.design.measures import Size
from ui.design.type import Role
from ui.pages.reports.editor_model import EditorModel
from ui.runtime.faults import sentence_of
from ui.widgets.boxes import Row, reveal
from ui.widgets.button import Button
from ui.widgets.label import IconLabel, Label


class ImportBar(QWidget):
    """Tells of the last import into the report in the editor, on one quiet line; `turned` when it comes or goes."""

    turned = Signal()

    def __init__(self, model: EditorModel) -> None:
        super().__init__()
        self._model = model
        self._last: dict[str, tuple[str, Entered]] = {}
        self._words = Label("", Role.TABLE, "ink2", wrap=True)
        self.back = Button(_("Batalkan"), "arrow-counter-clockwise", height="dense")
        self.close_it = Button(_("Tutup"), height="dense")
        row = Row(self, Size.GAP_8)
        row.addWidget(IconLabel("download-simple", Size.ICON_CONTROL, "ink2"))
        row.addWidget(self._words, 1)
        row.addWidget(self.back)
        row.addWidget(self.close_it)
        self.back.clicked.connect(self.take_back)
        self.close_it.clicked.connect(self.forget)
        model.looked.connect(self.look)

    @property
    def sentence(self) -> str:
        """Return what is said, empty while there is nothing to take back."""
        return self.accessibleName()

    def remember(self, draft_id: str, words: str, what: Entered) -> None:
        """Offer to take this import back while SIPA is open; only the last one of each report."""
        self._last[draft_id] = (words, what)
        self.look()

    def look(self) -> None:
        """Say what belongs to the report in the editor."""
        edit = self._model.edit
        entered = self._last.get(edit.draft_id) if edit is not None and self._model.editable else None
        kept = _("Baris baru yang isinya sudah lain tetap utuh. Isian lain yang Anda ubah juga tetap.")
        sentence = f"{entered[0]} {kept}" if entered is not None else ""
        self._words.setText(sentence)
        self.setAccessibleName(sentence)
        self.back.setAccessibleName(f"{self.back.text()}: {sentence}")
        reveal(self, bool(sentence))
        self.turned.emit()

    def take_back(self) -> None:
        """Take it out of the report in the editor, but for what somebody wrote since."""
        edit = self._model.edit
        last = self._last.get(edit.draft_id) if edit is not None else None
        back = way_back(last[1], self._model.content) if last is not None else {}
        if edit is not None and back:
            del self._last[edit.draft_id]
            self._model.set_values(back)
            self._model.replaced.emit()
        self.look()

    def take_back_from(self, draft_id: str, what: Entered) -> None:
        """The same of whatever report, also while another one is in the editor."""
        if self._model.shows(draft_id) and draft_id in self._last:
            self.take_back()
            return
        self.forget(draft_id)
        job = partial(self._model.context.desk.imports.take_back, draft_id, what)
        self._model.context.runner.command(job, self._answered, self._failed, owner=self)

    def _answered(self, answer: Saved | Refused) -> None:
        if isinstance(answer, Refused):
            self._model.refused.emit(answer.words)

    def _failed(self, fault: Exception) -> None:
        self._model.refused.emit(sentence_of(fault))

    def forget(self, draft_id: str = "") -> None:
        """Offer it no more."""
        edit = self._model.edit
        self._last.pop(draft_id or (edit.draft_id if edit is not None else ""), None)
        self.look()
