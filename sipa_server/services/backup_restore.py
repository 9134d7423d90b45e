"""Opens a backup with the key of the paper, checks all of it, and puts it in the place of a data folder.

Nothing stands at the final place before everything was checked. A restored server begins a new epoch in the same act,
so every desk sends again what came after the backup; codes that were open then are void.
"""

from __future__ import annotations

import glob
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Final

import msgspec

from sipa_core.domain.attachments import is_blob_hash
from sipa_core.domain.recovery_code import read_code
from sipa_core.messages import _
from sipa_core.ports import Clock, Entropy
from sipa_core.wire.records import Record, RecordType, Ref
from sipa_server.errors import KnownError, StorageError
from sipa_server.platform.keys import FILE_NAME as KEY_NAME
from sipa_server.platform.keys import read_keys
from sipa_server.platform.recovery_key import identity_of
from sipa_server.services.account_records import tell_person
from sipa_server.services.backup import MANIFEST, Manifest, SealedBlob, backups_in
from sipa_server.services.epochs import begin_epoch
from sipa_server.store.account_rows import Device, Person
from sipa_server.store.audit_rows import Entry
from sipa_server.store.blob_files import BlobFiles, sync_folder
from sipa_server.store.bundle_files import BundleFiles
from sipa_server.store.migrate import migrate
from sipa_server.store.sealed_files import Counted, digest_of, is_whole, unseal
from sipa_server.store.unit_of_work import FILE_NAME, Store

_MEMBERS: Final = (MANIFEST, KEY_NAME, FILE_NAME)
_FORMATS: Final = (1, 2)
_DAY: Final = 24 * 60 * 60 * 1000
_MAX_MANIFEST: Final = 256 * 1024 * 1024


@dataclass(frozen=True)
class LetIn:
    """A PC that the restored server lets in, and when it was last in contact before the backup (UTC ms, 0 unknown)."""

    person: Person
    device: Device
    contact_at: int


@dataclass(frozen=True)
class Opened:
    """A backup that was opened and found whole: what it holds, and from which file."""

    path: Path
    manifest: Manifest


@dataclass(frozen=True)
class Restored:
    """What was put back and what its keeper must look at; `aside` is where the folder from before lies."""

    opened: Opened
    epoch: str
    codes: int
    let_in: list[LetIn]
    aside: Path | None


def chosen(source: Path, now: int) -> Path:
    """The backup to open: the file itself, or the newest of a folder.

    KnownError when there is none, or when its name is dated after `now` (UTC ms): a clock is or was wrong, and which
    one was made last is for a person to say.
    """
    if source.is_file():
        return source
    found = backups_in(source)
    if not found:
        raise KnownError(
            _("Cadangan tidak ditemukan"),
            _("Tidak ada yang diubah. Sebut folder cadangan atau satu berkas .sipa-cadangan di dalamnya."),
            "no_backup",
        )
    newest = found[0]
    if newest.at.timestamp() * 1000 > now + _DAY:
        raise KnownError(
            _("Cadangan itu bertanggal sesudah hari ini"),
            _(
                "Tidak ada yang diubah. Menurut namanya {file} dibuat sesudah hari ini, jadi tidak jelas cadangan mana "
                "yang terakhir. Betulkan jam komputer ini, atau sebut satu berkas .sipa-cadangan."
            ).format(file=newest.path.name),
            "dated_ahead",
        )
    return newest.path


def check(path: Path, typed: str) -> Opened:
    """The rehearsal: open the backup and every attachment, check all, keep nothing. KnownError when it would fail."""
    with tempfile.TemporaryDirectory(prefix="sipa-uji-") as folder:
        return _unpacked(path, typed, Path(folder), keep=False)


