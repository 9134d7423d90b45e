"""Events: what happened in a village on a day, so that it owes a report that the calendar does not ask for.

A term that ends, a hand-over, a changed budget, an activity that is finished. Nothing is owed, and nothing can be late,
before somebody of the village or of the kecamatan recorded the event.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from sipa_core.domain.paths import Value
from sipa_core.domain.periods import Period, PeriodError, PeriodKind, parse_period
from sipa_core.wire.records import Record


class Event(msgspec.Struct, frozen=True):
    """One event of a village. `template` is the report type that it asks for; its day is the report's period.

    Of several events on one day for one type, each has its own `ordinal`. `name` says what happened.
    """

    id: str
    village: str
    template: str
    period: Period
    ordinal: int
    name: str

    @property
    def report_key(self) -> tuple[str, str, str, int]:
        """Village, type, period and ordinal of the report that it asks for."""
        return self.village, self.template, str(self.period), self.ordinal


def to_fields(template: str, period: Period, ordinal: int, name: str) -> dict[str, Value]:
    """Return the leaves of an `event` record."""
    return {"template": template, "period": str(period), "ordinal": ordinal, "name": name}


def is_cancelled(record: Record) -> bool:
    """True for an event that was taken back."""
    return record.number("cancelled_at") > 0


def from_record(record: Record) -> Event | None:
    """Return the event of a record; None for one that was taken back or cannot be understood."""
    if is_cancelled(record) or record.village is None:
        return None
    try:
        period = parse_period(record.text("period"))
    except PeriodError:
        return None
    if period.kind is not PeriodKind.EVENT or not record.text("template"):
        return None
    ordinal, name = record.number("ordinal"), record.text("name")
    return Event(record.id, record.village, record.text("template"), period, ordinal, name)


def readable(records: Iterable[Record]) -> tuple[Event, ...]:
    """Return the events that stand, by day."""
    found = (from_record(record) for record in records)
    return tuple(sorted((one for one in found if one is not None), key=lambda one: (str(one.period), one.ordinal)))
