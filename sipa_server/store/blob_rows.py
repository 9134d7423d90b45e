"""Blobs, uploads, and who may read: rows in, frozen values out.

Whether a blob is there for somebody is answered in one place (`readable`); it never tells "not yours" from "not here".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from sipa_core.domain.attachments import Media
from sipa_core.domain.roles import Actor
from sipa_core.domain.scopes import sees
from sipa_core.wire.records import Ref
from sipa_server.store.tables import blob_names, blobs, uploads
from sipa_sqlite.quick import Quick

_UPLOADS: Final = sa.select(
    uploads.c.id,
    uploads.c.place,
    uploads.c.sha256,
    uploads.c.media,
    uploads.c.size,
    uploads.c.device,
    uploads.c.begun_at,
    uploads.c.touched_at,
    uploads.c.done_at,
).order_by(uploads.c.begun_at)
_UPLOAD: Final = Quick(_UPLOADS.where(uploads.c.id == sa.bindparam("of")))
_OF_PLACE: Final = Quick(_UPLOADS.where(uploads.c.place == sa.bindparam("at"), uploads.c.sha256 == sa.bindparam("of")))
_STALE: Final = Quick(_UPLOADS.where(uploads.c.done_at.is_(None), uploads.c.touched_at < sa.bindparam("before")))
_BLOB: Final = Quick(sa.select(blobs.c.sha256, blobs.c.media, blobs.c.size).where(blobs.c.sha256 == sa.bindparam("of")))
_NAMED: Final = Quick(
    sa.select(blob_names.c.sha256).where(
        blob_names.c.type == sa.bindparam("of_type"), blob_names.c.id == sa.bindparam("of_id")
    )
)


@dataclass(frozen=True)
class StoredBlob:
    """An attachment whose bytes are here."""

    sha256: str
    media: Media
    size: int


@dataclass(frozen=True)
class Upload:
    """What a place sends; `done_at` (UTC ms) once it has shown all the bytes."""

    id: str
    place: str
    sha256: str
    media: Media
    size: int
    device: str
    begun_at: int
    touched_at: int
    done_at: int | None


def place_of(actor: Actor) -> str:
    """The place that somebody sends for: their village, or the kecamatan."""
    return actor.village or actor.kecamatan


class BlobRows:
    """The blobs as one transaction sees them."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def blob(self, sha256: str) -> StoredBlob | None:
        """What lies here under this hash, whoever may read it."""
        row = _BLOB.first(self._connection, of=sha256)
        return StoredBlob(row[0], Media(row[1]), row[2]) if row is not None else None

    def readable(self, actor: Actor, sha256: str) -> StoredBlob | None:
        """The blob when a record in the actor's scope gives the right to read it, or their own place sent it."""
        found = self.blob(sha256)
        if found is None:
            return None
        own = self.of_place(place_of(actor), sha256)
        if own is not None and own.done_at is not None:
            return found
        named = sa.select(blob_names.c.type, blob_names.c.village).distinct()
        rows = self._connection.execute(named.where(blob_names.c.sha256 == sha256, blob_names.c.granted))
        return found if any(sees(actor, row.type, row.village) for row in rows) else None

    def keep(self, sha256: str, media: Media, size: int, now: int) -> None:
        """The bytes are durable in the blob folder."""
        if self.blob(sha256) is None:
            row = {"sha256": sha256, "media": media.value, "size": size, "received_at": now}
            self._connection.execute(blobs.insert().values(**row))

    def upload(self, upload: str) -> Upload | None:
        """The upload of that name."""
        row = _UPLOAD.first(self._connection, of=upload)
        return _upload(row) if row is not None else None

    def of_place(self, place: str, sha256: str) -> Upload | None:
        """What a place sends or sent under this hash."""
        row = _OF_PLACE.first(self._connection, at=place, of=sha256)
        return _upload(row) if row is not None else None

    def begin(self, upload: Upload) -> None:
        """Keep a new upload."""
        self._connection.execute(
            uploads.insert().values(
                id=upload.id,
                place=upload.place,
                sha256=upload.sha256,
                media=upload.media.value,
                size=upload.size,
                device=upload.device,
                begun_at=upload.begun_at,
                touched_at=upload.touched_at,
                done_at=upload.done_at,
            )
        )

    def touch(self, upload: str, now: int) -> None:
        """Somebody works on it."""
        self._connection.execute(uploads.update().where(uploads.c.id == upload).values(touched_at=now))

    def done(self, upload: Upload, now: int) -> None:
        """The place has shown all the bytes: what it named with this hash may be read by whoever sees the record."""
        self._connection.execute(uploads.update().where(uploads.c.id == upload.id).values(touched_at=now, done_at=now))
        mine = (blob_names.c.sha256 == upload.sha256, blob_names.c.place == upload.place)
        self._connection.execute(blob_names.update().where(*mine).values(granted=True))

    def forget(self, upload: str) -> None:
        """Remove an upload."""
        self._connection.execute(uploads.delete().where(uploads.c.id == upload))

    def stale(self, before: int) -> list[Upload]:
        """Uploads that nobody finished and nobody worked on since then."""
        return [_upload(row) for row in _STALE.all(self._connection, before=before)]

    def open_count(self, device: str) -> int:
        """How many uploads of a device are not finished."""
        mine = (uploads.c.device == device, uploads.c.done_at.is_(None))
        return self._connection.execute(sa.select(sa.func.count()).where(*mine)).scalar_one()

    def begun_bytes(self, device: str, since: int) -> int:
        """How many bytes a device has begun to send since then."""
        mine = (uploads.c.device == device, uploads.c.begun_at >= since)
        return int(self._connection.execute(sa.select(sa.func.sum(uploads.c.size)).where(*mine)).scalar() or 0)

    def count(self) -> tuple[int, int]:
        """How many blobs there are, and their bytes."""
        count, size = self._connection.execute(sa.select(sa.func.count(), sa.func.sum(blobs.c.size))).one()
        return count, int(size or 0)

    def every(self) -> list[StoredBlob]:
        """All blobs."""
        return [
            StoredBlob(row.sha256, Media(row.media), row.size) for row in self._connection.execute(sa.select(blobs))
        ]

    def name(self, ref: Ref, village: str | None, named: Iterable[str], actor: Actor | None) -> None:
        """A record now names exactly these blobs; `actor` is who named the new ones, None for the server itself."""
        mine = (blob_names.c.type == ref.type, blob_names.c.id == ref.id)
        known = {row[0] for row in _NAMED.all(self._connection, of_type=ref.type, of_id=ref.id)}
        wanted = set(named)
        if gone := known - wanted:
            self._connection.execute(blob_names.delete().where(*mine, blob_names.c.sha256.in_(sorted(gone))))
        for sha256 in sorted(wanted - known):
            granted = actor is None or self._has(actor, sha256)
            place = place_of(actor) if actor is not None else None
            row = {"type": ref.type, "id": ref.id, "sha256": sha256, "village": village, "place": place}
            self._connection.execute(blob_names.insert().values(**row, granted=granted))

    def _has(self, actor: Actor, sha256: str) -> bool:
        return self.readable(actor, sha256) is not None


def _upload(row: Sequence[Any]) -> Upload:
    """The upload in a row of `_UPLOADS`."""
    name, place, sha256, media, *rest = row
    return Upload(name, place, sha256, Media(media), *rest)
