"""What may happen to a thing in which state, and what it becomes: one table a noun, never a chain of ifs.

The state of a report is a function of its newest version, that version's review and its publication; it is stored
nowhere twice (docs/protocol.md, "What a report is").
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from sipa_core.domain.consultation import GuidanceState, ThreadState
from sipa_core.wire.problems import Problem
from sipa_core.wire.records import Record


class ReportState(StrEnum):
    """The nine words of the chips, and two that only the kecamatan's matrix shows."""

    DRAF = "draf"
    SIAP = "siap"
    MENUNGGU = "menunggu"
    TERKIRIM = "terkirim"
    DIPERIKSA = "diperiksa"
    DIKEMBALIKAN = "dikembalikan"
    DISETUJUI = "disetujui"
    TERBIT = "terbit"
    TERLAMBAT = "terlambat"
    BELUM_MASUK = "belum_masuk"
    TIDAK_BERLAKU = "tidak_berlaku"


class Verdict(StrEnum):
    """How a review ended."""

    RETURNED = "returned"
    ACCEPTED = "accepted"
    REOPENED = "reopened"


class PublicationState(StrEnum):
    """public: citizens read it · held: something must be looked at by a person first · withdrawn: taken from the public
    page again. For the last two the reason stands beside it."""

    PUBLIC = "public"
    HELD = "held"
    WITHDRAWN = "withdrawn"


class PostingState(StrEnum):
    """owed: to be posted · proved: a proof was given · verified, refused: the kecamatan looked at it."""

    OWED = "owed"
    PROVED = "proved"
    VERIFIED = "verified"
    REFUSED = "refused"


class DraftState(StrEnum):
    """written: the server keeps a copy of the text · discarded: the copy was taken away, its words are gone there."""

    WRITTEN = "written"
    DISCARDED = "discarded"


class ConflictState(StrEnum):
    """open: a person has to choose between two texts · resolved: one has."""

    OPEN = "open"
    RESOLVED = "resolved"


class AccountState(StrEnum):
    """waiting: a PC that came with an enrolment file and that nobody has said to be right yet · active: may come in ·
    ended: a person handed over, or a PC revoked; for good.
    """

    WAITING = "waiting"
    ACTIVE = "active"
    ENDED = "ended"


class FeedbackState(StrEnum):
    """Where an answer to a citizen stands; the words are those of the tracking page."""

    BARU = "baru"
    DITERUSKAN = "diteruskan"
    DITINDAKLANJUTI = "ditindaklanjuti"
    DIJAWAB = "dijawab"
    SELESAI = "selesai"
    DITOLAK = "ditolak"
    DUPLIKAT = "duplikat"


class Visibility(StrEnum):
    """private: the citizen wants only the office to read it, for good · waiting: nobody has looked yet ·
    released: on the public page · held: kept from it, with a reason."""

    PRIVATE = "private"
    WAITING = "waiting"
    RELEASED = "released"
    HELD = "held"


NONE: Final = "none"
"""The state of a thing that does not exist yet."""

R, P, F = ReportState, PostingState, FeedbackState
T, G = ThreadState, GuidanceState
D, C = DraftState, ConflictState
_REPLY: dict[tuple[str, str], str] = {("feedback.reply", state): F.DIJAWAB for state in F}

