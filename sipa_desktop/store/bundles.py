"""What this PC knows of bundles: those it made (until their reply has come, however late), and those it carries.

A made bundle names its ops by id; their bytes stand in the outbox and never change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec
import sqlalchemy as sa

from sipa_desktop.store.tables import bundle, carried
from sipa_sqlite.quick import Quick

Ops = list[str]
_TO_HAND: Final = Quick(sa.select(sa.func.count()).where(carried.c.handed_at.is_(None)))
"""Asked at every change that a person sees told."""
_LAST_WRITTEN: Final = Quick(sa.select(bundle).where(bundle.c.name != "").order_by(bundle.c.no.desc()).limit(1))
_CARRYING: Final = Quick(sa.select(carried).where(carried.c.sha256 == sa.bindparam("of")))
_ALL_CARRIED: Final = Quick(sa.select(carried).order_by(carried.c.taken_at.desc(), carried.c.name))
"""Asked at every session: what a stick should take."""


@dataclass(frozen=True)
class MadeBundle:
    """One that was composed here. `no` is its counter; times are UTC ms. `name` is empty until a file held it whole,
    `written_at` None until one on a stick did, `answered_at` until its reply was taken."""

    no: int
    request_id: str
    incarnation: str
    epoch: str
    sealed_at: int
    name: str
    size: int
    ops: Ops
    files: int
    written_at: int | None
    answered_at: int | None

    @property
    def by_stick(self) -> bool:
        """True when it was written to a stick, or must have come by one: somebody brought its reply."""
        return self.written_at is not None or self.answered_at is not None


@dataclass(frozen=True)
class CarriedBundle:
    """One that is carried for another PC, by the SHA-256 of the sealed file. `state` is empty until the server has
    said what became of it; `reply` is the hash of the sealed reply, `written_at` when that went to a stick."""

    sha256: str
    name: str
    size: int
    taken_at: int
    state: str
    code: str
    handed_at: int | None
    reply: str
    reply_name: str
    reply_size: int
    written_at: int | None


class Bundles:
    """The bundles of one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def made(self, request_id: str, incarnation: str, epoch: str, sealed_at: int, ops: Ops, files: int) -> int:
        """Remember a composed bundle; its counter."""
        row = {"request_id": request_id, "incarnation": incarnation, "epoch": epoch, "sealed_at": sealed_at}
        more = {"name": "", "size": 0, "ops": msgspec.json.encode(ops), "files": files}
        number = self._connection.execute(sa.insert(bundle).values(**row, **more)).inserted_primary_key
        assert number is not None
        return int(number[0])

    def written(self, no: int, name: str, size: int, now: int | None) -> None:
        """A file holds it, read back and whole; `now` is None when that file is not known to lie on a stick."""
        self._connection.execute(
            sa.update(bundle).where(bundle.c.no == no).values(name=name, size=size, written_at=now)
        )

    def answered(self, request_id: str, now: int) -> None:
        """Its reply was taken whole."""
        self._connection.execute(sa.update(bundle).where(bundle.c.request_id == request_id).values(answered_at=now))

    def of_request(self, request_id: str) -> MadeBundle | None:
        """The bundle that carried this request."""
        row = self._connection.execute(sa.select(bundle).where(bundle.c.request_id == request_id)).first()
        return _made(row) if row is not None else None

    def last_written(self) -> MadeBundle | None:
        """The newest that a file held whole, on a stick or elsewhere."""
        row = _LAST_WRITTEN.first(self._connection)
        return _made(row) if row is not None else None

    def ever_answered(self) -> bool:
        """Tell whether any reply to a bundle has come: then the server has met this PC."""
        query = sa.select(bundle.c.no).where(bundle.c.answered_at.is_not(None)).limit(1)
        return self._connection.execute(query).first() is not None

    def in_files(self) -> dict[str, MadeBundle]:
        """For each op that went to a file and whose reply has not come: the bundle that it stands in, on a stick
        rather than elsewhere, of several the newest.
        """
        query = sa.select(bundle).where(bundle.c.name != "", bundle.c.answered_at.is_(None))
        found: dict[str, MadeBundle] = {}
        for row in self._connection.execute(query.order_by(bundle.c.written_at.is_not(None), bundle.c.no)):
            made = _made(row)
            found |= dict.fromkeys(made.ops, made)
        return found

    def carry(self, sha256: str, name: str, size: int, now: int) -> bool:
        """Carry one more; False when it is, or was, carried already."""
        if self.carrying(sha256) is not None:
            return False
        row = {"sha256": sha256, "name": name, "size": size, "taken_at": now, "state": "", "code": ""}
        more = {"reply": "", "reply_name": "", "reply_size": 0}
        self._connection.execute(sa.insert(carried).values(**row, **more))
        return True

    def carrying(self, sha256: str) -> CarriedBundle | None:
        """What is known of one that is, or was, carried."""
        row = _CARRYING.first(self._connection, of=sha256)
        return _carried(row) if row is not None else None

    def all_carried(self) -> list[CarriedBundle]:
        """Everything carried, the newest first."""
        return [_carried(row) for row in _ALL_CARRIED.all(self._connection)]

    def to_hand(self) -> int:
        """How many are carried of which the server has not said yet what became of them."""
        return int(_TO_HAND.scalar(self._connection))

    def handed(self, sha256: str, state: str, code: str, now: int) -> None:
        """The server has said what became of it."""
        self._change(sha256, state=state, code=code, handed_at=now)

    def has_reply(self, sha256: str, reply: str, name: str, size: int) -> None:
        """Its sealed reply lies here, whole."""
        self._change(sha256, reply=reply, reply_name=name, reply_size=size, written_at=None)

    def reply_written(self, sha256: str, now: int) -> None:
        """A stick holds the reply, read back and whole."""
        self._change(sha256, written_at=now)

    def put_down(self, sha256: str) -> None:
        """Know nothing of it any more."""
        self._connection.execute(sa.delete(carried).where(carried.c.sha256 == sha256))

    def _change(self, sha256: str, **values: object) -> None:
        self._connection.execute(sa.update(carried).where(carried.c.sha256 == sha256).values(**values))


def _made(row: Sequence[Any]) -> MadeBundle:
    """The bundle in a row of the table's columns."""
    no, request_id, incarnation, epoch, sealed_at, name, size, ops, *rest = row
    said = msgspec.json.decode(ops, type=Ops)
    return MadeBundle(no, request_id, incarnation, epoch, sealed_at, name, size, said, *rest)


def _carried(row: Sequence[Any]) -> CarriedBundle:
    """The bundle in a row of the table's columns."""
    return CarriedBundle(*row)
