"""The outbox: what waits to be sent, in order, and what became of it. Nothing is ever dropped from it silently.

QUEUED → SENDING (sealed: number and bytes fixed) → RECEIPTED, or PARKED with a code under "Perlu perhatian".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from msgspec.structs import replace

from sipa_core.sync.receipt_proof import Proof, Signed, proof_of
from sipa_core.wire.ops import OpBody, SealedOp, content_hash
from sipa_core.wire.receipts import Receipt
from sipa_core.wire.records import Ref
from sipa_desktop.store import outbox_statements as statements
from sipa_desktop.store.outbox_statements import PARKED, WAITING, OutboxState, Standing
from sipa_desktop.store.tables import outbox, signed

__all__ = ["WAITING", "Outbox", "OutboxItem", "OutboxState", "Standing"]


class _Kept(msgspec.Struct, frozen=True):
    """What is read of a kept receipt: the stamp that came beside it, and the exchange that signed it."""

    stamp: str = ""
    request_id: str = ""


_NUMBER = re.compile("[1-9][0-9]{0,17}")  # as receipts have them, and no larger than SQLite's numbers
_HASH = re.compile(rb'"([0-9a-f]{64})"')


class OutboxItem(msgspec.Struct, frozen=True):
    """One op as the desk keeps it. `title` is in the user's words; `closed_at` is when its fate became known."""

    no: int
    op_id: str
    op_no: int | None
    kind: str
    ref: Ref
    title: str
    body: bytes
    content_hash: str
    made_at: int
    state: OutboxState
    attempts: int
    seq: int | None
    code: str | None
    field: str | None
    closed_at: int | None
    had: str = ""
    """The stamp that the op got from a history of the server that was lost since; read when it is sealed."""

    @property
    def sealed(self) -> SealedOp:
        """The op as it travels; it must have been sealed."""
        if self.op_no is None:
            raise ValueError("not sealed yet")
        return SealedOp(self.op_id, self.op_no, msgspec.Raw(self.body), self.had)

    @property
    def files(self) -> frozenset[str]:
        """The SHA-256 of every file that it may name."""
        return frozenset(found.decode() for found in _HASH.findall(self.body))

    def decoded(self) -> OpBody:
        """What the op says."""
        return msgspec.json.decode(self.body, type=OpBody)


