"""The month of a village as a report to the camat tells it: three or four events with days, people and results."""

from __future__ import annotations

import random
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from sipa_core.domain.dates import last_day_of_month, month_name
from sipa_core.domain.villages import Village, VillageKind
from sipa_core.ids import natural_id

_OPENINGS = (
    "Bulan {month} ini {village} mengadakan {n} kegiatan bersama warga.",
    "Selama {month}, perangkat dan warga {village} menjalankan {n} kegiatan.",
    "{village} mencatat {n} kegiatan pada bulan {month}.",
    "Pada bulan {month} ada {n} kegiatan di {village}, semuanya sesuai jadwal.",
)
_MIDDLES = (
    "Yang paling ramai adalah {name} dengan {people} peserta.",
    "{name} diikuti {people} orang dan berjalan tertib.",
    "Warga paling banyak hadir pada {name}, yaitu {people} orang.",
)
_ENDINGS = (
    "Hasilnya antara lain: {result}.",
    "Dari kegiatan itu {result}.",
    "Yang dapat dirasakan warga: {result}.",
)
_OBSTACLES = (
    "",
    "",
    "Hujan sering turun sore hari, jadi kerja bakti dipindah ke pagi.",
    "Sebagian warga sedang menyadap karet sehingga yang hadir lebih sedikit dari undangan.",
    "Jalan ke lokasi becek, peserta berkumpul di rumah ketua RT.",
    "Listrik padam saat kegiatan, dilanjutkan tanpa pengeras suara.",
    "Tenaga puskesmas datang terlambat karena melayani dua tempat pada hari yang sama.",
)


def content(village: Village, year: int, month: int, chance: random.Random) -> dict[str, Any]:
    """Return the content of the village's report for the month."""
    events = _events(village, month, chance)
    days = sorted(chance.sample(range(2, last_day_of_month(year, month).day - 1), len(events)))
    told: dict[str, Any] = {}
    for position, (event, day) in enumerate(zip(events, days, strict=True)):
        row = f"kegiatan[{natural_id('demo-row', village.code, year, month, event['name'])}]"
        told |= {
            f"{row}.pos": position,
            f"{row}.nama": event["name"],
            f"{row}.tempat": _of(village, chance.choice(event["places"])),
            f"{row}.tanggal": date(year, month, day).isoformat(),
            f"{row}.peserta": event["count"],
            f"{row}.hasil": _of(village, event["result"]),
        }
    return {**_words(village, month, events, chance), **told}


def _events(village: Village, month: int, chance: random.Random) -> list[dict[str, Any]]:
    """One or two that belong to the month, the rest from any month."""
    pool = tomllib.loads((Path(__file__).parent / "works.toml").read_text("utf-8"))["event"]
    if village.kind is VillageKind.KELURAHAN:
        pool = [event for event in pool if not event.get("desa")]
    special = [event for event in pool if month in event.get("months", ())]
    common = [event for event in pool if "months" not in event]
    taken = chance.sample(special, min(len(special), 2))
    taken += chance.sample(common, chance.randint(3, 4) - len(taken))
    chance.shuffle(taken)
    for event in taken:
        event |= {"count": chance.randint(*event["people"]), "result": chance.choice(event["results"])}
    return taken


def _words(village: Village, month: int, events: list[dict[str, Any]], chance: random.Random) -> dict[str, Any]:
    most = max(events, key=lambda event: int(event["count"]))
    told = {
        "month": month_name(month),
        "village": village.label,
        "n": ("tiga", "empat")[len(events) - 3],
        "name": most["name"],
        "people": most["count"],
        "result": _of(village, most["result"][0].lower() + most["result"][1:]),
    }
    text = " ".join(chance.choice(lines).format(**told) for lines in (_OPENINGS, _MIDDLES, _ENDINGS))
    obstacle = chance.choice(_OBSTACLES)
    return {"umum.uraian": text, **({"umum.kendala": obstacle} if obstacle else {})}


def _of(village: Village, text: str) -> str:
    """The same words for a kelurahan, which has a lurah and no village hall."""
    if village.kind is not VillageKind.KELURAHAN:
        return text
    heads = (("kepala desa", "lurah"), ("Kepala desa", "Lurah"))
    for desa, kelurahan in (*heads, ("Balai desa", "Aula kelurahan"), ("desa", "kelurahan")):
        text = text.replace(desa, kelurahan)
    return text