def restore(path: Path, typed: str, into: Path, clock: Clock, entropy: Entropy, *, replace: bool = False) -> Restored:
    """Put a backup in the place of `into`; durable when this returns, and nothing is there before all was checked.

    KnownError when the folder holds anything and not `replace`; with it the old folder is moved aside, never removed.
    """
    into = into.absolute()
    full = into.exists() and (not into.is_dir() or any(into.iterdir()))
    if full and not replace:
        raise KnownError(
            _("Folder tujuan tidak kosong"),
            _(
                "Tidak ada yang diubah. Sebut folder baru, atau hentikan server dan ulangi dengan --replace; "
                "isi folder itu lalu disisihkan, tidak dihapus."
            ),
            "folder_not_empty",
        )
    try:
        into.parent.mkdir(parents=True, exist_ok=True)
        with _beside(into) as folder:
            opened = _unpacked(path, typed, folder, keep=True)
            epoch, codes, let_in = _begin_again(folder, clock, entropy)
            aside = _put(folder, into, clock, full=full)
    except (OSError, StorageError) as fault:
        raise KnownError(
            _("Cadangan belum dapat dipulihkan"),
            _("Cadangan tetap utuh dan folder tujuan tidak diubah. Periksa sisa tempat di cakram, lalu ulangi."),
            "no_room",
        ) from fault
    return Restored(opened, epoch, codes, let_in, aside)


@contextmanager
def _beside(into: Path) -> Iterator[Path]:
    """A folder on the same disk, gone afterwards unless it was given its final name; what a kill left of one goes."""
    prefix = f".{into.name}-pulih-"
    for left in into.parent.glob(f"{glob.escape(prefix)}*"):
        shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=into.parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unpacked(path: Path, typed: str, folder: Path, *, keep: bool) -> Opened:
    code = read_code(typed)
    if code is None:
        raise KnownError(
            _("Kunci pemulihan salah ketik"),
            _("Tidak ada yang diubah. Ketik ketujuh kelompok huruf seperti di kertas."),
            "mistyped_key",
        )
    identity, packed = identity_of(code), folder / "isi.tar.gz"
    if not is_whole(path):
        raise _spoilt()
    with open(packed, "wb") as file:
        if not unseal(path, Counted(file), identity):
            raise KnownError(
                _("Kunci ini bukan untuk cadangan itu"),
                _("Tidak ada yang diubah. Pakai kertas yang berlaku ketika cadangan itu dibuat."),
                "wrong_key",
            )
    try:
        _extract(packed, folder)
        manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except (tarfile.TarError, EOFError, msgspec.DecodeError, OSError) as fault:
        if isinstance(fault, OSError) and fault.errno is not None:
            raise
        raise _spoilt() from None
    packed.unlink()
    (folder / MANIFEST).unlink()
    _sound(folder, manifest)
    # Anybody can seal for the paper's key, and a hash becomes a name here: what is none could lead out of the folder.
    if not all(is_blob_hash(one.sha256) for one in (*manifest.blobs, *manifest.held)):
        raise _spoilt()
    files, bundles = BlobFiles(folder), BundleFiles(folder)
    for blob in manifest.blobs:
        _open_sealed(path.parent, blob, identity, files.place(blob.sha256) if keep else None)
    for held in manifest.held:
        _open_sealed(path.parent, held, identity, bundles.held(held.sha256) if keep else None)
    return Opened(path, manifest)


def _extract(packed: Path, folder: Path) -> None:
    """The three members by their names and nothing else, whatever the archive says of paths, links and rights."""
    with tarfile.open(packed, "r:gz") as archive:
        for name in _MEMBERS:
            member = archive.next()
            if member is None or member.name != name or not member.isfile():
                raise tarfile.TarError(name)
            if name != FILE_NAME and member.size > _MAX_MANIFEST:
                raise tarfile.TarError(name)
            source = archive.extractfile(member)
            assert source is not None
            with source, open(folder / name, "wb") as file:
                shutil.copyfileobj(source, file, 1024 * 1024)
                file.flush()
                os.fsync(file.fileno())


