"""The versions of a report: one is read, alone or beside another, or beside what is being written on this computer."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from sipa_core.messages import _
from sipa_desktop.errors import Refused
from sipa_desktop.services.differences import Difference
from sipa_desktop.services.values import EMPTY
from sipa_desktop.services.versions import DRAFT, Compared, VersionList, Versions
from ui.design.measures import Size
from ui.design.theme import px, watch
from ui.design.type import Role
from ui.runtime.faults import sentence_of
from ui.runtime.tasks import Runner
from ui.widgets.boxes import Column, Line, Row, Scroller, empty_layout, even
from ui.widgets.button import Button
from ui.widgets.changed_text import ChangedText
from ui.widgets.dialog import Dialog
from ui.widgets.label import Label
from ui.widgets.select import Select
from ui.widgets.state_stack import StateStack

NOTHING = ""


class VersionsDialog(Dialog):
    """Opens on the newest version, beside the one before it; nothing in it can be changed."""

    def __init__(self, runner: Runner, versions: Versions, report_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._versions = versions
        self._report = report_id
        self._asked = 0
        self._list: VersionList | None = None
        self.setWindowTitle(_("Kiriman laporan ini"))
        self.chosen = Select(_("Yang dibaca"))
        self.against = Select(_("Dibandingkan dengan"))
        self._about = Label("", Role.TABLE, "ink2", wrap=True)
        self._places = Scroller(Size.GAP_10, even(Size.GAP_4))
        self._stack = StateStack(self._places)
        self._close = Button(_("Tutup"))
        self._build()
        self.chosen.activated.connect(self._compare)
        self.against.activated.connect(self._compare)
        self._close.clicked.connect(self.reject)
        self._stack.acted.connect(self._again)
        self._again("")
        watch(self._measure)

    def _build(self) -> None:
        whole = Column(self, Size.GAP_12, even(Size.GAP_20))
        whole.addWidget(Label(self.windowTitle(), Role.SECTION))
        row = Row(gap=Size.GAP_8)
        row.addWidget(self.chosen)
        row.addWidget(Label(_("dibandingkan dengan"), Role.TABLE, "ink2"))
        row.addWidget(self.against)
        row.addStretch(1)
        whole.addLayout(row)
        whole.addWidget(self._about)
        whole.addWidget(self._stack, 1)
        foot = Row()
        foot.addStretch(1)
        foot.addWidget(self._close)
        whole.addLayout(foot)

    def _again(self, _which: str) -> None:
        self._runner.query(partial(self._versions.of_report, self._report), self._listed, self._failed, owner=self)

    def _listed(self, answer: VersionList | Refused) -> None:
        if isinstance(answer, Refused):
            self._stack.show_error(answer.words)
            return
        self._list = answer
        for select in (self.chosen, self.against):
            select.clear()
        self.against.addItem(_("tidak dibandingkan"), NOTHING)
        for version in (*answer.rows, *answer.kept):
            self.chosen.addItem(version.title, version.id)
            self.against.addItem(version.title, version.id)
        for version in answer.earlier:
            self.against.addItem(version.title, version.id)
        if answer.draft:
            self.chosen.addItem(_("Isian di komputer ini"), DRAFT)
            self.against.addItem(_("Isian di komputer ini"), DRAFT)
        if not (answer.rows or answer.kept or (answer.draft and answer.earlier)):
            self._stack.show_empty(_("Laporan ini belum pernah dikirim."), icon="file-text")
            return
        self.against.setCurrentIndex(2 if len(answer.rows) > 1 else 0)
        self._compare()

    def _compare(self, *_at: int) -> None:
        self._asked += 1
        chosen, against = self.chosen.currentData(), self.against.currentData()
        known = (*self._list.rows, *self._list.kept, *self._list.earlier) if self._list is not None else ()
        row = next((one for one in known if one.id == chosen), None)
        receipt = _("Tanda terima {number}.").format(number=row.receipt) if row is not None and row.receipt else ""
        told = [f"{part}." for part in ((row.words, row.verdict) if row is not None else ()) if part]
        self._about.setText(" ".join((*told, receipt)).strip())
        self._runner.query(
            partial(self._versions.compare, self._report, chosen, "" if against == chosen else against),
            partial(self._compared, self._asked),
            self._failed,
            owner=self,
        )

    def _compared(self, number: int, answer: Compared | Refused) -> None:
        if number != self._asked:
            return
        if isinstance(answer, Refused):
            self._stack.show_error(answer.words)
            return
        column = self._places.column
        empty_layout(column)
        compared = bool(self.against.currentData()) and self.against.currentData() != self.chosen.currentData()
        column.addWidget(Label(answer.words, Role.TABLE_STRONG))
        section = ""
        for place in answer.places:
            if place.section != section:
                section = place.section
                column.addWidget(Line())
                column.addWidget(Label(section, Role.CARD))
            column.addWidget(_place(place, compared))
        column.addStretch(1)
        self._places.verticalScrollBar().setValue(0)
        self._stack.show_content()

    def _failed(self, fault: Exception) -> None:
        self._stack.show_error(sentence_of(fault))

    def _measure(self) -> None:
        self.resize(px(Size.TEXT_WIDTH), px(Size.WINDOW_MIN_HEIGHT))


def show_versions(parent: QWidget, runner: Runner, versions: Versions, report_id: str) -> None:
    """Open the versions of a report over a page."""
    dialog = VersionsDialog(runner, versions, report_id, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()


def _place(place: Difference, compared: bool) -> QWidget:
    holder = QWidget()
    column = Column(holder, Size.GAP_2)
    column.addWidget(Label(place.where, Role.CAPTION, "ink2", wrap=True))
    if compared and place.row:
        words = _("Ditambahkan: {what}") if place.after and not place.before else _("Dihapus: {what}")
        if place.before and place.after:
            words = _("Diganti: {what}")
        column.addWidget(Label(words.format(what=place.after or place.before), Role.TABLE, wrap=True))
    elif compared and not place.long:
        told = f"{place.before or EMPTY} → {place.after or EMPTY}"
        row = Row(gap=Size.GAP_12)
        row.addWidget(Label(told, Role.TABLE, wrap=True), 1)
        if place.gap:
            row.addWidget(Label(_("selisih {gap}").format(gap=place.gap), Role.TABLE_STRONG))
        column.addLayout(row)
    elif compared:
        column.addWidget(ChangedText(place.before, place.after, Role.TABLE))
    else:
        column.addWidget(Label(place.after, Role.TABLE, wrap=True))
    return holder