TRANSITIONS: Final[dict[tuple[str, str], str]] = {
    ("report.submit", NONE): R.TERKIRIM,
    ("report.submit", R.TERKIRIM): R.TERKIRIM,
    ("report.submit", R.DIPERIKSA): R.TERKIRIM,
    ("report.submit", R.DIKEMBALIKAN): R.TERKIRIM,
    # Back to what the report was before that version: the state is computed from what stands then.
    ("report.recall", R.TERKIRIM): R.DRAF,
    **{("draft.save", state): D.WRITTEN for state in (NONE, *D)},
    **{("draft.discard", state): D.DISCARDED for state in D},
    ("conflict.resolve", C.OPEN): C.RESOLVED,
    ("village.set", NONE): "set",
    ("village.set", "set"): "set",
    ("review.open", R.TERKIRIM): R.DIPERIKSA,
    ("review.open", R.DIPERIKSA): R.DIPERIKSA,
    ("review.return", R.TERKIRIM): R.DIKEMBALIKAN,
    ("review.return", R.DIPERIKSA): R.DIKEMBALIKAN,
    ("review.accept", R.TERKIRIM): R.DISETUJUI,
    ("review.accept", R.DIPERIKSA): R.DISETUJUI,
    ("review.reopen", R.DISETUJUI): R.DIKEMBALIKAN,
    ("review.reopen", R.TERBIT): R.DIKEMBALIKAN,
    # Says when it was sealed, not what is in it: the state stays.
    **{("review.timely", s): s for s in (R.TERKIRIM, R.DIPERIKSA, R.DIKEMBALIKAN, R.DISETUJUI, R.TERBIT)},
    ("publication.release", PublicationState.HELD): PublicationState.PUBLIC,
    ("publication.release", PublicationState.WITHDRAWN): PublicationState.PUBLIC,
    ("publication.withdraw", PublicationState.PUBLIC): PublicationState.WITHDRAWN,
    ("publication.withdraw", PublicationState.HELD): PublicationState.WITHDRAWN,
    ("posting.prove", P.OWED): P.PROVED,
    ("posting.prove", P.PROVED): P.PROVED,
    ("posting.prove", P.REFUSED): P.PROVED,
    ("posting.verify", P.PROVED): P.VERIFIED,
    ("posting.refuse", P.PROVED): P.REFUSED,
    # A post may vanish, or the look at it have been too quick: what was confirmed can still be asked for anew.
    ("posting.refuse", P.VERIFIED): P.REFUSED,
    **_REPLY,
    # feedback.state names its own target; which one may follow which is the table of feedback_moves.
    **{("feedback.state", state): state for state in F},
    **{("feedback.note", state): state for state in F},
    ("feedback.record", NONE): F.BARU,
    ("feedback.release", Visibility.WAITING): Visibility.RELEASED,
    ("feedback.release", Visibility.HELD): Visibility.RELEASED,
    # Again, when the citizen wrote more since (checked by the op).
    ("feedback.release", Visibility.RELEASED): Visibility.RELEASED,
    ("feedback.hold", Visibility.WAITING): Visibility.HELD,
    ("feedback.hold", Visibility.RELEASED): Visibility.HELD,
    ("feedback.hold", Visibility.HELD): Visibility.HELD,
    **{("message.send", state): T.OPEN for state in (NONE, *T)},
    **{("consultation.read", state): state for state in T},
    ("consultation.solve", T.OPEN): T.SOLVED,
    ("guidance.put", NONE): G.OPEN,
    **{("guidance.change", state): state for state in (G.OPEN, G.RETURNED)},
    **{("guidance.done", state): G.DONE for state in (G.OPEN, G.RETURNED)},
    ("guidance.undo", G.DONE): G.OPEN,  # RETURNED where it was given back before: its reason stands still
    ("guidance.confirm", G.DONE): G.CONFIRMED,
    ("guidance.return", G.DONE): G.RETURNED,
    **{("guidance.cancel", state): G.CANCELLED for state in (G.OPEN, G.DONE, G.RETURNED)},
    ("duty.put", NONE): "set",
    ("duty.put", "set"): "set",
    ("village.begin", "set"): "set",
    **{("template.put", state): "set" for state in (NONE, "set")},
    **{("document.put", state): "set" for state in (NONE, "set")},
    **{("event.put", state): "set" for state in (NONE, "set", "cancelled")},
    ("event.cancel", "set"): "cancelled",
    **{("device.revoke", state): AccountState.ENDED for state in (AccountState.WAITING, AccountState.ACTIVE)},
    ("device.confirm", AccountState.WAITING): AccountState.ACTIVE,
    ("person.put", AccountState.ACTIVE): AccountState.ACTIVE,
}

_GUIDANCE_VERBS = ("change", "done", "undo", "confirm", "return", "cancel")

