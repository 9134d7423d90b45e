"""Receipts: written out from long or short replies, and believed only under the pinned server's signature."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.client.http_line import dumps
from tests.client.keys import sha256_hex, signed
from tests.client.trust import NotOurServerError

SHORT = ("status", "seq", "rev", "received_at", "code", "field")
ORDER = ("op_id", "content_hash", "status", "received_at", "seq", "rev", "code", "field")
DEFAULT = {"seq": 0, "rev": 0}


@dataclass(frozen=True)
class Receipt:
    """The server's answer to one op."""

    op_id: str
    content_hash: str
    status: str
    received_at: int
    seq: int = 0
    rev: int = 0
    code: str | None = None
    field: str | None = None


def believed(
    reply: Mapping[str, Any], sealed: Sequence[tuple[str, bytes]], request_id: str, public: str
) -> list[Receipt]:
    """The receipts of the ops (op_id, body), in order; NotOurServerError unless all stand under a good signature."""
    said = reply.get("receipts") or _from_short(reply, sealed)
    parts = [hashlib.sha256(dumps(_in_order(one))).digest() for one in said]
    message = b"sipa-receipts-1\0" + request_id.encode() + b"".join(parts)
    if not signed(public, reply["signature"], message):
        raise NotOurServerError("the signature does not fit the receipts")
    if [(one["op_id"], one["content_hash"]) for one in said] != [(op, sha256_hex(body)) for op, body in sealed]:
        raise NotOurServerError("these receipts are of other ops")
    return [Receipt(**{name: value for name, value in one.items() if name in ORDER}) for one in said]


def _from_short(reply: Mapping[str, Any], sealed: Sequence[tuple[str, bytes]]) -> list[dict[str, Any]]:
    answers = reply.get("answers", [])
    if len(answers) != len(sealed):
        raise NotOurServerError("not as many answers as ops")
    written = []
    for (op_id, body), answer in zip(sealed, answers, strict=True):
        one: dict[str, Any] = {"op_id": op_id, "content_hash": sha256_hex(body)}
        one.update(zip(SHORT, answer, strict=False))
        one["received_at"] = one.get("received_at") or reply["now"]
        written.append(one)
    return written


def _in_order(receipt: Mapping[str, Any]) -> dict[str, Any]:
    """The receipt as it is signed: its members in their order, those at their default (0, null) left out."""
    return {name: receipt[name] for name in ORDER if receipt.get(name, DEFAULT.get(name)) != DEFAULT.get(name)}
