"""The panel at the right of the editor: the kecamatan's notes, the checks, and the history of the report."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

from sipa_core.domain.findings import Finding, Severity
from sipa_core.messages import _
from sipa_desktop.services.reports_views import HistoryEntry, NoteView, ReportEdit
from ui.design.measures import Size
from ui.design.type import Role
from ui.widgets.ask_bar import AskBar
from ui.widgets.boxes import Column, Line, Row, Scroller, empty_layout, even, reveal, sides
from ui.widgets.button import Button
from ui.widgets.checks_list import Check, ChecksList, Weight
from ui.widgets.label import Label
from ui.widgets.note_card import Note, NoteCard
from ui.widgets.pane import Pane
from ui.widgets.tabs import Tabs

_WEIGHT: dict[Severity, Weight] = {Severity.MUST: "must", Severity.SUGGEST: "should", Severity.GOOD: "good"}


class SidePane(Pane):
    """`note_chosen` gives the key of a note; `fixed` key and new tick; `place_asked` the path of a check;
    `replied` the key of a note to be answered; `versions_asked` wants to see what was sent. `selected` is the key of
    the card in hand, `ask` stands below everything.
    """

    note_chosen = Signal(str)
    fixed = Signal(str, bool)
    replied = Signal(str)
    place_asked = Signal(str)
    versions_asked = Signal()

    def __init__(self) -> None:
        super().__init__("panel", Size.SIDE_PANEL)
        self._tabs = Tabs([("notes", _("Catatan kecamatan")), ("history", _("Riwayat"))], _("Panel samping"))
        self._tabs.chosen.connect(self._turn)
        self._cards: dict[str, NoteCard] = {}
        self._notes: tuple[NoteView, ...] = ()
        self._editable = False
        self.selected = ""
        self._card_column = Column(gap=Size.GAP_8)
        self.checks = ChecksList()
        self.checks.picked.connect(self.place_asked)
        self._line = Line()
        self._nothing = Label(_("Tidak ada yang perlu diperiksa."), Role.TABLE, "ink2", wrap=True)
        self._scroller = Scroller(Size.GAP_12, even(Size.GAP_12))
        self._history = Scroller(Size.GAP_12, even(Size.GAP_16))
        self._stack = QStackedWidget()
        head = Row(margins=sides(Size.GAP_12, Size.GAP_2))
        head.addWidget(self._tabs, 1)
        self.column.addLayout(head)
        self.column.addWidget(Line())
        self._scroller.column.addLayout(self._card_column)
        self._scroller.column.addWidget(self._line)
        self._scroller.column.addWidget(self.checks)
        self._scroller.column.addWidget(self._nothing)
        self._scroller.column.addStretch(1)
        self._stack.addWidget(self._scroller)
        self._stack.addWidget(self._history)
        # What scrolls asks for no height, so that what stands below it never makes the page too high.
        self._stack.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self.column.addWidget(self._stack, 1)
        self.ask = AskBar(_("Tanya kecamatan"))
        self.column.addWidget(self.ask)

    def show_report(self, edit: ReportEdit) -> None:
        """Show notes, checks and history of a report."""
        open_notes = sum(not note.fixed for note in edit.notes)
        label = _("Catatan kecamatan ({n})").format(n=open_notes) if edit.notes else _("Pemeriksaan")
        self._tabs.set_label("notes", label)
        self._show_notes(edit.notes, edit.editable)
        reveal(self._line, bool(edit.notes))
        self.checks.set_checks([_check(finding) for finding in edit.checks])
        reveal(self.checks, bool(edit.checks))
        self._nothing.setText(_("Tidak ada yang perlu diperiksa.") if edit.checked else _("Memeriksa isian…"))
        reveal(self._nothing, not edit.checks and not (edit.checked and edit.notes))
        self._show_history(edit.history)

    def select_note(self, key: str) -> None:
        """Show one card as the one in hand and bring it into sight; an empty key selects none."""
        self.selected = key
        for card_key, card in self._cards.items():
            card.set_selected(card_key == key)
        if key in self._cards:
            self._scroller.ensureWidgetVisible(self._cards[key])

    def _show_notes(self, notes: tuple[NoteView, ...], editable: bool) -> None:
        if notes == self._notes and editable == self._editable:
            return
        self._notes, self._editable = notes, editable
        focused = next((key for key, card in self._cards.items() if card.resolve.hasFocus()), "")
        empty_layout(self._card_column)
        self._cards = {}
        for note in notes:
            told = (_("Isiannya sudah Anda ubah."),) if note.changed else ()
            shown = Note(note.key, note.number, note.where, note.text, note.by, note.at_words, note.fixed, told)
            card = NoteCard(shown, can_resolve=editable, can_reply=True)
            card.replied.connect(self.replied)
            card.selected.connect(self.note_chosen)
            card.resolved.connect(self._resolved)
            self._cards[note.key] = card
            self._card_column.addWidget(card)
        if focused in self._cards:
            self._cards[focused].resolve.setFocus()

    def _resolved(self, key: str) -> None:
        note = next((note for note in self._notes if note.key == key), None)
        if note is not None:
            self.fixed.emit(key, not note.fixed)

    def _show_history(self, entries: Sequence[HistoryEntry]) -> None:
        empty_layout(self._history.column)
        if entries:
            look = Button(_("Lihat semua kiriman"), "clock-counter-clockwise", height="dense")
            look.clicked.connect(self.versions_asked)
            self._history.column.addWidget(look)
        for entry in entries:
            self._history.column.addWidget(_entry(entry))
        if not entries:
            words = Label(_("Laporan ini belum pernah dikirim."), Role.TABLE, "ink2", wrap=True)
            self._history.column.addWidget(words)
        self._history.column.addStretch(1)

    def _turn(self, key: str) -> None:
        self._stack.setCurrentIndex(0 if key == "notes" else 1)


def _check(finding: Finding) -> Check:
    return Check(_WEIGHT[finding.severity], finding.words, field=finding.path)


def _entry(entry: HistoryEntry) -> QWidget:
    holder = QWidget()
    column = Column(holder, Size.GAP_2)
    column.addWidget(Label(entry.title, Role.TABLE_STRONG, wrap=True))
    column.addWidget(Label(", ".join(part for part in (entry.by, entry.at_words) if part), Role.CAPTION, "ink2"))
    if entry.text:
        column.addWidget(Label(entry.text, Role.TABLE, wrap=True))
    return holder
