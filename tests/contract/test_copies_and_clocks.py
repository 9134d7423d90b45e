"""Copies on a PC whose clock is wrong, and on one where a scanner holds the folder of a copy."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import KnownError
from sipa_desktop.platform.removable import Medium, Place
from sipa_desktop.services.found_copies import look
from sipa_desktop.services.mending import newest_good
from sipa_desktop.settings import DATABASE
from sipa_desktop.store.snapshot import REPLACED, UNFINISHED, prune, snapshots_in
from sipa_desktop.store.update_note import generation_of
from tests.contract.test_copies import desk as desk
from tests.contract.test_copies import line as line
from tests.contract.test_copies import open_again, put_back, says
from tests.support.world import World

BATTERY_EMPTY = round(datetime(2000, 1, 1, 0, 7, tzinfo=UTC).timestamp() * 1000)


def names(desk: Desk) -> set[str]:
    return {one.folder.name for one in snapshots_in(desk.backups.here)}


def a_week_of_copies(world: World, desk: Desk) -> None:
    for _day in range(7):
        desk.backups.daily()
        world.clock.pass_time(days=1)


def test_a_copy_stays_though_the_clock_says_it_is_the_oldest(world: World, desk: Desk) -> None:
    a_week_of_copies(world, desk)
    world.clock.at = BATTERY_EMPTY
    done = desk.backups.daily()
    assert done is not None
    assert done.copy.folder.name == "2000-01-01"
    assert done.copy.folder.is_dir()
    assert len(names(desk)) == 7
    before = desk.backups.copy_before("1.4.0").copy.folder
    assert desk.vault is not None
    assert generation_of(before / DATABASE, desk.vault.key()) is not None


def test_after_a_clock_that_was_ahead_the_copies_of_its_days_go_first(world: World, desk: Desk) -> None:
    world.clock.pass_time(days=365)
    a_week_of_copies(world, desk)
    world.clock.pass_time(days=-372)
    today = desk.backups.copy_here().copy.folder
    assert snapshots_in(desk.backups.here)[0].folder == today
    assert desk.vault is not None
    best = newest_good(desk.profile, desk.vault.key())
    assert best is not None
    assert best.folder == today
    assert look(desk.backups.here)[0].folder == today
    assert look(desk.profile)[0].folder == today
    world.clock.pass_time(days=1)
    for _day in range(6):
        desk.backups.daily()
        world.clock.pass_time(days=1)
    assert all(name.startswith("2025-") for name in names(desk))


def test_after_a_restoring_the_new_copies_are_the_newest(world: World, desk: Desk) -> None:
    monday = desk.backups.copy_here().copy.folder
    for words in ("Selasa.", "Rabu."):
        world.clock.pass_time(days=1)
        says(desk, words)
        desk.backups.daily()
    desk.close()
    put_back(world, desk.profile, monday)
    again = open_again(world, desk.profile, "babayau")
    world.clock.pass_time(days=1)
    done = again.backups.daily()
    assert done is not None
    assert snapshots_in(again.backups.here)[0].folder == done.copy.folder
    again.close()


def test_copies_of_before_they_were_numbered_are_older_than_any_that_is(world: World, desk: Desk) -> None:
    for _day in range(2):
        note = desk.backups.copy_here().copy.folder / "isi.json"
        note.write_text(note.read_text().replace('"number"', '"other"'))
        world.clock.pass_time(days=1)
    assert [one.folder.name for one in snapshots_in(desk.backups.here)] == ["2025-07-11", "2025-07-10"]
    world.clock.at = BATTERY_EMPTY
    desk.backups.copy_here()
    assert snapshots_in(desk.backups.here)[0].folder.name == "2000-01-01"


def test_where_the_clock_begins_anew_at_every_start_each_start_has_its_copy(world: World, desk: Desk) -> None:
    desk.backups.daily()
    desk.close()
    for _start in range(3):
        world.clock.at = BATTERY_EMPTY
        again = open_again(world, desk.profile, "babayau")
        assert again.backups.daily() is not None
        assert again.backups.daily() is None
        again.close()


def test_a_day_whose_copy_is_gone_has_none(desk: Desk) -> None:
    done = desk.backups.daily()
    assert done is not None
    assert not desk.backups.due()
    shutil.rmtree(done.copy.folder)
    assert desk.backups.due()


def test_a_copy_elsewhere_that_is_dated_ahead_hushes_no_warning(world: World, desk: Desk, tmp_path: Path) -> None:
    world.clock.pass_time(days=365)
    desk.backups.copy_to(tmp_path)
    world.clock.pass_time(days=-365, hours=12)
    assert "umur cadangan di luar komputer ini tidak diketahui" in desk.backups.view().warning
    desk.backups.copy_to(tmp_path)
    assert desk.backups.view().warning == ""
    world.clock.pass_time(minutes=-5)
    assert desk.backups.view().warning == ""


Replace = Callable[[Path, Path], None]


def held(real: Replace, ending: str) -> Replace:
    """As Windows answers for a folder in which a scanner has a file open."""

    def replace(source: Path, target: Path) -> None:
        if str(source).endswith(ending):
            raise PermissionError(errno.EACCES, "held by a scanner")
        real(source, target)

    return replace


@pytest.mark.parametrize("ending", [UNFINISHED, "2025-07-10"])
def test_a_second_copy_of_the_day_that_gets_no_name_leaves_the_first(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    first = desk.backups.copy_here().copy
    monkeypatch.setattr(os, "replace", held(os.replace, ending))
    with pytest.raises(KnownError, match="copy_not_written") as told:
        desk.backups.copy_here()
    assert "cadangan sebelumnya tetap ada" in told.value.message
    monkeypatch.undo()
    assert [(one.folder, one.note.made_at) for one in snapshots_in(first.folder.parent)] == [
        (first.folder, first.made_at)
    ]
    assert desk.backups.rehearse(first.folder).copy == first
    desk.backups.copy_here()
    assert [path.name for path in first.folder.parent.iterdir()] == [first.folder.name]


def test_a_second_copy_of_the_day_that_was_cut_off_between_the_names_leaves_one(desk: Desk) -> None:
    first = desk.backups.copy_here().copy.folder
    old = first.with_name(first.name + REPLACED)
    first.rename(old)
    assert [one.folder for one in snapshots_in(first.parent)] == [old]
    prune(first.parent, 7)
    assert [one.folder for one in snapshots_in(first.parent)] == [first]
    shutil.copytree(first, old)
    prune(first.parent, 7)
    assert [path.name for path in first.parent.iterdir()] == [first.name]


def test_a_folder_of_this_pcs_own_disk_is_no_copy_outside_of_it(world: World, desk: Desk, tmp_path: Path) -> None:
    desk.place_of = lambda folder: Place(Medium.OWN, folder.name)
    done = desk.backups.copy_to(tmp_path / "Dokumen")
    assert done.medium is Medium.OWN
    assert "Belum ada cadangan di luar komputer ini" in desk.backups.view().warning


def test_another_stick_under_the_letter_of_the_own_one_gets_nothing_by_itself(
    world: World, desk: Desk, tmp_path: Path
) -> None:
    letter = tmp_path / "E"
    desk.backups.copy_to(letter)
    letter.rename(tmp_path / "in the drawer")
    letter.mkdir()
    (letter / "FILM.MP4").write_bytes(b"x")
    world.clock.pass_time(days=1)
    assert desk.backups.daily() is not None
    assert [one.name for one in letter.iterdir()] == ["FILM.MP4"]
    shutil.rmtree(letter)
    (tmp_path / "in the drawer").rename(letter)
    world.clock.pass_time(days=1)
    before = len(list(letter.rglob("sipa.db")))
    assert desk.backups.daily() is not None
    assert len(list(letter.rglob("sipa.db"))) == before + 1
