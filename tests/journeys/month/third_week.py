"""25 July to 1 August: citizens are answered and answer back, a day is moved, something is agreed, a new month."""

from __future__ import annotations

from pypdf import PdfReader

from tests.journeys.month.first_week import open_report
from tests.journeys.month.office import Month
from tests.journeys.month.second_week import LAMP, LETTER
from tests.support.phone import seen

REPLY = "Terima kasih. Lampu diganti hari Sabtu oleh tim pemeliharaan desa."
AGREED = "Buku kas diperbarui setiap Jumat."
JULY = "Laporan Kegiatan Bulanan Juli 2025"
CHAT = (
    "[24/07/25 19.02] Siti Rahmah: Kapan jalan RT 05 diperbaiki?\n"
    "[24/07/25 19.05] Pak Udin: Posyandu bulan ini tanggal berapa ya?\n"
)


def day_12(month: Month) -> None:
    """The village answers, leaves a note that no citizen reads, and records what was asked in WhatsApp."""
    village = month.village
    village.press("Alt+4")
    village.fetch(LAMP)
    village.choose(LAMP)
    village.fill("Jawaban untuk warga", REPLY)
    village.press("Ctrl+Return")
    village.wait("Semua terkirim")
    village.wait(REPLY)
    village.click("Catatan dalam")
    village.fill("Catatan dalam, tidak dilihat warga", "Lampu cadangan ada di gudang balai desa.")
    village.click("Simpan catatan")
    village.wait("Semua terkirim")
    month.tell("Desa menjawab, dan menulis catatan yang tidak dibaca warga.", village)
    village.click("Catat komentar")
    village.fill("Sumber", "WhatsApp")
    village.fill("Komentar", "")
    village.paste(CHAT)
    village.wait("Catat 2 komentar")
    month.tell("Dua pertanyaan dari grup WhatsApp terbaca dari satu tempelan.", village)
    village.click("Catat 2 komentar")
    village.wait("Kapan jalan RT 05 diperbaiki?")
    village.wait("Semua terkirim")


def day_13(month: Month) -> None:
    """The kecamatan answers what only it may read, and lets other citizens read what was asked of the village."""
    kecamatan = month.kecamatan
    kecamatan.press("Alt+3")
    kecamatan.fetch(LETTER)
    kecamatan.choose(LETTER)
    kecamatan.fill("Jawaban untuk warga", "Surat pengantar tidak dipungut biaya. Kami sudah menegur petugasnya.")
    kecamatan.press("Ctrl+Return")
    kecamatan.wait("Semua terkirim")
    kecamatan.wait("Kami sudah menegur petugasnya.")
    month.tell("Kecamatan menjawab masukan yang hanya untuk kecamatan.", kecamatan)
    month.until(lambda: tracked(month, "letter", "Kami sudah menegur petugasnya."))
    month.tell("Warga membaca jawaban itu dengan nomor dan kuncinya.", month.citizen)


def track(month: Month, noted: str) -> None:
    """A citizen looks at the tracking page with the number and the key noted on paper."""
    page = month.citizen.page
    page.goto(f"{month.server.url}/lacak")
    page.get_by_label("Nomor").fill(month.kept[noted])
    page.get_by_label("Kunci").fill(month.kept[f"{noted}-key"])
    page.get_by_role("button", name="Lacak").click()


def tracked(month: Month, noted: str, words: str) -> bool:
    """Look at the tracking page; whether the words are there."""
    track(month, noted)
    return month.citizen.page.get_by_text(words).is_visible()


