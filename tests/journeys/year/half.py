"""February to October 2027: the Dana Desa, the half year with the kecamatan's guidance, a citizen, a changed budget."""

from __future__ import annotations

from datetime import date
from typing import Final

from tests.journeys import play
from tests.journeys.month import things
from tests.journeys.year import money, reports
from tests.journeys.year.months import signed_on
from tests.journeys.year.office import VILLAGE_NAME, Year
from tests.support.phone import seen

PRIORITIES: Final = "Laporan Penetapan Prioritas Dana Desa 2027"
STAGE: Final = "Syarat Salur Dana Desa Tahap I 2027"
LRA: Final = "Laporan Realisasi APB Desa Semester I 2027"
NOTE: Final = "Rabat beton sudah 42%, tetapi di ringkasan belum disebut. Mohon dijelaskan untuk warga."
SUMMARY: Final = "Gaji dan BLT Desa dibayar tepat waktu. Pelatihan kader belum dimulai."
LAMP, ANSWER = "Lampu jalan RT 02 padam", "Lampu diganti hari Sabtu oleh tim pemeliharaan desa."
CHANGE: Final = "Dana Desa dan SiLPA bertambah, dipakai untuk rabat beton RT 03 dan posyandu."
DONE: Final = "Rabat beton RT 03, 180 m"


def priorities_are_told(year: Year) -> None:
    """What the Dana Desa is for comes from the budget; what is not paid from it is taken out."""
    year.go_to(date(2027, 2, 24))
    village = reports.begin(year, PRIORITIES, "Tanggal musyawarah desa")
    village.fill("Tanggal musyawarah desa", "20 Januari 2027")
    village.fill("Peserta (orang)", "36")
    village.fill("Rencana dan alasan prioritas", "Jalan RT 03 rusak sejak banjir, dan posyandu melayani tiga RT.")
    reports.take(year, "APB Desa 2027")
    village.choose("Kegiatan prioritas")
    for name in ("Penghasilan tetap kepala", "Penghasilan tetap perangkat", "Operasional", "Peringatan hari besar"):
        village.choose(name)
        village.click("Hapus baris")
    signed_on(year, "24 Februari 2027")
    for section in ("Perdes RKP Desa", "Perdes APB Desa", "Berita acara musyawarah"):
        reports.signed(year, f"{section}, belum terisi", section.lower().replace(" ", "-"))
    village.wait("Terisi 6 dari 6 bagian")
    year.tell("Prioritas Dana Desa diambil dari APB Desa.", village)
    reports.send(year, PRIORITIES)
    reports.approve(year, "Prioritas Dana Desa 2027", PRIORITIES)


def first_stage_is_asked_for(year: Year) -> None:
    """The ceiling comes from the budget; only what is asked for is new."""
    year.go_to(date(2027, 6, 7))
    village = reports.begin(year, STAGE, "Status desa")
    reports.take(year, "APB Desa 2027")
    village.fill("Status desa", "Mandiri")
    village.fill("Diajukan tahap I (Rp)", "507.120.000")
    village.choose("Dokumen, belum terisi")
    village.click("Perdes APB Desa sudah ditetapkan")
    village.click("Surat kuasa pemindahbukuan sudah ditandatangani")
    signed_on(year, "7 Juni 2027")
    for section in ("Perdes APB Desa", "Surat kuasa"):
        reports.signed(year, f"{section}, belum terisi", f"tahap1-{section.lower().replace(' ', '-')}")
    village.wait("Terisi 5 dari 5 bagian")
    reports.send(year, STAGE)
    year.tell("Syarat salur Dana Desa terkirim.", village)


def half_is_sent(year: Year) -> None:
    """The half year from July's zip; a receipt of July does not count, and the activities come along."""
    year.go_to(date(2027, 7, 8))
    village = year.village
    village.press("Alt+1")
    village.wait(f"Mulai: {LRA}")
    year.tally.report = LRA
    village.click(f"Mulai: {LRA}")
    village.fill("Kalimat pengantar", "Dengan hormat, kami sampaikan realisasi APB Desa sampai 30 Juni 2027.")
    village.drop(money.by_july(year.folder))
    village.ready("Masukkan 14 baris")
    year.tell("Zip Siskeudes diperiksa dulu.", village)
    village.press("Ctrl+Return")
    village.wait("Jumlah tiap bagian APB Desa cocok")
    village.choose("Ringkasan, belum terisi")
    village.fill("Ringkasan untuk warga", SUMMARY)
    village.choose("Belum selesai, belum terisi")
    village.click("Isi dari kegiatan")
    village.fill("Keterangan untuk semua", "Dilanjutkan bulan Juli sampai Desember menurut RKP Desa.")
    year.tell("Satu jawaban untuk semua kegiatan yang belum selesai.", village)
    village.answer("Masukkan")
    village.wait("9 baris")
    village.choose("Kendala, belum terisi")
    village.fill("Kendala dan tindak lanjut", "Hujan menunda pengecoran dua minggu. Pekerjaan dilanjutkan bulan Juli.")
    signed_on(year, "8 Juli 2027")
    village.wait("Terisi 7 dari 7 bagian")
    year.tally.from_zip = year.tally.inputs[LRA] + 1  # and Ctrl+Enter, once its papers were looked at
    reports.papers(year, "lra", excel=True)
    reports.send(year, LRA)


def unfinished(year: Year, lines: tuple[tuple[str, str], ...]) -> None:
    """What is not done yet, typed row by row."""
    village = year.village
    for name, why in lines:
        village.click("Tambah baris")
        village.type(name)
        village.press("Tab")
        village.type(why)
        village.press("Tab")


