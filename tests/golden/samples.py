"""What an op of each kind says, one sample a kind, with every member that the kind has; invented people and figures."""

from __future__ import annotations

from typing import Any, Final

VILLAGE = "63.11.06.2024"
VERSION = "253a8cd9-f07c-5a25-94ba-4fcf4def98bb"
NOTE = "01a215eb-f66a-7a0e-8a22-948ae5873816"
HASH = "63f5a76f487578236f85a4441ee0a394892d6768ae315c654eeec4732e0f91dc"
PICTURE = "9e6a9049615740e7396227e91852a5494bc0c5997f0253a3030ffafed508793c"
AT = 1_752_114_840_000

_JUDGED = {"version": VERSION, "content_hash": HASH}
_REPORT = {
    "village": VILLAGE,
    "template": "kegiatan_bulanan",
    "template_version": 2,
    "period": "2025-06",
    "newest_seen": 1,
    "newest_mark": "63f5a76f",
    "ordinal": 0,
}
_FILE = {"sha256": PICTURE, "name": "balai.png", "media": "image/png", "size": 72208, "width": 200, "height": 120}


def _rows(table: str) -> dict[str, Any]:
    return {f"{table}[{NOTE}].{column}": value for column, value in (_FILE | {"pos": 0}).items()}


SAMPLES: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "report.submit": (
        "report",
        _REPORT
        | {"content": {"umum.uraian": "Gotong royong “besar” – selesai.", "umum.nihil": True}, "said": [NOTE]}
        | {"copy": "0f5a3c7e9b1d2846"},
    ),
    "report.recall": ("report", {"version": VERSION}),
    "draft.save": ("draft", _REPORT | {"changes": {"umum.uraian": "Gotong royong.", "umum.kendala": None}}),
    "draft.discard": ("draft", {"off": True}),
    "conflict.resolve": ("conflict", {"rev": 3, "changes": {"umum.uraian": "Gotong royong."}, "seen": 2}),
    "village.set": ("village_setting", {"drafts_off": True}),
    "review.open": ("review", _JUDGED),
    "review.return": ("review", _JUDGED | {"notes": {NOTE: {"path": "umum.uraian", "text": "Siapa yang hadir?"}}}),
    "review.accept": ("review", _JUDGED | {"remark": "Rapi."}),
    "review.reopen": ("review", _JUDGED | {"reason": "Angka belum sama dengan buku kas."}),
    "review.timely": ("version", {"content_hash": HASH}),
    "publication.release": ("publication", {"version": VERSION}),
    "publication.withdraw": ("publication", {"version": VERSION, "reason": "Salah lampiran."}),
    "posting.prove": (
        "posting",
        {
            "version": VERSION,
            "url": "https://www.facebook.com/contoh/posts/1",
            "caption": "Realisasi APB Desa",
            "with_picture": True,
            "posted_at": AT,
            "evidence": _rows("bukti"),
            "place": "Papan di balai desa",
        },
    ),
    "posting.verify": ("posting", {"version": VERSION, "proved_at": AT}),
    "posting.refuse": ("posting", {"version": VERSION, "proved_at": AT, "reason": "Gambarnya belum terbaca."}),
    "feedback.reply": ("feedback", {"text": "Lampu sudah dipasang.", "close": True}),
    "feedback.state": ("feedback", {"state": "ditolak", "reason": "Di luar desa.", "note": "Lewat WA.", "of": NOTE}),
    "feedback.release": ("feedback", {"seen": NOTE}),
    "feedback.note": ("feedback", {"text": "Tanya kepala dusun."}),
    "feedback.record": (
        "feedback",
        {
            "source": "facebook",
            "kind": "keluhan",
            "text": "Lampu jalan mati.",
            "subject": "Lampu",
            "author": "Warga",
            "said_on": "2025-07-09",
            "link": "https://www.facebook.com/contoh/posts/1",
        },
    ),
    "feedback.hold": ("feedback", {"reason": "Memuat nomor orang."}),
    "message.send": (
        "consultation",
        {
            "text": "Rekening mana yang dipakai?",
            "files": _rows("berkas") | {f"berkas[{NOTE}].msg": NOTE},
            "begin": {
                "village": VILLAGE,
                "subject": "Rekening",
                "about": "report",
                "report": VERSION,
                "path": "umum.uraian",
                "label": "Uraian kegiatan",
            },
        },
    ),
    "consultation.read": ("consultation", {"upto": NOTE}),
    "consultation.solve": ("consultation", {}),
    "guidance.put": (
        "guidance",
        {"village": VILLAGE, "text": "Lengkapi buku kas.", "due": "2025-07-14", "thread": NOTE, "label": "Buku kas"},
    ),
    "guidance.change": ("guidance", {"text": "Lengkapi buku kas dan bukti.", "due": "2025-07-21"}),
    "guidance.done": ("guidance", {"note": "Sudah lengkap."}),
    "guidance.undo": ("guidance", {}),
    "guidance.confirm": ("guidance", {}),
    "guidance.return": ("guidance", {"reason": "Bukti bulan Mei belum ada."}),
    "guidance.cancel": ("guidance", {}),
    "event.put": (
        "event",
        {
            "village": VILLAGE,
            "template": "realisasi_kegiatan",
            "period": "2025-08-17",
            "ordinal": 1,
            "name": "Rabat beton RT 02 selesai",
        },
    ),
    "event.cancel": ("event", {}),
    "document.put": ("document", {"name": "umum.toml", "data": "YWJvdXQgPSAiTGFwb3JhbiIK"}),
    "template.put": ("template", {"definition": '{"key":"lokal_posyandu","version":1}'}),
    "village.begin": ("village", {"day": "2026-11-26"}),
    "duty.put": (
        "duty",
        {
            "key": "kegiatan_bulanan",
            "template": "kegiatan_bulanan",
            "name": "Laporan Kegiatan Bulanan",
            "short_name": "Kegiatan",
            "deadline": "21 M+1",
            "owed_by": "desa",
            "basis": "SK Camat",
            "parts": "S1",
            "active_from": "2025-01-01",
            "active_to": "2026-12-31",
            "remind": "7,1,-1",
            "moved": {"2025-06": "2025-07-28"},
            "skip": {"2025-05": True},
            "skip_villages": {VILLAGE: True},
        },
    ),
    "device.revoke": ("device", {}),
    "device.confirm": ("device", {}),
    "person.put": ("person", {"phone": "0812-0000-0000"}),
}
