"""A report for Word says what the paper says, keeps its outline, and takes nothing for a language."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from msgspec.structs import replace as struct_replace

import resources
from sipa_core.domain.money import format_number
from sipa_core.domain.paths import Value
from sipa_core.domain.villages import Village
from sipa_render.arrangement import arrangement_of
from sipa_render.paper import Office
from sipa_render.report_blocks import Table
from sipa_render.report_plan import Report, plan_of
from sipa_render.table_widths import UPRIGHT_MM, column_widths
from sipa_render.word_file import SHIPPED, report_word
from sipa_render.word_template import MAX_BYTES, WordTemplateError
from tests.support.long_reports import VILLAGE, long_report, picture, shipped

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LRA, MONTHLY = "lra_semester1", "kegiatan_bulanan"
HOSTILE = '{{ judul }} {% for x in isi %} {_{ x }_} <w:p> &amp; #import "@preview/x" =1+1 \\par 🎉 \u202e \x0b'


def opened(data: bytes) -> Document:
    return docx.Document(io.BytesIO(data))


def texts(document: Document) -> str:
    return "\n".join(
        "".join(part.text or "" for part in line.iter("{*}t")) for line in document.element.body.iter("{*}p")
    )


def titles(document: Document) -> list[tuple[str, str]]:
    """Headings with their levels, a break inside of one as a space."""
    found = []
    for line in document.paragraphs:
        name = line.style.name if line.style is not None else ""
        if name.startswith("Heading "):
            found.append((name.removeprefix("Heading "), " ".join(line.text.split())))
    return found


@pytest.mark.parametrize("key", shipped())
def test_every_type_opens_with_the_outline_of_its_plan(key: str) -> None:
    report = long_report(key, lines=1, rows=3)
    document = opened(report_word(report, picture))
    wanted = [(str(one.level), f"{one.numeral} {one.text}".strip()) for one in plan_of(report, picture).headings]
    assert titles(document) == wanted
    assert document.core_properties.language == "id-ID"
    assert document.core_properties.author == "Desa Babayau"


def test_every_figure_of_the_budget_stands_in_the_table() -> None:
    report = long_report(LRA, rows=8)
    assert report.budget is not None
    rows = [[cell.text for cell in row.cells] for table in opened(report_word(report)).tables for row in table.rows]
    for line in report.budget.lines:
        if line.amount is not None:
            row = [line.code, line.label, format_number(line.amount.anggaran), format_number(line.amount.realisasi)]
            assert any(cells[:4] == row for cells in rows), row


def test_heads_of_tables_are_repeated_and_rows_stay_whole() -> None:
    document = opened(report_word(long_report(LRA)))
    table = next(one for one in document.tables if one.rows[0].cells[0].text == "Kode")
    assert table.rows[0]._tr.find("{*}trPr/{*}tblHeader") is not None
    assert all(row._tr.find("{*}trPr/{*}cantSplit") is not None for row in table.rows)


def test_what_is_typed_stays_what_it_is() -> None:
    report = long_report(LRA, lines=1, rows=2)
    more: dict[str, Value] = dict.fromkeys(("ringkasan.isi", "pengantar.isi", "kegiatan[r0000].nama"), HOSTILE)
    office = Office(Village(VILLAGE.code, HOSTILE, "x", HOSTILE), HOSTILE, HOSTILE)
    made = report_word(replace(report, office=office, content={**report.content, **more}))
    said = texts(opened(made))
    assert said.count('{{ judul }} {% for x in isi %} {_{ x }_} <w:p> &amp; #import "@preview/x" =1+1 \\par') >= 4
    assert "🎉" in said


def test_photos_are_there_with_words_for_who_cannot_see_them() -> None:
    document = opened(report_word(long_report(MONTHLY, photos=3), picture))
    drawn = [one for one in document.element.body.iter("{*}docPr") if one.get("descr") != "Kode QR tanda terima"]
    assert len(drawn) == 3
    assert len({one.get("id") for one in document.element.body.iter("{*}docPr")}) == 4
    assert all(one.get("descr") for one in drawn)


def test_a_broken_photo_leaves_its_place_empty() -> None:
    document = opened(report_word(long_report(MONTHLY, photos=1), lambda _about: b"\xff\xd8nope"))
    assert "foto belum ada di komputer ini" in texts(document)


def test_a_table_of_three_hundred_rows_and_a_word_without_an_end_are_whole() -> None:
    report = long_report(LRA, lines=1, rows=300)
    report = replace(report, content={**report.content, "kegiatan[r0000].nama": "A" * 400})
    said = texts(opened(report_word(report)))
    assert "A" * 400 in said
    assert "Jumlah 300 baris" in said


def own(tags: str, *, name: str = "word/document.xml", more: bytes | None = None) -> bytes:
    """The shipped template with other tags in its body, or with a file more."""
    made = io.BytesIO()
    document = opened(resources.read_bytes(SHIPPED))
    for element in list(document.element.body)[:-1]:
        document.element.body.remove(element)
    for line in tags.split("\n"):
        document.add_paragraph(line)
    document.save(made)
    if more is not None:
        with zipfile.ZipFile(made, "a") as packed:
            packed.writestr(name, more)
    return made.getvalue()


def test_a_template_of_the_kecamatan_uses_its_own_words_and_tags() -> None:
    tags = "{{ judul }} milik {{ kop.kantor }}\n{%p for baris in surat.alamat %}\n{{ baris }}\n{%p endfor %}\n"
    tags += "{{ bagian.kendala }}\n{{ isian['pengesahan.kepala_desa'] }}\n{{ tanda_tangan }}"
    said = texts(opened(report_word(long_report(LRA), template=own(tags))))
    assert "LAPORAN REALISASI PELAKSANAAN APB DESA milik PEMERINTAH DESA BABAYAU" in said
    assert "melalui Camat Paringin" in said
    assert "Musyawarah desa membahas" in said
    assert "Rahmadi" in said


@pytest.mark.parametrize(
    "tags",
    [
        "{{ judul.__class__ }}",
        "{{ tidak_ada }}",
        "{{ judul * 99999999 }}",
        "{{ cycler }}",
        "{{ range(9) }}",
        "{% set x = judul %}",
        "{% for a in surat.alamat %}{% for b in surat.alamat %}{{ b }}{% endfor %}{% endfor %}",
        "{% macro m() %}{% endmacro %}",
        "{% include 'x' %}",
        "{{ judul|format }}",
        "{{ judul ~ judul }}",
        "{% if buku %}",
        "{{ bagian.tidak_ada }}",
    ],
)
def test_tags_that_could_run_long_or_do_not_exist_are_refused_in_words(tags: str) -> None:
    with pytest.raises(WordTemplateError, match=r"[Tt]anda|[Pp]engulangan"):
        report_word(long_report(LRA, lines=1, rows=1), template=own(tags))


RELATION = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="http://x/y.png" '
    b'TargetMode="External"/></Relationships>'
)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04nothing",
        b"x" * (MAX_BYTES + 1),
        own("x")[:-40],
        own("x", name="word/vbaProject.bin", more=b"macro"),
        own("x", name="word/embeddings/oleObject1.bin", more=b"program"),
        own("x", name="word/_rels/more.xml.rels", more=RELATION),
        own("x", name="word/more.xml", more=b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
        own("x", name="word/media/zeros.png", more=b"0" * (25 * 1024 * 1024)),
    ],
    ids=["empty", "torn", "large", "cut", "macro", "program", "far picture", "entity", "bomb"],
)
def test_a_damaged_or_dangerous_file_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(WordTemplateError, match=r"Berkasnya|Isinya"):
        report_word(long_report(LRA, lines=1, rows=1), template=data)


def test_a_template_without_heading_styles_still_gives_an_outline() -> None:
    document = opened(own("{{ isi }}"))
    for level in (1, 2, 3):
        style = document.styles[f"Heading {level}"]
        style.element.getparent().remove(style.element)
    made = io.BytesIO()
    document.save(made)
    report = long_report(LRA, lines=1, rows=1)
    levels = list(opened(report_word(report, template=made.getvalue())).element.body.iter("{*}outlineLvl"))
    assert len(levels) == len(plan_of(report).headings)


def test_a_wide_table_lies_on_a_sheet_of_its_own() -> None:
    report = long_report("lra_semester1", rows=2)
    section = report.template.section("kegiatan")
    assert section is not None
    columns = tuple(replace_field(field, n) for field in section.fields for n in range(4))
    wide = replace_section(report, columns)
    sections = opened(report_word(wide)).sections
    assert [one.page_width > one.page_height for one in sections].count(True) == 1
    assert arrangement_of(report.template).form == "letter"


def replace_field(field: object, n: int) -> object:
    import msgspec

    path = getattr(field, "path", "")
    return msgspec.structs.replace(field, path=f"{path}{n}", label=f"{getattr(field, 'label', '')} {n + 1}")  # type: ignore[type-var]


def replace_section(report: Report, columns: tuple[object, ...]) -> Report:
    import msgspec

    template = report.template
    sections = tuple(
        msgspec.structs.replace(one, fields=columns) if one.key == "kegiatan" else one for one in template.sections
    )
    return replace(report, template=msgspec.structs.replace(template, sections=sections))


def test_a_common_title_of_narrow_columns_is_not_broken_within_a_word() -> None:
    report = long_report("penduduk_bulanan", lines=1, rows=2)
    table = next(
        block
        for block in plan_of(report, picture).blocks
        if isinstance(block, Table) and any(c.group for c in block.columns)
    )
    table = struct_replace(table, rows=(("RT 01", *["0"] * (len(table.columns) - 1)),), sums=None)
    widths = column_widths(table, UPRIGHT_MM)[1:]
    for group in {column.group for column in table.columns if column.group}:
        room = sum(wide for wide, column in zip(widths, table.columns, strict=True) if column.group == group)
        assert room >= 1.5 * len(group) + 2, (group, room)


def test_a_table_begins_where_the_text_begins_and_nothing_high_follows_it() -> None:
    document = opened(report_word(long_report(MONTHLY, lines=1, rows=2), picture))
    tables = document.element.body.findall("./{*}tbl")
    lined = [one for one in tables if one.find("./{*}tblPr/{*}tblBorders/{*}top[@w:sz]", {"w": WORD}) is not None]
    assert lined
    for one in lined:
        room = one.find("./{*}tblPr/{*}tblCellMar/{*}left")
        assert one.find("./{*}tblPr/{*}tblInd").get(qn("w:w")) == room.get(qn("w:w"))
    last = document.element.body.findall("./{*}p")[-1]
    assert last.find(".//{*}spacing").get(qn("w:lineRule")) == "exact", "a signature at the foot begins an empty sheet"
