"""Who speaks an op: the person of the token, or somebody whose place that person has now.

A PC that was handed over still holds what its person before had sent, and brings it again when the server was put back.
"""

from __future__ import annotations

from typing import NamedTuple

from sipa_core.domain.roles import Actor
from sipa_core.ops.base import Refusal
from sipa_core.wire.codec import WireError, decode
from sipa_core.wire.ops import MAX_OP_BYTES, OpBody, SealedOp
from sipa_core.wire.problems import Problem
from sipa_server.services.again import Stamps
from sipa_server.services.callers import Caller
from sipa_server.store.unit_of_work import Work


class Spoken(NamedTuple):
    """The body of an op, and the person as whom it is taken."""

    body: OpBody
    actor: Actor


def spoken(work: Work, op: SealedOp, caller: Caller, stamps: Stamps) -> Spoken | Refusal:
    """The body, decoded strictly, of the person of the token; or what a lost history had taken, by its own stamp.

    That is taken as of the person who spoke it, when the caller has their place. Where a server was replaced by an
    empty one, nobody is who they were: then it is taken from whoever was given that PC since, with their rights.
    """
    raw = bytes(op.body)
    if len(raw) > MAX_OP_BYTES:
        return Refusal(Problem.TOO_LARGE)
    try:
        body = decode(raw, OpBody)
    except WireError:
        return Refusal(Problem.INVALID, "body")
    if body.actor == caller.person.id:
        return Spoken(body, caller.person.actor)
    if not follows(work, caller, body.actor) or stamps.read(op, body.actor) is None:
        return Refusal(Problem.FORBIDDEN, "actor")
    before = work.accounts.person(body.actor)
    return Spoken(body, before.actor if before is not None else caller.person.actor)


def follows(work: Work, caller: Caller, person: str) -> bool:
    """Whether the caller is that person, has the same place, or nobody knows the person here."""
    before, now = work.accounts.person(person), caller.person
    return before is None or (before.role, before.kecamatan, before.village) == (now.role, now.kecamatan, now.village)
