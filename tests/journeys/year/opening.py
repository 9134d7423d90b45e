"""December 2026: both offices begin, the kecamatan sets the year's days, and the village makes its APB Desa 2027."""

from __future__ import annotations

from tests.journeys import play
from tests.journeys.month.first_week import register
from tests.journeys.month.things import photo
from tests.journeys.year import money, reports
from tests.journeys.year.office import ADDRESS, HEAD, KECAMATAN_ADMIN, OFFICE_PHONE, VILLAGE_ADMIN, Year

SUMMARY = "Uang desa tahun 2027 terutama untuk rabat beton RT 03, posyandu, dan BLT Desa bagi 45 keluarga."
TITLE = "APB Desa 2027"
POST = "https://www.facebook.com/desababayau/posts/20261215"


def both_begin(year: Year) -> None:
    """The kecamatan's and the village's PCs are registered; the office's facts are written once for all reports."""
    kecamatan, village = year.kecamatan, year.village
    register(year.month, year.month.kecamatan, year.first_code)
    kecamatan.wait(f"Halo, {KECAMATAN_ADMIN}")
    kecamatan.click("Buka SIPA")
    kecamatan.wait("14 desa")
    kecamatan.press("Escape")
    register(year.month, year.month.village, year.village_code())
    village.wait(f"Halo, {VILLAGE_ADMIN}")
    village.click("Periksa data kantor")
    village.wait("Belum diperiksa. Betulkan bila perlu, lalu simpan.")
    village.fill("Nama kepala desa", HEAD)
    village.fill("Alamat kantor", ADDRESS)
    village.fill("Telepon pengaduan", OFFICE_PHONE)
    year.tell("Data kantor ditulis sekali untuk semua laporan.", village)
    village.press("Return")
    village.click("Lewati")
    village.wait("Buat laporan")
    year.tell("Dua kantor mulai memakai SIPA pada bulan Desember.", village)


def days_are_set(year: Year) -> None:
    """The kecamatan asks for the two monthly reports of its own decision, and sets the days of the Dana Desa."""
    kecamatan = year.kecamatan
    kecamatan.press("Alt+5")
    kecamatan.click("2027")
    kecamatan.wait("Prioritas DD 2027")
    for short, name in (("BLT", "Realisasi BLT Desa"), ("Penduduk", "Rekap Penduduk Bulanan")):
        kecamatan.choose(short)
        kecamatan.wait(name)
        kecamatan.click("Pakai")
        kecamatan.wait(f"Jadwal {short} tersimpan")
    for short, name, day in (
        ("Prioritas DD 2027", "Laporan Penetapan Prioritas Dana Desa 2027", "26 Februari 2027"),
        ("DD Tahap I 2027", "Syarat Salur Dana Desa Tahap I 2027", "15 Juni 2027"),
    ):
        kecamatan.choose(short)
        kecamatan.wait(name)
        kecamatan.click("Ubah batas")
        kecamatan.wait(f"Ubah batas {short}")
        kecamatan.fill("Batas untuk 2027", day)
        kecamatan.answer("Simpan")
        kecamatan.wait(day)
        kecamatan.wait("Semua terkirim")
    year.tell("Kecamatan menetapkan kewajiban setahun.", kecamatan)


def budget_is_sent(year: Year) -> None:
    """The budget comes from the zip of Siskeudes with its activities; only words are typed."""
    year.village.press("Alt+1")
    year.village.fetch(f"Mulai: {TITLE}")
    village = reports.begin(year, TITLE, "Ringkasan untuk warga")
    village.fill("Ringkasan untuk warga", SUMMARY)
    village.choose("APB Desa, belum terisi")
    reports.from_zip(year, money.planned(year.folder))
    village.choose("Daftar kegiatan")
    village.choose("Penghasilan tetap kepala desa")
    village.press("Right", 4)
    for words in ("Kaur Keuangan", "Kaur Keuangan", "Kaur Umum", *["Kasi Kesejahteraan"] * 6):
        village.type(words)
        village.press("Return")
    village.choose("Pengesahan, belum terisi")
    village.fill("Nomor Perdes APB Desa", "5 Tahun 2026")
    village.fill("Tanggal Perdes APB Desa", "10 Desember 2026")
    reports.signed(year, "Perdes APB Desa, belum terisi", "perdes-apbdes")
    village.wait("Terisi 5 dari 5 bagian")
    doubts = [words for words in village.texts() if "Periksa tanggal" in words or "menyebut tahun" in words]
    assert doubts == [], "a budget made in December as it must be is doubted"
    year.tell("APB Desa 2027 lengkap, tanpa satu angka pun diketik.", village)
    reports.papers(year, "apbdes", excel=True)
    reports.send(year, TITLE)


def budget_is_told(year: Year) -> None:
    """The kecamatan approves; citizens read it, and the first channels of the checklist are ticked with their proof."""
    reports.approve(year, TITLE, TITLE)
    page = play.published(f"{year.page}/laporan/apbdes/2027")
    assert money.rupiah(money.BELANJA) in page
    assert "Rabat beton RT 03, 180 m" in page
    village = year.village
    village.press("Alt+3")
    village.fetch("Posting: Facebook")
    village.ready("Simpan gambar")
    village.click("Posting: Facebook")
    village.wait("dari 63.206 huruf")
    village.fill("Tautan posting", POST)
    village.click("Simpan bukti")
    village.wait("Facebook, sudah ada bukti")
    village.click("Papan informasi, belum ada bukti. Cetak, tempel, lalu foto papannya")
    village.fill("Tempat papan", "Depan kantor desa")
    village.click("Pilih foto")
    village.file(photo(year.folder / "papan.jpg", "Papan informasi desa", 1))
    village.wait("papan.jpg")
    village.ready("Simpan bukti")
    village.click("Simpan bukti")
    village.wait("Papan informasi, sudah ada bukti")
    village.wait("Semua terkirim")
    year.tell("APB Desa terbit; dua saluran sudah ada buktinya.", village)
