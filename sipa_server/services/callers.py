"""Who speaks to the server: by a token over the line, or by a signature on a bundle; and whether they still may.

A token is known by its hash only. Nothing is written here.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sipa_core.wire.problems import Problem
from sipa_server.errors import RefusedError
from sipa_server.store.account_rows import Device, Person
from sipa_server.store.unit_of_work import Work


@dataclass(frozen=True)
class Caller:
    """Who speaks: a living PC of a person who still has their place."""

    person: Person
    device: Device


@dataclass(frozen=True)
class Sender:
    """A PC that speaks by its signature; `living` is False once it was revoked or its person ended, `waiting` True
    while nobody has said that it is right."""

    caller: Caller
    age_pub: str
    living: bool
    waiting: bool = False


def token_hash(token: str) -> str:
    """What is kept of a token: 256 random bits need neither salt nor slowness."""
    return hashlib.sha256(token.encode()).hexdigest()


def caller_of(work: Work, hashed: str) -> Caller:
    """Whose token has this hash; RefusedError(unauthenticated) when nobody's, and as `living` says."""
    found = work.accounts.by_token(hashed)
    if found is None:
        raise RefusedError(Problem.UNAUTHENTICATED)
    return living(*found)


def as_of(work: Work, caller: Caller) -> Caller:
    """The caller as this transaction knows them; RefusedError when a revocation came in between."""
    device = work.accounts.device(caller.device.id)
    person = work.accounts.person(caller.person.id)
    if device is None or person is None:
        raise RefusedError(Problem.UNAUTHENTICATED)
    return living(person, device)


def living(person: Person, device: Device) -> Caller:
    """The two as a caller; RefusedError(revoked) when either was ended, (unconfirmed) while the PC waits."""
    if device.revoked_at is not None or person.ended_at is not None:
        raise RefusedError(Problem.REVOKED)
    if device.waiting_since is not None:
        raise RefusedError(Problem.UNCONFIRMED)
    return Caller(person, device)


def sender_of(work: Work, device: str) -> Sender | None:
    """Who a sealed bundle says to be from; None when no such PC was ever registered."""
    found = work.accounts.device(device)
    person = work.accounts.person(found.person) if found is not None else None
    if found is None or person is None:
        return None
    alive = found.revoked_at is None and person.ended_at is None
    return Sender(Caller(person, found), work.accounts.age_pub(device), alive, found.waiting_since is not None)
