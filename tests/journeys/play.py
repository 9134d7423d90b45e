"""The loop of SIPA BERMEDSOS, played through real windows of two desks against a real server, and told in words.

Only windows, the public page and the switch of the network are touched. Every step leaves a picture. `python -m
tests.journeys.play FOLDER`; the journey test plays the same story.
"""

from __future__ import annotations

import csv
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from tests.support.phone import Phone, phone, seen
from tests.support.programs import ROOT, ServerProgram, demo_server
from tests.support.window_desk import WindowDesk

NOW = "2025-07-10T10:34:00+08:00"
VILLAGE, SLUG = "63.11.06.2022", "hujan-mas"
TITLE = "Laporan Realisasi APB Desa Semester I 2025"
CELL = ("02.03/-/-", "realisasi")
NOTED = "Pekerjaan Umum dan Penataan Ruang"
PARENTS = ("4", "4.2", "5", "01", "02", "03", "04", "05")
POST = "https://www.facebook.com/desahujanmas/posts/1"
ANSWER = "Terima kasih. Lampu diganti hari Sabtu oleh tim pemeliharaan desa."
COMPLAINT = "Lampu jalan RT 02 padam"


class Story:
    """One telling: the server, the desks, and where the pictures go."""

    def __init__(self, folder: Path, server: ServerProgram, platform: str) -> None:
        self.folder = folder
        self.server = server
        self.platform = platform
        self._step = 0

    def desk(self, name: str) -> WindowDesk:
        """The windows of a desk of that name."""
        return WindowDesk(self.folder / name, NOW, self.platform)

    def tell(self, words: str, seen: WindowDesk | Phone) -> None:
        """Say a step, with a picture of the desk or phone it was done on."""
        self._step += 1
        picture = f"{self._step:02d}.png"
        seen.shot(self.folder / picture)
        sys.stdout.write(f"{self._step:2d}. {words}  [{picture}]\n")
        sys.stdout.flush()


def main(folder: Path, platform: str = "offscreen") -> int:
    """Play the loop into `folder`; 0 when every step went as it should. AssertionError tells what did not."""
    folder.mkdir(parents=True, exist_ok=True)
    with demo_server(folder / "server", NOW) as server:
        story = Story(folder, server, platform)
        with opened(story, "desa") as village, opened(story, "kecamatan") as kecamatan, phone() as citizen:
            enrol_village(story, village)
            write_report(story, village)
            send_without_network(story, village)
            enrol_kecamatan(story, kecamatan)
            give_back(story, kecamatan)
            mend_and_send_again(story, village)
            approve(story, kecamatan, citizen)
            post(story, village)
            number, key = citizen_writes(story, citizen)
            answer(story, village)
            citizen_reads(story, citizen, number, key)
            release(story, kecamatan, number)
            village.press("Alt+1")
            village.wait("Semua terkirim")
            story.tell("Desa melihat hari kerjanya: semua terkirim.", village)
    return 0


@contextmanager
def opened(story: Story, name: str) -> Iterator[WindowDesk]:
    """A desk whose windows are closed at the end, or killed when the story broke."""
    desk = story.desk(name)
    try:
        yield desk
    except BaseException:
        with _ignoring_a_dead_desk():
            desk.shot(story.folder / f"terhenti-{name}.png")
        desk.kill()
        raise
    assert desk.close() == 0


def enrol_village(story: Story, desk: WindowDesk) -> None:
    """A new person of the village registers the office PC with a code."""
    code = story.server.verb("enrol", "--village", VILLAGE, "--name", "Rusmini", "--role", "admin_desa", "--hand-over")
    desk.wait("Alamat server kecamatan")
    desk.fill("Alamat server kecamatan", story.server.url)
    desk.fill("Kode pendaftaran", "AAAABBBB")
    desk.click("Daftarkan")
    desk.wait("Kode itu tidak cocok")
    story.tell("Kode yang salah ditolak dengan kalimat yang jelas.", desk)
    desk.fill("Kode pendaftaran", code["code"])
    desk.click("Daftarkan")
    desk.wait("Halo, Rusmini")
    story.tell("Komputer Desa Hujan Mas terdaftar.", desk)
    desk.click("Buka SIPA")
    desk.click("Lewati")
    desk.wait("Tersambung terakhir")
    desk.wait(TITLE)
    story.tell("Beranda menunjukkan apa yang perlu dikerjakan hari ini.", desk)


