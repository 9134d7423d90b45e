"""The dialog *Buat laporan*: what is owed and not begun, to choose one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QWidget

from sipa_core.messages import _
from sipa_desktop.services.happenings import EventOffer
from sipa_desktop.services.reports_views import DutyRow
from sipa_desktop.sync.attention import Attention
from ui.design.measures import Size
from ui.design.theme import px, watch
from ui.design.type import Role
from ui.runtime.tips import tip
from ui.widgets.boxes import Column, Scroller
from ui.widgets.check_box import RadioButton
from ui.widgets.label import Label
from ui.widgets.notice import Notice
from ui.widgets.question import Answer, Question


class _Duties(QWidget):
    """The duties and what an event asks for, one chosen at a time."""

    def __init__(self, duties: Sequence[DutyRow], doubt: Attention | None, events: Sequence[EventOffer]) -> None:
        super().__init__()
        self._date = Notice("clock-countdown")
        self._date.say(f"{doubt.title}." if doubt is not None else "", doubt.lines if doubt is not None else ())
        self._group = QButtonGroup(self)
        self._scroller = Scroller(Size.GAP_12)
        self._rows = len(duties) + len(events)
        for number, duty in enumerate(duties):
            self._add(number, duty.title, duty.due_words, late=duty.late)
        if events:
            self._scroller.column.addWidget(Label(_("Bila ada peristiwa"), Role.TABLE_STRONG, "ink2"))
        for number, event in enumerate(events, len(duties)):
            self._add(number, event.name, event.due_words, late=False)
        self._scroller.column.addStretch(1)
        whole = Column(self, Size.GAP_8)
        whole.addWidget(self._date)
        whole.addWidget(self._scroller)
        first = self._group.button(0)
        if first is not None:
            self.setFocusProxy(first)
        watch(self._measure)

    def _add(self, number: int, title: str, words: str, *, late: bool) -> None:
        button = RadioButton("")
        room = px(Size.DIALOG) - 2 * px(Size.GAP_20) - px(Size.GAP_32) - px(Size.GAP_24)
        button.setText(button.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, room))
        button.setToolTip(tip(title))
        button.setAccessibleName(title)
        button.setAccessibleDescription(words)
        button.setChecked(number == 0)
        self._group.addButton(button, number)
        column = Column(gap=Size.NONE)
        column.addWidget(button)
        below = Column(margins=(Size.GAP_32, Size.NONE, Size.NONE, Size.NONE))
        below.addWidget(Label(words, Role.CAPTION, "late" if late else "ink2"))
        column.addLayout(below)
        self._scroller.column.addLayout(column)

    @property
    def chosen(self) -> int:
        """Return the number of the chosen duty, those that events ask for after the others."""
        return self._group.checkedId()

    def _measure(self) -> None:
        self._scroller.setFixedHeight(min(self._rows, 7) * px(Size.ROW_CHECKLIST) + px(Size.GAP_12))


class NewReportDialog(Question):
    """The dialog; `duty` or `occasion` is what was chosen when it was accepted. Without duties it only says so.

    What is owed follows from this PC's date: `doubt` says so when that is wrong.
    """

    def __init__(
        self,
        duties: Sequence[DutyRow],
        parent: QWidget,
        doubt: Attention | None = None,
        events: Sequence[EventOffer] = (),
    ) -> None:
        self._duties, self._events = tuple(duties), tuple(events)
        self._content = _Duties(duties, doubt, events) if duties or events else None
        body = (
            _("Pilih jenis dan masa laporannya.")
            if duties or events
            else doubt.sentence
            if doubt is not None
            else _("Semua laporan yang diminta untuk masa ini sudah dimulai. Lanjutkan dari daftar laporan.")
        )
        answers = [Answer("cancel", _("Batal") if duties or events else _("Tutup"))]
        if duties or events:
            if duties:
                answers.append(Answer("form", _("Simpan formulir"), icon="file-xls"))
            answers.append(Answer("begin", _("Mulai"), "primary"))
        title = _("Laporan apa yang dibuat?") if duties or events else _("Tidak ada laporan yang perlu dimulai")
        super().__init__(title, body, answers, "cancel", self._content, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    @property
    def duty(self) -> DutyRow | None:
        """Return the chosen duty."""
        at = self._content.chosen if self._content is not None else -1
        return self._duties[at] if 0 <= at < len(self._duties) else None

    @property
    def occasion(self) -> EventOffer | None:
        """Return the chosen type that an event asks for; what happened must be asked next."""
        at = (self._content.chosen if self._content is not None else -1) - len(self._duties)
        return self._events[at] if 0 <= at < len(self._events) else None
