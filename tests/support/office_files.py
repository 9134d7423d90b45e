"""Office files made by hand for tests: workbooks, and the parts in which a file can be wrong."""

from __future__ import annotations

import io
import struct
import zipfile

import openpyxl


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(data: bytes, name: str, part: bytes) -> bytes:
    """The same zip with one part replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename != name:
                new.writestr(entry.filename, old.read(entry))
        new.writestr(name, part)
    return out.getvalue()


def with_sheet(rows: bytes) -> bytes:
    start = b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    sheet = start + b"<sheetData>" + rows + b"</sheetData></worksheet>"
    return with_part(workbook(("kode",)), "xl/worksheets/sheet1.xml", sheet)


TITLES_XML = (
    b'<row r="1"><c r="A1" t="inlineStr"><is><t>kode</t></is></c>'
    b'<c r="B1" t="inlineStr"><is><t>anggaran</t></is></c></row>'
    b'<row r="2"><c r="A2" t="inlineStr"><is><t>4.2.1</t></is></c><c r="B2"><v>5</v></c></row>'
)


def ods(rows: str, manifest: str = "") -> bytes:
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?><office:document-content {names}><office:body><office:spreadsheet>'
        f'<table:table table:name="Anggaran">{rows}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    kind = 'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        made.writestr("content.xml", content)
        made.writestr(
            "META-INF/manifest.xml", f'<?xml version="1.0"?><manifest:manifest {kind}>{manifest}</manifest:manifest>'
        )
    return out.getvalue()


def ods_cell(text: str, attributes: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {attributes}><text:p>{text}</text:p></table:table-cell>'


def container(name: str, body: bytes) -> bytes:
    """An OLE file with one stream of at least 4096 bytes, in sectors of 512."""
    body = body.ljust(max(4096, -(-len(body) // 512) * 512), b"\0")
    sectors = len(body) // 512
    fat = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 2 + sectors), 0xFFFFFFFE]
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(512, b"\xff")
    assert len(table) == 512
    head = bytearray(512)
    head[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", head, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIII", head, 44, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    struct.pack_into("<109I", head, 76, 0, *[0xFFFFFFFF] * 108)

    def entry(text: str, kind: int, start: int, size: int) -> bytes:
        raw = bytearray(128)
        encoded = text.encode("utf-16-le")
        raw[: len(encoded)] = encoded
        struct.pack_into("<HBB", raw, 64, len(encoded) + 2, kind, 1)
        struct.pack_into("<III", raw, 68, 0xFFFFFFFF, 0xFFFFFFFF, 1 if kind == 5 else 0xFFFFFFFF)
        struct.pack_into("<II", raw, 116, start, size)
        return bytes(raw)

    directory = entry("Root Entry", 5, 0xFFFFFFFE, 0) + entry(name, 2, 2, len(body))
    return bytes(head) + table + directory.ljust(512, b"\0") + body


def record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def xls(*cells: bytes, shared: bytes = b"", times: int = 1) -> bytes:
    """A workbook of one sheet "S" of the records given; named more than once, all of them begin at the same place."""
    begin, end = record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0)), record(0x000A, b"")
    place = len(begin) + (4 + 9) * times + len(shared) + len(end)
    named = record(0x0085, struct.pack("<IBBBB", place, 0, 0, 1, 0) + b"S")
    return container("Workbook", begin + named * times + shared + end + begin + b"".join(cells) + end)


def label(row: int, column: int, text: str) -> bytes:
    return record(0x0204, struct.pack("<HHHHB", row, column, 0, len(text), 0) + text.encode("latin-1"))
