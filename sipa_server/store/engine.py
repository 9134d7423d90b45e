"""Opens the server's database as sipa_sqlite does, and says what to do where that cannot be."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import sqlcipher3.dbapi2 as driver

from sipa_core.messages import _
from sipa_server.errors import KnownError, StorageError
from sipa_sqlite.engines import Engines, is_too_old, open_file

READERS: Final = 4


def check_sqlite(version: tuple[int, ...] | None = None) -> None:
    """Raise KnownError when the SQLite in use is older than 3.51.3."""
    if is_too_old(version):
        raise KnownError(
            _("SQLite di server ini terlalu lama"),
            _(
                "SIPA perlu SQLite 3.51.3 atau lebih baru agar data tidak hilang. Data tidak disentuh. "
                "Pasang ulang SIPA versi terbaru."
            ),
            "old_sqlite",
        )


def open_engines(path: Path) -> Engines:
    """Open (or make) the database at `path`."""
    check_sqlite()
    return open_file(path, readers=READERS, no_wal=_no_wal)


def copy_into(path: Path, target: Path) -> None:
    """Write a consistent copy of a database that may be in use. Raises StorageError."""
    try:
        raw = driver.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
        try:
            raw.execute("VACUUM INTO ?", (str(target),))
        finally:
            raw.close()
    except driver.DatabaseError as fault:
        raise StorageError(str(fault)) from fault


def _no_wal() -> KnownError:
    return KnownError(
        _("Folder data tidak cocok"),
        _(
            "Tempat ini tidak dapat dipakai dengan aman. Tidak ada yang ditulis. "
            "Pindahkan folder data ke cakram server ini."
        ),
        "no_wal",
    )
