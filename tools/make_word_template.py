"""Makes resources/documents/umum.docx, the shipped Word template: `python -m tools.make_word_template`.

A kecamatan changes a copy of it in Word; this only draws the first one, so that nobody keeps a file by hand.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from docx import Document
from docx.document import Document as Doc
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph

from sipa_render.paper import HEIGHT_MM, WIDTH_MM

PLACE: Final = Path(__file__).resolve().parents[1] / "resources" / "documents" / "umum.docx"
FOREST, INK = RGBColor(0x0B, 0x4F, 0x41), RGBColor(0x12, 0x23, 0x1D)
CENTRE = WD_ALIGN_PARAGRAPH.CENTER
FONT: Final = "Arial"


def make() -> Doc:
    """Return the template: letter, cover or letterhead, then the report itself."""
    document = Document()
    _styles(document)
    _sheet(document)
    _say(document, "{%p if bersurat %}")
    _letterhead(document)
    _facts(document)
    _say(document, "")
    _say(document, "{{ surat.isi }}")
    _say(document, "")
    _on_the_right(document, "{{ surat.tanda_tangan }}")
    _say(document, "{%p if surat.tembusan %}")
    _say(document, "Tembusan:", size=9)
    _say(document, "{%p for baris in surat.tembusan %}")
    _say(document, "{{ loop.index }}. {{ baris }}", size=9)
    _say(document, "{%p endfor %}")
    _say(document, "{%p endif %}")
    _page_break(document)
    _say(document, "{%p endif %}")
    _say(document, "{%p if buku %}")
    _cover(document)
    _say(document, "DAFTAR ISI", align=CENTRE, size=13, bold=True, after=12)
    _say(document, "{{ daftar_isi }}")
    _say(document, "{%p else %}")
    _letterhead(document)
    _say(document, "{%p if lembaran %}")
    _facts(document)
    _say(document, "{%p endif %}")
    _say(document, "{{ judul }}", align=CENTRE, size=13, bold=True, before=8, after=2)
    _say(document, "{{ masa_laporan }}", align=CENTRE, size=10.5, after=8)
    _say(document, "{%p endif %}")
    _say(document, "{{ isi }}")
    return document


def _styles(document: Doc) -> None:
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size, normal.font.color.rgb = FONT, Pt(10), INK
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    normal.paragraph_format.space_after, normal.paragraph_format.space_before = Pt(4), Pt(0)
    normal.paragraph_format.line_spacing = 1.12
    defaults = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    language = defaults.find(qn("w:lang"))
    if language is None:
        language = OxmlElement("w:lang")
        defaults.append(language)
    language.set(qn("w:val"), "id-ID")
    for level, size, above in ((1, 12, 12), (2, 11, 9), (3, 10, 7)):
        style = document.styles[f"Heading {level}"]
        style.font.name, style.font.size, style.font.bold, style.font.italic = FONT, Pt(size), True, False
        style.font.color.rgb = FOREST if level < 3 else INK
        fonts = style.element.rPr.rFonts
        for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{name}"), None)
        fonts.set(qn("w:hAnsi"), FONT)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(above), Pt(4)
        style.paragraph_format.keep_with_next = True


def _sheet(document: Doc) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(WIDTH_MM), Mm(HEIGHT_MM)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin, section.bottom_margin, section.footer_distance = Mm(16), Mm(20), Mm(9)
    foot = section.footer.paragraphs[0]
    foot.style = document.styles["Normal"]
    foot.paragraph_format.tab_stops.add_tab_stop(Mm(WIDTH_MM - 40), WD_TAB_ALIGNMENT.RIGHT)
    _add(foot, "{{ kaki }}\tHalaman ", 8)
    _field(foot, "PAGE")
    _add(foot, " dari ", 8)
    _field(foot, "NUMPAGES")


def _letterhead(document: Doc) -> None:
    table = _bare(document, (24, 127, 24))
    table.rows[0].cells[0].paragraphs[0].add_run("{{ lambang }}")
    lines = (("{{ kop.kabupaten }}", 11, False), ("{{ kop.kecamatan }}", 11, False), ("{{ kop.kantor }}", 15, True))
    middle = table.rows[0].cells[1]
    for n, (words, size, bold) in enumerate((*lines, ("{{ kop.alamat }}", 8.5, False))):
        line = middle.paragraphs[0] if n == 0 else middle.add_paragraph()
        line.alignment, line.paragraph_format.space_after = CENTRE, Pt(1)
        _add(line, words, size, bold=bold)
    rule = _say(document, "", after=8)
    rule.paragraph_format.line_spacing = Pt(6)
    borders = parse_xml(
        f'<w:pBdr {nsdecls("w")}><w:top w:val="thickThinSmallGap" w:sz="18" w:space="1" w:color="12231D"/></w:pBdr>'
    )
    rule._p.get_or_add_pPr().append(borders)


def _facts(document: Doc) -> None:
    table = _bare(document, (105, 70))
    left, right = table.rows[0].cells
    for n, (label, name) in enumerate(
        (("Nomor", "nomor"), ("Sifat", "sifat"), ("Lampiran", "lampiran"), ("Perihal", "perihal"))
    ):
        line = left.paragraphs[0] if n == 0 else left.add_paragraph()
        line.paragraph_format.tab_stops.add_tab_stop(Mm(20))
        line.paragraph_format.left_indent, line.paragraph_format.first_line_indent = Mm(23), Mm(-23)
        line.paragraph_format.tab_stops.add_tab_stop(Mm(23))
        _add(line, f"{label}\t:\t{{{{ surat.{name} }}}}", 10)
    _add(right.paragraphs[0], "{{ surat.hari }}", 10)
    for words in ("{%p for baris in surat.alamat %}", "{{ baris }}", "{%p endfor %}"):
        line = right.add_paragraph()
        line.paragraph_format.space_after = Pt(1)
        _add(line, words, 10)
    right.add_paragraph()


def _cover(document: Doc) -> None:
    for _n in range(3):
        _say(document, "")
    _say(document, "{{ lambang }}", align=CENTRE)
    _say(document, "{{ judul }}", align=CENTRE, size=22, bold=True, before=90, after=8)
    _say(document, "{{ masa_laporan }}", align=CENTRE, size=14)
    _say(document, "{{ kop.kantor }}", align=CENTRE, size=16, bold=True, before=250)
    _say(document, "{{ kop.kecamatan }}", align=CENTRE, size=12)
    _say(document, "{{ kop.kabupaten }}", align=CENTRE, size=12)
    _say(document, "{{ tahun }}", align=CENTRE, size=12, bold=True, before=12)
    _page_break(document)


def _on_the_right(document: Doc, words: str) -> None:
    table = _bare(document, (95, 80))
    table.rows[0].cells[1].paragraphs[0].add_run(words)


def _bare(document: Doc, widths: tuple[int, ...]) -> Table:
    table: Table = document.add_table(rows=1, cols=len(widths))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.LEFT, False
    for column, cell, wide in zip(table.columns, table.rows[0].cells, widths, strict=True):
        column.width = cell.width = Mm(wide)
    return table


def _say(
    document: Doc,
    words: str,
    *,
    align: WD_ALIGN_PARAGRAPH | None = None,
    size: float = 10,
    bold: bool = False,
    before: float = 0,
    after: float = 4,
) -> Paragraph:
    line = document.add_paragraph()
    if align is not None:
        line.alignment = align
    line.paragraph_format.space_before, line.paragraph_format.space_after = Pt(before), Pt(after)
    _add(line, words, size, bold=bold)
    return line


def _add(line: Paragraph, words: str, size: float, *, bold: bool = False) -> None:
    made = line.add_run(words)
    made.font.size, made.font.bold = Pt(size), bold


def _page_break(document: Doc) -> None:
    _say(document, "", after=0).add_run().add_break(WD_BREAK.PAGE)


def _field(line: Paragraph, code: str) -> None:
    shown = '<w:r><w:rPr><w:sz w:val="16"/></w:rPr><w:t>1</w:t></w:r>'
    xml = f'<w:fldSimple {nsdecls("w")} w:instr=" {code} ">{shown}</w:fldSimple>'
    line._p.append(parse_xml(xml))


if __name__ == "__main__":
    make().save(str(PLACE))
    print(PLACE.name)