def day_14(month: Month) -> None:
    """The citizen opens it again from the tracking page; the village follows up and ends it."""
    page, village = month.citizen.page, month.village
    village.press("Alt+4")
    track(month, "lamp")
    assert seen(page.get_by_text(REPLY))
    page.get_by_text("Belum, buka lagi").click()
    page.get_by_label("Apa yang belum beres?").fill("Hari Sabtu tidak ada yang datang, lampu masih mati.")
    month.tell("Warga membuka lagi masukannya, dengan alasannya.", month.citizen)
    page.get_by_role("button", name="Buka lagi").click()
    village.fetch(LAMP)
    village.choose(LAMP)
    village.wait("Hari Sabtu tidak ada yang datang")
    village.fill("Jawaban untuk warga", "Mohon maaf. Lampu sudah diganti pagi ini, silakan dicek.")
    month.tell("Desa membaca mengapa masukan itu dibuka lagi.", village)
    village.click("Balas dan selesaikan")
    village.wait("Semua terkirim")
    month.until(lambda: tracked(month, "lamp", "Lampu sudah diganti pagi ini"))


def day_15(month: Month) -> None:
    """The kecamatan moves the day of July's activities, and something is agreed with the village."""
    kecamatan = month.kecamatan
    kecamatan.press("Alt+5")
    kecamatan.wait("Batas: Kamis, 21 Agustus 2025")
    kecamatan.click("Ubah batas")
    kecamatan.fill("Batas untuk Juli 2025", "20 Agustus 2025")
    kecamatan.answer("Simpan")
    kecamatan.wait("Rabu, 20 Agustus 2025")
    kecamatan.wait("Semua terkirim")
    month.tell("Batas laporan Juli maju sehari, hanya untuk masa itu.", kecamatan)
    kecamatan.press("Alt+4")
    kecamatan.choose("Dana Desa")
    kecamatan.click("Jadikan pembinaan")
    kecamatan.fill("Yang disepakati", AGREED)
    kecamatan.fill("Sampai tanggal", "8 Agustus 2025")
    kecamatan.answer("Simpan")
    kecamatan.wait(AGREED)
    kecamatan.wait("Semua terkirim")
    month.tell("Dari percakapan itu lahir satu pembinaan dengan tanggalnya.", kecamatan)


def day_16(month: Month) -> None:
    """The village sees the new day, ticks what was agreed, and takes a sent report along as PDF."""
    village = month.village
    village.press("Alt+1")
    village.fetch("20 Agu")
    month.tell("Beranda menunjukkan tanggal yang baru.", village)
    village.press("Alt+5")
    village.choose("Dana Desa")
    village.wait(AGREED)
    box = next(words for words in village.texts() if words.startswith(f"{AGREED}. "))
    village.click(box)
    village.wait("Semua terkirim")
    month.tell("Pembinaan dicentang desa, menunggu disahkan kecamatan.", village)
    open_report(village)
    village.wait("Laporan sudah disetujui kecamatan.")
    village.press("Ctrl+P")
    village.click("Simpan PDF")
    paper = month.folder / "realisasi-hujan-mas.pdf"
    village.file(paper)
    month.until(paper.exists)
    words = "".join(page.extract_text() for page in PdfReader(paper).pages)
    assert "262.400.000" in words
    assert "Mastur" in words
    month.tell("Laporan tersimpan sebagai PDF, sama dengan yang terkirim.", village)
    village.press("Escape")


def day_17(month: Month) -> None:
    """July's activities are begun; what was typed is found by Ctrl+K, and an evening's work is done in the dark."""
    village = month.village
    village.press("Alt+2")
    village.press("Ctrl+N")
    village.wait("Laporan apa yang dibuat?")
    village.click(JULY)
    village.click("Mulai")
    village.fill("Uraian kegiatan", "Lomba tujuh belasan disiapkan bersama karang taruna.")
    village.wait("Tersimpan di komputer ini")
    village.press("Alt+6")
    village.choose("Tampilan")
    village.click("Gelap")
    village.press("Ctrl+K")
    village.fill("Cari laporan, catatan, konsultasi, masukan warga", "karang taruna")
    village.wait(JULY)
    month.tell("Ctrl+K menemukan isian yang belum dikirim, dalam warna gelap.", village)
    village.press("Alt+6")
    village.choose("Tampilan")
    village.click("Terang")
