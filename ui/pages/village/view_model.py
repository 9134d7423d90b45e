"""Halaman desa without a window: one village in one year, read again when something of it changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from sipa_core.wire.problems import Problem
from sipa_desktop.errors import Refused
from sipa_desktop.events import Topic
from sipa_desktop.services.guidance_views import GuidanceList
from sipa_desktop.services.queue_views import Done
from sipa_desktop.services.village import office_words
from sipa_desktop.services.village_views import VillagePage
from ui.pages import PageContext
from ui.runtime.faults import sentence_of
from ui.runtime.following import FollowingModel

if TYPE_CHECKING:
    from sipa_desktop.bootstrap import Desk


class VillageModel(FollowingModel):
    """`page` is None until the first reading of the village in hand, `agreed` what is agreed with it; `fault` is the
    sentence of a reading that failed, `unknown` that this PC has no such village. `refused` brings the sentence when
    something asked for did not happen.
    """

    topics = tuple(topic for topic in Topic if topic not in (Topic.IDENTITY, Topic.DRAFTS))

    changed = Signal()
    refused = Signal(str)

    def __init__(self, context: PageContext, parent: QObject | None = None) -> None:
        super().__init__(context.changes, parent)
        self._context = context
        self._asked = 0
        self.code = ""
        self.year: int | None = None
        self.page: VillagePage | None = None
        self.agreed: GuidanceList | None = None
        self.fault = ""
        self.unknown = False

    def choose(self, code: str) -> None:
        """Bring a village to hand, in the year of today."""
        if code != self.code:
            self.code, self.year, self.page, self.fault, self.unknown = code, None, None, "", False
            self.changed.emit()
        self.load()

    def choose_year(self, year: int) -> None:
        """Show another year of the village in hand."""
        self.year = year
        self.load()

    def step(self, by: int) -> None:
        """Go to the village after (1) or before (-1) this one in the order of the menu; the first follows the last."""
        codes = [one.code for one in self.page.villages] if self.page is not None else []
        if self.code in codes:
            self.choose(codes[(codes.index(self.code) + by) % len(codes)])

    def load(self) -> None:
        """Read the village again."""
        if not self.code:
            return
        self._stale = False
        self._asked += 1
        self._context.runner.query(
            partial(_read, self._context.desk, self.code, self.year),
            partial(self._came, self._asked),
            partial(self._failed, self._asked),
            owner=self,
        )

    def begin(self, day: date) -> None:
        """Say from which day this village reports here."""
        self._act(partial(self._context.desk.villages.begin, self.code, day))

    def put(self, text: str, due: date) -> None:
        """Put down what was agreed with this village."""
        self._act(partial(self._context.desk.guidance.put, self.code, text, due))

    def confirm(self, key: str) -> None:
        """Say that what was agreed was seen done."""
        self._act(partial(self._context.desk.guidance.confirm, key))

    def give_back(self, key: str, reason: str) -> None:
        """Say that what was agreed is not done yet, and why."""
        self._act(partial(self._context.desk.guidance.give_back, key, reason))

    def _act(self, work: Callable[[], Done | Refused]) -> None:
        self._context.runner.command(work, self._acted, self._not_acted, owner=self)

    def _acted(self, answer: Done | Refused) -> None:
        if isinstance(answer, Refused):
            self.refused.emit(answer.words)
        else:
            self._context.toast(answer.words)

    def _not_acted(self, fault: Exception) -> None:
        self.refused.emit(sentence_of(fault))

    def _came(self, number: int, found: tuple[VillagePage | Refused, GuidanceList]) -> None:
        if number != self._asked:
            return
        answer, self.agreed = found
        if isinstance(answer, Refused):
            self.page, self.fault, self.unknown = None, answer.words, answer.code == Problem.NOT_FOUND
        else:
            self.page, self.fault, self.unknown = answer, "", False
        self.changed.emit()

    def _failed(self, number: int, fault: Exception) -> None:
        if number == self._asked:
            self.fault, self.unknown = sentence_of(fault), False
            self.changed.emit()


def _read(desk: Desk, code: str, year: int | None) -> tuple[VillagePage | Refused, GuidanceList]:
    page = desk.villages.page(code, year)
    if isinstance(page, VillagePage):
        place = next((row for row in desk.people.view().rows if row.village == code), None)
        page = replace(page, words=office_words(place))
    return page, desk.guidance.of_village(code)
