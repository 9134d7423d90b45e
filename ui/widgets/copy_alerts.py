"""What must be known about the copies of the data, at the top of a page: quiet, and there until it is no longer so."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from sipa_core.messages import _
from sipa_desktop.events import Changes, Topic
from sipa_desktop.services.backup_views import AlertKind, CopyAlert
from ui.design.measures import Size
from ui.runtime.bridge import Bridge
from ui.runtime.faults import sentence_of
from ui.runtime.tasks import Runner
from ui.widgets.boxes import Column, reveal
from ui.widgets.button import Button
from ui.widgets.notice import Notice

if TYPE_CHECKING:
    from sipa_desktop.bootstrap import Desk

_ICONS = {
    AlertKind.UPDATED: "info",
    AlertKind.RESTORED: "check-circle",
    AlertKind.WENT_BACK: "clock-counter-clockwise",
    AlertKind.FAILED: "hard-drives",
    AlertKind.OUTSIDE: "usb",
}


class CopyAlerts(QWidget):
    """The notices; not there on a good day. With `leads`, a button asks for the page of copies (`look_asked`).

    With `later` nothing is read until `look` is called; `looked` when what is so has come, or could not be read.
    """

    look_asked = Signal()
    looked = Signal()

    def __init__(
        self,
        desk: Desk,
        runner: Runner,
        changes: Bridge,
        parent: QWidget | None = None,
        *,
        leads: bool = True,
        later: bool = False,
    ) -> None:
        super().__init__(parent)
        self._desk, self._runner, self._leads = desk, runner, leads
        self._column = Column(self, Size.GAP_12)
        self.notices: dict[AlertKind, Notice] = {}
        """Made when the first of them has something to say, which is seldom."""
        changes.arrived.connect(self._heard)
        reveal(self, False)
        if not later:
            self.look()

    def look(self) -> None:
        """Read what is so now."""
        self._runner.query(lambda: self._desk.backups.alerts(), self._show, self._failed, owner=self)

    def _make(self) -> None:
        for kind, icon in _ICONS.items():
            notice = self.notices[kind] = Notice(icon)
            self._column.addWidget(notice)
            if kind in (AlertKind.UPDATED, AlertKind.RESTORED, AlertKind.WENT_BACK):
                read = Button(_("Saya mengerti"), "check", height="dense")
                read.clicked.connect(partial(self._put_away, kind))
                notice.add_buttons(read)
            elif self._leads:
                look = Button(_("Buka cadangan"), "hard-drives", height="dense")
                look.clicked.connect(self.look_asked)
                notice.add_buttons(look)

    def _show(self, alerts: tuple[CopyAlert, ...]) -> None:
        found = {one.kind: one for one in alerts}
        if found and not self.notices:
            self._make()
        for kind, notice in self.notices.items():
            one = found.get(kind)
            notice.say(one.title if one is not None else "", one.lines if one is not None else ())
        reveal(self, bool(found))
        QTimer.singleShot(0, self, self._measure_again)
        self.looked.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Measure the wrapped lines for the new width."""
        super().resizeEvent(event)
        self._measure_again()

    def _measure_again(self) -> None:
        """Hold each notice as high as its words: a page that scrolls would squeeze what has no least height."""
        for notice in self.notices.values():
            notice.setMinimumHeight(max(0, notice.heightForWidth(self.width())))

    def _failed(self, fault: Exception) -> None:
        """What cannot be read is told by the page itself."""
        sentence_of(fault)
        self.looked.emit()

    def _put_away(self, kind: AlertKind) -> None:
        self._runner.command(lambda: self._desk.backups.put_away(kind), lambda _done: None, self._failed, owner=self)

    def _heard(self, changes: object) -> None:
        if isinstance(changes, Changes) and changes.touches(Topic.COPIES):
            self.look()
