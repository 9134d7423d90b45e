"""The daily copy of this profile, on this PC and in a place of the person's choice, and the rehearsal of its way back.

"Cadangan dibuat" is said only of a copy that was read again and found whole. A copy that fails leaves the one before.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from sipa_core.domain import dates
from sipa_core.messages import _
from sipa_core.ports import Clock
from sipa_core.wire.records import RecordType
from sipa_desktop.errors import KnownError
from sipa_desktop.events import Changes, Topic
from sipa_desktop.platform.key_file import NAMES, read_key_file
from sipa_desktop.platform.removable import Medium, PlaceOf
from sipa_desktop.platform.vault import Vault
from sipa_desktop.services.backup_alerts import Facts as _Facts
from sipa_desktop.services.backup_alerts import alerts_of
from sipa_desktop.services.backup_views import AlertKind, BackupView, Copied, CopyAlert, CopyRow, Rehearsed
from sipa_desktop.services.numbering import WENT_BACK_AT
from sipa_desktop.services.update_words import UPDATE_TOLD, told_words
from sipa_desktop.settings import VERSION
from sipa_desktop.store.blob_files import BlobFiles
from sipa_desktop.store.documents import DocumentKind
from sipa_desktop.store.engine import DatabaseFault
from sipa_desktop.store.snapshot import (
    Progress,
    Snapshot,
    SnapshotNote,
    SpoiltCopyError,
    check_copy,
    prune,
    read_snapshot,
    snapshots_in,
    write_snapshot,
)
from sipa_desktop.store.snapshot_files import add_files, check_files
from sipa_desktop.store.unit_of_work import Store, Tx

log = logging.getLogger(__name__)

FOLDER: Final = "cadangan"
KEEP_HERE: Final = 7
KEEP_OUTSIDE: Final = 14
RESTORED_WORDS: Final = "restored_words"
OUTSIDE_DAYS: Final = 7
"""After so many days without a copy elsewhere the person is reminded: a disk that dies takes the copies on it along."""
_OUTSIDE, _OUTSIDE_AT, _DAILY_AT = "backup_place", "backup_outside_at", "backup_at"
_PUT_AWAY: Final = {
    AlertKind.RESTORED: RESTORED_WORDS,
    AlertKind.WENT_BACK: WENT_BACK_AT,
    AlertKind.UPDATED: UPDATE_TOLD,
}
_DAY_MS: Final = 24 * 60 * 60 * 1000


def no_progress(_done: int, _total: int) -> None:
    """For whoever does not watch."""


class Backups:
    """The copies of one profile. Making and trying one takes a while: never on the window's thread."""

    def __init__(
        self, store: Store, files: BlobFiles, clock: Clock, profile: Path, vault: Vault | None, place_of: PlaceOf
    ) -> None:
        self._store = store
        self._place_of = place_of
        self._files = files
        self._clock = clock
        self._profile = profile
        self._vault = vault
        self._failed = ""
        self._copied = False

    @property
    def here(self) -> Path:
        """Where the copies on this PC lie."""
        return self._profile / FOLDER

    def view(self) -> BackupView:
        """The copies and what should be said of them."""
        with self._store.read() as tx:
            zone = _zone(tx)
            outside = tx.meta.get(_OUTSIDE) or ""
            last = _number(tx, _OUTSIDE_AT)
        place = self._own_folder(Path(outside)) if outside else None
        here = tuple(self._row(one, zone) for one in snapshots_in(self.here))
        there = tuple(self._row(one, zone) for one in snapshots_in(place)) if place is not None else ()
        told = dates.format_moment(last, zone) if last is not None else ""
        return BackupView(here, outside, bool(outside) and Path(outside).is_dir(), there, told, self._warning(last))

    def due(self) -> bool:
        """True when no copy of today (of this PC's day) lies here, and there is something to copy.

        A clock that begins anew at every start shows the same day for ever: while it stands before what was saved
        here, each run of the program makes one.
        """
        with self._store.read() as tx:
            if tx.meta.identity is None or self._vault is None:
                return False
            zone, last, saved = _zone(tx), _number(tx, _DAILY_AT), tx.saved_at()
        now = self._clock.now()
        if last is None or dates.local_date(last, zone) != dates.local_date(now, zone):
            return True
        if all(one.note.made_at != last for one in snapshots_in(self.here)):
            return True
        return not self._copied and saved is not None and saved > now

    def daily(self) -> Copied | None:
        """Make today's copy when it is due, also in the chosen place when it can be reached. None when it was not.

        KnownError when the copy on this PC could not be made; a place that is not there is no fault.
        """
        if not self.due():
            return None
        done = self.copy_here()
        with self._store.read() as tx:
            outside = tx.meta.get(_OUTSIDE)
        # Another stick may stand under the letter of the own one: it gets nothing by itself.
        if outside and self._own_folder(Path(outside)).is_dir():
            try:
                self.copy_to(Path(outside))
            except KnownError as fault:
                log.warning("the copy in the chosen place was not made: %s", fault.code)
        return done

    def daily_quietly(self) -> None:
        """The daily copy as the program makes it by itself: what stood in its way is kept for `alerts`."""
        try:
            done = self.daily()
        except KnownError as fault:
            log.warning("the daily copy was not made: %s", fault.code)
            self._failed = fault.message
        else:
            if done is None:
                return
            self._failed = ""
        self._store.changes.publish(Changes(frozenset({Topic.COPIES})))

    def alerts(self) -> tuple[CopyAlert, ...]:
        """What should stand at the top of the first page. A PC on its first day is not reminded of a stick."""
        with self._store.read() as tx:
            zone, update = _zone(tx), tx.meta.get(UPDATE_TOLD)
            facts = _Facts(tx.meta.get(RESTORED_WORDS) or "", _number(tx, WENT_BACK_AT), _number(tx, _OUTSIDE_AT))
        told = told_words(update)
        updated = (CopyAlert(AlertKind.UPDATED, told),) if told else ()
        return updated + alerts_of(
            facts, self._failed, self._warning(facts.outside) if snapshots_in(self.here) else "", zone
        )

    def remember(self, words: str) -> None:
        """Keep what a restoring brought back in sight until somebody has read it."""
        with self._store.write() as tx:
            tx.meta.put(RESTORED_WORDS, words)
            tx.touch(Topic.COPIES)

    def put_away(self, kind: AlertKind) -> None:
        """Somebody has read it."""
        with self._store.write() as tx:
            tx.meta.forget(_PUT_AWAY[kind])
            tx.touch(Topic.COPIES, Topic.UPDATES)

    def prove(self, copy: CopyRow) -> None:
        """Read a copy and the attachments beside it again from the first page to the last. KnownError."""
        self.rehearse(copy.folder)
        try:
            check_files(copy.folder.parent, self._key_of(copy.folder))
        except SpoiltCopyError:
            raise KnownError(
                _("Lampiran di cadangan itu rusak"),
                _(
                    "Data kantor ini sudah dicadangkan dan utuh, tetapi sebagian lampiran di sana rusak. Cadangkan "
                    "sekali lagi: lampirannya disalin ulang. Bila rusak lagi, pakai diska lain."
                ),
                "spoilt_files",
            ) from None
        except (DatabaseFault, OSError):
            raise spoilt_copy() from None

    def copy_here(self) -> Copied:
        """Make a copy on this PC now. KnownError."""
        done = self._copy(self.here, KEEP_HERE)
        self._copied = True
        with self._store.write() as tx:
            tx.meta.put(_DAILY_AT, str(done.copy.made_at))
            tx.touch(Topic.COPIES)
        return done

    def copy_before(self, version: str) -> Copied:
        """Make the copy to which an update to that version goes back. KnownError."""
        return self._copy(self.here, KEEP_HERE, mark=f"-sebelum-{version}")

    def copy_to(self, place: Path, progress: Progress = no_progress) -> Copied:
        """Make a copy on a stick or another disk and add all attachments; the place is remembered. KnownError.

        The data come first: they are copied also where the attachments are refused, and the fault says so. A folder of
        this PC's own disk is none outside of it: the reminder of one stays.
        """
        folder, medium = self._own_folder(place), self._place_of(place).medium
        done = self._copy(folder, KEEP_OUTSIDE)
        self._store.changes.publish(Changes(frozenset({Topic.COPIES})))
        self._add_files(folder, progress)
        with self._store.write() as tx:
            tx.meta.put(_OUTSIDE, str(place))
            if medium is not Medium.OWN:
                tx.meta.put(_OUTSIDE_AT, str(self._clock.now()))
            tx.touch(Topic.COPIES)
        return msgspec.structs.replace(done, medium=medium)

    def forget_place(self) -> None:
        """No longer copy to the chosen place by itself; what lies there stays."""
        with self._store.write() as tx:
            tx.meta.forget(_OUTSIDE)
            tx.touch(Topic.COPIES)

    def rehearse(self, folder: Path) -> Rehearsed:
        """Read a whole copy, open it with its key, say what it would bring back; nothing here changes. KnownError."""
        snapshot = read_snapshot(folder)
        if snapshot is None:
            raise no_copy()
        try:
            check_copy(snapshot, self._key_of(folder))
        except (SpoiltCopyError, DatabaseFault, OSError):
            raise spoilt_copy() from None
        with self._store.read() as tx:
            zone = _zone(tx)
        row = self._row(snapshot, zone)
        words = _("Cadangan {when} utuh dan dapat dipulihkan: {holds}.").format(when=row.when, holds=row.holds)
        return Rehearsed(words, row)

    def _copy(self, place: Path, keep: int, mark: str = "") -> Copied:
        key = self._key()
        now = self._clock.now()
        note, zone = self._facts(now)
        key_files = [self._profile / name for name in NAMES if (self._profile / name).exists()]
        try:
            place.mkdir(parents=True, exist_ok=True)
            prune(place, keep)
            folder = place / f"{dates.local_date(now, zone).isoformat()}{mark}"
            made = write_snapshot(self._store, key, folder, note, key_files)
            prune(place, keep)
        except SpoiltCopyError:
            raise KnownError(
                _("Cadangan belum jadi"),
                _("Salinan yang ditulis tidak utuh, jadi tidak dipakai. Data Anda aman. Coba tempat lain."),
                "bad_copy",
            ) from None
        except (OSError, DatabaseFault) as fault:
            log.warning("a copy was not made: %s", type(fault).__name__)
            raise KnownError(
                _("Cadangan belum jadi"),
                _(
                    "Tempat cadangan penuh, terkunci, atau dicabut. Data Anda aman, dan cadangan sebelumnya tetap ada. "
                    "Periksa tempatnya, lalu coba lagi."
                ),
                "copy_not_written",
            ) from None
        row = self._row(made, zone)
        return Copied(_("Cadangan dibuat dan sudah diperiksa: {holds}.").format(holds=row.holds), row)

    def _facts(self, now: int) -> tuple[SnapshotNote, str]:
        with self._store.read() as tx:
            identity = tx.meta.identity
            note = SnapshotNote(
                made_at=now,
                app=VERSION,
                schema=self._store.schema(),
                place=identity.place_name if identity is not None else "",
                device=identity.device_name if identity is not None else "",
                size=0,
                sha256="",
                reports=tx.records.count(RecordType.VERSION),
                drafts=len(tx.documents.of_kind(DocumentKind.DRAFT)),
                waiting=tx.outbox.waiting(),
                files=tx.blobs.count_here(),
            )
            return note, _zone(tx)

    def _add_files(self, place: Path, progress: Progress) -> None:
        with self._store.read() as tx:
            wanted = tx.blobs.all_here()
        try:
            add_files(place, self._key(), wanted, self._files, progress)
        except (OSError, DatabaseFault) as fault:
            log.warning("the attachments were not copied: %s", type(fault).__name__)
            raise KnownError(
                _("Lampiran belum ikut dicadangkan"),
                _(
                    "Data kantor ini sudah dicadangkan dan diperiksa, tetapi lampirannya belum semua: tempatnya penuh, "
                    "terkunci, atau dicabut. Data di komputer ini aman. Periksa tempatnya atau pakai diska lain, lalu "
                    "coba lagi."
                ),
                "files_not_copied",
            ) from None

    def _own_folder(self, place: Path) -> Path:
        """A folder for this profile alone, so that one stick serves several PCs; it keeps its name when the office gets
        another one.
        """
        file = read_key_file(self._profile)
        with self._store.read() as tx:
            identity = tx.meta.identity
        name = identity.place_name if identity is not None else ""
        plain = "".join(letter if letter.isalnum() else "-" for letter in name) or "SIPA"
        mark = file.profile_id[:4] if file is not None else "x"
        now = place / f"SIPA-cadangan-{plain}-{mark}"
        with suppress(OSError):
            if file is not None and not now.is_dir():
                before = (one for one in sorted(place.glob(f"SIPA-cadangan-*-{mark}")) if _is_of(one, file.profile_id))
                return next(before, now)
        return now

    def _key(self) -> bytes:
        if self._vault is None:
            raise KnownError(_("Latihan tidak dicadangkan"), _("Data latihan hanya rekaan."), "practice")
        return self._vault.key()

    def _key_of(self, folder: Path) -> bytes:
        """The key of a copy: the one in use, since a copy keeps the key it was made with."""
        file = read_key_file(folder)
        if self._vault is None or file is None or not file.fits(self._vault.key()):
            raise KnownError(
                _("Cadangan ini dikunci dengan kunci lain"),
                _("Cadangan ini dari pemasangan lain. Pulihkan dengan kata sandi atau kode pemulihannya sendiri."),
                "other_key",
            )
        return self._vault.key()

    def _row(self, snapshot: Snapshot, zone: str) -> CopyRow:
        note = snapshot.note
        holds = holds_words(note)
        when = dates.format_moment(note.made_at, zone)
        return CopyRow(snapshot.folder, note.made_at, when, holds, note.size, note.place, note.device)

    def _warning(self, last: int | None) -> str:
        if self._vault is None:
            return ""
        if last is None:
            return _("Belum ada cadangan di luar komputer ini. Bila hard disk rusak, cadangan di sini ikut hilang.")
        days = (self._clock.now() - last) // _DAY_MS
        if days < -1:
            return _(
                "Tanggal komputer ini salah atau pernah salah, jadi umur cadangan di luar komputer ini tidak "
                "diketahui. Colokkan USB, lalu buat cadangan."
            )
        if days < OUTSIDE_DAYS:
            return ""
        words = _("Sudah {n} hari tidak ada cadangan di luar komputer ini. Colokkan USB, lalu buat cadangan.")
        return words.format(n=days)


