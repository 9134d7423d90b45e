"""The attachments beside the copies: damaged, cut off, too large, and how much of them comes back all the same."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import KnownError, Refused
from sipa_desktop.services.backup_views import Copied
from sipa_desktop.store import snapshot_files
from sipa_desktop.store.engine import open_copy
from sipa_desktop.store.snapshot import FILES, snapshots_in
from sipa_desktop.store.snapshot_files import DAMAGED, add_files
from tests.contract.test_copies import desk as desk
from tests.contract.test_copies import line as line
from tests.contract.test_copies import put_back
from tests.support.outside_files import photo
from tests.support.world import World

PHOTOS = 6
PAGE = 4096
CUT_OFF = """
import os, sys
from pathlib import Path
from sipa_desktop.store.engine import open_copy
with open_copy(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), writable=True) as raw:
    raw.execute("PRAGMA cache_size=2")
    raw.execute("BEGIN")
    for number in range(20):
        raw.execute("INSERT INTO file VALUES (?, ?)", (f"half-{number}", os.urandom(100_000)))
    os._exit(9)
"""
"""Writes attachments until the power goes."""


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    return tmp_path / "stick"


@pytest.fixture
def first(desk: Desk, stick: Path) -> Copied:
    """A copy with its photos on a stick."""
    take(desk, PHOTOS, 300)
    return desk.backups.copy_to(stick)


def take(desk: Desk, many: int, width: int) -> None:
    for number in range(many):
        assert not isinstance(desk.attachments.take_bytes(photo(width + number, 200), "x.jpg"), Refused)


def flip(file: Path, page: int) -> None:
    with file.open("r+b") as opened:
        opened.seek(page * PAGE + 100)
        byte = opened.read(1)[0]
        opened.seek(page * PAGE + 100)
        opened.write(bytes([byte ^ 1]))


def pages(file: Path) -> int:
    return file.stat().st_size // PAGE


def lacking_after(world: World, copy: Copied, profile: Path) -> int:
    profile.mkdir()
    return put_back(world, profile, copy.copy.folder).lacking


def cut_off(file: Path, desk: Desk) -> None:
    assert desk.vault is not None
    subprocess.run([sys.executable, "-c", CUT_OFF, str(file), desk.vault.key().hex()], check=False)
    assert file.with_name(f"{file.name}-journal").exists()


def test_an_office_that_gets_another_name_keeps_its_folder_on_the_stick(world: World, desk: Desk, stick: Path) -> None:
    stick.mkdir(exist_ok=True)
    other = stick / "SIPA-cadangan-Desa-Lain-0000"
    other.mkdir()
    desk.backups.copy_to(stick)
    (own,) = (one for one in stick.iterdir() if one != other)
    with desk.store.write() as tx:
        identity = tx.meta.identity
        assert identity is not None
        tx.meta.put("identity", msgspec.json.encode(msgspec.structs.replace(identity, place_name="Babayau")).decode())
    world.clock.pass_time(days=1)
    assert desk.backups.daily() is not None
    assert [len(snapshots_in(one)) for one in (own, other)] == [2, 0]
    assert sorted(stick.iterdir()) == sorted([own, other])
    assert len(desk.backups.view().there) == 2


@pytest.mark.parametrize("from_end", [1, 4, 9])
def test_a_damaged_page_costs_an_attachment_and_not_the_copy(
    world: World, desk: Desk, first: Copied, tmp_path: Path, from_end: int
) -> None:
    beside = first.copy.folder.parent / FILES
    flip(beside, pages(beside) - from_end)
    assert lacking_after(world, first, tmp_path / "other") <= 1


def test_of_attachments_that_cannot_be_read_at_all_the_copy_comes_without(
    world: World, desk: Desk, first: Copied, tmp_path: Path
) -> None:
    flip(first.copy.folder.parent / FILES, 0)
    assert lacking_after(world, first, tmp_path / "other") == PHOTOS


def test_attachments_that_were_cut_off_while_they_were_added_come_back_whole(
    world: World, desk: Desk, first: Copied, tmp_path: Path
) -> None:
    cut_off(first.copy.folder.parent / FILES, desk)
    assert lacking_after(world, first, tmp_path / "other") == 0


def test_the_same_from_a_stick_that_takes_nothing(
    world: World, desk: Desk, first: Copied, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside = first.copy.folder.parent / FILES
    cut_off(beside, desk)
    monkeypatch.setattr(snapshot_files, "_roll_back", lambda *_about: None)  # root may write whatever the rights say
    before = beside.read_bytes()
    assert lacking_after(world, first, tmp_path / "other") == 0
    assert beside.read_bytes() == before


@pytest.mark.parametrize("page", [0, 2])
def test_a_damaged_file_is_set_aside_and_its_attachments_are_copied_anew(
    world: World, desk: Desk, first: Copied, stick: Path, tmp_path: Path, page: int
) -> None:
    place = first.copy.folder.parent
    flip(place / FILES, page)
    world.clock.pass_time(days=1)
    take(desk, 1, 400)
    second = desk.backups.copy_to(stick)
    desk.backups.prove(second.copy)
    assert (place / f"lampiran{DAMAGED}").exists()
    assert lacking_after(world, second, tmp_path / "other") == 0


def test_a_damage_that_is_only_met_in_writing_is_mended_in_the_same_copying(
    world: World, desk: Desk, first: Copied, stick: Path, tmp_path: Path
) -> None:
    place = first.copy.folder.parent
    assert desk.vault is not None
    with open_copy(place / FILES, desk.vault.key()) as raw:
        (root,) = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = 'file'").fetchone()
    flip(place / FILES, root - 1)
    world.clock.pass_time(days=1)
    take(desk, 1, 400)
    second = desk.backups.copy_to(stick)
    desk.backups.prove(second.copy)
    assert lacking_after(world, second, tmp_path / "other") == 0


def test_a_damage_that_is_only_seen_in_the_proof_is_told_and_mended_by_the_next_copying(
    world: World, desk: Desk, first: Copied, stick: Path, tmp_path: Path
) -> None:
    beside = first.copy.folder.parent / FILES
    flip(beside, pages(beside) - 1)
    with pytest.raises(KnownError, match="spoilt_files") as told:
        desk.backups.prove(first.copy)
    assert "Cadangkan sekali lagi" in told.value.message
    second = desk.backups.copy_to(stick)
    desk.backups.prove(second.copy)
    assert lacking_after(world, second, tmp_path / "other") == 0


def test_what_only_the_damaged_file_has_is_still_read_from_it(
    world: World, desk: Desk, first: Copied, stick: Path, tmp_path: Path
) -> None:
    beside = first.copy.folder.parent / FILES
    flip(beside, pages(beside) - 1)
    with pytest.raises(KnownError, match="spoilt_files"):
        desk.backups.prove(first.copy)
    assert not beside.exists()
    assert lacking_after(world, first, tmp_path / "other") <= 1


def test_a_file_as_large_as_a_stick_takes_is_left_and_another_begun(
    world: World, desk: Desk, first: Copied, stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = first.copy.folder.parent
    whole = (place / FILES).read_bytes()
    monkeypatch.setattr(snapshot_files, "MOST_BYTES", len(whole) + 100)
    take(desk, 2 * PHOTOS, 400)
    steps: list[tuple[int, int]] = []
    second = desk.backups.copy_to(stick, lambda done, total: steps.append((done, total)))
    desk.backups.prove(second.copy)
    assert (place / FILES).read_bytes() == whole
    assert (place / "lampiran-2.db").exists()
    assert steps[-1] == (2 * PHOTOS, 2 * PHOTOS)
    assert lacking_after(world, second, tmp_path / "other") == 0
    steps.clear()
    desk.backups.copy_to(stick, lambda done, total: steps.append((done, total)))
    assert steps == [(0, 0)]


def test_where_the_attachments_are_refused_the_data_are_copied_and_that_is_said(
    desk: Desk, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_about: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sipa_desktop.services.backup.add_files", full)
    with pytest.raises(KnownError, match="files_not_copied") as told:
        desk.backups.copy_to(stick)
    assert told.value.message.startswith("Data kantor ini sudah dicadangkan")
    (place,) = stick.iterdir()
    (copy,) = snapshots_in(place)
    desk.backups.rehearse(copy.folder)
    assert desk.backups.view().last_outside == ""


def test_a_damaged_file_takes_its_journal_along(desk: Desk, first: Copied) -> None:
    place = first.copy.folder.parent
    cut_off(place / FILES, desk)
    assert desk.vault is not None
    with desk.store.read() as tx:
        wanted = tx.blobs.all_here()
    add_files(place, b"o" * 32, wanted, desk.files, lambda _done, _total: None)
    assert {path.name for path in place.glob("*-journal")} <= {f"lampiran{DAMAGED}-journal"}
    held = {os.path.realpath(f"/proc/self/fd/{number}") for number in os.listdir("/proc/self/fd")}
    assert not [one for one in held if one.startswith(str(place))]
