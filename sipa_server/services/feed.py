"""The feed for one scope, page by page, and the cursor that says how far a desk has read.

A cursor is authenticated and bound to epoch and scope: nobody can skip records with one that was made up, or with one
of a wider scope. Whole records are always sent, also those that the desk itself changed: the server cannot know which
fields a desk holds, and a desk that had to guess could show a state that is nowhere (the price is bytes, not truth).
"""

from __future__ import annotations

import base64
import hmac
import struct
from dataclasses import dataclass
from typing import Final

from sipa_core.domain.roles import Actor
from sipa_core.wire.exchange import MAX_CHANGES, MAX_PLAIN_BYTES
from sipa_core.wire.records import Record
from sipa_server.platform.keys import ServerKeys
from sipa_server.store.unit_of_work import Work

PAGE_BUDGET: Final = MAX_PLAIN_BYTES - 1024 * 1024
"""Bytes of fields in a page; what is left of 4 MiB is for the receipts and the frame."""

_MAC_BYTES: Final = 16
_NUMBER: Final = struct.Struct(">Q")


@dataclass(frozen=True)
class Reading:
    """From where a desk reads on, and why from the start if it must; `ahead` when its cursor is beyond our history."""

    since: int
    reset: str | None = None
    ahead: bool = False


@dataclass(frozen=True)
class FeedPage:
    """What a reply carries of the feed."""

    changes: tuple[Record, ...]
    since: int
    upto: int
    cursor: str
    more: bool


class Feed:
    """Reads cursors and makes pages."""

    def __init__(self, keys: ServerKeys) -> None:
        self._keys = keys

    def reading(self, cursor: str | None, epoch: str, actor: Actor, head: int) -> Reading:
        """Where to read on from a cursor; from the start for none, a foreign one, or one of another epoch or scope."""
        if cursor is None:
            return Reading(0)
        opened = self._open(cursor)
        if opened is None:
            return Reading(0, "cursor")
        number, of_epoch, of_scope = opened
        if of_epoch != epoch:
            return Reading(0, "epoch")
        if number > head:
            return Reading(0, "epoch", ahead=True)
        if of_scope != _scope_name(actor):
            return Reading(0, "scope")
        return Reading(number)

    def page(self, work: Work, actor: Actor, epoch: str, since: int) -> FeedPage:
        """The next page of the actor's scope after `since`."""
        page = work.records.page(actor, since, MAX_CHANGES, PAGE_BUDGET)
        return FeedPage(page.records, since, page.upto, self._close(page.upto, epoch, _scope_name(actor)), page.more)

    def _close(self, number: int, epoch: str, scope: str) -> str:
        plain = _NUMBER.pack(number) + bytes.fromhex(epoch) + scope.encode()
        return base64.urlsafe_b64encode(self._mac(plain) + plain).rstrip(b"=").decode()

    def _open(self, cursor: str) -> tuple[int, str, str] | None:
        try:
            raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        except ValueError:
            return None
        mac, plain = raw[:_MAC_BYTES], raw[_MAC_BYTES:]
        if not hmac.compare_digest(mac, self._mac(plain)):
            return None
        return _NUMBER.unpack(plain[:8])[0], plain[8:24].hex(), plain[24:].decode()

    def _mac(self, plain: bytes) -> bytes:
        return self._keys.mac("cursor", plain)[:_MAC_BYTES]


def _scope_name(actor: Actor) -> str:
    return f"{actor.role.value} {actor.village or actor.kecamatan}"
