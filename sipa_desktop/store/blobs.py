"""What this PC knows of each attachment's bytes: here or not, to be sent, how far, wanted; the bytes lie in BlobFiles.

A row says `here` only after the bytes are durable, and `sent_at` only after the server said it has them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any, Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from sipa_core.domain.attachments import Media
from sipa_desktop.store.tables import blob
from sipa_sqlite.quick import Quick

LOST = "file_lost"
"""Stands as the fault of bytes that were gone or spoilt on this PC before they were sent."""


class BlobState(StrEnum):
    """What can be said of an attachment's bytes: on this PC and named by nothing that was sent, on this PC and
    waiting to be sent, on the server too, not on this PC, or not on this PC and not on the server either.
    """

    HERE = "here"
    WAITING = "waiting"
    SENT = "sent"
    MISSING = "missing"
    ABSENT = "absent"


class Blob(msgspec.Struct, frozen=True):
    """One attachment's bytes. `upload` is the server's name of a begun sending, `sent_bytes` how far it is; `fault`
    the code with which the server refused it, or says that it has none.
    """

    sha256: str
    media: Media
    size: int
    here: bool
    to_send: bool
    sent_at: int | None
    upload: str | None
    sent_bytes: int
    wanted_at: int | None
    fault: str | None
    kept_at: int

    @property
    def state(self) -> BlobState:
        """What can be said of it."""
        if not self.here:
            return BlobState.MISSING if self.fault is None else BlobState.ABSENT
        if self.sent_at is not None:
            return BlobState.SENT
        return BlobState.WAITING if self.to_send else BlobState.HERE


class Unsent(msgspec.Struct, frozen=True):
    """What waits: how many blobs, their bytes in all, how many of those the server has; how many were refused."""

    count: int
    size: int
    sent: int
    refused: int


_WAITING = (blob.c.to_send, blob.c.sent_at.is_(None))
"""Also what is gone from this PC meanwhile: it was promised to the server, and the server never had it from here."""

_but = sa.func.json_each(sa.bindparam("but", "")).table_valued("value")
_OTHER: Final = blob.c.sha256.not_in(sa.select(_but.c.value))
_ONE: Final = Quick(sa.select(blob).where(blob.c.sha256 == sa.bindparam("of")))
_TO_SEND: Final = Quick(sa.select(blob).where(*_WAITING, blob.c.fault.is_(None)).order_by(blob.c.size, blob.c.sha256))
_REFUSED: Final = Quick(sa.select(blob).where(*_WAITING, blob.c.fault.is_not(None)))
_put = insert(blob).values(
    {name: sa.bindparam(name) for name in ("sha256", "media", "size", "kept_at", "here", "wanted_at")}
    | {"to_send": sa.false(), "sent_bytes": 0}
)
_PUT: Final = Quick(
    _put.on_conflict_do_update(
        index_elements=["sha256"],
        set_={name: _put.excluded[name] for name in ("media", "size", "here", "wanted_at")} | {"fault": sa.null()},
    )
)
_NEXT_TO_SEND: Final = Quick(
    sa.select(blob)
    .where(*_WAITING, blob.c.here, blob.c.fault.is_(None), _OTHER)
    .order_by(blob.c.size, blob.c.sha256)
    .limit(1)
)
_SENT: Final = Quick(
    sa.select(blob)
    .where(blob.c.to_send, blob.c.sent_at >= sa.bindparam("since"), blob.c.sha256 > sa.bindparam("after"))
    .order_by(blob.c.sha256)
    .limit(sa.bindparam("most"))
)
_LOOK_AGAIN: Final = Quick(
    sa.update(blob)
    .where(~blob.c.here, blob.c.wanted_at.is_not(None), blob.c.fault == sa.bindparam("lacking"))
    .values(fault=sa.null())
)
_NEXT_WANTED: Final = Quick(
    sa.select(blob)
    .where(~blob.c.here, blob.c.wanted_at.is_not(None), blob.c.fault.is_(None), _OTHER)
    .order_by(blob.c.wanted_at)
    .limit(1)
)
_UNSENT: Final = Quick(
    sa.select(
        sa.func.count(), sa.func.sum(blob.c.size), sa.func.sum(blob.c.sent_bytes), sa.func.count(blob.c.fault)
    ).where(*_WAITING)
)


class Blobs:
    """The blobs of one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def get(self, sha256: str) -> Blob | None:
        """What is known of it, or None."""
        row = _ONE.first(self._connection, of=sha256)
        return _blob(row) if row is not None else None

    def several(self, digests: Iterable[str]) -> dict[str, Blob]:
        """What is known of each, those of which nothing is known left out."""
        query = sa.select(blob).where(blob.c.sha256.in_(sorted(set(digests))))
        return {row.sha256: _blob(row) for row in self._connection.execute(query)}

    def keep(self, sha256: str, media: Media, size: int, now: int) -> None:
        """The bytes are durable here; what was wrong with those before is over."""
        self._put(sha256, media, size, now, here=True, wanted_at=None)

    def send(self, digests: Iterable[str]) -> bool:
        """Own ops name these: send those that lie here and that the server has not. True when any waits now."""
        named = sorted(set(digests))
        if not named:
            return False
        mine = (blob.c.sha256.in_(named), blob.c.here, blob.c.sent_at.is_(None), ~blob.c.to_send)
        return self._connection.execute(sa.update(blob).where(*mine).values(to_send=True, fault=None)).rowcount > 0

    def keep_back(self, digests: Iterable[str]) -> bool:
        """No own op names these any more: what the server has not stays here. True when any waited."""
        mine = (blob.c.sha256.in_(sorted(set(digests))), *_WAITING)
        back = {"to_send": False, "fault": None, "upload": None, "sent_bytes": 0}
        return self._connection.execute(sa.update(blob).where(*mine).values(**back)).rowcount > 0

    def next_to_send(self, but: Iterable[str] = ()) -> Blob | None:
        """The smallest that waits to be sent and was not refused, none of `but`; equal ones by their hash."""
        row = _NEXT_TO_SEND.first(self._connection, but=_listed(but))
        return _blob(row) if row is not None else None

    def some_sent(self, after: str, since: int, most: int) -> list[Blob]:
        """At most so many of the own ones that were sent since then, by their hash, from behind `after` on."""
        return [_blob(row) for row in _SENT.all(self._connection, after=after, since=since, most=most)]

    def next_wanted(self, but: Iterable[str] = ()) -> Blob | None:
        """The one that was asked for first, is not here and can still come; none of `but`."""
        row = _NEXT_WANTED.first(self._connection, but=_listed(but))
        return _blob(row) if row is not None else None

    def unsent(self) -> Unsent:
        """What waits, all together."""
        count, size, sent, faults = _UNSENT.all(self._connection)[0]
        return Unsent(count, int(size or 0), int(sent or 0), faults)

    def waiting(self) -> list[Blob]:
        """Those that are to be sent and were not refused, in the order of sending."""
        return [_blob(row) for row in _TO_SEND.all(self._connection)]

    def asked(self, limit: int) -> list[Blob]:
        """Those that somebody looked for and that are not here, the first asked for first; at most `limit`."""
        query = sa.select(blob).where(~blob.c.here, blob.c.wanted_at.is_not(None)).order_by(blob.c.wanted_at)
        return [_blob(row) for row in self._connection.execute(query.limit(limit))]

    def refused(self) -> list[Blob]:
        """Those that wait and that the server will not take."""
        return [_blob(row) for row in _REFUSED.all(self._connection)]

    def progress(self, sha256: str, upload: str | None, sent_bytes: int) -> None:
        """The server has so many bytes under that name."""
        self._change(sha256, upload=upload, sent_bytes=sent_bytes)

    def sent(self, sha256: str, now: int) -> None:
        """The server has it whole."""
        self._change(sha256, sent_at=now, upload=None, sent_bytes=0, fault=None)

    def refuse(self, sha256: str, code: str) -> None:
        """The server will not take it, or has none to give; only a new wish tries again."""
        self._change(sha256, fault=code, upload=None, sent_bytes=0)

    def want(self, sha256: str, media: Media, size: int, now: int) -> bool:
        """Ask for bytes that are not here; False when they were asked for already. A fault of before is forgotten."""
        known = self.get(sha256)
        if known is not None and (known.here or (known.wanted_at is not None and known.fault is None)):
            return False
        self._put(sha256, media, size, now, here=False, wanted_at=now)
        return True

    def arrived(self, sha256: str, now: int) -> None:
        """Bytes that the server had are durable here."""
        self._change(sha256, here=True, wanted_at=None, sent_at=now, fault=None)

    def lost(self, sha256: str, now: int) -> None:
        """The bytes here are gone or spoilt. The server is asked for what it was to get: it has them, or it is told."""
        promised = (blob.c.sha256 == sha256, *_WAITING, blob.c.wanted_at.is_(None))
        self._connection.execute(sa.update(blob).where(*promised).values(wanted_at=now))
        self._change(sha256, here=False, upload=None, sent_bytes=0)

    def all_here(self) -> list[str]:
        """Every attachment whose bytes are on this PC, by hash, smallest first."""
        query = sa.select(blob.c.sha256).where(blob.c.here).order_by(blob.c.size, blob.c.sha256)
        return list(self._connection.execute(query).scalars())

    def count_here(self) -> int:
        """How many attachments are on this PC."""
        return self._connection.execute(sa.select(sa.func.count()).where(blob.c.here)).scalar_one()

    def send_again(self, now: int) -> None:
        """The server's history is another one: whatever it had from here, it may not have now.

        Nor is what was lost here since then called sent any more: it is asked for, and told if the server lacks it.
        """
        mine = (blob.c.to_send, blob.c.sent_at.is_not(None))
        again = {"sent_at": None, "upload": None, "sent_bytes": 0, "fault": None}
        gone = sa.update(blob).where(*mine, ~blob.c.here).values(**again, wanted_at=now)
        self._connection.execute(gone)
        self._connection.execute(sa.update(blob).where(*mine, blob.c.here).values(**again))

    def look_again(self, code: str) -> None:
        """Bytes that the server did not have when they were asked for may be there now."""
        _LOOK_AGAIN.run(self._connection, lacking=code)

    def retry(self, sha256: str) -> bool:
        """Let what the server refused be tried once more; False when it was not refused, or is here no more."""
        known = self.get(sha256)
        return known is not None and known.here and self._settle(sha256, fault=None)

    def put_aside(self, sha256: str) -> bool:
        """The person has read that the server refused it: it waits no longer, and stays here. False when it was not."""
        return self._settle(sha256, to_send=False, fault=None)

    def _settle(self, sha256: str, **values: object) -> bool:
        refused = (blob.c.sha256 == sha256, *_WAITING, blob.c.fault.is_not(None))
        return self._connection.execute(sa.update(blob).where(*refused).values(**values)).rowcount > 0

    def _change(self, sha256: str, **values: object) -> None:
        self._connection.execute(sa.update(blob).where(blob.c.sha256 == sha256).values(**values))

    def _put(self, sha256: str, media: Media, size: int, now: int, *, here: bool, wanted_at: int | None) -> None:
        """What was wrong before is over."""
        about = {"sha256": sha256, "media": media.value, "size": size, "kept_at": now}
        _PUT.run(self._connection, **about, here=here, wanted_at=wanted_at)


def _listed(digests: Iterable[str]) -> str:
    return msgspec.json.encode(sorted(digests)).decode()


def _blob(row: Sequence[Any]) -> Blob:
    """The blob in a row of the table's columns."""
    sha256, media, size, here, to_send, *rest = row
    return Blob(sha256, Media(media), size, bool(here), bool(to_send), *rest)
