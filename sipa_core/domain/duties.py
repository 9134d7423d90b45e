"""Duties: which village owes which report for which period, and by when.

The matrix of the kecamatan is made from what is owed here, never from what arrived: a village that sent nothing must be
seen. What a kelurahan does not owe is "tidak berlaku", never late. What no event asks for is not owed at all.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

import msgspec

from sipa_core.domain.dates import iso_date
from sipa_core.domain.deadlines import Rule, RuleError, due_date, parse_rule
from sipa_core.domain.events import Event
from sipa_core.domain.paths import Content, Value, rows
from sipa_core.domain.periods import Period, PeriodKind, period_containing, periods_of
from sipa_core.domain.villages import Village, VillageKind
from sipa_core.domain.working_days import WorkingDays

REMIND = (7, 1, -1)
"""When villages are reminded unless the kecamatan says otherwise: days before the due day, negative after it."""

_CALENDAR = WorkingDays()

MOVED, SKIP, SKIP_VILLAGE = "moved", "skip", "skip_village"
"""Tables of a duty record: `moved[period].due`, `skip[period].on`, `skip_village[code].on`."""

FOLLOWS = "2026-12-01"
"""The day that ships with every duty whose beginning follows the day on which it comes to a kecamatan."""


class DutyError(ValueError):
    """A duty that cannot be understood; the text names the duty and the key."""


class Owed(NamedTuple):
    """One report owed: the cell of the matrix. `due` is None when nobody has set a day yet; such a one is never late.

    `ordinal` and `name` are those of the event that asks for it. `before` is True for what fell due before the village
    began to report here: it has no day, and counts only when the village sent it all the same.
    """

    duty: Duty
    period: Period
    due: date | None
    ordinal: int = 0
    name: str = ""
    before: bool = False


class Duty(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A report that villages owe again and again.

    `parts` narrows the periods (`S1`: only the first semester), all when empty. A period is owed when its last day (or
    the day of its rule, where that is earlier) lies between `active_from` and `active_to` (ISO days, either may be
    empty). `short_name` heads the matrix column. `used` is the choice of the kecamatan whether to ask for it at all.

    `moved` holds days that the kecamatan set for one period only, `skip` periods and `skip_villages` villages to which
    the duty does not apply, `remind` the days of reminders. `first_deadline` is the rule before it was first changed.
    """

    key: str
    template: str
    name: str
    short_name: str
    period_kind: PeriodKind
    deadline: str
    owed_by: tuple[VillageKind, ...]
    basis: str
    parts: tuple[str, ...] = ()
    active_from: str = ""
    active_to: str = ""
    pos: int = 0
    moved: tuple[tuple[str, str], ...] = ()
    skip: tuple[str, ...] = ()
    skip_villages: tuple[str, ...] = ()
    remind: tuple[int, ...] = REMIND
    first_deadline: str = ""
    used: bool = True

    @property
    def rule(self) -> Rule:
        """The deadline as a rule; it was checked when the duty was read."""
        return parse_rule(self.deadline)

    def column_label(self, period: Period) -> str:
        """Return the head of the matrix column: `LRA Sem. I`, `Kegiatan Juni`."""
        return f"{self.short_name} {period.label_in_year}"

    def periods(self, year: int) -> tuple[Period, ...]:
        """Return the periods of the year for which the duty stands."""
        return _periods(self, year)

    def due(self, period: Period, days: WorkingDays) -> date | None:
        """Return the last day on which the report is in time: the day set for this period, else what the rule gives."""
        return _due(self, period, days)

    def first_due(self, period: Period, days: WorkingDays) -> date | None:
        """Return the day by the rule before its first change; None while it was never changed.

        It judges what arrived before versions told their own day: a change must not make a delivered report late.
        """
        return due_date(parse_rule(self.first_deadline), period, days) if self.first_deadline else None

    def opens(self, period: Period, days: WorkingDays) -> date:
        """Return the day from which the report can be worked on: after its period, or with it when it falls due in it.

        What falls due before its period begins (the APB Desa) opens with the half-year in which it does.
        """
        due = self.due(period, days)
        if due is None or due > period.last_day:
            return period.last_day + timedelta(days=1)
        return earliest(period, due)

    def stands_for(self, period: Period) -> bool:
        """True when the duty asks for a report on that period."""
        return self.used and self.reaches(period) and str(period) not in self.skip

    def reaches(self, period: Period) -> bool:
        """True when the period is one of the duty's, whether or not the kecamatan uses it or left the period out."""
        if period.kind is not self.period_kind or (self.parts and period.part not in self.parts):
            return False
        asked = period.last_day
        if period.kind is not PeriodKind.EVENT:
            asked = min(asked, due_date(self.rule, period, _CALENDAR) or asked)
        begun, ends = iso_date(self.active_from), iso_date(self.active_to)
        return (begun is None or asked >= begun) and (ends is None or asked <= ends)


