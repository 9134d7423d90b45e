"""Publication: an accepted version that citizens may read, from its public fields only, after the privacy check.

Nothing with a NIK, KK or private phone number in its public fields becomes public by itself: it waits for a person.
"""

from __future__ import annotations

import msgspec

from sipa_core import ids
from sipa_core.domain import rights
from sipa_core.domain.publication_figures import Refused, figures_of_version
from sipa_core.domain.template_text import from_record
from sipa_core.domain.templates import Template, public_content
from sipa_core.domain.workflow import PostingState, PublicationState
from sipa_core.ops.base import Applied, Context, Kind, Outcome, Refusal, View, Write
from sipa_core.privacy.patterns import public_findings
from sipa_core.wire.problems import Problem
from sipa_core.wire.records import Record, RecordType, Ref, Value


class Release(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The version that a person looked at before letting it out."""

    version: str


def template_of(version: Record, view: View) -> Template | None:
    """The template that a version was written with, or None when it is not known here or cannot be read."""
    key = ids.natural_id("template", version.text("meta.type"), version.number("meta.template_version"))
    record = view.get(Ref(RecordType.TEMPLATE, key))
    return from_record(record) if record is not None else None


def publish(report: Record, version: Record, view: View, context: Context) -> list[Write]:
    """The writes that acceptance adds: publication (public, or held with the reason) and a posting for each channel.

    Empty for a type that needs no publication. A later version keeps the address; its postings are owed anew. While
    it is held, the version that was public before stays so (`shown.*`), since citizens must not lose what was told.
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
    writes = []
    for channel in view.all(RecordType.CHANNEL):
        key = channel.text("key")
        ref = Ref(RecordType.POSTING, ids.posting_id(publication.id, key))
        about: dict[str, Value] = {
            "publication": publication.id,
            "channel": key,
            "version": version.id,
            "n": version.number("meta.n"),
            "state": PostingState.OWED.value,
            "url": None,
            "proved_at": None,
            "proved_by": None,
        }
        writes.append(Write(ref, report.village, about))
    return writes


def release(fields: Release, ref: Ref, view: View, context: Context) -> Outcome:
    """A person has looked at a held publication and lets it out."""
    known = view.get(ref)
    state = known.text("state") if known is not None else "none"
    refused = rights.refusal(context.actor, "publication.release", known.village if known is not None else None, state)
    if refused is not None:
        return Refusal(refused)
    if known is None or known.text("version") != fields.version:
        return Refusal(Problem.SUPERSEDED)
    out: dict[str, Value] = {
        "state": PublicationState.PUBLIC.value,
        "published_at": context.now,
        "released_by": context.actor.name,
        **_still_shown(None),
    }
    return Applied((Write(ref, known.village, out),))


KINDS = (Kind("publication.release", RecordType.PUBLICATION, Release, release),)
