"""Receipts: the server's answer to one op, and the only thing on which "Terkirim" may rest.

The same op again gets the same receipt, so a lost reply costs nothing (docs/protocol.md, "One exchange").
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from enum import StrEnum

import msgspec


class Status(StrEnum):
    """accepted: applied · merged: put together with what another PC said meanwhile, both stand · conflict: both said
    something else of one place, and what this op says is kept as a record (`field` is its id) · rejected: permanent,
    with a code · retry: transient, the rest of the batch waits · fork: this op number was already used by another op,
    the profile was copied or put back.
    """

    ACCEPTED = "accepted"
    MERGED = "merged"
    CONFLICT = "conflict"
    REJECTED = "rejected"
    RETRY = "retry"
    FORK = "fork"


class Receipt(msgspec.Struct, frozen=True, omit_defaults=True):
    """One op's outcome. `seq` and `rev` are 0 where nothing was written; `received_at` is the server's UTC ms."""

    op_id: str
    content_hash: str
    status: Status
    received_at: int
    seq: int = 0
    rev: int = 0
    code: str | None = None
    field: str | None = None


def receipts_digest(request_id: str, receipts: Sequence[Receipt]) -> bytes:
    """The 32 bytes that the server signs once an exchange: SHA-256 over a tag, the request and each receipt's hash."""
    total = hashlib.sha256(b"sipa-receipts-1\0" + request_id.encode())
    for receipt in receipts:
        total.update(hashlib.sha256(msgspec.json.encode(receipt)).digest())
    return total.digest()
