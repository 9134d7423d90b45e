"""duty.put: the kecamatan makes a duty, or changes its days, villages and reminders; only what is named changes.

A change is for all at once and from now on: lateness is computed from the record. It must never make a delivered report
late, so the first rule stays in the record and every version tells its own day (docs/decisions/007).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Final

import msgspec

from sipa_core import ids
from sipa_core.domain import duties, rights, workflow
from sipa_core.domain.dates import iso_date
from sipa_core.domain.deadlines import BeforeTermEnd, RuleError, SetEachYear, due_date, parse_rule
from sipa_core.domain.duties import Duty, DutyError
from sipa_core.domain.periods import Period, PeriodError, PeriodKind, event_period, parse_period, periods_of
from sipa_core.domain.template_text import from_record
from sipa_core.domain.templates import Template
from sipa_core.domain.working_days import WorkingDays
from sipa_core.ops.base import Applied, Context, Kind, Outcome, Refusal, View, Write
from sipa_core.wire.problems import Problem
from sipa_core.wire.records import Record, RecordType, Ref, Value, changed

MAX_NAME: Final = 120
MAX_SHORT: Final = 24
MAX_BASIS: Final = 200
MAX_ROWS: Final = 400
MAX_REMINDERS: Final = 6
LONGEST: Final = timedelta(days=400)
"""How long after a period its day may lie at most."""
EARLIEST: Final = timedelta(days=365)
"""How long before a year or an event its day may lie at most."""

_KEY = re.compile(r"[a-z0-9_]{1,60}")
_YEARS = range(2000, 2101)
_Short = Annotated[str, msgspec.Meta(max_length=40)]


class Put(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The duty's key and what changes of it; what is None stays. A new duty names a report type, words and a rule.

    `moved` is period to ISO day (empty: the rule counts again), `skip` and `skip_villages` say "tidak berlaku" by true.
    """

    key: str
    template: str | None = None
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_NAME)] | None = None
    short_name: Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_SHORT)] | None = None
    deadline: _Short | None = None
    owed_by: _Short | None = None
    basis: Annotated[str, msgspec.Meta(max_length=MAX_BASIS)] | None = None
    parts: _Short | None = None
    active_from: _Short | None = None
    active_to: _Short | None = None
    remind: _Short | None = None
    used: bool | None = None
    moved: Annotated[dict[str, str], msgspec.Meta(max_length=MAX_ROWS)] = {}
    skip: Annotated[dict[str, bool], msgspec.Meta(max_length=MAX_ROWS)] = {}
    skip_villages: Annotated[dict[str, bool], msgspec.Meta(max_length=MAX_ROWS)] = {}


PLAIN: Final = (
    "name",
    "short_name",
    "deadline",
    "owed_by",
    "basis",
    "parts",
    "active_from",
    "active_to",
    "remind",
)


def put(fields: Put, ref: Ref, view: View, context: Context) -> Outcome:
    """Guard rights, then every value by its sense, then write only what changes."""
    if _KEY.fullmatch(fields.key) is None or ref.id != ids.natural_id("duty", fields.key):
        return Refusal(Problem.INVALID, "record")
    known = view.get(ref)
    refused = rights.refusal(context.actor, "duty.put", None, "set" if known is not None else workflow.NONE)
    if refused is not None:
        return Refusal(refused)
    changes = _changes(fields, known, view)
    if isinstance(changes, str):
        return Refusal(Problem.INVALID, changes)
    try:
        duty = duties.from_fields(changed(known.fields if known is not None else {}, changes))
    except DutyError:
        return Refusal(Problem.INVALID, "duty")
    bad = _first_bad(fields, duty, view)
    if bad is not None:
        return Refusal(Problem.INVALID, bad)
    if known is not None and "deadline" in changes and not known.text("first_deadline"):
        changes["first_deadline"] = known.text("deadline")
    stamp: dict[str, Value] = {"changed_at": context.now, "changed_by": context.actor.name}
    return Applied((Write(ref, None, {**changes, **stamp}),))


def _changes(fields: Put, known: Record | None, view: View) -> dict[str, Value] | str:
    """The leaves that the op changes, or the field that cannot be taken."""
    changes: dict[str, Value] = {}
    if known is None:
        template = newest_template(view, fields.template or "")
        if template is None:
            return "template"
        for name in ("name", "short_name", "deadline", "owed_by"):
            if not (getattr(fields, name) or "").strip():
                return name
        changes |= {"key": fields.key, "template": template.key, "period_kind": template.period_kind.value, "basis": ""}
        changes["pos"] = 1 + max((duty.pos for duty in _all(view)), default=-1)
    elif fields.template not in (None, known.text("template")):
        return "template"
    before = known.fields if known is not None else {}
    for name in PLAIN:
        value = getattr(fields, name)
        if value is not None and before.get(name) != value:
            changes[name] = value.strip()
    if fields.used is not None and before.get("used", True) != fields.used:
        changes["used"] = fields.used
    changes |= {f"{duties.MOVED}[{period}].due": day or None for period, day in fields.moved.items()}
    changes |= {f"{duties.SKIP}[{period}].on": off or None for period, off in fields.skip.items()}
    changes |= {f"{duties.SKIP_VILLAGE}[{code}].on": off or None for code, off in fields.skip_villages.items()}
    return changes


