"""10 and 11 July: the PCs are registered, and the half-year report is written while the line is down."""

from __future__ import annotations

from sipa_core.domain.roles import Role
from tests.journeys import play
from tests.journeys.month import things
from tests.journeys.month.office import SLUG, VILLAGE, VILLAGE_ADMIN, VILLAGE_NAME, Month
from tests.support.phone import seen
from tests.support.window_desk import WindowDesk

SUMMARY = "Belanja berjalan sesuai rencana. Pekerjaan jalan paling banyak menyerap anggaran."
HEAD, PHONE = "Mastur", "0812-0000-0022"
QUESTION = "Apakah Dana Desa tahap kedua sudah masuk rekening pada 30 Juni?"
ANSWER = "Sudah masuk 27 Juni, Bu. Bukti rekeningnya ada di map keuangan."
NOTED = play.NOTED
TITLE = "Laporan Realisasi APB Desa Semester I 2025"


def day_01(month: Month) -> None:
    """The village's new PC and the kecamatan's are registered with codes."""
    village, kecamatan = month.village, month.kecamatan
    code = month.server.code(VILLAGE_ADMIN, Role.ADMIN_DESA, VILLAGE, hand_over=True)
    register(month, village, "AAAABBBB")
    village.wait("Kode itu tidak cocok")
    register(month, village, code.lower())
    village.wait(f"Halo, {VILLAGE_ADMIN}")
    village.click("Periksa data kantor")
    village.fill("Nama kepala desa", HEAD)
    village.press("Tab")
    village.press("Tab")
    village.type(PHONE)
    month.tell("Data kantor diperiksa sekali, untuk kop surat dan alamat pengaduan.", village)
    village.press("Return")
    village.click("Lewati")
    village.wait(TITLE)
    month.tell(f"{VILLAGE_NAME} terdaftar dan melihat pekerjaan hari ini.", village)
    register(month, kecamatan, month.server.code("Syahrani", Role.ADMIN_KECAMATAN))
    kecamatan.wait("Halo, Syahrani")
    kecamatan.click("Buka SIPA")
    kecamatan.wait("14 desa")
    kecamatan.press("Escape")
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
    village.fill("Ringkasan untuk warga", SUMMARY)
    village.wait("Terisi 2 dari 7 bagian")
    month.power_cut("desa")
    village = month.village
    open_report(village)
    village.choose("Ringkasan")
    assert village.value("Ringkasan untuk warga") == SUMMARY
    month.tell("Listrik padam; sesudah menyala isian masih ada.", village)
    fill_figures(month, village)
    fill_the_rest(village)
    village.choose("Lembar pengesahan")
    village.click("Pilih berkas")
    village.file(things.sheet(month.folder / "lembar-pengesahan.jpg"))
    village.click("Luruskan")
    village.wait("lembar-pengesahan")
    month.tell("Foto lembar yang ditandatangani dilampirkan.", village)
    village.press("Ctrl+Return")
    village.wait("1 menunggu kirim")
    month.tell("Laporan menunggu kirim, karena jaringan mati sejak pagi.", village)


def open_report(desk: WindowDesk, title: str = TITLE) -> None:
    """Open a report from the list by keyboard."""
    desk.press("Alt+2")
    desk.choose(title)
    desk.press("Return")


def fill_figures(month: Month, desk: WindowDesk) -> None:
    """Take the budget's figures from the file of the treasurer."""
    desk.choose("Realisasi APB Desa")
    desk.click("Ambil dari berkas")
    desk.file(play.figures(month.folder))
    desk.wait("Periksa dulu sebelum dimasukkan")
    desk.click("Masukkan 23 baris")
    desk.wait("Baik: Jumlah tiap bagian APB Desa cocok.")


def fill_the_rest(desk: WindowDesk) -> None:
    """Fill in activities, what is unfinished, difficulties and the signature."""
    play.fill_the_rest(desk)


def day_03(month: Month) -> None:
    """The line is back on the day of the deadline; what was sent is taken back once, mended and sent again."""
    month.server.start()
    village = month.village
    village.fetch("Semua terkirim")
    open_report(village)
    village.click("Tarik kembali")
    village.answer("Tarik kembali")
    village.ready("Kirim")
    village.choose("Ringkasan")
    village.fill("Ringkasan untuk warga", f"{SUMMARY} Lampu jalan RT 02 diganti.")
    month.tell("Desa menarik kembali laporan yang belum dibuka kecamatan.", village)
    village.ready("Kirim")
    village.press("Ctrl+Return")
    village.wait(f"Lihat: {TITLE}")
    village.wait("Semua terkirim")
    month.tell("Laporan dikirim lagi pada hari batasnya.", village)