def write_report(story: Story, desk: WindowDesk) -> None:
    """The network is gone; the report is written all the same."""
    story.server.stop()
    desk.press("Ctrl+N")
    desk.wait("Laporan apa yang dibuat?")
    desk.click(TITLE)
    desk.click("Mulai")
    desk.fill("Kalimat pengantar", "Dengan hormat, kami sampaikan laporan pelaksanaan APB Desa sampai 30 Juni 2025.")
    desk.choose("Ringkasan")
    desk.fill(
        "Ringkasan untuk warga", "Belanja berjalan sesuai rencana. Pekerjaan jalan paling banyak menyerap anggaran."
    )
    desk.choose("Realisasi APB Desa")
    desk.click("Ambil dari berkas")
    desk.file(figures(story.folder))
    desk.wait("Periksa dulu sebelum dimasukkan")
    story.tell("Angka dari berkas CSV diperiksa dulu sebelum masuk.", desk)
    desk.click("Masukkan 23 baris")
    desk.wait("Baik: Jumlah tiap bagian APB Desa cocok.")
    story.tell("Tabel APB Desa terisi; jumlah, sisa, dan persen dihitung sendiri.", desk)
    fill_the_rest(desk)
    desk.wait("Terisi 7 dari 7 bagian")
    story.tell("Semua bagian terisi, tanpa jaringan.", desk)


def fill_the_rest(desk: WindowDesk) -> None:
    """The sections of words, activities and signature."""
    desk.choose("Realisasi kegiatan")
    desk.click("Tambah baris")
    for cell in ("Rabat beton RT 03", "RT 03", "560.000.000", "224.000.000", "100"):
        desk.type(cell)
        desk.press("Tab")
    desk.choose("Belum selesai")
    desk.click("Nihil: semua kegiatan sudah selesai")
    desk.choose("Kendala")
    desk.fill("Kendala dan tindak lanjut", "Hujan lebat pada bulan Maret.")
    desk.choose("Pengesahan")
    desk.fill("Nama kepala desa", "Mastur")
    desk.fill("Tanggal pengesahan", "10 Juli 2025")
    desk.fill("Alamat pengaduan", "Kantor Desa Hujan Mas, RT 02. WhatsApp kantor 0812-0000-0022.")


def send_without_network(story: Story, desk: WindowDesk) -> None:
    """Sent while the server cannot be reached: it waits, and says so; then the line is back."""
    desk.click("Kirim")
    desk.wait("1 menunggu kirim")
    story.tell("Laporan menunggu kirim karena server tidak terjangkau.", desk)
    story.server.start()
    desk.press("F5")
    desk.wait("Semua terkirim")
    desk.wait(f"Lihat: {TITLE}")
    story.tell("Jaringan kembali: laporan terkirim dan diterima server.", desk)


def enrol_kecamatan(story: Story, desk: WindowDesk) -> None:
    """The kecamatan's admin registers and sees every village."""
    desk.fill("Alamat server kecamatan", story.server.url)
    desk.fill("Kode pendaftaran", story.server.codes["admin_kecamatan"])
    desk.click("Daftarkan")
    desk.wait("Halo, Syahrani")
    desk.click("Buka SIPA")
    desk.click("Lewati")
    desk.wait("14 desa")
    story.tell("Rekap menunjukkan semua desa, juga yang belum mengirim.", desk)


def give_back(story: Story, desk: WindowDesk) -> None:
    """The kecamatan opens the report and returns it with a note on one cell."""
    desk.press("Alt+2")
    desk.choose("Desa Hujan Mas")
    desk.wait("Laporan Realisasi APB Desa Semester I 2025, dikirim 10.34")
    desk.click("Realisasi APB Desa")
    desk.click(f"Beri catatan: {NOTED}")
    desk.fill("Isi catatan 1", "Rabat beton RT 03 di buku kas Rp38.400.000, di sini belum masuk. Mohon dicek.")
    story.tell("Kecamatan menulis catatan pada satu baris.", desk)
    desk.click("Kembalikan dengan 1 catatan")
    desk.wait("Semua terkirim")
    story.tell("Laporan dikembalikan ke desa.", desk)


def mend_and_send_again(story: Story, desk: WindowDesk) -> None:
    """The note stands beside the very cell; the village mends it and sends again."""
    desk.fetch(f"Perbaiki: {TITLE}")
    desk.click(f"Perbaiki: {TITLE}")
    desk.wait("Sudah diperbaiki: catatan 1")
    story.tell("Catatan kecamatan ada di samping selnya.", desk)
    desk.cell(*CELL, "262.400.000")
    desk.click("Sudah diperbaiki: catatan 1")
    desk.click("Kirim ulang")
    desk.wait(f"Lihat: {TITLE}")
    desk.wait("Semua terkirim")
    story.tell("Desa memperbaiki lalu mengirim ulang.", desk)


def approve(story: Story, desk: WindowDesk, citizen: Phone) -> None:
    """The second version is approved; with it the public page and the owed postings are made."""
    again = "Desa Hujan Mas, Realisasi APB Desa Sem. I 2025, Kiriman ulang"
    desk.fetch(again)
    desk.choose(again)
    desk.wait("Kiriman ulang")
    desk.click("Setujui laporan")
    desk.answer("Setujui")
    desk.wait("Semua terkirim")
    story.tell("Kecamatan menyetujui kiriman kedua.", desk)
    address = f"{story.server.url}/desa/{SLUG}/laporan/lra_semester1/2025-S1"
    assert "262.400.000" in published(address)
    assert requests.get(f"{address}/gambar.png", timeout=60).content.startswith(b"\x89PNG")
    citizen.page.goto(f"{story.server.url}/desa/{SLUG}")
    assert seen(citizen.page.get_by_text("Disetujui kecamatan, 10 Juli 2025"))
    story.tell("Laporan terbit di halaman publik, lengkap dengan gambarnya.", citizen)


