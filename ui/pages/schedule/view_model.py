"""Jadwal without a window: a year, the duty and period that are chosen, and changes given to the queue."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from sipa_desktop.errors import Refused
from sipa_desktop.events import Topic
from sipa_desktop.services.happenings import Recorded
from sipa_desktop.services.queue_views import Done
from sipa_desktop.services.schedule_views import Change, DutyLine, DutyView, NewDuty, TypeOffer, YearView
from ui.pages import PageContext
from ui.runtime.faults import sentence_of
from ui.runtime.following import FollowingModel


class ScheduleModel(FollowingModel):
    """Attributes are plain; `changed` says that year or fault are others, `duty_changed` that the chosen duty is."""

    topics = (Topic.OFFICE, Topic.REPORTS, Topic.REVIEWS, Topic.PUBLICATIONS)

    changed = Signal()
    duty_changed = Signal()
    said = Signal(str)
    refused = Signal(str)
    offered = Signal(object)

    def __init__(self, context: PageContext, parent: QObject | None = None) -> None:
        super().__init__(context.changes, parent)
        self._context = context
        self._asked = 0
        self.year: int | None = None
        self.view: YearView | None = None
        self.duty: DutyView | None = None
        self.chosen: tuple[str, str] | None = None
        self.fault = ""

    def load(self) -> None:
        """Read the year and the chosen duty."""
        self._stale = False
        self._asked += 1
        year = self.year
        self._context.runner.query(
            lambda: self._context.desk.schedule.year(year),
            partial(self._came, self._asked),
            partial(self._failed, self._asked),
            owner=self,
        )

    def choose_year(self, year: int) -> None:
        """Show another year."""
        if self.view is None or self.view.year != year:
            self.year, self.chosen = year, None
            self.load()

    def choose(self, row: str, tile: str) -> None:
        """Choose a duty: in the period of a tile, or in the one that matters most when the cell has none."""
        line = next((line for line in self.view.lines if line.key == row), None) if self.view is not None else None
        if line is None:
            return
        known = [cell.period for cell in line.cells] or [line.period]
        period = tile.rpartition("/")[2] if tile else ""
        if period not in known:
            period = self.chosen[1] if self.chosen is not None and self.chosen[1] in known else _first(line)
        if self.chosen != (line.duty, period):
            self.chosen = (line.duty, period)
            self._load_duty()

    @property
    def ready(self) -> DutyView | None:
        """The duty, once it is the one that is chosen; what is asked about before would be another."""
        duty = self.duty
        return duty if duty is not None and (duty.duty, duty.period) == self.chosen else None

    def change(self, duty: str, change: Change) -> None:
        """Queue a change of a duty; one that changes nothing is not queued."""
        if not change.nothing:
            self._do(lambda: self._context.desk.schedule.change(duty, change))

    def remind(self, days: int, on: bool) -> None:
        """Switch one reminder of the chosen duty."""
        duty = self.ready
        if duty is not None:
            kept = tuple(one.days for one in duty.reminders if (on if one.days == days else one.on))
            self._do(lambda: self._context.desk.schedule.remind(duty.duty, kept))

    def use(self) -> None:
        """Queue that the chosen duty is asked for from now on."""
        duty = self.ready
        if duty is not None:
            self._do(lambda: self._context.desk.schedule.use(duty.duty))

    def record_event(self, duty: DutyView, village: str, day: str, name: str) -> None:
        """Queue an event of a village that asks for the report of a duty; its day is chosen then."""
        happenings = self._context.desk.happenings
        self._context.runner.command(
            lambda: happenings.record(duty.template, day, name, village),
            partial(self._recorded, duty.duty),
            self._not_done,
            owner=self,
        )

    def cancel_event(self, event: str) -> None:
        """Queue that an event did not happen."""
        self._do(lambda: self._context.desk.happenings.cancel(event))

    def _recorded(self, duty: str, answer: Recorded | Refused) -> None:
        if isinstance(answer, Recorded):
            self.chosen = (duty, answer.period)
            self._done(Done(answer.words, ""))
        else:
            self._done(answer)

    def add(self, new: NewDuty) -> None:
        """Queue a new duty."""
        self._do(lambda: self._context.desk.schedule.add(new))

    def remind_villages(self, duty: str, period: str) -> None:
        """Queue a message to each village that has not delivered the report of a duty for that period."""
        self._do(lambda: self._context.desk.schedule.remind_villages(duty, period))

    def ask_offers(self) -> None:
        """Ask which report types a duty can be made on; the answer comes as `offered`."""
        self._context.runner.query(self._context.desk.schedule.offers, self._offers, self._not_done, owner=self)

    def _offers(self, offers: tuple[TypeOffer, ...]) -> None:
        self.offered.emit(offers)

    def _do(self, work: Callable[[], Done | Refused]) -> None:
        self._context.runner.command(work, self._done, self._not_done, owner=self)

    def _done(self, answer: Done | Refused) -> None:
        if isinstance(answer, Refused):
            self.refused.emit(answer.words)
        else:
            self.refused.emit("")
            self.said.emit(answer.words)
        self.load()

    def _not_done(self, fault: Exception) -> None:
        self.refused.emit(sentence_of(fault))

    def _came(self, asked: int, view: YearView) -> None:
        if asked != self._asked:
            return
        self.view, self.fault = view, ""
        if self.chosen is None and view.start is not None:
            line = next(line for line in view.lines if line.key == view.start[0])
            self.chosen = (line.duty, view.start[1])
        self.changed.emit()
        self._load_duty()

    def _failed(self, asked: int, fault: Exception) -> None:
        if asked == self._asked:
            self.fault = sentence_of(fault)
            self.changed.emit()

    def _load_duty(self) -> None:
        chosen = self.chosen
        if chosen is None:
            self.duty = None
            self.duty_changed.emit()
            return
        self._context.runner.query(
            lambda: self._context.desk.schedule.duty(*chosen),
            partial(self._duty_came, chosen),
            self._not_done,
            owner=self,
        )

    def _duty_came(self, chosen: tuple[str, str], duty: DutyView | None) -> None:
        if chosen == self.chosen:
            self.duty = duty
            self.duty_changed.emit()


def _first(line: DutyLine) -> str:
    """The period of a row that matters most: the nearest, else a late one, else the first to come, else the last."""
    for state in ("nearest", "late", "month", "coming"):
        for cell in line.cells:
            if cell.state == state:
                return cell.period
    return line.cells[-1].period if line.cells else line.period
