"""A report's plan as a document for Word (.docx): the tags of a template filled in, the outline as real headings.

The template is a Word file that a kecamatan may change in Word; what its tags are called stands in
docs/documents.md.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from copy import deepcopy
from datetime import datetime
from typing import Any, Final

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm
from docxtpl import DocxTemplate
from lxml import etree

import resources
from sipa_core.domain.dates import iso_date
from sipa_core.domain.paths import Content
from sipa_render.arrangement import Form
from sipa_render.drawable import cut
from sipa_render.paper import HEIGHT_MM, WIDTH_MM, foot_of, head_words
from sipa_render.report_blocks import Picture
from sipa_render.report_plan import DAY, Plan, Report, Signatures, blocks_of, plan_of
from sipa_render.word_blocks import NAMES, Writer, paragraph, run, safe
from sipa_render.word_template import open_template, render, shield, unshield

SHIPPED: Final = "documents/umum.docx"

_MARK, _END = "\ue000", "\ue001"
_TEXT, _PARAGRAPH, _CELL = qn("w:t"), qn("w:p"), qn("w:tc")
_EMPTY_DAY: Final = datetime(2000, 1, 1)
_MOST_TITLE: Final = 160


def report_word(
    report: Report, picture: Picture | None = None, *, template: bytes | None = None, emblem: bytes | None = None
) -> bytes:
    """Return the report as .docx, by the kecamatan's `template` or the shipped one; `emblem` is a PNG or JPEG.

    WordTemplateError when that template cannot be used.
    """
    return word_of(plan_of(report, picture), picture, template=template, emblem=emblem)


def word_of(
    plan: Plan, picture: Picture | None = None, *, template: bytes | None = None, emblem: bytes | None = None
) -> bytes:
    """Return a plan as .docx, as `report_word` does."""
    opened = open_template(template if template is not None else resources.read_bytes(SHIPPED))
    places = _Places()
    render(opened, _values(plan, places, picture))
    document: Document = opened.docx
    _dress(document, plan)
    _fill(opened, places, plan, emblem)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


class _Places:
    """Blocks that a template named: their tags leave a mark, whose whole paragraph is replaced afterwards."""

    def __init__(self) -> None:
        self.found: list[tuple[str, Any]] = []

    def leave(self, kind: str, content: Any) -> str:
        """Return the mark of a piece of the document."""
        self.found.append((kind, content))
        return f"{_MARK}{len(self.found) - 1}{_END}"


class _Sections:
    """`bagian.KEY`: one section of the report, without its title."""

    def __init__(self, plan: Plan, places: _Places, picture: Picture | None) -> None:
        self._plan, self._places, self._picture = plan, places, picture

    def __getitem__(self, key: str) -> str:
        found = blocks_of(self._plan.report, str(key), self._picture)
        if found is None:
            raise KeyError(key)
        return self._places.leave("blocks", found)


class _Leaves:
    """`isian["kendala.isi"]`: one field as it was filled in, empty when it was not."""

    def __init__(self, content: Content) -> None:
        self._content = content

    def __getitem__(self, path: str) -> str:
        value = self._content.get(str(path))
        return shield("" if value is None else str(value))


def _values(plan: Plan, places: _Places, picture: Picture | None) -> dict[str, Any]:
    report = plan.report
    letter, received = plan.letter, report.received
    facts = dict(letter.facts)
    text = {name: shield(words) for name, words in plan.values.items()}
    signatures = tuple(block for block in plan.blocks if isinstance(block, Signatures))
    head = {name: shield(words) for name, words in head_words(report.office).items()}
    return {
        **text,
        "kop": {
            "kabupaten": head["kabupaten"],
            "kecamatan": head["kecamatan"],
            "kantor": head["office"],
            "alamat": head["address"],
        },
        "judul": shield(plan.name),
        "masa_laporan": shield(plan.period),
        "lambang": places.leave("emblem", None),
        "bersurat": plan.form is not Form.SHEET,
        "buku": plan.form is Form.BOOK,
        "lembaran": plan.form is Form.SHEET,
        "surat": {
            "nomor": shield(facts["Nomor"]),
            "sifat": shield(facts["Sifat"]),
            "lampiran": shield(facts["Lampiran"]),
            "perihal": shield(facts["Perihal"]),
            "hari": shield(letter.day),
            "alamat": [shield(line) for line in letter.address],
            "isi": places.leave("letter", letter),
            "tanda_tangan": places.leave("signature", letter.signature),
            "tembusan": [shield(line) for line in letter.copies],
        },
        "daftar_isi": places.leave("contents", plan.contents),
        "isi": places.leave("blocks", plan.blocks),
        "tanda_tangan": places.leave("blocks", signatures),
        "bagian": _Sections(plan, places, picture),
        "isian": _Leaves(report.content),
        "nomor_tanda_terima": received.number if received is not None else "Belum dikirim",
        "kaki": shield(foot_of(f"{report.title}, {report.office.village.label}", plan.number).replace("\u200b", "")),
    }


def _writer(document: Document, part: Any, plan: Plan, ids: Iterator[int]) -> Writer:
    """Return what writes into one part (body, header, footer); pictures belong to the part that shows them."""
    report = plan.report
    styles = {style.name: style.style_id for style in document.styles}
    headings = {level: styles[name] for level in (1, 2, 3) if (name := f"Heading {level}") in styles}

    def inline(data: bytes, wide: float, high: float, words: str) -> str | None:
        return _inline(part, data, (wide, high), words, next(ids))

    def section(lying: bool) -> str:
        return f"<w:p><w:pPr>{_section_xml(document, lying=lying)}</w:pPr></w:p>"

    return Writer(headings, inline, plan.form, report.received, report.unsent, section)


def _fill(template: DocxTemplate, places: _Places, plan: Plan, emblem: bytes | None) -> None:
    """Put every piece into the place of the paragraph that named it, in body, headers and footers."""
    document: Document = template.docx
    parts: list[Any] = [document.part]
    for section in document.sections:
        parts += [one.part for one in (section.header, section.footer) if not one.is_linked_to_previous]
    ids = iter(range(9_000, 99_000))
    for part in parts:
        writer = _writer(document, part, plan, ids)
        made: dict[str, str] = {}
        for text in list(part._element.iter(_TEXT)):
            words = text.text or ""
            if _MARK in words:
                kind, content = places.found[int(words.partition(_MARK)[2].partition(_END)[0])]
                place = f"sipa-{len(made)}"
                _mark_place(text, place)
                made[f"<!--{place}-->"] = _made(kind, content, writer, emblem)
            elif "\ue00a" in words or "\ue00b" in words:
                text.text = unshield(words)
        if made:
            # As text: moving thousands of elements from one tree to another takes seconds.
            xml = etree.tostring(part._element, encoding="unicode")
            for place, piece in made.items():
                xml = xml.replace(place, piece, 1)
            part._element = parse_xml(xml)


def _made(kind: str, content: Any, writer: Writer, emblem: bytes | None) -> str:
    match kind:
        case "blocks":
            return writer.body(content)
        case "letter":
            return writer.letter(content)
        case "signature":
            return writer.signature(content)
        case "contents":
            return writer.contents(content)
        case _:
            drawn = writer.inline(emblem, 22, 22, "Lambang daerah") if emblem is not None else None
            shown = f"<w:r>{drawn}</w:r>" if drawn else run("lambang daerah", size=14, colour="41524C")
            return paragraph(shown, align="center", after=0)


def _mark_place(text: Any, name: str) -> None:
    """Put a comment in the place of the paragraph that holds the text."""
    place = text
    while place.tag != _PARAGRAPH:
        place = place.getparent()
    holder = place.getparent()
    mark = etree.Comment(name)
    holder.replace(place, mark)
    if holder.tag == _CELL and mark.getnext() is None:
        mark.addnext(parse_xml(f"<w:p {NAMES}/>"))  # Word opens no cell that ends with a table


def _inline(part: Any, data: bytes, most: tuple[float, float], words: str, n: int) -> str | None:
    try:
        _rid, image = part.get_or_add_image(io.BytesIO(data))
        wide, high = image.px_width, image.px_height
        shrink = min(most[0] / wide, most[1] / high)
        inline = part.new_pic_inline(io.BytesIO(data), Mm(wide * shrink), Mm(high * shrink))
    except Exception:  # noqa: BLE001 - a broken picture leaves its place empty, however the reader puts it
        return None
    inline.docPr.set("id", str(n))
    inline.docPr.set("descr", cut(safe(words), 200))
    return f"<w:drawing>{inline.xml}</w:drawing>"


def _section_xml(document: Document, *, lying: bool) -> str:
    """The last section's own properties, its sheet turned; headers and footers stay."""
    section = deepcopy(document.element.body.sectPr)
    size = section.find(qn("w:pgSz"))
    if size is not None and lying:
        size.set(qn("w:w"), str(round(HEIGHT_MM * 56.6929)))
        size.set(qn("w:h"), str(round(WIDTH_MM * 56.6929)))
        size.set(qn("w:orient"), "landscape")
        margins = section.find(qn("w:pgMar"))
        if margins is not None:
            for side in ("w:left", "w:right"):
                margins.set(qn(side), str(round(15 * 56.6929)))
    return str(etree.tostring(section, encoding="unicode"))


def _dress(document: Document, plan: Plan) -> None:
    report = plan.report
    about = document.core_properties
    about.title = cut(safe(f"{report.title}, {report.office.village.label}"), _MOST_TITLE)
    about.author = about.last_modified_by = cut(safe(report.office.village.label), _MOST_TITLE)
    about.subject = cut(safe(report.template.legal_basis), _MOST_TITLE)
    about.language = "id-ID"
    about.comments = about.keywords = about.category = ""
    day = iso_date(str(report.content.get(DAY) or "")) or (
        report.period.last_day if report.period is not None else None
    )
    about.created = about.modified = datetime(day.year, day.month, day.day) if day is not None else _EMPTY_DAY
    about.revision = 1