def holds_words(note: SnapshotNote) -> str:
    """What is in a copy, in words."""
    holds = _("{reports} kiriman laporan, {drafts} draf, {files} berkas").format(
        reports=note.reports, drafts=note.drafts, files=note.files
    )
    return _("{holds}, {n} menunggu kirim").format(holds=holds, n=note.waiting) if note.waiting else holds


def no_copy() -> KnownError:
    """Said of a folder that holds no copy."""
    return KnownError(
        _("Folder itu bukan cadangan SIPA"),
        _("Tidak ada yang berubah. Pilih folder yang namanya tanggal, di dalam folder SIPA-cadangan."),
        "no_copy",
    )


def spoilt_copy() -> KnownError:
    """Said of a copy that is not whole."""
    return KnownError(
        _("Cadangan itu tidak utuh"),
        _("Cadangan itu rusak dan tidak dipakai. Tidak ada yang berubah. Pilih cadangan hari lain."),
        "spoilt_copy",
    )


def _is_of(folder: Path, profile_id: str) -> bool:
    """True when a copy in the folder says that it is of this profile."""
    files = (read_key_file(one.folder) for one in snapshots_in(folder))
    return any(file is not None and file.profile_id == profile_id for file in files)


def _zone(tx: Tx) -> str:
    identity = tx.meta.identity
    return identity.zone if identity is not None else "Asia/Makassar"


def _number(tx: Tx, key: str) -> int | None:
    said = tx.meta.get(key)
    return int(said) if said is not None and said.isdecimal() else None
