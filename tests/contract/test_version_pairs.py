"""A desk of today with a server of before (P03): what it sends arrives, or waits whole until the server is newer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sipa_core.domain.workflow import ReportState
from sipa_core.wire.records import RecordType
from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import Refused
from sipa_desktop.services.reports_views import ReportEdit
from sipa_desktop.sync.enrolment import Enrolled
from tests.support.older_server import OlderServer
from tests.support.update_kills import FILLED
from tests.support.world import URL, World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path)
    yield world
    world.close()


def desk_with(world: World, form: str) -> tuple[Desk, OlderServer]:
    """A village's desk of today that registered with a server of that form."""
    line = world.lines["desa"] = OlderServer(world.server.peer("desa"), form)
    desk = world.desk("desa")
    assert isinstance(desk.enrolment.setup(URL, world.village_code()), Enrolled)
    return desk, line


def write_report(desk: Desk) -> None:
    edit = desk.reports.create("lra_semester1", "2025-S1")
    assert isinstance(edit, ReportEdit)
    desk.reports.save(edit.draft_id, FILLED)
    assert not isinstance(desk.reports.submit(edit.draft_id), Refused)


def sent(desk: Desk) -> int:
    """How many reports the server has taken, by its receipts."""
    return sum(row.state is ReportState.TERKIRIM for row in desk.reports.list())


def arrived(kecamatan: Desk) -> int:
    """How many versions of reports the kecamatan has got."""
    assert kecamatan.sync.run_once().complete
    with kecamatan.store.read() as tx:
        return len(tx.records.all(RecordType.VERSION))


def test_a_server_of_form_2_takes_what_a_desk_of_today_sends(world: World) -> None:
    desk, line = desk_with(world, "form-2")
    assert desk.sync.run_once().complete
    write_report(desk)
    assert desk.sync.run_once().complete
    assert (sent(desk), desk.queue.waiting(), desk.queue.parked()) == (1, [], [])
    line.form = None
    assert desk.sync.run_once().complete
    assert (sent(desk), arrived(world.kecamatan())) == (1, 1)


def test_what_a_server_of_form_2_does_not_know_is_kept_with_words_and_goes_to_the_newer_one(world: World) -> None:
    desk, line = desk_with(world, "form-2")
    assert desk.sync.run_once().complete
    assert not isinstance(desk.happenings.record("realisasi_kegiatan", "2025-07-07", "Talud selesai"), Refused)
    write_report(desk)
    desk.sync.run_once()
    (kept,) = desk.queue.parked()
    assert "Minta kecamatan memperbarui server" in kept.problem
    assert (sent(desk), desk.queue.waiting()) == (1, []), "what it knows goes on"
    line.form = None
    assert not isinstance(desk.queue.retry(kept.op_id), Refused)
    assert desk.sync.run_once().complete
    assert (desk.queue.waiting(), desk.queue.parked()) == ([], [])


def test_a_server_of_form_1_cannot_read_it_and_everything_waits_until_it_is_newer(world: World) -> None:
    desk, line = desk_with(world, "form-1")
    line.form = None  # the desk has worked here before: its older program could speak to that server
    assert desk.sync.run_once().complete
    line.form = "form-1"
    write_report(desk)
    waiting = [row.title for row in desk.queue.waiting()]
    for _try in range(3):
        assert not desk.sync.run_once().complete
    assert "Kiriman Anda aman di komputer ini." in desk.sync.status().words
    assert "perlu diperbarui" in desk.sync.status().words
    assert [row.title for row in desk.queue.waiting()] == waiting
    kecamatan = world.kecamatan()
    assert (desk.queue.parked(), arrived(kecamatan)) == ([], 0)
    line.form = None
    assert desk.sync.run_once().complete
    assert (sent(desk), desk.queue.waiting(), arrived(kecamatan)) == (1, [], 1)


def test_a_server_on_which_an_older_program_stands_again_is_spoken_to_as_before(world: World) -> None:
    desk, line = desk_with(world, "form-3")
    line.form = None
    assert desk.sync.run_once().complete
    line.form = "form-3"
    write_report(desk)
    assert desk.sync.run_once().complete
    assert (sent(desk), desk.queue.waiting(), desk.queue.parked()) == (1, [], [])
