"""Backups of a running server: database and keys sealed in one file a day, each attachment and held bundle once.

Only the paper of `recovery-key` opens them. What is sealed was checked before (integrity, SHA-256 of each file), and
every sealed file is read again after writing. A backup that failed leaves those before it as they were.
"""

from __future__ import annotations

import io
import re
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from sipa_core.messages import _
from sipa_core.ports import Clock
from sipa_core.wire.bundles import BundleState
from sipa_server.errors import KnownError, StorageError
from sipa_server.platform.keys import FILE_NAME as KEY_NAME
from sipa_server.platform.keys import ServerKeys
from sipa_server.services.backup_keep import kept
from sipa_server.services.epochs import current_epoch
from sipa_server.store.audit_rows import Entry
from sipa_server.store.blob_files import BlobFiles
from sipa_server.store.bundle_files import BundleFiles
from sipa_server.store.migrate import version
from sipa_server.store.sealed_files import digest_of, is_whole, place_fault, seal, sweep
from sipa_server.store.unit_of_work import FILE_NAME, Store

ENDING: Final = ".sipa-cadangan"
BLOBS: Final = "lampiran"
BLOB_ENDING: Final = ".age"
HELD: Final = "titipan"
"""Bundles that were set apart: whoever carried them has put them down, so the server's copy is the only one."""
MANIFEST: Final = "isi.json"
RECIPIENT: Final = "recovery_recipient"
ZONE: Final = "Asia/Makassar"
_NAME: Final = re.compile(r"sipa-(\d{8}T\d{6}Z)-[0-9a-f]{32}\.sipa-cadangan")
_STAMP: Final = "%Y%m%dT%H%M%SZ"
_COPY: Final = ".cadangan-"
_COPY_LEFT_BEHIND: Final = 24 * 60 * 60 * 1000
_DAYS_TO_READ_ALL: Final = 7


class SealedBlob(msgspec.Struct, frozen=True):
    """One attachment or held bundle: its hash and size, and the sealed file's path within the backup folder."""

    sha256: str
    size: int
    file: str


class Manifest(msgspec.Struct, frozen=True):
    """What a backup holds. `lacking`: attachments whose bytes were gone or spoilt on the server itself, `held_lacking`
    the same of held bundles. Format 1 knew of none of these: a reader of that day would leave them behind."""

    made_at: int
    server_id: str
    schema: str
    epoch: str
    head: int
    database: str
    key: str
    blobs: list[SealedBlob]
    lacking: list[str]
    format: int = 2
    held: list[SealedBlob] = []
    held_lacking: list[str] = []


@dataclass(frozen=True)
class Made:
    """A backup that was made: where, how much, and what a person should look at on the server itself.

    `dated_later` is a backup of the folder that by its name is newer than this one: a clock is wrong, or was.
    """

    path: Path
    made_at: int
    blobs: int
    sealed_now: int
    removed: int
    lacking: list[str] = field(default_factory=list)
    held: int = 0
    held_lacking: list[str] = field(default_factory=list)
    broken_audit_line: int | None = None
    dated_later: Path | None = None


@dataclass(frozen=True)
class Kept:
    """A backup in a folder, and when it was made."""

    path: Path
    at: datetime


def keep_recipient(store: Store, recipient: str, now: int) -> None:
    """From now on backups are sealed for this paper; durable when this returns."""
    with store.write() as work:
        work.meta.put(RECIPIENT, recipient)
        work.audit.add(Entry(now, "recovery.key"))


def recipient_in(store: Store) -> str | None:
    """For which paper backups are sealed, None before there is one."""
    with store.read() as work:
        return work.meta.get(RECIPIENT)


def backups_in(folder: Path) -> list[Kept]:
    """The backups of a folder, newest first; other files are not looked at."""
    found = [
        Kept(path, datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC))
        for path in (folder.iterdir() if folder.is_dir() else ())
        if (match := _NAME.fullmatch(path.name)) is not None
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)


@dataclass(frozen=True)
class _Whole:
    """A file of the server that is sealed once and for all, under its hash."""

    sha256: str
    size: int
    place: Path


@dataclass
class _Sealed:
    """What became of the files of one kind."""

    files: list[SealedBlob] = field(default_factory=list)
    lacking: list[str] = field(default_factory=list)
    new: int = 0


