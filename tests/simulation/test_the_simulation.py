"""The simulation itself: the same seed is the same run, zones change nothing, and planted bugs are found."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from sipa_core import ids
from sipa_core.wire.records import Fields, Record, RecordType
from sipa_desktop.errors import Refused
from tests.simulation import invariants
from tests.simulation.beginnings import BEGINNINGS
from tests.simulation.bug import Bug
from tests.simulation.disks import quick_folder
from tests.simulation.planted import BUGS, by_name, planted
from tests.simulation.run import run
from tests.simulation.world import World, prepared
from tests.support.world import BABAYAU

FOUND_IN_CI = (
    "the last record of a page is forgotten",
    "a refusal counts as a receipt",
    "what was refused does not count",
    "a text that nobody has seen is followed",
    "a file is told to be sent after its first piece",
)


@pytest.fixture(autouse=True)
def _no_log(caplog: pytest.LogCaptureFixture) -> None:
    """What the programs log on a bad day is many lines, and none of it is news."""
    caplog.set_level(logging.CRITICAL)


@pytest.fixture
def quick_place() -> Iterator[Path]:
    """Where the prepared folders of a world lie too."""
    prepared()
    with TemporaryDirectory(prefix="sipa-sim-", dir=quick_folder()) as folder:
        yield Path(folder)


def test_the_same_seed_is_the_same_run_in_another_process_too() -> None:
    here = run(3, 25)
    code = "import logging; logging.disable(50); from tests.simulation.run import run; print(run(3, 25).digest)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.strip() == here.digest


def test_another_seed_is_another_run() -> None:
    assert run(4, 5).digest != run(5, 5).digest


@pytest.mark.parametrize("seed", [8, 19])
def test_where_a_pc_stands_changes_nothing(seed: int) -> None:
    """N21: the same run with every PC set to one zone is the same to the last byte."""
    assert run(seed, 30).trace == run(seed, 30, zones=False).trace


@pytest.mark.parametrize("ended", ["after the commit", "before it"])
def test_only_words_that_stand_there_after_a_power_cut_take_the_place_of_older_ones(
    quick_place: Path, ended: str
) -> None:
    world = _begun(quick_place, "nothing")
    pc = world.pcs[0]
    edit = pc.up.reports.create("kegiatan_bulanan", "2025-06")
    assert not isinstance(edit, Refused)
    place = f"{edit.draft_id} umum.uraian"
    for word in ("kata00001", "kata00002"):
        pc.told.perhaps({place: word})
        if word == "kata00001" or ended == "after the commit":
            pc.up.reports.save(edit.draft_id, {"umum.uraian": f"Pekerjaan {word}."})
        if word == "kata00001":
            pc.told.wrote({place: word})
    pc.told.found(pc.up)
    world.all_close()
    assert pc.told.saved == {place: b"kata00002" if ended == "after the commit" else b"kata00001"}


@pytest.mark.parametrize(
    ("beginning", "kind", "missed"),
    [
        ("torn", RecordType.PROGRESS, True),  # its PCs hold what they saved of the draft
        ("torn", RecordType.REPORT, False),
        ("behind", RecordType.REPORT, True),  # one PC holds what it sent
    ],
)
def test_after_a_restore_a_record_is_missed_only_where_a_pc_holds_an_op_that_writes_it(
    quick_place: Path, beginning: str, kind: RecordType, missed: bool
) -> None:
    world = _begun(quick_place, beginning)
    world.server_is_old()
    fields: Fields = {"type": "kegiatan_bulanan", "period": "2025-06", "ordinal": 0}
    key = (BABAYAU, "kegiatan_bulanan", "2025-06", 0)
    of_id = ids.report_id(*key) if kind is RecordType.REPORT else ids.progress_id(*key)
    alone = Record(kind, of_id, 0, BABAYAU, fields)
    assert invariants.of_lost_history(world, alone) is not missed
    world.all_close()


def test_each_beginning_has_somebody_wait(quick_place: Path) -> None:
    """What the steps need stands there; a rule that refused it would leave these steps without work again."""
    waits: dict[str, list[object]] = {}
    for seed in range(100):
        if len(waits) == len(BEGINNINGS):
            break
        world = World(seed, quick_place / str(seed))
        village, office = world.pcs[0].up, world.pcs[1].up
        proved = [row.channel for row in office.proofs.waiting().rows]
        owed = [row.total - row.done for row in village.posting.publications()]
        held = [row.village for row in office.review.waiting().held]
        torn = [row.count for row in village.conflicts.list()]
        states = sorted(row.state.value for row in office.guidance.all().running)
        waits[world.beginning] = [proved, owed, held, torn, states]
        world.all_close()
    assert waits == {
        "nothing": [[], [], [], [], []],
        "public": [["facebook"], [4], ["Desa Balang"], [], []],
        "torn": [[], [], [], [1], []],
        "behind": [[], [], [], [], []],
        "crossed": [[], [], [], [], []],
        "agreed": [[], [], [], [], ["done", "done", "open", "open"]],
        "everything": [["facebook"], [4], ["Desa Balang"], [1], ["done", "done", "open", "open"]],
    }


@pytest.mark.parametrize("name", FOUND_IN_CI)
def test_a_planted_bug_is_found(name: str) -> None:
    bug = by_name(name)
    with planted(bug):
        assert any(run(seed).wrong for seed in bug.seeds(4)), f"{name} was not found"


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name.replace(" ", "_"))
def test_every_bug_can_still_be_planted(bug: Bug) -> None:
    """The text that it replaces still stands in the program."""
    with planted(bug) as changed:
        assert "planted" in changed.co_filename


def _begun(folder: Path, beginning: str) -> World:
    """A world with that beginning."""
    for seed in range(100):
        world = World(seed, folder / str(seed))
        if world.beginning == beginning:
            return world
        world.all_close()
    raise LookupError(beginning)
