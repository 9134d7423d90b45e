"""event.put, event.cancel: the village or the kecamatan records what happened on a day, or takes it back.

An event makes the village owe the report of its type (docs/decisions/020). One whose report was sent stays.
"""

from __future__ import annotations

from typing import Annotated, Final

import msgspec

from sipa_core import ids
from sipa_core.domain import events, rights, workflow
from sipa_core.domain.periods import PeriodError, PeriodKind, parse_period
from sipa_core.ops.base import Applied, Context, Kind, Outcome, Refusal, View, Write
from sipa_core.ops.duties import newest_template
from sipa_core.wire.problems import Problem
from sipa_core.wire.records import Record, RecordType, Ref, Value

MAX_NAME: Final = 120
MAX_ORDINAL: Final = 999
_YEARS = range(2000, 2101)


class Put(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The village, the report type asked for, the day (`2025-08-17`), which of that day's, and what happened."""

    village: str
    template: str
    period: str
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_NAME)]
    ordinal: Annotated[int, msgspec.Meta(ge=0, le=MAX_ORDINAL)] = 0


class Cancel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The event did not happen, or not on that day."""


def put(fields: Put, ref: Ref, view: View, context: Context) -> Outcome:
    """Guard rights, then the type, the day and the words; the same event again only changes its words."""
    if ref.id != ids.event_id(fields.village, fields.template, fields.period, fields.ordinal):
        return Refusal(Problem.INVALID, "record")
    refused = rights.refusal(context.actor, "event.put", fields.village, state_of(view.get(ref)))
    if refused is not None:
        return Refusal(refused)
    if view.get(Ref(RecordType.VILLAGE, ids.natural_id("village", fields.village))) is None:
        return Refusal(Problem.INVALID, "village")
    template = newest_template(view, fields.template)
    if template is None or template.period_kind is not PeriodKind.EVENT:
        return Refusal(Problem.INVALID, "template")
    try:
        period = parse_period(fields.period)
    except PeriodError:
        return Refusal(Problem.INVALID, "period")
    if period.kind is not PeriodKind.EVENT or period.year not in _YEARS:
        return Refusal(Problem.INVALID, "period")
    name = " ".join(fields.name.split())
    if not name or not name.isprintable():
        return Refusal(Problem.INVALID, "name")
    about = events.to_fields(fields.template, period, fields.ordinal, name)
    stamp: dict[str, Value] = {"recorded_at": context.now, "recorded_by": context.actor.name, "cancelled_at": None}
    return Applied((Write(ref, fields.village, {**about, **stamp}),))


def cancel(fields: Cancel, ref: Ref, view: View, context: Context) -> Outcome:
    """Take the event back, unless its report was sent already."""
    known = view.get(ref)
    village = known.village if known is not None else context.actor.village
    refused = rights.refusal(context.actor, "event.cancel", village, state_of(known))
    if refused is not None:
        return Refusal(refused)
    if known is None or known.village is None:
        return Refusal(Problem.NOT_FOUND)
    key = (known.village, known.text("template"), known.text("period"), known.number("ordinal"))
    if view.get(Ref(RecordType.REPORT, ids.report_id(*key))) is not None:
        return Refusal(Problem.NOT_NOW)
    marks: dict[str, Value] = {"cancelled_at": context.now, "cancelled_by": context.actor.name}
    return Applied((Write(ref, known.village, marks),))


def state_of(record: Record | None) -> str:
    """The state of an event: `workflow.NONE` where there is none, "set" or "cancelled"."""
    if record is None:
        return workflow.NONE
    return "cancelled" if events.is_cancelled(record) else "set"


KINDS = (
    Kind("event.put", RecordType.EVENT, Put, put),
    Kind("event.cancel", RecordType.EVENT, Cancel, cancel),
)
