"""The editor of one report: outline at the left, one section in the middle, notes and checks at the right.

The line below the title says "Tersimpan" only when the model says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from sipa_core.domain.checks import first_place
from sipa_core.domain.findings import Severity
from sipa_core.domain.templates import PublicationItem, Section, SectionKind
from sipa_core.messages import _, ngettext
from sipa_desktop.services.places import where
from sipa_desktop.services.reports_views import ReportEdit
from sipa_desktop.services.statute_hold import held_items, held_title, held_words
from ui.design.measures import Size
from ui.pages.reports.budget_section import BudgetSection
from ui.pages.reports.editor_model import EditorModel
from ui.pages.reports.fields_section import FieldsSection
from ui.pages.reports.form_bar import FormBar
from ui.pages.reports.import_bar import ImportBar
from ui.pages.reports.outline_pane import OutlinePane
from ui.pages.reports.photos_section import PhotosSection
from ui.pages.reports.section import SectionView
from ui.pages.reports.side_pane import SidePane
from ui.pages.reports.table_section import TableSection
from ui.pages.reports.taking_over import TakingOver
from ui.widgets.badge import CARRIED, TALK
from ui.widgets.boxes import Column, Row, reveal
from ui.widgets.button import Button
from ui.widgets.chip import Chip
from ui.widgets.notice import Notice
from ui.widgets.page_header import PageHeader
from ui.widgets.pane import Pane, Panes
from ui.widgets.question import Answer, Question

_MIDDLE = 1


class Editor(QWidget):
    """`back` wants the list; `file_asked` (with the key of a section that is a table, or empty for the budget) and
    `block_given` an import; `print_asked` the report on paper and `receipt_asked` its receipt; `removed` tells of a
    removed row; `asked` gives the path that the kecamatan shall be asked about; `versions_asked` wants to see what was
    sent.
    """

    back = Signal()
    file_asked = Signal(str)
    block_given = Signal(str, str)
    removed = Signal(str, dict)
    print_asked = Signal()
    receipt_asked = Signal()
    asked = Signal(str)
    versions_asked = Signal()

    def __init__(self, model: EditorModel) -> None:
        super().__init__()
        self.model = model
        self._sections: dict[str, SectionView] = {}
        self._threads: Mapping[str, str] = {}
        self._unread: dict[str, str] = {}
        self._path = self._wanted = ""
        self._header = PageHeader("", kind="bar", with_back=True)
        self._receipt = Button(_("Tanda terima"), "check-circle")
        self._print = Button(_("Cetak"), "printer", key="Ctrl+P")
        self._send = Button(_("Kirim"), "paper-plane-tilt", "primary", key="Ctrl+Enter")
        self._recall = Button(_("Tarik kembali"), "arrow-counter-clockwise")
        for button in (self._receipt, self._print, self._recall, self._send):
            self._header.add_action(button)
        self.outline = OutlinePane()
        self.side = SidePane()
        self._taking = TakingOver(model.context, model, self)
        self._notice = Notice("warning-circle")
        self._unsaved = Notice("warning-circle")
        self._date = Notice("clock-countdown")
        self._locked = Notice("lock-simple")
        self._newer = Notice("warning")
        self.form, self.entered = FormBar(), ImportBar(model)
        self._choose = Button(_("Pilih isian"), "list-checks", height="dense")
        self._choices = QWidget()
        self._above = QWidget()
        self._stack = QStackedWidget()
        self._panes = Panes([(_("Bagian"), self.outline), (_("Isian"), self._middle()), (_("Catatan"), self.side)], 1)
        whole = Column(self, Size.NONE)
        whole.addWidget(self._header)
        whole.addWidget(self._panes, 1)
        self._connect()
        model.unread = self.unread

    @property
    def current(self) -> SectionView | None:
        """Return the section in the middle."""
        widget = self._stack.currentWidget()
        return widget if isinstance(widget, SectionView) else None

    def show_section(self, key: str) -> None:
        """Bring a section to the middle, made now if this is the first visit; an unknown key changes nothing."""
        edit = self.model.edit
        section = edit.template.section(key) if edit is not None else None
        if edit is None or section is None:
            return
        if key not in self._sections:
            self._sections[key] = self._make(section)
            self._stack.addWidget(self._sections[key])
        if self._stack.isAncestorOf(QApplication.focusWidget() or self):
            # Qt would give the focus to whatever stands first; the person stays with the report instead.
            self.outline.list.setFocus(Qt.FocusReason.OtherFocusReason)
        self._stack.setCurrentWidget(self._sections[key])
        self.outline.list.set_current(key)
        self._panes.show_pane(_MIDDLE)
        self.side.select_note(next((note.key for note in edit.notes if note.section == key), ""))
        if section.kind is SectionKind.PHOTOS:
            # Nothing in it is a field of its own to ask about: the question is about the sheet or the photos.
            self._path = section.key
            self._show_place()

    def go_to(self, path: str) -> None:
        """Go to the field or cell of a path, in whatever section it lies."""
        edit = self.model.edit
        section = edit.template.section_of(path) if edit is not None else None
        if section is not None:
            self.show_section(section.key)
            self._sections[section.key].go_to(path)

    def want(self, path: str) -> None:
        """Begin the next report that is opened at a field or cell; an empty path leaves the choice to the editor."""
        self._wanted = path

    def commit(self) -> None:
        """Take over what stands in an open cell or field, and leave the person where they are."""
        focus = QApplication.focusWidget()
        if focus is not None and self.isAncestorOf(focus):
            viewport = focus.parentWidget() if focus.objectName() == "cell" else None
            place = viewport.parentWidget() if viewport is not None else focus
            focus.clearFocus()
            if place is not None:
                place.setFocus(Qt.FocusReason.OtherFocusReason)
        for section in self._sections.values():
            if isinstance(section, BudgetSection):
                section.commit()

    def unread(self) -> int:
        """Return how many fields and cells of the report hold a text that cannot be read, and so is not saved."""
        return sum(view.unread() for view in self._sections.values()) if self.model.editable else 0

    def send(self) -> None:
        """Send the report (Ctrl+Enter): everything is saved first, then what is not right is named."""
        self.commit()
        self.say_fault("")
        self.model.prepare_sending()

    def step_note(self, by: int) -> None:
        """Go to the next note (1) or the one before (-1) and its place (F8, Shift+F8); the first follows the last."""
        notes = self.model.edit.notes if self.model.edit is not None else ()
        if notes:
            keys = [note.key for note in notes]
            here = self.side.selected
            at = keys.index(here) + by if here in keys else (0 if by > 0 else -1)
            self._note_chosen(keys[at % len(keys)])

    def say_fault(self, sentence: str) -> None:
        """Say above the section what could not be done, or take the sentence away."""
        self._notice.say(sentence)
        self._show_above()

    def _show_above(self) -> None:
        """Give room above the section only when something is said there."""
        reveal(self._above, any(part.sentence for part in self._said))

    def show_threads(self, threads: Mapping[str, str]) -> None:
        """Mark the fields on which a thread is open (path to thread)."""
        self._threads = threads
        for view in self._sections.values():
            view.show_notes(self._marks())
        self._show_place()

    def _show_place(self) -> None:
        edit = self.model.edit
        if edit is None:
            return
        ask = self.side.ask
        ask.set_place(self._path, self._place_words(self._path), self._threads.get(self._path, ""))
        others = [(thread, self._place_words(path)) for path, thread in self._threads.items() if path != self._path]
        ask.set_others([(thread, words or _("Seluruh laporan")) for thread, words in others])

    def _place_words(self, path: str) -> str:
        edit = self.model.edit
        return where(edit.template, self.model.content, self.model.tree, path) if edit is not None and path else ""

    def _reply(self, key: str) -> None:
        """Answer a note where the two talk about its field."""
        edit = self.model.edit
        note = next((note for note in edit.notes if note.key == key), None) if edit is not None else None
        if note is not None:
            self.asked.emit(note.path)

    def panels(self) -> list[QWidget]:
        """Return the parts that F6 goes through."""
        return [self._header, self.outline.list, self._stack, self.side]

    def _middle(self) -> Pane:
        middle = Pane("surface")
        row = Row(self._choices, Size.GAP_8)
        row.addWidget(self._choose)
        row.addStretch(1)
        above = Column(self._above, Size.GAP_8, (Size.GAP_16, Size.GAP_12, Size.GAP_16, Size.NONE))
        self._said = (self._unsaved, self._notice, self._date, self._locked, self._newer, self.entered, self.form)
        for part in (*self._said[:-1], self._choices, self.form):
            above.addWidget(part)
            part.hide()
        self._above.hide()
        middle.column.addWidget(self._above)
        middle.column.addWidget(self._stack, 1)
        return middle

    def _connect(self) -> None:
        self._header.back.connect(self.back)
        self._send.clicked.connect(self.send)
        self._print.clicked.connect(self.print_asked)
        self._receipt.clicked.connect(self.receipt_asked)
        self._recall.clicked.connect(self._ask_recall)
        self.side.versions_asked.connect(self.versions_asked)
        for keys, by in (("F8", 1), ("Shift+F8", -1)):
            shortcut = QShortcut(QKeySequence(keys), self, partial(self.step_note, by))
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._choose.clicked.connect(self._choose_text)
        self.form.move_asked.connect(self._move_form)
        self.entered.turned.connect(self._show_above)
        self.outline.chosen.connect(self.show_section)
        self.outline.take_asked.connect(self._take_over)
        self.side.note_chosen.connect(self._note_chosen)
        self.side.fixed.connect(self.model.mark_fixed)
        self.side.place_asked.connect(self.go_to)
        self.side.replied.connect(self._reply)
        self.side.ask.asked.connect(self.asked)
        self.model.opened.connect(self._opened)
        self.model.replaced.connect(self._replaced)
        self.model.looked.connect(self._looked)
        self.model.save_changed.connect(self._save_line)
        self.model.ready.connect(self._ready)

    def _make(self, section: Section) -> SectionView:
        view: SectionView
        match section.kind:
            case SectionKind.BUDGET:
                view = BudgetSection(self.model, section)
                view.file_asked.connect(partial(self.file_asked.emit, ""))
                view.block_given.connect(partial(self._block_given, ""))
                view.removed.connect(self.removed)
            case SectionKind.TABLE:
                view = TableSection(self.model, section)
                view.file_asked.connect(partial(self.file_asked.emit, section.key))
                view.block_given.connect(partial(self._block_given, section.key))
            case SectionKind.PHOTOS:
                view = PhotosSection(self.model, section, self.model.context)
            case SectionKind.TEXT | SectionKind.FIELDS:
                view = FieldsSection(self.model, section)
        view.chosen.connect(self._moved)
        view.confirmed.connect(self._taking.confirm)
        view.set_read_only(not self.model.editable)
        view.show_notes(self._marks())
        view.show_carried(self.model.edit.carried if self.model.edit is not None else {})
        return view

    def _block_given(self, section: str, text: str) -> None:
        self.block_given.emit(text, section)

    def _opened(self) -> None:
        edit = self.model.edit
        if edit is None:
            return
        for view in self._sections.values():
            self._stack.removeWidget(view)
            view.deleteLater()
        self._sections = {}
        self._path = ""
        self.say_fault("")
        self._looked()
        wanted, self._wanted = self._wanted, ""
        first = next((note for note in edit.notes if not note.fixed), None)
        if edit.template.section_of(wanted) is not None:
            self.go_to(wanted)
        elif first is not None and first.section and edit.editable:
            self.go_to(first.path)
            self.side.select_note(first.key)
        else:
            first_key = edit.sections[0].key
            self.show_section(first_key)
            if edit.editable:
                self._sections[first_key].go_to(first_key)

    def _replaced(self) -> None:
        for view in self._sections.values():
            view.show_content()

    def _looked(self) -> None:
        edit = self.model.edit
        if edit is None:
            return
        self._header.set_title(edit.title)
        self._header.set_chip(Chip(edit.state.value, edit.chip))
        self._send.set_face(edit.submit_word, "paper-plane-tilt", "Ctrl+Enter")
        reveal(self._send, edit.editable)
        reveal(self._receipt, edit.newest > 0)
        reveal(self._recall, bool(edit.recall_word))
        doubt = self.model.date_doubt
        self._date.say(f"{doubt.title}." if doubt is not None else "", doubt.lines if doubt is not None else ())
        self._locked.say(edit.locked_words)
        self._newer.say(edit.newer_words)
        reveal(self._choices, bool(edit.newer_words))
        self.form.say(edit.form, edit.editable and not edit.newer_words)
        self._show_above()
        self.outline.show_report(edit)
        self._show_checks(edit)
        self._save_line()
        for view in self._sections.values():
            view.set_read_only(not edit.editable)
            view.show_notes(self._marks())
            view.show_carried(edit.carried)
        self._show_place()

    def _show_checks(self, edit: ReportEdit) -> None:
        self._unread = self._unread_places()
        self.side.show_report(as_read(edit, self._unread))

    def _unread_places(self) -> dict[str, str]:
        return {path: words for view in self._sections.values() for path, words in view.unread_places().items()}

    def _marks(self) -> Mapping[str, int]:
        """The numbers of open notes; where there is none, the sign of a thread, or of a cell that was taken over."""
        carried = self.model.edit.carried if self.model.edit is not None and self.model.editable else {}
        cells = (path for path in carried if "[" in path)
        return {**dict.fromkeys(cells, CARRIED), **dict.fromkeys(self._threads, TALK), **self._open_notes()}

    def _open_notes(self) -> Mapping[str, int]:
        edit = self.model.edit
        return {note.path: note.number for note in edit.notes if not note.fixed} if edit is not None else {}

    def _save_line(self) -> None:
        tone = "danger" if self.model.save_fault else "ink2"
        words = _("Belum tersimpan.") if self.model.save_fault else self.model.save_words
        self._header.set_state(words, "warning-circle" if self.model.save_fault else "hard-drives", tone)
        # One line has no room for what is safe and what to do.
        why = self.model.unsaved_why
        self._unsaved.say(_("Tulisan terakhir belum tersimpan.") if why else "", (why,) if why else ())
        self._show_above()

    def _note_chosen(self, key: str) -> None:
        edit = self.model.edit
        note = next((note for note in edit.notes if note.key == key), None) if edit is not None else None
        if note is not None:
            self.side.select_note(key)
            self.go_to(note.path)

    def _moved(self, path: str) -> None:
        edit = self.model.edit
        note = next((note for note in edit.notes if note.path == path), None) if edit is not None else None
        self._path = path
        if edit is not None and self._unread_places() != self._unread:
            self._show_checks(edit)  # what was just left could not be read: it is not empty
        self._show_place()
        self.side.select_note(note.key if note is not None else "")

    def _ask_recall(self) -> None:
        answers = [Answer("stay", _("Biarkan terkirim")), Answer("recall", _("Tarik kembali"), "primary")]
        words = _(
            "Laporan menjadi draf lagi dan dapat Anda ubah. Tidak ada isian yang hilang. "
            "Hanya dapat selama kecamatan belum membukanya."
        )
        dialog = Question(_("Tarik kembali laporan ini?"), words, answers, "stay", parent=self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(self.model.recall)
        dialog.open()

    def _take_over(self) -> None:
        self.commit()
        self._taking.ask()

    def _choose_text(self) -> None:
        self.commit()
        self.model.choose_text()

    def _hold_back(self, edit: ReportEdit, missing: Sequence[PublicationItem]) -> None:
        """Say which items of the statute are missing; the way on is to fill them."""
        answers = [Answer("later", _("Nanti saja")), Answer("fill", _("Isi sekarang"), "primary", "pencil-simple-line")]
        dialog = Question(held_title(), held_words(edit.template, missing), answers, "later", parent=self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(partial(self._fill, edit, missing[0]))
        dialog.open()

    def _fill(self, edit: ReportEdit, item: PublicationItem) -> None:
        self.go_to(first_place(item, edit.template, self.model.content))

    def _move_form(self, back: bool) -> None:
        self.commit()
        self.model.move_form(back)

    def _ready(self) -> None:
        edit = self.model.edit
        if edit is None:
            return
        missing = held_items(edit.template, edit.content)
        if missing:
            self._hold_back(edit, missing)
            return
        doubts = send_doubts(as_read(edit, self._unread_places()), self.unread())
        if not doubts:
            self.model.send()
            return
        title = _("Masih ada yang perlu diperbaiki. Tetap kirim?")
        body = "\n".join(f"• {doubt}" for doubt in doubts)
        answers = [Answer("check", _("Periksa dulu")), Answer("send", _("Tetap kirim"), "primary", "paper-plane-tilt")]
        dialog = Question(title, body, answers, "check", parent=self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(self.model.send)
        dialog.open()


def as_read(edit: ReportEdit, unread: Mapping[str, str]) -> ReportEdit:
    """Return the report with checks that do not call empty what holds a text that cannot be read (path to why)."""
    if not unread:
        return edit
    checks = tuple(
        msgspec.structs.replace(one, words=unread[one.path]) if one.code == "empty" and one.path in unread else one
        for one in edit.checks
    )
    return msgspec.structs.replace(edit, checks=checks)


def send_doubts(edit: ReportEdit, unread: int) -> tuple[str, ...]:
    """Return what a person should know before sending: what must be put right, what was not read, open notes."""
    doubts = [finding.words for finding in edit.checks if finding.severity is Severity.MUST]
    if unread:
        words = ngettext(
            "{n} isian belum terbaca, jadi tidak ikut.", "{n} isian belum terbaca, jadi tidak ikut.", unread
        )
        doubts.append(words.format(n=unread))
    open_numbers = [str(note.number) for note in edit.notes if not note.fixed]
    if open_numbers:
        doubts.append(_("Catatan {n} belum ditandai sudah diperbaiki.").format(n=", ".join(open_numbers)))
    return tuple(doubts)
