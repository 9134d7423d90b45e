"""What a clerk does with every report: begin, attach, look at the papers, send, and what the kecamatan does with it."""

from __future__ import annotations

from pathlib import Path

from tests.journeys.month import things
from tests.journeys.year.clerk import Clerk
from tests.journeys.year.office import VILLAGE_NAME, Year

SAVES = (("Simpan PDF", "pdf"), ("Simpan untuk Word", "docx"), ("Simpan untuk Excel", "xlsx"))
QUICK = {"apbdes": ("xlsx",), "lpj": ("pdf", "xlsx"), "lppd": ("pdf", "docx")}
"""What is saved of which report when time is short."""


def begin(year: Year, title: str, field: str) -> Clerk:
    """Begin a report that is owed, from the list of what may be made; the clerk, before the named field or button."""
    village = year.village
    year.tally.report = title
    village.press("Alt+1")
    village.wait("Buat laporan")
    village.press("Ctrl+N")
    village.wait("Laporan apa yang dibuat?")
    village.click(title)
    village.click("Mulai")
    village.ready(field)
    return village


def take(year: Year, source: str) -> None:
    """Take over what an earlier report has for the open one."""
    village = year.village
    village.click("Ambil isian")
    village.wait("Ambil isian dari laporan mana?")
    village.fill("Laporan", source)
    village.answer("Ambil")
    village.wait(f"diambil dari {source}")


def holds(year: Year, name: str, text: str) -> None:
    """Wait until a text stands in a field without anybody having typed it."""
    year.month.until(lambda: year.village.value(name) == text)


def from_zip(year: Year, path: Path) -> None:
    """Let the open report take its figures from a zip of Siskeudes, once it was looked at."""
    village = year.village
    village.click("Ambil dari berkas")
    village.file(path)
    village.ready("Masukkan 14 baris")
    year.tell("Zip Siskeudes diperiksa dulu.", village)
    village.press("Ctrl+Return")
    village.wait("Jumlah tiap bagian APB Desa cocok")


def happened(year: Year, kind: str, words: str, day: str, field: str) -> Clerk:
    """Begin a report that something that happened asks for; the clerk, before the named field."""
    village = year.village
    year.tally.report = kind
    village.press("Alt+1")
    village.wait("Buat laporan")
    village.press("Ctrl+N")
    village.wait("Laporan apa yang dibuat?")
    village.click(kind)
    village.click("Mulai")
    village.wait("Catat peristiwa")
    village.fill("Apa yang terjadi", words)
    village.fill("Tanggal peristiwa", day)
    village.answer("Catat")
    village.ready(field)
    return village


def signed(year: Year, section: str, name: str) -> None:
    """Attach a photo of the signed sheet, made straight."""
    village = year.village
    village.choose(section)
    village.click("Pilih berkas")
    village.file(things.sheet(year.folder / f"{name}.jpg"))
    village.click("Luruskan")
    village.wait(f"{name}.jpg")


def papers(year: Year, stem: str, *, excel: bool) -> None:
    """Save the open report as PDF, Word and, where it has tables, for Excel, under the name `stem`."""
    wanted = [kind for _button, kind in (SAVES if excel else SAVES[:2])]
    if not year.thorough:
        wanted = [kind for kind in wanted if kind in QUICK.get(stem, ())]
    if not wanted:
        return
    village = year.village
    village.press("Ctrl+P")
    for button, kind in SAVES:
        if kind in wanted:
            target = year.folder / f"{stem}.{kind}"
            village.ready(button)
            village.click(button)
            village.file(target)
            year.month.until(target.exists)
    village.press("Escape")


def send(year: Year, title: str, button: str = "Kirim") -> None:
    """Send the open report; it has arrived."""
    village = year.village
    village.ready(button)
    year.tally.note_findings(village.texts())
    village.press("Ctrl+Return")
    village.wait(f"{title}: Terkirim")
    village.wait("Semua terkirim")


def approve(year: Year, words: str, title: str) -> None:
    """The kecamatan reads what came and approves it; `words` name it in the list, `title` above its text."""
    kecamatan = year.kecamatan
    kecamatan.press("Alt+2")
    kecamatan.fetch(f"{VILLAGE_NAME}, {words}")

    def shown() -> bool:
        """Whether its text is there; the list may have moved below the hand, then its row is chosen again."""
        if any(one.startswith(f"{title}, dikirim") for one in kecamatan.texts()):
            return True
        kecamatan.choose(f"{VILLAGE_NAME}, {words}")
        return False

    year.month.until(shown)
    kecamatan.ready("Setujui laporan")
    kecamatan.click("Setujui laporan")
    kecamatan.answer("Setujui")
    kecamatan.wait("Semua terkirim")
