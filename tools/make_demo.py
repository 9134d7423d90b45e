#!/usr/bin/env python3
"""Makes resources/demo/demo.json from the two real budgets in resources/demo/csv and the invented words in tools/demo.

Seeded: the same input gives the same file to the byte, which a test checks. Every budget closes, every activity list
adds up to its sub-bidang, and no village spends what it has not received.
"""

from __future__ import annotations

import json
import random
import sys
import tomllib
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from sipa_core.domain.budget_codes import read_names  # noqa: E402 - the tree is put on the path first
from sipa_core.domain.money import format_rupiah, format_tenths, percent_tenths  # noqa: E402
from sipa_core.domain.villages import Village, VillageKind, parse_regions  # noqa: E402
from tools.demo import months, spending  # noqa: E402

SEED = "sipa-demo-1"
YEAR, KECAMATAN = 2025, "63.11.06"
NOW = datetime.fromisoformat("2025-07-10T10:34:00+08:00")
TARGET = ROOT / "resources/demo/demo.json"
CSV_TARGET = ROOT / "resources/demo/csv/babayau-realisasi.csv"
KECAMATAN_ADMIN = "Syahrani"

Content = dict[str, Any]


def make() -> str:
    """Return the whole demo as JSON text."""
    words = _toml("villages.toml")["village"]
    regions = parse_regions((ROOT / "resources/wilayah/balangan_63.11.csv").read_text("utf-8"))
    known = {village.code: village for village in regions.of_kecamatan(KECAMATAN)}
    stories = [_Story(known[one["code"]], one) for one in sorted(words, key=lambda one: str(one["code"]))]
    demo = {
        "format": 1,
        "now": NOW.isoformat(),
        "zone": "Asia/Makassar",
        "kecamatan": KECAMATAN,
        "contact": "Kantor Kecamatan Paringin. WhatsApp kantor 0812-0000-0100.",
        "people": [
            {"name": KECAMATAN_ADMIN, "role": "admin_kecamatan"},
            *({"name": story.words["admin"], "role": "admin_desa", "village": story.village.code} for story in stories),
        ],
        "offices": [story.office() for story in stories],
        "reports": sorted((one for story in stories for one in story.reports()), key=_first_moment),
        "drafts": [one for story in stories for one in story.drafts()],
        "postings": sorted((one for story in stories for one in story.postings()), key=lambda one: str(one["at"])),
        "feedback": _plain(sorted(_toml("feedback.toml")["feedback"], key=lambda one: one["steps"][0]["at"])),
        "talks": _plain(sorted(_toml("talks.toml")["talk"], key=lambda one: one["steps"][0]["at"])),
    }
    return json.dumps(demo, ensure_ascii=False, indent=1) + "\n"


def make_csv() -> str:
    """Return Babayau's half year as its clerk would export it: the sum that the kecamatan missed, and three slips."""
    words = next(one for one in _toml("villages.toml")["village"] if one.get("fixed"))
    names = read_names(
        (ROOT / "resources/codes/kode_rekening.csv").read_text("utf-8"),
        (ROOT / "resources/codes/kode_kegiatan.csv").read_text("utf-8"),
    )
    return spending.as_csv(spending.fixed(words), names)


def _form(template: str) -> dict[str, Any]:
    """A report type with the number of its newest form: nobody who tries the demo is greeted by an older one."""
    forms = [tomllib.loads(path.read_text("utf-8")) for path in (ROOT / "resources/templates").glob("*.toml")]
    newest = max(int(form["version"]) for form in forms if form["key"] == template)
    return {"template": template, "template_version": newest}


