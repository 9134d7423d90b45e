"""Stays above a report after an import, so that it can be taken back also when its toast is long gone."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from sipa_core.domain.paths import Value, row_of
from sipa_core.messages import _
from ui.design.measures import Size
from ui.design.type import Role
from ui.pages.reports.editor_model import EditorModel
from ui.widgets.boxes import Row, reveal
from ui.widgets.button import Button
from ui.widgets.label import IconLabel, Label


class _Entered(msgspec.Struct, frozen=True):
    """What an import brought into a report: the sentence about it, each value before and after."""

    words: str
    before: Mapping[str, Value]
    after: Mapping[str, Value]


def _changed(entered: _Entered, here: Mapping[str, Value]) -> set[str]:
    """What somebody changed since; of a row that the import made all of it, or a figure would stand there alone."""
    changed = {path for path, value in entered.after.items() if here.get(path) != value}
    old = {row_of(path) for path, value in entered.before.items() if value is not None}
    whole = {row_of(path) for path in changed} - old - {None}
    return changed | {path for path in entered.before if row_of(path) in whole}


class ImportBar(QWidget):
    """Tells of the last import into the report in the editor, on one quiet line; `turned` when it comes or goes."""

    turned = Signal()

    def __init__(self, model: EditorModel) -> None:
        super().__init__()
        self._model = model
        self._last: dict[str, _Entered] = {}
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

    def remember(self, draft_id: str, words: str, before: Mapping[str, Value], after: Mapping[str, Value]) -> None:
        """Offer to take this import back while SIPA is open; only the last one of each report."""
        self._last[draft_id] = _Entered(words, before, after)
        self.look()

    def look(self) -> None:
        """Say what belongs to the report in the editor."""
        edit = self._model.edit
        entered = self._last.get(edit.draft_id) if edit is not None and self._model.editable else None
        kept = _("Isian yang Anda ubah sesudahnya tidak ikut dibatalkan.")
        sentence = f"{entered.words} {kept}" if entered is not None else ""
        self._words.setText(sentence)
        self.setAccessibleName(sentence)
        self.back.setAccessibleName(f"{self.back.text()}: {sentence}")
        reveal(self, bool(sentence))
        self.turned.emit()

    def take_back(self) -> None:
        """Put back what stood there before, but for what somebody changed since."""
        edit = self._model.edit
        entered = self._last.pop(edit.draft_id, None) if edit is not None else None
        if entered is not None:
            stays = _changed(entered, self._model.content)
            self._model.set_values({path: value for path, value in entered.before.items() if path not in stays})
            self._model.replaced.emit()
        self.look()

    def forget(self, draft_id: str = "") -> None:
        """Offer it no more."""
        edit = self._model.edit
        self._last.pop(draft_id or (edit.draft_id if edit is not None else ""), None)
        self.look()
