"""review.open|return|accept|reopen|timely: the kecamatan's judgement on one version, named by its id and content hash.

A second verdict is refused, and a verdict on a version that is no longer the newest is `superseded`.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from sipa_core import ids
from sipa_core.domain import dates, paths, rights
from sipa_core.domain.deadlines import is_late
from sipa_core.domain.workflow import Verdict, is_recalled, judges
from sipa_core.ops.base import Applied, Context, Kind, Outcome, Refusal, View, Write
from sipa_core.ops.publication import publish
from sipa_core.ops.reports import current_version, review_of, state_of
from sipa_core.wire.problems import Problem
from sipa_core.wire.records import Record, RecordType, Ref, Value

MAX_NOTES = 200
MAX_NOTE = 2000


class Opened(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which text is looked at."""

    version: str
    content_hash: str


class Note(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One note to the village: on a path of the report, or on the whole when the path is empty."""

    path: str
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_NOTE)]


class Returned(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The version, and the notes by UUID; at least one, since nobody can mend what nobody named."""

    version: str
    content_hash: str
    notes: dict[str, Note]


class Accepted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The version, and a sentence to the village (may be empty)."""

    version: str
    content_hash: str
    remark: Annotated[str, msgspec.Meta(max_length=MAX_NOTE)] = ""


class Reopened(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The accepted version, and the reason why it is opened again."""

    version: str
    content_hash: str
    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_NOTE)]