def _first_bad(fields: Put, duty: Duty, view: View) -> str | None:
    if newest_template(view, duty.template) is None:
        return "template"
    for name in ("name", "short_name"):
        if not getattr(duty, name).strip() or not getattr(duty, name).isprintable():
            return name
    if not sane_deadline(duty.deadline, duty):
        return "deadline"
    if fields.remind is not None and not _sane_reminders(fields.remind):
        return "remind"
    for name in ("active_from", "active_to"):
        text = getattr(duty, name)
        if text and (iso_date(text) is None or int(text[:4]) not in _YEARS):
            return name
    if duty.active_from and duty.active_to and duty.active_from > duty.active_to:
        return "active_to"
    return _bad_rows(fields, duty, view) or _overlap(duty, view)


def _bad_rows(fields: Put, duty: Duty, view: View) -> str | None:
    for period, day in fields.moved.items():
        if not sane_day(duty, period, day):
            return f"moved[{period}]"[:200]
    for period in fields.skip:
        if _period(duty, period) is None:
            return f"skip[{period}]"[:200]
    for code in fields.skip_villages:
        if view.get(Ref(RecordType.VILLAGE, ids.natural_id("village", code))) is None:
            return f"skip_village[{code}]"[:200]
    return None


def sane_deadline(text: str, duty: Duty) -> bool:
    """True when the rule gives each period a day that lies within reason: not before it begins, not years after it."""
    try:
        rule = parse_rule(text)
    except RuleError:
        return False
    by_event = duty.period_kind is PeriodKind.EVENT
    if isinstance(rule, BeforeTermEnd) and not by_event:
        return False  # only an event tells when a term ends, so nobody could ever be told the day
    if isinstance(rule, SetEachYear):
        return not by_event
    asked = [period for period in periods_of(duty.period_kind, 2024) if not duty.parts or period.part in duty.parts]
    if by_event:
        asked = [event_period(date(2024, 2, 29)), event_period(date(2024, 12, 31))]
    return all(_within(due_date(rule, period, WorkingDays()), period) for period in asked)


def sane_day(duty: Duty, period: str, day: str) -> bool:
    """True when the day may be the due day of that period; an empty day takes a moved one back."""
    read = _period(duty, period)
    return read is not None and (not day or _within(iso_date(day), read))


def newest_template(view: View, key: str) -> Template | None:
    """The newest readable version of a report type: a duty without one could not be filled in by anybody."""
    read = (from_record(record) for record in view.all(RecordType.TEMPLATE) if record.text("key") == key)
    return max((one for one in read if one is not None), key=lambda one: one.version, default=None)


def _within(day: date | None, period: Period) -> bool:
    # An APB Desa is due before its year, the last report of a term before the term ends.
    early = EARLIEST if period.kind in (PeriodKind.YEAR, PeriodKind.EVENT) else timedelta(0)
    return day is not None and period.first_day - early <= day <= period.last_day + LONGEST


def _period(duty: Duty, text: str) -> Period | None:
    try:
        period = parse_period(text)
    except PeriodError:
        return None
    fits = period.kind is duty.period_kind and (not duty.parts or period.part in duty.parts) and period.year in _YEARS
    return period if fits else None


def _sane_reminders(text: str) -> bool:
    days = duties.read_remind(text)
    whole = ",".join(map(str, days)) == text and len(set(days)) == len(days)
    return whole and len(days) <= MAX_REMINDERS and all(-30 <= day <= 60 for day in days)


def _overlap(duty: Duty, view: View) -> str | None:
    """Two duties must not ask the same village for the same report: nobody could tell which day counts."""
    for other in _all(view):
        if other.key == duty.key or other.template != duty.template or other.period_kind is not duty.period_kind:
            continue
        parts = not duty.parts or not other.parts or set(duty.parts) & set(other.parts)
        apart = (duty.active_to and other.active_from > duty.active_to) or (
            other.active_to and duty.active_from > other.active_to
        )
        if parts and set(duty.owed_by) & set(other.owed_by) and not apart:
            return "parts"
    return None


def _all(view: View) -> tuple[Duty, ...]:
    return duties.readable(_fields(record) for record in view.all(RecordType.DUTY))


def _fields(record: Record) -> Mapping[str, Value]:
    return record.fields


KINDS = (Kind("duty.put", RecordType.DUTY, Put, put),)