def published(address: str) -> str:
    """The public page, once it is there."""
    told = 0
    for _try in range(100):
        page = requests.get(address, timeout=30)
        told = page.status_code
        if told == 200:
            return page.text
        time.sleep(0.2)
    raise AssertionError(f"{address} is not public: {told}")


def post(story: Story, desk: WindowDesk) -> None:
    """The checklist: no tick while an item of the law is missing; then the proof."""
    desk.press("Alt+3")
    desk.fetch("Posting: Facebook")
    desk.ready("Simpan gambar")
    story.tell("Daftar saluran dengan gambar dan teks siap pakai.", desk)
    desk.click("Posting: Facebook")
    desk.fill("Tautan posting", POST)
    desk.click("Simpan bukti")
    desk.wait("Menunggu dicek")
    desk.wait("Semua terkirim")
    story.tell("Bukti posting Facebook tercatat.", desk)


def citizen_writes(story: Story, citizen: Phone) -> tuple[str, str]:
    """A citizen writes on the public page, without login and without a name."""
    page = citizen.page
    page.get_by_role("link", name="Tulis masukan").click()
    page.get_by_text("Semua warga").click()
    page.get_by_text("Keluhan").click()
    page.get_by_label("3. Judul singkat").fill(COMPLAINT)
    page.get_by_label("4. Tulis di sini").fill("Sudah seminggu lampu di depan langgar mati.")
    page.get_by_role("button", name="Kirim masukan").click()
    number, key = page.locator(".number").inner_text(), page.locator(".key").inner_text()
    story.tell(f"Seorang warga menulis masukan dan mendapat nomor {number} serta kunci rahasia.", citizen)
    return number, key


def answer(story: Story, desk: WindowDesk) -> None:
    """The word stands in the village's inbox; it is answered."""
    desk.press("Alt+4")
    desk.fetch(COMPLAINT)
    desk.choose(COMPLAINT)
    desk.fill("Jawaban untuk warga", ANSWER)
    story.tell("Masukan warga ada di kotak masuk desa.", desk)
    desk.click("Kirim jawaban")
    desk.wait("Semua terkirim")
    desk.wait(ANSWER)
    story.tell("Desa menjawab.", desk)


def citizen_reads(story: Story, citizen: Phone, number: str, key: str) -> None:
    """The answer is on the tracking page at once, and nothing is public yet."""
    page = citizen.page
    page.goto(f"{story.server.url}/lacak")
    page.get_by_label("Nomor").fill(number)
    page.get_by_label("Kunci").fill(key)
    page.get_by_role("button", name="Lacak").click()
    assert seen(page.get_by_text(ANSWER))
    assert COMPLAINT not in published(f"{story.server.url}/desa/{SLUG}")
    story.tell("Warga membaca jawabannya di halaman lacak; warga lain belum melihatnya.", citizen)


def release(story: Story, desk: WindowDesk, number: str) -> None:
    """The kecamatan lets others read it."""
    desk.press("Alt+3")
    desk.fetch(number)
    desk.choose(number)
    desk.click("Tampilkan untuk warga")
    desk.wait("Semua terkirim")
    home = f"{story.server.url}/desa/{SLUG}"
    for _try in range(100):
        if COMPLAINT in published(home):
            break
        time.sleep(0.2)
    assert COMPLAINT in published(home)
    story.tell("Kecamatan menampilkan masukan itu untuk warga.", desk)


def figures(folder: Path) -> Path:
    """A file as an office has it: the budget of a real village, and two fifths of it realised."""
    rows = csv.DictReader((ROOT / "resources" / "demo" / "csv" / "keji-2026.csv").read_text("utf-8").splitlines())
    target = folder / "realisasi-hujan-mas.csv"
    with target.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, delimiter=";")
        out.writerow(["Kode", "Uraian", "Anggaran (Rp)", "Realisasi (Rp)"])
        for row in rows:
            if row["kode"] not in PARENTS:
                budget = int(row["anggaran"])
                out.writerow([row["kode"], row["uraian"], money(budget), money(budget * 2 // 5)])
    return target


def money(amount: int) -> str:
    """As people write it."""
    return f"Rp {amount:,},-".replace(",", ".").replace(".-", ",-")


@contextmanager
def _ignoring_a_dead_desk() -> Iterator[None]:
    try:
        yield
    except (AssertionError, OSError, ValueError):
        return


if __name__ == "__main__":
    shutil.rmtree(sys.argv[1], ignore_errors=True)
    sys.exit(main(Path(sys.argv[1])))