class BackupService:
    """Makes backups of one data folder while its server runs."""

    def __init__(self, data: Path, store: Store, clock: Clock, keys: ServerKeys) -> None:
        self._data = data
        self._store = store
        self._clock = clock
        self._keys = keys

    def make(self, folder: Path) -> Made:
        """Make a backup in `folder`; it is durable and was read again when this returns.

        KnownError when there is no recovery key, the database is not sound, or the place does not take it.
        """
        recipient = recipient_in(self._store)
        if recipient is None:
            raise KnownError(
                _("Kunci pemulihan belum ada"),
                _(
                    "Cadangan tidak dibuat. Jalankan dahulu `sipa-server recovery-key`; "
                    "hanya kertasnya yang membuka cadangan."
                ),
                "no_recovery_key",
            )
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            sweep(folder, self._clock.now())
        except OSError as fault:
            raise place_fault(fault) from fault
        with self._copied() as copy:
            return self._sealed(copy, folder, recipient)

    def _sealed(self, copy: Path, folder: Path, recipient: str) -> Made:
        manifest, blobs, bundles, broken = self._examined(copy)
        taken = self._seal_all(blobs, folder, BLOBS, recipient)
        held = self._seal_all(bundles, folder, HELD, recipient)
        manifest = msgspec.structs.replace(
            manifest, blobs=taken.files, lacking=taken.lacking, held=held.files, held_lacking=held.lacking
        )
        stem = f"sipa-{datetime.fromtimestamp(manifest.made_at / 1000, UTC).strftime(_STAMP)}"
        packed = self._packed(copy, manifest)
        with open(packed, "rb") as source:
            path = seal(source, folder, stem, ENDING, recipient)
        there = {one.path: one.at for one in backups_in(folder)}
        newest = max(there, key=lambda one: (there[one], one == path))
        return Made(
            path,
            manifest.made_at,
            len(taken.files),
            taken.new,
            _prune(folder, path),
            taken.lacking,
            len(held.files),
            held.lacking,
            broken,
            newest if newest != path else None,
        )

    def _seal_all(self, files: list[_Whole], folder: Path, kind: str, recipient: str) -> _Sealed:
        """Seal what no earlier backup of the folder has; a file that is gone or not that of its hash is lacking."""
        known, done = self._known(folder / kind), _Sealed()
        for one in files:
            stem = self._stem(one.sha256, recipient)
            there = known.get(stem)
            if there is None and one.place.is_file() and digest_of(one.place) == one.sha256:
                with open(one.place, "rb") as source:
                    there = seal(source, folder / kind / stem[:2], stem, BLOB_ENDING, recipient)
                done.new += 1
            if there is None:
                done.lacking.append(one.sha256)
                continue
            done.files.append(SealedBlob(one.sha256, one.size, there.relative_to(folder).as_posix()))
        return done

    def _examined(self, copy: Path) -> tuple[Manifest, list[_Whole], list[_Whole], int | None]:
        """What the copy holds, once it was found sound: of attachments, of held bundles, and where its trace breaks."""
        store = Store(copy)
        try:
            sound = store.integrity()
            if sound != "ok":
                raise KnownError(
                    _("Data server rusak"),
                    _(
                        "Cadangan tidak dibuat dan cadangan sebelumnya tidak disentuh. "
                        "Jalankan `sipa-server check`, lalu pulihkan dari cadangan yang terakhir."
                    ),
                    "damaged",
                )
            with store.read() as work:
                broken, blobs = work.audit.first_broken(), work.blobs.every()
                held = work.bundles.in_state(BundleState.QUARANTINED)
                epoch, head = current_epoch(work), work.records.head()
            schema = version(store) or ""
        finally:
            store.close()
        now, key = self._clock.now(), digest_of(self._data / KEY_NAME)
        database = digest_of(copy / FILE_NAME)
        manifest = Manifest(now, self._keys.server_id, schema, epoch, head, database, key, [], [])
        files, bundles = BlobFiles(self._data), BundleFiles(self._data)
        return (
            manifest,
            [_Whole(one.sha256, one.size, files.place(one.sha256)) for one in blobs],
            [_Whole(one.sha256, _size(bundles.held(one.sha256)), bundles.held(one.sha256)) for one in held],
            broken,
        )

    @contextmanager
    def _copied(self) -> Iterator[Path]:
        """A folder with a consistent copy of the database; nobody who writes meanwhile is held up."""
        for old in self._data.glob(f"{_COPY}*"):
            if old.stat().st_mtime * 1000 < self._clock.now() - _COPY_LEFT_BEHIND:
                shutil.rmtree(old, ignore_errors=True)
        folder: Path | None = None
        try:
            folder = Path(tempfile.mkdtemp(prefix=_COPY, dir=self._data))
            self._store.copy_to(folder / FILE_NAME)
            yield folder
        except (OSError, StorageError) as fault:
            raise KnownError(
                _("Salinan data tidak dapat dibuat"),
                _(
                    "Cadangan tidak dibuat; data server dan cadangan sebelumnya aman. Periksa sisa tempat di cakram "
                    "server dan jalankan `sipa-server check`."
                ),
                "no_copy",
            ) from fault
        finally:
            if folder is not None:
                shutil.rmtree(folder, ignore_errors=True)

    def _known(self, folder: Path) -> dict[str, Path]:
        """The files that were sealed there before, by their stem; each is read again once in seven days."""
        turn = self._clock.now() // (24 * 60 * 60 * 1000) % _DAYS_TO_READ_ALL
        found: dict[str, Path] = {}
        for path in folder.glob(f"??/*{BLOB_ENDING}"):
            stem, cut, _rest = path.name.partition("-")
            if not cut or path.stat().st_size == 0:
                continue
            if int(stem[:8], 16) % _DAYS_TO_READ_ALL == turn and not is_whole(path):
                path.unlink(missing_ok=True)
                continue
            found[stem] = path
        return found

    def _stem(self, sha256: str, recipient: str) -> str:
        # Not the hash itself: who finds the folder must not be able to tell which known file is in it.
        return self._keys.mac("backup-blob", f"{recipient}|{sha256}".encode()).hex()[:32]

    def _packed(self, copy: Path, manifest: Manifest) -> Path:
        """Manifest, keys and database as one packed file beside the copy."""
        packed = copy / "isi.tar.gz"
        with tarfile.open(packed, "w:gz", compresslevel=3) as archive:
            told = msgspec.json.encode(manifest)
            about = tarfile.TarInfo(MANIFEST)
            about.size = len(told)
            archive.addfile(about, io.BytesIO(told))
            archive.add(self._data / KEY_NAME, KEY_NAME)
            archive.add(copy / FILE_NAME, FILE_NAME)
        return packed


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _prune(folder: Path, made: Path) -> int:
    """Remove the backups that the rule lets go, never the one just made; how many."""
    there = {one.path: one.at.astimezone(ZoneInfo(ZONE)) for one in backups_in(folder)}
    stay = kept(there.values())
    gone = [path for path, at in there.items() if at not in stay and path != made]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)