def day_04(month: Month) -> None:
    """The kecamatan reads the second sending, asks about one field and gives the report back with two notes."""
    kecamatan = month.kecamatan
    kecamatan.press("Alt+2")
    kecamatan.fetch(VILLAGE_NAME)
    kecamatan.choose(VILLAGE_NAME)
    assert "tepat waktu" in kecamatan.wait("Laporan Realisasi APB Desa Semester I 2025, dikirim")
    kecamatan.click(f"Beri catatan: {NOTED}")
    kecamatan.fill("Isi catatan 1", "Rabat beton RT 03 di buku kas Rp38.400.000, di sini belum masuk. Mohon dicek.")
    kecamatan.click("Catatan umum")
    kecamatan.fill("Isi catatan 2", "Mohon sebutkan RT tempat rabat beton di ringkasan.")
    kecamatan.choose("Dana Desa: anggaran")
    month.tell("Kecamatan menulis satu catatan pada baris dan satu catatan umum.", kecamatan)
    kecamatan.click("Tanya desa: Dana Desa, Realisasi")
    kecamatan.wait("149.382.400")
    kecamatan.type(QUESTION)
    kecamatan.press("Ctrl+Return")
    kecamatan.wait(f"Syahrani: {QUESTION}")
    month.tell("Satu isian ditanyakan dalam percakapan, dengan nilainya di atas.", kecamatan)
    kecamatan.press("Alt+2")
    kecamatan.click("Kembalikan dengan 2 catatan")
    kecamatan.wait("Semua terkirim")


def day_05(month: Month) -> None:
    """The village answers in Konsultasi and mends; the note on the changed field ticks itself."""
    village = month.village
    village.fetch(f"Perbaiki: {TITLE}")
    village.press("Alt+5")
    village.choose("Dana Desa")
    village.wait(QUESTION)
    village.fill("Tulis pesan", ANSWER)
    village.press("Ctrl+Return")
    village.wait("Semua terkirim")
    village.wait(f"Rusmini: {ANSWER}")
    month.tell("Desa menjawab pertanyaan tentang isian itu.", village)
    village.press("Alt+1")
    village.click(f"Perbaiki: {TITLE}")
    village.wait("Sudah diperbaiki: catatan 1")
    village.cell(*play.CELL, "262.400.000")
    village.wait("Batalkan tanda: catatan 1")
    village.choose("Ringkasan")
    village.fill("Ringkasan untuk warga", f"{SUMMARY} Rabat beton dikerjakan di RT 03.")
    village.click("Sudah diperbaiki: catatan 2")
    month.tell("Catatan pada selnya tercentang sendiri sesudah angkanya diubah.", village)
    village.press("Ctrl+Return")
    village.wait(f"Lihat: {TITLE}")
    village.wait("Semua terkirim")


def day_06(month: Month) -> None:
    """The kecamatan sees only what changed, approves, and citizens can read the report on their phones."""
    kecamatan, citizen = month.kecamatan, month.citizen
    kecamatan.press("Alt+2")
    again = f"{VILLAGE_NAME}, Realisasi APB Desa Sem. I 2025, Kiriman ulang"
    kecamatan.fetch(again)
    kecamatan.choose(again)
    kecamatan.wait("semula 224.000.000, kini 262.400.000 rupiah")
    month.tell("Kecamatan melihat apa yang berubah dari kiriman sebelumnya.", kecamatan)
    kecamatan.click("Setujui laporan")
    kecamatan.answer("Setujui")
    kecamatan.wait("Semua terkirim")
    address = f"{month.server.url}/desa/{SLUG}/laporan/lra_semester1/2025-S1"
    assert "262.400.000" in play.published(address)
    citizen.page.goto(f"{month.server.url}/desa/{SLUG}")
    assert seen(citizen.page.get_by_text("Disetujui kecamatan, 17 Juli 2025"))
    month.tell("Warga membaca laporannya di HP.", citizen)
