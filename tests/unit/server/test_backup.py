"""Backups of a running server: what is in them, what opens them, and what a fault leaves behind."""

from __future__ import annotations

import errno
import io
import os
import tarfile
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from sipa_core.domain.attachments import Media
from sipa_core.domain.recovery_code import draw_code, written
from sipa_core.domain.roles import Role
from sipa_core.sync.peer import CarriageError
from sipa_core.wire.bundles import BundleState
from sipa_server.bootstrap import open_server
from sipa_server.errors import KnownError
from sipa_server.platform.recovery_key import identity_of, recipient_of
from sipa_server.services import backup_restore
from sipa_server.services.backup import (
    BLOBS,
    HELD,
    MANIFEST,
    BackupService,
    Made,
    Manifest,
    SealedBlob,
    backups_in,
    keep_recipient,
)
from sipa_server.services.backup_keep import kept
from sipa_server.settings import Settings
from sipa_server.store import sealed_files
from sipa_server.store.blob_files import BlobFiles
from tests.support.remote_pc import RemotePc
from tests.support.server import BABAYAU, World, report_ref, submission, version_ref

PHOTO = b"\xff\xd8\xff" + bytes(range(256)) * 40


class Keeper:
    """Whoever keeps the server: the paper in the cupboard, the disk for backups."""

    def __init__(self, world: World, disk: Path) -> None:
        self.world, self.disk = world, disk
        self.code = draw_code(world.entropy)
        keep_recipient(world.server.store, recipient_of(self.code), world.clock.now())

    def make(self) -> Made:
        server = self.world.server
        return BackupService(server.settings.data, server.store, server.clock, server.keys).make(self.disk)

    def photo(self, data: bytes = PHOTO) -> str:
        """An attachment that came to the server."""
        files = BlobFiles(self.world.server.settings.data)
        sha256 = files.put(data)
        with self.world.server.store.write() as work:
            work.blobs.keep(sha256, Media.JPEG, len(data), self.world.clock.now())
        return sha256

    def restore(self, into: Path, path: Path, *, replace: bool = False) -> backup_restore.Restored:
        world = self.world
        return backup_restore.restore(path, written(self.code), into, world.clock, world.entropy, replace=replace)


@pytest.fixture
def keeper(world: World, tmp_path: Path) -> Keeper:
    return Keeper(world, tmp_path / "disk")


def files_of(folder: Path) -> set[Path]:
    return {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}


def test_a_backup_of_a_running_server_comes_back_whole_in_a_new_epoch(keeper: Keeper, tmp_path: Path) -> None:
    world = keeper.world
    desk = world.pc("Norhayati", BABAYAU)
    assert desk.do("report.submit", report_ref(BABAYAU), submission(BABAYAU)).code is None
    sha256, lost = keeper.photo(), keeper.photo(b"hilang" * 9)
    BlobFiles(world.server.settings.data).place(lost).unlink()
    with world.server.store.write():  # somebody is writing: a backup waits for nobody
        made = keeper.make()
    assert (made.blobs, made.sealed_now, made.lacking) == (1, 1, [lost])
    assert not any(PHOTO[:64] in path.read_bytes() for path in keeper.disk.rglob("*") if path.is_file())
    assert not any(sha256 in path.name for path in keeper.disk.rglob("*"))
    assert list(world.server.settings.data.glob(".cadangan-*")) == []

    opened = backup_restore.check(made.path, written(keeper.code).lower())
    assert opened.manifest.server_id == world.server.keys.server_id
    open_code = world.server.accounts.invite("Hasan", Role.ADMIN_KECAMATAN).code
    world.clock.forward(hours=1)
    made = keeper.make()
    assert (made.blobs, made.sealed_now) == (1, 0), "an attachment is sealed once"

    done = keeper.restore(tmp_path / "baru", made.path)
    assert [(one.device.id, one.contact_at > 0) for one in done.let_in] == [(desk.place.device, True)]
    assert done.codes == 2
    server = open_server(Settings(tmp_path / "baru"), clock=world.clock, entropy=world.entropy)
    try:
        assert server.keys == world.server.keys
        assert BlobFiles(tmp_path / "baru").read(sha256, 0, len(PHOTO)) == PHOTO
        with server.store.read() as work:
            assert work.records.get(version_ref(BABAYAU)) is not None
            assert work.audit.first_broken() is None
        desk.carrier = server.peer()
        reply = desk.send()
        assert (reply.reset, reply.epoch) == ("epoch", done.epoch)
        assert done.epoch != desk.place.epoch
        world.carrier = server.peer()
        with pytest.raises(CarriageError) as refused:
            world.enrol(open_code)
        assert refused.value.code == "code_wrong"
    finally:
        server.close()


