"""25 July to 1 August: citizens are answered and answer back, a day is moved, something is agreed, a new month."""

from __future__ import annotations

from pypdf import PdfReader

from tests.journeys.month.first_week import TITLE, open_report
from tests.journeys.month.office import SLUG, VILLAGE_NAME, Month
from tests.journeys.month.second_week import LAMP, LETTER
from tests.journeys import play

REPLY = "Terima kasih. Lampu diganti hari Sabtu oleh tim pemeliharaan desa."
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
    village.fill("Komentar", CHAT)
    village.wait("Catat 2 komentar")
    month.tell("Dua pertanyaan dari grup WhatsApp terbaca dari satu tempelan.", village)
    village.click("Catat 2 komentar")
    village.wait("Kapan jalan RT 05 diperbaiki?")
    village.wait("Semua terkirim")
