"""Faults put into the program on purpose, so that kills at its calls can be seen to find them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from sipa_core.media.door import admit
from sipa_core.media.faults import FileFault
from sipa_desktop.services.attachments import Attachments
from sipa_desktop.services.reports import Reports
from sipa_desktop.services.reports_views import Saved
from sipa_desktop.store.records import ServerRecords

_save, _take_records = Reports.save, ServerRecords.take
_waiting: list[tuple[Any, ...]] = []


def _save_later(reports: Reports, draft_id: str, changes: Any) -> Any:
    """Say that it is saved, and do it at the next saving."""
    while _waiting:
        _save(*_waiting.pop())
    _waiting.append((reports, draft_id, changes))
    return Saved(0, "Tersimpan di komputer ini.")


def _commit_page(records: ServerRecords, taken: Any) -> Any:
    """Commit a page before its cursor."""
    refs = _take_records(records, list(taken))
    raw = records._connection.connection.dbapi_connection
    assert raw is not None
    for command in ("COMMIT", "BEGIN IMMEDIATE"):
        raw.cursor().execute(command)
    return refs


def _row_first(attachments: Attachments, data: bytes, name: str, straighten: Any) -> Any:
    """Write the row of an attachment before its bytes."""
    admitted = admit(data, name, corners=straighten)
    assert not isinstance(admitted, FileFault)
    one = admitted.attachment
    with attachments._store.write() as tx:
        tx.blobs.keep(one.sha256, one.media, one.size, attachments._clock.now())
    attachments._files.put(admitted.data)
    return one


PLANTS: dict[str, tuple[Any, str, Any]] = {
    "says saved before the commit": (Reports, "save", _save_later),
    "commits a page before its cursor": (ServerRecords, "take", _commit_page),
    "writes a row before its bytes": (Attachments, "_take", _row_first),
}
PLANTED_STEPS = {
    "says saved before the commit": ("rename", "attach"),
    "commits a page before its cursor": ("fsync", "send"),
    "writes a row before its bytes": ("rename", "attach"),
}
"""The call and the step at which a fault shows."""


@contextmanager
def plants(name: str) -> Iterator[None]:
    """Put a fault in for the length of a block; an empty name puts in none."""
    if not name:
        yield
        return
    with patch.object(*PLANTS[name]):
        yield
