"""The frame that every kind of op fits in: what it may read, what it answers, what it is known by.

A rule never writes; it returns writes or a refusal, and raises only for bugs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final, Protocol

import msgspec

from sipa_core.domain.roles import Actor
from sipa_core.domain.working_days import WorkingDays
from sipa_core.wire.problems import Problem
from sipa_core.wire.receipts import Status
from sipa_core.wire.records import Record, RecordType, Ref, Value

QUIET: Final = frozenset({"consultation.read", "draft.save", "draft.discard"})
"""Kinds that nobody wrote: they travel like all others, but no person is told that one of them waits."""


class View(Protocol):
    """The records as they are now, for one op."""

    def get(self, ref: Ref) -> Record | None:
        """The record, or None where there is none."""
        ...

    def all(self, record_type: RecordType) -> Iterable[Record]:
        """Every record of a type that concerns all villages (templates, duties, channels, villages)."""
        ...


class Begun(msgspec.Struct, frozen=True):
    """What an op was begun from, as the server still has it: the revision (0: the record was not there), the record as
    it was then (None: no longer kept), and the conflict, by its id, in which the op before it ended.

    `merged`: others' words were put together with the author's at that revision, and `was` has the author's alone.
    """

    rev: int = 0
    was: Record | None = None
    branch: str = ""
    merged: bool = False


class Context(msgspec.Struct, frozen=True):
    """Around an op: who, when by the receiver's clock (UTC ms), and the op's own identity.

    `via` is set by the server alone, where an act did not come from a desk (`phone`). `begun` is None on a desk, which
    keeps no earlier revisions: there the effect of an op is shown as if nobody else had written.
    """

    actor: Actor
    now: int
    op_id: str
    content_hash: str
    public_url: str = ""
    device: str = ""
    """The PC that the op was made on."""
    via: str = ""
    begun: Begun | None = None
    again: bool = False
    """The op was taken once, by a history that was lost since; what was done after it may be here already."""
    days: WorkingDays = WorkingDays()
    """The working days as the receiver's lists of holidays have them."""
    sealed_at: int = 0
    """When the bundle was sealed that brought the op on a stick (UTC ms by that PC); 0: it came by the network."""


class Write(msgspec.Struct, frozen=True):
    """Changes to one record; a leaf set to None is removed. A record that is not there yet is made."""

    ref: Ref
    village: str | None
    changes: Mapping[str, Value]


class Refusal(msgspec.Struct, frozen=True):
    """A permanent no: its code and, where there is one, the field that it is about.

    `ahead`: the op speaks of something later than what is here, which only happens after a restore.
    """

    code: Problem
    field: str | None = None
    ahead: bool = False


class Applied(msgspec.Struct, frozen=True):
    """A yes: what to write; the first write is the op's own record, whose rev its receipt carries.

    `status` is the answer, `note` the id of the conflict that it names. `own` is kept for the op that follows: the text
    that the author has now, where others' words were put together with it; of a conflict, the text that it began from.
    """

    writes: tuple[Write, ...] = msgspec.field(default_factory=tuple)
    status: Status = Status.ACCEPTED
    note: str | None = None
    own: Mapping[str, Value] | None = None


Outcome = Applied | Refusal
Rule = Callable[[msgspec.Struct, Ref, View, Context], Outcome]


class Kind(msgspec.Struct, frozen=True):
    """One kind of op: its name, the type of record it is about, the strict schema of its fields, its rule.

    `also` are further types that it may be about.
    """

    name: str
    record_type: RecordType
    payload: type[msgspec.Struct]
    rule: Callable[..., Outcome]
    also: frozenset[RecordType] = frozenset()