def test_without_the_paper_nothing_is_made_and_with_another_nothing_opens(
    world: World, keeper: Keeper, tmp_path: Path
) -> None:
    made = keeper.make()
    other = draw_code(world.entropy)
    for typed, code in ((written(other), "wrong_key"), (other[:-1] + "A" + "B", "mistyped_key")):
        with pytest.raises(KnownError) as refused:
            backup_restore.restore(made.path, typed, tmp_path / "baru", world.clock, world.entropy)
        assert refused.value.code == code
    assert not any(path.name.startswith((".baru", "baru")) for path in tmp_path.iterdir())
    with world.server.store.write() as work:
        work.meta.put("recovery_recipient", recipient_of(other))
    world.clock.forward(hours=1)
    with pytest.raises(KnownError) as refused:
        keeper.restore(tmp_path / "baru", keeper.make().path)
    assert refused.value.code == "wrong_key"


@pytest.mark.parametrize("what", ["daily", "attachment", "attachment gone"])
def test_a_spoilt_backup_is_refused_and_the_place_stays_empty(keeper: Keeper, tmp_path: Path, what: str) -> None:
    keeper.photo()
    path = keeper.make().path
    [blob] = (keeper.disk / BLOBS).rglob("*.age")
    spoilt = path if what == "daily" else blob
    raw = bytearray(spoilt.read_bytes())
    raw[-20] ^= 1
    spoilt.write_bytes(bytes(raw))
    if what == "attachment gone":
        spoilt.unlink()
    for act in (lambda: backup_restore.check(path, keeper.code), lambda: keeper.restore(tmp_path / "baru", path)):
        with pytest.raises(KnownError) as refused:
            act()
        assert refused.value.code == ("spoilt_backup" if what == "daily" else "spoilt_attachment")
    assert not any(path.name.startswith((".baru", "baru")) for path in tmp_path.iterdir())


def forged(keeper: Keeper, field: str, blob: SealedBlob) -> Path:
    """A backup sealed for the key of the paper, as anybody can who has read that paper's public half, naming `blob`."""
    real, opened, packed = keeper.make().path, io.BytesIO(), io.BytesIO()
    assert sealed_files.unseal(real, sealed_files.Counted(opened), identity_of(keeper.code))
    opened.seek(0)
    with tarfile.open(fileobj=opened) as old, tarfile.open(fileobj=packed, mode="w:gz") as new:
        for member in old.getmembers():
            file = old.extractfile(member)
            assert file is not None
            data = file.read()
            if member.name == MANIFEST:
                manifest = msgspec.json.decode(data, type=Manifest)
                data = msgspec.json.encode(msgspec.structs.replace(manifest, **{field: [blob]}))
                member.size = len(data)
            new.addfile(member, io.BytesIO(data))
    packed.seek(0)
    return sealed_files.seal(packed, keeper.disk, real.name[:21], ".sipa-cadangan", recipient_of(keeper.code))


