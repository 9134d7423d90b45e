"""report.submit, report.recall: a village sends its whole text as the next immutable version, or takes it back.

A stale submit is never merged: nobody may send a text that no person has seen. What was taken back stays readable.
A report that the village does not owe is not begun, but one that was begun may always be sent again.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Protocol

import msgspec

from sipa_core import ids
from sipa_core.domain import attachments, duties, paths, periods, rights, workflow
from sipa_core.domain.duties import Duty
from sipa_core.domain.notes import notes_in, place_changed
from sipa_core.domain.template_text import from_record
from sipa_core.domain.templates import Template, value_fits
from sipa_core.domain.villages import RegionError, Village
from sipa_core.domain.villages import from_fields as village_from
from sipa_core.ops.base import Applied, Context, Kind, Outcome, Refusal, View, Write
from sipa_core.wire.problems import Problem
from sipa_core.wire.records import Record, RecordType, Ref, Value

MAX_LEAVES = 20_000
MAX_TEXT = 100_000
MAX_SAID = 200
MAX_REPORT_FILES = 500
"""Each is looked up while the one writer waits."""


VersionMark = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{8}$")]


class Submit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The report's natural key, the newest version its author had seen (0: none), and all leaves of its content.

    `newest_mark` is that version's mark (`version_mark`): after the server was put back its number may be another text.
    `said` are the keys of the notes that the village ticked as mended; it is left out while there are none. `copy` is
    the mark (`paths.mark_of`) of the draft's copy that its author had before them; it is left out where there was none.
    """

    village: str
    template: str
    template_version: int
    period: str
    content: dict[str, Value]
    newest_seen: Annotated[int, msgspec.Meta(ge=0)] = 0
    ordinal: Annotated[int, msgspec.Meta(ge=0, le=999)] = 0
    said: Annotated[list[str], msgspec.Meta(max_length=MAX_SAID)] | msgspec.UnsetType = msgspec.UNSET
    copy: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{16}$")] | msgspec.UnsetType = msgspec.UNSET
    newest_mark: VersionMark | msgspec.UnsetType = msgspec.UNSET


