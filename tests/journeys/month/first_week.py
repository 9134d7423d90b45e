"""10 and 11 July: the PCs are registered, and the half-year report is written while the line is down."""

from __future__ import annotations

from sipa_core.domain.roles import Role
from tests.journeys.month.office import VILLAGE, VILLAGE_ADMIN, VILLAGE_NAME, Month
from tests.support.window_desk import WindowDesk

TITLE = "Laporan Realisasi APB Desa Semester I 2025"


def day_01(month: Month) -> None:
    """The village's new PC and the kecamatan's are registered with codes."""
    village, kecamatan = month.village, month.kecamatan
    code = month.server.code(VILLAGE_ADMIN, Role.ADMIN_DESA, VILLAGE, hand_over=True)
    register(month, village, "AAAABBBB")
    village.wait("Kode itu tidak cocok")
    register(month, village, code.lower())
    village.wait(f"Halo, {VILLAGE_ADMIN}")
    village.click("Buka SIPA")
    village.wait(TITLE)
    month.tell(f"{VILLAGE_NAME} terdaftar dan melihat pekerjaan hari ini.", village)
    register(month, kecamatan, month.server.code("Syahrani", Role.ADMIN_KECAMATAN))
    kecamatan.wait("Halo, Syahrani")
    kecamatan.click("Buka SIPA")
    kecamatan.wait("14 desa")
    month.tell("Kecamatan melihat semua desa, juga yang belum mengirim.", kecamatan)


def register(month: Month, desk: WindowDesk, code: str) -> None:
    """Type the server's address and a code."""
    desk.wait("Alamat server kecamatan")
    desk.fill("Alamat server kecamatan", month.server.url)
    desk.fill("Kode pendaftaran", code)
    desk.click("Daftarkan")


def day_02(month: Month) -> None:
    """No line all day. The report is written; the power goes off once, and nothing that was saved is gone."""
    month.server.stop()
    village = month.village
    village.press("Ctrl+N")
    village.wait("Laporan apa yang dibuat?")
    village.click(TITLE)
    village.click("Mulai")
    village.fill("Kalimat pengantar", "Dengan hormat, kami sampaikan laporan pelaksanaan APB Desa sampai 30 Juni 2025.")
    village.choose("Ringkasan")
    village.fill("Ringkasan untuk warga", "Belanja berjalan sesuai rencana.")
    village.wait("Tersimpan di komputer ini")
    month.power_cut("desa")
    village = month.village
    village.press("Alt+2")
    village.choose(TITLE)
    village.choose("Ringkasan")
    assert "Belanja berjalan sesuai rencana." in village.value("Ringkasan untuk warga")
    month.tell("Listrik padam; sesudah menyala isian masih ada.", village)