class Timely(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which text came in time; the record of the op is the version itself."""

    content_hash: str


class _Named(msgspec.Struct, frozen=True):
    report: Record
    version: Record
    past: bool = False
    """A verdict that was given before a restore, on a version whose successor came again first."""


def _named(
    kind: str, fields: Opened | Returned | Accepted | Reopened, ref: Ref, view: View, context: Context
) -> _Named | Refusal:
    """The report and version that an op names, once rights, state and freshness allow it."""
    version = view.get(Ref(RecordType.VERSION, fields.version))
    report = view.get(Ref(RecordType.REPORT, version.text("meta.report"))) if version is not None else None
    if version is None or report is None:
        # Without a version there is no village to check rights against; a stranger learns nothing more.
        return Refusal(Problem.NOT_FOUND)
    newest = current_version(view, report)
    stale = newest is None or newest.id != version.id
    mine = context.actor.owns(report.village) and rights.may(context.actor.role, kind, own=True)
    if stale and mine and context.again and version.text("meta.content_hash") == fields.content_hash:
        return _Named(report, version, past=True)
    if stale and mine:
        return Refusal(Problem.RECALLED if is_recalled(version) else Problem.SUPERSEDED)
    refused = rights.refusal(context.actor, kind, report.village, state_of(view, report))
    if refused is not None:
        return Refusal(refused)
    if version.text("meta.content_hash") != fields.content_hash:
        return Refusal(Problem.SUPERSEDED)
    if ref.id != ids.review_id(version.id):
        return Refusal(Problem.INVALID, "record")
    return _Named(report, version)


def _about(ref: Ref, named: _Named, view: View) -> dict[str, Value]:
    known = view.get(ref)
    of_another_text = known.fields if known is not None and not judges(known, named.version) else {}
    return {
        **dict.fromkeys(of_another_text),
        "report": named.report.id,
        "version": named.version.id,
        "n": named.version.number("meta.n"),
        "content_hash": named.version.text("meta.content_hash"),
    }


def _opening(named: _Named, view: View, context: Context) -> dict[str, Value]:
    """A verdict implies the opening; the first opening's name and time stay."""
    known = review_of(view, named.version)
    if known is not None and known.number("opened_at"):
        return {}
    return {"opened_at": context.now, "opened_by": context.actor.name}


def open_review(fields: Opened, ref: Ref, view: View, context: Context) -> Outcome:
    """The kecamatan looks: the village sees *Diperiksa*. Opening again changes nothing."""
    named = _named("review.open", fields, ref, view, context)
    if isinstance(named, Refusal):
        return named
    return Applied((Write(ref, named.report.village, {**_about(ref, named, view), **_opening(named, view, context)}),))


def return_report(fields: Returned, ref: Ref, view: View, context: Context) -> Outcome:
    """Back to the village with its notes; only now do they leave the reviewer."""
    named = _named("review.return", fields, ref, view, context)
    if isinstance(named, Refusal):
        return named
    if not fields.notes or len(fields.notes) > MAX_NOTES:
        return Refusal(Problem.INVALID, "notes")
    notes: dict[str, Value] = {}
    for position, (key, note) in enumerate(fields.notes.items()):
        if not ids.is_id(key) or (note.path and not paths.is_path(note.path)):
            return Refusal(Problem.INVALID, "notes")
        notes |= {f"notes[{key}].path": note.path, f"notes[{key}].text": note.text, f"notes[{key}].pos": position}
    about, opening = _about(ref, named, view), _opening(named, view, context)
    verdict = _verdict(Verdict.RETURNED, context)
    return Applied((Write(ref, named.report.village, {**about, **opening, **verdict, **notes}),))


def accept(fields: Accepted, ref: Ref, view: View, context: Context) -> Outcome:
    """*Disetujui*; where the public must be told, the publication and the owed postings are made in the same act."""
    named = _named("review.accept", fields, ref, view, context)
    if isinstance(named, Refusal):
        return named
    verdict = {**_verdict(Verdict.ACCEPTED, context), "remark": fields.remark or None}
    own = Write(ref, named.report.village, {**_about(ref, named, view), **_opening(named, view, context), **verdict})
    known = view.get(Ref(RecordType.PUBLICATION, ids.publication_id(named.report.id)))
    if named.past and known is not None:
        return Applied((own,))
    return Applied((own, *publish(named.report, named.version, view, context)))


def reopen(fields: Reopened, ref: Ref, view: View, context: Context) -> Outcome:
    """Opens an accepted report again; the published version stays readable until the next one is accepted."""
    named = _named("review.reopen", fields, ref, view, context)
    if isinstance(named, Refusal):
        return named
    verdict = {**_verdict(Verdict.REOPENED, context), "remark": fields.reason}
    return Applied((Write(ref, named.report.village, {**_about(ref, named, view), **verdict}),))


def _verdict(verdict: Verdict, context: Context) -> dict[str, Value]:
    return {"verdict": verdict.value, "decided_at": context.now, "decided_by": context.actor.name}


def confirm_timely(fields: Timely, ref: Ref, view: View, context: Context) -> Outcome:
    """A version that a stick brought late, but that was sealed before its day ended, counts as sent in time.

    A PC's clock alone never decides; that a person of the kecamatan believed it stands with their name.
    """
    version = view.get(ref)
    report = view.get(Ref(RecordType.REPORT, version.text("meta.report"))) if version is not None else None
    if version is None or report is None:
        return Refusal(Problem.NOT_FOUND)
    refused = rights.refusal(context.actor, "review.timely", report.village, state_of(view, report))
    if refused is not None:
        return Refusal(refused)
    if is_recalled(version):
        return Refusal(Problem.RECALLED)
    if version.number("meta.timely_at"):
        return Refusal(Problem.ALREADY_DECIDED)
    due = dates.iso_date(version.text("meta.due"))
    sealed_at = version.number("meta.sealed_at")
    if not sealed_at or due is None or is_late(due, sealed_at):
        return Refusal(Problem.NOT_NOW)
    if version.text("meta.content_hash") != fields.content_hash:
        return Refusal(Problem.SUPERSEDED)
    marks: dict[str, Value] = {"meta.timely_at": context.now, "meta.timely_by": context.actor.name}
    return Applied((Write(ref, report.village, marks),))


KINDS = (
    Kind("review.open", RecordType.REVIEW, Opened, open_review),
    Kind("review.return", RecordType.REVIEW, Returned, return_report),
    Kind("review.accept", RecordType.REVIEW, Accepted, accept),
    Kind("review.reopen", RecordType.REVIEW, Reopened, reopen),
    Kind("review.timely", RecordType.VERSION, Timely, confirm_timely),
)