class Recall(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The version that is taken back."""

    version: str


def current_version(view: View, report: Record | None) -> Record | None:
    """The newest version of a report that was not taken back, or None while there is none."""
    if report is None:
        return None
    for n in range(report.number("newest"), 0, -1):
        version = view.get(Ref(RecordType.VERSION, ids.version_id(report.id, n)))
        if version is None or not workflow.is_recalled(version):
            return version
    return None


def version_mark(version: Record | None) -> str:
    """What tells a version from any other that had its number: eight hex digits of the hash of the op that sent it, ""
    where it is not known.
    """
    return version.text("meta.content_hash")[:8] if version is not None else ""


def is_that_version(version: Record | None, mark: str) -> bool:
    """True unless it is known that the version is another than the one of that mark ("": not told)."""
    return not mark or version is None or version_mark(version) == mark


def review_of(view: View, version: Record) -> Record | None:
    """The review of this very text (workflow.judges), None before it is opened."""
    review = view.get(Ref(RecordType.REVIEW, ids.review_id(version.id)))
    return review if review is not None and workflow.judges(review, version) else None


def state_of(view: View, report: Record | None) -> str:
    """The state of a report (workflow.report_state) as the view has it."""
    newest = current_version(view, report)
    if report is None or newest is None:
        return workflow.NONE
    review = review_of(view, newest)
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
        return Refusal(Problem.SUPERSEDED, ahead=fields.newest_seen > newest)
    last = view.get(Ref(RecordType.VERSION, ids.version_id(ref.id, newest)))
    if not is_that_version(last, fields.newest_mark or ""):
        return Refusal(Problem.SUPERSEDED)
    bad = first_bad(fields, view) or attachments.fault_of(fields.content)
    if bad is not None:
        return Refusal(Problem.INVALID, bad)
    duty = duty_of(fields, view)
    if duty is None and report is None:
        return Refusal(Problem.NOT_OWED, "period")
    due = _due(duty, fields, view, context)
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
        "meta.device": device_name(view, context),
        "meta.content_hash": context.content_hash,
        "meta.copy": None if fields.copy is msgspec.UNSET else fields.copy,
        # The day that stood when it came: a later change of the duty must not make it late.
        "meta.due": due.isoformat() if due is not None else None,
        # Only told: a PC's clock decides nothing, the kecamatan may (review.timely).
        "meta.sealed_at": min(context.sealed_at, context.now) or None,
    }
    return Applied(
        (
            Write(ref, fields.village, {**key, "newest": number}),
            Write(version, fields.village, {**fields.content, **about}),
            *_answered(fields, ref, report, view),
        )
    )


def device_name(view: View, context: Context) -> str | None:
    """What the PC is called, as far as the view knows it: one person may write on several."""
    record = view.get(Ref(RecordType.DEVICE, context.device)) if context.device else None
    return record.text("name") or None if record is not None else None


def duty_of(fields: Submit, view: View) -> Duty | None:
    """The duty under which the village owes this report, None when it owes none."""
    village = _village(fields, view)
    if village is None:
        return None
    period = periods.parse_period(fields.period)
    asked = (record.fields for record in view.all(RecordType.DUTY) if record.text("template") == fields.template)
    known = duties.readable(asked)  # those of other types need not be read
    return duties.owing(known, fields.template, village, period)


def _due(duty: Duty | None, fields: Submit, view: View, context: Context) -> date | None:
    village = _village(fields, view)
    if duty is None or village is None:
        return None
    return duties.due_of(duty, village, periods.parse_period(fields.period), context.days)


def template_of(fields: Text, view: View) -> Template | None:
    """The form that the text fills, None when the view does not have it."""
    record = view.get(Ref(RecordType.TEMPLATE, ids.natural_id("template", fields.template, fields.template_version)))
    return from_record(record) if record is not None else None


def _village(fields: Text, view: View) -> Village | None:
    record = view.get(Ref(RecordType.VILLAGE, ids.natural_id("village", fields.village)))
    try:
        return village_from(fields.village, record.fields) if record is not None else None
    except RegionError:
        return None


def recall(fields: Recall, ref: Ref, view: View, context: Context) -> Outcome:
    """Take the newest version back while nobody has opened it: the report is again what it was before.

    The version stays, marked with the time and the person; its number is never given again.
    """
    report = view.get(ref)
    current = current_version(view, report)
    village = report.village if report is not None else context.actor.village
    named = view.get(Ref(RecordType.VERSION, fields.version))
    known = report is not None and named is not None and named.text("meta.report") == report.id
    mine = rights.may(context.actor.role, "report.recall", own=context.actor.owns(village))
    if mine and known and named is not None and workflow.is_recalled(named):
        return Refusal(Problem.RECALLED)
    refused = rights.refusal(context.actor, "report.recall", village, state_of(view, report))
    if refused is not None:
        return Refusal(refused)
    if report is None or current is None or current.id != fields.version:
        return Refusal(Problem.SUPERSEDED, ahead=named is None)
    marks: dict[str, Value] = {"meta.recalled_at": context.now, "meta.recalled_by": context.actor.name}
    # The report's own record is written too, so that a receipt carries its revision.
    return Applied(
        (
            Write(ref, report.village, {"recalled": current.number("meta.n")}),
            Write(current.ref, report.village, marks),
        )
    )


def _answered(fields: Submit, ref: Ref, report: Record | None, view: View) -> list[Write]:
    """What the new text makes of the notes of the last return: `fixed` by comparing, `said` by the village's tick."""
    found = _last_returned(view, report)
    if found is None or report is None:
        return []
    version, review = found
    said = set() if fields.said is msgspec.UNSET else set(fields.said)
    marks: dict[str, Value] = {}
    for note in notes_in(review.fields):
        changed = place_changed(note.path, version.fields, fields.content)
        marks[f"notes[{note.key}].fixed"] = True if changed else None
        marks[f"notes[{note.key}].said"] = True if note.key in said else None
    return [Write(review.ref, report.village, marks)] if marks else []


def _last_returned(view: View, report: Record | None) -> tuple[Record, Record] | None:
    """The newest version that came back to the village, with its review."""
    if report is None:
        return None
    for n in range(report.number("newest"), 0, -1):
        version = view.get(Ref(RecordType.VERSION, ids.version_id(report.id, n)))
        review = review_of(view, version) if version is not None else None
        if version is not None and review is not None and review.text("verdict") == workflow.Verdict.RETURNED:
            return version, review
    return None


class Text(Protocol):
    """A report's natural key, the form that it fills, and leaves of its content."""

    @property
    def village(self) -> str: ...
    @property
    def template(self) -> str: ...
    @property
    def template_version(self) -> int: ...
    @property
    def period(self) -> str: ...
    @property
    def ordinal(self) -> int: ...
    @property
    def content(self) -> dict[str, Value]: ...


def first_bad(fields: Text, view: View) -> str | None:
    """The first path that cannot be taken, "period" or "template" likewise; None when all is in order."""
    if not periods.is_period(fields.period):
        return "period"
    template = template_of(fields, view)
    if template is None:
        return "template"
    if periods.parse_period(fields.period).kind is not template.period_kind:
        return "period"
    if fields.ordinal and template.period_kind is not periods.PeriodKind.EVENT:
        return "ordinal"  # only events can fall on one day
    if _village(fields, view) is None:
        return "village"
    if len(fields.content) > MAX_LEAVES or len(attachments.blobs_named(fields.content)) > MAX_REPORT_FILES:
        return "content"
    return _bad_leaf(fields, template)


def _bad_leaf(fields: Text, template: Template) -> str | None:
    kinds = {field.path: field for section in template.sections for field in section.fields}
    for path, value in fields.content.items():
        pattern = paths.travelling(path)
        if pattern is None or path.startswith("meta."):
            return path[:200]
        if isinstance(value, str):
            if len(value) > MAX_TEXT:
                return path
        elif isinstance(value, int) and not -(2**53) < value < 2**53:
            return path
        field = kinds.get(pattern)
        if field is not None and not value_fits(field, value):
            return path
    return None


KINDS = (
    Kind("report.submit", RecordType.REPORT, Submit, submit),
    Kind("report.recall", RecordType.REPORT, Recall, recall),
)
