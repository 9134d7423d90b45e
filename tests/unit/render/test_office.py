from __future__ import annotations

import io
import struct

from pypdf import PdfReader

from sipa_render.office import CardText, Tile, YearRow, YearText, render_card, year_paper


def size_of(png: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def year(rows: int = 2) -> YearText:
    none: tuple[Tile, ...] = ()
    months = (
        *(none for _month in range(6)),
        (Tile("! 14*", "late"), Tile("21", "done")),
        *(none for _month in range(5)),
    )
    return YearText(
        "Jadwal kewajiban 2025, Kecamatan Paringin",
        "12 kewajiban sepanjang tahun.",
        "10 Juli 2025, 10.34 WITA",
        "Kewajiban",
        ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"),
        (YearRow("Semester"), *(YearRow(f"LRA Semester I nomor {n}", months) for n in range(rows))),
        ((Tile("14", "coming"), "Akan datang"),),
        "* tanggal untuk masa ini saja",
    )


def test_the_year_lies_on_one_f4_sheet_with_all_its_words() -> None:
    pages = PdfReader(io.BytesIO(year_paper(year()).pdf())).pages
    assert len(pages) == 1
    box = pages[0].mediabox
    assert (round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)) == (330, 215)
    words = " ".join(pages[0].extract_text().split())
    for word in ("Jadwal kewajiban 2025", "LRA Semester I nomor 1", "! 14*", "Akan datang", "masa ini saja", "Des"):
        assert word in words
    assert size_of(year_paper(year()).pages(200)[0]) == (2598, 1693)


def test_thirty_duties_still_lie_on_one_sheet() -> None:
    assert len(PdfReader(io.BytesIO(year_paper(year(30)).pdf())).pages) == 1


def test_a_card_is_a_small_picture_and_hostile_names_are_only_words() -> None:
    card = CardText(
        "7KM3 – TQ9W", "Desa *Babayau* #pagebreak()", "Kecamatan", "Untuk $x$ " + "N" * 100, "17 Juli", "https://x"
    )
    assert size_of(render_card(card)) == (827, 488)
