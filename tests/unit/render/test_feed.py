"""The feed picture says what the report says: its text is read back from the same page as PDF."""

from __future__ import annotations

import io
import re
import struct
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pypdf
import pytest
import segno
from PIL import Image

import resources
from sipa_core.domain.money import format_percent, format_short
from sipa_core.domain.paths import Value
from sipa_core.domain.publication_figures import MAX_ACTIVITY_NAME, MAX_ADDRESS, MAX_VILLAGE_NAME, PublicFigures
from sipa_core.domain.statute import items_in_caption, items_in_picture
from sipa_core.domain.villages import Village
from sipa_render import typesetting
from sipa_render.feed import HEIGHT, WIDTH, RenderError, feed_data, render_feed
from tests.support.pictures_as_pdf import render_feed_pdf
from tests.support.public_figures import figures, report

PARINGIN = [
    "Balang", "Kalahiang", "Lasung Batu", "Paran", "Layap", "Murung Ilung", "Mangkayahu",
    "Lok Batung", "Lamida Bawah", "Dahai", "Hujan Mas", "Babayau", "Balida", "Sungai Ketapi",
]  # fmt: skip
NO_UNFINISHED: dict[str, Value] = {
    **{f"belum[b{row}].{column}": None for row in range(3) for column in ("nama", "keterangan", "pos")},
    "belum_selesai.nihil": True,
}
ZERO: dict[str, Value] = {path: 0 for path in report() if path.startswith("apbdes[") and not path.endswith("alasan")}
LARGE: dict[str, Value] = {
    "apbdes[-/4.2.1/-].anggaran": 9_876_543_210,
    "apbdes[-/4.2.1/-].realisasi": 5_432_109_876,
    "apbdes[02/-/-].anggaran": 563_250_000 + 9_876_543_210 - 768_432_000,
    "apbdes[02/-/-].realisasi": 4_321_098_765,
    "apbdes[03/-/-].realisasi": -61_325_000,
    "apbdes[05/-/-].realisasi": 999_950_000,
}
CASES = {
    "usual": figures(),
    "nihil": figures(NO_UNFINISHED),
    "zero": figures(ZERO),
    "large": figures(LARGE),
    "without address": figures(page=""),
}


def text_of(shown: PublicFigures) -> str:
    """The words of the picture; a sum stands on the line of its label, as the eye sees it."""
    page = pypdf.PdfReader(io.BytesIO(render_feed_pdf(shown))).pages[0].extract_text()
    return re.sub(r"\n(?=−?Rp)", " ", page.replace("\u200b", ""))


def picture_of(shown: PublicFigures) -> Image.Image:
    return Image.open(io.BytesIO(render_feed(shown))).convert("RGB")


