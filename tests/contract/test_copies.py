"""Copies of a profile and their way back: on the same PC, on another one, and cut off at every step."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sipa_core import ids
from sipa_core.wire.records import RecordType
from sipa_desktop.bootstrap import Desk, open_desk
from sipa_desktop.errors import KnownError, Refused
from sipa_desktop.platform.key_file import NAMES, read_key_file
from sipa_desktop.platform.removable import Medium, Place
from sipa_desktop.platform.vault import LockedError, Vault
from sipa_desktop.services.carrying import carry_away
from sipa_desktop.services.reports import Submitted
from sipa_desktop.services.restoring import Restored, restore_copy
from sipa_desktop.settings import BLOBS, DATABASE
from sipa_desktop.store import exchange
from sipa_desktop.store.restore import make_ready
from sipa_desktop.store.snapshot import FILES, UNFINISHED, snapshots_in
from sipa_desktop.sync.enrolment import Enrolled
from tests.support.clock import SeededEntropy
from tests.support.faulty_peer import FaultyPeer
from tests.support.outside_files import photo
from tests.support.public_figures import report as report_content
from tests.support.vaults import PASSWORD, open_vault, readable, vault_of
from tests.support.world import BABAYAU, URL, World

DRAFT = ids.draft_id(BABAYAU, "lra_semester1", "2025-S1")


class CutError(BaseException):
    """The power went."""


@pytest.fixture
def line(world: World) -> FaultyPeer:
    return FaultyPeer(world.server.peer("babayau"))


@pytest.fixture
def desk(world: World, line: FaultyPeer) -> Iterator[Desk]:
    """A registered desk that keeps its token where it really lies."""
    profile = world.folder / "babayau"
    made = open_desk(
        profile,
        vault=open_vault(profile),
        clock=world.clock,
        entropy=SeededEntropy("desk"),
        peer_of=lambda _url: line,
    )
    made.place_of = lambda folder: Place(Medium.STICK, folder.name)
    assert isinstance(made.enrolment.setup(URL, world.village_code()), Enrolled)
    assert made.sync.run_once().complete
    assert not isinstance(made.reports.create("lra_semester1", "2025-S1"), Refused)
    assert not isinstance(made.reports.save(DRAFT, report_content()), Refused)
    yield made
    made.close()


def says(desk: Desk, words: str) -> None:
    assert not isinstance(desk.reports.save(DRAFT, {"kendala.isi": words}), Refused)


def said(desk: Desk) -> object:
    with desk.store.read() as tx:
        return tx.documents.content(DRAFT).get("kendala.isi")


def opened(folder: Path, password: str = PASSWORD) -> Vault:
    vault = vault_of(folder)
    assert vault.unlock(password)
    return vault


def put_back(world: World, profile: Path, copy: Path) -> Restored:
    return restore_copy(profile, copy, opened(copy), world.clock, SeededEntropy(f"back-{profile.name}"))


def open_again(world: World, profile: Path, name: str) -> Desk:
    line = world.server.peer(name)
    return open_desk(
        profile,
        vault=opened(profile),
        clock=world.clock,
        entropy=SeededEntropy(f"again-{name}"),
        peer_of=lambda _url: line,
    )


def test_a_daily_copy_is_made_once_a_day_and_a_week_of_them_is_kept(world: World, desk: Desk) -> None:
    for _day in range(9):
        assert desk.backups.daily() is not None
        assert desk.backups.daily() is None
        world.clock.pass_time(days=1)
    view = desk.backups.view()
    assert len(view.here) == 7
    assert [row.made_at for row in view.here] == sorted((row.made_at for row in view.here), reverse=True)
    assert view.warning.startswith("Belum ada cadangan di luar")
    assert "1 draf" in view.here[0].holds


def test_yesterdays_copy_brings_back_what_it_held_and_the_server_brings_what_was_sent_since(
    world: World, desk: Desk
) -> None:
    says(desk, "Hujan tiga minggu.")
    copy = desk.backups.copy_here().copy.folder
    assert isinstance(desk.reports.submit(DRAFT), Submitted)
    assert desk.sync.run_once().complete
    desk.close()
    done = put_back(world, desk.profile, copy)
    assert done.words.startswith("Data dipulihkan dari cadangan")
    again = open_again(world, desk.profile, "babayau")
    assert said(again) == "Hujan tiga minggu."
    assert again.sync.run_once().complete
    assert again.sync.status().parked == 0
    with again.store.read() as tx:
        assert tx.records.count(RecordType.VERSION) == 1
    (row,) = [row for row in again.reports.list() if row.draft_id == DRAFT]
    assert row.state.value == "terkirim"
    again.close()
    (aside,) = desk.profile.glob(f"{exchange.ASIDE}-*")
    assert {DATABASE, *NAMES} <= {file.name for file in aside.iterdir()}


def test_a_copy_on_a_stick_opens_on_another_pc_with_its_photos_and_what_waited_arrives_once(
    world: World, desk: Desk, line: FaultyPeer, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    taken = desk.attachments.take_bytes(photo(300, 200), "Rapat.jpg")
    assert not isinstance(taken, Refused)
    line.down = True
    assert isinstance(desk.reports.submit(DRAFT), Submitted)
    desk.sync.run_once()
    done = desk.backups.copy_to(stick)
    assert "1 berkas" in done.copy.holds
    assert "1 menunggu kirim" in done.copy.holds
    other = tmp_path / "other"
    other.mkdir()
    assert put_back(world, other, done.copy.folder).lacking == 0
    twin = open_again(world, other, "babayau")
    assert twin.attachments.bytes_of(taken) is not None
    assert twin.sync.run_once().complete
    line.down = False
    assert desk.sync.run_once().waiting == 0
    assert desk.sync.status().parked == 0
    with twin.store.read() as tx:
        assert tx.records.count(RecordType.VERSION) == 1
    twin.close()


def test_data_that_were_carried_out_of_a_locked_folder_open_elsewhere_with_their_photos(
    world: World, desk: Desk, tmp_path: Path
) -> None:
    taken = desk.attachments.take_bytes(photo(300, 200), "Rapat.jpg")
    assert not isinstance(taken, Refused)
    shown, lent = desk.attachments.bytes_of(taken), desk.attachments.lend(taken)
    assert shown is not None
    assert lent is not None
    assert desk.vault is not None
    carry_away(desk.profile, tmp_path / "stick", world.clock, desk.vault.key())
    (copy,) = (tmp_path / "stick").iterdir()
    assert shown[200:260] not in b"".join(path.read_bytes() for path in copy.rglob("*") if path.is_file())
    other = tmp_path / "other"
    other.mkdir()
    assert put_back(world, other, copy).lacking == 0
    twin = open_again(world, other, "babayau")
    assert twin.attachments.bytes_of(taken) == shown
    twin.close()


def test_a_second_copy_to_the_stick_adds_only_what_is_new(world: World, desk: Desk, tmp_path: Path) -> None:
    for number in range(3):
        assert not isinstance(desk.attachments.take_bytes(photo(300 + number, 200), "x.jpg"), Refused)
    first = desk.backups.copy_to(tmp_path)
    steps: list[tuple[int, int]] = []
    assert not isinstance(desk.attachments.take_bytes(photo(400, 200), "x.jpg"), Refused)
    world.clock.pass_time(days=1)
    second = desk.backups.copy_to(tmp_path, lambda done, total: steps.append((done, total)))
    assert steps[-1] == (1, 1)
    assert first.copy.folder.parent == second.copy.folder.parent
    assert len(snapshots_in(first.copy.folder.parent)) == 2


def test_nothing_on_a_stick_can_be_read_without_the_password(desk: Desk, tmp_path: Path) -> None:
    says(desk, "Hujan tiga minggu.")
    picture = photo(300, 200)
    taken = desk.attachments.take_bytes(picture, "Rapat.jpg")
    assert not isinstance(taken, Refused)
    shown = desk.attachments.bytes_of(taken)
    assert shown is not None
    folder = desk.backups.copy_to(tmp_path / "stick").copy.folder
    held = b"".join(path.read_bytes() for path in folder.parent.rglob("*") if path.is_file())
    assert b"Hujan tiga minggu." in readable(desk.profile)
    assert b"Hujan tiga minggu." not in held
    assert shown[200:260] not in held
    assert shown[200:260] not in readable(desk.profile)
    with pytest.raises(LockedError):
        restore_copy(tmp_path / "x", folder, vault_of(folder), desk.clock, SeededEntropy("x"))


def test_a_copy_is_tried_without_changing_anything_and_a_spoilt_one_is_told(desk: Desk) -> None:
    says(desk, "Hujan tiga minggu.")
    copy = desk.backups.copy_here().copy.folder
    says(desk, "Sesudahnya.")
    assert "utuh dan dapat dipulihkan" in desk.backups.rehearse(copy).words
    assert said(desk) == "Sesudahnya."
    spoilt = bytearray((copy / DATABASE).read_bytes())
    spoilt[len(spoilt) // 2] ^= 1
    (copy / DATABASE).write_bytes(bytes(spoilt))
    with pytest.raises(KnownError, match="spoilt_copy"):
        desk.backups.rehearse(copy)
    with pytest.raises(KnownError, match="no_copy"):
        desk.backups.rehearse(copy.parent)


def test_a_spoilt_copy_is_not_put_back_and_what_lies_there_stays(world: World, desk: Desk) -> None:
    copy = desk.backups.copy_here().copy.folder
    with (copy / DATABASE).open("r+b") as file:
        file.seek(5000)
        file.write(b"x")
    says(desk, "Tetap di sini.")
    desk.close()
    with pytest.raises(KnownError, match="spoilt_copy"):
        put_back(world, desk.profile, copy)
    again = open_again(world, desk.profile, "babayau")
    assert said(again) == "Tetap di sini."
    again.close()


def test_a_stick_that_is_pulled_leaves_the_copies_before_it(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not isinstance(desk.attachments.take_bytes(photo(300, 200), "x.jpg"), Refused)
    first = desk.backups.copy_to(tmp_path)
    place = first.copy.folder.parent

    def pulled(_path: Path, _key: bytes) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("sipa_desktop.store.snapshot.check_database", pulled)
    desk.clock.pass_time(days=1)  # type: ignore[attr-defined]
    with pytest.raises(KnownError, match="copy_not_written") as told:
        desk.backups.copy_to(tmp_path)
    assert "Data Anda aman" in told.value.message
    monkeypatch.undo()
    assert [one.folder for one in snapshots_in(place)] == [first.copy.folder]
    assert not list(place.glob(f"*{UNFINISHED}"))
    assert (place / FILES).exists()


def test_a_place_that_is_not_there_today_hinders_no_copy_here(desk: Desk, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    desk.backups.copy_to(stick)
    shutil.rmtree(stick)
    desk.clock.pass_time(days=8)  # type: ignore[attr-defined]
    assert desk.backups.daily() is not None
    view = desk.backups.view()
    assert not view.outside_here
    assert not stick.exists()
    assert view.warning.startswith("Sudah 8 hari")


def test_an_old_password_opens_the_copy_that_was_made_with_it(world: World, desk: Desk) -> None:
    copy = desk.backups.copy_here().copy.folder
    assert desk.vault is not None
    desk.vault.set_password("kebun karet tua")
    assert opened(copy, PASSWORD).key() == desk.vault.key()
    desk.close()
    put_back(world, desk.profile, copy)
    again = open_again(world, desk.profile, "babayau")
    again.close()


@pytest.mark.parametrize("step", range(1, 12))
def test_the_power_may_go_at_any_step_of_putting_back(
    world: World, desk: Desk, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    says(desk, "Di cadangan.")
    copy = desk.backups.copy_here().copy.folder
    says(desk, "Sesudah cadangan.")
    desk.close()
    left = [step]
    replace: Callable[..., None] = os.replace

    def cut(source: Path, target: Path) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise CutError
        replace(source, target)

    monkeypatch.setattr("sipa_desktop.store.exchange.os.replace", cut)
    ended = False
    try:
        put_back(world, desk.profile, copy)
        ended = True
    except CutError:
        pass
    monkeypatch.undo()
    exchange.finish(desk.profile)
    again = open_again(world, desk.profile, "babayau")
    assert said(again) == "Di cadangan."
    again.close()
    (aside,) = desk.profile.glob(f"{exchange.ASIDE}-*")
    file = read_key_file(aside)
    assert file is not None
    assert (aside / DATABASE).exists()
    assert ended or left[0] == 0


def test_a_restoring_that_was_never_decided_leaves_no_trace(world: World, desk: Desk) -> None:
    says(desk, "Tetap.")
    copy = snapshots_in(desk.backups.copy_here().copy.folder.parent)[0]
    assert desk.vault is not None
    key = desk.vault.key()
    desk.close()
    make_ready(desk.profile, copy, key, NAMES, "2025-07-10")
    exchange.finish(desk.profile)
    again = open_again(world, desk.profile, "babayau")
    assert said(again) == "Tetap."
    assert not (desk.profile / exchange.READY).exists()
    again.close()


def test_data_that_are_carried_away_are_called_whole_only_when_every_attachment_came_through(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    desk.attachments.take_bytes(photo(300, 200), "Rapat.jpg")
    assert desk.vault is not None
    synced: set[str] = set()
    fsync = os.fsync

    def noted(handle: int) -> None:
        synced.add(Path(os.readlink(f"/proc/self/fd/{handle}")).name)
        fsync(handle)

    monkeypatch.setattr(os, "fsync", noted)
    assert "diperiksa utuh" in carry_away(desk.profile, tmp_path / "stick", world.clock, desk.vault.key())
    (carried,) = (tmp_path / "stick").iterdir()
    assert {one.name for one in carried.rglob("*") if one.is_file()} <= synced

    copyfile = shutil.copyfile

    def loses_photos(source: str | Path, target: str | Path) -> str | Path:
        copyfile(source, target)
        if BLOBS in Path(target).parts:
            Path(target).write_bytes(b"")
        return target

    monkeypatch.setattr("sipa_desktop.services.carrying.shutil.copyfile", loses_photos)
    with pytest.raises(KnownError) as told:
        carry_away(desk.profile, tmp_path / "lain", world.clock, desk.vault.key())
    assert told.value.code == "not_carried"
    assert not list((tmp_path / "lain").iterdir())
