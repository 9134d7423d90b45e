"""Faults put into backup and restore on purpose, so that kills at their calls can be seen to find them."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO
from unittest.mock import patch

from sipa_server.services import backup, backup_restore
from sipa_server.services.backup import BackupService, backups_in
from sipa_server.store.blob_files import sync_folder
from sipa_server.store.sealed_files import DIGITS

_make = BackupService.make


def _name_first(source: BinaryIO, folder: Path, stem: str, ending: str, recipient: str) -> Path:
    """Write under the final name itself."""
    import pyrage

    out = io.BytesIO()
    pyrage.encrypt_io(source, out, [pyrage.x25519.Recipient.from_str(recipient)])
    data = out.getvalue()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    final = folder / f"{stem}-{hashlib.sha256(data).hexdigest()[:DIGITS]}{ending}"
    with open(final, "wb", buffering=0) as file:
        for at in range(0, len(data), 1 << 14):
            file.write(data[at : at + (1 << 14)])
    return final


def _prune_first(service: BackupService, folder: Path) -> Any:
    """Make room for the new backup before it is there."""
    for old in backups_in(folder):
        old.path.unlink()
    return _make(service, folder)


@contextmanager
def _in_place(into: Path) -> Iterator[Path]:
    """Unpack in the place itself."""
    into.rename(into.with_name(f"{into.name}.sebelum-pulih-x"))
    into.mkdir()
    yield into


def _put_nothing(folder: Path, *_rest: Any, **_more: Any) -> None:
    """It lies there already."""
    sync_folder(folder)


PLANTS: dict[str, list[tuple[Any, str, Any]]] = {
    "gives the name before all is written": [(backup, "seal", _name_first)],
    "makes room before the new backup is there": [(BackupService, "make", _prune_first)],
    "unpacks in the place itself": [(backup_restore, "_beside", _in_place), (backup_restore, "_put", _put_nothing)],
}
PLANTED_AT = {
    "gives the name before all is written": ("write", "backup"),
    "makes room before the new backup is there": ("fsync", "backup"),
    "unpacks in the place itself": ("fsync", "restore"),
}
"""The call and the command at which a fault shows."""


@contextmanager
def plants(name: str) -> Iterator[None]:
    """Put a fault in for the length of a block; an empty name puts in none."""
    with ExitStack() as stack:
        for one in PLANTS.get(name, []):
            stack.enter_context(patch.object(*one))
        yield
