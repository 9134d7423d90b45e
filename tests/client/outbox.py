"""What waits to be sent: ops whose bytes are fixed once, whose number is fixed when they are first sent."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.client.http_line import dumps
from tests.client.keys import fresh_id
from tests.client.receipts import Receipt


@dataclass
class Op:
    """One op: its name and bytes never change, its number only when the incarnation ends."""

    op_id: str
    body: bytes
    kind: str
    number: int = 0
    stamp: str = ""
    receipt: Receipt | None = None


@dataclass
class Outbox:
    """All ops of this client in the order in which they were made, and the run of numbers that they are sent under."""

    incarnation: str = field(default_factory=fresh_id)
    next_number: int = 1
    ops: list[Op] = field(default_factory=list)

    def add(self, body: Mapping[str, Any]) -> Op:
        """Keep an op whose body is written now, byte for byte as it will travel."""
        op = Op(fresh_id(), dumps(body), str(body["kind"]))
        self.ops.append(op)
        return op

    def seal(self, at_most: int, beside: Sequence[Op] = ()) -> list[Op]:
        """The next ops to send, oldest first, each with a number of this run, but those on their way."""
        gone = {op.op_id for op in beside}
        chosen = [op for op in self.ops if op.receipt is None and op.op_id not in gone][:at_most]
        for op in chosen:
            if not op.number:
                op.number, self.next_number = self.next_number, self.next_number + 1
        return chosen

    def new_incarnation(self) -> None:
        """Begin a new run of numbers: this profile was copied, or put back."""
        self.incarnation, self.next_number = fresh_id(), 1
        for op in self.ops:
            if op.receipt is None:
                op.number = 0

    def ask_again(self) -> None:
        """Send everything again under the same names: the server's history is a new one."""
        for op in self.ops:
            op.receipt, op.number = None, 0

    def take(self, op: Op, receipt: Receipt) -> bool:
        """Keep a final receipt; whether it was final (`retry` and `fork` are not)."""
        if receipt.status in ("retry", "fork"):
            return False
        op.receipt = receipt
        return True

    def waits(self) -> bool:
        """Whether any op has no receipt."""
        return any(op.receipt is None for op in self.ops)

    def speaks_of(self) -> set[tuple[str, str]]:
        """Type and id of every record that an op without a receipt, or a refused one, is about."""
        open_ones = [op for op in self.ops if op.receipt is None] + self.parked()
        named = [json.loads(op.body)["record"] for op in open_ones]
        return {(one["type"], one["id"]) for one in named}

    def parked(self) -> list[Op]:
        """Ops that were refused for good: kept, for a person to look at."""
        return [op for op in self.ops if op.receipt is not None and op.receipt.status == "rejected"]
