"""posting.prove: a channel is ticked by its proof, and only when the statute's items reached the reader.

One of the five items of Permendagri 20/2018 article 72 in neither caption nor picture refuses the tick.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from sipa_core.domain import rights
from sipa_core.domain.channels import is_proof_address
from sipa_core.domain.publication_figures import Refused, figures_of_version
from sipa_core.domain.statute import missing_items
from sipa_core.domain.workflow import PostingState
from sipa_core.ops.base import Applied, Context, Kind, Outcome, Refusal, View, Write
from sipa_core.ops.publication import template_of
from sipa_core.wire.problems import Problem
from sipa_core.wire.records import RecordType, Ref, Value


class Prove(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The version that was posted, the address of the post, and what stood in it: caption, with or without picture."""

    version: str
    url: Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]
    caption: Annotated[str, msgspec.Meta(max_length=10_000)]
    with_picture: bool
    posted_at: int


def prove(fields: Prove, ref: Ref, view: View, context: Context) -> Outcome:
    """Guard rights, state, version, address and the statute's items; then the posting is proved."""
    known = view.get(ref)
    state = known.text("state") if known is not None else "none"
    village = known.village if known is not None else context.actor.village
    refused = rights.refusal(context.actor, "posting.prove", village, state)
    if refused is not None:
        return Refusal(refused)
    assert known is not None  # no transition starts from "none"
    if known.text("version") != fields.version:
        return Refusal(Problem.SUPERSEDED)
    if not is_proof_address(fields.url):
        return Refusal(Problem.INVALID, "url")
    version = view.get(Ref(RecordType.VERSION, fields.version))
    template = template_of(version, view) if version is not None else None
    if version is None or template is None:
        return Refusal(Problem.NOT_FOUND)
    figures = figures_of_version(version, template, view.all(RecordType.VILLAGE))
    if isinstance(figures, Refused):
        return Refusal(Problem.INVALID, "version")
    missing = missing_items(fields.caption, figures, with_picture=fields.with_picture)
    if missing:
        return Refusal(Problem.ITEM_MISSING, missing[0].value)
    done: dict[str, Value] = {
        "state": PostingState.PROVED.value,
        "url": fields.url,
        "caption": fields.caption,
        "with_picture": fields.with_picture,
        # A PC's clock may be wrong: no post is later than its proof, and no desk can show a day beyond the calendar.
        "posted_at": max(0, min(fields.posted_at, context.now)),
        "proved_at": context.now,
        "proved_by": context.actor.name,
        "via": context.via or None,
        "reason": None,
    }
    return Applied((Write(ref, known.village, done),))


KINDS = (Kind("posting.prove", RecordType.POSTING, Prove, prove),)
