"""One section of the version in hand: its table, or its texts beside what they were in the version before."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from sipa_core.domain.templates import Field, Section, SectionKind
from sipa_core.messages import _
from sipa_desktop.services.review_views import ReviewDetail
from ui.design.measures import Size
from ui.design.theme import px
from ui.design.type import Role
from ui.pages.review.lines import Table, budget_table, section_table, value_words
from ui.pages.review.table_view import NoteButton, ReviewTable
from ui.widgets.boxes import Column, Row, Scroller, empty_layout
from ui.widgets.card import Card, EdgeCard
from ui.widgets.chip import Chip, StatusChip
from ui.widgets.label import Label


class SectionView(QStackedWidget):
    """`noted` gives the path on which the person wants a note."""

    noted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[str, str, bool] = ("", "", False)
        self._texts: dict[str, NoteButton] = {}
        self.table = ReviewTable(_("Tabel laporan"))
        self.table.noted.connect(self.noted)
        self._card = EdgeCard()
        self._card.column.addWidget(self.table)
        self._legend = Label("", Role.CAPTION, "ink2", wrap=True)
        holder = QWidget()
        column = Column(holder, Size.GAP_8)
        column.addWidget(self._card, 100)
        column.addWidget(self._legend)
        column.addStretch(1)
        self._scroller = Scroller(Size.GAP_12)
        self.addWidget(holder)
        self.addWidget(self._scroller)

    def show_section(self, detail: ReviewDetail, key: str, notes: Mapping[str, int]) -> None:
        """Show a section with the numbers of the notes in it."""
        section = detail.template.section(key)
        if section is None:
            return
        same = self._shown == (detail.version_id, key, detail.can_decide)
        self._shown = (detail.version_id, key, detail.can_decide)
        table = self._table_of(detail, section)
        if table is not None and table.lines:
            self._show_table(detail, table, notes)
        elif same:
            self._mark(notes)
        else:
            self._show_texts(detail, section, table.words if table is not None else "", notes)

    def go_to(self, path: str) -> None:
        """Bring the place of a path into sight."""
        if self.currentIndex() == 0:
            self.table.go_to(path)
        elif path in self._texts:
            self._scroller.ensureWidgetVisible(self._texts[path])

    def _table_of(self, detail: ReviewDetail, section: Section) -> Table | None:
        if section.kind is SectionKind.BUDGET:
            return budget_table(detail)
        return section_table(detail, section) if section.kind is SectionKind.TABLE else None

    def _show_table(self, detail: ReviewDetail, table: Table, notes: Mapping[str, int]) -> None:
        self.table.set_table(table, notes, detail.can_decide)
        self._card.setMaximumHeight(self.table.natural_height() + px(Size.GAP_4))
        changed = any(line.changed for line in table.lines)
        self._legend.setText(
            _("Titik kuning: berubah dari kiriman ke-{n}.").format(n=detail.previous) if changed else ""
        )
        self._legend.setVisible(changed)
        self.setCurrentIndex(0)

    def _show_texts(self, detail: ReviewDetail, section: Section, words: str, notes: Mapping[str, int]) -> None:
        empty_layout(self._scroller.column)
        self._texts = {}
        if words:
            self._scroller.column.addWidget(self._text(detail, section.title, section.key, words, ""))
        else:
            for field in section.leaves:
                shown = value_words(field, detail.content.get(field.path))
                title = section.title if len(section.leaves) == 1 else field.label
                self._scroller.column.addWidget(
                    self._text(detail, title, field.path, shown, _before(detail, field, shown))
                )
        self._scroller.column.addStretch(1)
        self._mark(notes)
        self._scroller.verticalScrollBar().setValue(0)
        self.setCurrentIndex(1)

    def _text(self, detail: ReviewDetail, title: str, path: str, words: str, before: str) -> Card:
        card = Card(gap=Size.GAP_6)
        head = Row(gap=Size.GAP_8)
        head.addWidget(Label(title, Role.CARD, wrap=True), 1)
        if before:
            head.addWidget(StatusChip(Chip("menunggu", _("Berubah"), "info")))
        if detail.can_decide:
            button = NoteButton(title)
            button.clicked.connect(partial(self.noted.emit, path))
            self._texts[path] = button
            head.addWidget(button)
        card.column.addLayout(head)
        text = Label(words, Role.BODY, wrap=True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        card.column.addWidget(text)
        if before:
            card.column.addWidget(Label(before, Role.TABLE, "ink2", wrap=True))
        return card

    def _mark(self, notes: Mapping[str, int]) -> None:
        for path, button in self._texts.items():
            button.set_number(notes.get(path))


def _before(detail: ReviewDetail, field: Field, shown: str) -> str:
    """What a text was in the version before, empty when it is the same or there is none."""
    if field.path not in detail.changed_paths:
        return ""
    before = value_words(field, detail.previous_content.get(field.path))
    return "" if before == shown else _("Kiriman ke-{n}: {text}").format(n=detail.previous, text=before)
