"""March 2027 and the first months of 2028: what looks back on a year, with words of last time and figures of this."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from tests.journeys import play
from tests.journeys.year import money, reports
from tests.journeys.year.half import STAGE, unfinished
from tests.journeys.year.months import signed_on
from tests.journeys.year.office import Year

LKPPD: Final = "Laporan Keterangan Penyelenggaraan Pemerintahan Desa"
LPJ: Final = "Laporan Pertanggungjawaban Realisasi APB Desa {of}"
LPPD: Final = "LPPD Akhir Tahun Anggaran {of}"

SIGNED: Final = {2026: ("15 Maret 2027", "15 Maret 2027"), 2027: ("1 Februari 2028", "2 Februari 2028")}
NUMBERS: Final = {
    2026: ("900/021/DB/2027", "100/022/DB/2027"),
    2027: ("900/031/DB/2028", "100/032/DB/2028"),
}
"""When the LPJ and the LPPD of a year were signed, and their numbers."""

FOREWORD: Final = "Laporan ini kami sampaikan kepada BPD sebagai keterangan kepala desa atas pemerintahan tahun {year}."
TASKS: Final = (
    ("Penyelenggaraan pemerintahan", "Surat warga dilayani setiap hari kerja, musyawarah desa dua kali."),
    ("Pelaksanaan pembangunan", "Rabat beton RT 03 selesai bulan September, posyandu berjalan tiap bulan."),
    ("Pembinaan kemasyarakatan", "Hari besar diperingati bersama karang taruna dan kelompok yasinan."),
    ("Pemberdayaan masyarakat", "Pelatihan kader PKK tertunda karena pelatih dari kabupaten berhalangan."),
)
LEFT: Final = (("Pelatihan kader PKK", "Pelatih berhalangan, dilaksanakan tahun depan."),)


def last_year_is_explained(year: Year) -> None:
    """The word to the BPD on 2026, of which next year's will take over what stays the same."""
    year.go_to(date(2027, 3, 15))
    village = reports.begin(year, f"{LKPPD} 2026", "Kalimat pendahuluan")
    village.fill("Kalimat pendahuluan", FOREWORD.format(year=2026))
    village.choose("Pelaksanaan peraturan desa, belum terisi")
    village.click("Tambah baris")
    for words in ("2 Tahun 2024", "RPJM Desa Babayau", "Dilaksanakan sebagian"):
        village.type(words)
        village.press("Tab")
    village.choose("Pelaksanaan tugas, belum terisi")
    for label, _words in TASKS:
        village.fill(label, "Dikerjakan sesuai RKP Desa 2026, dengan laporan tiap bulan.")
    village.choose("Tindak lanjut hasil BPD, belum terisi")
    village.fill("Tindak lanjut", "Tidak ada permintaan BPD pada tahun 2025.")
    signed_on(year, "15 Maret 2027")
    village.fill("Nama ketua BPD", "Syarwani")
    reports.signed(year, "Daftar peraturan desa, belum terisi", "daftar-perdes-2026")
    reports.send(year, f"{LKPPD} 2026")


def year_is_accounted_for(year: Year, of: int = 2027) -> None:
    """The LPJ: every figure comes from the closed books."""
    if of == 2027:
        year.go_to(date(2028, 2, 1))
    signed, nr, title = SIGNED[of], NUMBERS[of], LPJ.format(of=of)
    village = reports.begin(year, title, "Kalimat pengantar")
    village.fill("Kalimat pengantar", f"Dengan hormat, kami sampaikan pertanggungjawaban APB Desa tahun {of}.")
    village.choose("Ringkasan, belum terisi")
    village.fill("Ringkasan untuk warga", f"Rabat beton {of} selesai dan BLT Desa dibayar penuh. Pelatihan ditunda.")
    village.choose("Realisasi APB Desa, belum terisi")
    reports.from_zip(year, money.closed(year.folder, of))
    village.choose("Catatan atas laporan keuangan, belum terisi")
    village.fill("Penjelasan pendapatan", "Dana Desa dan ADD diterima penuh. Hasil aset sedikit di bawah rencana.")
    village.fill("Penjelasan belanja", "Belanja terlaksana 97 persen. Pelatihan kader tidak terlaksana.")
    village.fill("Penjelasan pembiayaan dan SiLPA", "Penyertaan modal BUM Desa dibayar. Sisa anggaran menjadi SiLPA.")
    village.choose("Realisasi kegiatan, belum terisi")
    village.choose("Penghasilan tetap kepala desa")
    village.press("Right", 4)
    village.paste("100\n100\n100\n100\n100\n100\n100\n0\n100")
    village.choose("Belum selesai, belum terisi")
    unfinished(year, LEFT)
    village.choose("Program masuk desa, belum terisi")
    village.click("Nihil: tidak ada program masuk desa")
    village.choose("Pengesahan, belum terisi")
    village.fill("Nomor Perdes LPJ", f"1 Tahun {of + 1}")
    village.fill("Tanggal Perdes LPJ", f"28 Januari {of + 1}")
    village.fill("Tanggal pengesahan", signed[0])
    village.fill("Nomor surat", nr[0])
    for section, name in (("Perdes LPJ", "perdes-lpj"), ("Laporan keuangan", "laporan-keuangan")):
        reports.signed(year, f"{section}, belum terisi", f"{name}-{of}")
    village.wait("Terisi 10 dari 10 bagian")
    year.tell("LPJ lengkap.", village)
    if of == 2027:
        reports.papers(year, "lpj", excel=True)
    reports.send(year, title)
    reports.approve(year, f"LPJ {of}", title)
    spent = money.SPENT if of == 2027 else money.SPENT * 9 // 10
    assert money.rupiah(spent) in play.published(f"{year.page}/laporan/lpj_apbdes/{of}")