def sums_in(text: str) -> list[tuple[int, int]]:
    """Every sum in the text in rupiah, with half of its last digit: what it may differ by through rounding."""
    units = {"": 0, "juta": 6, "miliar": 9, "triliun": 12}
    found = []
    for sign, number, unit in re.findall(r"(−?)Rp([\d.,]*\d)(?: (juta|miliar|triliun))?", text):
        whole, _comma, part = number.replace(".", "").partition(",")
        step = 10 ** (units[unit] - len(part))
        found.append((int(whole + part) * step * (-1 if sign else 1), step // 2))
    return found


def test_the_picture_is_a_png_of_the_size_that_feeds_show() -> None:
    png = render_feed(figures())
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", png[16:24]) == (WIDTH, HEIGHT) == (1080, 1350)
    assert len(png) < 400_000


@pytest.mark.parametrize("shown", CASES.values(), ids=CASES)
def test_every_sum_on_the_picture_is_a_sum_of_the_report_rounded_and_none_is_missing(shown: PublicFigures) -> None:
    totals = (shown.revenue_total, shown.spending_total, shown.financing_net)
    expected = [sum_ for total in totals for sum_ in (total.realisasi, total.anggaran)]
    if shown.spending_total.anggaran == 0:
        expected.append(shown.spending_total.realisasi)
    expected.append(shown.left)
    for line in shown.spending:
        expected += [line.amount.realisasi, line.amount.anggaran] if line.amount.anggaran else [line.amount.realisasi]
    read = sums_in(text_of(shown))
    assert len(read) == len(expected)
    assert all(abs(value - exact) <= half for (value, half), exact in zip(read, expected, strict=True))


@pytest.mark.parametrize("shown", CASES.values(), ids=CASES)
def test_every_bidang_stands_with_its_sums_and_share_on_one_line(shown: PublicFigures) -> None:
    lines = text_of(shown).splitlines()
    for line in shown.spending:
        row = next(text for text in lines if text.startswith(line.short_name))
        assert format_short(line.amount.realisasi) in row
        assert row.endswith(format_percent(line.amount.realisasi, line.amount.anggaran))


@pytest.mark.parametrize("shown", CASES.values(), ids=CASES)
def test_all_that_the_picture_is_said_to_tell_can_be_read_on_it(shown: PublicFigures) -> None:
    assert items_in_picture(shown) == shown.items
    assert items_in_caption(text_of(shown), shown) == shown.items


@pytest.mark.parametrize("name", PARINGIN)
def test_the_name_of_each_village_stands_whole_on_its_picture(name: str) -> None:
    text = text_of(figures(village=Village("63.11.06.2005", name, "x", "Paringin")))
    assert text.startswith(f"Pemerintah Desa {name}\nKecamatan Paringin, Kabupaten Balangan\n")


def test_the_longest_texts_stay_inside_the_page_and_the_address_stays_whole() -> None:
    name = ("Pembangunan/Rehabilitasi Jalan Usaha Tani " * 4)[:MAX_ACTIVITY_NAME].strip()
    address = ("Kantor Desa Babayau, Jalan Ahmad Yani KM 12, telepon 0526-2021234, " * 4)[:MAX_ADDRESS].strip()
    many = {f"belum[c{row}].{column}": name for row in range(7) for column in ("nama", "keterangan")}
    village = Village("63.11.06.2005", ("Sungai Ketapi " * 4)[:MAX_VILLAGE_NAME].strip(), "x", "Paringin")
    shown = figures(
        {**NO_UNFINISHED, **many, "pengesahan.alamat_pengaduan": address}, village, "https://" + "a" * 70 + ".id/desa/x"
    )
    text = text_of(shown)
    assert "dan 3 lainnya, lihat rincian" in text
    assert text.count("…") == 4 * 2  # names and notes of the four that are listed
    assert "".join(shown.complaint_address.split()) in "".join(text.split())
    picture = picture_of(shown)
    right_edge = [picture.getpixel((WIDTH - 20, y)) for y in range(20, 380, 4)]
    assert set(right_edge) == {(0x0B, 0x4F, 0x41)}
    assert {picture.getpixel((WIDTH - 20, y)) for y in range(450, 1150, 4)} == {(0xF3, 0xF6, 0xF4)}
    assert {picture.getpixel((WIDTH - 20, y)) for y in range(1170, 1345, 4)} == {(0xF0, 0xB4, 0x29)}


def test_a_word_without_spaces_cannot_push_the_text_off_the_page() -> None:
    shown = figures({"belum[b0].nama": "W" * MAX_ACTIVITY_NAME, "pengesahan.alamat_pengaduan": "W" * MAX_ADDRESS})
    text = text_of(shown)
    assert text.count("W") >= MAX_ADDRESS + 40
    picture = picture_of(shown)
    assert {picture.getpixel((WIDTH - 20, y)) for y in range(450, 1150, 4)} == {(0xF3, 0xF6, 0xF4)}
    # Nothing is printed over the footer's own edge.
    assert {picture.getpixel((x, 1155)) for x in range(0, WIDTH, 8)} == {(0xF3, 0xF6, 0xF4)}


def test_nothing_is_smaller_than_22_pixels() -> None:
    sizes: list[float] = []

    def note(text: str, _cm: object, tm: list[float], _font: object, size: float) -> None:
        if text.strip():
            sizes.append(round(abs(tm[3]) * size, 1))

    pypdf.PdfReader(io.BytesIO(render_feed_pdf(figures()))).pages[0].extract_text(visitor_text=note)
    assert min(sizes) >= 22
    assert max(sizes) > 100


def test_no_unfinished_activity_is_said_as_nihil_and_no_address_leaves_the_code_out() -> None:
    assert "Kegiatan belum selesai\nNihil\n" in text_of(CASES["nihil"])
    text = text_of(CASES["without address"])
    assert "Pindai" not in text
    assert "Boleh tanpa nama" not in text
    assert feed_data(CASES["without address"])["qr"] == ""


def test_the_code_on_the_picture_is_that_of_the_villages_page() -> None:
    shown = figures()
    picture = picture_of(shown)
    matrix = segno.make_qr(shown.village_url, error="m").matrix
    module = 138 / (len(matrix) + 8)
    left, top = WIDTH - 56 - 138 + 4 * module, HEIGHT - 95 - 69 + 4 * module

    def is_dark(x: int, y: int) -> bool:
        return picture.getpixel((int(left + (x + 0.5) * module), int(top + (y + 0.5) * module))) == (0x08, 0x38, 0x2F)

    read = [[is_dark(x, y) for x in range(len(matrix))] for y in range(len(matrix))]
    assert read == [[bool(dark) for dark in row] for row in matrix]


def test_a_report_is_never_read_as_markup() -> None:
    name = '*tebal* #sys.inputs $x$ _miring_ @a <b> `c` "d" \\e'
    assert name in " ".join(text_of(figures({"belum[b0].nama": name})).split())


def test_characters_that_the_font_lacks_are_left_out_instead_of_drawn_as_boxes() -> None:
    assert "Rabat beton selesai" in text_of(figures({"belum[b0].nama": "✅ Rabat 👷 beton\u202e selesai"}))


def test_only_the_shipped_fonts_are_used_and_the_template_fetches_nothing() -> None:
    assert set(typesetting._fonts().families()) == {"Plus Jakarta Sans"}
    template = resources.read_text("typst/feed.typ")
    assert "import" not in template
    assert "@preview" not in template


def test_the_same_figures_give_the_same_picture_from_many_threads_at_once() -> None:
    shown = [figures(), figures(NO_UNFINISHED)] * 3
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(render_feed, shown))
    assert made[0] == made[2] == made[4] == render_feed(shown[0])
    assert made[1] == made[3] == made[5] != made[0]


def test_a_damaged_installation_gives_no_picture_rather_than_one_without_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "fonts").mkdir()
    typesetting._fonts.cache_clear()
    monkeypatch.setattr(typesetting, "files", lambda _package: tmp_path)
    with pytest.raises(RenderError, match="Plus Jakarta Sans"):
        render_feed(figures())
    monkeypatch.undo()
    with pytest.raises(RenderError, match=r"none\.typ"):
        typesetting.typeset("none.typ", {}, "png")
    monkeypatch.setattr(resources, "read_bytes", lambda _name: b"#panic()")
    with pytest.raises(RenderError, match=r"feed\.typ"):
        render_feed(figures())


@pytest.mark.parametrize(
    ("held", "shown"), [("Balangan", "Kabupaten Balangan"), ("Kabupaten Balangan", "Kabupaten Balangan"), ("", "")]
)
def test_the_regency_has_its_word_once(held: str, shown: str) -> None:
    place = feed_data(msgspec.structs.replace(figures(), kabupaten=held))["place"]
    assert str(place).partition(", ")[2] == shown
