"""A practice: one village of the demo as its desk would have received it, in a profile of its own.

A profile that was made for practice stays one, and one in which anybody works never becomes one. Nothing of it is sent.
"""

from __future__ import annotations

from typing import Final

import msgspec
import zstandard

from sipa_core.messages import _
from sipa_core.wire.records import Record
from sipa_desktop.errors import KnownError
from sipa_desktop.events import Topic
from sipa_desktop.identity import Identity
from sipa_desktop.store.unit_of_work import Store

SNAPSHOT: Final = "latihan/latihan.json.zst"
MAX_SNAPSHOT: Final = 32 << 20
_MARK: Final = "practice"


class Snapshot(msgspec.Struct, frozen=True):
    """Who practises where, the moment of the story (UTC ms), and the records that this person may see."""

    now: int
    identity: Identity
    records: list[Record]


def read_snapshot(packed: bytes) -> Snapshot:
    """The shipped practice."""
    raw = zstandard.ZstdDecompressor().decompress(packed, max_output_size=MAX_SNAPSHOT)
    return msgspec.json.decode(raw, type=Snapshot)


def pack_snapshot(snapshot: Snapshot) -> bytes:
    """The practice as it ships; the same snapshot gives the same bytes."""
    return zstandard.ZstdCompressor(level=19, write_content_size=True).compress(msgspec.json.encode(snapshot))


def not_a_practice() -> KnownError:
    """What is said when somebody would practise in a folder of real work."""
    return KnownError(
        _("Folder ini berisi pekerjaan sungguhan"),
        _("Latihan tidak dibuka di sini, dan tidak ada yang berubah. Pilih folder lain untuk latihan."),
        "not_a_practice",
    )


def is_practice(store: Store) -> bool:
    """True for a profile that was made for practice."""
    with store.read() as tx:
        return tx.meta.get(_MARK) is not None


def begin_practice(store: Store, snapshot: Snapshot) -> None:
    """Fill a new profile with the practice; one that was filled before goes on where it was left."""
    with store.write() as tx:
        if tx.meta.get(_MARK) is not None:
            return
        if tx.meta.identity is not None:
            raise not_a_practice()
        tx.meta.put(_MARK, "1")
        tx.meta.put("identity", msgspec.json.encode(snapshot.identity).decode())
        tx.server_records.take(snapshot.records)
        tx.meta.put("upto", str(max((one.rev for one in snapshot.records), default=0)))
        tx.reproject()
        tx.touch(Topic.IDENTITY, Topic.OFFICE)
