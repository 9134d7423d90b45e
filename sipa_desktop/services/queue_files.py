"""Attachments on their way, in words: what waits to be sent and how far it is, what was asked for and does not come.

What the server refused stands with the parked ops; here are those that need only time, or another PC.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec

from sipa_core.domain.attachments import HASH_COLUMN, blobs_named
from sipa_core.domain.sizes import format_bytes
from sipa_core.messages import _
from sipa_desktop.services.queue_views import FileRow, FileState
from sipa_desktop.store.blobs import Blob
from sipa_desktop.store.unit_of_work import Tx

ASKED_SHOWN: Final = 50
"""So many files that do not come are named; the rest are of the same kind."""


def files_in(tx: Tx) -> tuple[FileRow, ...]:
    """Every attachment that waits to be sent, in the order of sending, then those asked for that are not here."""
    waiting, asked = tx.blobs.waiting(), tx.blobs.asked(ASKED_SHOWN)
    sent, held = _named_by_ops(tx, waiting), _named_by_records(tx, asked)
    return (*(_leaving(blob, sent) for blob in waiting), *(_lacking(blob, held) for blob in asked))


def files_words(tx: Tx) -> str:
    """How many files leave and how far they are together; empty when none does."""
    unsent = tx.blobs.unsent()
    count = unsent.count - unsent.refused
    if count <= 0:
        return ""
    size = sum(blob.size for blob in tx.blobs.waiting())
    if not unsent.sent:
        return _("{n} berkas, {size}").format(n=count, size=format_bytes(size))
    words = _("{n} berkas, {part} dari {size} sampai")
    return words.format(n=count, part=format_bytes(min(unsent.sent, size)), size=format_bytes(size))


def unsent_blobs(tx: Tx) -> frozenset[str]:
    """The hash of every attachment that the server has not, refused ones included."""
    return frozenset(blob.sha256 for blob in (*tx.blobs.waiting(), *tx.blobs.refused()))


def _leaving(blob: Blob, known: Mapping[str, tuple[str, str]]) -> FileRow:
    name, owner = known.get(blob.sha256, ("", ""))
    begun = bool(blob.sent_bytes)
    size = format_bytes(blob.size)
    far = _("{part} dari {size} sampai").format(part=format_bytes(blob.sent_bytes), size=size) if begun else size
    return FileRow(
        blob.sha256,
        name or plain_title(blob),
        ", ".join(part for part in (owner, far) if part),
        _("Menunggu kirim"),
        FileState.BEGUN if begun else FileState.WAITING,
        min(99, 100 * blob.sent_bytes // blob.size) if blob.size else 0,
    )


def _lacking(blob: Blob, known: Mapping[str, tuple[str, str]]) -> FileRow:
    name, _owner = known.get(blob.sha256, ("", ""))
    absent = blob.fault is not None
    if absent:
        problem = _("Berkas ini belum ada di server. Laporan dan percakapannya tetap utuh.")
        todo = _("SIPA bertanya lagi setiap kali tersambung. Minta pengirimnya menyambungkan komputernya.")
    else:
        problem = _("Berkas ini belum ada di komputer ini.")
        todo = _("Datang dengan sambungan atau USB berikutnya.")
    return FileRow(
        blob.sha256,
        name or plain_title(blob),
        format_bytes(blob.size) if blob.size else "",
        _("Belum ada di server") if absent else _("Menunggu diambil"),
        FileState.ABSENT if absent else FileState.ASKED,
        problem=problem,
        todo=todo,
    )


def plain_title(blob: Blob) -> str:
    """What a file is called when nothing on this PC names it."""
    return _("Foto lampiran") if blob.media.is_picture else _("PDF lampiran")


def _named_by_ops(tx: Tx, blobs: Iterable[Blob]) -> dict[str, tuple[str, str]]:
    """The name of each file and the title of the newest op that names it."""
    wanted = {blob.sha256: blob.kept_at for blob in blobs}
    found: dict[str, tuple[str, str]] = {}
    for item in tx.outbox.naming(f'.{HASH_COLUMN}"', min(wanted.values())) if wanted else ():
        for digest, name in _names(msgspec.json.decode(item.decoded().fields)):
            if digest in wanted:
                found.setdefault(digest, (name, item.title))
    return found


def _named_by_records(tx: Tx, blobs: Iterable[Blob]) -> dict[str, tuple[str, str]]:
    wanted = {blob.sha256 for blob in blobs}
    found: dict[str, tuple[str, str]] = {}
    for record in tx.records.naming(wanted) if wanted else ():
        if wanted & blobs_named(record.fields):
            found.update({digest: (name, "") for digest, name in _names(record.fields) if digest in wanted})
    return found


def _names(fields: Any) -> Iterable[tuple[str, str]]:
    """The hash and the name of every attachment, at whatever depth an op carries its leaves."""
    if not isinstance(fields, dict):
        return
    for path, value in fields.items():
        if isinstance(value, dict):
            yield from _names(value)
        elif path.endswith(f".{HASH_COLUMN}") and isinstance(value, str):
            name = fields.get(f"{path.removesuffix(HASH_COLUMN)}name")
            yield value, name if isinstance(name, str) else ""