def year_is_told(year: Year, of: int = 2027) -> None:
    """The LPPD takes every figure from the LPJ and the numbers of both decrees; its texts are this year's."""
    if of == 2027:
        year.go_to(date(2028, 2, 2))
    signed, nr, title = SIGNED[of], NUMBERS[of], LPPD.format(of=of)
    village = reports.begin(year, title, "Tujuan penyusunan laporan")
    reports.take(year, f"LPJ {of}")
    if of == 2027:
        reports.take(year, "APB Desa 2027")
    if of == 2027 and year.thorough:
        reports.take(year, "LPPD 2026")
        village.click("Sudah benar")
    else:
        for label, words in INTRODUCTION:
            village.fill(label, words)
    for section, task in zip(PROGRAMMES, TASKS, strict=True):
        village.choose(section)
        village.fill("Rencana", f"Menurut RKP Desa {of}, dilaksanakan bersama BPD dan ketua RT.")
        village.fill("Pelaksanaan", said_in(of, task[1]))
    village.choose("Capaian dan masalah")
    for label, words in OUTCOME:
        village.fill(label, said_in(of, words))
    village.choose("Ringkasan untuk warga")
    for label, words in TOLD:
        village.fill(label, said_in(of, words))
    village.choose("Penutup")
    village.fill("Kalimat penutup", f"Tahun {of} berjalan baik. Pelatihan kader dilanjutkan tahun depan.")
    village.choose("Pengesahan")
    if of == 2027:
        reports.holds(year, "Nomor Perdes APB Desa", "5 Tahun 2026")
    else:
        village.fill("Nomor Perdes APB Desa", "6 Tahun 2025")
    reports.holds(year, "Nomor Perdes LPJ", f"1 Tahun {of + 1}")
    village.fill("Tanggal pengesahan", signed[1])
    village.fill("Nomor surat", nr[1])
    for section in ("Perdes APB Desa", "Perdes LPJ", "Rincian realisasi"):
        reports.signed(year, f"{section}, belum terisi", f"lppd-{section.lower().replace(' ', '-')}-{of}")
    village.wait("Terisi 13 dari 13 bagian")
    year.tell("LPPD lengkap, angkanya dari LPJ.", village)
    if of == 2027:
        reports.papers(year, "lppd", excel=True)
    reports.send(year, title)
    reports.approve(year, f"LPPD {of}", title)
    assert said_in(of, TOLD[1][1]) in play.published(f"{year.page}/laporan/lppd_tahunan/{of}")


def said_in(of: int, words: str) -> str:
    """The words of a year; of 2026 they begin with it, so that no year says what another one said."""
    return words if of == 2027 else f"Tahun {of}: {words}"


def year_is_explained(year: Year) -> None:
    """The word to the BPD on 2027: what stays the same comes from last year's, marked until it was looked at."""
    title = f"{LKPPD} 2027"
    village = reports.begin(year, title, "Kalimat pendahuluan")
    reports.take(year, f"{LKPPD} 2026")
    reports.holds(year, "Kalimat pendahuluan", FOREWORD.format(year=2026))
    year.tell("Teks tahun lalu diambil dan ditandai sampai diperiksa.", village)
    village.fill("Kalimat pendahuluan", FOREWORD.format(year=2027))
    village.choose("Pelaksanaan peraturan desa, dari laporan lain")
    village.choose("2 Tahun 2024")
    village.press("Right", 2)
    village.type("Dilaksanakan penuh")
    village.press("Return")
    village.click("Sudah benar")
    village.choose("Pelaksanaan tugas, belum terisi")
    for label, words in TASKS:
        village.fill(label, words)
    village.choose("Tindak lanjut hasil BPD, belum terisi")
    village.fill("Tindak lanjut", "BPD meminta lampu jalan RT 02 diganti, sudah dikerjakan bulan Juli.")
    village.choose("Pengesahan")
    village.ready("Sudah benar")
    village.click("Sudah benar")
    village.fill("Tanggal pengesahan", "2 Februari 2028")
    village.fill("Nomor surat", "100/033/DB/2028")
    reports.signed(year, "Daftar peraturan desa, belum terisi", "daftar-perdes-2027")
    village.wait("Terisi 6 dari 6 bagian")
    reports.papers(year, "lkppd", excel=True)
    reports.send(year, title)
    reports.approve(year, title, title)


