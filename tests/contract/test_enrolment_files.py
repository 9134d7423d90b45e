"""A PC enrolled by a file from a stick works at once without a line, is met later, and let in by a person."""

from __future__ import annotations

from pathlib import Path

import pytest

from sipa_core.wire.problems import Problem
from sipa_core.wire.records import RecordType
from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import Refused
from sipa_desktop.platform.keys import FILE_SECRET, TOKEN
from sipa_desktop.services.people_views import Door
from sipa_desktop.store.outbox import OutboxState
from sipa_desktop.sync.attention import Matter, attention
from sipa_desktop.sync.enrolment import Enrolled
from sipa_desktop.sync.status import Heard
from sipa_server.errors import KnownError
from tests.support.far_desk import ZONE
from tests.support.half_year import hand_in_report
from tests.support.sticks import ask, carried_back, state_of, stick, talks, written
from tests.support.world import BABAYAU, URL, World


def file_of(world: World, name: str = "Norhayati") -> Path:
    """An enrolment file for Babayau, on a stick."""
    made = world.server.enrolment_files.make(BABAYAU, name, URL)
    place = stick(world.folder) / made.name
    place.write_bytes(made.content)
    return place


def by_file(world: World, file: Path, name: str = "babayau", device: str = "Komputer Kaur Keuangan") -> Desk:
    """A desk that was enrolled by the file while there was no line at all."""
    desk = world.desk(name)
    world.lines[name].down = True
    content = desk.enrolment.read_file(file)
    assert not isinstance(content, Refused), content
    assert isinstance(desk.enrolment.setup_from_file(content, device), Enrolled)
    return desk


def confirm(kecamatan: Desk) -> str:
    """The kecamatan reads of the new PC, sees its name, and says that it is right; the name."""
    assert kecamatan.sync.run_once().complete
    (row,) = [row for row in kecamatan.people.view().rows if row.door is Door.WAITING]
    (device,) = row.devices
    assert device.waiting
    assert not isinstance(kecamatan.people.confirm(device.id), Refused)
    assert kecamatan.sync.run_once().complete
    return device.name


def matters(world: World, desk: Desk) -> list[Matter]:
    """What stands on the pages of the desk."""
    return [one.matter for one in attention(desk.sync.status(), world.clock.now(), ZONE)]


def test_a_desk_enrolled_by_a_file_works_at_once_without_a_line(world: World) -> None:
    desk = by_file(world, file_of(world))
    identity = desk.identity()
    assert identity is not None
    assert (identity.person_name, identity.village, identity.place_name) == ("Norhayati", BABAYAU, "Desa Babayau")
    with desk.store.read() as tx:
        here = {kind: len(tx.records.all(kind)) for kind in RecordType}
    assert (
        min(here[kind] for kind in (RecordType.VILLAGE, RecordType.TEMPLATE, RecordType.DUTY, RecordType.CHANNEL)) > 0
    )
    assert desk.home.today().tasks, "its duties stand on the first page"
    hand_in_report(desk)
    assert desk.sync.status().waiting == 1
    outcome = desk.sync.run_once()
    assert outcome.trouble is not None
    assert desk.enrolment.shut_out() is None, "it is not shut out, it has only not been met"


def test_its_keys_reach_the_server_with_the_first_request_and_its_work_waits_for_yes(world: World) -> None:
    desk, kecamatan = by_file(world, file_of(world)), world.kecamatan()
    hand_in_report(desk)
    world.lines["babayau"].down = False
    waits = desk.sync.run_once()
    assert (waits.code, waits.waiting) == (Problem.UNCONFIRMED, 1)
    assert matters(world, desk) == [Matter.UNCONFIRMED]
    world.lines["babayau"].down = True
    desk.sync.run_once()
    assert matters(world, desk) == [Matter.UNCONFIRMED], "it waits for its yes all the same"
    world.lines["babayau"].down = False
    assert desk.secrets.get(TOKEN) is not None
    assert desk.secrets.get(FILE_SECRET) is None
    assert confirm(kecamatan) == "Komputer Kaur Keuangan"
    assert desk.sync.run_once().complete
    assert matters(world, desk) == [Matter.CONFIRMED]
    assert kecamatan.sync.run_once().complete
    assert [row.village for row in kecamatan.review.waiting().rows] == ["Desa Babayau"]
    assert desk.sync.run_once().complete
    assert matters(world, desk) == [Matter.CONFIRMED], "until a person has read it"
    desk.sync.put_away(Heard.CONFIRMED)
    assert matters(world, desk) == []


