"""Blocks as the XML of a Word document: headings with their place in the outline, tables with repeated heads, photos.

Every text is escaped here and nowhere else; signs that XML does not allow go.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final
from xml.sax.saxutils import escape

from sipa_render import report_blocks as blocks
from sipa_render.arrangement import Form
from sipa_render.paper import Received
from sipa_render.qr import qr_png
from sipa_render.report_blocks import NO_PHOTO, Block
from sipa_render.report_plan import Letter, Signature, Signatures
from sipa_render.table_widths import LYING_MM, UPRIGHT_MM, budget_widths, column_widths, is_small, lies

Inline = Callable[[bytes, float, float, str], str | None]
"""A picture within so many millimetres (wide, high), with words for who cannot see it; None when it is broken."""

NAMES: Final = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
FOREST, INK2, RULE, SHADE, PALE, MINT = "0B4F41", "41524C", "B9C4BF", "E6ECE9", "F3F6F4", "DDEFE8"

_UNFIT = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TWIPS: Final = 1440 / 25.4
_SMALL: Final = 17
_SMALLER: Final = 15
_PHOTO_MM: Final = (82.0, 58.0)
_SIDES: Final = ("top", "left", "bottom", "right", "insideH", "insideV")
_BELOW: Final = '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="120" w:lineRule="exact"/></w:pPr></w:p>'
"""What Word asks for below a table: so low that it alone never begins a sheet after a signature at the foot of one."""

_NO_LINES: Final = "".join(f'<w:{side} w:val="nil"/>' for side in _SIDES)
_LINES: Final = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{RULE}"/>' for side in _SIDES)


@dataclass
class Writer:
    """Makes the XML of blocks for one document: the ids of its heading styles by level, its pictures, its form."""

    headings: dict[int, str]
    inline: Inline
    form: Form
    received: Received | None
    unsent: str
    section: Callable[[bool], str]
    """The XML that ends a section of sheets that lie (True) or stand."""

    _bookmarks: int = field(default=0, init=False)

    def body(self, parts: Sequence[Block | Signatures]) -> str:
        """Return the blocks in their order; tables that need it lie on sheets of their own, their heading with them."""
        made: list[str] = []
        lying = False
        waiting: list[str] = []
        for part in parts:
            xml = self.block(part)
            if isinstance(part, blocks.Heading):
                waiting.append(xml)
                continue
            wide = not isinstance(part, Signatures) and lies(part)
            if wide != lying:
                if made or lying:
                    made.append(self.section(lying))
                lying = wide
            made += [*waiting, xml]
            waiting = []
        made += waiting
        if lying:
            made.append(self.section(True))
        return "".join(made)

    def block(self, part: Block | Signatures) -> str:
        """Return one block."""
        match part:
            case blocks.Heading():
                return self._heading(part)
            case blocks.Text():
                label = paragraph(run(part.label, bold=True), keep=True) if part.label else ""
                return label + "".join(
                    paragraph(run(line, colour=INK2 if part.empty else "")) for line in _lines(part.words)
                )
            case blocks.Pairs():
                rows = [
                    (cell(paragraph(run(a, colour=INK2), after=40), 48), cell(_paragraphs(b), UPRIGHT_MM - 48))
                    for a, b in part.pairs
                ]
                return table([48, UPRIGHT_MM - 48], rows, lines=False)
            case blocks.Table():
                return _rows_table(part)
            case blocks.Budget():
                return _budget(part)
            case blocks.Photos():
                return self._photos(part)
            case blocks.Note():
                return paragraph(run(part.words, size=16, colour=INK2))
            case Signatures():
                return self._signatures(part)

    def letter(self, letter: Letter) -> str:
        """Return the text of the letter."""
        lines = letter.paragraphs
        return "".join(
            paragraph(run(line), align="both", first=0 if at == 0 else 10, after=160) for at, line in enumerate(lines)
        )

    def contents(self, headings: Sequence[blocks.Heading]) -> str:
        """Return the table of contents: a line for each heading, its page asked for by its bookmark.

        Not a field of Word's as a whole, since LibreOffice would show that as it was stored, without pages.
        """
        tabs = f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{twips(UPRIGHT_MM)}"/></w:tabs>'
        made = []
        for one in headings:
            words = run(f"{one.numeral} {one.text}".strip(), bold=one.level == 1) + "<w:r><w:tab/></w:r>"
            page = _page_of(one.key)
            indent = f'<w:ind w:left="{twips(8)}"/>' if one.level > 1 else ""
            look = f'{tabs}<w:spacing w:before="0" w:after="60"/>{indent}'
            link = f'<w:hyperlink w:anchor="{_mark(one.key)}" w:history="1">{words}{page}</w:hyperlink>'
            made.append(f"<w:p><w:pPr>{look}</w:pPr>{link}</w:p>")
        return "".join(made)

    def signature(self, one: Signature) -> str:
        """Return the lines of one who signs, centred, with room for the pen and the stamp."""
        named = run(one.name, bold=True, line=True) if one.name else run(f"({'.' * 36})", colour=INK2)
        above = paragraph(run(one.above), align="center", keep=True, after=20) if one.above else ""
        return (
            above
            + paragraph(run(one.office), align="center", keep=True, after=20)
            + paragraph("", keep=True, after=900)
            + paragraph(named, align="center")
        )

    def _heading(self, part: blocks.Heading) -> str:
        self._bookmarks += 1
        style = self.headings.get(part.level)
        look = f'<w:pStyle w:val="{escape(style)}"/>' if style is not None else ""
        new_page = "<w:pageBreakBefore/>" if self.form is Form.BOOK and part.level == 1 else ""
        outline = f'<w:outlineLvl w:val="{part.level - 1}"/>' if style is None else ""
        middle = '<w:jc w:val="center"/>' if self.form is Form.BOOK and part.level == 1 else ""
        numeral = f"{run(part.numeral, bold=style is None)}" if part.numeral else ""
        between = (
            "<w:r><w:br/></w:r>"
            if new_page and numeral
            else '<w:r><w:t xml:space="preserve">  </w:t></w:r>'
            if numeral
            else ""
        )
        n, name = self._bookmarks, _mark(part.key)
        return (
            f"<w:p><w:pPr>{look}<w:keepNext/>{new_page}{middle}{outline}</w:pPr>"
            f'<w:bookmarkStart w:id="{n}" w:name="{name}"/>{numeral}{between}{run(part.text, bold=style is None)}'
            f'<w:bookmarkEnd w:id="{n}"/></w:p>'
        )

    def _photos(self, part: blocks.Photos) -> str:
        half = UPRIGHT_MM / 2
        made = [cell(self._photo(one), half) for one in part.photos]
        made += [cell(paragraph(""), half)] * (len(made) % 2)
        return table([half, half], [tuple(made[at : at + 2]) for at in range(0, len(made), 2)], lines=False)

    def _photo(self, photo: blocks.Photo) -> str:
        drawing = self.inline(photo.data, *_PHOTO_MM, photo.caption) if photo.data is not None else None
        shown = f"<w:r>{drawing}</w:r>" if drawing is not None else run(NO_PHOTO, colour=INK2)
        return paragraph(shown, keep=True) + paragraph(run(photo.caption, size=16, colour=INK2))

    def _signatures(self, part: Signatures) -> str:
        room = [58.0, *([(UPRIGHT_MM - 58) / len(part.names)] * len(part.names))]
        cells = [cell(self._receipt(), room[0])]
        cells += [cell(self.signature(one), wide) for one, wide in zip(part.names, room[1:], strict=True)]
        return paragraph("", keep=True, after=60) + table(room, [tuple(cells)], lines=False)

    def _receipt(self) -> str:
        if self.received is None:
            told = _fine_print("Nomor tanda terima") + paragraph(run("Belum dikirim", bold=True), after=20)
            return told + _fine_print(self.unsent)
        drawing = self.inline(qr_png(self.received.told(), 6), 25, 25, "Kode QR tanda terima")
        return (
            (paragraph(f"<w:r>{drawing}</w:r>", after=20) if drawing else "")
            + _fine_print("Nomor tanda terima")
            + paragraph(run(self.received.number, bold=True), after=20)
            + _fine_print(f"Sampai di kecamatan {self.received.moment}")
        )


def _fine_print(words: str) -> str:
    return paragraph(run(words, size=15, colour=INK2), after=20)


def _rows_table(part: blocks.Table) -> str:
    widths = column_widths(part, LYING_MM if lies(part) else UPRIGHT_MM)
    sides = ["center", *("right" if column.right else "left" for column in part.columns)]
    size = _SMALLER if is_small(part) else _SMALL
    rows = [*_heads(part, widths, sides, size)]
    for n, cells in enumerate(part.rows, 1):
        rows.append(_line((str(n), *cells), widths, sides, size=size))
    if part.sums is not None:
        rows.append(_line(("", *part.sums), widths, sides, fill=SHADE, bold=True, size=size))
    return _table(widths, rows, padding=40 if is_small(part) else 85) + _BELOW


def _heads(part: blocks.Table, widths: Sequence[float], sides: Sequence[str], size: int) -> Iterator[str]:
    titles = ("No.", *(column.title for column in part.columns))
    groups = ("", *(column.group for column in part.columns))
    if not any(groups):
        yield _line(titles, widths, sides, fill=SHADE, bold=True, head=True, size=size)
        return
    upper: list[str] = []
    at = 0
    while at < len(groups):
        end = at + 1
        while groups[at] and end < len(groups) and groups[end] == groups[at]:
            end += 1
        merge = '<w:vMerge w:val="restart"/>' if not groups[at] else ""
        inside = _small(groups[at] or titles[at], "center" if groups[at] else sides[at], bold=True, size=size)
        upper.append(cell(inside, sum(widths[at:end]), fill=SHADE, span=end - at, more=merge))
        at = end
    yield _row("".join(upper), head=True)
    lower = [
        cell(
            _small(title if group else "", side, bold=True, size=size),
            wide,
            fill=SHADE,
            more="" if group else "<w:vMerge/>",
        )
        for title, group, wide, side in zip(titles, groups, widths, sides, strict=True)
    ]
    yield _row("".join(lower), head=True)


def _budget(part: blocks.Budget) -> str:
    code, *figures = budget_widths(part)
    room = LYING_MM if lies(part) else UPRIGHT_MM
    widths = [code, room - code - sum(figures), *figures]
    sides = ["left", "left", *["right"] * len(figures)]
    rows = [_line(("Kode", "Uraian", *part.titles), widths, sides, fill=SHADE, bold=True, head=True)]
    for line in part.lines:
        if line.kind == "heading":
            inside = _small(line.label, "left", bold=True, colour=FOREST)
            rows.append(_row(cell(inside, room, fill=PALE, span=len(widths))))
            continue
        fill = {"row": "", "subtotal": "", "last": MINT}.get(line.kind, SHADE)
        label = f"{line.label}\n{line.note}" if line.note else line.label
        shown = (*line.figures, *([""] * (len(figures) - len(line.figures))))
        bold = line.kind != "row"
        rows.append(_line((line.code, label, *shown), widths, sides, fill=fill, bold=bold, indent=line.level * 2))
    return _table(widths, rows) + _BELOW


def _line(
    texts: Sequence[str],
    widths: Sequence[float],
    sides: Sequence[str],
    *,
    fill: str = "",
    bold: bool = False,
    head: bool = False,
    indent: int = 0,
    size: int = _SMALL,
) -> str:
    made = [
        cell(_small(text, side, bold=bold, indent=indent if at == 1 else 0, size=size), wide, fill=fill)
        for at, (text, wide, side) in enumerate(zip(texts, widths, sides, strict=True))
    ]
    return _row("".join(made), head=head)


def _small(text: str, align: str, *, bold: bool = False, colour: str = "", indent: int = 0, size: int = _SMALL) -> str:
    return "".join(
        paragraph(run(line, size=size, bold=bold, colour=colour), align=align, after=0, left=indent)
        for line in _lines(text)
    )


def table(widths: Sequence[float], rows: Iterable[Sequence[str]], *, lines: bool = True) -> str:
    """Return a table of cells that are XML already; `widths` in millimetres."""
    return _table(widths, [_row("".join(cells)) for cells in rows], lines=lines) + _BELOW


def _table(widths: Sequence[float], rows: Iterable[str], *, lines: bool = True, padding: int = 85) -> str:
    grid = "".join(f'<w:gridCol w:w="{twips(wide)}"/>' for wide in widths)
    # The lines begin where the text does, not the room of a cell further left.
    indent = f'<w:tblInd w:w="{padding}" w:type="dxa"/>' if lines else ""
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{twips(sum(widths))}" w:type="dxa"/>{indent}'
        f'<w:tblBorders>{_LINES if lines else _NO_LINES}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{_room(padding)}</w:tblCellMar></w:tblPr>"
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _room(beside: int) -> str:
    sides = (("top", 40), ("left", beside), ("bottom", 40), ("right", beside))
    return "".join(f'<w:{side} w:w="{wide}" w:type="dxa"/>' for side, wide in sides)


def _row(cells: str, *, head: bool = False) -> str:
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if head else ''}</w:trPr>{cells}</w:tr>"


def cell(inside: str, wide: float, *, fill: str = "", span: int = 1, more: str = "") -> str:
    """Return a cell of so many millimetres around paragraphs."""
    spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    ground = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{twips(wide)}" w:type="dxa"/>{spanned}{more}{ground}</w:tcPr>{inside}</w:tc>'


def paragraph(
    runs: str,
    *,
    align: str = "",
    keep: bool = False,
    after: int = 80,
    left: float = 0,
    first: float = 0,
    style: str = "",
) -> str:
    """Return a paragraph; `after` is the room below in twentieths of a point, `left` and `first` indents in mm."""
    look = f'<w:pStyle w:val="{escape(style)}"/>' if style else ""
    kept = "<w:keepNext/>" if keep else ""
    indent = f'<w:ind w:left="{twips(left)}" w:firstLine="{twips(first)}"/>' if left or first else ""
    side = f'<w:jc w:val="{align}"/>' if align else ""
    return f'<w:p><w:pPr>{look}{kept}<w:spacing w:before="0" w:after="{after}"/>{indent}{side}</w:pPr>{runs}</w:p>'


def run(text: str, *, size: int = 0, bold: bool = False, colour: str = "", line: bool = False) -> str:
    """Return a text as a run; `size` in half points, 0 for that of the style."""
    if not text:
        return ""
    look = ("<w:b/>" if bold else "") + (f'<w:color w:val="{colour}"/>' if colour else "")
    look += (f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>' if size else "") + (
        '<w:u w:val="single"/>' if line else ""
    )
    return f'<w:r>{f"<w:rPr>{look}</w:rPr>" if look else ""}<w:t xml:space="preserve">{safe(text)}</w:t></w:r>'


def safe(text: str) -> str:
    """Return a text as it may stand in XML."""
    return escape(_UNFIT.sub("", text))


def twips(millimetres: float) -> int:
    """Return millimetres in Word's smallest unit."""
    return round(millimetres * _TWIPS)


def _paragraphs(words: str) -> str:
    return "".join(paragraph(run(line), after=40) for line in _lines(words))


def _lines(words: str) -> list[str]:
    return [line for line in words.split("\n") if line.strip()] or [""]


def _page_of(key: str) -> str:
    """The page of a heading, to be found again when the document is opened."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> PAGEREF {_mark(key)} \\h </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("–")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def _mark(key: str) -> str:
    return f"_Toc_{key.replace('-', '_')}"
