"""Long documents of every type, page by page: nothing alone, nothing cut, all of it readable in its order."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache

import msgspec
import pypdf
import pytest

from sipa_core.domain.paths import Value
from sipa_core.domain.periods import parse_period
from sipa_core.domain.templates import Template
from sipa_render.arrangement import Arrangement, ArrangementError, Form, arrangement_of, filled
from sipa_render.report_blocks import Budget, Heading, Table
from sipa_render.report_paper import report_paper
from sipa_render.report_plan import Report, Signatures, period_words, plan_of
from sipa_render.table_widths import UPRIGHT_MM, Fit, column_widths, fit_of, lies
from tests.support.long_reports import EIGHT, long_report, picture, shipped, template
from tests.support.papers import reader, sizes_mm, words_of

BUDGETS = ("lra_semester1", "lpj_apbdes", "apbdes", "lppd_tahunan")


@cache
def pdf_of(key: str) -> bytes:
    return report_paper(long_report(key, lines=2, rows=9, photos=3), picture).pdf()


@cache
def pages_of(key: str) -> tuple[str, ...]:
    return tuple(page.extract_text() for page in reader(pdf_of(key)).pages)


def outline(pdf: bytes) -> list[str]:
    found: list[str] = []

    def walk(entries: list[object]) -> None:
        for entry in entries:
            if isinstance(entry, list):
                walk(entry)
            elif isinstance(entry, pypdf.generic.Destination):
                found.append(" ".join(str(entry.title).split()))

    walk(list(reader(pdf).outline))
    return found


@pytest.mark.parametrize("key", shipped())
def test_every_type_has_whole_pages_with_its_outline(key: str) -> None:
    pages, report = pages_of(key), long_report(key, lines=2, rows=9, photos=3)
    assert sizes_mm(pdf_of(key)) <= {(215, 330), (330, 215)}
    numbered = [text for text in pages if f"dari {len(pages)}" in text]
    assert len(numbered) == len(pages) - (plan_of(report).form is Form.BOOK)
    assert all(len(text.split()) > 12 for text in pages)
    wanted = [" ".join(f"{one.numeral} {one.text}".split()) for one in plan_of(report, picture).headings]
    assert outline(pdf_of(key)) == wanted


@pytest.mark.parametrize("key", EIGHT)
def test_signatures_stand_with_what_they_confirm_and_name_who_signs(key: str) -> None:
    signed = [text for text in pages_of(key) if "Nomor tanda terima\n" in text]
    assert len(signed) == 1
    assert "Rahmadi" in signed[0]
    assert signed[0].index("Nomor tanda terima\n") > 0
    before = signed[0][: signed[0].index("Nomor tanda terima\n")]
    assert len(before.split()) > 1, "the signatures stand alone"


@pytest.mark.parametrize("key", BUDGETS)
def test_groups_of_the_budget_are_named_again_on_each_page(key: str) -> None:
    pages = [text for text in pages_of(key) if "Kode" in text and "Uraian" in text]
    assert len(pages) > 1
    assert all(any(group in text for group in ("Pendapatan", "Belanja per bidang", "Pembiayaan")) for text in pages)


def test_the_words_come_out_in_the_order_in_which_they_are_read() -> None:
    words = words_of(pdf_of("lppd_tahunan"))
    places = [words.rindex(one) for one in ("BAB I ", "BAB II ", "BAB VI ", "BAB VIII ", "LAMPIRAN")]
    assert places == sorted(places)
    assert words.index("Perihal") < words.index("DAFTAR ISI")


def test_a_book_has_eight_chapters_and_what_nobody_named_becomes_one_more() -> None:
    report = long_report("lppd_tahunan", lines=1, rows=2)
    titles = [one.text for one in plan_of(report).headings if one.level == 1]
    assert len(titles) == 9
    assert titles[-2:] == ["PENUTUP", "LAMPIRAN"]
    own = msgspec.structs.replace(report.template.sections[0], key="adat", title="Lembaga adat")
    more = replace(report, template=with_section(report.template, own))
    titles = [one.text for one in plan_of(more).headings if one.level == 1]
    assert titles[-3:] == ["LEMBAGA ADAT", "PENUTUP", "LAMPIRAN"]


def with_section(about: Template, section: object) -> Template:
    return msgspec.structs.replace(about, sections=(*about.sections, section))


def test_a_letter_says_what_it_is_about_to_whom_and_through_whom() -> None:
    letter = plan_of(long_report("lra_semester1")).letter
    assert dict(letter.facts)["Perihal"] == "Penyampaian Laporan Realisasi APB Desa Semester I 2025"
    assert letter.address[1:3] == ("Yth. Bupati Balangan", "melalui Camat Paringin")
    assert plan_of(long_report("lkppd")).letter.address[1] == "Yth. Ketua BPD Babayau"
    assert plan_of(long_report("kegiatan_bulanan")).letter.address[1] == "Yth. Camat Paringin"


def test_the_number_of_a_letter_is_printed_or_left_to_the_pen() -> None:
    report = long_report("lra_semester1")
    written = {path: value for path, value in report.content.items() if path != "surat.nomor"}
    assert dict(plan_of(replace(report, content=written)).letter.facts)["Nomor"].startswith(".......")
    numbered = replace(report, content={**written, "surat.nomor": "900/12/DS"})
    assert dict(plan_of(numbered).letter.facts)["Nomor"] == "900/12/DS"


def test_the_number_left_to_the_pen_is_of_the_year_in_which_it_is_signed() -> None:
    report = long_report("apbdes")
    decreed = {path: value for path, value in report.content.items() if not path.endswith((".tanggal", ".nomor"))}
    signed = replace(report, content={**decreed, "pengesahan.tanggal_perdes": "2024-12-10"})
    assert dict(plan_of(signed).letter.facts)["Nomor"] == "......./......../2024"


def test_every_form_that_is_asked_for_has_a_place_for_the_number_of_its_letter() -> None:
    for key in EIGHT:
        assert any(field.path == "surat.nomor" for section in template(key).sections for field in section.leaves), key


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("Dengan hormat, kami sampaikan laporan ini.", "Kami sampaikan laporan ini."),
        ("Kami sampaikan laporan ini.", "Kami sampaikan laporan ini."),
    ],
)
def test_a_letter_greets_once(written: str, printed: str) -> None:
    report = long_report("lra_semester1")
    letter = plan_of(replace(report, content={**report.content, "pengantar.isi": written})).letter
    assert letter.paragraphs[:2] == ("Dengan hormat,", printed)


def test_a_changed_budget_says_of_which_day_it_is() -> None:
    report = replace(long_report("apbdes_perubahan"), period=parse_period("2027-10-01"))
    assert period_words(report) == "Tahun Anggaran 2027, ditetapkan 1 Oktober 2027"


def test_the_names_of_receivers_are_nowhere_on_the_paper_of_the_blt() -> None:
    assert not [one for one in template("blt_dd_bulanan").sections if one.kind == "table"]
    assert "KPM dibayar" in words_of(pdf_of("blt_dd_bulanan"))


def test_men_and_women_stand_under_a_common_title() -> None:
    table = next(one for one in plan_of(long_report("penduduk_bulanan")).blocks if isinstance(one, Table))
    assert [column.group for column in table.columns][1:5] == ["Awal", "Awal", "Lahir", "Lahir"]
    assert [column.title for column in table.columns][1:5] == ["L", "P", "L", "P"]
    assert fit_of(table) is Fit.SMALL
    assert sum(column_widths(table, UPRIGHT_MM)) == pytest.approx(UPRIGHT_MM)


def test_a_table_too_wide_for_an_upright_sheet_lies_with_its_title() -> None:
    report = long_report("lra_semester1", lines=1, rows=3)
    wide = replace(report, template=widened(report.template))
    assert any(isinstance(one, Table) and lies(one) for one in plan_of(wide).blocks)
    pdf = reader(report_paper(wide).pdf())
    lying = [page for page in pdf.pages if page.mediabox.width > page.mediabox.height]
    assert len(lying) == 1
    assert "Realisasi kegiatan" in lying[0].extract_text()


def widened(about: Template) -> Template:
    sections = [
        msgspec.structs.replace(
            one,
            fields=tuple(
                msgspec.structs.replace(field, path=f"{field.path}{n}", label=f"{field.label} {n}")
                for field in one.fields
                for n in range(4)
            ),
        )
        if one.key == "kegiatan"
        else one
        for one in about.sections
    ]
    return msgspec.structs.replace(about, sections=tuple(sections))


def test_a_budget_shows_the_figures_that_its_type_asks_for() -> None:
    titles = {key: budget_of(long_report(key)).titles for key in ("apbdes", "apbdes_perubahan", "lpj_apbdes")}
    assert titles["apbdes"] == ("Anggaran (Rp)",)
    assert titles["apbdes_perubahan"] == ("Semula (Rp)", "Menjadi (Rp)", "Bertambah/(berkurang)")
    assert titles["lpj_apbdes"][-2:] == ("Lebih/(kurang)", "%")


def budget_of(report: Report) -> Budget:
    return next(one for one in plan_of(report).blocks if isinstance(one, Budget))


@pytest.mark.parametrize("key", shipped())
def test_nothing_that_was_filled_in_is_missing_from_the_paper(key: str) -> None:
    report = long_report(key, lines=1, rows=1, photos=0)
    marks: dict[str, Value] = {}
    for n, (path, value) in enumerate(report.content.items()):
        field = report.template.field(path)
        if isinstance(value, str) and field is not None and field.type == "text" and not path.startswith("apbdes["):
            marks[path] = f"kata{n:03d}"
    words = words_of(report_paper(replace(report, content={**report.content, **marks})).pdf()).upper()
    assert [path for path, mark in marks.items() if mark.upper() not in words] == []


def test_words_in_braces_are_replaced_once_and_unknown_ones_stay() -> None:
    assert filled("{desa} {x} {desa", {"desa": "{tahun}", "tahun": "2025"}) == "{tahun} {x} {desa"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"about = 3", "about"),
        (b"abuot = 'x'", "abuot"),
        (b"about = ", "Baris 1"),
        (b"\xff", "bukan teks"),
        (b"#" * 40_000, "KB"),
        (b"signers = ['bupati']", "signers"),
    ],
)
def test_a_broken_arrangement_is_refused_in_words(data: bytes, says: str) -> None:
    with pytest.raises(ArrangementError, match=says):
        arrangement_of(template("lkppd"), data)


def test_every_shipped_arrangement_belongs_to_a_type_and_names_its_sections() -> None:
    import resources

    for name in resources.names("documents", ".toml"):
        key = name.rpartition("/")[2].removesuffix(".toml")
        about, made = template(key), arrangement_of(template(key))
        named = {made.body, *made.annexes, *(one for chapter in made.chapters for one in chapter.sections)} - {""}
        assert named <= {section.key for section in about.sections}, key
        assert isinstance(made, Arrangement)


def test_a_plan_ends_its_report_with_signatures() -> None:
    for key in shipped():
        blocks = plan_of(long_report(key, lines=1, rows=1)).blocks
        assert sum(isinstance(one, Signatures) for one in blocks) == 1
        assert isinstance(blocks[0], Heading)


def test_the_pdf_says_whose_it_is() -> None:
    about = pypdf.PdfReader(io.BytesIO(pdf_of("lkppd"))).metadata
    assert about is not None
    assert about.author == "Desa Babayau"
    assert "PP 43/2014" in str(about.subject)


def test_the_letter_of_a_changed_budget_bears_the_day_of_its_perdes() -> None:
    letter = plan_of(replace(long_report("apbdes_perubahan", rows=1), period=parse_period("2025-10-05"))).letter
    assert letter.day == "Babayau, 5 Oktober 2025"
