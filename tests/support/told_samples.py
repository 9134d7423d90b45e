"""An invented report of each kind of publication, and its public figures, for whatever speaks to the public."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

import resources
from sipa_core.domain.budget_codes import BudgetNames, read_names
from sipa_core.domain.paths import Value
from sipa_core.domain.periods import parse_period
from sipa_core.domain.publication_figures import PublicFigures, Refused, figures_from
from sipa_core.domain.template_text import read_template
from sipa_core.domain.templates import Template
from tests.support.public_figures import ADDRESS, VILLAGE, report

PERIODS = {
    "apbdes": "2026",
    "apbdes_perubahan": "2025-08-12",
    "lpj_apbdes": "2025",
    "lppd_tahunan": "2025",
    "dd_prioritas_penetapan": "2026",
    "dip_berkala": "2025-S1",
}

_PLACES = (
    ("Rabat beton RT 03, 180 m", "RT 03", 96_000_000, "Kasi Kesejahteraan", "TPK Babayau"),
    ("Drainase Jalan Masjid, 95 m", "Jalan Masjid", 71_250_000, "Kasi Kesejahteraan", "TPK Babayau"),
    ("Pelatihan olahan ikan untuk PKK", "Balai desa", 18_500_000, "Kasi Pelayanan", ""),
    ("Posyandu balita dan lansia", "Dusun 1 dan 2", 42_000_000, "Kasi Pelayanan", "Kader posyandu"),
    ("Penghasilan tetap kepala desa dan perangkat", "Kantor desa", 312_600_000, "Kaur Keuangan", ""),
    ("BLT Desa", "Seluruh desa", 76_800_000, "Kasi Kesejahteraan", ""),
    ("Perbaikan balai desa", "Kantor desa", 55_000_000, "Kaur Umum", "TPK Babayau"),
)
_SAID = {
    "pemerintahan": "Pelayanan surat selesai di hari yang sama, data penduduk diperbarui tiap bulan, dan empat "
    "musyawarah desa dihadiri rata-rata 62 warga.",
    "pembangunan": "Jalan RT 03 sepanjang 180 meter dan drainase Jalan Masjid selesai. Perbaikan balai desa baru "
    "separuh karena bahan terlambat, dan dilanjutkan tahun depan.",
    "pembinaan": "Ronda berjalan di empat RT, karang taruna mengadakan dua kali lomba, dan pengajian bulanan dibantu "
    "pengeras suara baru.",
    "pemberdayaan": "Dua puluh ibu PKK mengikuti pelatihan olahan ikan, dan kelompok tani mendapat 400 bibit karet.",
}
_KEPT = (
    "Perdes APB Desa 2025",
    "LPPD 2024",
    "Profil desa",
    "RPJM Desa",
    "RKP Desa 2025",
    "Peta desa",
    "Daftar aset desa",
)


@cache
def template(key: str) -> Template:
    """The report type as it ships."""
    return read_template(resources.read_text(f"templates/{key}.toml"), key)


@cache
def names() -> BudgetNames:
    """The names of the budget's codes."""
    return read_names(resources.read_text("codes/kode_rekening.csv"), resources.read_text("codes/kode_kegiatan.csv"))


def content(key: str) -> dict[str, Value]:
    """The whole content of a report of that type that can be told."""
    full = report()
    budget = {path: value for path, value in full.items() if path.startswith("apbdes[")}
    signed: dict[str, Value] = {
        "pengesahan.kepala_desa": "Rahmadi",
        "pengesahan.tanggal": "2026-01-12",
        "pengesahan.alamat_pengaduan": ADDRESS,
    }
    plan = {path: value for path, value in budget.items() if path.endswith(".anggaran")}
    match key:
        case "apbdes":
            said: dict[str, Value] = {"ringkasan.isi": "Belanja terbesar untuk jalan dan drainase."}
            return {**signed, **plan, **said, **_activities()}
        case "apbdes_perubahan":
            was = {path.replace(".anggaran", ".anggaran_awal"): value for path, value in plan.items()}
            now = {**plan, "apbdes[-/4.2.1/-].anggaran": 748_432_000, "apbdes[02/-/-].anggaran": 543_250_000}
            why = "Dana Desa berkurang Rp20 juta, sehingga perbaikan jalan RT 05 ditunda ke tahun depan."
            return {**signed, **was, **now, "perubahan.alasan": why}
        case "lppd_tahunan":
            return {**signed, **budget, **{f"ringkasan.{field}": text for field, text in _SAID.items()}}
        case "dd_prioritas_penetapan":
            return {**signed, **_activities(), "musdes.tanggal": "2025-12-04"}
        case "dip_berkala":
            found = dict(signed)
            for n, name in enumerate(_KEPT):
                cells = (name, "Sekretaris Desa", "Kantor desa, 2025", "keduanya" if n % 2 else "cetak", "5 tahun")
                for column, value in zip(_COLUMNS, cells, strict=True):
                    found[f"informasi[i{n}].{column}"] = value
                found[f"informasi[i{n}].pos"] = n
            return found
        case _:
            return full


_COLUMNS = ("ringkasan", "penanggung_jawab", "pembuatan", "bentuk", "masa_simpan")


def told(key: str, changes: Mapping[str, Value] | None = None) -> PublicFigures | Refused:
    """The public figures of that report, or why it cannot be told; `changes` are laid over it, None removes a leaf."""
    laid = {**content(key), **(changes or {})}
    return figures_from(
        {path: value for path, value in laid.items() if value is not None},
        template(key),
        VILLAGE,
        parse_period(PERIODS[key]),
        kabupaten="Balangan",
        village_url="https://paringin.example/desa/babayau",
        report_url=f"https://paringin.example/desa/babayau/laporan/{key}/{PERIODS[key]}",
        approved_on=date(2026, 1, 15),
        names=names(),
    )


def figures(key: str) -> PublicFigures:
    """The public figures of that report."""
    made = told(key)
    assert isinstance(made, PublicFigures), made
    return made


def _activities() -> dict[str, Value]:
    found: dict[str, Value] = {}
    for n, (name, place, planned, executor, team) in enumerate(_PLACES):
        row = f"kegiatan[k{n}]"
        found |= {f"{row}.nama": name, f"{row}.lokasi": place, f"{row}.anggaran": planned, f"{row}.pos": n}
        found |= {f"{row}.pelaksana": executor, f"{row}.tim": team or None}
    return {path: value for path, value in found.items() if value is not None}
