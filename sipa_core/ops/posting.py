"""posting.prove|verify|refuse: a channel is ticked by its proof, and the kecamatan looks at the proof.

One of the five items of Permendagri 20/2018 article 72 in neither caption nor picture refuses the tick. A verdict names
the proof it was given on; on another one it is `superseded`.
"""

from __future__ import annotations

from typing import Annotated, Final

import msgspec

from sipa_core import ids
from sipa_core.domain import rights
from sipa_core.domain.attachments import EVIDENCE, MAX_NAME, attachments, fault_of
from sipa_core.domain.channels import ChannelError, from_fields, is_proof_address
from sipa_core.domain.paths import PathError, parse_path
from sipa_core.domain.publication_figures import Refused, figures_of_version
from sipa_core.domain.statute import missing_items
from sipa_core.domain.workflow import PostingState
from sipa_core.ops.base import Applied, Context, Kind, Outcome, Refusal, View, Write
from sipa_core.ops.publication import evidence_paths, template_of
from sipa_core.wire.problems import Problem
from sipa_core.wire.records import Record, RecordType, Ref, Value

MAX_PICTURES: Final = 4
MAX_PLACE: Final = 120
MAX_REASON: Final = 500

_COLUMNS: Final = frozenset({"sha256", "name", "media", "size", "width", "height", "pos"})


