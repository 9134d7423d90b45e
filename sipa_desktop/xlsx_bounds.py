"""What an .xlsx asks for when it is laid out: every cell between first and last, and each text in all its cells.

One figure in the last cell would ask for gigabytes, and so would one long text that stands in many. Tags are looked
for as bytes, for a sheet may have millions; one that no office program writes so is read letter for letter.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator

from sipa_desktop.table_bounds import MAX_TEXT, Archive, BrokenFileError, Extent, TooBigError

MAX_TEXTS = 2_000_000
"""Texts that the cells of a workbook share. The reader takes memory for as many as the file says it has."""

_OVERLAP = 512
_LONGEST = 1024 * 1024
"""From one cell or text to the next; a cell of Excel holds 32,767 letters."""

_LEAST_CELL = 22
"""Bytes of a filled cell without its content: `<c r="A1"><v></v></c>`."""

_CELL = re.compile(rb"<(?:[^\s<>/:!?]*+:)?+c(?=[\s/>])")
_PLAIN_CELL = re.compile(rb"<c[\s/>]")
_PREFIXED_CELL = re.compile(rb":c[\s/>]")
_USUAL_CELL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"(?: s="[0-9]*+")?+(?: t="([a-zA-Z]*+)")?+(/?+)>')
"""A cell as every office program writes it; an empty one closes itself."""

_SHARING_CELL = re.compile(rb'<c r="[A-Z]{1,3}[0-9]{1,7}"(?: s="[0-9]*+")?+ t="s"><v>([0-9]{1,9})</v></c>')

_TAG = re.compile(rb"""<[^\s<>/]++((?:\s++[^\s=<>"'/]++\s*+=\s*+(?:"[^"]*+"|'[^']*+'))*+)\s*+(/?+)>""")
_ATTRIBUTE = re.compile(rb"""\s++([^\s=<>"'/]++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)')""")
_PLACE = re.compile(rb"([A-Z]{1,3})([0-9]{1,7})")

_TEXT = re.compile(rb"<(?:[^\s<>/:!?]*+:)?+si(?=[\s/>])")
_TEXT_END = re.compile(rb"</(?:[^\s<>/:!?]*+:)?+si\s*>")
_EMPTY_TEXT = re.compile(rb"[^<>]*+(?<=/)>")
_TAG_IN_TAG = re.compile(rb"<[^<>]*+<")
_SAID = re.compile(rb"uniqueCount\s*+=\s*+[\"']([^\"']*+)")

_Found = tuple[bytes, bytes, bytes, bytes]
"""Of a cell the letters and the digits of its place, the kind of its value, and `/` when it is empty."""


def xlsx_extents(archive: Archive) -> Iterator[Extent]:
    """Yield the extent of each sheet of an .xlsx; BrokenFileError when a filled cell does not say where it stands.

    TooBigError when the texts of a sheet are more than may be laid out. Every part is looked through: a workbook may
    keep its sheets under any name.
    """
    names = sorted(archive.names)
    texts = _Texts()
    for name in names:
        if name.lower().endswith("sharedstrings.xml"):
            texts.add(archive, name)
    for name in names:
        sheet = _Sheet()
        for piece in _whole_tags(archive, name):
            sheet.take(piece)
        if sheet.size:
            sheet.extent.text = sheet.own_text + sheet.sharing * texts.longest
            if sheet.extent.text > MAX_TEXT and texts.sizes:
                sheet.extent.text = sheet.own_text + _shared_text(archive, name, sheet.sharing, texts)
            yield sheet.extent
            if sheet.extent.text > MAX_TEXT:
                raise TooBigError


class _Texts:
    """How many bytes each text has that cells share, its tags counted in."""

    def __init__(self) -> None:
        self.sizes = array("I")
        """Empty where nobody can tell one text from the next."""
        self.longest = 0
        self._lists = 0

    def add(self, archive: Archive, name: str) -> None:
        """Take a list of shared texts. A workbook has one; of several nobody knows which is meant."""
        self._lists += 1
        sizes, tail, whole, odd = array("I"), b"", 0, self._lists > 1
        for piece in archive.pieces(name):
            text = tail + piece
            whole += len(piece)
            # A comment and the like may hide a tag or make one up.
            rest = text.removeprefix(b"\xef\xbb\xbf").removeprefix(b"<?xml")
            odd = odd or b"<!" in rest or b"<?" in rest or bool(_TAG_IN_TAG.search(text))
            if any(not said.isdigit() or int(said) > MAX_TEXTS for said in _SAID.findall(text)):
                raise BrokenFileError("more texts than there can be")
            _head, *found = _TEXT.split(text)
            tail = b"<si" + found.pop() if found else text
            odd = odd or not all(map(_is_one_text, found))
            sizes.extend(map(len, found))
            if len(tail) > _LONGEST or len(sizes) > MAX_TEXTS:
                raise TooBigError
        sizes.append(len(tail))
        self.sizes = array("I") if odd else sizes
        self.longest = max(self.longest, whole if odd else max(sizes))


def _is_one_text(piece: bytes) -> bool:
    """True for what stands between the beginnings of two texts when the first ends there."""
    if piece.count(b"</si>") == 1:
        return True
    return len(_TEXT_END.findall(piece)) + bool(_EMPTY_TEXT.match(piece)) == 1


class _Sheet:
    """Counts the cells of a part, when it is a sheet."""

    def __init__(self) -> None:
        self.extent = Extent()
        self.size = self.cells = self.sharing = 0
        """Bytes of the sheet, filled cells, and how many of those have a shared text."""

    @property
    def own_text(self) -> int:
        """Bytes of text that stand in the sheet itself, or somewhat more."""
        return max(0, self.size - _LEAST_CELL * self.cells)

    def take(self, text: bytes) -> None:
        """Take a piece of the sheet in which every tag is whole."""
        self.size += len(text)
        if b"\0" in text:
            raise BrokenFileError("not in UTF-8")
        found: list[_Found] = _USUAL_CELL.findall(text)
        if _PREFIXED_CELL.search(text) or len(_PLAIN_CELL.findall(text)) != len(found):
            found = [_read_cell(text, tag.start()) for tag in _CELL.finditer(text)]
        if not found:
            return
        columns, lines, kinds, ends = zip(*found, strict=True)
        if any(ends):
            found = [cell for cell in found if not cell[3]]
            if not found:
                return
            columns, lines, kinds, ends = zip(*found, strict=True)
        self.cells += len(found)
        self.sharing += kinds.count(b"s")
        self.extent.reach(max(map(int, set(lines))), max(map(_column_number, set(columns))))


def _whole_tags(archive: Archive, name: str) -> Iterator[bytes]:
    """The bytes of a part from the mark of a sheet on, no tag cut in two; nothing when it is no sheet."""
    tail, is_sheet = b"", False
    for piece in archive.pieces(name):
        text = tail + piece
        is_sheet = is_sheet or b"sheetData" in text
        if not is_sheet:
            tail = text[-_OVERLAP:]
            continue
        cut = text.rfind(b"<c ")
        cut = text.rfind(b"<") if cut <= 0 else cut
        if len(text) - cut > _LONGEST:
            raise TooBigError
        yield text[:cut]
        tail = text[cut:]
    if is_sheet:
        yield tail


def _read_cell(text: bytes, at: int) -> _Found:
    """A cell that is written as no office program writes it."""
    tag = _TAG.match(text, at)
    if tag is None:
        raise BrokenFileError("a tag that nobody can read")
    attributes = [(name, double or single) for name, double, single in _ATTRIBUTE.findall(tag[1])]
    said = dict(attributes)
    place = _PLACE.fullmatch(said.get(b"r", b"A1" if tag[2] else b""))
    if place is None or len(said) < len(attributes):
        # Without a place is allowed, but no office program writes it: such cells follow one another, so their row may
        # be anything.
        raise BrokenFileError("a cell without its place")
    return place[1], place[2], said.get(b"t", b""), tag[2]


def _shared_text(archive: Archive, name: str, sharing: int, texts: _Texts) -> int:
    """Bytes of the texts in the cells of a sheet that share them; one that is written otherwise has the longest."""
    size = usual = 0
    for piece in _whole_tags(archive, name):
        found = list(map(int, _SHARING_CELL.findall(piece)))
        usual += len(found)
        try:
            size += sum(map(texts.sizes.__getitem__, found))
        except IndexError as fault:
            raise BrokenFileError("a text that is not there") from fault
    return size + (sharing - usual) * texts.longest


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
