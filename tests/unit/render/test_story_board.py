"""The story and the sheet for the board say what the report says: their text is read back from the page as PDF."""

from __future__ import annotations

import io
import re
import struct

import pypdf
import pytest
from PIL import Image

from sipa_core.domain.money import format_number, format_percent, format_rupiah, format_short
from sipa_core.domain.paths import Value
from sipa_core.domain.publication_figures import MAX_ACTIVITY_NAME, MAX_ADDRESS, MAX_VILLAGE_NAME, PublicFigures
from sipa_core.domain.statute import items_in_caption
from sipa_core.domain.villages import Village
from sipa_render.board import MOST_LINES, render_board, render_board_pdf
from sipa_render.story import HEIGHT, WIDTH, render_story
from tests.support.pictures_as_pdf import render_story_pdf
from tests.support.public_figures import figures
from tests.unit.render.test_feed import LARGE, NO_UNFINISHED, PARINGIN, ZERO, sums_in

CASES = {
    "usual": figures(),
    "nihil": figures(NO_UNFINISHED),
    "zero": figures(ZERO),
    "large": figures(LARGE),
    "without address": figures(page=""),
}
FOREST, KUNYIT, WHITE = (0x0B, 0x4F, 0x41), (0xF0, 0xB4, 0x29), (0xFF, 0xFF, 0xFF)
LONG = ("Pembangunan/Rehabilitasi Jalan Usaha Tani " * 4)[:MAX_ACTIVITY_NAME].strip()
ADDRESS = ("Kantor Desa Babayau, Jalan Ahmad Yani KM 12, telepon 0526-2021234, " * 4)[:MAX_ADDRESS].strip()


def many_lines() -> dict[str, Value]:
    """Fourteen more sources of revenue, and a budget that still closes."""
    more: dict[str, Value] = {"apbdes[02/-/-].anggaran": 563_250_000 + 14_000_000}
    for n in range(1, 15):
        more |= {f"apbdes[-/4.3.{n}/-].anggaran": 1_000_000, f"apbdes[-/4.3.{n}/-].realisasi": 500_000}
    return more


def worst() -> PublicFigures:
    names = {f"belum[c{row}].{column}": LONG for row in range(7) for column in ("nama", "keterangan")}
    village = Village("63.11.06.2005", ("Sungai Ketapi " * 4)[:MAX_VILLAGE_NAME].strip(), "x", "Paringin")
    page = "https://" + "a" * 70 + ".id/desa/x"
    return figures({**many_lines(), **NO_UNFINISHED, **names, "pengesahan.alamat_pengaduan": ADDRESS}, village, page)


def text_of(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) == 1
    return re.sub(r"\n(?=−?Rp)", " ", pages[0].extract_text().replace("\u200b", ""))


def sizes_of(pdf: bytes) -> list[float]:
    sizes: list[float] = []

    def note(text: str, _cm: object, tm: list[float], _font: object, size: float) -> None:
        if text.strip():
            sizes.append(round(abs(tm[3]) * size, 1))

    pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text(visitor_text=note)
    return sizes


@pytest.mark.parametrize("shown", CASES.values(), ids=CASES)
def test_every_sum_of_the_story_is_one_of_the_report_rounded_and_all_items_are_told(shown: PublicFigures) -> None:
    text = text_of(render_story_pdf(shown))
    expected = [shown.spending_total.realisasi] if shown.spending_total.anggaran == 0 else []
    expected += [shown.spending_total.realisasi, shown.left]
    expected += [shown.revenue_total.realisasi, shown.financing_net.realisasi]
    expected += [line.amount.realisasi for line in shown.spending]
    read = sums_in(text)
    assert len(read) == len(expected)
    assert all(abs(value - exact) <= half for (value, half), exact in zip(read, expected, strict=True))
    whole_lines = re.sub(r"[ \u00a0]\n", " ", text)
    assert items_in_caption(whole_lines, shown) == shown.items


