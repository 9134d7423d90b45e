"""18 to 24 July: the report is told to citizens, June's activities are sent, proofs are looked at, citizens write."""

from __future__ import annotations

from tests.journeys.month import things
from tests.journeys.month.office import SLUG, VILLAGE_NAME, Month
from tests.support.phone import seen

LINKS = (
    "Sudah diposting ya: https://www.facebook.com/desahujanmas/posts/20250718 "
    "dan https://www.instagram.com/p/C9hujanmas1/ terima kasih"
)
REASON = "Tautan itu menuju postingan lain. Mohon kirim tautan posting APB Desa."
LAMP, LETTER = "Lampu jalan RT 02 padam", "Diminta uang untuk surat pengantar"
JUNE = "Laporan Kegiatan Bulanan Juni 2025"
ACTIVITIES = (
    ("Posyandu balita", "Balai desa", "4 Juni 2025", 38, "Semua balita ditimbang."),
    ("Gotong royong jalan RT 03", "RT 03", "14 Juni 2025", 45, "Saluran air bersih."),
    ("Musyawarah dusun", "Balai desa", "20 Juni 2025", 27, "Usulan jalan disepakati."),
)


def day_07(month: Month) -> None:
    """Two links out of one message, a screenshot and a photo of the board are the proofs; a folder for the phone."""
    village = month.village
    village.press("Alt+3")
    village.fetch("Posting: Facebook")
    village.ready("Simpan gambar")
    village.click("Tempel beberapa tautan")
    village.fill("Teks berisi tautan", LINKS)
    village.wait("2 tautan ditemukan, 2 dipakai sebagai bukti.")
    month.tell("Dua tautan dari satu pesan dikenali salurannya.", village)
    village.click("Simpan 2 bukti")
    village.wait("Instagram, sudah ada bukti")
    village.click("Posting: WhatsApp grup warga")
    village.click("Pilih tangkapan layar")
    village.file(things.screenshot(month.folder / "wa-grup.png", "Realisasi APB Desa\nSemester I 2025"))
    village.wait("wa-grup")
    village.ready("Simpan bukti")
    village.click("Simpan bukti")
    village.wait("WhatsApp grup warga, sudah ada bukti")
    village.click("Papan informasi, belum ada bukti. Cetak, tempel, lalu foto papannya")
    village.fill("Tempat papan", "Depan kantor desa")
    village.click("Pilih foto")
    village.file(things.photo(month.folder / "papan.jpg", "Papan informasi desa", 1))
    village.wait("papan.jpg")
    village.ready("Simpan bukti")
    village.click("Simpan bukti")
    village.wait("Papan informasi, sudah ada bukti")
    village.wait("Semua terkirim")
    month.tell("Empat saluran sudah ada buktinya, dengan tangkapan layar dan foto papan.", village)
    taken = month.folder / "usb"
    taken.mkdir()
    village.click("Bawa ke HP")
    village.file(taken)
    month.until(lambda: len([one for one in taken.rglob("*") if one.is_file()]) > 3)
    month.tell("Gambar dan teks ada di folder untuk HP.", village)


def day_08(month: Month) -> None:
    """June's activities come from the secretary's table; two photos are sent with them."""
    village = month.village
    village.press("Ctrl+N")
    village.wait("Laporan apa yang dibuat?")
    village.click(JUNE)
    village.click("Mulai")
    village.fill("Uraian kegiatan", "Posyandu, gotong royong, dan musyawarah dusun berjalan sesuai rencana.")
    village.choose("Daftar kegiatan")
    village.click("Ambil dari berkas")
    village.file(things.activities(month.folder / "kegiatan-juni.xlsx", *ACTIVITIES))
    village.wait("Periksa dulu sebelum dimasukkan")
    village.wait("3 baris baru")
    month.tell("Tiga baris dari XLSX diperiksa sebelum masuk.", village)
    village.press("Ctrl+Return")
    village.wait("Gotong royong jalan RT 03")
    village.choose("Foto kegiatan")
    for number, words in enumerate(("Posyandu balita", "Gotong royong RT 03")):
        village.click("Pilih berkas")
        name = f"kegiatan-{number + 1}.jpg"
        village.file(things.photo(month.folder / name, words, number))
        village.wait(f"Keterangan {name}")
    village.fill("Keterangan kegiatan-1.jpg", "Kader menimbang balita di balai desa.")
    month.tell("Dua foto kegiatan diberi keterangan.", village)
    village.press("Ctrl+Return")
    village.wait(f"Lihat: {JUNE}")
    village.wait("Semua terkirim")


