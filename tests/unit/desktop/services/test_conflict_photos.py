"""Two PCs that added photos to one activity: all of them stay, and that there are too many is said before sending."""

from __future__ import annotations

import hashlib

from sipa_core import ids
from sipa_core.domain.attachments import Attachment, Media, leaves
from sipa_core.domain.paths import Value
from sipa_desktop.errors import Refused
from sipa_desktop.services.conflicts import Conflicts
from sipa_desktop.services.conflicts_views import ConflictView, Settled
from sipa_desktop.services.reports import Reports
from sipa_desktop.services.reports_views import ReportEdit, Submitted
from sipa_desktop.store.unit_of_work import Store
from tests.unit.desktop.services.desks import BABAYAU, HandClock, Server

JUNE = ids.draft_id(BABAYAU, "kegiatan_bulanan", "2025-06")


def photos(side: str, count: int) -> dict[str, Value]:
    """So many photos of the activity `a`, as one PC adds them."""
    found: dict[str, Value] = {}
    for n in range(count):
        digest = hashlib.sha256(f"{side}{n}".encode()).hexdigest()
        found |= leaves("foto", f"{side}{n}", Attachment(digest, f"{side}{n}.jpg", Media.JPEG, 1000, 10, 10))
        found |= {f"foto[{side}{n}].kegiatan": "a", f"foto[{side}{n}].pos": n}
    return found


def writes(store: Store, clock: HandClock, own: dict[str, Value]) -> Reports:
    """A PC begins the report of June without the other one."""
    reports = Reports(store, clock)
    assert isinstance(reports.create("kegiatan_bulanan", "2025-06"), ReportEdit)
    same: dict[str, Value] = {"umum.uraian": "Pelatihan menjahit.", "kegiatan[a].nama": "Pelatihan"}
    assert not isinstance(reports.save(JUNE, same | own), Refused)
    return reports


def joined(village: Store, second_pc: Store, server: Server, clock: HandClock, own: int) -> ConflictView:
    """What is shown once two photos came from the other PC beside so many of this one."""
    assert isinstance(writes(second_pc, clock, photos("t", 2)).submit(JUNE), Submitted)
    server.exchange(second_pc)
    writes(village, clock, photos("m", own))
    server.exchange(village)
    view = Conflicts(village, clock).view(JUNE)
    assert isinstance(view, ConflictView)
    return view


def test_photos_of_both_that_are_too_many_for_an_activity_all_stay_and_it_is_said(
    village: Store, second_pc: Store, server: Server, clock: HandClock
) -> None:
    view = joined(village, second_pc, server, clock, 2)
    said = "Pelatihan punya 4 foto, paling banyak 3. Hapus yang tidak perlu. Semua tetap tersimpan;"
    assert said in view.merged_words
    assert isinstance(Conflicts(village, clock).resolve(JUNE, view.seal, {}), Settled)
    with village.read() as tx:
        content = tx.documents.content(JUNE)
    assert len({path for path in content if path.endswith(".sha256")}) == 4


def test_photos_that_fit_are_joined_without_a_word_too_much(
    village: Store, second_pc: Store, server: Server, clock: HandClock
) -> None:
    assert "paling banyak" not in joined(village, second_pc, server, clock, 1).merged_words
