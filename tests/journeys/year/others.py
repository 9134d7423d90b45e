"""What falls due beside the great reports: those on 2026, of the BPD, the list of information, the second stage."""

from __future__ import annotations

from datetime import date
from typing import Final

from tests.journeys.year import money, reports
from tests.journeys.year.months import signed_on
from tests.journeys.year.office import Year

INFORMATION: Final = "Daftar Informasi Publik {half}"
BOARD: Final = "Laporan Kinerja BPD {year}"
SECOND: Final = "Laporan Penyerapan dan Capaian Keluaran Dana Desa 2027"
KEPT: Final = (
    ("Perdes APB Desa dan perubahannya", "Sekretaris desa", "Desember, kantor desa", "Cetak dan elektronik", "5 tahun"),
    ("LPPD dan LPJ", "Sekretaris desa", "Februari, kantor desa", "Cetak dan elektronik", "5 tahun"),
    ("Profil desa", "Kaur umum", "Januari, kantor desa", "Cetak", "1 tahun"),
)


def second_day_is_set(year: Year) -> None:
    """The kecamatan sets the day of the second stage too."""
    kecamatan = year.kecamatan
    kecamatan.choose("DD Tahap II 2027")
    kecamatan.wait("Laporan Penyerapan dan Capaian Keluaran Dana Desa 2027")
    kecamatan.click("Ubah batas")
    kecamatan.wait("Ubah batas DD Tahap II 2027")
    kecamatan.fill("Batas untuk 2027", "17 September 2027")
    kecamatan.answer("Simpan")
    kecamatan.wait("17 September 2027")
    kecamatan.wait("Semua terkirim")


def information(year: Year, half: str, signed: str) -> None:
    """The list of public information of a half year; the first one is typed, the next ones begin with it."""
    title = INFORMATION.format(half=half)
    first = "information" not in year.month.kept
    village = reports.begin(year, title, "Tambah baris")
    if first:
        for line in KEPT:
            village.click("Tambah baris")
            for words in line:
                village.type(words)
                village.press("Tab")
        year.month.kept["information"] = half
    else:
        reports.take(year, INFORMATION.format(half=year.month.kept["information"]))
        village.wait("Profil desa")
        village.click("Sudah benar")
        year.month.kept["information"] = half
    signed_on(year, signed)
    reports.send(year, title)
    short = half.replace("Semester", "Sem.")
    reports.approve(year, f"Daftar Informasi Publik {short}", title)


def board(year: Year, of: int, signed: str) -> None:
    """What the BPD did in a year."""
    title = BOARD.format(year=of)
    village = reports.begin(year, title, "Dasar hukum")
    if of > 2026:
        reports.take(year, BOARD.format(year=of - 1))
        village.click("Sudah benar")
    else:
        village.fill("Dasar hukum", "UU 6/2014, Permendagri 110/2016, dan Perda Kabupaten tentang BPD.")
    village.choose("Pelaksanaan tugas, belum terisi")
    village.fill("Pembahasan peraturan desa", f"BPD menyepakati empat rancangan peraturan desa tahun {of}.")
    village.fill("Aspirasi warga", f"Sembilan usulan warga tahun {of} ditampung, enam masuk RKP Desa.")
    village.fill("Pengawasan kinerja kepala desa", f"Pelaksanaan APB Desa {of} diawasi tiap tiga bulan.")
    village.fill("Musyawarah BPD dan musyawarah desa", f"Enam musyawarah BPD dan dua musyawarah desa pada tahun {of}.")
    village.choose("Penutup, belum terisi")
    village.fill("Kesimpulan dan saran", f"Pengawasan tahun {of} berjalan baik. Jadwal musyawarah dibuat lebih awal.")
    village.choose("Pengesahan")
    if of == 2026:
        village.fill("Nama ketua BPD", "Syarwani")
    village.fill("Tanggal pengesahan", signed)
    if of > 2026:
        village.click("Sudah benar")
    reports.send(year, title)
    reports.approve(year, title, title)


def second_stage(year: Year) -> None:
    """What of the first stage was spent, by activity; the kecamatan set its day in June."""
    year.go_to(date(2027, 9, 6))
    village = reports.begin(year, SECOND, "Diterima tahap I (Rp)")
    reports.take(year, "Syarat Salur Dana Desa Tahap I 2027")
    village.fill("Rata-rata capaian keluaran (%)", "64")
    reports.take(year, "APB Desa 2027")
    village.choose("Penyerapan per kegiatan")
    for name in ("Penghasilan tetap kepala", "Penghasilan tetap perangkat", "Operasional", "Peringatan hari besar"):
        village.choose(name)
        village.click("Hapus baris")
    village.choose("Honor guru PAUD")
    village.press("Right", 3)
    village.paste("\n".join(f"{spent}\t{done}" for spent, done in SPENT))
    signed_on(year, "6 September 2027")
    for section in ("Akta Koperasi Desa Merah Putih", "Surat komitmen"):
        reports.signed(year, f"{section}, belum terisi", f"tahap2-{section.lower().replace(' ', '-')}")
    reports.send(year, SECOND)
    reports.approve(year, SECOND, SECOND)


SPENT: Final = (("40000000", "67"), ("61000000", "66"), ("210225000", "42"), ("0", "0"), ("108000000", "67"))
"""What the ledger shows at the beginning of September, copied from it as a block, and how far the work is."""


def next_budget(year: Year) -> None:
    """The APB Desa 2028 falls due in the year too."""
    year.go_to(date(2027, 12, 13))
    title = "APB Desa 2028"
    village = reports.begin(year, title, "Ringkasan untuk warga")
    village.fill("Ringkasan untuk warga", "Tahun 2028 uang desa terutama untuk drainase RT 01, posyandu, dan BLT Desa.")
    village.choose("APB Desa, belum terisi")
    reports.from_zip(year, money.planned(year.folder, 2028))
    village.choose("Daftar kegiatan")
    village.choose("Penghasilan tetap kepala desa")
    village.press("Right", 4)
    village.paste("\n".join(("Kaur Keuangan", "Kaur Keuangan", "Kaur Umum", *["Kasi Kesejahteraan"] * 6)))
    village.choose("Pengesahan, belum terisi")
    village.fill("Nomor Perdes APB Desa", "6 Tahun 2027")
    village.fill("Tanggal Perdes APB Desa", "9 Desember 2027")
    reports.signed(year, "Perdes APB Desa, belum terisi", "perdes-apbdes-2028")
    reports.send(year, title)
    reports.approve(year, title, title)
