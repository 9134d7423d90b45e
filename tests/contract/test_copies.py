"""Copies of a profile and their way back: on the same PC, on another one, and cut off at every step."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sipa_core import ids
from sipa_core.wire.records import RecordType, Ref
from sipa_desktop.bootstrap import Desk, open_desk
from sipa_desktop.errors import KnownError
from sipa_desktop.platform.key_file import NAMES
from sipa_desktop.services.attachments import Attachments
from sipa_desktop.services.restoring import restore_copy
from sipa_desktop.store import restore
from sipa_desktop.store.outbox import OutboxState
from sipa_desktop.store.snapshot import DATABASE, FILES, UNFINISHED, snapshots_in
from tests.support.clock import SeededEntropy
from tests.support.outside_files import photo
from tests.support.vaults import PASSWORD, DictRing, vault_of
from tests.support.world import BABAYAU, World

REPORT = ids.report_id(BABAYAU, "lra_semester1", "2025-S1")
TYPE, PERIOD = "lra_semester1", "2025-S1"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.close()


def write_report(desk: Desk, words: str) -> str:
    """A draft with a word in it."""
    made = desk.reports.create(TYPE, PERIOD)
    desk.reports.save(made.draft_id, {"kendala.isi": words})
    return made.draft_id


def test_a_daily_copy_is_made_once_a_day_and_keeps_a_week(world: World) -> None:
    desk = world.village()
    for _day in range(9):
        assert desk.backups.daily() is not None
        assert desk.backups.daily() is None
        world.clock.pass_time(days=1)
    rows = desk.backups.view().here
    assert len(rows) == 7
    assert [row.made_at for row in rows] == sorted((row.made_at for row in rows), reverse=True)
    assert desk.backups.view().warning.startswith("Belum ada cadangan di luar")