def test_its_keys_reach_the_server_in_the_first_bundle_and_the_courier_keeps_it_until_yes(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    usb, desk, courier = stick(world.folder, "kerja"), by_file(world, file_of(world)), world.kecamatan()
    sessions: list[str] = []
    monkeypatch.setattr(courier.sync, "sync_now", lambda: sessions.append("asked"))
    op_id = ask(desk)
    assert desk.stick.view().out_words.startswith("1 kiriman dan pendaftaran komputer ini, ")
    written(desk, usb)
    taken = courier.stick.take_in(usb)
    assert taken.carried == 1
    handed = courier.courier.hand_over()
    assert (handed.handed, handed.left, handed.code) == (0, 1, Problem.UNCONFIRMED)
    assert "Ya, benar" in handed.words
    assert sessions == ["asked"], "the PC that waits for its yes is fetched without a key"
    assert talks(courier) == []
    confirm(courier)
    handed = courier.courier.hand_over()
    assert (handed.handed, handed.replies, handed.left) == (1, 1, 0)
    done = carried_back(courier, desk, usb)
    assert (done.replies, done.receipts, done.refused) == (1, 1, [])
    assert state_of(desk, op_id) is OutboxState.RECEIPTED
    assert desk.stick.view().out_words == "", "the server has met it"
    assert courier.sync.run_once().complete
    (device,) = next(row for row in courier.people.view().rows if row.village == BABAYAU).devices
    assert device.words.endswith(", kiriman lewat USB 10.34"), "its file was carried; it was in no contact itself"
    world.lines["babayau"].down = False
    assert desk.sync.run_once().complete, "the line comes later, with the same secret and the same key"


def test_a_pc_that_is_said_to_be_wrong_is_never_let_in(world: World) -> None:
    desk, kecamatan = by_file(world, file_of(world)), world.kecamatan()
    ask(desk)
    world.lines["babayau"].down = False
    assert desk.sync.run_once().code == Problem.UNCONFIRMED
    assert kecamatan.sync.run_once().complete
    (row,) = [row for row in kecamatan.people.view().rows if row.door is Door.WAITING]
    assert not isinstance(kecamatan.people.revoke(row.devices[0].id), Refused)
    assert kecamatan.sync.run_once().complete
    assert desk.sync.run_once().code == Problem.REVOKED
    assert talks(kecamatan) == []


def test_a_file_makes_one_pc_only_and_a_lost_reply_locks_nobody_out(world: World) -> None:
    file = file_of(world)
    first, second, kecamatan = by_file(world, file), by_file(world, file, "lain"), world.kecamatan()
    for name in ("babayau", "lain"):
        world.lines[name].down = False
    first.sync.run_once()
    lost = first.secrets.get(TOKEN)
    assert lost is not None
    assert second.sync.run_once().code == Problem.FILE_SPENT
    assert second.enrolment.shut_out() == Problem.FILE_SPENT
    confirm(kecamatan)
    assert first.sync.run_once().complete
    assert isinstance(second.enrolment.setup(URL, world.village_code()), Enrolled), "a code helps the second, data kept"
    assert second.sync.run_once().complete


def test_the_reply_to_the_first_request_may_be_lost(world: World) -> None:
    desk, kecamatan = by_file(world, file_of(world)), world.kecamatan()
    secret = desk.secrets.get(FILE_SECRET)
    assert secret is not None
    world.lines["babayau"].down = False
    desk.sync.run_once()
    desk.secrets.forget(TOKEN)
    desk.secrets.put(FILE_SECRET, secret)
    assert desk.sync.run_once().code == Problem.UNCONFIRMED
    confirm(kecamatan)
    assert desk.sync.run_once().complete


def test_the_file_brings_what_was_published_last_and_nothing_private(world: World) -> None:
    old, kecamatan = world.village(), world.kecamatan()
    ask(old)
    hand_in_report(old)
    world.citizen_writes("Jalan", "Jalan rusak di RT 2")
    assert old.sync.run_once().complete
    assert kecamatan.sync.run_once().complete
    (waiting,) = kecamatan.review.waiting().rows
    assert not isinstance(kecamatan.review.accept(waiting.version_id), Refused)
    assert kecamatan.sync.run_once().complete
    desk = by_file(world, file_of(world), "baru")
    with desk.store.read() as tx:
        here = {kind: len(tx.records.all(kind)) for kind in RecordType}
    assert (here[RecordType.REPORT], here[RecordType.VERSION], here[RecordType.PUBLICATION]) == (1, 1, 1)
    private = (RecordType.CONSULTATION, RecordType.FEEDBACK, RecordType.DRAFT, RecordType.PERSON, RecordType.DEVICE)
    assert [here[kind] for kind in private] == [0] * len(private)


def test_a_file_for_a_village_that_has_another_admin_is_not_made(world: World) -> None:
    world.village()
    with pytest.raises(KnownError) as refused:
        file_of(world, "Orang Lain")
    assert refused.value.code == "village_taken"
    assert file_of(world, "").exists(), "without a name it is for whoever has the place"
