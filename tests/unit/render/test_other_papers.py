"""The receipt and the recap on paper."""

from __future__ import annotations

from dataclasses import replace

from sipa_core.domain.villages import Village
from sipa_render.overview_paper import Line, Sheet, State, overview_paper
from sipa_render.paper import Office, Received
from sipa_render.receipt_paper import Receipt, receipt_paper
from tests.support.papers import reader, sizes_mm, words_of

BABAYAU = Village("63.11.06.2024", "Babayau", "babayau", "Paringin")
RECEIVED = Received(1_752_478_800_000, "3f2a91bc" * 8, BABAYAU.code, "Laporan Kegiatan Bulanan Juni 2025", 1)
RECEIPT = Receipt(Office(BABAYAU, "Balangan"), RECEIVED, "Laporan Kegiatan Bulanan Juni 2025", "Norhayati")
TERBIT, LATE = State("terbit", "Terbit"), State("terlambat", "Terlambat")
SHEET = Sheet(
    "Rekap Kecamatan Paringin, Semester I 2025",
    "2 desa, 1 kewajiban.",
    "Desa",
    [("LRA", "Sem. I")],
    ["Tepat waktu"],
    [Line("Babayau", [TERBIT], ["1/1"]), Line("Balang", [LATE], ["0/1"])],
    [TERBIT, LATE],
    [("1 / 2", "Kewajiban selesai")],
    "Keterangan.",
)


def test_a_receipt_is_one_page_with_all_that_the_server_said() -> None:
    pdf = receipt_paper(RECEIPT).pdf()
    words = words_of(pdf)
    assert len(reader(pdf).pages) == 1
    for told in ("TT-2025-07-3F2A91BC", "Desa Babayau", "Norhayati", "14 Juli 2025, 15.40 WITA", "3F2A 91BC 3F2A 91BC"):
        assert told in words


def test_a_receipt_names_the_public_page_where_there_is_one() -> None:
    address = "https://paringin.example/desa/babayau/laporan/lra/2025-S1"
    published = replace(RECEIPT, received=replace(RECEIVED, address=address))
    words = words_of(receipt_paper(published).pdf()).replace(" ", "")
    assert "paringin.example/desa/babayau/laporan/lra/2025-S1" in words
    assert "Pindaiuntukmembukahalamanpublik" in words
    assert "Halamanpublik" not in words_of(receipt_paper(RECEIPT).pdf()).replace(" ", "")


def test_a_receipt_with_very_long_names_is_still_one_page() -> None:
    office = Office(Village(BABAYAU.code, "Bincau Muara " * 12, "x", "Paringin"), "Balangan")
    long = replace(RECEIPT, office=office, report="Laporan " * 40, sender="Nama " * 30)
    assert len(reader(receipt_paper(long).pdf()).pages) == 1


def test_the_recap_lies_on_f4_with_a_word_in_every_cell() -> None:
    pdf = overview_paper(SHEET).pdf()
    words = words_of(pdf)
    assert sizes_mm(pdf) == {(330, 215)}
    assert words.count("Terlambat") == 2
    assert "Babayau" in words


def test_a_recap_of_many_villages_repeats_its_head() -> None:
    many = replace(SHEET, lines=[Line(f"Desa {n}", [TERBIT], ["1/1"]) for n in range(80)])
    pages = reader(overview_paper(many).pdf()).pages
    assert len(pages) > 1
    assert all("LRA" in page.extract_text() for page in pages)


def test_a_state_of_a_newer_version_is_shown_by_its_word() -> None:
    newer = replace(SHEET, lines=[Line("Babayau", [State("diarsipkan", "Diarsipkan")], ["1/1"])])
    assert "Diarsipkan" in words_of(overview_paper(newer).pdf())
