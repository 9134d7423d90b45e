"""P02: an older program on newer data opens them for reading and takes them along; no byte of the database changes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from sipa_desktop.bootstrap import open_desk, open_reading
from sipa_desktop.desk import Desk
from sipa_desktop.entrance import take_profile
from sipa_desktop.errors import KnownError, Refused
from sipa_desktop.services.documents_views import Document
from sipa_desktop.services.reading import UNSENT
from sipa_desktop.services.reports_views import ReportEdit
from sipa_desktop.settings import DATABASE
from sipa_desktop.store.engine import open_copy
from tests.support.update_kills import FILLED
from tests.support.vaults import open_vault
from tests.support.world import URL, World

NEWER = (
    "UPDATE alembic_version SET version_num = 'd9999'",
    "ALTER TABLE outbox ADD COLUMN baru TEXT",
    "CREATE TABLE baru (isi TEXT)",
    "PRAGMA wal_checkpoint(TRUNCATE)",
)


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """A village with a report that waits and a draft, whose data a newer program has opened since."""
    world = World(tmp_path)
    desk = world.desk("desa")
    assert not isinstance(desk.enrolment.setup(URL, world.village_code()), Refused)
    desk.sync.run_once()
    for key, period, content in (
        ("lra_semester1", "2025-S1", FILLED),
        ("kegiatan_bulanan", "2025-06", {"pengantar.isi": "Belum selesai."}),
    ):
        edit = desk.reports.create(key, period)
        assert isinstance(edit, ReportEdit)
        assert not isinstance(desk.reports.save(edit.draft_id, content), Refused)
        if key == "lra_semester1":
            assert not isinstance(desk.reports.submit(edit.draft_id), Refused)
    desk.close()
    world.server.close()
    folder = tmp_path / "desa"
    with open_copy(folder / DATABASE, open_vault(folder).key(), writable=True) as raw:
        for statement in NEWER:
            raw.execute(statement).fetchall()
    return folder


def reading(profile: Path) -> Desk:
    with pytest.raises(KnownError) as newer:
        open_desk(profile, vault=open_vault(profile))
    assert newer.value.code == "newer_database"
    return open_reading(profile, open_vault(profile), take_profile(profile))


def sum_of(profile: Path) -> str:
    return hashlib.sha256((profile / DATABASE).read_bytes()).hexdigest()


def test_everything_written_can_be_read_and_taken_along(profile: Path, tmp_path: Path) -> None:
    before = sum_of(profile)
    desk = reading(profile)
    view = desk.reading.view()
    assert (view.place, view.unread) == ("Desa Babayau", "")
    assert "belum terkirim" in view.waiting_words
    drafts = [row.title for row in view.rows if row.draft]
    assert "Laporan Kegiatan Bulanan" in " ".join(drafts)
    assert isinstance(desk.reading.paper(view.rows[0]), Document)
    words = desk.reading.export(tmp_path / "usb")
    desk.close()
    folder = next((tmp_path / "usb").iterdir())
    assert len(list(folder.glob("*.pdf"))) == len(view.rows)
    assert "Belanja berjalan sesuai rencana" in (folder / UNSENT).read_text("utf-8-sig")
    assert (next(folder.glob("SIPA-salinan-*")) / DATABASE).exists()
    assert "tidak diubah" in words
    assert sum_of(profile) == before


WRITES: dict[str, Callable[[Desk], object]] = {
    "a text": lambda desk: desk.reports.create("lra_semester1", "2026-S1"),
    "a report to send": lambda desk: desk.reports.submit(next(row.key for row in desk.reading.view().rows)),
    "a preference": lambda desk: desk.preferences.put(scale=125),
    "a copy": lambda desk: desk.backups.copy_here(),
    "a bundle": lambda desk: desk.stick.write(desk.profile.parent),
    "any": lambda desk: desk.store.write().__enter__(),
}


def test_no_way_of_writing_gets_through(profile: Path) -> None:
    before = sum_of(profile)
    desk = reading(profile)
    for name, write in WRITES.items():
        with pytest.raises(KnownError) as refused:
            write(desk)
        assert refused.value.code == "newer_read_only", name
    assert desk.sync.run_once().accepted == 0
    desk.close()
    assert sum_of(profile) == before


def test_data_that_this_program_cannot_understand_are_taken_along_all_the_same(profile: Path, tmp_path: Path) -> None:
    with open_copy(profile / DATABASE, open_vault(profile).key(), writable=True) as raw:
        raw.execute("ALTER TABLE document RENAME TO naskah")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    desk = reading(profile)
    view = desk.reading.view()
    assert view.rows == ()
    assert "disalin utuh" in view.unread
    words = desk.reading.export(tmp_path / "usb")
    assert "tidak diubah" in words
    desk.close()
