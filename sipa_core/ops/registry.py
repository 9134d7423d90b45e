"""The register of kinds, and the one door through which an op body meets its rule.

An unknown kind or a loose field is refused here, before any rule sees it.
"""

from __future__ import annotations

from typing import Final

import msgspec

from sipa_core import ids
from sipa_core.ops import (
    consultation,
    documents,
    drafts,
    duties,
    events,
    feedback,
    guidance,
    people,
    posting,
    publication,
    reports,
    review,
    templates,
    villages,
)
from sipa_core.ops.base import Context, Kind, Outcome, Refusal, View
from sipa_core.wire.ops import OpBody
from sipa_core.wire.problems import Problem

KINDS: Final[dict[str, Kind]] = {
    kind.name: kind
    for kind in (
        *reports.KINDS,
        *drafts.KINDS,
        *review.KINDS,
        *publication.KINDS,
        *posting.KINDS,
        *feedback.KINDS,
        *consultation.KINDS,
        *guidance.KINDS,
        *duties.KINDS,
        *templates.KINDS,
        *documents.KINDS,
        *events.KINDS,
        *people.KINDS,
        *villages.KINDS,
    )
}


def apply(body: OpBody, view: View, context: Context) -> Outcome:
    """What the op does to the records of `view`: writes, or the refusal to give back. Raises only for bugs."""
    kind = KINDS.get(body.kind)
    if kind is None:
        return Refusal(Problem.UNKNOWN_KIND)
    if body.record.type not in {kind.record_type, *kind.also} or not ids.is_id(body.record.id):
        return Refusal(Problem.INVALID, "record")
    try:
        fields = msgspec.json.decode(body.fields, type=kind.payload)
    except msgspec.ValidationError as fault:
        return Refusal(Problem.INVALID, _place(str(fault)))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Refusal(Problem.INVALID, "fields")  # the envelope carries them unread
    return kind.rule(fields, body.record, view, context)


def _place(fault: str) -> str:
    """The path that msgspec names at the end of its message (`… - at `$.text``), without its value."""
    _before, found, place = fault.rpartition("`$.")
    return place.rstrip("`")[:200] if found else "fields"
