"""The preview of an import: nothing enters the report before the person has seen it here and agreed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from sipa_core.imports.preview import Fate, ImportPreview
from sipa_core.messages import _, ngettext
from ui.design.measures import Size
from ui.design.type import Role
from ui.pages.reports.import_cards import ChangesCard, ColumnsCard, QuestionsCard, RefusedCard, SumsCard
from ui.pages.reports.import_model import ImportModel
from ui.widgets.boxes import Column, Row, Scroller, empty_layout
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.label import ElidedLabel, IconLabel, Label
from ui.widgets.page_header import PageHeader
from ui.widgets.pane import Pane
from ui.widgets.state_stack import StateStack


class ImportView(QWidget):
    """`left` when the person goes back without taking anything."""

    left = Signal()

    def __init__(self, model: ImportModel) -> None:
        super().__init__()
        self.model = model
        self._title = ""
        self._header = PageHeader(_("Periksa dulu sebelum dimasukkan"), kind="bar", with_back=True)
        self._cancel = Button(_("Batal"), key="Esc")
        self._enter = Button("", "download-simple", "primary", key="Ctrl+Enter")
        self._header.add_action(self._cancel)
        self._header.add_action(self._enter)
        self._main = Scroller(Size.GAP_16, (Size.GAP_20, Size.GAP_16, Size.GAP_8, Size.GAP_16))
        self._side = Scroller(Size.GAP_16, (Size.GAP_8, Size.GAP_16, Size.GAP_20, Size.GAP_16))
        content = QWidget()
        row = Row(content, Size.NONE)
        row.addWidget(self._main, 1)
        side = Pane("canvas", Size.SIDE_CARDS)
        side.column.addWidget(self._side)
        row.addWidget(side)
        self._stack = StateStack(content)
        whole = Column(self, Size.NONE)
        whole.addWidget(self._header)
        whole.addWidget(self._stack, 1)
        self._header.back.connect(self.left)
        self._cancel.clicked.connect(self.left)
        self._enter.clicked.connect(model.enter)
        self._stack.acted.connect(self.left)
        QShortcut(QKeySequence("Esc"), self, self.left.emit, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        model.changed.connect(self._render)

    def begin(self, title: str) -> None:
        """Say which report the import is for."""
        self._title = title

    def enter(self) -> None:
        """Take what is shown (Ctrl+Enter)."""
        self.model.enter()

    def panels(self) -> list[QWidget]:
        """Return the parts that F6 goes through."""
        return [self._header, self._main, self._side]

    def _render(self) -> None:
        shown = self.model.shown
        self._dress_button()
        if self.model.fault:
            self._header.set_state(_("Belum ada yang berubah."))
            self._stack.show_error(self.model.fault, action=_("Kembali ke laporan"))
            return
        if shown is None:
            self._header.set_state("")
            self._stack.show_loading()
            return
        words = _("{file} ke {report}. Belum ada yang berubah.")
        self._header.set_state(words.format(file=shown.table.name, report=self._title))
        first = self._stack.shown != "content"
        self._fill(shown)
        self._stack.show_content()
        if first:
            self._cancel.setFocus(Qt.FocusReason.OtherFocusReason)

    def _dress_button(self) -> None:
        n = self.model.taken
        words = ngettext("Masukkan {n} baris", "Masukkan {n} baris", n).format(n=n) if n else _("Masukkan")
        self._enter.set_face(words, "download-simple", "Ctrl+Enter")
        self._enter.setEnabled(self.model.may_enter)

    def _fill(self, shown: ImportPreview) -> None:
        focused = self._focused_question()
        empty_layout(self._main.column)
        empty_layout(self._side.column)
        if shown.questions:
            questions = QuestionsCard(shown)
            questions.answered.connect(self.model.answer)
            self._main.column.addWidget(questions)
            self._return_focus(questions, focused)
        self._main.column.addWidget(ColumnsCard(shown))
        if shown.refused:
            self._main.column.addWidget(RefusedCard(shown.refused))
        self._main.column.addStretch(1)
        for card in (_file_card(shown), SumsCard(shown), ChangesCard(shown)):
            self._side.column.addWidget(card)
        self._side.column.addStretch(1)

    def _focused_question(self) -> str:
        focus = QApplication.focusWidget()
        return focus.accessibleName() if focus is not None and self._main.isAncestorOf(focus) else ""

    def _return_focus(self, questions: QuestionsCard, name: str) -> None:
        """The cards are built anew with each answer; the person stays at the question just answered."""
        if name:
            for part in questions.findChildren(QWidget):
                if part.accessibleName() == name:
                    part.setFocus(Qt.FocusReason.OtherFocusReason)


def _file_card(shown: ImportPreview) -> Card:
    card = Card(gap=Size.GAP_4)
    row = Row(gap=Size.GAP_10)
    row.addWidget(IconLabel("table", Size.ICON_ROW))
    row.addWidget(ElidedLabel(shown.table.name, Role.CARD), 1)
    card.column.addLayout(row)
    facts = [(Fate.TAKEN, _("{n} baris masuk")), (Fate.WAITING, _("{n} baris menunggu jawaban, belum ikut"))]
    facts += [(Fate.CHECK, _("{n} baris jumlah, dibandingkan saja")), (Fate.SKIPPED, _("{n} baris dilewati"))]
    for fate, words in facts:
        n = len(shown.of(fate))
        if n:
            card.column.addWidget(Label(words.format(n=n), Role.TABLE, "warn" if fate is Fate.WAITING else "ink2"))
    if shown.table.cut:
        card.column.addWidget(Label(shown.table.cut, Role.TABLE, "danger", wrap=True))
    if not shown.changes:
        words = _("Semua angkanya sudah sama dengan isian laporan.")
        card.column.addWidget(Label(words, Role.TABLE, wrap=True))
    return card
