"""Cari: one field, results while typing, grouped; everything by keyboard. Only lays out what its model has."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from sipa_core.messages import _
from sipa_desktop.services.search_views import Hit, SearchKind, SearchResult
from ui.design.measures import Size
from ui.design.type import Role
from ui.pages import PageContext
from ui.pages.search.view_model import SearchModel, progress_words
from ui.widgets.bar import Bar
from ui.widgets.boxes import Column, reveal, sides
from ui.widgets.card import EdgeCard
from ui.widgets.chip import Chip
from ui.widgets.label import Label
from ui.widgets.page_header import PageHeader
from ui.widgets.result_list import Result, ResultList
from ui.widgets.select import SearchField
from ui.widgets.state_stack import EmptyState, StateStack

_ICONS = {
    SearchKind.REPORT: "file-text",
    SearchKind.NOTE: "note-pencil",
    SearchKind.CONSULTATION: "chats-circle",
    SearchKind.GUIDANCE: "handshake",
    SearchKind.FEEDBACK: "chat-circle-dots",
    SearchKind.PUBLICATION: "megaphone-simple",
    SearchKind.VILLAGE: "buildings",
}


def create(context: PageContext) -> QWidget:
    """Return the page."""
    return SearchPage(context)


class SearchPage(QWidget):
    """The page; `open_argument` takes a text to search for."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.model = SearchModel(context, self)
        self.header = PageHeader(_("Cari"), kind="bar")
        self.field = SearchField(_("Cari laporan, catatan, konsultasi, masukan warga"), key="Ctrl+K")
        self.list = ResultList(_("Hasil pencarian"))
        self._words = Label("", Role.TABLE, "ink2", wrap=True)
        self._bar = Bar(thin=True)
        self._start = EmptyState(
            "magnifying-glass",
            _("Ketik kata yang dicari, paling sedikit 3 huruf."),
            detail=_("Yang dicari hanya yang ada di komputer ini. Huruf besar dan tanda baca tidak berpengaruh."),
        )
        self._stack = StateStack(self.list, self._start)
        self._build()
        self.field.searched.connect(self.model.search)
        self.field.returnPressed.connect(self._enter)
        self.field.installEventFilter(self)
        self.list.opened.connect(self.model.open)
        self.list.left_above.connect(self._to_field)
        self._stack.acted.connect(self._again)
        self.model.changed.connect(self._render)
        self._render()

    def page_shown(self) -> None:
        """Let the person type at once; what is not indexed yet is indexed now."""
        self.field.selectAll()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.model.catch_up()

    def open_argument(self, argument: object) -> None:
        """Search for a text."""
        if isinstance(argument, str) and argument:
            self.field.setText(argument)
            self.model.search(argument)

    def focus_search(self) -> None:
        """Put the cursor into the field (Ctrl+F)."""
        self._to_field()

    def panels(self) -> tuple[QWidget, ...]:
        """Return the panels that F6 goes through."""
        return (self.field, self.list)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Down lead from the field into the results, and Escape empty it."""
        if watched is self.field and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Down and self._stack.shown == "content":
                self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return True
            if event.key() == Qt.Key.Key_Escape and self.field.text():
                self.field.clear()
                return True
        return super().eventFilter(watched, event)

    def _build(self) -> None:
        whole = Column(self, Size.NONE)
        whole.addWidget(self.header)
        body = Column(gap=Size.GAP_12, margins=(Size.GAP_24, Size.GAP_16, Size.GAP_24, Size.GAP_20))
        body.addWidget(self.field)
        below = Column(gap=Size.GAP_6, margins=sides(Size.GAP_2, Size.NONE))
        below.addWidget(self._words)
        below.addWidget(self._bar)
        body.addLayout(below)
        card = EdgeCard()
        card.column.addWidget(self._stack)
        body.addWidget(card, 1)
        whole.addLayout(body, 1)

    def _render(self) -> None:
        model = self.model
        result = model.result
        progress = model.progress
        self._words.setText(progress_words(progress) if progress else result.words if result is not None else "")
        reveal(self._words, bool(self._words.text()))
        reveal(self._bar, progress is not None)
        if progress is not None:
            self._bar.set_share(progress[0] / max(1, progress[1]), "bar")
        if model.fault:
            self._stack.show_error(model.fault)
        elif model.opening:
            self._stack.show_loading()
        elif result is None or not result.text:
            self._stack.show_empty()
        elif not result.groups:
            self._stack.show_empty(result.words, icon="magnifying-glass")
        else:
            self.list.set_results(tuple(_rows(result)))
            self._stack.show_content()

    def _enter(self) -> None:
        """Search at once for what was typed, or open the first hit when it is shown already."""
        text = self.field.text().strip()
        if self.model.result is None or self.model.result.text != text:
            self.model.search(text)
        elif self._stack.shown == "content":
            self.list.open_current()

    def _again(self, which: str) -> None:
        if which == "error":
            self.model.search(self.field.text().strip())

    def _to_field(self) -> None:
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)


def _rows(result: SearchResult) -> Iterator[Result]:
    at = 0
    for group in result.groups:
        more = group.total - len(group.hits)
        aside = _("{n} terbaru dari {m}").format(n=len(group.hits), m=group.total) if more else str(group.total)
        yield Result(f"g{group.kind}", group.title, heading=True, aside=aside)
        for hit in group.hits:
            yield _row(str(at), hit)
            at += 1


def _row(key: str, hit: Hit) -> Result:
    aside = ", ".join(part for part in (hit.village, hit.when) if part)
    chip = Chip("draf", hit.chip, "pencil-simple-line") if hit.chip else None
    return Result(key, hit.title, False, _ICONS[hit.target.kind], hit.place, hit.words, hit.marks, aside, chip)
