"""Damaged data: noticed before it is used, mended from the newest good copy, and nothing that was sent is lost."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from sipa_core import ids
from sipa_core.ports import Entropy
from sipa_core.wire.records import RecordType
from sipa_desktop.bootstrap import Desk, open_desk
from sipa_desktop.disk_faults import DamagedError
from sipa_desktop.errors import Refused
from sipa_desktop.platform.vault import Vault
from sipa_desktop.services.backup_views import AlertKind
from sipa_desktop.services.mending import mend, newest_good
from sipa_desktop.services.reports_views import Submitted
from sipa_desktop.settings import DATABASE
from sipa_desktop.store.outbox import OutboxState
from sipa_desktop.store.salvage import salvage
from sipa_desktop.store.soundness import Soundness
from sipa_desktop.sync.enrolment import Enrolled
from tests.support.clock import SeededEntropy
from tests.support.public_figures import report as report_content
from tests.support.vaults import PASSWORD, open_vault, vault_of
from tests.support.world import BABAYAU, URL, World

DRAFT = ids.draft_id(BABAYAU, "lra_semester1", "2025-S1")
PAGE = 4096
PLACES = 20


def opened(world: World, profile: Path, name: str = "babayau", entropy: Entropy | None = None) -> Desk:
    line = world.server.peer(name)
    return open_desk(
        profile,
        vault=open_vault(profile),
        clock=world.clock,
        entropy=entropy or SeededEntropy("desk"),
        peer_of=lambda _url: line,
    )


@pytest.fixture
def profile(world: World) -> Path:
    """A closed profile: a copy of the morning, then a report that was sent and a sentence after it."""
    folder = world.folder / "babayau"
    desk = opened(world, folder)
    assert isinstance(desk.enrolment.setup(URL, world.village_code()), Enrolled)
    assert desk.sync.run_once().complete
    assert not isinstance(desk.reports.create("lra_semester1", "2025-S1"), Refused)
    assert not isinstance(desk.reports.save(DRAFT, report_content() | {"kendala.isi": "Pagi."}), Refused)
    Soundness(folder).begin(desk.store, world.clock.now())
    desk.backups.copy_here()
    world.clock.pass_time(minutes=5)
    assert isinstance(desk.reports.submit(DRAFT), Submitted)
    assert desk.sync.run_once().complete
    desk.close()
    return folder


def vault_in(profile: Path) -> Vault:
    vault = vault_of(profile)
    assert vault.unlock(PASSWORD)
    return vault


def flip(database: Path, page: int, at: int) -> None:
    with database.open("r+b") as file:
        file.seek(page * PAGE + at)
        byte = file.read(1)[0]
        file.seek(page * PAGE + at)
        file.write(bytes([byte ^ 1]))


def looked_through(world: World, profile: Path) -> None:
    """Open the profile as a start after a power cut does. DamagedError."""
    Soundness(profile)._mark.touch()
    desk = opened(world, profile)
    try:
        Soundness(profile).begin(desk.store, world.clock.now())
    finally:
        desk.close()


def said(desk: Desk) -> object:
    with desk.store.read() as tx:
        return tx.documents.content(DRAFT).get("kendala.isi")


def test_a_flipped_bit_on_any_page_is_noticed_before_use_and_mended_without_losing_what_was_sent(
    world: World, profile: Path, tmp_path: Path
) -> None:
    evening = opened(world, profile)
    world.clock.pass_time(minutes=5)
    with evening.store.write() as tx:
        tx.documents.save(DRAFT, {"kendala.isi": "Sore."}, world.clock.now())
    with evening.store.read() as tx:
        before = tx.documents.content(DRAFT)
        items = tx.outbox.items(tuple(OutboxState))
    evening.close()
    sent = {item.op_id for item in items if item.state is OutboxState.RECEIPTED}
    waiting = {item.op_id for item in items} - sent
    newest = 0
    drawn = random.Random(7)
    pages = (profile / DATABASE).stat().st_size // PAGE
    for turn in range(PLACES):
        broken = tmp_path / f"broken-{turn}"
        shutil.copytree(profile, broken)
        flip(broken / DATABASE, drawn.randrange(pages), drawn.randrange(PAGE))
        with pytest.raises(DamagedError):
            looked_through(world, broken)
        vault = vault_in(broken)
        done = mend(broken, newest_good(broken, vault.key()), vault, world.clock, SeededEntropy(f"m{turn}"))
        assert "datang lagi dari kecamatan" in done.words
        desk = opened(world, broken, entropy=SeededEntropy(f"a{turn}"))
        desk.store.check()
        assert said(desk) in ("Pagi.", "Sore.")
        newest += said(desk) == "Sore."
        assert desk.identity() is not None
        with desk.store.read() as tx:
            content = tx.documents.content(DRAFT)
            ops = {item.op_id for item in tx.outbox.items(tuple(OutboxState))}
        assert content == before | {"kendala.isi": said(desk)}
        assert ops <= sent | waiting
        assert desk.sync.run_once().complete
        assert desk.sync.status().parked == 0
        with desk.store.read() as tx:
            assert tx.records.count(RecordType.VERSION) == 1
        desk.close()
        shutil.rmtree(broken)
    assert newest > PLACES // 2


def test_what_was_written_after_the_copy_is_carried_over(world: World, profile: Path) -> None:
    desk = opened(world, profile)
    world.clock.pass_time(minutes=5)
    with desk.store.write() as tx:
        tx.documents.save(DRAFT, {"kendala.isi": "Sore."}, world.clock.now())
    desk.close()
    vault = vault_in(profile)
    found = salvage(profile / DATABASE, vault.key())
    assert "leaf" in found.whole
    done = mend(profile, newest_good(profile, vault.key()), vault, world.clock, SeededEntropy("m"))
    assert (done.drafts, done.ops) == (1, 1)
    again = opened(world, profile, entropy=SeededEntropy("a"))
    assert said(again) == "Sore."
    assert again.sync.run_once().complete
    with again.store.read() as tx:
        assert tx.records.count(RecordType.VERSION) == 1
    again.close()


def test_without_any_copy_what_can_be_read_begins_a_new_file_and_the_server_brings_the_rest(
    world: World, profile: Path
) -> None:
    vault = vault_in(profile)
    done = mend(profile, None, vault, world.clock, SeededEntropy("m"))
    assert done.drafts == 1
    again = opened(world, profile, entropy=SeededEntropy("a"))
    assert again.identity() is not None
    assert again.sync.run_once().complete
    with again.store.read() as tx:
        assert tx.records.count(RecordType.VERSION) == 1
    again.close()


def test_a_spoilt_copy_is_passed_over_for_the_one_before(world: World, profile: Path) -> None:
    desk = opened(world, profile)
    world.clock.pass_time(days=1)
    newer = desk.backups.copy_here().copy.folder
    desk.close()
    vault = vault_in(profile)
    best = newest_good(profile, vault.key())
    assert best is not None
    assert best.folder == newer
    flip(newer / DATABASE, 2, 100)
    before = newest_good(profile, vault.key())
    assert before is not None
    assert before.folder != newer


def test_a_program_that_ended_well_is_not_looked_through_again_for_a_week(world: World, profile: Path) -> None:
    desk = opened(world, profile)
    Soundness(profile).end()
    assert Soundness(profile).begin(desk.store, world.clock.now()) is False
    assert Soundness(profile).begin(desk.store, world.clock.now()) is True
    Soundness(profile).end()
    world.clock.pass_time(days=8)
    assert Soundness(profile).begin(desk.store, world.clock.now()) is True
    desk.close()


def test_a_deleted_log_is_noticed_and_the_data_number_anew(world: World, profile: Path) -> None:
    desk = opened(world, profile)
    with desk.store.read() as tx:
        before = tx.meta.get("incarnation")
    desk.close()
    (profile / "sipa.jejak").write_text("999999", encoding="ascii")
    again = opened(world, profile, entropy=SeededEntropy("a"))
    with again.store.read() as tx:
        assert tx.meta.get("incarnation") != before
    (alert,) = [one for one in again.backups.alerts() if one.kind is AlertKind.WENT_BACK]
    assert "datang lagi dari kecamatan" in alert.lines[1]
    again.backups.put_away(AlertKind.WENT_BACK)
    assert AlertKind.WENT_BACK not in {one.kind for one in again.backups.alerts()}
    again.close()
