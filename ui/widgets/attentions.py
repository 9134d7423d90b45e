"""What must not be overlooked, at the top of a page: a PC that was shut out, a wrong date, data that was copied.

It follows the state of sending by itself; what it says is decided in `sipa_desktop.sync.attention`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from sipa_core.messages import _
from sipa_desktop.sync.attention import Attention, Matter, attention
from sipa_desktop.sync.status import Heard, SyncStatus
from ui.design.measures import Size
from ui.runtime.bridge import Bus, NewestBridge
from ui.runtime.faults import sentence_of
from ui.runtime.tasks import Runner
from ui.widgets.boxes import Column, reveal
from ui.widgets.button import Button
from ui.widgets.notice import Notice

MINUTE_MS = 60_000
_READ_ONCE = {Matter.COPIED: Heard.COPIED, Matter.CONFIRMED: Heard.CONFIRMED}
_ICONS = {
    Matter.SHUT_OUT: "prohibit",
    Matter.CLOCK: "clock-countdown",
    Matter.UNCONFIRMED: "hourglass-medium",
    Matter.PLACE: "user-switch",
    Matter.COPIED: "copy",
    Matter.CONFIRMED: "check-circle",
}


class Sending(Protocol):
    """What is needed of the sending; its module would bring the database along."""

    @property
    def statuses(self) -> Bus:
        """Tells each new state."""
        ...

    def status(self) -> SyncStatus:
        """Return the state now."""
        ...

    def put_away(self, what: Heard) -> None:
        """Keep that a person has read it."""
        ...

    def agree_to_forget(self) -> int:
        """Let go of what is no longer this PC's."""
        ...


class Attentions(QWidget):
    """The notices; not there on a good day. `register_asked` and `keep_asked` by the buttons of a PC shut out; `looked`
    with the status of each look.
    """

    register_asked = Signal()
    keep_asked = Signal()
    looked = Signal(SyncStatus)

    def __init__(
        self,
        sync: Sending,
        runner: Runner,
        now: Callable[[], int],
        zone: str,
        parent: QWidget | None = None,
        *,
        keeps: bool = False,
    ) -> None:
        super().__init__(parent)
        self._sync, self._runner, self._now, self._zone = sync, runner, now, zone
        self._keeps = keeps
        self._column = Column(self, Size.GAP_12)
        self.notices: dict[Matter, Notice] = {}
        """Made when the first of them has something to say, which is seldom."""
        self._statuses = NewestBridge(sync.statuses, self)
        self._statuses.arrived.connect(self.look)
        self._clock = QTimer(self, interval=MINUTE_MS)  # this PC's date is part of what is said
        self._clock.timeout.connect(self.look)
        self._clock.start()
        reveal(self, False)
        self.look()

    def look(self) -> None:
        """Say what is so now."""
        status = self._sync.status()
        found = {one.matter: one for one in attention(status, self._now(), self._zone)}
        if found and not self.notices:
            self._make()
        for matter, notice in self.notices.items():
            one: Attention | None = found.get(matter)
            notice.say(f"{one.title}." if one is not None else "", one.lines if one is not None else ())
        reveal(self, bool(found))
        self.looked.emit(status)

    def _make(self) -> None:
        for matter, icon in _ICONS.items():
            self.notices[matter] = Notice(icon)
            self._column.addWidget(self.notices[matter])
        register = Button(_("Daftarkan lagi"), "key", "primary", "dense")
        register.clicked.connect(self.register_asked)
        self.notices[Matter.SHUT_OUT].add_buttons(register)
        if self._keeps:
            keep = Button(_("Simpan yang belum terkirim"), "floppy-disk", height="dense")
            keep.clicked.connect(self.keep_asked)
            self.notices[Matter.SHUT_OUT].add_buttons(keep)
        let_go = Button(_("Lepas"), "check", height="dense")
        let_go.setAccessibleName(_("Lepas data yang bukan bagian komputer ini lagi"))
        let_go.clicked.connect(self._let_go)
        self.notices[Matter.PLACE].add_buttons(let_go)
        for matter, what in _READ_ONCE.items():
            put_away = Button(_("Saya mengerti"), "check", height="dense")
            put_away.clicked.connect(partial(self._put_away, matter, what))
            self.notices[matter].add_buttons(put_away)

    def _put_away(self, matter: Matter, what: Heard) -> None:
        failed = partial(self._not_gone, matter)
        self._runner.command(partial(self._sync.put_away, what), self._gone, failed, owner=self)

    def _let_go(self) -> None:
        self._runner.command(self._sync.agree_to_forget, self._went, self._not_let_go, owner=self)

    def _went(self, _count: int) -> None:
        self.look()

    def _not_let_go(self, fault: Exception) -> None:
        self.notices[Matter.PLACE].say(sentence_of(fault))

    def _gone(self, _nothing: None) -> None:
        self.look()

    def _not_gone(self, matter: Matter, fault: Exception) -> None:
        self.notices[matter].say(sentence_of(fault))
