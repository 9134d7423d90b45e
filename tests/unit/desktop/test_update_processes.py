"""P01, P04: real programs update each other; whatever ends them, the old or the new one stands, and nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from sipa_desktop.services.update_words import UPDATE_TOLD
from sipa_desktop.settings import DATABASE
from sipa_desktop.store.engine import open_copy
from tests.support.faulty_calls import can_trace
from tests.support.update_kills import KilledUpdates, UpdateKill, pointed, verb
from tests.support.update_programs import NEW, OLD

pytestmark = pytest.mark.skipif(not can_trace(), reason="strace is needed, and must be allowed to look at a child")

KILLS = (
    UpdateKill("old", call="mkdir", nth=80),
    UpdateKill("both", call="rename", nth=2),
    UpdateKill("new", call="pwrite64", nth=60),
    UpdateKill("both", delay=4.5, breaks="prove"),
)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> KilledUpdates:
    return KilledUpdates(tmp_path_factory.mktemp("updates"))


def told(office: KilledUpdates, profile: Path) -> str:
    """What the data remember of the last update."""
    with open_copy(profile / DATABASE, office.key) as raw:
        found = raw.execute("SELECT value FROM meta WHERE key = ?", (UPDATE_TOLD,)).fetchone()
    return str(found[0]) if found is not None else ""


def test_a_new_version_takes_over_with_everything_and_the_old_one_goes_at_its_next_start(office: KilledUpdates) -> None:
    programs, profile = office.fresh()
    assert verb(programs, profile, "update", "install", str(programs.package)).returncode == 0
    assert office.judge(programs, profile) == []
    assert pointed(programs) == NEW
    assert told(office, profile) == "+1.1.0"
    assert verb(programs, profile, "update", "prove").returncode == 0
    assert [folder.name for folder in (programs.root / "versi").iterdir()] == [NEW]


@pytest.mark.parametrize("breaks", ["start", "prove"])
def test_a_new_version_that_does_not_open_is_put_back_with_the_data(office: KilledUpdates, breaks: str) -> None:
    programs, profile = office.fresh(breaks)
    done = verb(programs, profile, "update", "install", str(programs.package))
    assert done.returncode == 1
    assert "tidak dapat dibuka di komputer ini" in done.stdout
    assert office.judge(programs, profile) == []
    assert pointed(programs) == OLD
    assert told(office, profile) == "-1.1.0"


@pytest.mark.parametrize("kill", KILLS, ids=str)
def test_a_kill_leaves_the_old_or_the_new_version_and_all_work(office: KilledUpdates, kill: UpdateKill) -> None:
    verdict = office.kill(kill)
    assert verdict.wrong == []
    assert verdict.killed or not kill.call, "at a call that is always made somebody was killed"
