"""The feed for one scope, page by page, and the cursor that says how far a desk has read.

A cursor is authenticated and bound to epoch and scope: nobody can skip records with one that was made up, or with one
of a wider scope. It names the head of the feed and its mark as they were, so it shows that a history was put back.
Whole records are always sent, also those that the desk itself changed: the server cannot know which fields a desk
holds, and a desk that had to guess could show a state that is nowhere (the price is bytes, not truth).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sipa_core.domain.roles import Actor
from sipa_core.wire.exchange import MAX_CHANGES, MAX_PLAIN_BYTES
from sipa_core.wire.records import StoredRecord
from sipa_server.platform.keys import ServerKeys
from sipa_server.store.unit_of_work import Work

PAGE_BUDGET: Final = MAX_PLAIN_BYTES - 1024 * 1024
"""Bytes of fields in a page; what is left of 4 MiB is for the receipts and the frame."""

_MAC_BYTES: Final = 12
_NUMBERS: Final = struct.Struct(">QI8s6s6s")
"""How far was read, how far the head was beyond, the beginning of its mark, and the names of epoch and scope."""
_NAME_BYTES: Final = 6
_OLD_MAC_BYTES: Final = 16
_OLD_NUMBERS: Final = struct.Struct(">QI8s16s")
"""A cursor of before, which desks still hold: the epoch whole; the scope follows as it is."""


@dataclass(frozen=True)
class Reading:
    """From where a desk reads on, and why from the start if it must; `ahead` when its cursor knows what we do not."""

    since: int
    reset: str | None = None
    ahead: bool = False


@dataclass(frozen=True)
class FeedPage:
    """What a reply carries of the feed."""

    changes: tuple[StoredRecord, ...]
    since: int
    upto: int
    cursor: str
    more: bool


@dataclass(frozen=True)
class _Cursor:
    """`upto` was read; when it was given the feed ended at `head`, whose mark was `mark`. Epoch and scope by name."""

    upto: int
    head: int
    mark: bytes
    epoch: bytes
    scope: bytes


class Feed:
    """Reads cursors and makes pages."""

    def __init__(self, keys: ServerKeys) -> None:
        self._keys = keys

    def reading(self, work: Work, cursor: str | None, epoch: str, actor: Actor, seen: Sequence[str] = ()) -> Reading:
        """Where to read on from a cursor; from the start for none, a foreign one, or one of another epoch or scope.

        `ahead`: it is of this epoch, and of a history that went on otherwise than ours, so ours was put back. That
        holds for a head beyond ours, and for a head whose number was given again to something else since. Further
        cursors that were `seen` show it as well.
        """
        if any(self.reading(work, one, epoch, actor).ahead for one in seen):
            return Reading(0, "epoch", ahead=True)
        if cursor is None:
            return Reading(0)
        opened = self._open(cursor)
        if opened is None:
            return Reading(0, "cursor")
        if opened.epoch != _named(epoch):
            return Reading(0, "epoch")
        if opened.head > work.records.head() or opened.mark != _bytes_of(work.records.mark(opened.head)):
            return Reading(0, "epoch", ahead=True)
        if opened.scope != _named(_scope_name(actor)):
            return Reading(0, "scope")
        return Reading(opened.upto)

    def page(self, work: Work, actor: Actor, epoch: str, since: int) -> FeedPage:
        """The next page of the actor's scope after `since`."""
        page = work.records.page(actor, since, MAX_CHANGES, PAGE_BUDGET)
        head = work.records.head()
        mark = _bytes_of(work.records.mark(head))
        cursor = self._close(_Cursor(page.upto, head, mark, _named(epoch), _named(_scope_name(actor))))
        return FeedPage(page.records, since, page.upto, cursor, page.more)

    def _close(self, cursor: _Cursor) -> str:
        plain = _NUMBERS.pack(cursor.upto, cursor.head - cursor.upto, cursor.mark, cursor.epoch, cursor.scope)
        return base64.urlsafe_b64encode(self._mac("cursor 3", plain)[:_MAC_BYTES] + plain).rstrip(b"=").decode()

    def _open(self, cursor: str) -> _Cursor | None:
        try:
            raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        except ValueError:
            return None
        mac, plain = raw[:_MAC_BYTES], raw[_MAC_BYTES:]
        if len(plain) == _NUMBERS.size and hmac.compare_digest(mac, self._mac("cursor 3", plain)[:_MAC_BYTES]):
            upto, beyond, mark, epoch, scope = _NUMBERS.unpack(plain)
            return _Cursor(upto, upto + beyond, mark, epoch, scope)
        mac, plain = raw[:_OLD_MAC_BYTES], raw[_OLD_MAC_BYTES:]
        if not hmac.compare_digest(mac, self._mac("cursor 2", plain)[:_OLD_MAC_BYTES]):
            return None
        upto, beyond, mark, epoch = _OLD_NUMBERS.unpack(plain[: _OLD_NUMBERS.size])
        scope = plain[_OLD_NUMBERS.size :].decode()
        return _Cursor(upto, upto + beyond, mark, _named(epoch.hex()), _named(scope))

    def _mac(self, use: str, plain: bytes) -> bytes:
        return self._keys.mac(use, plain)


def _named(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()[:_NAME_BYTES]


def _scope_name(actor: Actor) -> str:
    if actor.left and actor.village is None:
        left = hashlib.sha256(" ".join(sorted(actor.left)).encode()).hexdigest()[:8]
        return f"{actor.role.value} {actor.kecamatan} -{left}"
    return f"{actor.role.value} {actor.village or actor.kecamatan}"


def _bytes_of(mark: str) -> bytes:
    return bytes.fromhex(mark[:16]) or bytes(8)
