"""A morning on which two PCs of one village changed the same report: what this PC has, and what the other one sent."""

from __future__ import annotations

from typing import Final

from sipa_core import ids
from sipa_core.domain.attachments import Attachment, Media, leaves
from sipa_core.domain.paths import Value
from sipa_core.ops import reports
from sipa_core.sync.merge import Take
from sipa_core.wire.records import Record, RecordType, Ref
from sipa_desktop.bootstrap import Desk
from sipa_desktop.events import Topic
from sipa_desktop.store.documents import DocumentKind
from tests.support.demo_office import BABAYAU, Truth, admin_of, demo_records
from tests.unit.desktop.services.desks import at

JUNE: Final = ids.draft_id(BABAYAU, "kegiatan_bulanan", "2025-06")
REPORT: Final = ids.report_id(BABAYAU, "kegiatan_bulanan", "2025-06")
HASIL = "kegiatan[a].hasil"


def _photo(name: str, size: int) -> dict[str, Value]:
    file = Attachment(ids.natural_id("blob", name).replace("-", "") * 2, name, Media.JPEG, size, 1600, 1200)
    return leaves("foto", "f", file)


SENT: Final[dict[str, Value]] = {
    "umum.uraian": "Pelatihan menjahit untuk ibu-ibu PKK selama dua hari.",
    "umum.kendala": "Pelatih datang terlambat.",
    "kegiatan[a].nama": "Pelatihan menjahit",
    "kegiatan[a].tempat": "Balai desa",
    "kegiatan[a].peserta": 18,
    "kegiatan[a].pos": 1,
    **_photo("hari-pertama.jpg", 195_000),
    "foto[f].kegiatan": "a",
    "foto[f].pos": 1,
}
MINE: Final[dict[str, Value]] = {
    **SENT,
    "umum.kendala": "Pelatih datang terlambat. Hari kedua diganti hari Sabtu.",
    "kegiatan[a].peserta": 24,
    "kegiatan[a].tanggal": "2025-06-27",
    HASIL: "Bantuan alat dari BUM Desa.",
    "kegiatan[a].tempat": "Balai Desa Babayau",
    **_photo("praktik.jpg", 215_000),
    "kegiatan[b].nama": "Musyawarah dusun RT 02",
    "kegiatan[b].tempat": "Rumah ketua RT",
    "kegiatan[b].tanggal": "2025-06-14",
    "kegiatan[b].peserta": 41,
    "kegiatan[b].hasil": "Usulan jalan usaha tani dicatat.",
}
THEIRS: Final[dict[str, Value]] = {
    **SENT,
    "umum.uraian": "Pelatihan menjahit untuk ibu-ibu PKK selama dua hari, lalu posyandu.",
    "umum.kendala": "Pelatih datang terlambat. Mesin jahit kurang dua.",
    "kegiatan[a].peserta": 26,
    "kegiatan[a].tanggal": "2025-06-28",
    HASIL: "Dianggarkan di perubahan.",
    "kegiatan[a].tempat": "Gedung PKK",
    **_photo("penutupan.jpg", 188_000),
    "kegiatan[c].nama": "Posyandu balita",
    "kegiatan[c].tempat": "Polindes",
    "kegiatan[c].tanggal": "2025-06-19",
    "kegiatan[c].peserta": 33,
    "kegiatan[c].hasil": "Semua balita ditimbang.",
}
CHOSEN: Final = {
    "umum.kendala": Take.BOTH,
    "kegiatan[a].tempat": Take.MINE,
    "kegiatan[a].tanggal": Take.THEIRS,
    "kegiatan[a].peserta": Take.MINE,
    "foto[f].sha256": Take.BOTH,
}
"""All but the last field of the report's table."""


def with_a_conflict(desk: Desk, *, chosen: bool = False) -> Desk:
    """Give the desk of Babayau the two texts of June, and most choices if asked."""
    truth = Truth({Ref(one.type, one.id): one for one in demo_records()})
    known = set(truth.records)
    ref = Ref(RecordType.REPORT, REPORT)
    for n, (content, when) in enumerate(((SENT, "2025-07-08 15:02"), (THEIRS, "2025-07-10 09:47"))):
        said = reports.Submit(BABAYAU, "kegiatan_bulanan", 2, "2025-06", dict(content), n)
        truth.play("report.submit", ref, said, admin_of(BABAYAU), at(when))
    newest = Ref(RecordType.VERSION, ids.version_id(REPORT, 2))
    truth.write(newest, BABAYAU, {"meta.device": "Laptop Sekdes"})
    new = [one for one in truth.records.values() if Ref(one.type, one.id) not in known]
    about: dict[str, Value] = {
        "village": BABAYAU,
        "template": "kegiatan_bulanan",
        "template_version": 2,
        "period": "2025-06",
        "ordinal": 0,
        "newest_seen": 1,
    }
    with desk.store.write() as tx:
        tx.server_records.take([Record(one.type, one.id, one.rev + 9000, one.village, one.fields) for one in new])
        tx.reproject()
        tx.documents.start(JUNE, DocumentKind.DRAFT, about, at("2025-07-10 08:30"))
        tx.documents.save(JUNE, MINE, at("2025-07-10 10:12"))
        tx.touch(Topic.REPORTS, Topic.DRAFTS)
    if chosen:
        assert desk.conflicts.choose(JUNE, CHOSEN) is None
    return desk
