"""An invented report of Desa Babayau and its public figures, for whatever speaks to the public."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

import resources
from sipa_core.domain.channels import Channel, parse_channels
from sipa_core.domain.paths import Value
from sipa_core.domain.periods import Period, PeriodKind
from sipa_core.domain.publication_figures import PublicFigures, figures_from
from sipa_core.domain.template_text import read_template
from sipa_core.domain.templates import Template
from sipa_core.domain.villages import Village

VILLAGE = Village("63.11.06.2024", "Babayau", "babayau", "Paringin")
PERIOD = Period(PeriodKind.SEMESTER, 2025, 1)
ADDRESS = "Kantor Desa Babayau, telepon 0812-0000-0000"

_REVENUE = {"4.1": (18_000_000, 7_250_000), "4.2.1": (768_432_000, 461_059_200), "4.2.3": (689_300_000, 344_650_000)}
_SPENDING = {
    "01": (521_600_000, 268_914_500),
    "02": (563_250_000, 214_780_000),
    "03": (148_400_000, 61_325_000),
    "04": (187_950_000, 72_460_000),
    "05": (76_800_000, 28_800_000),
}
_UNFINISHED = (
    ("Rabat beton RT 03, 180 m", "Pekerjaan 60%, selesai Agustus"),
    ("Drainase Jalan Masjid, 95 m", "Mulai Juli, menunggu material"),
    ("Pelatihan olahan ikan untuk PKK", "Dijadwalkan September"),
)
TOLD: dict[str, Value] = {
    "apbdes[02.03/-/-].anggaran": 656_000_000,
    "apbdes[02.03/-/-].realisasi": 262_400_000,
    "kegiatan[k0].nama": "Rabat beton RT 03",
    "kegiatan[k0].realisasi": 262_400_000,
    "belum_selesai.nihil": True,
    "pengesahan.alamat_pengaduan": ADDRESS,
}
"""The least that the half-year report must tell the public, and so the least that may be sent."""


@cache
def template() -> Template:
    """The report type whose public part is tested."""
    return read_template(resources.read_text("templates/lra_semester1.toml"), "lra_semester1.toml")


@cache
def channels() -> tuple[Channel, ...]:
    """The channels as they ship."""
    return parse_channels(resources.read_text("channels/channels.toml"))


def report(changes: Mapping[str, Value] | None = None) -> dict[str, Value]:
    """The whole content of a report that can be told; `changes` are laid over it, None removes a leaf."""
    content: dict[str, Value] = {
        "pengantar.isi": "Dengan hormat, bersama ini kami sampaikan laporan.",
        "ringkasan.isi": "Belanja berjalan sesuai rencana.",
        "kendala.isi": "Rahasia dapur: hubungi Pak Udin 0813-1111-2222.",
        "apbdes[-/4.2.2/-].anggaran": 47_668_000,
        "apbdes[-/4.2.2/-].realisasi": 14_300_000,
        "apbdes[-/4.2.2/-].alasan": "catatan dalam",
        "apbdes[-/6.1.1/-].anggaran": 14_600_000,
        "apbdes[-/6.1.1/-].realisasi": 14_600_000,
        "apbdes[-/6.2.2/-].anggaran": 40_000_000,
        "apbdes[-/6.2.2/-].realisasi": 20_000_000,
        "pengesahan.kepala_desa": "Rahmadi",
        "pengesahan.tanggal": "2025-07-10",
        "pengesahan.alamat_pengaduan": ADDRESS,
    }
    for code, (planned, done) in _REVENUE.items():
        content |= {f"apbdes[-/{code}/-].anggaran": planned, f"apbdes[-/{code}/-].realisasi": done}
    for code, (planned, done) in _SPENDING.items():
        content |= {f"apbdes[{code}/-/-].anggaran": planned, f"apbdes[{code}/-/-].realisasi": done}
    for number, (name, note) in enumerate(_UNFINISHED):
        content |= {
            f"belum[b{number}].nama": name,
            f"belum[b{number}].keterangan": note,
            f"belum[b{number}].pos": number,
        }
    for number, physical in enumerate((100, 60, 0)):
        row = f"kegiatan[k{number}]"
        content |= {
            f"{row}.nama": f"Kegiatan {number}",
            f"{row}.lokasi": "RT 03",
            f"{row}.anggaran": 50_000_000,
            f"{row}.realisasi": 500_000 * physical,
            f"{row}.fisik": physical,
        }
    content.update(changes or {})
    return {path: value for path, value in content.items() if value is not None}


def figures(
    changes: Mapping[str, Value] | None = None,
    village: Village = VILLAGE,
    page: str = "https://paringin.example/desa/babayau",
) -> PublicFigures:
    """The public figures of that report; an empty `page` is a village without a public address."""
    made = figures_from(
        report(changes),
        template(),
        village,
        PERIOD,
        kabupaten="Balangan",
        village_url=page,
        report_url=f"{page}/laporan/lra_semester1/2025-S1" if page else "",
        version=2,
        approved_on=date(2025, 7, 15),
    )
    assert isinstance(made, PublicFigures), made
    return made
