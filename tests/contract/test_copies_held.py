"""Putting a copy back while a scanner holds a file or the disk is full: what is told is what the next start finds."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from sipa_desktop import new_files
from sipa_desktop.bootstrap import Desk
from sipa_desktop.entrance import UnwritableError, go_on, put_aside
from sipa_desktop.errors import KnownError
from sipa_desktop.platform.key_file import read_key_file
from sipa_desktop.services.numbering import WENT_BACK_AT
from sipa_desktop.settings import DATABASE
from sipa_desktop.store import exchange
from sipa_desktop.store.engine import open_copy
from sipa_desktop.store.exchange import ASIDE, EMPTY, MARK, READY, UnfinishedError
from sipa_desktop.store.update_note import UpdateNote, write_note
from tests.contract.test_copies import CutError, open_again, opened, put_back, said, says
from tests.contract.test_copies import desk as desk
from tests.contract.test_copies import line as line
from tests.support.world import World

Rename = Callable[[str | Path, str | Path], None]
KEY, SECOND_KEY = "kunci.json", "kunci.salinan.json"
STEPS = 12
"""More renames than a restoring with its taking back needs."""


class Held:
    """Renames that are refused as long as somebody holds their file."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.refuses: Callable[[Path, Path], bool] = lambda _source, _target: False
        self.cut_at = 0
        self.asked = 0
        rename: Rename = os.replace

        def replace(source: str | Path, target: str | Path) -> None:
            self.asked += 1
            if self.asked == self.cut_at:
                raise CutError
            if self.refuses(Path(source), Path(target)):
                raise PermissionError(errno.EACCES, "held by a scanner")
            rename(source, target)

        monkeypatch.setattr(os, "replace", replace)

    def old(self, name: str) -> None:
        """Hold a file of the data that are to be set aside."""
        self.refuses = lambda source, target: source.name == name and target.parent.name.startswith(ASIDE)

    def new(self, name: str) -> None:
        """Hold a file that was made ready."""
        self.refuses = lambda source, _target: source.name == name and source.parent.name == READY

    def none(self) -> None:
        """The scanner is done."""
        self.refuses = lambda _source, _target: False


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Held:
    return Held(monkeypatch)


@pytest.fixture
def copy(world: World, desk: Desk) -> Path:
    """A copy that says "Lama." of a closed profile that says "Kemarin."."""
    says(desk, "Lama.")
    folder = desk.backups.copy_here().copy.folder
    world.clock.pass_time(days=1)
    says(desk, "Kemarin.")
    desk.close()
    world.clock.pass_time(minutes=5)
    return folder


def stands(world: World, profile: Path) -> object:
    """What the profile says after a start, which first goes on with what was decided."""
    exchange.finish(profile)
    again = open_again(world, profile, "babayau")
    try:
        return said(again)
    finally:
        again.close()


def files(profile: Path) -> dict[str, bytes]:
    """Database and key files as they lie there."""
    return {path.name: path.read_bytes() for path in (profile / DATABASE, *profile.glob("kunci*.json"))}


@pytest.mark.parametrize("name", [DATABASE, KEY, SECOND_KEY, MARK])
def test_a_restoring_that_tells_nothing_has_changed_is_not_done_at_a_later_start(
    world: World, desk: Desk, copy: Path, held: Held, name: str
) -> None:
    before = files(desk.profile)
    if name == MARK:
        held.new(MARK)
    else:
        held.old(name)
    with pytest.raises(KnownError, match="not_restored") as told:
        put_back(world, desk.profile, copy)
    assert "Tidak ada yang berubah" in told.value.message
    held.none()
    assert files(desk.profile) == before
    assert not (desk.profile / READY).exists()
    assert not list(desk.profile.glob(f"{ASIDE}-*"))
    # The same vault opens them, as it does where a window goes back to the desk.
    again = open_again(world, desk.profile, "babayau")
    assert said(again) == "Kemarin."
    says(again, "Kerja sehari penuh.")
    again.close()
    assert stands(world, desk.profile) == "Kerja sehari penuh."