class Outbox:
    """The outbox of one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def add(self, op_id: str, body: OpBody, title: str, *, replaces: bool = False) -> str:
        """Queue an op and return its id. With `replaces`, an op of the same kind on the same record that was never sent
        is replaced, and keeps its id.
        """
        raw = msgspec.json.encode(body)
        values = {
            "body": raw,
            "content_hash": content_hash(raw),
            "made_at": body.made_at.at,
            "title": title,
        }
        if replaces:
            known = statements.NEVER_SENT.scalar(
                self._connection, of_kind=body.kind, of_type=body.record.type, of_id=body.record.id
            )
            if known is not None:
                anew = {f"new_{name}": value for name, value in values.items()}
                statements.SAY_ANEW.run(self._connection, of_op=known, **anew)
                return str(known)
        about = {"kind": body.kind, "type": body.record.type, "id": body.record.id}
        statements.ADD.run(self._connection, op_id=op_id, **about, **values)
        return op_id

    def items(self, states: Iterable[OutboxState]) -> list[OutboxItem]:
        """The ops in the given states, oldest first."""
        return [_item(row) for row in statements.items_in(tuple(state.value for state in states)).all(self._connection)]

    def get(self, op_id: str) -> OutboxItem | None:
        """One op, or None."""
        row = statements.ONE.first(self._connection, of_op=op_id)
        return _item(row) if row is not None else None

    def newest(self, kind: str, ref: Ref) -> OutboxItem | None:
        """The last op of a kind on a record, whatever its state; None when there never was one."""
        row = statements.NEWEST.first(self._connection, of_kind=kind, of_type=ref.type, of_id=ref.id)
        return _item(row) if row is not None else None

    def recent(self, limit: int = 50) -> list[OutboxItem]:
        """What was answered last, newest first."""
        closed = (
            sa.select(*statements.COLUMNS).where(outbox.c.closed_at.is_not(None)).order_by(outbox.c.closed_at.desc())
        )
        return [_item(row) for row in self._connection.execute(closed.limit(limit))]

    def history(
        self, words: str, states: Iterable[OutboxState], offset: int, limit: int
    ) -> tuple[list[OutboxItem], int]:
        """What was answered, newest first: those whose title, or number of the receipt, has the words; and how many."""
        # The plus keeps SQLite from the index by state, which would have it sort all that was ever sent.
        wanted: sa.BindParameter[str] = sa.bindparam("wanted", [state.value for state in states], expanding=True)
        chosen: list[sa.ColumnElement[bool]] = [sa.literal_column("+outbox.state", sa.Text).in_(wanted)]
        if words:
            # LIKE knows no large and small ASCII letters; lower() for each of 100,000 titles takes as long again.
            title = outbox.c.title.contains(words, autoescape=True)
            number = int(words) if _NUMBER.fullmatch(words) else None
            chosen.append(sa.or_(title, outbox.c.seq == number) if number is not None else title)
        total = self._connection.execute(sa.select(sa.func.count()).select_from(outbox).where(*chosen)).scalar_one()
        # The rows of the page by the narrow index in its order, then those alone in full.
        newest = (outbox.c.closed_at.desc(), outbox.c.no.desc())
        page = sa.select(outbox.c.no).where(outbox.c.closed_at.is_not(None), *chosen).order_by(*newest)
        query = (
            sa.select(*statements.COLUMNS).where(outbox.c.no.in_(page.limit(limit).offset(offset))).order_by(*newest)
        )
        return [_item(row) for row in self._connection.execute(query)], total

    def naming(self, text: str, since: int) -> list[OutboxItem]:
        """The ops made at `since` or later (UTC ms) whose body holds the text, newest first."""
        found = sa.func.instr(outbox.c.body, text.encode()) > 0
        query = sa.select(*statements.COLUMNS).where(outbox.c.made_at >= since, found).order_by(outbox.c.no.desc())
        return [_item(row) for row in self._connection.execute(query)]

    def last_made(self) -> int | None:
        """When the last op was put in the outbox (UTC ms), None when there never was one."""
        return self._connection.execute(statements.LAST_MADE).scalar()

    def names(self, sha256: str) -> bool:
        """True when an op that was not withdrawn names this file."""
        named = sa.func.instr(outbox.c.body, sha256.encode()) > 0
        query = sa.select(outbox.c.no).where(outbox.c.state != OutboxState.WITHDRAWN.value, named).limit(1)
        return self._connection.execute(query).first() is not None

    def waiting(self) -> int:
        """How many ops have no receipt and no refusal yet."""
        return self._count(WAITING)

    def on_its_way(self) -> bool:
        """True while an op waits to be sent that the server did not put off until other desks have sent theirs, nor one
        before it on the same record.
        """
        return statements.ON_ITS_WAY.first(self._connection) is not None

    def waiting_of(self, kinds: Iterable[str]) -> int:
        """How many of the waiting ops are of these kinds."""
        return int(statements.counted(WAITING, tuple(sorted(kinds))).scalar(self._connection))

    def standing(self, quiet: frozenset[str]) -> Standing:
        """The counts that every page shows, in one look; `quiet` are the kinds that nobody is told of."""
        return Standing(*statements.standing(WAITING, quiet, PARKED).all(self._connection)[0])

    def waiting_bytes(self) -> int:
        """How many bytes the waiting ops have."""
        query = sa.select(sa.func.sum(sa.func.length(outbox.c.body))).where(outbox.c.state.in_(WAITING))
        return int(self._connection.execute(query).scalar() or 0)

    def parked(self) -> int:
        """How many ops need a person's attention."""
        return self._count(PARKED)

    def received(self) -> int:
        """How many ops have their receipt."""
        return self._count((OutboxState.RECEIPTED.value,))

    def _count(self, states: Sequence[str]) -> int:
        return int(statements.counted(tuple(states)).scalar(self._connection))

    def unsettled(self, upto: int) -> list[OutboxItem]:
        """Ops whose effect the feed has not shown yet: without an answer, or accepted beyond `upto`; oldest first."""
        return [_item(row) for row in statements.UNSETTLED.all(self._connection, upto=upto)]

    def unsettled_ids(self, upto: int) -> list[str]:
        """The ids of those ops."""
        return [row[0] for row in statements.UNSETTLED_IDS.all(self._connection, upto=upto)]

    def behind(self, op_ids: Sequence[str]) -> int | None:
        """The place in the queue of the last of these ops. None when another stands before it or waits for other desks:
        then nothing may go before their answers were taken.
        """
        if statements.WAITS_FOR_OTHERS.first(self._connection) is not None:
            return None
        if not op_ids:
            return 0
        first = statements.FIRST.all(self._connection, most=len(op_ids))
        return int(first[-1][0]) if {row[1] for row in first} == set(op_ids) else None

    def seal(self, limit: int, next_no: int, max_bytes: int, behind: int = 0) -> tuple[list[OutboxItem], int]:
        """Fix numbers for the next ops to send (at most `limit`, at most `max_bytes` of bodies, always one), of those
        that stand behind that place in the queue.

        Returns them with the next free op number. What was sealed before keeps its number and its bytes.
        """
        chosen: list[OutboxItem] = []
        size = 0
        for item in self._in_turn(limit, behind):
            size += len(item.body)
            if chosen and size > max_bytes:
                break
            number = item.op_no
            if number is None:
                number, next_no = next_no, next_no + 1
            attempts = item.attempts + 1
            chosen.append(replace(item, op_no=number, state=OutboxState.SENDING, attempts=attempts))
        if chosen:
            told = [{"row": item.no, "number": item.op_no} for item in chosen]
            statements.SEAL.run_all(self._connection, told)
            chosen = self._with_stamps(chosen)
        return chosen, next_no

    def _in_turn(self, limit: int, behind: int) -> list[OutboxItem]:
        """The next unanswered ops, oldest first; what waits for other desks last, the least tried first.

        With what waits go all later ops on the same record, so that their order stays.
        """
        if statements.WAITS_FOR_OTHERS.first(self._connection) is None:
            return [_item(row) for row in statements.IN_ORDER.all(self._connection, most=max(1, limit), behind=behind)]
        items = [_item(row) for row in statements.IN_ORDER.all(self._connection)]
        held: dict[Ref, int] = {}
        for item in items:
            if item.code is not None or item.ref in held:
                held[item.ref] = max(held.get(item.ref, 0), item.attempts)
        return sorted(items, key=lambda item: (item.ref in held, held.get(item.ref, 0), item.no))[: max(1, limit)]

    def _with_stamps(self, items: list[OutboxItem]) -> list[OutboxItem]:
        """The ops with the stamps that they had from a history of the server that was lost."""
        if not items:
            return []
        asked = msgspec.json.encode([item.no for item in items]).decode()
        rows = statements.RECEIPTS.all(self._connection, of_ops=asked)
        stamps = {no: msgspec.json.decode(receipt, type=_Kept).stamp for no, receipt in rows}
        return [replace(item, had=stamps[item.no]) if stamps.get(item.no) else item for item in items]

    def wait(self, op_id: str, code: str) -> None:
        """The server takes this op once other desks sent again what it speaks of; the others need not wait for it."""
        self._connection.execute(
            sa.update(outbox)
            .where(outbox.c.op_id == op_id, outbox.c.state == OutboxState.SENDING.value)
            .values(code=code)
        )

    def unseal(self) -> None:
        """Take the numbers of all unanswered ops back: a fork was found, and a new incarnation numbers anew.

        What was tried once stays SENDING, because the server may have it: its bytes must never be replaced.
        """
        self._connection.execute(sa.update(outbox).where(outbox.c.state.in_(WAITING)).values(op_no=None))

    def reopen(self) -> None:
        """Send everything with a receipt once more, under the same op_id: the server's history is another one now."""
        again = {"state": OutboxState.SENDING.value, "op_no": None, "seq": None, "closed_at": None}
        self._connection.execute(sa.update(outbox).where(outbox.c.state == OutboxState.RECEIPTED.value).values(**again))

    def park_unsent(self, op_id: str, code: str, now: int) -> None:
        """Park an op that no server can take as it is (its size, its form), so that it does not hold up the others."""
        self._connection.execute(
            sa.update(outbox)
            .where(outbox.c.op_id == op_id, outbox.c.state.in_(WAITING))
            .values(state=OutboxState.PARKED.value, code=code, closed_at=now)
        )

    def accepted(self, receipt: Receipt, stamp: str = "", request_id: str = "") -> None:
        """The server has it: the only place where an op becomes RECEIPTED. The stamp is kept for another history, the
        request for the signature over its receipts.
        """
        self._close(receipt, OutboxState.RECEIPTED, stamp, request_id)

    def keep_signed(self, one: Signed) -> None:
        """Keep what an exchange signed."""
        statements.KEEP_SIGNED.run(self._connection, **msgspec.structs.asdict(one))

    def proof(self, content_hash: str) -> Proof | None:
        """The proof that the server has taken an op with these bytes; None without a receipt, or from before d0006."""
        here = (outbox.c.content_hash == content_hash, outbox.c.state == OutboxState.RECEIPTED.value)
        raw = self._connection.execute(sa.select(outbox.c.receipt).where(*here)).scalar()
        if raw is None:
            return None
        asked = msgspec.json.decode(raw, type=_Kept).request_id
        row = self._connection.execute(sa.select(signed).where(signed.c.request_id == asked)).first()
        if row is None:
            return None
        receipt = msgspec.json.decode(raw, type=Receipt)
        return proof_of(receipt, Signed(row.request_id, row.hashes, row.signature, row.sign_pub))

    def park(self, receipt: Receipt) -> None:
        """The server will never take it: it waits for a person, with its words."""
        self._close(receipt, OutboxState.PARKED)

    def withdraw(self, op_id: str) -> None:
        """The person put a new op in the place of a parked one."""
        self._connection.execute(
            sa.update(outbox).where(outbox.c.op_id == op_id).values(state=OutboxState.WITHDRAWN.value)
        )

    def _close(self, receipt: Receipt, state: OutboxState, stamp: str = "", request_id: str = "") -> None:
        kept = {**msgspec.to_builtins(receipt), "stamp": stamp, "request_id": request_id}
        statements.CLOSE.run(
            self._connection,
            of_op=receipt.op_id,
            of_hash=receipt.content_hash,
            to_state=state.value,
            to_receipt=msgspec.json.encode(kept),
            to_seq=receipt.seq,
            to_code=receipt.code,
            to_field=receipt.field,
            to_closed=receipt.received_at,
        )


def _item(row: Sequence[Any]) -> OutboxItem:
    """The item in a row of `statements.COLUMNS`."""
    no, op_id, op_no, kind, of_type, of_id, title, body, digest, made_at, state, *rest = row
    ref = Ref(of_type, of_id)
    return OutboxItem(no, op_id, op_no, kind, ref, title, body, digest, made_at, OutboxState(state), *rest)
