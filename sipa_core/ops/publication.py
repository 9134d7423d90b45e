"""Publication: an accepted version that citizens may read, from its public fields only, after the privacy check.

Nothing with a NIK, KK or private phone number in its public fields becomes public by itself: it waits for a person.
"""

from __future__ import annotations

from typing import Annotated, Final

import msgspec

from sipa_core import ids
from sipa_core.domain import rights
from sipa_core.domain.attachments import EVIDENCE
from sipa_core.domain.publication_figures import Refused, figures_of_version
from sipa_core.domain.template_text import from_record
from sipa_core.domain.templates import Template, public_content
from sipa_core.domain.workflow import PostingState, PublicationState
from sipa_core.ops.base import Applied, Context, Kind, Outcome, Refusal, View, Write
from sipa_core.privacy.patterns import public_findings
from sipa_core.wire.problems import Problem
from sipa_core.wire.records import Fields, Record, RecordType, Ref, Value

PROOF_LEAVES = (
    *("url", "caption", "with_picture", "place", "posted_at", "proved_at", "proved_by"),
    *("reason", "checked_at", "checked_by"),
)
"""What a posting carries of its proof and of the look at it, beside the rows of `bukti`."""

MAX_REASON: Final = 500
"""So many letters the reason of a withdrawal may have; citizens read it."""


class Release(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The version that a person looked at before letting it out."""

    version: str


class Withdraw(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The version that is taken from the public page, and why; citizens read the reason at its address."""

    version: str
    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_REASON)]


def template_of(version: Record, view: View) -> Template | None:
    """The template that a version was written with, or None when it is not known here or cannot be read."""
    key = ids.natural_id("template", version.text("meta.type"), version.number("meta.template_version"))
    record = view.get(Ref(RecordType.TEMPLATE, key))
    return from_record(record) if record is not None else None


def publish(report: Record, version: Record, view: View, context: Context) -> list[Write]:
    """The writes that acceptance adds: publication (public, or held with the reason) and a posting for each channel.

    Empty for a type that needs no publication. A later version keeps the address; its postings are owed anew only when
    what citizens read has changed. While it is held, the version that was public before stays so (`shown.*`), since
    citizens must not lose what was told.
    """
    template = template_of(version, view)
    if template is None or template.publication is None:
        return []
    reason = _hold_reason(template, version, view)
    ref = Ref(RecordType.PUBLICATION, ids.publication_id(report.id))
    about: dict[str, Value] = {
        "report": report.id,
        "version": version.id,
        "n": version.number("meta.n"),
        "type": report.text("type"),
        "period": report.text("period"),
        "state": (PublicationState.HELD if reason else PublicationState.PUBLIC).value,
        "reason": reason,
        "published_at": None if reason else context.now,
        "withdrawn_at": None,
        "withdrawn_by": None,
        **_still_shown(view.get(ref) if reason else None),
    }
    return [Write(ref, report.village, about), *_postings(ref, report, version, view)]


def _still_shown(known: Record | None) -> dict[str, Value]:
    """The version that citizens go on reading while the next one is held; nothing when the next one is public."""
    if known is None or known.text("state") != PublicationState.PUBLIC:
        kept = known is not None and bool(known.text("shown.version"))
        return {} if kept else {"shown.version": None, "shown.n": None, "shown.at": None}
    return {
        "shown.version": known.text("version"),
        "shown.n": known.number("n"),
        "shown.at": known.number("published_at") or None,
    }


def _hold_reason(template: Template, version: Record, view: View) -> str | None:
    """A code for what a person must look at: `privacy` or `figures`; None when all is clean."""
    if public_findings(public_content(template, version.fields), template):
        return "privacy"
    if isinstance(figures_of_version(version, template, view.all(RecordType.VILLAGE)), Refused):
        return "figures"
    return None


def _postings(publication: Ref, report: Record, version: Record, view: View) -> list[Write]:
    same = _reads_the_same(publication, version, view)
    writes = []
    for channel in view.all(RecordType.CHANNEL):
        key = channel.text("key")
        ref = Ref(RecordType.POSTING, ids.posting_id(publication.id, key))
        known = view.get(ref)
        about: dict[str, Value] = {
            "publication": publication.id,
            "channel": key,
            "version": version.id,
            "n": version.number("meta.n"),
        }
        if known is None or not same:
            about |= _owed_anew(known)
        writes.append(Write(ref, report.village, about))
    return writes


def _owed_anew(known: Record | None) -> dict[str, Value]:
    """The leaves of a posting without a proof; `again` says that an earlier text was posted and must be replaced."""
    fields = known.fields if known is not None else {}
    posted = known is not None and known.text("state") in (PostingState.PROVED, PostingState.VERIFIED)
    gone: dict[str, Value] = dict.fromkeys((*PROOF_LEAVES, *evidence_paths(fields)))
    return {**gone, "state": PostingState.OWED.value, "again": True if posted else fields.get("again")}


def evidence_paths(fields: Fields) -> list[str]:
    """The paths of the pictures that a posting's fields name as proof."""
    return [path for path in fields if path.startswith(f"{EVIDENCE}[")]


def _reads_the_same(publication: Ref, version: Record, view: View) -> bool:
    """True when citizens read in this version exactly what they read in the one published before."""
    known = view.get(publication)
    before = view.get(Ref(RecordType.VERSION, known.text("version"))) if known is not None else None
    new, old = template_of(version, view), template_of(before, view) if before is not None else None
    if before is None or new is None or old is None:
        return False
    return public_content(new, version.fields) == public_content(old, before.fields)


def release(fields: Release, ref: Ref, view: View, context: Context) -> Outcome:
    """A person has looked at a held publication and lets it out."""
    known = view.get(ref)
    state = known.text("state") if known is not None else "none"
    refused = rights.refusal(context.actor, "publication.release", known.village if known is not None else None, state)
    if refused is not None:
        return Refusal(refused)
    if known is None or known.text("version") != fields.version:
        return Refusal(Problem.SUPERSEDED, ahead=view.get(Ref(RecordType.VERSION, fields.version)) is None)
    out: dict[str, Value] = {
        "state": PublicationState.PUBLIC.value,
        "reason": None,
        "published_at": context.now,
        "released_by": context.actor.name,
        "withdrawn_at": None,
        "withdrawn_by": None,
        **_still_shown(None),
    }
    return Applied((Write(ref, known.village, out),))


def withdraw(fields: Withdraw, ref: Ref, view: View, context: Context) -> Outcome:
    """Takes a publication from the public page; its address answers with the reason. Proofs given so far stay."""
    known = view.get(ref)
    state = known.text("state") if known is not None else "none"
    refused = rights.refusal(context.actor, "publication.withdraw", known.village if known is not None else None, state)
    if refused is not None:
        return Refusal(refused)
    if known is None or known.text("version") != fields.version:
        return Refusal(Problem.SUPERSEDED, ahead=view.get(Ref(RecordType.VERSION, fields.version)) is None)
    if not fields.reason.strip():
        return Refusal(Problem.INVALID, "reason")
    gone: dict[str, Value] = {
        "state": PublicationState.WITHDRAWN.value,
        "reason": fields.reason.strip(),
        "withdrawn_at": context.now,
        "withdrawn_by": context.actor.name,
        **_still_shown(None),
    }
    return Applied((Write(ref, known.village, gone),))


KINDS = (
    Kind("publication.release", RecordType.PUBLICATION, Release, release),
    Kind("publication.withdraw", RecordType.PUBLICATION, Withdraw, withdraw),
)