REFUSALS: Final[dict[tuple[str, str], Problem]] = {
    ("event.cancel", "cancelled"): Problem.ALREADY_DECIDED,
    ("report.submit", R.DISETUJUI): Problem.LOCKED,
    ("report.submit", R.TERBIT): Problem.LOCKED,
    ("report.recall", R.DIPERIKSA): Problem.OPENED,
    **{("report.recall", s): Problem.ALREADY_DECIDED for s in (R.DIKEMBALIKAN, R.DISETUJUI, R.TERBIT)},
    ("conflict.resolve", C.RESOLVED): Problem.ALREADY_DECIDED,
    **{("review.open", s): Problem.ALREADY_DECIDED for s in (R.DIKEMBALIKAN, R.DISETUJUI, R.TERBIT)},
    **{("review.return", s): Problem.ALREADY_DECIDED for s in (R.DIKEMBALIKAN, R.DISETUJUI, R.TERBIT)},
    **{("review.accept", s): Problem.ALREADY_DECIDED for s in (R.DIKEMBALIKAN, R.DISETUJUI, R.TERBIT)},
    ("posting.prove", P.VERIFIED): Problem.LOCKED,
    ("posting.verify", P.VERIFIED): Problem.ALREADY_DECIDED,
    ("posting.verify", P.REFUSED): Problem.ALREADY_DECIDED,
    ("posting.refuse", P.REFUSED): Problem.ALREADY_DECIDED,
    ("publication.release", PublicationState.PUBLIC): Problem.ALREADY_DECIDED,
    ("publication.withdraw", PublicationState.WITHDRAWN): Problem.ALREADY_DECIDED,
    ("feedback.release", Visibility.PRIVATE): Problem.FORBIDDEN,
    ("consultation.solve", T.SOLVED): Problem.ALREADY_DECIDED,
    **{("guidance.put", state): Problem.ALREADY_DECIDED for state in G},
    ("guidance.done", G.DONE): Problem.ALREADY_DECIDED,
    **{(f"guidance.{verb}", G.CONFIRMED): Problem.ALREADY_DECIDED for verb in _GUIDANCE_VERBS},
    **{(f"guidance.{verb}", G.CANCELLED): Problem.ALREADY_DECIDED for verb in _GUIDANCE_VERBS},
    ("device.revoke", AccountState.ENDED): Problem.ALREADY_DECIDED,
    **{("device.confirm", s): Problem.ALREADY_DECIDED for s in (AccountState.ACTIVE, AccountState.ENDED)},
}
"""Why a kind is refused in a state, where "not now" would say too little."""


def after(kind: str, state: str) -> str | None:
    """The state that the kind leads to from `state`, or None when it is not allowed there."""
    return TRANSITIONS.get((kind, state))


def refusal(kind: str, state: str) -> Problem:
    """The code that says why the kind is not allowed in `state`."""
    if state == NONE:
        return Problem.NOT_FOUND
    return REFUSALS.get((kind, state), Problem.NOT_NOW)


def report_state(newest: Record | None, review: Record | None, publication: Record | None) -> str:
    """The state of a report from newest version, its review and publication; NONE without a version.

    A version that was taken back counts for nothing: callers give the newest that stands.
    """
    if newest is None or is_recalled(newest):
        return NONE
    if review is None:
        return ReportState.TERKIRIM
    match review.text("verdict"):
        case Verdict.RETURNED | Verdict.REOPENED:
            return ReportState.DIKEMBALIKAN
        case Verdict.ACCEPTED:
            shown = publication is not None and publication.text("state") == PublicationState.PUBLIC
            current = publication is not None and publication.text("version") == newest.id
            return ReportState.TERBIT if shown and current else ReportState.DISETUJUI
        case _:
            return ReportState.DIPERIKSA


def is_recalled(version: Record) -> bool:
    """True for a version that its village took back before anybody opened it."""
    return version.number("meta.recalled_at") > 0


def judges(review: Record, version: Record) -> bool:
    """True when a review is of this very text. After a restore a number may bear another text than the one that was
    reviewed under it, and whoever had read that review still holds it.
    """
    return review.text("content_hash") in ("", version.text("meta.content_hash"))