def earliest(period: Period, due: date | None) -> date:
    """Return the first day on which a report on the period can be in hand at all.

    It is the period's own first day, or that of the half-year in which it falls due where this is earlier.
    """
    if due is None:
        return period.first_day
    return min(period.first_day, period_containing(PeriodKind.SEMESTER, due).first_day)


@lru_cache(maxsize=2048)
def _periods(duty: Duty, year: int) -> tuple[Period, ...]:
    """Remembered, as `_due` is: a matrix asks for the same periods and days for every village."""
    return tuple(period for period in periods_of(duty.period_kind, year) if duty.stands_for(period))


@lru_cache(maxsize=8192)
def _due(duty: Duty, period: Period, days: WorkingDays) -> date | None:
    set_day = iso_date(dict(duty.moved).get(str(period), ""))
    return set_day or due_date(duty.rule, period, days)


def applies(duty: Duty, village: Village) -> bool:
    """False is "tidak berlaku": this kind of village never owes the report, or the kecamatan let this one off."""
    return village.kind in duty.owed_by and village.code not in duty.skip_villages


def before_begun(duty: Duty, village: Village, period: Period, days: WorkingDays) -> bool:
    """True for what fell due before the village began to report here; without a day its period was over by then.

    What somebody wrote down as an event is asked for whenever it was.
    """
    begun = iso_date(village.begun)
    if begun is None or period.kind is PeriodKind.EVENT:
        return False
    return (duty.due(period, days) or period.last_day) < begun


def due_of(duty: Duty, village: Village, period: Period, days: WorkingDays) -> date | None:
    """Return the last day on which this village's report is in time; None when it has none and is never late."""
    return None if before_begun(duty, village, period, days) else duty.due(period, days)


def owing(duties: Iterable[Duty], template: str, village: Village, period: Period) -> Duty | None:
    """Return the duty under which the village owes this report, or None when it owes none."""
    asked = (duty for duty in duties if duty.template == template and duty.stands_for(period))
    return next((duty for duty in asked if applies(duty, village)), None)


def readable(fields: Iterable[Content]) -> tuple[Duty, ...]:
    """Return the duties of records in their order; one that this program cannot read is passed over."""
    found: list[Duty] = []
    for one in fields:
        try:
            found.append(_read(msgspec.json.encode(one)))
        except DutyError:
            continue
    return tuple(sorted(found, key=lambda duty: (duty.pos, duty.key)))


def owed(
    duties: Iterable[Duty], village: Village, year: int, days: WorkingDays, events: Iterable[Event] = ()
) -> list[Owed]:
    """Return every report that the village owes on periods of the year, in the order in which they fall due.

    `events` are those of the village; they alone make it owe what is owed by an event. Without a day it comes last.
    """
    found = []
    known = [event for event in events if event.period.year == year]
    for duty in duties:
        if not applies(duty, village):
            continue
        found += [
            Owed(duty, period, due_of(duty, village, period, days), before=before_begun(duty, village, period, days))
            for period in duty.periods(year)
        ]
        found += [
            Owed(duty, event.period, duty.due(event.period, days), event.ordinal, event.name)
            for event in known
            if event.template == duty.template and duty.stands_for(event.period)
        ]
    return sorted(found, key=_by_day)


def _by_day(one: Owed) -> tuple[date, int, str, str, int]:
    return (one.due or date.max, one.duty.pos, one.duty.key, str(one.period), one.ordinal)


