"""A report on paper says what the report says, to the rupiah, whatever people typed into it."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

import resources
from sipa_core.domain import template_text
from sipa_core.domain.attachments import Attachment, Media, leaves
from sipa_core.domain.budget import LineKind, read_budget
from sipa_core.domain.budget_codes import BudgetNames, read_names
from sipa_core.domain.money import format_number
from sipa_core.domain.paths import Value
from sipa_core.domain.periods import parse_period
from sipa_core.domain.templates import Template
from sipa_core.domain.villages import Village
from sipa_render.drawable import UNKNOWN, broken, whole
from sipa_render.paper import Office, Received
from sipa_render.report_blocks import EMPTY, NO_PHOTO, in_brackets
from sipa_render.report_paper import report_paper
from sipa_render.report_plan import Report
from tests.support.demo_office import demo
from tests.support.papers import bookmarks, reader, sizes_mm, words_of

BABAYAU = Village("63.11.06.2024", "Babayau", "babayau", "Paringin")
HASH = "3f2a91bc" * 8
RECEIVED = Received(1_752_478_800_000, HASH, BABAYAU.code, "Laporan Realisasi APB Desa Semester I 2025", 2)
LRA, MONTHLY = "lra_semester1", "kegiatan_bulanan"
HOSTILE = '#import "@preview/x:0.1.0" #eval("1") $x$ \\ *tebal* _miring_ @a <b> ```raw``` [#panic("x")] //komentar'


@cache
def names() -> BudgetNames:
    return read_names(resources.read_text("codes/kode_rekening.csv"), resources.read_text("codes/kode_kegiatan.csv"))


@cache
def template(key: str) -> Template:
    name = f"templates/{key}.toml"
    return template_text.read_template(resources.read_text(name), name)


def content(key: str) -> tuple[dict[str, Value], str]:
    found = next(one for one in demo().reports if one.village == BABAYAU.code and one.template == key)
    return dict(getattr(found.steps[0], "content")), found.period  # noqa: B009 - only a submission has it


def report(key: str, more: dict[str, Value] | None = None, received: Received | None = None) -> Report:
    text, at = content(key)
    text.update(more or {})
    text = {path: value for path, value in text.items() if value is not None}
    period = parse_period(at)
    tree = read_budget(text, names()) if key == LRA else None
    office = Office(BABAYAU, "Balangan", "Jalan Desa RT 02")
    return Report(office, template(key), template(key).title(period), period, text, tree, received)


def test_every_figure_of_the_budget_stands_on_the_paper_to_the_rupiah() -> None:
    shown = report(LRA)
    words = words_of(report_paper(shown).pdf())
    assert shown.budget is not None
    for line in shown.budget.lines:
        if line.amount is None:
            continue
        row = f"{format_number(line.amount.anggaran)} {format_number(line.amount.realisasi)}"
        if not (line.kind is LineKind.RESULT and line.group == "6"):
            row += f" {in_brackets(line.amount.sisa)}"
        assert f"{line.label} {row}" in words, line.label


def test_the_rows_of_activities_and_their_sums_stand_on_the_paper() -> None:
    shown = report(LRA)
    words = words_of(report_paper(shown).pdf())
    assert "Rabat beton RT 03, 180 m RT 03 96.000.000 19.200.000 60%" in words
    assert "Jumlah 28 baris 1.498.000.000 646.279.500" in words


def test_pages_are_f4_with_title_language_and_bookmarks() -> None:
    pdf = report_paper(report(LRA)).pdf()
    assert sizes_mm(pdf) == {(215, 330)}
    read = reader(pdf)
    assert read.metadata is not None
    assert read.metadata.title == "Laporan Realisasi APB Desa Semester I 2025, Desa Babayau"
    assert read.trailer["/Root"]["/Lang"] == "id"
    assert [title.partition(".")[0] for title in bookmarks(pdf)] == ["I", "II", "III", "IV", "V", "VI"]
    assert b"/home/" not in pdf


def test_every_page_says_which_of_how_many_it_is_and_repeats_the_head_of_a_table() -> None:
    pages = [page.extract_text() for page in reader(report_paper(report(LRA)).pdf()).pages]
    assert len(pages) == 4
    assert all(f"Halaman {n} dari 4" in text for n, text in enumerate(pages, 1))
    assert "Uraian" in pages[2]


def test_a_report_that_nobody_received_says_so_and_bears_no_number() -> None:
    words = words_of(report_paper(report(LRA)).pdf())
    assert "Belum dikirim" in words
    assert "TT-" not in words


def test_a_report_that_arrived_bears_its_number_and_the_moment_in_wita() -> None:
    words = words_of(report_paper(report(LRA, received=RECEIVED)).pdf())
    assert "TT-2025-07-3F2A91BC" in words
    assert "14 Juli 2025, 15.40 WITA" in words
    assert "Belum dikirim" not in words


def test_the_same_report_always_gives_the_same_bytes() -> None:
    assert report_paper(report(MONTHLY)).pdf() == report_paper(report(MONTHLY)).pdf()


def test_a_month_without_activities_says_nihil() -> None:
    none: dict[str, Value] = {path: None for path in content(MONTHLY)[0] if path.startswith("kegiatan[")}
    words = words_of(report_paper(report(MONTHLY, {**none, "umum.nihil": True})).pdf())
    assert "Nihil: tidak ada kegiatan bulan ini" in words


def test_an_empty_report_can_be_printed_and_shows_what_is_missing() -> None:
    shown = replace(report(LRA), content={}, budget=read_budget({}, names()))
    assert words_of(report_paper(shown).pdf()).count(EMPTY) >= 3


def test_what_is_typed_is_never_read_as_a_language() -> None:
    more: dict[str, Value] = {
        "ringkasan.isi": HOSTILE,
        "pengesahan.kepala_desa": HOSTILE,
        "kegiatan[x].nama": HOSTILE,
        "apbdes[02.03/-/-].uraian": HOSTILE,
    }
    shown = report(LRA, more)
    shown = replace(shown, office=Office(Village(BABAYAU.code, HOSTILE, "x", HOSTILE), HOSTILE, HOSTILE))
    words = words_of(report_paper(shown).pdf())
    assert words.replace(" ", "").count(HOSTILE.replace(" ", "")) >= 3


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=300))
def test_whatever_stands_in_a_field_gives_a_paper(text: str) -> None:
    shown = report(MONTHLY, {"umum.uraian": text, "kegiatan[x].nama": text, "kegiatan[x].pos": 9})
    assert len(reader(report_paper(shown).pdf()).pages) >= 1


@given(st.text(max_size=80))
def test_no_letter_vanishes_without_a_sign(text: str) -> None:
    kept = whole(text)
    visible = [ch for ch in text if ch.isalpha()]
    assert sum(ch.isalpha() or ch == UNKNOWN for ch in kept) >= sum(ch.isalpha() for ch in visible if ch < "\u0250")
    assert broken(kept, 5).replace("\u200b", "") == kept


def test_letters_of_other_scripts_are_shown_as_a_question_mark() -> None:
    assert whole("Posyandu 🎉 日本") == "Posyandu ? ??"


def test_two_thousand_rows_of_budget_fit_on_as_many_pages_as_they_need() -> None:
    more: dict[str, Value] = {}
    for n in range(2_000):
        activity = f"{n % 5 + 1:02d}.{n // 5 % 20 + 1:02d}.{n // 100 % 20 + 1:02d}"
        key = f"{activity}/5.{n % 4 + 1}.{n % 7 + 1}.{n // 100 + 1:02d}/-"
        more |= {f"apbdes[{key}].anggaran": 1_000_000 + n, f"apbdes[{key}].realisasi": n}
    pages = reader(report_paper(report(LRA, more)).pdf()).pages
    assert len(pages) > 20


def test_a_text_of_many_pages_and_a_very_long_name_are_not_cut() -> None:
    long_name = "Bincau Muara " * 9
    shown = report(MONTHLY, {"umum.uraian": "Warga membersihkan saluran. " * 600 + "Selesai di sini"})
    shown = replace(shown, office=Office(Village(BABAYAU.code, long_name.strip(), "x", "Paringin"), "Balangan"))
    words = words_of(report_paper(shown).pdf())
    assert "Selesai di sini" in words
    assert long_name.strip().upper() in words


def test_a_word_without_an_end_stays_on_the_page() -> None:
    shown = report(MONTHLY, {"kegiatan[x].nama": "A" * 400, "kegiatan[x].pos": 0})
    assert words_of(report_paper(shown).pdf()).replace(" ", "").count("A" * 400) == 1


def test_a_kelurahan_has_a_lurah_and_no_bpd() -> None:
    shown = replace(
        report(MONTHLY), office=Office(Village("63.11.06.1001", "Paringin Timur", "p", "Paringin"), "Balangan")
    )
    words = words_of(report_paper(shown).pdf())
    assert "Lurah Paringin Timur" in words
    assert "BPD" not in words
    assert "PEMERINTAH KELURAHAN" not in words


def test_a_parent_that_differs_from_its_rows_is_told_below_the_table() -> None:
    words = words_of(report_paper(report(LRA, {"apbdes[02/-/-].anggaran": 1})).pdf())
    assert "tertulis 1, jumlah rinciannya 563.250.000" in words


def photo(width: int, height: int) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (width, height), "#335577").save(made, "JPEG")
    return made.getvalue()


@pytest.mark.parametrize("here", [True, False])
def test_a_photo_is_shown_with_its_caption_or_said_to_be_missing(here: bool) -> None:
    data = photo(400, 300)
    one = Attachment("a" * 64, "gotong royong.jpg", Media.JPEG, len(data), 400, 300)
    shown = report(MONTHLY, leaves("foto", "f1", one))
    pdf = report_paper(shown, lambda about: data if here and about == one else None).pdf()
    words = words_of(pdf)
    assert "gotong royong.jpg" in words
    assert (NO_PHOTO in words) is not here
    assert bool([image for page in reader(pdf).pages for image in page.images]) is here


def test_a_broken_photo_leaves_the_paper_whole() -> None:
    one = Attachment("a" * 64, "rusak.jpg", Media.JPEG, 4, 4, 3)
    pdf = report_paper(report(MONTHLY, leaves("foto", "f1", one)), lambda _about: b"\xff\xd8nope").pdf()
    assert "rusak.jpg" in words_of(pdf)
