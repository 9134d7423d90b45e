"""What changed since the version before: marks, before and after, only what changed, words added and removed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from sipa_core import ids
from sipa_core.wire.records import RecordType
from sipa_desktop.bootstrap import Desk
from tests.support.by_name import all_named, click, named, texts
from tests.support.demo_office import page_context
from tests.support.public_figures import report as report_content
from tests.support.world import BABAYAU, World
from ui.pages.review.page import ReviewPage
from ui.widgets.changed_text import ChangedText
from ui.widgets.note_card import NoteCard
from ui.widgets.versions_dialog import VersionsDialog

DRAFT = ids.draft_id(BABAYAU, "lra_semester1", "2025-S1")
REPORT = ids.report_id(BABAYAU, "lra_semester1", "2025-S1")
NOTED, WORDS = "apbdes[02/-/-].realisasi", "kendala.isi"


@pytest.fixture
def kecamatan(tmp_path: Path) -> Iterator[Desk]:
    """A kecamatan that gave a report back with two notes and has the second version, one of them answered."""
    world = World(tmp_path)
    village, desk = world.village(), world.kecamatan()
    village.reports.create("lra_semester1", "2025-S1")
    village.reports.save(DRAFT, report_content({WORDS: "Hujan sampai bulan Juni."}))
    village.reports.submit(DRAFT)
    village.sync.run_once()
    desk.sync.run_once()
    first = ids.version_id(REPORT, 1)
    desk.review.save_note(first, None, NOTED, "Dicek lagi.")
    desk.review.save_note(first, None, "pengantar.isi", "Rapikan.")
    desk.review.give_back(first)
    desk.sync.run_once()
    village.sync.run_once()
    village.reports.open(DRAFT)
    village.reports.save(
        DRAFT, {NOTED: 250_000_000, WORDS: "Hujan sampai bulan Juli.", "apbdes[04/-/-].realisasi": None}
    )
    village.reports.submit(DRAFT)
    village.sync.run_once()
    desk.sync.run_once()
    yield desk
    world.close()


@pytest.fixture
def page(kecamatan: Desk, qtbot: QtBot) -> ReviewPage:
    page = ReviewPage(page_context(kecamatan))
    qtbot.addWidget(page)
    page.resize(1158, 661)
    page.show()
    page.open_argument(ids.version_id(REPORT, 2))
    qtbot.waitUntil(lambda: bool(all_named(page, "Baca Kiriman ke-1")))
    return page


def test_sections_say_how_much_of_them_changed(page: ReviewPage) -> None:
    assert named(page, "Realisasi APB Desa, 2 isian berubah").isVisible()
    assert named(page, "Kendala, 1 isian berubah").isVisible()


def test_only_what_changed_is_shown_with_before_and_after(page: ReviewPage) -> None:
    whole = page.view.table.lines.rowCount()
    click(page, "Hanya yang berubah")
    lines = [line for line in page.view.table.lines.table.lines if not line.heading]
    assert len(lines) < whole
    assert all(line.changed for line in lines)
    line = next(line for line in lines if line.name == "Pelaksanaan Pembangunan Desa")
    assert (line.cells[1], line.cells[3]) == ("214.780.000", "250.000.000")
    click(page, "Pengantar")
    assert "Tidak ada yang berubah di bagian ini." in texts(page)


def test_a_text_shows_its_added_and_removed_words(page: ReviewPage) -> None:
    click(page, "Kendala, 1 isian berubah")
    changed = page.view.findChild(ChangedText)
    assert changed is not None
    assert changed.accessibleName() == "dihapus: Juni.; ditambah: Juli."
    assert "+<u>Juli.</u>" in changed.text()
    assert "<s>Juni.</s>" in changed.text()


def test_a_text_is_never_read_as_markup(qtbot: QtBot) -> None:
    label = ChangedText("<b>lama</b>", "<b>baru</b> & <img src=x>")
    qtbot.addWidget(label)
    assert "<b>" not in label.text()
    assert "<img" not in label.text()


def test_notes_of_the_last_round_say_whether_their_field_changed(page: ReviewPage) -> None:
    cards = [card for card in page.panel.findChildren(NoteCard) if card.isVisible()]
    assert [(card.note.resolved, card.note.replies) for card in cards] == [
        (True, ("Isiannya sudah diubah.",)),
        (False, ("Isiannya belum berubah.",)),
    ]


def test_the_version_is_laid_beside_another_or_none_and_an_old_one_is_read(page: ReviewPage, qtbot: QtBot) -> None:
    assert page.compare.choice.currentText() == "Kiriman ke-1"
    page.compare.choice.activated.emit(0)
    assert page.model.detail is not None
    assert page.model.detail.against is None
    assert not page.compare.only.isVisible()
    click(page, "Baca Kiriman ke-1")
    assert page.model.current == ids.version_id(REPORT, 1)
    assert not all_named(page, "Setujui laporan")
    qtbot.waitUntil(lambda: bool(all_named(page, "Baca Kiriman ke-2")))
    click(page, "Baca Kiriman ke-2")
    assert named(page, "Setujui laporan").isVisible()


def test_every_version_can_be_read_and_compared_without_changing_one(page: ReviewPage) -> None:
    click(page, "Semua kiriman")
    dialog = page.findChild(VersionsDialog)
    assert dialog is not None
    assert [dialog.chosen.itemText(at) for at in range(dialog.chosen.count())] == ["Kiriman ke-2", "Kiriman ke-1"]
    said = " ".join(texts(dialog))
    assert "214.780.000 → " in said
    assert "35.220.000" in said


def test_a_type_that_this_program_cannot_read_is_said_in_a_sentence(page: ReviewPage, kecamatan: Desk) -> None:
    with kecamatan.store.write() as tx:
        known = [one for one in tx.records.all(RecordType.TEMPLATE) if one.text("key") == "lra_semester1"]
        for one in known:
            definition = str(one.fields["definition"]).replace('"budget"', '"hologram"')
            tx.server_records.take([replace(one, rev=one.rev + 1, fields={**one.fields, "definition": definition})])
        tx.reproject()
    page.model.choose(ids.version_id(REPORT, 1))
    assert "Jenis laporan ini belum dikenal aplikasi. Tidak ada yang berubah." in " ".join(texts(page))
