"""4 to 8 August: July is sent, the recap is taken along, the work is handed over, and the month is closed."""

from __future__ import annotations

from openpyxl import load_workbook

from tests.journeys.month import things
from tests.journeys.month.first_week import TITLE, register
from tests.journeys.month.office import VILLAGE_NAME, Month
from tests.journeys.month.third_week import JULY

HEIR = "Salasiah"


def day_18(month: Month) -> None:
    """July's activities are sent while the line drops once; the queue in Pengaturan says what waits."""
    village = month.village
    village.press("Alt+2")
    village.choose(JULY)
    village.press("Return")
    village.choose("Daftar kegiatan")
    village.click("Ambil dari berkas")
    rows = (("Lomba tujuh belasan", "Lapangan desa", "30 Juli 2025", 120, "Panitia terbentuk."),)
    village.file(things.activities(month.folder / "kegiatan-juli.xlsx", *rows))
    village.wait("1 baris baru")
    village.press("Ctrl+Return")
    village.wait("Lomba tujuh belasan")
    month.server.stop()
    village.press("Ctrl+Return")
    village.wait("1 menunggu kirim")
    village.press("Alt+6")
    village.wait(f"{JULY}, Menunggu kirim")
    month.tell("Jaringan putus sebentar; antrean di Pengaturan menyebut apa yang menunggu.", village)
    month.server.start()
    village.press("F5")
    village.fetch("Semua terkirim")
    village.wait(f"{JULY}, Terkirim")
    month.tell("Sesudah tersambung, laporan Juli tercatat terkirim.", village)


def day_19(month: Month) -> None:
    """The kecamatan orders the recap by keyboard, takes it along as XLSX and reads a village's page."""
    kecamatan = month.kecamatan
    kecamatan.press("Alt+1")
    kecamatan.wait("Rekap Kecamatan Paringin")
    kecamatan.click("Simpan XLSX")
    target = month.folder / "rekap.xlsx"
    kecamatan.file(target)
    month.until(target.exists)
    cells = [str(cell.value) for sheet in load_workbook(target) for row in sheet for cell in row if cell.value]
    assert [words for words in cells if "Hujan Mas" in words]
    month.tell("Rekap tersimpan sebagai XLSX dan berisi semua desa.", kecamatan)
    kecamatan.choose("Hujan Mas")
    kecamatan.press("Return")
    kecamatan.wait("Riwayat kewajiban")
    month.tell("Halaman Desa Hujan Mas: kewajiban, posting, masukan, pembinaan.", kecamatan)


def day_20(month: Month) -> None:
    """The village is handed over to a new person; the old PC is told and keeps everything."""
    kecamatan, village = month.kecamatan, month.village
    kecamatan.press("Alt+6")
    kecamatan.choose(VILLAGE_NAME)
    kecamatan.click("Serah terima")
    kecamatan.fill("Nama", HEIR)
    kecamatan.answer("Serahkan")
    told = kecamatan.wait("Kode ")
    month.tell("Serah terima memberi kode untuk orang yang baru.", kecamatan)
    letters = next(words for words in kecamatan.texts() if words.startswith("Kode ") and len(words) == 20)
    month.kept["code"] = letters.removeprefix("Kode ").replace(" ", "")
    assert told
    village.press("F5")
    village.wait("Izin komputer ini dicabut")
    village.press("Alt+2")
    village.wait(TITLE)
    month.tell("Komputer lama diberi tahu, dan semua isinya tetap ada.", village)


def day_21(month: Month) -> None:
    """The new person registers another PC and sees the village's history; help is asked for without names."""
    month.first = "desa-baru"
    village = month.village
    register(month, village, month.kept["code"])
    village.wait(f"Halo, {HEIR}")
    village.click("Buka SIPA")
    village.click("Lewati")
    village.press("Alt+2")
    village.wait(TITLE)
    village.wait(JULY)
    month.tell("Orang yang baru melihat semua laporan desanya.", village)
    village.press("Alt+6")
    village.choose("Tentang")
    told = village.value("Info bantuan")
    assert "SIPA Desktop" in told
    assert not [name for name in (HEIR, "Rusmini", "Hujan Mas") if name in told]
    village.click("Salin info bantuan")
    month.tell("Info bantuan disalin tanpa nama orang.", village)


def day_22(month: Month) -> None:
    """The month is closed: nothing waits on either desk, and the recap shows the village's report of July."""
    kecamatan, village = month.kecamatan, month.village
    july = f"{VILLAGE_NAME}, Laporan Kegiatan Bulanan Jul 2025"
    kecamatan.press("Alt+2")
    kecamatan.fetch(july)
    kecamatan.choose(july)
    kecamatan.click("Setujui laporan")
    kecamatan.answer("Setujui")
    kecamatan.wait("Semua terkirim")
    village.press("Alt+2")
    village.fetch(f"{JULY}: Disetujui")
    village.wait("Tidak ada yang menunggu kirim")
    month.tell("Semua laporan desa disetujui, tidak ada yang menunggu.", village)
    kecamatan.press("Alt+1")
    kecamatan.wait("Rekap Kecamatan Paringin")
    kecamatan.choose("Hujan Mas")
    kecamatan.wait("Semua terkirim")
    month.tell("Bulan ditutup: rekap kecamatan, semua terkirim.", kecamatan)
