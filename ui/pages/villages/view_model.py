"""Desa & Perangkat without a window: rows, search, order, the chosen place, and a code that is only ever held here.

A code is on the screen until it is put away or another takes its place; it is written nowhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QObject, Signal

from sipa_core.messages import _
from sipa_desktop.errors import Refused
from sipa_desktop.events import Topic
from sipa_desktop.services.people_views import Door, PeopleView, PlaceRow
from sipa_desktop.services.queue_views import Done
from sipa_desktop.sync.codes import NewCode
from ui.pages import PageContext
from ui.runtime.faults import sentence_of
from ui.runtime.following import FollowingModel
from ui.runtime.refresh import Refresh


class Order(StrEnum):
    """In which order the places stand."""

    NAME = "name"
    PERSON = "person"
    DEVICES = "devices"
    CONTACT = "contact"
    DOOR = "door"


@dataclass(frozen=True)
class Codework:
    """The code on the screen: for whom it is, and for which row."""

    code: NewCode
    key: str


class VillagesModel(FollowingModel):
    """Attributes are plain; `changed` says that one of them is another, `said` a sentence about what went well."""

    topics = (Topic.PEOPLE, Topic.OFFICE, Topic.IDENTITY)

    changed = Signal()
    said = Signal(str)
    refused = Signal(str)

    def __init__(self, context: PageContext, parent: QObject | None = None) -> None:
        super().__init__(context.changes, parent)
        self._context = context
        self._refresh = Refresh(
            context.runner, lambda: context.desk.people.view(), self._came, self._failed, self, in_order=True
        )
        self.view: PeopleView | None = None
        self.fault = ""
        self.search = ""
        self.with_kelurahan = False
        self.order = Order.NAME
        self.current = ""
        self.asking = False
        self.made: Codework | None = None

    @property
    def rows(self) -> list[PlaceRow]:
        """Return the rows to show, in order."""
        if self.view is None:
            return []
        words = self.search.casefold()
        shown = [
            row
            for row in self.view.rows
            if (self.with_kelurahan or not row.kelurahan)
            and (not words or words in f"{row.label} {row.person}".casefold())
        ]
        if self.order is Order.NAME:
            return shown
        return sorted(shown, key=_KEYS[self.order])

    @property
    def row(self) -> PlaceRow | None:
        """Return the chosen row, None when it is not among the rows."""
        return next((row for row in self.rows if row.key == self.current), None)

    @property
    def code(self) -> NewCode | None:
        """Return the code that belongs to the chosen row."""
        return self.made.code if self.made is not None and self.made.key == self.current else None

    def load(self) -> None:
        """Read everything again."""
        self._stale = False
        self._refresh.ask()

    def find(self, words: str) -> None:
        """Show the places whose name or person has the words."""
        self.search = words
        self._settle()

    def show_kelurahan(self, shown: bool) -> None:
        """Show the kelurahan too, or leave them out."""
        self.with_kelurahan = shown
        self._settle()

    def sort(self, order: Order) -> None:
        """Show the places in another order."""
        self.order = order
        self.changed.emit()

    def choose(self, key: str) -> None:
        """Choose a place."""
        if key != self.current:
            self.current = key
            self.changed.emit()

    def make_code(self, name: str, *, hand_over: bool = False) -> None:
        """Ask the server for a code for the chosen place; the answer comes as `changed` or `refused`."""
        row = self.row
        if row is None or self.asking:
            return
        self.asking = True
        self.changed.emit()
        desk = self._context.desk
        # A query, though it changes something on the server: saving here must not wait behind the line.
        self._context.runner.query(
            lambda: desk.codes.make(name, row.village, hand_over=hand_over),
            self._asked(row),
            self._not_asked,
            owner=self,
        )

    def new_kecamatan_code(self, name: str) -> None:
        """Ask for a code for another person of the kecamatan."""
        self.asking = True
        self.changed.emit()
        desk = self._context.desk
        self._context.runner.query(lambda: desk.codes.make(name, None), self._asked(None), self._not_asked, owner=self)

    def put_code_away(self) -> None:
        """Take the code off the screen for good."""
        self.made = None
        self.changed.emit()

    def confirm(self, device_id: str) -> None:
        """Say that a PC which came with a file is the office's own."""
        self._do(lambda: self._context.desk.people.confirm(device_id))

    def revoke(self, device_id: str) -> None:
        """End a PC of the chosen place."""
        self._do(lambda: self._context.desk.people.revoke(device_id))

    def set_phone(self, phone: str) -> None:
        """Keep the number of the person of the chosen place."""
        row = self.row
        if row is not None and row.person_id:
            self._do(lambda: self._context.desk.people.set_phone(row.person_id, phone))

    def _do(self, work: Callable[[], Done | Refused]) -> None:
        self._context.runner.command(work, self._done, self._not_done, owner=self)

    def _done(self, answer: Done | Refused) -> None:
        if isinstance(answer, Refused):
            self.refused.emit(answer.words)
        else:
            self.said.emit(answer.words)
        self.load()

    def _not_done(self, fault: Exception) -> None:
        self.refused.emit(sentence_of(fault))

    def _asked(self, row: PlaceRow | None) -> Callable[[Any], None]:
        def came(answer: NewCode | Refused) -> None:
            self.asking = False
            if isinstance(answer, Refused):
                self.changed.emit()
                self.refused.emit(answer.words)
                return
            key = row.key if row is not None and row.village is not None else f"kecamatan/{answer.person}"
            self.made = Codework(answer, key)
            self.current = key
            self._context.desk.sync.sync_now()
            self.load()
            self.changed.emit()

        return came

    def _not_asked(self, fault: Exception) -> None:
        self.asking = False
        self.changed.emit()
        self.refused.emit(sentence_of(fault))

    def _came(self, view: PeopleView) -> None:
        self.view, self.fault = view, ""
        self._settle()

    def _failed(self, fault: Exception) -> None:
        self.fault = sentence_of(fault)
        self.changed.emit()

    def _settle(self) -> None:
        """Keep the choice on a row that is shown; a row whose code is on the screen is waited for."""
        keys = [row.key for row in self.rows]
        waited = self.made is not None and self.made.key == self.current
        if self.current not in keys and not waited:
            self.current = keys[0] if keys else ""
        self.changed.emit()


_DOORS = list(Door)
_KEYS: dict[Order, Callable[[PlaceRow], Any]] = {
    Order.PERSON: lambda row: (not row.person, row.person.casefold()),
    Order.DEVICES: lambda row: (-len(row.devices), row.name),
    Order.CONTACT: lambda row: (not row.devices, row.contact_at or 0, row.name),
    Order.DOOR: lambda row: (_DOORS.index(row.door), row.name),
}


def order_words(order: Order) -> str:
    """Return the words of an order for the choice below the table."""
    return {
        Order.NAME: _("Urut nama"),
        Order.PERSON: _("Urut admin"),
        Order.DEVICES: _("Paling banyak perangkat"),
        Order.CONTACT: _("Paling lama tidak tersambung"),
        Order.DOOR: _("Urut pendaftaran"),
    }[order]
