"""February and March 2027: the monthly reports, the second month from the first one, and the Dana Desa."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

from tests.journeys.month import things
from tests.journeys.year import reports
from tests.journeys.year.office import Year
from tests.support.office_files import workbook

PEOPLE: Final = (
    ("Dusun", "Awal L", "Awal P", "Lahir L", "Lahir P", "Datang L", "Datang P", "Mati L", "Mati P", "Pindah L",
     "Pindah P", "Akhir L", "Akhir P", "KK"),
    ("RT 01", 214, 209, 1, 0, 0, 2, 1, 0, 0, 0, 214, 211, 128),
    ("RT 02", 187, 192, 0, 1, 0, 0, 0, 0, 1, 1, 186, 192, 117),
    ("RT 03", 241, 236, 1, 1, 3, 2, 0, 1, 0, 0, 245, 238, 149),
)  # fmt: skip
"""The population book of January as the village keeps it in Excel."""

LATER: Final = (("0", "1", "0", "0", "0", "0", "0", "0"), ("1", "0", "0", "0", "1", "0", "0", "0"), ("0",) * 8)
"""What happened in February, a line for each RT: born, come, died, gone, of both sexes."""

ACTIVITIES: Final = (
    ("Kegiatan", "Tempat", "Tanggal", "Peserta (orang)", "Hasil"),
    ("Posyandu balita", "Balai desa", "12 Januari 2027", 41, "Semua balita ditimbang."),
    ("Musyawarah RKP Desa", "Balai desa", "20 Januari 2027", 36, "Usulan RT 01 sampai RT 03 disepakati."),
)


def january(year: Year) -> None:
    """The first month: people, aid and activities with photos; everything is accepted."""
    year.go_to(date(2027, 2, 3))
    people(year, "Januari 2027", "3 Februari 2027")
    aid(year, "Januari 2027", "28 Januari 2027", "3 Februari 2027")
    activities(year, "Januari 2027")
    year.tell("Laporan bulan Januari terkirim semua.", year.village)
    for words in ("Rekap Penduduk Bulanan", "Realisasi BLT Desa", "Laporan Kegiatan Bulanan"):
        reports.approve(year, f"{words} Jan 2027", f"{words} Januari 2027")


def february(year: Year) -> None:
    """The second month begins with what the first one ended with; no activity at all, and that is said."""
    year.go_to(date(2027, 3, 3))
    nothing_done(year, "Februari 2027")
    year.tell("Bulan Februari terkirim, satu laporan nihil.", year.village)


def nothing_done(year: Year, month: str) -> None:
    """A month without any activity, and that is said."""
    title = f"Laporan Kegiatan Bulanan {month}"
    village = reports.begin(year, title, "Uraian kegiatan")
    village.fill("Uraian kegiatan", f"Bulan {month.split()[0]} tidak ada kegiatan karena jalan desa tergenang.")
    village.choose("Daftar kegiatan, belum terisi")
    village.click("Nihil: tidak ada kegiatan bulan ini")
    reports.send(year, title)


def people_again(
    year: Year, month: str, before: str, signed: str, *, later: Sequence[Sequence[str]] = LATER, papers: bool = False
) -> None:
    """A later recap: what stands at its beginning is taken from the month before, only what happened is given in."""
    title = f"Rekap Penduduk Bulanan {month}"
    village = reports.begin(year, title, "Ambil isian")
    reports.take(year, f"Rekap Penduduk Bulanan {before}")
    village.wait("RT 03")
    village.choose("RT 01")
    village.press("Right", 3)
    village.paste("\n".join("\t".join(line) for line in later))
    village.click("Sudah benar")
    village.choose("Keterangan, dari laporan lain")
    village.ready("Dicatat menurut")
    village.click("Sudah benar")
    signed_on(year, signed)
    reports.signed(year, "Rekap bertanda tangan, belum terisi", f"rekap-penduduk-{_stem(month)}")
    village.wait("Terisi 4 dari 4 bagian")
    if papers:
        reports.papers(year, "penduduk", excel=True)
    reports.send(year, title)


def aid_again(year: Year, month: str, before: str, paid: str, signed: str, *, papers: bool = False) -> None:
    """The aid of a later month: how many and how much each is known, the sum is worked out."""
    title = f"Realisasi BLT Desa {month}"
    village = reports.begin(year, title, "KPM dibayar (keluarga)")
    reports.take(year, f"Realisasi BLT Desa {before}")
    village.click("Sudah benar")
    village.fill("KPM dibayar (keluarga)", "45")
    reports.holds(year, "Jumlah dibayar (Rp)", "13.500.000")
    village.fill("Tanggal penyaluran", paid)
    signed_on(year, signed)
    reports.signed(year, "Tanda terima, belum terisi", f"tanda-terima-{_stem(month)}")
    village.wait("Terisi 3 dari 3 bagian")
    if papers:
        reports.papers(year, "blt", excel=False)
    reports.send(year, title)


def people(year: Year, month: str, signed: str, *, papers: bool = True) -> None:
    """The first recap of the population, from the village's own book in Excel."""
    title = f"Rekap Penduduk Bulanan {month}"
    village = reports.begin(year, title, "Ambil dari berkas")
    village.click("Ambil dari berkas")
    village.file(table(year.folder / "buku-penduduk.xlsx", PEOPLE))
    village.wait("3 baris baru")
    village.ready("Masukkan 3 baris")
    village.click("Masukkan 3 baris")
    village.ready("Tambah baris")
    village.wait("RT 03")
    village.choose("Keterangan, belum terisi")
    village.fill("Dicatat menurut", "Tanggal kejadian")
    signed_on(year, signed)
    reports.signed(year, "Rekap bertanda tangan, belum terisi", f"rekap-penduduk-{_stem(month)}")
    village.wait("Terisi 4 dari 4 bagian")
    if papers:
        reports.papers(year, "penduduk", excel=True)
    reports.send(year, title)