def day_09(month: Month) -> None:
    """The kecamatan confirms proofs, asks for another one with a reason, and looks at the photos of the activities."""
    kecamatan = month.kecamatan
    kecamatan.press("Alt+2")
    kecamatan.fetch(f"{VILLAGE_NAME}, Laporan Kegiatan Bulanan Jun 2025")
    kecamatan.choose(f"{VILLAGE_NAME}, Laporan Kegiatan Bulanan Jun 2025")
    kecamatan.click("Foto kegiatan")
    kecamatan.wait("kegiatan-1.jpg")
    month.tell("Kecamatan melihat foto kegiatan di laporan.", kecamatan)
    kecamatan.click("Setujui laporan")
    kecamatan.answer("Setujui")
    kecamatan.wait("Semua terkirim")
    kecamatan.click("Bukti posting 16")
    for channel in ("Facebook", "WhatsApp", "Papan"):
        kecamatan.choose(f"Hujan Mas, {channel}")
        kecamatan.press("Space")
    kecamatan.click("Tandai 3 benar")
    kecamatan.wait("13 bukti posting menunggu")
    kecamatan.choose("Hujan Mas, Instagram")
    kecamatan.wait("Posting di Instagram")
    kecamatan.press("M")
    kecamatan.fill("Alasan untuk desa", REASON)
    month.tell("Tiga bukti sudah dibenarkan sekaligus, satu diminta lagi dengan alasannya.", kecamatan)
    kecamatan.answer("Minta bukti lain")
    kecamatan.wait("12 bukti posting menunggu")
    kecamatan.wait("Semua terkirim")


def day_10(month: Month) -> None:
    """The refused proof stands first on Beranda; the new one is sent from the phone and is on the desk at once."""
    village, page = month.village, month.citizen.page
    village.press("Alt+1")
    village.fetch(REASON)
    month.tell("Bukti yang ditolak ada paling atas di Beranda, dengan alasannya.", village)
    village.click("Beri bukti: Bukti Instagram ditolak, Realisasi APB Desa Sem. I 2025")
    village.wait("Bukti sebelumnya ditolak")
    village.click("Buka di HP")
    address = village.wait("Alamat: http").removeprefix("Alamat: ")
    code = village.wait("Kode: ").removeprefix("Kode: ")
    month.tell("Komputer menunjukkan alamat dan kode untuk HP.", village)
    page.goto(address)
    page.get_by_label("Kode halaman").fill(code.lower())
    page.get_by_role("button", name="Buka").click()
    page.get_by_role("link", name="Instagram").click()
    page.get_by_label("Alamat posting").fill("https://www.instagram.com/p/C9hujanmas2/")
    page.get_by_role("button", name="Kirim bukti").click()
    assert seen(page.get_by_text("Bukti Instagram sudah sampai di kecamatan"))
    month.tell("Bukti Instagram dikirim dari HP.", month.citizen)
    village.click("Selesai")
    village.wait("dari HP")
    month.tell("Daftar di komputer ikut berubah: buktinya datang dari HP.", village)


def day_11(month: Month) -> None:
    """One citizen complains to village and kecamatan; another one writes something only the kecamatan may read."""
    write(month, "Desa dan kecamatan", LAMP, "Sudah seminggu lampu di depan langgar mati.", "lamp")
    month.tell("Seorang warga mengeluh dan mendapat nomor serta kunci.", month.citizen)
    write(month, "Hanya kecamatan", LETTER, "Petugas meminta uang untuk surat pengantar.", "letter")
    village = month.village
    village.press("Alt+4")
    village.fetch(LAMP)
    assert not [words for words in village.texts() if LETTER in words], "the village sees what is not for it"
    month.tell("Desa melihat keluhan itu, dan tidak melihat yang hanya untuk kecamatan.", village)


def write(month: Month, readers: str, subject: str, text: str, noted: str) -> None:
    """A citizen writes on the village's page; number and key are noted on paper."""
    page = month.citizen.page
    page.goto(f"{month.server.url}/desa/{SLUG}")
    page.get_by_role("link", name="Tulis masukan").click()
    page.get_by_text(readers, exact=True).click()
    page.get_by_text("Keluhan").click()
    page.get_by_label("3. Judul singkat").fill(subject)
    page.get_by_label("4. Tulis di sini").fill(text)
    page.get_by_role("button", name="Kirim masukan").click()
    month.kept[noted] = page.locator(".number").inner_text()
    month.kept[f"{noted}-key"] = page.locator(".key").inner_text()