def test_a_full_disk_when_the_old_data_are_to_be_set_aside_changes_nothing_either(
    world: World, desk: Desk, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = Path.mkdir

    def full(folder: Path, mode: int = 0o777, parents: bool = False, exist_ok: bool = False) -> None:
        if folder.name.startswith(ASIDE):
            raise OSError(errno.ENOSPC, "No space left on device")
        make(folder, mode, parents, exist_ok)

    monkeypatch.setattr(Path, "mkdir", full)
    with pytest.raises(KnownError, match="not_restored"):
        put_back(world, desk.profile, copy)
    monkeypatch.undo()
    assert stands(world, desk.profile) == "Kemarin."


def test_a_mark_that_is_set_but_not_durable_is_taken_away_again(
    world: World, desk: Desk, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    durable = exchange.to_disk

    def refuse(file: Path) -> None:
        if file.name == MARK:
            raise OSError(errno.EIO, "Input/output error")
        durable(file)

    monkeypatch.setattr(exchange, "to_disk", refuse)
    with pytest.raises(KnownError, match="not_restored"):
        put_back(world, desk.profile, copy)
    monkeypatch.undo()
    assert stands(world, desk.profile) == "Kemarin."


@pytest.mark.parametrize("name", [DATABASE, KEY, SECOND_KEY])
def test_a_restoring_that_was_refused_too_late_says_so_and_the_next_look_ends_it(
    world: World, desk: Desk, copy: Path, held: Held, name: str
) -> None:
    held.new(name)
    with pytest.raises(UnfinishedError) as told:
        put_back(world, desk.profile, copy)
    assert "Tidak ada yang berubah" not in told.value.message
    assert "meneruskannya saat dibuka lagi" in told.value.message
    with pytest.raises(UnfinishedError):
        exchange.finish(desk.profile)
    held.none()
    assert stands(world, desk.profile) == "Lama."
    (aside,) = desk.profile.glob(f"{ASIDE}-*")
    kept = open_again(world, aside, "babayau")
    assert said(kept) == "Kemarin."
    kept.close()


def test_what_cannot_be_taken_back_is_not_called_unchanged(world: World, desk: Desk, copy: Path, held: Held) -> None:
    held.refuses = lambda source, target: (
        source.name == KEY or (source.name == DATABASE and source.parent.name.startswith(ASIDE))
    )
    with pytest.raises(UnfinishedError):
        put_back(world, desk.profile, copy)
    held.none()
    assert stands(world, desk.profile) == "Lama."


def test_a_second_try_ends_what_was_decided_before_it_puts_anything_else_back(
    world: World, desk: Desk, copy: Path, held: Held
) -> None:
    held.new(KEY)
    with pytest.raises(UnfinishedError):
        put_back(world, desk.profile, copy)
    with pytest.raises(UnfinishedError):
        put_back(world, desk.profile, copy)
    assert (desk.profile / READY / EMPTY).exists()
    held.none()
    world.clock.pass_time(minutes=1)
    put_back(world, desk.profile, copy)
    assert stands(world, desk.profile) == "Lama."
    asides = sorted(desk.profile.glob(f"{ASIDE}-*"))
    assert [stands(world, aside) for aside in asides] == ["Kemarin.", "Lama."]


def test_on_windows_a_file_that_is_held_for_a_moment_is_waited_for(
    world: World, desk: Desk, copy: Path, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(new_files, "HELD_FILES_STAY", True)
    monkeypatch.setattr(new_files, "RENAME_PAUSE", 0.0)
    seen: list[Path] = []

    def for_a_moment(source: Path, _target: Path) -> bool:
        seen.append(source)
        return seen.count(source) < 3

    held.refuses = for_a_moment
    assert put_back(world, desk.profile, copy).words.startswith("Data dipulihkan")
    held.none()
    assert stands(world, desk.profile) == "Lama."


@pytest.mark.parametrize("step", range(1, STEPS))
def test_the_power_may_go_at_any_step_of_taking_back(
    world: World, desk: Desk, copy: Path, held: Held, step: int
) -> None:
    held.old(SECOND_KEY)
    held.cut_at = held.asked + step
    with pytest.raises((CutError, KnownError)) as ended:
        put_back(world, desk.profile, copy)
    held.none()
    held.cut_at = 0
    if ended.type is CutError:
        assert stands(world, desk.profile) in ("Lama.", "Kemarin.")
        for aside in desk.profile.glob(f"{ASIDE}-*"):
            assert stands(world, aside) == "Kemarin."
    else:
        assert stands(world, desk.profile) == "Kemarin."


def test_what_was_set_aside_is_never_replaced_by_what_is_set_aside_in_the_same_second(
    world: World, desk: Desk, copy: Path
) -> None:
    put_back(world, desk.profile, copy)
    assert stands(world, desk.profile) == "Lama."
    put_back(world, desk.profile, copy)
    assert stands(world, desk.profile) == "Lama."
    put_aside(desk.profile, world.clock)
    asides = sorted(desk.profile.glob(f"{ASIDE}-*"), key=lambda aside: len(aside.name))
    assert len(asides) == 3
    assert stands(world, asides[0]) == "Kemarin."
    for aside in asides:
        assert read_key_file(aside) is not None
        assert opened(aside).key()


def test_data_whose_key_cannot_be_set_aside_stay_with_it(world: World, desk: Desk, copy: Path, held: Held) -> None:
    before = files(desk.profile)
    held.old(KEY)
    with pytest.raises(UnwritableError):
        put_aside(desk.profile, world.clock)
    held.none()
    assert files(desk.profile) == before
    assert stands(world, desk.profile) == "Kemarin."


@pytest.mark.parametrize("step", range(1, 5))
def test_a_power_cut_parts_no_key_from_data_that_are_set_aside(
    world: World, desk: Desk, copy: Path, held: Held, step: int
) -> None:
    held.cut_at = held.asked + step
    with pytest.raises(CutError):
        put_aside(desk.profile, world.clock)
    held.cut_at = 0
    exchange.finish(desk.profile)
    assert not (desk.profile / DATABASE).exists()
    assert read_key_file(desk.profile) is None
    (aside,) = desk.profile.glob(f"{ASIDE}-*")
    assert stands(world, aside) == "Kemarin."


@pytest.mark.parametrize("is_held", [False, True])
def test_data_put_back_after_an_update_are_never_called_gone_back(
    world: World, desk: Desk, held: Held, is_held: bool
) -> None:
    desk.sync.run_once()
    copy, vault = desk.backups.copy_before("1.4.0").copy.folder, desk.vault
    assert vault is not None
    write_note(desk.profile, UpdateNote("000001", "000002", "1.4.0", desk.store.schema(), str(copy), world.clock.now()))
    for number in range(3):  # the new program works, and fails
        with desk.store.write() as tx:
            tx.meta.put("told", str(number))
    desk.close()
    with open_copy(desk.profile / DATABASE, vault.key(), writable=True) as raw:
        raw.execute("UPDATE alembic_version SET version_num = 'd9001'")
    if is_held:
        held.new(DATABASE)
        with pytest.raises(UnfinishedError):
            open_again(world, desk.profile, "babayau")
        held.none()
        assert go_on(desk.profile)
    again = open_again(world, desk.profile, "babayau")
    with again.store.read() as tx:
        assert (again.store.went_back, tx.meta.get(WENT_BACK_AT)) == (False, None)
    again.close()
