"""One section of the version in hand: its table, or its texts beside what they were in the version before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from sipa_core.domain.templates import Field, Section, SectionKind
from sipa_core.messages import _
from sipa_desktop.services.attachments import Attachments
from sipa_desktop.services.review_views import ReviewDetail
from sipa_desktop.services.values import value_words
from ui.design.measures import Size
from ui.design.theme import px
from ui.design.type import Role
from ui.pages.review.budget_lines import budget_table
from ui.pages.review.files_view import FilesView
from ui.pages.review.lines import Table, only_changed, section_table
from ui.pages.review.table_view import NoteButton, ReviewTable
from ui.runtime.tasks import Runner
from ui.widgets.boxes import Column, Row, Scroller, empty_layout
from ui.widgets.card import Card, EdgeCard
from ui.widgets.changed_text import ChangedText
from ui.widgets.chip import Chip, StatusChip
from ui.widgets.label import Label


class SectionView(QStackedWidget):
    """`noted` gives the path on which the person wants a note."""

    noted = Signal(str)

    def __init__(self, attachments: Attachments, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.files = FilesView(attachments, runner)
        self.files.noted.connect(self.noted)
        self._shown: tuple[object, ...] = ()
        self._texts: dict[str, NoteButton] = {}
        self.table = ReviewTable(_("Tabel laporan"))
        self.table.noted.connect(self.noted)
        self._card = EdgeCard()
        self._card.column.addWidget(self.table)
        self.table.measured.connect(self._fit)
        self._legend = Label("", Role.CAPTION, "ink2", wrap=True)
        holder = QWidget()
        column = Column(holder, Size.GAP_8)
        column.addWidget(self._card, 100)
        column.addWidget(self._legend)
        column.addStretch(1)
        self._scroller = Scroller(Size.GAP_12)
        self.addWidget(holder)
        self.addWidget(self._scroller)
        self.addWidget(self.files)

    def show_section(
        self, detail: ReviewDetail, key: str, notes: Mapping[str, int], *, changes_only: bool = False
    ) -> None:
        """Show a section with the numbers of the notes in it, all of it or only what is another than before."""
        section = detail.template.section(key)
        if section is None:
            return
        if section.kind is SectionKind.PHOTOS:
            self._shown = ()
            self.files.show_files(detail, section, notes)
            self.setCurrentWidget(self.files)
            return
        shown = (detail.version_id, key, detail.can_decide, detail.against, changes_only)
        same, self._shown = self._shown == shown, shown
        table = self._table_of(detail, section)
        if table is not None and changes_only:
            table = only_changed(table)
        if table is not None and table.lines:
            self._show_table(detail, table, notes)
        elif same:
            self._mark(notes)
        else:
            fields = [one for one in section.leaves if not changes_only or one.path in detail.changed_paths]
            words = table.words if table is not None else ""
            if not fields and not words:
                words = _("Tidak ada yang berubah di bagian ini.")
            self._show_texts(detail, section, fields, words, notes)

    def _fit(self) -> None:
        self._card.setMaximumHeight(self.table.natural_height() + px(Size.GAP_4))

    def go_to(self, path: str) -> None:
        """Bring the place of a path into sight."""
        if self.currentIndex() == 0:
            self.table.go_to(path)
        elif self.currentWidget() is self.files:
            self.files.go_to(path)
        elif path in self._texts:
            self._scroller.ensureWidgetVisible(self._texts[path])

    def _table_of(self, detail: ReviewDetail, section: Section) -> Table | None:
        if section.kind is SectionKind.BUDGET:
            return budget_table(detail)
        return section_table(detail, section) if section.kind is SectionKind.TABLE else None

    def _show_table(self, detail: ReviewDetail, table: Table, notes: Mapping[str, int]) -> None:
        self.table.set_table(table, notes, detail.can_decide)
        changed = any(line.changed for line in table.lines)
        self._legend.setText(
            _("Titik di kiri: berubah dari kiriman ke-{n}. Baris dicoret: dihapus.").format(n=detail.previous)
            if changed
            else ""
        )
        self._legend.setVisible(changed)
        self.setCurrentIndex(0)

    def _show_texts(
        self, detail: ReviewDetail, section: Section, fields: Sequence[Field], words: str, notes: Mapping[str, int]
    ) -> None:
        empty_layout(self._scroller.column)
        self._texts = {}
        if words:
            self._scroller.column.addWidget(self._text(detail, section.title, section.key, words, None))
        else:
            for field in fields:
                shown = value_words(field, detail.content.get(field.path))
                title = section.title if len(section.leaves) == 1 else field.label
                self._scroller.column.addWidget(
                    self._text(detail, title, field.path, shown, _before(detail, field, shown))
                )
        self._scroller.column.addStretch(1)
        self._mark(notes)
        self._scroller.verticalScrollBar().setValue(0)
        self.setCurrentIndex(1)

    def _text(self, detail: ReviewDetail, title: str, path: str, words: str, before: str | None) -> Card:
        card = Card(gap=Size.GAP_6)
        head = Row(gap=Size.GAP_8)
        head.addWidget(Label(title, Role.CARD, wrap=True), 1)
        if before is not None:
            head.addWidget(StatusChip(Chip("menunggu", _("Berubah"), "info")))
        if detail.can_decide:
            button = NoteButton(title)
            button.clicked.connect(partial(self.noted.emit, path))
            self._texts[path] = button
            head.addWidget(button)
        card.column.addLayout(head)
        if before is not None:
            card.column.addWidget(ChangedText(before, words))
            key = _("+ ditambah, − dihapus, dibandingkan dengan kiriman ke-{n}.").format(n=detail.previous)
            card.column.addWidget(Label(key, Role.CAPTION, "ink2", wrap=True))
            return card
        text = Label(words, Role.BODY, wrap=True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        card.column.addWidget(text)
        return card

    def _mark(self, notes: Mapping[str, int]) -> None:
        for path, button in self._texts.items():
            button.set_number(notes.get(path))


def _before(detail: ReviewDetail, field: Field, shown: str) -> str | None:
    """What a text was in the version before, None when it is the same or there is none."""
    if field.path not in detail.changed_paths:
        return None
    before = value_words(field, detail.previous_content.get(field.path))
    return None if before == shown else before