def read_duties(text: str, source: str) -> tuple[Duty, ...]:
    """Return the duties of a TOML text (`[[duty]]`) in the order of its rows; DutyError names the `source`."""
    try:
        raw = tomllib.loads(text)
        rows = raw["duty"]
        duties = tuple(_converted({"pos": index, **row}, source) for index, row in enumerate(rows))
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as fault:
        raise DutyError(f"{source}: {fault}") from fault
    if len({duty.key for duty in duties}) < len(duties):
        raise DutyError(f"{source}: a key is used twice")
    return duties


def first_begun(shipped: str, today: date) -> str:
    """Return from which day (ISO) a duty is asked for that a kecamatan gets today.

    What ships with `FOLLOWS` begins with the month after the one in which it comes, never before that day, so that
    nothing is late where the program arrives years later. Any other day stays as it is.
    """
    if shipped != FOLLOWS:
        return shipped
    return max(FOLLOWS, month_after(today).isoformat())


def month_after(today: date) -> date:
    """Return the first day of the month after that of a day."""
    return date(today.year + today.month // 12, today.month % 12 + 1, 1)


def to_fields(duty: Duty) -> dict[str, Value]:
    """Return the flat fields of a `duty` record; lists are joined by commas, days set for one period are rows."""
    return {
        **{f"{MOVED}[{period}].due": day for period, day in duty.moved},
        "key": duty.key,
        "template": duty.template,
        "name": duty.name,
        "short_name": duty.short_name,
        "period_kind": duty.period_kind.value,
        "deadline": duty.deadline,
        "owed_by": ",".join(kind.value for kind in duty.owed_by),
        "basis": duty.basis,
        "parts": ",".join(duty.parts),
        "active_from": duty.active_from,
        "active_to": duty.active_to,
        "pos": duty.pos,
        **({} if duty.used else {"used": False}),
    }


@lru_cache(1_024)
def _read(fields: bytes) -> Duty:
    """The duty of fields as JSON: each report that comes asks for some, and they change once a year."""
    return from_fields(msgspec.json.decode(fields))


def from_fields(fields: Content) -> Duty:
    """Return the duty of a record's fields; DutyError when one is absent or wrong. Unknown fields are passed over."""
    known: dict[str, object] = {
        key: value for key, value in fields.items() if key in Duty.__struct_fields__ and value is not None
    }
    for key in ("owed_by", "parts"):
        known[key] = [part for part in str(known.get(key, "")).split(",") if part]
    known[MOVED] = [
        [period, cells["due"]] for period, cells in rows(fields, MOVED).items() if iso_date(str(cells.get("due", "")))
    ]
    known["skip"] = [period for period, cells in rows(fields, SKIP).items() if cells.get("on") is True]
    known["skip_villages"] = [code for code, cells in rows(fields, SKIP_VILLAGE).items() if cells.get("on") is True]
    if "remind" in known:
        known["remind"] = read_remind(str(known["remind"]))
    return _converted(known, str(fields.get("key") or "-"))


def read_remind(text: str) -> tuple[int, ...]:
    """Return the days of reminders of a text (`7,1,-1`; empty: none); what is no number is passed over."""
    parts = (part.strip() for part in text.split(","))
    return tuple(int(part) for part in parts if part.removeprefix("-").isdecimal() and len(part) <= 4)


def _converted(raw: object, source: str) -> Duty:
    try:
        duty = msgspec.convert(raw, Duty)
        parse_rule(duty.deadline)
        if duty.first_deadline:
            parse_rule(duty.first_deadline)
    except (msgspec.ValidationError, RuleError) as fault:
        raise DutyError(f"{source}: {fault}") from fault
    known_parts = {period.part for period in periods_of(duty.period_kind, 2024)}
    if any(iso_date(day) is None for _period, day in duty.moved):
        raise DutyError(f"{source}: {duty.key}: moved")
    if not duty.owed_by or not set(duty.parts) <= known_parts:
        raise DutyError(f"{source}: {duty.key}: owed_by or parts")
    for key, text in (("active_from", duty.active_from), ("active_to", duty.active_to)):
        if text and iso_date(text) is None:
            raise DutyError(f"{source}: {duty.key}: {key}")
    return duty
