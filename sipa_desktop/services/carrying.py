"""Takes the data out of a folder that can only be read, to a place that can be written, without writing in the folder.

The files are copied as they lie, since nobody can write them; in the new place the log is folded in and all is checked.
"""

from __future__ import annotations

import errno
import logging
import shutil
from pathlib import Path

import msgspec

from sipa_core.domain import dates
from sipa_core.messages import _
from sipa_core.ports import Clock
from sipa_desktop.errors import KnownError
from sipa_desktop.new_files import digest_of, try_sync_names
from sipa_desktop.platform.key_file import NAMES
from sipa_desktop.settings import BLOBS, DATABASE, VERSION
from sipa_desktop.store.blob_files import LENT
from sipa_desktop.store.engine import DatabaseFault, open_copy
from sipa_desktop.store.exchange import to_disk
from sipa_desktop.store.snapshot import NOTE, SnapshotNote, SpoiltCopyError, check_database

log = logging.getLogger(__name__)


def carry_away(profile: Path, place: Path, clock: Clock, key: bytes | None) -> str:
    """Copy database, log, key files and attachments into a new folder of `place`; what was done, in words. KnownError.

    With the key the new folder is checked and can be put back like any other copy; without it, the files are compared
    with what was read, and nobody knows whether that was whole: the words say so.
    """
    now = clock.now()
    folder = place / f"SIPA-salinan-{dates.local(now, dates.DEFAULT_ZONE).strftime('%Y-%m-%d-%H%M%S')}"
    try:
        folder.mkdir(parents=True)
        for name in (DATABASE, f"{DATABASE}-wal", *NAMES):
            if (profile / name).exists():
                _copied(profile / name, folder / name)
        if (profile / BLOBS).is_dir():
            ignored = shutil.ignore_patterns(LENT)
            shutil.copytree(profile / BLOBS, folder / BLOBS, ignore=ignored, copy_function=_copied)
        if key is not None:
            _make_copy(folder, key, now)
        for made in (*(one for one in folder.rglob("*") if one.is_dir()), folder, place):
            try_sync_names(made)
    except OSError as fault:
        log.warning("the data were not carried away: %s", errno.errorcode.get(fault.errno or 0, "?"))
        shutil.rmtree(folder, ignore_errors=True)
        raise KnownError(
            _("Salinan belum jadi"),
            _("Tempat itu penuh, terkunci, atau dicabut. Data di komputer ini tidak diubah. Coba tempat lain."),
            "not_carried",
        ) from None
    except (DatabaseFault, SpoiltCopyError) as fault:
        log.warning("what was carried away is not whole: %s", type(fault).__name__)
        return _(
            "Data disalin ke {folder}, tetapi sebagian isinya rusak. Simpan salinan itu dan minta hard disk komputer "
            "ini diperiksa. Data di komputer ini tidak diubah; yang sudah terkirim aman di kecamatan."
        ).format(folder=folder)
    if key is None:
        return _(
            "Berkas data disalin ke {folder}. Isinya terkunci, jadi belum dapat diperiksa utuh atau tidak. Simpan "
            "salinan itu sampai SIPA terbuka lagi dengan kata sandi Anda. Data di komputer ini tidak diubah."
        ).format(folder=folder)
    return _("Salinan data ada di {folder} dan sudah diperiksa utuh. Data di komputer ini tidak diubah.").format(
        folder=folder
    )


def _copied(source: str | Path, target: str | Path) -> str:
    """Copy a file and make it durable. OSError unless the place gives back what was read."""
    copy = Path(shutil.copyfile(source, target))
    to_disk(copy)
    if digest_of(Path(source)) != digest_of(copy):
        raise OSError(errno.EIO, "the copy is another one")
    return str(copy)


def _make_copy(folder: Path, key: bytes, now: int) -> None:
    """Fold the log in and write the note, so that the folder is a copy like any other."""
    database = folder / DATABASE
    with open_copy(database, key, writable=True) as raw:
        raw.execute("PRAGMA journal_mode=DELETE").fetchall()
        counts = [
            int(raw.execute(f"SELECT count(*) FROM {wanted}").fetchone()[0])
            for wanted in (
                "record WHERE type = 'version'",
                "document WHERE kind = 'draft'",
                "outbox WHERE state IN ('queued', 'sending')",
                "blob WHERE here",
            )
        ]
        schema = str(raw.execute("SELECT version_num FROM alembic_version").fetchone()[0])
    check_database(database, key)
    reports, drafts, waiting, files = counts
    size = database.stat().st_size
    note = SnapshotNote(now, VERSION, schema, "", "", size, digest_of(database), reports, drafts, waiting, files)
    (folder / NOTE).write_bytes(msgspec.json.format(msgspec.json.encode(note), indent=2))
    for written in (database, folder / NOTE):  # the log was folded in since it was copied
        to_disk(written)
