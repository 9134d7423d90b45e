"""Beside the version: the notes being written, the automatic checks, what was said before, and the decision below."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from sipa_core.domain.findings import Severity
from sipa_core.messages import _
from sipa_desktop.services.review_views import HeldRow, ReviewDetail
from sipa_desktop.services.versions import VersionRow
from ui.design.measures import Size
from ui.design.theme import px
from ui.design.type import Role
from ui.pages.review.left_notes import LeftNotesList
from ui.pages.review.notes import NotesModel
from ui.widgets.ask_bar import AskBar
from ui.widgets.boxes import Column, Line, Row, Scroller, empty_layout, even, reveal
from ui.widgets.button import Button
from ui.widgets.checks_list import Check, ChecksList
from ui.widgets.label import Label
from ui.widgets.note_card import Note, NoteCard
from ui.widgets.notice import Notice
from ui.widgets.pane import Pane

_WEIGHTS = {Severity.MUST: "must", Severity.SUGGEST: "should", Severity.GOOD: "good"}


class SidePanel(Pane):
    """Signals: `note_asked` for a note on the whole report, `take_asked(version)` to use the notes left on another
    sending, `place_asked(path)` to go there, and the decisions
    `return_asked`, `accept_asked`, `release_asked`, `reopen_asked`, `withdraw_asked`, `again_asked` (publish anew);
    `timely_asked` to count what a stick brought late as in time; `version_asked(version)` to read another version.
    """

    note_asked = Signal()
    take_asked = Signal(str)
    place_asked = Signal(str)
    return_asked = Signal()
    accept_asked = Signal()
    release_asked = Signal()
    reopen_asked = Signal()
    withdraw_asked = Signal()
    again_asked = Signal()
    timely_asked = Signal()
    version_asked = Signal(str)

    def __init__(self, notes: NotesModel, parent: QWidget | None = None) -> None:
        super().__init__("panel", Size.SIDE_PANEL, parent=parent)
        self._notes = notes
        self._cards: dict[str, NoteCard] = {}
        self._wanted = ""
        self._earlier_shown: tuple[object, ...] = ()
        self._title = Label(_("Catatan untuk desa"), Role.CARD)
        self._count = Label("", Role.CAPTION, "ink2")
        self._saved = Label("", Role.CAPTION, "ink2", wrap=True)
        self._saved.hide()
        self._list = Column(gap=Size.GAP_10)
        self._general = Button(_("Catatan umum"), "plus", "link", "dense")
        self._left = LeftNotesList()
        self._checks = ChecksList(_("Pemeriksaan otomatis"), good_shown=4)
        self._before = Column(gap=Size.GAP_8)
        self._earlier = Column(gap=Size.GAP_8)
        self.notice = Notice()
        self._words = Label("", Role.TABLE, "ink2", wrap=True)
        self._public = Label("", Role.TABLE, "ink2", wrap=True)
        self.give_back = Button(_("Kembalikan"), "arrow-u-up-left")
        self.accept = Button(_("Setujui laporan"), "check")
        self.release = Button(_("Terbitkan"), "megaphone-simple", "primary")
        self.reopen = Button(_("Buka kembali"), "arrow-counter-clockwise")
        self.withdraw = Button(_("Tarik dari halaman publik"), "eye-slash", "danger")
        self.again = Button(_("Terbitkan lagi"), "megaphone-simple")
        self._timely = Label("", Role.TABLE, "ink2", wrap=True)
        self.timely = Button(_("Nyatakan tepat waktu"), "usb")
        self._build()
        self._general.clicked.connect(self.note_asked)
        self._left.take_asked.connect(self.take_asked)
        self._left.removed.connect(notes.drop)
        self._left.place_asked.connect(self.place_asked)
        self._checks.picked.connect(self.place_asked)
        self.give_back.clicked.connect(self.return_asked)
        self.accept.clicked.connect(self.accept_asked)
        self.release.clicked.connect(self.release_asked)
        self.reopen.clicked.connect(self.reopen_asked)
        self.withdraw.clicked.connect(self.withdraw_asked)
        self.again.clicked.connect(self.again_asked)
        self.timely.clicked.connect(self.timely_asked)
        notes.listed.connect(self._show_notes)
        notes.begun.connect(self._want)
        notes.counted.connect(self._show_count)

    def show_detail(self, detail: ReviewDetail, held: HeldRow | None, return_word: str, busy: bool) -> None:
        """Show what belongs to the version in hand."""
        for part in self._parts:
            reveal(part, True)
        self._checks.set_checks(
            [Check(_WEIGHTS[one.severity], one.words, field=one.path) for one in detail.checks]  # type: ignore[arg-type]
        )
        reveal(self._checks, bool(detail.checks))
        for part in (self._title, self._count, self._general):
            reveal(part, detail.can_decide)
        self._left.show_left(detail.left)
        self._show_earlier(detail)
        self._decision(detail, held, busy)
        self.set_return_word(return_word)
        self._show_count()

    def show_nothing(self) -> None:
        """Empty the panel while another version is read: words of the one before, greyed, would seem to be lost."""
        for part in self._parts:
            reveal(part, False)

    def set_return_word(self, words: str) -> None:
        """Change the words of the button that gives back; it leads as soon as a note is written."""
        self.give_back.set_face(words, "arrow-u-up-left")
        self.give_back.set_kind("primary" if self._notes.written else "plain")

    @property
    def _deciding(self) -> tuple[Button, ...]:
        """Return the buttons below the words, from top to bottom."""
        return self.timely, self.give_back, self.accept, self.release, self.reopen, self.withdraw, self.again

    def _build(self) -> None:
        scroller = Scroller(Size.GAP_10, even(Size.GAP_16))
        head = Row(gap=Size.GAP_8)
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._count)
        scroller.column.addLayout(head)
        scroller.column.addLayout(self._list)
        scroller.column.addWidget(self._saved)
        general = Row()
        general.addWidget(self._general)
        general.addStretch(1)
        scroller.column.addLayout(general)
        scroller.column.addWidget(self._left)
        scroller.column.addLayout(self._before)
        scroller.column.addWidget(self._checks)
        scroller.column.addLayout(self._earlier)
        scroller.column.addStretch(1)
        self._scroller = scroller
        decision = QWidget()
        column = Column(decision, Size.GAP_8, (Size.GAP_16, Size.GAP_12, Size.GAP_16, Size.GAP_12))
        column.addWidget(self.notice)
        column.addWidget(self._words)
        column.addWidget(self._public)
        column.addWidget(self._timely)
        for button in self._deciding:
            column.addWidget(button)
        # What scrolls asks for no height, so that what stands below it never makes the page too high.
        scroller.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self.column.addWidget(scroller, 1)
        self.ask = AskBar(_("Tanya desa"))
        line = Line()
        for part in (self.ask, line, decision):
            self.column.addWidget(part)
        self._parts = (scroller, self.ask, line, decision)

    def _decision(self, detail: ReviewDetail, held: HeldRow | None, busy: bool) -> None:
        reveal(self.give_back, detail.can_decide)
        reveal(self.accept, detail.can_decide)
        reveal(self.release, held is not None)
        reveal(self.reopen, bool(detail.reopen_word))
        self._timely.setText(detail.timely_words)
        for part in (self._timely, self.timely):
            reveal(part, bool(detail.timely_words))
        public = detail.publication
        self._public.setText(public.words if public is not None else "")
        reveal(self._public, public is not None)
        reveal(self.withdraw, public is not None and not public.withdrawn)
        reveal(self.again, public is not None and public.withdrawn)
        for button in self._deciding:
            button.setEnabled(not busy)
        if held is not None:
            self._words.setText("\n".join((held.words, *(f"• {one}" for one in held.findings))))
        else:
            self._words.setText(detail.decision_words if detail.can_decide else detail.closed_words)

    def _show_notes(self) -> None:
        focus = next(
            (key for key, card in self._cards.items() if card.editor is not None and card.editor.hasFocus()), ""
        )
        if focus:
            # A card that is hidden with the focus hands it on to the list of reports, which then chooses another one.
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        empty_layout(self._list)
        self._cards = {}
        for note in self._notes.notes:
            card = NoteCard(Note(note.key, note.number, note.where, note.text), editable=True)
            card.edited.connect(self._notes.write)
            card.removed.connect(self._notes.remove)
            card.selected.connect(self._selected)
            self._cards[note.key] = card
            self._list.addWidget(card)
        self._want(self._wanted or focus)

    def _want(self, key: str) -> None:
        """Put the focus into a note, now or when it is there."""
        self._wanted = key
        card = self._cards.get(key)
        if card is not None and card.editor is not None:
            self._wanted = ""
            card.editor.setFocus()
            card.editor.moveCursor(card.editor.textCursor().MoveOperation.End)
            self._scroller.ensureWidgetVisible(card, 0, px(Size.GAP_40))

    def _selected(self, key: str) -> None:
        note = next((note for note in self._notes.notes if note.key == key), None)
        if note is not None:
            self.place_asked.emit(note.path)

    def _show_count(self) -> None:
        count = self._notes.written
        self._count.setText(_("{n} catatan").format(n=count) if count else "")
        self._saved.set_tone("danger" if self._notes.fault else "ink2")
        words = self._notes.fault or self._notes.saved_words
        self._saved.setText(words)
        reveal(self._saved, bool(words))

    def _show_earlier(self, detail: ReviewDetail) -> None:
        shown = (detail.version_id, detail.can_decide, detail.earlier_notes, detail.versions, detail.history)
        if shown == self._earlier_shown:
            return  # what is the same is not built anew: the focus may be in it
        self._earlier_shown = shown
        empty_layout(self._before)
        empty_layout(self._earlier)
        if detail.earlier_notes:
            title = _("Catatan kiriman sebelumnya") if detail.can_decide else _("Catatan yang dikirim")
            self._before.addWidget(Label(title, Role.CARD))
            for note in detail.earlier_notes:
                answer = (note.answer,) if note.answer else ()
                card = NoteCard(
                    Note(note.key, note.number, note.where, note.text, resolved=note.answered, replies=answer)
                )
                card.selected.connect(lambda _key, path=note.path: self.place_asked.emit(path))
                self._before.addWidget(card)
        if len(detail.versions) > 1:
            self._earlier.addWidget(Label(_("Kiriman"), Role.CARD))
            for row in detail.versions:
                self._earlier.addLayout(self._version(row, row.id == detail.version_id))
        if detail.history:
            self._earlier.addWidget(Label(_("Riwayat"), Role.CARD))
        for entry in detail.history:
            line = ", ".join(part for part in (entry.by, entry.at_words) if part)
            words = Label(f"{entry.title}\n{line}", Role.CAPTION, "ink2", wrap=True)
            self._earlier.addWidget(words)

    def _version(self, row: VersionRow, in_hand: bool) -> Row:
        line = Row(gap=Size.GAP_8)
        words = Column(gap=Size.NONE)
        words.addWidget(Label(row.title, Role.TABLE_STRONG))
        receipt = _("Tanda terima {number}").format(number=row.receipt) if row.receipt else ""
        for text in (row.words, row.verdict, receipt):
            if text:
                words.addWidget(Label(text, Role.CAPTION, "ink2", wrap=True))
        line.addLayout(words, 1)
        if in_hand:
            line.addWidget(Label(_("Dibuka"), Role.CAPTION, "ink2"))
        else:
            button = Button(_("Baca"), kind="link", height="dense")
            button.setAccessibleName(_("Baca {title}").format(title=row.title))
            button.clicked.connect(partial(self.version_asked.emit, row.id))
            line.addWidget(button)
        return line
