"""A server's history that is lost: PCs that remember what they sent and with which stamp, and send it again."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from sipa_core.wire.ops import Base, SealedOp
from sipa_core.wire.receipts import Receipt, Status
from sipa_core.wire.records import RecordType, Ref, Value
from sipa_server.bootstrap import open_server
from sipa_server.services.epochs import begin_epoch
from sipa_server.store.unit_of_work import FILE_NAME
from tests.support.server import Pc, World

TAKEN = (Status.ACCEPTED, Status.MERGED, Status.CONFLICT)


@dataclass
class Rememberer:
    """A PC, and what it sent in the history that was lost: each op with its stamp, and the last word on it since."""

    pc: Pc
    sent: list[SealedOp] = field(default_factory=list)
    said: dict[str, Receipt] = field(default_factory=dict)

    def does(self, kind: str, ref: Ref, fields: Mapping[str, object], base: Base | None = None) -> Receipt:
        """Read the feed, send one op that must be taken, and remember it."""
        self.pc.pull()
        op = self.pc.op(kind, ref, fields, base=base)
        reply = self.pc.send(op)
        [receipt] = reply.receipts
        assert receipt.status in TAKEN, (kind, receipt)
        self.sent.append(msgspec.structs.replace(op, had=reply.stamps[0]))
        return receipt

    def begin_again(self, *, stamped: bool = True) -> None:
        """As a desk that met a new epoch: numbers anew, the same ids; without stamps as a desk from before them."""
        self.pc.incarnation = self.pc.entropy.bytes(16).hex()
        self.pc.cursor, self.pc.op_no = None, 0
        self.pc.records.clear()
        ops = []
        for op in self.sent:
            self.pc.op_no += 1
            ops.append(msgspec.structs.replace(op, op_no=self.pc.op_no, had=op.had if stamped else ""))
        self.sent = ops
        self.said.clear()

    @property
    def waiting(self) -> list[SealedOp]:
        """What has no lasting answer yet."""
        return [op for op in self.sent if op.op_id not in self.said]

    def sends_some(self, count: int) -> int:
        """Send the next so many in order; how many were settled."""
        before = len(self.said)
        for receipt in self.pc.send(*self.waiting[:count]).receipts:
            if receipt.status is not Status.RETRY:
                self.said[receipt.op_id] = receipt
        return len(self.said) - before

    @property
    def refused(self) -> list[Receipt]:
        """What was refused for good."""
        return [receipt for receipt in self.said.values() if receipt.status not in TAKEN]


def copied(world: World, folder: Path) -> Path:
    """A copy of the database as it is now."""
    target = folder / FILE_NAME
    folder.mkdir()
    with world.server.store.engines.writer.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        raw.execute("VACUUM INTO ?", (str(target),))
    return target


def put_back(world: World, copy: Path, *pcs: Pc, told: bool = True) -> World:
    """The world with that copy in the place of its database; `told`: by the restore command, else by hand."""
    settings = world.server.settings
    world.server.close()
    for old in settings.data.glob(f"{FILE_NAME}*"):
        old.unlink()
    shutil.copy(copy, settings.data / FILE_NAME)
    server = open_server(settings, clock=world.clock, entropy=world.entropy)
    if told:
        with server.store.write() as work:
            begin_epoch(work, world.clock, world.entropy)
    for pc in pcs:
        pc.carrier = server.peer()
    return replace(world, server=server, carrier=server.peer())


def everything(world: World) -> dict[Ref, dict[str, Value]]:
    """The fields of all records but those of people and PCs, which tell of contacts."""
    told = [kind for kind in RecordType if kind not in (RecordType.PERSON, RecordType.DEVICE)]
    with world.server.store.read() as work:
        return {one.ref: dict(one.fields) for kind in told for one in work.records.of_type(kind)}
