"""Practice: invented data in a profile of its own that never sends and never mixes with real work."""

from __future__ import annotations

from pathlib import Path

import pytest

import resources
from sipa_core.domain.template_text import from_record
from sipa_core.wire.records import RecordType
from sipa_desktop.bootstrap import open_practice
from sipa_desktop.cli.parser import make_parser
from sipa_desktop.errors import KnownError, Refused
from sipa_desktop.services.practice import SNAPSHOT, pack_snapshot, read_snapshot
from sipa_desktop.settings import default_profile, practice_command, practice_profile
from tests.support.world import World


def test_the_shipped_practice_can_be_read_and_its_report_types_are_known() -> None:
    snapshot = read_snapshot(resources.read_bytes(SNAPSHOT))
    assert read_snapshot(pack_snapshot(snapshot)) == snapshot
    assert snapshot.identity.server_url.endswith(".invalid")
    assert {one.village for one in snapshot.records} <= {None, snapshot.identity.village, *villages(snapshot.records)}
    templates = [one for one in snapshot.records if one.type == RecordType.TEMPLATE]
    assert templates
    assert all(from_record(one) is not None for one in templates)


def villages(records: list) -> set[str | None]:  # type: ignore[type-arg]
    return {one.village for one in records if one.type == RecordType.VILLAGE}


def test_a_practice_opens_on_its_day_keeps_what_is_done_and_sends_nothing(tmp_path: Path) -> None:
    desk = open_practice(tmp_path / "latihan")
    try:
        assert desk.practice
        rows = desk.reports.list()
        assert [row for row in rows if row.state == "dikembalikan"]
        draft = next(row.draft_id for row in rows if row.state == "dikembalikan")
        assert not isinstance(desk.reports.save(draft, {"kendala.isi": "Latihan mengisi"}), Refused)
        assert not isinstance(desk.reports.submit(draft), Refused)
        outcome = desk.sync.run_once()
        assert outcome.trouble is not None
        assert len(desk.queue.waiting()) == 1
    finally:
        desk.close()
    again = open_practice(tmp_path / "latihan")
    try:
        assert len(again.queue.waiting()) == 1
    finally:
        again.close()


def test_a_folder_with_real_work_never_becomes_a_practice(tmp_path: Path) -> None:
    world = World(tmp_path)
    desk = world.village()
    desk.close()
    world._desks.remove(desk)
    with pytest.raises(KnownError) as refused:
        open_practice(tmp_path / "babayau")
    assert refused.value.code == "not_a_practice"
    again = world.desk("babayau")
    identity = again.identity()
    assert identity is not None
    assert identity.person_name == "Norhayati"
    assert not again.practice
    world.close()


def test_the_practice_lies_beside_the_real_data_and_has_its_own_flag() -> None:
    assert practice_profile() != default_profile()
    assert practice_profile().parent == default_profile().parent
    assert practice_command()[1][-1] == "--latihan"
    assert make_parser().parse_args(["--latihan"]).latihan