class _Story:
    """One village's half year, told from its words and its own chance."""

    def __init__(self, village: Village, words: dict[str, Any]) -> None:
        self.village = village
        self.words = words
        self._chance = random.Random(f"{SEED}|{village.code}")
        self._semester = {} if village.kind is VillageKind.KELURAHAN else self._semester_content()

    def office(self) -> dict[str, Any]:
        minutes = self._chance.randint(3, 150)
        last = self.words.get("last_contact", NOW - timedelta(minutes=minutes))
        head, contact = self.words["head"], self.words["contact"]
        return {"code": self.village.code, "head": head, "contact": contact, "last_contact": last.isoformat()}

    def reports(self) -> Iterator[dict[str, Any]]:
        """The semester's report where it was sent, and the monthly ones."""
        if "sent" in self.words:
            yield self._report("lra_semester1", f"{YEAR}-S1", list(self._semester_steps()))
        for month in range(1, 7):
            steps = list(self._month_steps(month))
            if steps:
                yield self._report("kegiatan_bulanan", f"{YEAR}-{month:02d}", steps)

    def drafts(self) -> Iterator[dict[str, Any]]:
        """What was written and not sent: the semester's report, and the month of Babayau that the demo begins with."""
        about = {"village": self.village.code}
        if self._semester and "sent" not in self.words:
            yield {**about, **_form("lra_semester1"), "period": f"{YEAR}-S1", "content": self._semester}
        if self.words.get("fixed"):
            content = months.content(self.village, YEAR, 6, self._chance)
            yield {**about, **_form("kegiatan_bulanan"), "period": f"{YEAR}-06", "content": content}

    def postings(self) -> Iterator[dict[str, Any]]:
        """The proofs that the village gave, one for each channel."""
        addresses = {
            "website": "https://contoh-{slug}.desa.id/berita/realisasi-apb-desa-semester-1-2025",
            "facebook": "https://www.facebook.com/contoh.desa.{slug}/posts/2025070{n}",
            "instagram": "https://www.instagram.com/p/contoh{slug}{n}/",
            "whatsapp": "https://whatsapp.com/channel/contoh-{slug}/{n}",
            "papan_informasi": "https://www.facebook.com/contoh.desa.{slug}/photos/2025071{n}",
        }
        for n, (channel, at) in enumerate(self.words.get("posted", {}).items(), 1):
            yield {
                "village": self.village.code,
                "template": "lra_semester1",
                "period": f"{YEAR}-S1",
                "channel": channel,
                "url": addresses[channel].format(slug=self.village.slug, n=n),
                "caption": f"Realisasi APB {self.village.label} Semester I {YEAR}. Rinciannya ada di gambar.",
                "with_picture": True,
                "posted_at": (at - timedelta(minutes=4)).isoformat(),
                "at": at.isoformat(),
                "by": self.words["admin"],
            }

    def _report(self, template: str, period: str, steps: list[dict[str, Any]]) -> dict[str, Any]:
        return {"village": self.village.code, **_form(template), "period": period, "steps": steps}

    def _semester_steps(self) -> Iterator[dict[str, Any]]:
        admin = self.words["admin"]
        first = dict(self._semester)
        if "kendala_first" in self.words:
            first["kendala.isi"] = self.words["kendala_first"]
        yield {"do": "submit", "at": self.words["sent"].isoformat(), "by": admin, "content": first}
        for step in _plain(self.words.get("steps", [])):
            if step["do"] == "submit":
                yield {**step, "by": admin, "content": self._semester}
            else:
                yield {**step, "by": KECAMATAN_ADMIN}

    def _semester_content(self) -> Content:
        plan = spending.fixed(self.words) if self.words.get("fixed") else spending.planned(self._chance, self.words)
        told = {
            "pendapatan": format_rupiah(plan.income.realisasi),
            "belanja": format_rupiah(plan.spent),
            "anggaran": format_rupiah(plan.budget),
            "persen": format_tenths(percent_tenths(plan.spent, plan.budget) or 0),
        }
        signed = {"pengesahan.tanggal": self.words["sent"].date().isoformat()} if "sent" in self.words else {}
        return {
            "pengantar.isi": self.words["pengantar"],
            "ringkasan.isi": self.words["ringkasan"].format(**told),
            **plan.content(self.village.code),
            "kendala.isi": self.words["kendala"],
            "pengesahan.kepala_desa": self.words["head"],
            **signed,
            "pengesahan.alamat_pengaduan": self.words["contact"],
        }

    def _month_steps(self, month: int) -> Iterator[dict[str, Any]]:
        """Sent in time, then read and approved within days; June is as far as its word says."""
        how = self.words.get("june") if month == 6 else "accept"
        content = months.content(self.village, YEAR, month, self._chance)
        latest = 9 if month == 6 else 18
        sent = self._working(date(YEAR, month + 1, self._chance.randint(2, latest - 5)))
        if how is None or (month == 5 and self.words.get("may") == "missing"):
            return
        yield {"do": "submit", "at": self._at(sent), "by": self.words["admin"], "content": content}
        read = self._working(sent + timedelta(days=1))
        if how in ("open", "accept"):
            yield {"do": "open", "at": self._at(read, 8), "by": KECAMATAN_ADMIN}
        if how == "accept":
            yield {"do": "accept", "at": self._at(read, 14), "by": KECAMATAN_ADMIN}

    def _working(self, day: date) -> date:
        """The day itself, or the next on which offices are open (not on Idul Fitri, Idul Adha and their leave days)."""
        shut = {date(2025, 4, n) for n in range(1, 8)} | {date(2025, 6, 6), date(2025, 6, 9), date(2025, 5, 12)}
        while day.weekday() > 4 or day in shut:
            day += timedelta(days=1)
        return day

    def _at(self, day: date, hour: int | None = None) -> str:
        hours = self._chance.randint(8, 15) if hour is None else hour
        return f"{day.isoformat()}T{hours:02d}:{self._chance.randint(5, 55):02d}:00+08:00"


def _first_moment(report: dict[str, Any]) -> str:
    return str(report["steps"][0]["at"])


def _plain(value: Any) -> Any:
    """Moments of TOML as texts, all else as it is."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return {key: _plain(one) for key, one in value.items()} if isinstance(value, dict) else value


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((ROOT / "tools/demo" / name).read_text("utf-8"))


if __name__ == "__main__":
    for target, text in ((TARGET, make()), (CSV_TARGET, make_csv())):
        target.write_text(text, "utf-8")
        print(f"written: {target.relative_to(ROOT)}, {target.stat().st_size // 1024} KB")
