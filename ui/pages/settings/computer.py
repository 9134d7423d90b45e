"""Akun dan kunci: whose computer this is, where it sends to, where its keys lie, and how it is registered again."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from sipa_core.messages import _
from sipa_core.ops.words import problem_words
from sipa_desktop.identity import Identity
from sipa_desktop.services.diagnosis import Diagnosis
from ui.design.measures import Size
from ui.design.type import Role
from ui.pages import PageContext
from ui.pages.settings.facts import Fact, computer_facts
from ui.pages.settings.register_again import register_again
from ui.runtime.faults import sentence_of
from ui.widgets.boxes import Column, Row, empty_layout, reveal
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.label import Label
from ui.widgets.notice import Notice


class ComputerView(QWidget):
    """The section; read anew whenever it is shown."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.notice = Notice("prohibit")
        self.again = Button(_("Daftarkan lagi"), "key", "primary")
        self._facts = Column(gap=Size.GAP_12)
        self._card = Card(_("Komputer ini"), gap=Size.GAP_12)
        self._card.column.addLayout(self._facts)
        column = Column(self, Size.GAP_16)
        column.addWidget(self.notice)
        row = Row()
        row.addWidget(self.again)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self._card)
        column.addStretch(1)
        self.again.clicked.connect(self._register)
        reveal(self.again, False)
        self.load()

    def load(self) -> None:
        """Read the facts."""
        desk = self._context.desk
        self._context.runner.query(
            lambda: (desk.identity(), desk.diagnoses.read(), desk.enrolment.shut_out()),
            lambda found: self._show(*found),
            self._failed,
            owner=self,
        )

    def _show(self, identity: Identity | None, facts: Diagnosis, shut_out: str | None) -> None:
        if identity is None:
            return
        out = shut_out is not None and not self._context.desk.practice
        self.notice.say(problem_words(shut_out or "") if out else "")
        reveal(self.again, out)
        empty_layout(self._facts)
        for fact in computer_facts(identity, facts.secrets_place, facts.enrolled_at):
            self._facts.addWidget(_pair(fact))

    def _failed(self, fault: Exception) -> None:
        self.notice.say(sentence_of(fault))

    def _register(self) -> None:
        if register_again(self._context, self):
            self.load()


def _pair(fact: Fact) -> QWidget:
    holder = QWidget()
    pair = Column(holder, Size.NONE)
    pair.addWidget(Label(fact.label, Role.CAPTION, "ink2"))
    value = Label(fact.value, Role.TABLE_STRONG, wrap=True)
    value.setAccessibleName(f"{fact.label}: {fact.value}")
    value.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    pair.addWidget(value)
    return holder
