"""The frame that every kind of op fits in: what it may read, what it answers, what it is known by.

A rule never writes; it returns writes or a refusal, and raises only for bugs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import msgspec

from sipa_core.domain.roles import Actor
from sipa_core.wire.problems import Problem
from sipa_core.wire.records import Record, RecordType, Ref, Value


class View(Protocol):
    """The records as they are now, for one op."""

    def get(self, ref: Ref) -> Record | None:
        """The record, or None where there is none."""
        ...

    def all(self, record_type: RecordType) -> Iterable[Record]:
        """Every record of a type that concerns all villages (templates, duties, channels, villages)."""
        ...


@dataclass(frozen=True)
class Context:
    """Around an op: who, when by the receiver's clock (UTC ms), and the op's own identity.

    `via` is set by the server alone, where an act did not come from a desk (`phone`).
    """

    actor: Actor
    now: int
    op_id: str
    content_hash: str
    public_url: str = ""
    device: str = ""
    """The PC that the op was made on."""
    via: str = ""
    sealed_at: int = 0
    """When the bundle was sealed that brought the op on a stick (UTC ms by that PC); 0: it came by the network."""


@dataclass(frozen=True)
class Write:
    """Changes to one record; a leaf set to None is removed. A record that is not there yet is made."""

    ref: Ref
    village: str | None
    changes: Mapping[str, Value]


@dataclass(frozen=True)
class Refusal:
    """A permanent no: its code and, where there is one, the field that it is about."""

    code: Problem
    field: str | None = None


@dataclass(frozen=True)
class Applied:
    """A yes: what to write; the first write is the op's own record, whose rev its receipt carries."""

    writes: tuple[Write, ...] = field(default_factory=tuple)


Outcome = Applied | Refusal
Rule = Callable[[msgspec.Struct, Ref, View, Context], Outcome]


@dataclass(frozen=True)
class Kind:
    """One kind of op: its name, the type of record it is about, the strict schema of its fields, its rule.

    `also` are further types that it may be about.
    """

    name: str
    record_type: RecordType
    payload: type[msgspec.Struct]
    rule: Callable[..., Outcome]
    also: frozenset[RecordType] = frozenset()
