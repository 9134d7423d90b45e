"""report.submit: a village sends its whole text as the next immutable version (docs/protocol.md, "What a report is").

A stale submit is never merged: nobody may send a text that no person has seen. A report that the village does not owe
is not begun, but one that was begun may always be sent again.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from sipa_core import ids
from sipa_core.domain import duties, paths, periods, rights, workflow
from sipa_core.domain.duties import Duty
from sipa_core.domain.template_text import from_record
from sipa_core.domain.templates import Template, value_fits
from sipa_core.domain.villages import RegionError, Village
from sipa_core.domain.villages import from_fields as village_from
from sipa_core.ops.base import Applied, Context, Kind, Outcome, Refusal, View, Write
from sipa_core.wire.problems import Problem
from sipa_core.wire.records import Record, RecordType, Ref, Value

MAX_LEAVES = 20_000
MAX_TEXT = 100_000


class Submit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The report's natural key, the newest version its author had seen (0: none), and all leaves of its content."""

    village: str
    template: str
    template_version: int
    period: str
    content: dict[str, Value]
    newest_seen: Annotated[int, msgspec.Meta(ge=0)] = 0
    ordinal: Annotated[int, msgspec.Meta(ge=0, le=999)] = 0


def current_version(view: View, report: Record | None) -> Record | None:
    """The newest version of a report, or None while nothing was sent."""
    if report is None:
        return None
    return view.get(Ref(RecordType.VERSION, ids.version_id(report.id, report.number("newest"))))


def state_of(view: View, report: Record | None) -> str:
    """The state of a report (workflow.report_state) as the view has it."""
    newest = current_version(view, report)
    if report is None or newest is None:
        return workflow.NONE
    review = view.get(Ref(RecordType.REVIEW, ids.review_id(newest.id)))
    publication = view.get(Ref(RecordType.PUBLICATION, ids.publication_id(report.id)))
    return workflow.report_state(newest, review, publication)


def submit(fields: Submit, ref: Ref, view: View, context: Context) -> Outcome:
    """Guard rights and state, then the content, then make version newest+1."""
    if ref.id != ids.report_id(fields.village, fields.template, fields.period, fields.ordinal):
        return Refusal(Problem.INVALID, "record")
    report = view.get(ref)
    refused = rights.refusal(context.actor, "report.submit", fields.village, state_of(view, report))
    if refused is not None:
        return Refusal(refused)
    newest = report.number("newest") if report is not None else 0
    if fields.newest_seen != newest:
        return Refusal(Problem.SUPERSEDED)
    bad = _first_bad(fields, view)
    if bad is not None:
        return Refusal(Problem.INVALID, bad)
    duty = duty_of(fields, view)
    if duty is None and report is None:
        return Refusal(Problem.NOT_OWED, "period")
    due = duty.due(periods.parse_period(fields.period)) if duty is not None else None
    number = newest + 1
    key: dict[str, Value] = {"type": fields.template, "period": fields.period, "ordinal": fields.ordinal}
    version = Ref(RecordType.VERSION, ids.version_id(ref.id, number))
    about: dict[str, Value] = {
        **{f"meta.{name}": value for name, value in key.items()},
        "meta.report": ref.id,
        "meta.n": number,
        "meta.template_version": fields.template_version,
        "meta.sent_at": context.now,
        "meta.sender": context.actor.name,
        "meta.content_hash": context.content_hash,
        # The day that stood when it came: a later change of the duty must not make it late.
        "meta.due": due.isoformat() if due is not None else None,
    }
    return Applied(
        (
            Write(ref, fields.village, {**key, "newest": number}),
            Write(version, fields.village, {**fields.content, **about}),
        )
    )


def duty_of(fields: Submit, view: View) -> Duty | None:
    """The duty under which the village owes this report, None when it owes none."""
    village = _village(fields, view)
    if village is None:
        return None
    period = periods.parse_period(fields.period)
    known = duties.readable(record.fields for record in view.all(RecordType.DUTY))
    return duties.owing(known, fields.template, village, period)


def _village(fields: Submit, view: View) -> Village | None:
    record = view.get(Ref(RecordType.VILLAGE, ids.natural_id("village", fields.village)))
    try:
        return village_from(fields.village, record.fields) if record is not None else None
    except RegionError:
        return None


def _first_bad(fields: Submit, view: View) -> str | None:
    """The first path that cannot be taken, "period" or "template" likewise; None when all is in order."""
    if not periods.is_period(fields.period):
        return "period"
    record = view.get(Ref(RecordType.TEMPLATE, ids.natural_id("template", fields.template, fields.template_version)))
    template = from_record(record) if record is not None else None
    if template is None:
        return "template"
    if periods.parse_period(fields.period).kind is not template.period_kind:
        return "period"
    if fields.ordinal:
        return "ordinal"  # no report type asks for several reports a period yet
    if _village(fields, view) is None:
        return "village"
    if len(fields.content) > MAX_LEAVES:
        return "content"
    return _bad_leaf(fields, template)


def _bad_leaf(fields: Submit, template: Template) -> str | None:
    kinds = {field.path: field for section in template.sections for field in section.fields}
    for path, value in fields.content.items():
        if not paths.is_path(path) or path.startswith("meta."):
            return path[:200]
        if isinstance(value, str) and len(value) > MAX_TEXT:
            return path
        if isinstance(value, int) and abs(value) >= 2**53:
            return path
        field = kinds.get(paths.pattern_of(path))
        if field is not None and not value_fits(field, value):
            return path
    return None


KINDS = (Kind("report.submit", RecordType.REPORT, Submit, submit),)