@pytest.mark.parametrize("shown", CASES.values(), ids=CASES)
def test_the_sheet_has_every_line_with_its_sums_to_the_rupiah(shown: PublicFigures) -> None:
    text = text_of(render_board_pdf(shown))
    compact = " ".join(text.split())
    totals = [("Jumlah pendapatan", shown.revenue_total), ("Jumlah belanja", shown.spending_total)]
    totals.append(("Pembiayaan neto", shown.financing_net))
    lines = [(line.name, line.amount) for line in (*shown.revenue, *shown.spending, *shown.financing)]
    for name, amount in [*lines, *totals]:
        share = format_percent(amount.realisasi, amount.anggaran).removesuffix("%") if amount.anggaran else "–"
        cells = [format_number(amount.anggaran), format_number(amount.realisasi), format_number(amount.sisa), share]
        assert f"{name} {' '.join(cells)}" in compact, (name, cells)
    for total in (shown.revenue_total, shown.spending_total, shown.financing_net):
        assert format_rupiah(total.realisasi) in compact
    assert "Kegiatan yang belum selesai" in compact
    assert "".join(shown.complaint_address.split()) in "".join(text.split())


def test_a_budget_with_many_sources_still_closes_on_the_sheet() -> None:
    shown = figures(many_lines())
    compact = " ".join(text_of(render_board_pdf(shown)).split())
    rest = len(shown.revenue) - MOST_LINES + 1
    assert f"{rest} rincian lainnya" in compact
    left_out = sum(line.amount.realisasi for line in shown.revenue[MOST_LINES - 1 :])
    assert f" {format_number(left_out)} " in compact.split(f"{rest} rincian lainnya")[1]


@pytest.mark.parametrize("name", PARINGIN)
def test_the_name_of_each_village_stands_whole(name: str) -> None:
    shown = figures(village=Village("63.11.06.2005", name, "x", "Paringin"))
    for made in (render_story_pdf(shown), render_board_pdf(shown)):
        assert f"Pemerintah Desa {name}\nKecamatan Paringin, Kabupaten Balangan\n" in text_of(made)


def test_pictures_have_the_sizes_that_apps_and_paper_have() -> None:
    story, board = render_story(figures()), render_board(figures())
    assert struct.unpack(">II", story[16:24]) == (WIDTH, HEIGHT) == (1080, 1920)
    assert struct.unpack(">II", board[16:24]) == (1754, 2481)
    box = pypdf.PdfReader(io.BytesIO(render_board_pdf(figures()))).pages[0].mediabox
    assert (round(box.width * 25.4 / 72), round(box.height * 25.4 / 72)) == (297, 420)
    assert max(len(story), len(board)) < 900_000


def test_no_letter_is_smaller_than_can_be_read() -> None:
    assert min(sizes_of(render_story_pdf(figures()))) >= 22
    for shown in (figures(), figures(LARGE), worst()):
        assert min(sizes_of(render_board_pdf(shown))) >= 11.5


def test_the_story_leaves_the_controls_of_the_app_their_room() -> None:
    for shown in (figures(), worst(), figures(LARGE)):
        picture = Image.open(io.BytesIO(render_story(shown))).convert("RGB")
        above = {picture.getpixel((x, y)) for x in range(0, WIDTH, 9) for y in range(60, 176, 4)}
        below = {picture.getpixel((x, y)) for x in range(0, WIDTH, 9) for y in range(HEIGHT - 210, HEIGHT - 50, 4)}
        assert above == below == {FOREST}
        sides = {picture.getpixel((x, y)) for x in (20, WIDTH - 20) for y in range(176, HEIGHT - 210, 3)}
        assert sides == {FOREST}


def test_the_longest_texts_stay_in_their_boxes_and_the_address_stays_whole() -> None:
    shown = worst()
    for made in (render_story_pdf(shown), render_board_pdf(shown)):
        text = "".join(text_of(made).split())
        assert "".join(shown.complaint_address.split()) in text
        assert "dan3lainnya,lihatrincian" in text
        assert "…" in text
    board = Image.open(io.BytesIO(render_board(shown))).convert("RGB")
    assert {board.getpixel((x, y)) for x in (30, 1724) for y in range(600, 2481, 5)} == {WHITE}
    between = {board.getpixel((x, 2310)) for x in range(0, 1754, 7)}
    assert between == {WHITE}  # nothing runs out of the two boxes below


def test_nothing_unfinished_is_nihil_and_no_address_leaves_the_code_out() -> None:
    for render in (render_story_pdf, render_board_pdf):
        assert "Nihil" in text_of(render(CASES["nihil"]))
        assert "tanpa nama" not in text_of(render(CASES["without address"]))
    assert "tanpa anggaran" in text_of(render_board_pdf(CASES["zero"]))
    assert format_short(0) in text_of(render_story_pdf(CASES["zero"]))


def test_the_same_figures_give_the_same_bytes() -> None:
    assert render_story(figures()) == render_story(figures())
    assert render_board_pdf(figures()) == render_board_pdf(figures())