def half_is_guided(year: Year) -> None:
    """The kecamatan returns the report with a note and agrees on what to do; the revised one is accepted."""
    kecamatan = year.kecamatan
    kecamatan.press("Alt+2")
    kecamatan.fetch(f"{VILLAGE_NAME}, Realisasi APB Desa Sem. I 2027")
    kecamatan.choose(f"{VILLAGE_NAME}, Realisasi APB Desa Sem. I 2027")
    kecamatan.click("Ringkasan")
    kecamatan.click("Catatan umum")
    kecamatan.fill("Isi catatan 1", NOTE)
    kecamatan.click("Kembalikan dengan 1 catatan")
    kecamatan.wait("Semua terkirim")
    village = year.village
    village.press("Alt+1")
    village.fetch(f"Perbaiki: {LRA}")
    village.click(f"Perbaiki: {LRA}")
    village.ready("Sudah diperbaiki: catatan 1")
    year.tell("Kecamatan mengembalikan laporan dengan catatan.", village)
    village.choose("Ringkasan, terisi")
    village.fill("Ringkasan untuk warga", f"{SUMMARY} Rabat beton RT 03 sudah 42 persen, dilanjutkan bulan Juli.")
    village.click("Sudah diperbaiki: catatan 1")
    reports.send(year, LRA, "Kirim ulang")
    reports.approve(year, "Realisasi APB Desa Sem. I 2027, Kiriman ulang", LRA)
    page = play.published(f"{year.page}/laporan/lra_semester1/2027-S1")
    assert money.rupiah(money.SPENT_BY_JUNE) in page
    assert "sudah 42 persen" in page


def citizen_is_answered(year: Year) -> None:
    """A citizen who reads the half year writes; the village answers, and the citizen reads the answer."""
    citizen, village = year.month.citizen, year.village
    page = citizen.page
    page.goto(year.page)
    page.get_by_role("link", name="Tulis masukan").click()
    page.get_by_text("Desa dan kecamatan", exact=True).click()
    page.get_by_text("Keluhan").click()
    page.get_by_label("3. Judul singkat").fill(LAMP)
    page.get_by_label("4. Tulis di sini").fill("Sudah seminggu lampu di depan langgar mati.")
    page.get_by_role("button", name="Kirim masukan").click()
    number, key = page.locator(".number").inner_text(), page.locator(".key").inner_text()
    village.press("Alt+4")
    village.fetch(LAMP)
    village.choose(LAMP)
    village.fill("Jawaban untuk warga", ANSWER)
    village.press("Ctrl+Return")
    village.wait("Semua terkirim")
    village.wait(ANSWER)
    page.goto(f"{year.url}/lacak")
    page.get_by_label("Nomor").fill(number)
    page.get_by_label("Kunci").fill(key)
    page.get_by_role("button", name="Lacak").click()
    assert seen(page.get_by_text(ANSWER))
    year.tell("Warga mengeluh dan dijawab.", village)


def budget_is_changed(year: Year) -> None:
    """A new decree: before and after come from the zip of October; the decree is attached."""
    year.go_to(date(2027, 10, 4))
    village = reports.happened(
        year, "Perubahan APB Desa", "Perdes perubahan APB Desa ditetapkan", "1 Oktober 2027", "Alasan perubahan"
    )
    village.fill("Alasan perubahan", CHANGE)
    village.choose("APB Desa semula dan menjadi")
    reports.from_zip(year, money.changed(year.folder))
    village.choose("Pengesahan, belum terisi")
    village.fill("Nomor Perdes perubahan", "4 Tahun 2027")
    reports.signed(year, "Perdes perubahan, belum terisi", "perdes-perubahan")
    village.wait("Terisi 4 dari 4 bagian")
    reports.papers(year, "perubahan", excel=True)
    reports.send(year, "Perubahan APB Desa 1 Oktober 2027: Perdes perubahan APB Desa ditetapkan")
    reports.approve(year, "Perubahan APB Desa 1 Okt 2027", "Perubahan APB Desa 1 Oktober 2027")


def road_is_reported(year: Year) -> None:
    """The road is finished: what the budget knows of it is taken over by its name, only what it cost is new."""
    village = reports.happened(
        year, "Laporan Pelaksanaan Kegiatan", "Rabat beton RT 03 selesai", "2 Oktober 2027", "Nama kegiatan"
    )
    village.fill("Nama kegiatan", DONE)
    village.fill("Kode kegiatan", "02.03.10")
    reports.take(year, "Perubahan APB Desa 1 Oktober 2027")
    reports.take(year, "APB Desa 2027")
    reports.holds(year, "Anggaran (Rp)", "530.500.000")
    village.fill("Volume", "180 m x 3 m x 0,15 m")
    village.fill("Tanggal mulai", "3 Mei 2027")
    village.fill("Realisasi (Rp)", "528.940.000")
    village.fill("Fisik (%)", "100")
    village.choose("Hasil, belum terisi")
    village.fill("Hasil dan manfaat", "Jalan RT 03 sepanjang 180 meter dapat dilalui kendaraan, juga saat hujan.")
    for number, share in enumerate(("0", "50", "100")):
        village.choose(f"Foto {share}%")
        village.click("Pilih berkas")
        village.file(things.photo(year.folder / f"jalan-{share}.jpg", f"Rabat beton {share}%", number))
        village.wait(f"jalan-{share}.jpg")
    signed_on(year, "4 Oktober 2027")
    village.wait("Terisi 6 dari 6 bagian")
    reports.send(year, "Laporan Pelaksanaan Kegiatan 2 Oktober 2027: Rabat beton RT 03 selesai")