def _sound(folder: Path, manifest: Manifest) -> None:
    """Raise KnownError unless database and keys are those of the manifest, sound, and of a schema that is known."""
    if manifest.format not in _FORMATS:
        raise KnownError(
            _("Cadangan ini dari SIPA yang lebih baru"),
            _("Tidak ada yang diubah. Pasang sipa-server versi terbaru, lalu ulangi."),
            "newer_backup",
        )
    same = digest_of(folder / FILE_NAME) == manifest.database and digest_of(folder / KEY_NAME) == manifest.key
    if not same or read_keys(folder).server_id != manifest.server_id:
        raise _spoilt()
    store = Store(folder)
    try:
        if store.integrity() != "ok":
            raise _spoilt()
        if (copy := migrate(store)) is not None:
            copy.unlink(missing_ok=True)
    finally:
        store.close()


def _open_sealed(source: Path, blob: SealedBlob, identity: str, place: Path | None) -> None:
    """Check one attachment or held bundle, and keep its bytes at the place when there is one."""
    path = source / blob.file
    if Path(blob.file).is_absolute() or ".." in Path(blob.file).parts or not path.is_file():
        raise _lacking(blob)
    if place is None:
        out = Counted()
        if not unseal(path, out, identity) or out.digest != blob.sha256:
            raise _lacking(blob)
        return
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(place, "wb") as file:
        out = Counted(file)
        whole = unseal(path, out, identity) and out.digest == blob.sha256
        file.flush()
        os.fsync(file.fileno())
    if not whole:
        place.unlink()  # bytes of anybody else's stay nowhere
        raise _lacking(blob)


def _begin_again(folder: Path, clock: Clock, entropy: Entropy) -> tuple[str, int, list[LetIn]]:
    """A new line of history, no open code, and who is let in now; one transaction."""
    store = Store(folder)
    try:
        with store.write() as work:
            epoch = begin_epoch(work, clock, entropy)
            holders = work.accounts.end_open_codes()
            for person in holders:
                tell_person(work, person)
            work.audit.add(Entry(clock.now(), "server.restore"))
            let_in = [
                LetIn(person, device, _contact(work.records.get(Ref(RecordType.DEVICE, device.id))))
                for person in work.accounts.everybody()
                for device in work.accounts.devices(person.id)
                if person.ended_at is None and device.revoked_at is None
            ]
    finally:
        store.close()
    return epoch, len(holders), let_in


def _contact(record: Record | None) -> int:
    return record.number("contact_at") if record is not None else 0


def _put(folder: Path, into: Path, clock: Clock, *, full: bool) -> Path | None:
    """Give the checked folder its name; the old one is moved aside first. A kill in between leaves both, named."""
    for inner in (path for path in folder.rglob("*") if path.is_dir()):
        sync_folder(inner)
    sync_folder(folder)
    aside: Path | None = None
    if full:
        told = datetime.fromtimestamp(clock.now() / 1000).strftime("%Y%m%d-%H%M%S")
        # A folder of that second may lie there, of a restore that was ended by force and typed again at once.
        named = (into.with_name(f"{into.name}.sebelum-pulih-{told}{more}") for more in _more_names())
        aside = next(one for one in named if not one.exists())
        os.rename(into, aside)
    elif into.exists():
        into.rmdir()
    os.rename(folder, into)
    sync_folder(into.parent)
    return aside


def _more_names() -> Iterator[str]:
    yield ""
    yield from (f"-{number}" for number in count(2))


def _spoilt() -> KnownError:
    return KnownError(
        _("Cadangan ini rusak"),
        _("Tidak ada yang diubah. Pakai cadangan lain dari folder itu."),
        "spoilt_backup",
    )


def _lacking(blob: SealedBlob) -> KnownError:
    return KnownError(
        _("Satu lampiran dalam cadangan rusak atau hilang"),
        _(
            "Tidak ada yang diubah. Berkasnya: {file}. Salin seluruh folder cadangan, termasuk folder lampiran, "
            "atau pakai cadangan lain."
        ).format(file=blob.file),
        "spoilt_attachment",
    )