def year_is_complete(year: Year) -> None:
    """The kecamatan sees on the village's page that everything of the year came in, and so do citizens."""
    kecamatan = year.kecamatan
    for words, title in WAITING if year.thorough else ():
        reports.approve(year, words, title)
    kecamatan.press("Alt+1")
    kecamatan.wait("Rekap Kecamatan Paringin")
    kecamatan.choose("Babayau")
    kecamatan.press("Return")
    kecamatan.wait("Riwayat kewajiban")
    kecamatan.wait("LPJ 2027: Terbit")
    kecamatan.wait("LPPD 2027: Terbit")
    kecamatan.wait("LKPPD 2027: Disetujui")
    kecamatan.fill("Tahun", "2027")
    kecamatan.wait("LRA Sem. I: Terbit")
    kecamatan.wait("Prioritas DD 2027: Terbit")
    if year.thorough:
        kecamatan.wait("DD Tahap I 2027: Disetujui")
    year.tell("Kecamatan melihat tahun itu lengkap di halaman Desa Babayau.", kecamatan)
    home = play.published(year.page)
    for told in ("apbdes/2027", "lra_semester1/2027-S1", "lpj_apbdes/2027", "lppd_tahunan/2027", "apbdes_perubahan"):
        assert told in home, told


def nothing_is_left(year: Year) -> None:
    """Nothing whose day has come is open, on the village's PC and on the kecamatan's page of it."""
    kecamatan, village = year.kecamatan, year.village
    for of in ("2026", "2027", "2028"):
        kecamatan.fill("Tahun", of)
        kecamatan.wait(f"Riwayat kewajiban {of}")
        year.duties += [one for one in kecamatan.texts() if _STATE.search(one)]
    open_ones = [one for one in year.duties if "Terlambat" in one or "Dikembalikan" in one]
    assert open_ones == [], open_ones
    village.press("Alt+2")
    village.wait("Buat laporan")
    year.tell("Tidak ada laporan yang terlambat.", village)
    late = [one for one in village.texts() if "lewat batas" in one or "Terlambat" in one]
    assert late == [], late


_STATE: Final = re.compile(r"^[^:]+: (Terbit|Disetujui|Terkirim|Diperiksa|Dikembalikan|Terlambat|Belum masuk)")

WAITING: Final = (
    (f"{LKPPD} 2026", f"{LKPPD} 2026"),
    (STAGE, STAGE),
    ("Laporan Pelaksanaan Kegiatan 2 Okt 2027", "Laporan Pelaksanaan Kegiatan 2 Oktober 2027"),
)
"""What the kecamatan had left for the end."""

PROGRAMMES: Final = (
    "Pemerintahan desa",
    "Pembangunan desa",
    "Pembinaan kemasyarakatan",
    "Pemberdayaan masyarakat",
)
INTRODUCTION: Final = (
    ("Tujuan penyusunan laporan", "Laporan ini memenuhi kewajiban kepala desa dan menjadi bahan evaluasi tahun 2027."),
    ("Visi dan misi", "Babayau yang rukun dan mandiri, dengan pelayanan yang terbuka bagi semua warga."),
    ("Strategi dan kebijakan", "Mendahulukan jalan RT, kesehatan balita, dan bantuan bagi keluarga miskin."),
)
OUTCOME: Final = (
    ("Keberhasilan yang dicapai", "Jalan RT 03 sepanjang 180 meter selesai, BLT Desa dibayar 12 bulan."),
    ("Permasalahan yang dihadapi", "Hujan menunda pengecoran, dan pelatih kader berhalangan hadir."),
    ("Upaya yang ditempuh", "Pengecoran dilanjutkan bulan Juli, pelatihan dianggarkan lagi tahun 2028."),
)
TOLD: Final = (
    ("Pemerintahan desa", "Surat warga dilayani tiap hari kerja dan musyawarah desa dua kali setahun."),
    ("Pembangunan desa", "Rabat beton RT 03 sepanjang 180 meter selesai dan posyandu berjalan tiap bulan."),
    ("Pembinaan kemasyarakatan", "Hari besar diperingati bersama karang taruna dan kelompok yasinan."),
    ("Pemberdayaan masyarakat", "Pelatihan kader ditunda, pelatih dari kabupaten berhalangan."),
)