def aid(year: Year, month: str, paid: str, signed: str, *, papers: bool = True) -> None:
    """The aid of a month: how many families, how much for each, and when."""
    title = f"Realisasi BLT Desa {month}"
    village = reports.begin(year, title, "KPM direncanakan (keluarga)")
    village.fill("KPM direncanakan (keluarga)", "45")
    village.fill("KPM dibayar (keluarga)", "45")
    village.fill("Besar per keluarga (Rp)", "300.000")
    reports.holds(year, "Jumlah dibayar (Rp)", "13.500.000")
    village.fill("Tanggal penyaluran", paid)
    village.fill("Cara penyaluran", "Tunai di desa")
    signed_on(year, signed)
    reports.signed(year, "Tanda terima, belum terisi", f"tanda-terima-{_stem(month)}")
    village.wait("Terisi 3 dari 3 bagian")
    if papers:
        reports.papers(year, "blt", excel=False)
    reports.send(year, title)


def activities(year: Year, month: str) -> None:
    """The activities of a month from the secretary's table, with two photos."""
    title = f"Laporan Kegiatan Bulanan {month}"
    village = reports.begin(year, title, "Uraian kegiatan")
    village.fill("Uraian kegiatan", "Posyandu berjalan seperti biasa. RKP Desa dibahas bersama BPD dan ketua RT.")
    village.choose("Daftar kegiatan, belum terisi")
    village.click("Ambil dari berkas")
    village.file(table(year.folder / "buku-kegiatan.xlsx", ACTIVITIES))
    village.wait("2 baris baru")
    village.ready("Masukkan 2 baris")
    village.click("Masukkan 2 baris")
    village.ready("Tambah baris")
    village.wait("Posyandu balita")
    village.choose("Foto kegiatan")
    for number, words in enumerate(("Posyandu balita", "Musyawarah RKP")):
        village.click("Pilih berkas")
        village.file(things.photo(year.folder / f"foto-{number + 1}.jpg", words, number))
        village.wait(f"Keterangan foto-{number + 1}.jpg")
    village.fill("Keterangan foto-1.jpg", "Kader menimbang balita di balai desa.")
    village.fill("Keterangan foto-2.jpg", "Peserta membahas usulan tiap RT.")
    reports.papers(year, "kegiatan", excel=True)
    reports.send(year, title)


def signed_on(year: Year, day: str) -> None:
    """The day on which the head of the village agreed; the name is there already."""
    year.village.choose("Pengesahan, belum terisi")
    year.village.fill("Tanggal pengesahan", day)


def _stem(month: str) -> str:
    return month.lower().replace(" ", "-")


def table(path: Path, rows: tuple[tuple[object, ...], ...]) -> Path:
    """A table as a workbook; the path."""
    path.write_bytes(workbook(*rows))
    return path
