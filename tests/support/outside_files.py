"""Files as they come from outside, made by code: photos, papers, and everything a door has to refuse.

No file of anybody else's is kept in the project; each is made anew where a test needs it.
"""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib

from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfWriter
from pypdf.actions import JavaScript
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

MARKER = "PENANDA-RAHASIA-4711"
"""Seeded wherever a file can carry words about people and places; must be found nowhere afterwards."""


def scene(width: int = 1600, height: int = 1200, seed: int = 60) -> Image.Image:
    """A picture with noise in it, as a camera makes it: it does not pack well. The left upper corner is red."""
    grain = random.Random(seed).randbytes(max(1, width // 2) * max(1, height // 2))
    small = Image.frombytes("L", (max(1, width // 2), max(1, height // 2)), grain)
    image = small.resize((width, height), Image.Resampling.BILINEAR).convert("RGB")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width // 4, height // 4), fill=(220, 20, 20))
    return image


def photo(
    width: int = 1600, height: int = 1200, *, orientation: int = 1, marked: bool = True, quality: int = 88
) -> bytes:
    """A photo of a phone with everything phones write into it: place, maker, comment, XMP, a profile."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    more: dict[str, object] = {}
    if marked:
        exif[0x010F] = MARKER
        exif[0x9286] = MARKER
        gps = exif.get_ifd(0x8825)
        gps[1], gps[2] = "S", (2.0, 20.0, 11.0)
        gps[27] = MARKER
        more = {"comment": MARKER.encode(), "xmp": f"<x>{MARKER}</x>".encode(), "icc_profile": MARKER.encode() * 20}
    out = io.BytesIO()
    scene(width, height).save(out, "JPEG", quality=88, exif=exif, **more)
    return out.getvalue() + (MARKER.encode() if marked else b"")


def screenshot(width: int = 1366, height: int = 768) -> bytes:
    """A screen with small letters, as PNG with words beside the picture."""
    image = Image.new("RGB", (width, height), (250, 250, 250))
    draw = ImageDraw.Draw(image)
    for line in range(height // 18):
        draw.text((10, line * 18), f"Realisasi APB Desa baris {line} " * 6, fill=(line % 200, 30, 60))
    info = PngInfo()
    info.add_text("Author", MARKER)
    info.add_itxt("XML:com.adobe.xmp", MARKER)
    out = io.BytesIO()
    image.save(out, "PNG", pnginfo=info)
    return out.getvalue()


def animated_png() -> bytes:
    """A PNG that moves."""
    frames = [Image.new("RGB", (40, 40), shade) for shade in ("red", "blue")]
    out = io.BytesIO()
    frames[0].save(out, "PNG", save_all=True, append_images=frames[1:], duration=100)
    return out.getvalue()


def animated_webp() -> bytes:
    """A WebP that moves."""
    frames = [Image.new("RGB", (40, 40), shade) for shade in ("red", "blue")]
    out = io.BytesIO()
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:], duration=100)
    return out.getvalue()


def pixel_flood(width: int = 60_000, height: int = 60_000) -> bytes:
    """A PNG of some kilobytes that says it has thousands of millions of pixels."""
    body = zlib.compress(b"\0" * 100_000, 9)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def text_bomb() -> bytes:
    """A small PNG whose words swell to a hundred megabytes."""
    words = b"Comment\0\0" + zlib.compress(b"a" * 100_000_000, 9)
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG")
    made = out.getvalue()
    return made[:33] + _chunk(b"zTXt", words) + made[33:]


def many_passes() -> bytes:
    """A JPEG that asks for the same picture again and again."""
    out = io.BytesIO()
    scene(64, 64).save(out, "JPEG", progressive=True)
    made = out.getvalue()
    start = made.rindex(b"\xff\xda")
    return made[:-2] + made[start:-2] * 3000 + b"\xff\xd9"


def paper(pages: int = 1, *, marked: bool = True) -> bytes:
    """A PDF with an author and the words that programs write about themselves."""
    writer = PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(595, 842)
    if marked:
        writer.add_metadata({"/Author": MARKER, "/Title": MARKER})
        writer.xmp_metadata = f"<x>{MARKER}</x>".encode()
        writer.pages[0][NameObject("/PieceInfo")] = DictionaryObject({NameObject("/Tool"): TextStringObject(MARKER)})
    return _written(writer)


def signed_paper(*, typed: bool = True, inherited: bool = False) -> bytes:
    """A PDF that says it is signed; the signature itself is nobody's. `typed`: it says what it is itself, `inherited`:
    the field has its kind from the one above it."""
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.add_metadata({"/Author": MARKER})
    signature = _signature()
    if typed:
        signature[NameObject("/Type")] = NameObject("/Sig")
    kind = DictionaryObject({NameObject("/FT"): NameObject("/Sig")})
    field = DictionaryObject() if inherited else kind
    field[NameObject("/V")] = writer._add_object(signature)
    top = placed = writer._add_object(field)
    if inherited:
        top = writer._add_object(kind)
        field[NameObject("/Parent")] = top
        kind[NameObject("/Kids")] = ArrayObject([placed])
    form = DictionaryObject({NameObject("/Fields"): ArrayObject([top])})
    writer.root_object[NameObject("/AcroForm")] = form
    return _written(writer)


def paper_like_signed(*, contents: bool) -> bytes:
    """A PDF with the marks of a signature where no program signs: on a page, of no kind, with or without its bytes."""
    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)
    writer.add_metadata({"/Author": MARKER})
    mark = _signature()
    if not contents:
        del mark["/Contents"]
        mark[NameObject("/Type")] = NameObject("/Sig")
    page[NameObject("/X")] = mark
    return _written(writer)


def _signature() -> DictionaryObject:
    return DictionaryObject(
        {
            NameObject("/ByteRange"): ArrayObject([NumberObject(n) for n in (0, 10, 20, 30)]),
            NameObject("/Contents"): ByteStringObject(bytes(16)),
        }
    )


def paper_with_script_above(*, signed: bool) -> bytes:
    """A PDF whose field runs something when it is looked at, and is named only by the note that stands below it."""
    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)
    act = DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("x")})
    above = DictionaryObject({NameObject("/FT"): NameObject("/Tx")})
    above[NameObject("/AA")] = DictionaryObject({NameObject("/F"): act})
    place = writer._add_object(above)
    above[NameObject("/Parent")] = place  # and in a circle
    note = DictionaryObject({NameObject("/Subtype"): NameObject("/Widget"), NameObject("/Parent"): place})
    note[NameObject("/Rect")] = ArrayObject([NumberObject(n) for n in (0, 0, 9, 9)])
    page[NameObject("/Annots")] = ArrayObject([writer._add_object(note)])
    if signed:
        mark = _signature()
        mark[NameObject("/Type")] = NameObject("/Sig")
        page[NameObject("/X")] = mark
    return _written(writer)


def paper_with_script() -> bytes:
    """A PDF that runs something when it is opened."""
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.add_open_action(JavaScript("app.alert(1)"))
    return _written(writer)


def paper_with_hidden_script() -> bytes:
    """The same with the name written so that a search for it finds nothing."""
    return paper_with_script().replace(b"/JavaScript", b"/J#61vaScript").replace(b"/JS ", b"/J#53 ")


def paper_with_named_apart(what: str) -> bytes:
    """A PDF that says elsewhere what its action is, or how its page is packed."""
    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)
    apart = writer._add_object(NameObject(what))
    if what == "/Launch":
        act = {NameObject("/S"): apart, NameObject("/F"): TextStringObject("setup.exe")}
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(act)
    else:
        drawn = StreamObject()
        drawn._data = zlib.compress(bytes(2_000_000), 9)
        drawn[NameObject("/Filter")] = apart if what == "/Fl" else ArrayObject([apart])
        page[NameObject("/Contents")] = writer._add_object(drawn)
    return _written(writer)


def paper_with_launch() -> bytes:
    """A PDF with a link that starts a program."""
    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)
    action = DictionaryObject({NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("cmd.exe")})
    link = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Link"),
            NameObject("/Rect"): ArrayObject([NumberObject(n) for n in (0, 0, 99, 99)]),
            NameObject("/A"): action,
        }
    )
    page[NameObject("/Annots")] = ArrayObject([writer._add_object(link)])
    return _written(writer)


def paper_with_file() -> bytes:
    """A PDF that carries another file."""
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.add_attachment("gaji.xlsm", b"x")
    return _written(writer)


def locked_paper() -> bytes:
    """A PDF with a password."""
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.encrypt("rahasia")
    return _written(writer)


def paper_bomb(swollen: int = 300_000_000, layers: int = 1) -> bytes:
    """A PDF whose page swells when it is opened; packed in several layers, even its packing is packed."""
    packer = zlib.compressobj(9)
    parts = [packer.compress(b"0" * 1_000_000) for _part in range(swollen // 1_000_000)]
    data = b"".join(parts) + packer.flush()
    for _layer in range(layers - 1):
        data = zlib.compress(data, 9)
    stream = StreamObject()
    stream._data = data
    stream[NameObject("/Filter")] = ArrayObject([NameObject("/FlateDecode")] * layers)
    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)
    page[NameObject("/Contents")] = writer._add_object(stream)
    return _written(writer)


def office_file(macro: bool = True) -> bytes:
    """A Word file, with a macro in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as held:
        held.writestr("[Content_Types].xml", "<Types/>")
        held.writestr("word/document.xml", "<w/>")
        if macro:
            held.writestr("word/vbaProject.bin", b"\xd0\xcf")
    return out.getvalue()


def archive_bomb() -> bytes:
    """A ZIP that swells to a thousand times its size."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as held:
        held.writestr("foto.jpg", b"\0" * 20_000_000)
    return out.getvalue()


def two_at_once(data: bytes) -> bytes:
    """A photo or paper that is a ZIP with a program as well."""
    out = io.BytesIO(data)
    out.seek(0, io.SEEK_END)
    with zipfile.ZipFile(out, "a") as held:
        held.writestr("setup.exe", f"MZ{MARKER}")
    return out.getvalue()


PROGRAM = b"MZ\x90\x00" + b"\0" * 200
WEB_PAGE = b"\xef\xbb\xbf<!DOCTYPE html><html><script>alert(1)</script></html>"
DRAWING = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 100
VIDEO = b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + b"\0" * 100
GIF = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500


def _written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def scanned_paper(size: int) -> bytes:
    """A PDF of about so many bytes, as a scanner makes it: a page that is one picture which does not pack."""
    stream = StreamObject()
    stream._data = random.Random(size).randbytes(size)
    stream[NameObject("/Subtype")] = NameObject("/Image")
    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)
    names = DictionaryObject({NameObject("/Im0"): writer._add_object(stream)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): names})
    return _written(writer)
