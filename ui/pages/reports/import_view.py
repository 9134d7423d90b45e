"""The preview of an import: nothing enters the report before the person has seen it here and agreed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QWidget

from sipa_core.messages import _, ngettext
from ui.design.measures import Size
from ui.pages.reports.import_cards import ChangesCard, FileCard, QuestionsCard, SumsCard
from ui.pages.reports.import_columns import ColumnsCard, RefusedCard, Shown, column_questions
from ui.pages.reports.import_model import ImportModel
from ui.widgets.boxes import Column, Scroller, empty_layout
from ui.widgets.button import Button
from ui.widgets.document_dialog import choose_place
from ui.widgets.notice import Notice
from ui.widgets.page_header import PageHeader
from ui.widgets.pane import Pane, Panes
from ui.widgets.progress_panel import Progress, ProgressPanel
from ui.widgets.state_stack import StateStack


class ImportView(QWidget):
    """`left` when the person goes back without taking anything."""

    left = Signal()

    def __init__(self, model: ImportModel) -> None:
        super().__init__()
        self.model = model
        self._title = ""
        self._drawn: Shown | None = None
        self._header = PageHeader(_("Periksa dulu sebelum dimasukkan"), kind="bar", with_back=True)
        self._cancel = Button(_("Batal"), key="Esc")
        self._enter = Button("", "download-simple", "primary", key="Ctrl+Enter")
        self._header.add_action(self._cancel)
        self._header.add_action(self._enter)
        self._main = Scroller(Size.GAP_16, (Size.GAP_20, Size.GAP_16, Size.GAP_8, Size.GAP_16))
        self._side = Scroller(Size.GAP_16, (Size.GAP_8, Size.GAP_16, Size.GAP_20, Size.GAP_16))
        found, summed = Pane("canvas"), Pane("canvas", Size.SIDE_CARDS)
        found.column.addWidget(self._main)
        summed.column.addWidget(self._side)
        self._panes = Panes([(_("Isi berkas"), found), (_("Ringkasan"), summed)])
        self._stack = StateStack(self._panes)
        self.progress = ProgressPanel()
        self.said = Notice("info")
        holder = Column(margins=(Size.GAP_20, Size.NONE, Size.GAP_20, Size.NONE))
        holder.addWidget(self.progress)
        holder.addWidget(self.said)
        whole = Column(self, Size.NONE)
        whole.addWidget(self._header)
        whole.addLayout(holder)
        whole.addWidget(self._stack, 1)
        self._header.back.connect(self.leave)
        self._cancel.clicked.connect(self.leave)
        self.progress.paused.connect(self.leave)
        model.progressed.connect(self._progressed)
        model.said.connect(self._say)
        self._enter.clicked.connect(model.enter)
        self._stack.acted.connect(self.leave)
        QShortcut(QKeySequence("Esc"), self, self.leave, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        model.changed.connect(self._render)

    def begin(self, title: str) -> None:
        """Say which report the import is for."""
        self._title = title

    def enter(self) -> None:
        """Take what is shown (Ctrl+Enter)."""
        self.model.enter()

    def leave(self) -> None:
        """Go back without taking anything; a file still being read is left alone. Not while the rows enter: going back
        would say that nothing has changed.
        """
        if self.model.entering:
            return
        self.model.stop()
        self.progress.end()
        self.left.emit()

    def panels(self) -> list[QWidget]:
        """Return the parts that F6 goes through."""
        return [self._header, self._main, self._side]

    def _render(self) -> None:
        shown = self.model.shown
        self._dress_button()
        self.said.say("")
        if shown is not None or self.model.fault:
            self.progress.end()
        if self.model.fault:
            self._drawn = None
            self._header.set_state(_("Belum ada yang berubah."))
            self._stack.show_error(self.model.fault, action=_("Kembali ke laporan"))
            return
        if shown is None:
            self._drawn = None
            self._header.set_state("")
            self._stack.show_loading()
            self.progress.begin(
                Progress(_("Membaca {file}").format(file=self.model.file_name), _("Belum ada yang berubah."))
            )
            return
        looking = self.model.busy and not self.model.entering
        words = _("{file} dicocokkan lagi.") if looking else _("{file} ke {report}. Belum ada yang berubah.")
        self._header.set_state(words.format(file=self.model.file_name, report=self._title))
        if shown is self._drawn:
            return  # what was just answered stands in the cards as the person left it
        self._drawn = shown
        first = self._stack.shown != "content"
        self._fill(shown)
        self._stack.show_content()
        if first:
            self._panes.show_pane(0)
            # What a person is asked comes first; without a question nothing is done by Enter alone.
            asked = self._first_answer() if shown.questions else None
            (asked or self._cancel).setFocus(Qt.FocusReason.OtherFocusReason)

    def _dress_button(self) -> None:
        n = self.model.taken
        words = ngettext("Masukkan {n} baris", "Masukkan {n} baris", n).format(n=n) if n else _("Masukkan")
        self._enter.set_face(words, "download-simple", "Ctrl+Enter")
        self._enter.setEnabled(self.model.may_enter)
        self._cancel.setEnabled(not self.model.entering)

    def _fill(self, shown: Shown) -> None:
        focused = self._focused_question()
        answered = self._main.isAncestorOf(QApplication.focusWidget() or self)
        empty_layout(self._main.column)
        empty_layout(self._side.column)
        of_columns = column_questions(shown).values()
        others = [question for question in shown.questions if question not in of_columns]
        if others:
            questions = QuestionsCard(shown, others)
            questions.answered.connect(self.model.answer)
            self._main.column.addWidget(questions)
            self._return_focus(questions, focused)
        columns = ColumnsCard(shown)
        columns.answered.connect(self.model.answer)
        self._main.column.addWidget(columns)
        if shown.refused:
            refused = RefusedCard(shown.refused)
            refused.save_asked.connect(self._save_refused)
            self._main.column.addWidget(refused)
        self._main.column.addStretch(1)
        self._side.column.addWidget(FileCard(shown, self.model.file_name, self.model.file_words))
        if shown.money:
            self._side.column.addWidget(SumsCard(shown))
        self._side.column.addWidget(ChangesCard(shown))
        self._side.column.addStretch(1)
        if answered and not self._main.isAncestorOf(QApplication.focusWidget() or self):
            # The button that was pressed is gone with its card; the person goes on to what comes next.
            (self._enter if self._enter.isEnabled() else self._cancel).setFocus(Qt.FocusReason.OtherFocusReason)

    def _first_answer(self) -> QWidget | None:
        parts = self._main.findChildren(QWidget)
        answers = (part for part in parts if isinstance(part, QAbstractButton | QComboBox) and part.isEnabled())
        return next((part for part in answers if part.focusPolicy() & Qt.FocusPolicy.TabFocus), None)

    def _focused_question(self) -> str:
        focus = QApplication.focusWidget()
        return focus.accessibleName() if focus is not None and self._main.isAncestorOf(focus) else ""

    def _return_focus(self, questions: QuestionsCard, name: str) -> None:
        """The cards are built anew with each answer; the person stays at the question just answered."""
        if name:
            for part in questions.findChildren(QWidget):
                if part.accessibleName() == name:
                    part.setFocus(Qt.FocusReason.OtherFocusReason)

    def _progressed(self, at: int, of: int) -> None:
        if self.model.busy and of:
            detail = _("{n} dari {m} baris dicocokkan. Belum ada yang berubah.").format(n=at, m=of)
            title = _("Membaca {file}").format(file=self.model.file_name)
            self.progress.set_progress(Progress(title, detail, at / of))

    def _save_refused(self) -> None:
        stem = self.model.file_name.rpartition(".")[0] or _("berkas")
        name = _("{name}-tidak-dimasukkan").format(name=stem)
        path = choose_place(self, _("Simpan daftar ini"), f"{name}.xlsx", _("Tabel Excel (*.xlsx)"))
        if path is not None:
            self.model.save_refused(path)

    def _say(self, words: str, _good: bool) -> None:
        self.said.say(words)
