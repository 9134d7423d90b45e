"""A section of single questions: one long text, or a few fields below each other."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit

from sipa_core.domain.paths import Value
from sipa_core.domain.templates import Section
from ui.design.measures import Size
from ui.design.theme import px, watch
from ui.pages.reports.editor_model import EditorModel
from ui.pages.reports.section import SectionView
from ui.pages.reports.value_field import ValueField, doubtful, follow, tell_saved, unread_fields
from ui.widgets.boxes import Scroller


class FieldsSection(SectionView):
    """The fields of the section that stand once in it; a single long text takes the height there is."""

    def __init__(self, model: EditorModel, section: Section) -> None:
        super().__init__(model, section)
        self.fields = {question.path: ValueField(question) for question in section.leaves}
        scroller = Scroller(Size.GAP_16, (Size.GAP_16, Size.GAP_4, Size.GAP_16, Size.GAP_16))
        for field in self.fields.values():
            tall = isinstance(field.editor, QPlainTextEdit)
            scroller.column.addWidget(field, 1 if tall else 0)
            field.entered.connect(self.chosen)
        follow(self.fields, model)
        model.kept.connect(self._saved)
        if not any(isinstance(field.editor, QPlainTextEdit) for field in self.fields.values()):
            scroller.column.addStretch(1)
        self.body.addWidget(scroller, 1)
        watch(self._measure)
        self.show_content()

    def show_content(self) -> None:
        """Show the values of the model."""
        for path, field in self.fields.items():
            field.show_value(self.model.content.get(path))

    def show_notes(self, notes: Mapping[str, int]) -> None:
        """Mark the fields that have a note; a note on the whole section stands at its first field."""
        for at, (path, field) in enumerate(self.fields.items()):
            field.set_note(notes.get(path) or (notes.get(self.section.key) if at == 0 else None))

    def show_carried(self, carried: Mapping[str, str]) -> None:
        """Say below each field that was taken over where it comes from."""
        super().show_carried(carried)
        for path, field in self.fields.items():
            field.set_origin(carried.get(path, ""))

    def set_read_only(self, read_only: bool) -> None:
        """Let the person only read, or write again."""
        for field in self.fields.values():
            field.set_read_only(read_only)

    def go_to(self, path: str) -> bool:
        """Put the focus on a field; the key of the section means its first field."""
        field = self.fields.get(path)
        if field is None and path == self.section.key:
            field = next(iter(self.fields.values()), None)
        if field is None:
            return False
        field.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def unread_places(self) -> Mapping[str, str]:
        """Return why fields could not be read, by path."""
        return unread_fields(self.fields)

    def unread(self) -> int:
        """Return how many fields hold a text that could not be read."""
        return doubtful(self.fields)

    def _saved(self, changes: Mapping[str, Value]) -> None:
        tell_saved(self.fields, changes)

    def _measure(self) -> None:
        for field in self.fields.values():
            field.setMaximumWidth(px(Size.TEXT_WIDTH))