@pytest.mark.parametrize("field", ["blobs", "held"])
def test_a_backup_that_names_a_place_as_a_hash_is_refused_before_any_file_is_opened(
    keeper: Keeper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, field: str
) -> None:
    sealed = sealed_files.seal(io.BytesIO(b"*"), keeper.disk / BLOBS, "a" * 32, ".age", recipient_of(keeper.code))
    outside = tmp_path / "outside" / "file"
    path = forged(keeper, field, SealedBlob(str(outside), 1, sealed.relative_to(keeper.disk).as_posix()))
    monkeypatch.setattr(backup_restore, "_open_sealed", lambda *_given: pytest.fail("a file was opened"))
    for act in (lambda: backup_restore.check(path, keeper.code), lambda: keeper.restore(tmp_path / "baru", path)):
        with pytest.raises(KnownError) as refused:
            act()
        assert refused.value.code == "spoilt_backup"
    assert not outside.parent.exists()
    assert not (tmp_path / "baru").exists()


def test_bytes_that_are_not_those_of_their_hash_are_left_nowhere(keeper: Keeper, tmp_path: Path) -> None:
    sealed = sealed_files.seal(io.BytesIO(b"*"), keeper.disk, "a" * 32, ".age", recipient_of(keeper.code))
    place = tmp_path / "place"
    for name, key in ((sealed.name, keeper.code), (sealed.name, draw_code(keeper.world.entropy))):
        with pytest.raises(KnownError) as refused:
            backup_restore._open_sealed(keeper.disk, SealedBlob("0" * 64, 1, name), identity_of(key), place)
        assert refused.value.code == "spoilt_attachment"
        assert not place.exists()


def test_a_sealed_attachment_that_rotted_is_found_within_a_week_and_sealed_anew(keeper: Keeper) -> None:
    keeper.photo()
    keeper.make()
    [blob] = (keeper.disk / BLOBS).rglob("*.age")
    raw = blob.read_bytes()
    blob.write_bytes(raw[:-1] + bytes([raw[-1] ^ 1]))
    sealed = 0
    for _day in range(7):
        keeper.world.clock.forward(days=1)
        sealed += keeper.make().sealed_now
    assert sealed == 1
    backup_restore.check(backups_in(keeper.disk)[0].path, keeper.code)


