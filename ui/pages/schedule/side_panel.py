"""The chosen duty at the right: its facts, its reminders, what the villages did, and the ways to change it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from sipa_core.messages import _
from sipa_desktop.services.schedule_views import DutyView
from ui.design.measures import Size
from ui.design.theme import px
from ui.design.type import Role
from ui.widgets.boxes import Column, Line, Row, Scroller, empty_layout, even, reveal
from ui.widgets.button import Button
from ui.widgets.check_box import Switch
from ui.widgets.label import Label
from ui.widgets.notice import Notice
from ui.widgets.share_bar import Share, ShareBar

_TINTS = {"belum_masuk": "line_strong", "disetujui": "bar"}


class SidePanel(QWidget):
    """Signals carry what the person asks for; the panel itself changes nothing."""

    change_asked = Signal()
    reminder_switched = Signal(int, bool)
    remind_asked = Signal()
    use_asked = Signal()
    event_asked = Signal()
    cancel_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.problem = Notice("warning")
        self._title = Label("", Role.SECTION, wrap=True)
        self._subtitle = Label("", Role.TABLE, "ink2", wrap=True)
        self._facts = Column(gap=Size.GAP_6)
        self._reminders = Column(gap=Size.NONE)
        self._state_title = Label("", Role.CARD)
        self._bar = ShareBar()
        self._state = Label("", Role.TABLE, "ink2", wrap=True)
        self._missing = Label("", Role.CAPTION, "ink2", wrap=True)
        self._changed = Label("", Role.CAPTION, "ink2", wrap=True)
        self.change = Button(_("Ubah batas"), "calendar-blank")
        self.remind = Button("", "bell")
        self.use = Button(_("Pakai"), "check", "primary")
        self.event_button = Button(_("Catat peristiwa"), "plus")
        self._notes = Notice("calendar-blank")
        self._events_title = Label(_("Peristiwa"), Role.CARD)
        self._events = Column(gap=Size.GAP_6)
        self._asking = QWidget()
        self.switches: dict[int, Switch] = {}
        self._build()
        self.change.clicked.connect(self.change_asked)
        self.remind.clicked.connect(self.remind_asked)
        self.use.clicked.connect(self.use_asked)
        self.event_button.clicked.connect(self.event_asked)

    def show_duty(self, duty: DutyView | None) -> None:
        """Show a duty, or nothing; villages are reminded by message only while some have not delivered."""
        reveal(self._body, duty is not None)
        self.change.setEnabled(duty is not None)
        reveal(self.remind, duty is not None and bool(duty.missing))
        if duty is None:
            return
        self._title.setText(duty.title)
        self._subtitle.setText(duty.subtitle)
        self._show_facts(duty)
        self._notes.say(duty.notes[0] if duty.notes else "", duty.notes[1:])
        self._show_events(duty)
        reveal(self._asking, duty.used)
        reveal(self.change, duty.used)
        reveal(self.use, not duty.used)
        reveal(self.event_button, duty.used and duty.by_event)
        self._show_reminders(duty)
        self._state_title.setText(duty.state_title)
        self._bar.set_shares(tuple(Share(one.count, _TINTS.get(one.state, f"{one.state}_fg")) for one in duty.shares))
        self._bar.setAccessibleName(duty.state_words)
        reveal(self._bar, bool(duty.shares))
        self._state.setText(duty.state_words)
        names = ", ".join(label.partition(" ")[2] or label for _code, label in duty.missing[:6])
        more = len(duty.missing) - 6
        if more > 0:
            names = _("{names} dan {n} lainnya").format(names=names, n=more)
        self._missing.setText(_("Belum masuk: {names}.").format(names=names) if names else "")
        reveal(self._missing, bool(names))
        words = _("Perubahan menunggu kirim.") if duty.waiting else duty.changed_words
        self._changed.setText(words)
        reveal(self._changed, bool(words))
        self.remind.set_face(_("Ingatkan {n}").format(n=len(duty.missing)), "bell")

    def _show_facts(self, duty: DutyView) -> None:
        empty_layout(self._facts)
        moved = _("{day}, hanya masa ini").format(day=duty.due_words) if duty.moved and not duty.off else duty.due_words
        for label, value in (
            (_("Batas"), moved),
            (_("Berulang"), duty.repeat_words),
            (_("Berlaku untuk"), duty.owed_words),
            (_("Dasar"), duty.basis),
            (_("Setelah disetujui"), duty.after_words),
        ):
            row = Row(gap=Size.GAP_12)
            row.addWidget(Label(label, Role.TABLE, "ink2"), 0, Qt.AlignmentFlag.AlignTop)
            said = Label(value, Role.TABLE_STRONG, wrap=True)
            said.setAlignment(Qt.AlignmentFlag.AlignRight)
            said.setAccessibleName(f"{label}: {value}")
            row.addWidget(said, 1)
            self._facts.addLayout(row)
            self._facts.addWidget(Line())

    def _show_events(self, duty: DutyView) -> None:
        empty_layout(self._events)
        for event in duty.events:
            row = Row(gap=Size.GAP_8)
            row.addWidget(Label(f"{event.village}: {event.name}", Role.TABLE, wrap=True), 1)
            if event.open:
                button = Button(_("Batalkan"), "x", height="dense")
                button.setAccessibleName(_("Batalkan peristiwa {name}").format(name=event.name))
                button.clicked.connect(partial(self.cancel_asked.emit, event.id))
                row.addWidget(button)
            self._events.addLayout(row)
        reveal(self._events_title, bool(duty.events))

    def _show_reminders(self, duty: DutyView) -> None:
        if list(self.switches) != [one.days for one in duty.reminders]:
            empty_layout(self._reminders)
            self.switches = {}
            for one in duty.reminders:
                row = Row(gap=Size.GAP_8)
                row.addWidget(Label(one.words, Role.TABLE), 1)
                switch = Switch()
                switch.setAccessibleName(_("Pengingat: {words}").format(words=one.words))
                switch.clicked.connect(partial(self._switched, one.days))
                self.switches[one.days] = switch
                row.addWidget(switch)
                self._reminders.addLayout(row)
        for one in duty.reminders:
            self.switches[one.days].setChecked(one.on)

    def _switched(self, days: int) -> None:
        self.reminder_switched.emit(days, self.switches[days].isChecked())

    def _build(self) -> None:
        self._body = QWidget()
        body = Column(self._body, Size.GAP_8)
        head = Column(gap=Size.GAP_2)
        head.addWidget(self._title)
        head.addWidget(self._subtitle)
        body.addWidget(self.problem)
        body.addLayout(head)
        body.addSpacing(px(Size.GAP_4))
        body.addLayout(self._facts)
        body.addSpacing(px(Size.GAP_4))
        body.addWidget(self._notes)
        body.addWidget(self._events_title)
        body.addLayout(self._events)
        body.addWidget(self.event_button)
        body.addWidget(self._asking)
        body.addWidget(self._changed)
        asking = Column(self._asking, Size.GAP_8)
        asking.addWidget(Label(_("Pengingat"), Role.CARD))
        asking.addLayout(self._reminders)
        hint = _("Tampil di Beranda desa yang belum mengirim.")
        asking.addWidget(Label(hint, Role.CAPTION, "ink2", wrap=True))
        asking.addSpacing(px(Size.GAP_4))
        asking.addWidget(self._state_title)
        asking.addWidget(self._bar)
        asking.addWidget(self._state)
        asking.addWidget(self._missing)
        scroller = Scroller(Size.GAP_8, even(Size.GAP_16))
        scroller.column.addWidget(self._body)
        scroller.column.addStretch(1)
        foot = Row(gap=Size.GAP_8, margins=even(Size.GAP_12))
        foot.addWidget(self.use, 1)
        foot.addWidget(self.change, 1)
        foot.addWidget(self.remind, 1)
        whole = Column(self, Size.NONE)
        whole.addWidget(scroller, 1)
        whole.addWidget(Line())
        whole.addLayout(foot)
