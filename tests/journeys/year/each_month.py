"""Every month from November 2026 to December 2027: people, aid and activities, each from the month before."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Final

from sipa_core.domain.dates import format_date, last_day_of_month
from sipa_core.domain.periods import Period, PeriodKind
from tests.journeys.month import things
from tests.journeys.year import months, reports
from tests.journeys.year.office import Year

FIRST: Final = Period(PeriodKind.MONTH, 2026, 11)
LAST: Final = Period(PeriodKind.MONTH, 2027, 12)
WITHOUT: Final = frozenset(("Februari 2027", "Juni 2027"))
"""Months in which nothing was done, and that is said."""

DONE: Final = (
    ("Musyawarah persiapan APB Desa", "BPD dan kepala desa menyepakati rancangan APB Desa tahun depan."),
    ("Penetapan Perdes APB Desa", "Perdes APB Desa ditetapkan dan ditempel di papan informasi."),
    ("Musyawarah RKP Desa", "RKP Desa dibahas bersama BPD dan ketua RT, usulan tiap RT disepakati."),
    ("Kerja bakti jalan RT 02", "Warga membersihkan selokan sepanjang jalan RT 02."),
    ("Rapat persiapan rabat beton", "Tim pelaksana menghitung bahan dan membagi tugas di RT 03."),
    ("Pembersihan lahan jalan RT 03", "Lahan jalan RT 03 dibersihkan sebelum pengecoran pertama."),
    ("Pengecoran jalan RT 03", "Pengecoran 76 meter pertama selesai sebelum hujan."),
    ("Penyuluhan gizi ibu hamil", "Dua belas ibu hamil hadir bersama bidan desa."),
    ("Upacara dan lomba kemerdekaan", "Hari kemerdekaan diperingati bersama karang taruna dan sekolah."),
    ("Penyelesaian jalan RT 03", "Jalan RT 03 sepanjang 180 meter dapat dilalui kendaraan."),
    ("Musyawarah perubahan APB Desa", "Perubahan APB Desa disepakati bersama BPD."),
    ("Pemeriksaan lampu jalan", "Empat lampu jalan diganti di RT 01 dan RT 02."),
    ("Rapat penyusunan RKP Desa", "Tim penyusun menyelesaikan rancangan RKP Desa tahun depan."),
    ("Rapat akhir tahun", "Perangkat desa menutup buku dan mencatat kegiatan yang tertunda."),
)


def all_months() -> tuple[Period, ...]:
    """Every month of the story."""
    found = [FIRST]
    while found[-1] != LAST:
        found.append(found[-1].following())
    return tuple(found)


def month(of: Period, year: Year) -> None:
    """The three reports on a month, on the third day of the next one; the kecamatan accepts them."""
    after = of.following()
    year.go_to(date(after.year, after.number, 3))
    signed = format_date(date(after.year, after.number, 3))
    paid = format_date(date(of.year, of.number, 26))
    shown = of.label == "Januari 2027"
    if of == FIRST:
        year.village.press("Alt+1")
        year.village.fetch(f"Rekap Penduduk Bulanan {of.label}")
        months.people(year, of.label, signed, papers=False)
        months.aid(year, of.label, paid, signed, papers=False)
    else:
        before = of.previous().label
        months.people_again(year, of.label, before, signed, later=happened(of), papers=shown)
        months.aid_again(year, of.label, before, paid, signed, papers=shown)
    if of.label in WITHOUT:
        months.nothing_done(year, of.label)
    else:
        done(year, of)
    year.tell(f"Laporan {of.label} terkirim semua.", year.village)
    for words in ("Rekap Penduduk Bulanan", "Realisasi BLT Desa", "Laporan Kegiatan Bulanan"):
        reports.approve(year, f"{words} {of.short_label}", f"{words} {of.label}")


def happened(of: Period) -> tuple[tuple[str, ...], ...]:
    """Who was born, came, died and went in a month, of both sexes, a line for each RT; other people every month."""
    at = all_months().index(of)
    return tuple(tuple(str((at * 7 + line * 5 + n * 3) % 11 // 9) for n in range(8)) for line in range(3))


def done(year: Year, of: Period) -> None:
    """What was done in a month, from the secretary's table, with a photo of each."""
    title = f"Laporan Kegiatan Bulanan {of.label}"
    at = all_months().index(of)
    name, outcome = DONE[at]
    day = last_day_of_month(of.year, of.number).day // 2
    table = (
        months.ACTIVITIES[0],
        (
            "Posyandu balita",
            "Balai desa",
            f"{day - 2} {of.label}",
            38 + at,
            f"{38 + at} balita ditimbang.",
        ),
        (name, "Balai desa", f"{day + 6} {of.label}", 21 + at, outcome),
    )
    village = reports.begin(year, title, "Uraian kegiatan")
    village.fill("Uraian kegiatan", f"{name} dan posyandu balita terlaksana pada bulan {of.label_in_year}. {outcome}")
    village.choose("Daftar kegiatan, belum terisi")
    village.click("Ambil dari berkas")
    village.file(months.table(year.folder / f"buku-kegiatan-{of}.xlsx", table))
    village.wait("2 baris baru")
    village.ready("Masukkan 2 baris")
    village.click("Masukkan 2 baris")
    village.ready("Tambah baris")
    village.choose("Foto kegiatan")
    for number, words in enumerate(("Posyandu balita", name)):
        file = f"foto-{of}-{number + 1}.jpg"
        village.click("Pilih berkas")
        village.file(things.photo(year.folder / file, f"{words} {of.label}", at * 2 + number))
        village.wait(f"Keterangan {file}")
        village.fill(f"Keterangan {file}", f"{words}, {of.label}.")
    if of.label == "Januari 2027":
        reports.papers(year, "kegiatan", excel=True)
    reports.send(year, title)


STEPS: Final = {str(of): partial(month, of) for of in all_months()}
"""The step of each month, by the month (`2027-03`)."""