def test_a_full_disk_is_told_in_words_and_leaves_the_backups_before_it(
    keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper.make()
    before = files_of(keeper.disk)
    keeper.photo()
    keeper.world.clock.forward(hours=1)

    def full(_self: object, _data: bytes) -> int:
        fault = OSError(errno.ENOSPC, "full")
        _self.fault = fault  # type: ignore[attr-defined]
        raise fault

    monkeypatch.setattr(sealed_files.Counted, "write", full)
    with pytest.raises(KnownError) as refused:
        keeper.make()
    assert (refused.value.code, refused.value.title) == ("backup_full", "Tempat cadangan penuh")
    assert files_of(keeper.disk) == before


def test_what_is_not_read_back_as_written_is_no_backup(keeper: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed_files, "digest_of", lambda _path: "0" * 64)
    with pytest.raises(KnownError) as refused:
        keeper.make()
    assert refused.value.code == "not_read_back"
    assert files_of(keeper.disk) == set()


def test_a_backup_that_is_dated_ahead_is_told_and_never_chosen_unnamed(keeper: Keeper) -> None:
    clock = keeper.world.clock
    clock.forward(days=365)
    ahead = keeper.make()
    assert ahead.dated_later is None
    clock.forward(days=-365)
    made = keeper.make()
    assert made.dated_later == ahead.path
    assert made.path.exists()
    with pytest.raises(KnownError, match="dated_ahead"):
        backup_restore.chosen(keeper.disk, clock.now())
    assert backup_restore.chosen(made.path, clock.now()) == made.path
    ahead.path.unlink()
    assert backup_restore.chosen(keeper.disk, clock.now()) == made.path
    assert keeper.make().dated_later is None


def test_what_a_killed_backup_left_is_no_backup_and_goes_after_a_day(keeper: Keeper) -> None:
    made = keeper.make()
    young, old = (keeper.disk / f"sipa-20250101T000000Z.{pid}.bagian" for pid in (1, 2))
    for part in (young, old):
        part.write_bytes(b"half")
    os.utime(old, (1, 1))
    keeper.world.clock.forward(hours=1)
    again = keeper.make()
    assert [one.path for one in backups_in(keeper.disk)] == [again.path], "one a day: the newest"
    assert not made.path.exists()
    assert (young.exists(), old.exists()) == (True, False)


def test_a_folder_with_anything_in_it_is_moved_aside_only_when_told(keeper: Keeper, tmp_path: Path) -> None:
    path = keeper.make().path
    into = tmp_path / "data-lama"
    into.mkdir()
    (into / "catatan.txt").write_text("penting")
    with pytest.raises(KnownError) as refused:
        keeper.restore(into, path)
    assert refused.value.code == "folder_not_empty"
    assert files_of(into) == {Path("catatan.txt")}
    done = keeper.restore(into, path, replace=True)
    assert done.aside is not None
    assert (done.aside / "catatan.txt").read_text() == "penting"
    assert {Path("sipa.db"), Path("server.key")} <= files_of(into)
    again = keeper.restore(into, path, replace=True)  # in the same second
    assert again.aside is not None
    assert again.aside != done.aside
    assert {Path("sipa.db"), Path("server.key")} <= files_of(again.aside)


def test_seven_days_four_weeks_and_twelve_months_stay() -> None:
    last = datetime(2026, 11, 26, 2, 0)
    made = [last - timedelta(days=day) for day in range(800)]
    stay = sorted(kept(made), reverse=True)
    assert stay[:7] == made[:7]
    assert len(stay) <= 7 + 4 + 12
    assert stay[-1] == datetime(2025, 12, 31, 2, 0)
    assert kept(made[5:6]) == {made[5]}
    assert kept([last, last - timedelta(hours=1)]) == {last}


def test_a_held_bundle_comes_back_with_the_backup_and_keeps_the_hour_of_its_sealing(
    keeper: Keeper, tmp_path: Path
) -> None:
    """Whoever carried it has put it down: without the backup it would be gone, and late for ever."""
    world = keeper.world
    desa = RemotePc.enrolled(world)
    sealed = desa.bundle(desa.pc.op("report.submit", report_ref(BABAYAU), submission(BABAYAU)))
    sealed_at = world.clock.now()
    assert world.server.accounts.revoke_device(desa.pc.place.device)
    assert world.server.bundles.take(io.BytesIO(sealed)).state is BundleState.QUARANTINED
    world.clock.forward(days=30)
    made = keeper.make()
    assert (made.held, made.held_lacking, made.blobs) == (1, [], 0)
    [held] = (keeper.disk / HELD).rglob("*.age")
    assert not any(sealed[:64] in path.read_bytes() for path in keeper.disk.rglob("*") if path.is_file())
    assert len(backup_restore.check(made.path, keeper.code).manifest.held) == 1
    world.clock.forward(hours=1)
    assert keeper.make().sealed_now == 0, "it is sealed once"

    path = backups_in(keeper.disk)[0].path
    keeper.restore(tmp_path / "baru", path)
    server = open_server(Settings(tmp_path / "baru"), clock=world.clock, entropy=world.entropy)
    try:
        [waiting] = server.bundles.quarantined()
        assert (waiting.sealed_at, server.bundles.files.held(waiting.sha256).read_bytes()) == (sealed_at, sealed)
        answer = server.bundles.accept(waiting.sha256)
        assert answer is not None
        assert answer.state is BundleState.TAKEN
        with server.store.read() as work:
            version = work.records.get(version_ref(BABAYAU))
        assert version is not None
        assert (version.number("meta.sealed_at"), version.number("meta.sent_at")) == (sealed_at, world.clock.now())
    finally:
        server.close()

    held.write_bytes(held.read_bytes()[:-1] + b"\0")
    with pytest.raises(KnownError) as refused:
        keeper.restore(tmp_path / "lagi", path)
    assert refused.value.code == "spoilt_attachment"
    world.server.bundles.files.held(waiting.sha256).unlink()
    held.unlink()
    assert keeper.make().held_lacking == [waiting.sha256], "a backup never hides what it has not"