class Prove(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The version that was posted, what shows it, and what stood in the post: caption, with or without picture.

    Shown by `url`, by the leaves of pictures (`bukti[uuid].…`) in `evidence`, or by both; `place` is where a board
    hangs. What is not given does not travel, so that an op without pictures reads as it always did.
    """

    version: str
    url: Annotated[str, msgspec.Meta(max_length=2000)]
    caption: Annotated[str, msgspec.Meta(max_length=10_000)]
    with_picture: bool
    posted_at: int
    evidence: dict[str, Value] = {}
    place: Annotated[str, msgspec.Meta(max_length=MAX_PLACE)] = ""


class Verify(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The version, and the proof that was looked at: `proved_at` as its record has it."""

    version: str
    proved_at: int


class Refuse(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The version, the proof that was looked at, and why it is none; the village reads the reason."""

    version: str
    proved_at: int
    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_REASON)]


def prove(fields: Prove, ref: Ref, view: View, context: Context) -> Outcome:
    """Guard rights, state, version, proof and the statute's items; then the posting is proved."""
    known = view.get(ref)
    state = known.text("state") if known is not None else "none"
    village = known.village if known is not None else context.actor.village
    refused = rights.refusal(context.actor, "posting.prove", village, state)
    if refused is not None:
        return Refusal(refused)
    assert known is not None  # no transition starts from "none"
    if known.text("version") != fields.version:
        return Refusal(Problem.SUPERSEDED, ahead=view.get(Ref(RecordType.VERSION, fields.version)) is None)
    bad = _bad_proof(fields, known, view)
    if bad is not None:
        return Refusal(Problem.INVALID, bad)
    version = view.get(Ref(RecordType.VERSION, fields.version))
    template = template_of(version, view) if version is not None else None
    if version is None or template is None:
        return Refusal(Problem.NOT_FOUND)
    figures = figures_of_version(version, template, view.all(RecordType.VILLAGE))
    if isinstance(figures, Refused):
        return Refusal(Problem.INVALID, "version")
    missing = missing_items(fields.caption, figures, with_picture=fields.with_picture)
    if missing:
        return Refusal(Problem.ITEM_MISSING, missing[0].key)
    done: dict[str, Value] = {
        **dict.fromkeys(evidence_paths(known.fields)),
        **fields.evidence,
        "state": PostingState.PROVED.value,
        "url": fields.url or None,
        "caption": fields.caption,
        "with_picture": fields.with_picture,
        "place": fields.place.strip() or None,
        # A PC's clock may be wrong: no post is later than its proof, and no desk can show a day beyond the calendar.
        "posted_at": max(0, min(fields.posted_at, context.now)),
        "proved_at": context.now,
        "proved_by": context.actor.name,
        "via": context.via or None,
        "reason": None,
        "again": None,
        "checked_at": None,
        "checked_by": None,
    }
    return Applied((Write(ref, known.village, done),))


def verify(fields: Verify, ref: Ref, view: View, context: Context) -> Outcome:
    """The kecamatan has looked, and the proof shows the post."""
    known = _looked_at("posting.verify", fields, ref, view, context)
    if isinstance(known, Refusal):
        return known
    return Applied((Write(ref, known.village, {**_checked(PostingState.VERIFIED, context), "reason": None}),))


def refuse(fields: Refuse, ref: Ref, view: View, context: Context) -> Outcome:
    """The proof shows no such post: the channel is owed again, and the village reads why."""
    known = _looked_at("posting.refuse", fields, ref, view, context)
    if isinstance(known, Refusal):
        return known
    reason = fields.reason.strip()
    if not reason:
        return Refusal(Problem.INVALID, "reason")
    return Applied((Write(ref, known.village, {**_checked(PostingState.REFUSED, context), "reason": reason}),))


def _looked_at(kind: str, fields: Verify | Refuse, ref: Ref, view: View, context: Context) -> Record | Refusal:
    """The posting that a verdict is about, once rights, state and the proof itself allow it."""
    known = view.get(ref)
    state = known.text("state") if known is not None else "none"
    refused = rights.refusal(context.actor, kind, known.village if known is not None else None, state)
    if refused is not None:
        return Refusal(refused)
    assert known is not None  # no transition starts from "none"
    same = known.text("version") == fields.version and known.number("proved_at") == fields.proved_at
    later = known.text("version") != fields.version or fields.proved_at > known.number("proved_at")
    return known if same else Refusal(Problem.SUPERSEDED, ahead=later)


def _checked(state: PostingState, context: Context) -> dict[str, Value]:
    return {"state": state.value, "checked_at": context.now, "checked_by": context.actor.name}


def _bad_proof(fields: Prove, posting: Record, view: View) -> str | None:
    """The field of a proof that proves nothing, None when address or pictures do."""
    if fields.url and not is_proof_address(fields.url):
        return "url"
    if not fields.evidence:
        # By an address alone every channel could always be proved; ops written then still wait on some PCs.
        return None if fields.url else "url"
    bad = _bad_pictures(fields.evidence)
    if bad is not None:
        return bad
    return None if _takes_pictures(posting, view) else EVIDENCE


def _bad_pictures(leaves: dict[str, Value]) -> str | None:
    """The first path that names no picture of the table; None when all rows are pictures, and not too many."""
    rows = set()
    for path, value in leaves.items():
        try:
            place = parse_path(path)
        except PathError:
            return "evidence"
        if place.head != EVIDENCE or place.row is None or not ids.is_id(place.row) or place.leaf not in _COLUMNS:
            return path[:200]
        if isinstance(value, str) and len(value) > MAX_NAME:
            return path
        rows.add(place.row)
    bad = fault_of(leaves)
    if bad is not None:
        return bad
    named = attachments(leaves, EVIDENCE)
    whole = len(named) == len(rows) and 0 < len(rows) <= MAX_PICTURES
    return None if whole and all(one.media.is_picture for _row, one in named) else EVIDENCE


def _takes_pictures(posting: Record, view: View) -> bool:
    """True unless the posting's channel is known and takes an address only."""
    key = posting.text("channel")
    record = next((one for one in view.all(RecordType.CHANNEL) if one.text("key") == key), None)
    try:
        return record is None or from_fields(record.fields).takes_picture
    except ChannelError:
        return True


KINDS = (
    Kind("posting.prove", RecordType.POSTING, Prove, prove),
    Kind("posting.verify", RecordType.POSTING, Verify, verify),
    Kind("posting.refuse", RecordType.POSTING, Refuse, refuse),
)
