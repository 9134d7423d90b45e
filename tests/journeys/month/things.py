"""What lies on the desks of the story: photos and screenshots as phones make them, and a table from a spreadsheet."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image, ImageDraw

from tests.support.office_files import workbook

_COLOURS = ((92, 130, 84), (150, 112, 72), (70, 104, 140), (140, 84, 96), (96, 96, 132))


def photo(path: Path, words: str, number: int = 0) -> Path:
    """A photo of a phone with its maker and place in it, as JPEG; the path."""
    image = Image.new("RGB", (1280, 960), _COLOURS[number % len(_COLOURS)])
    draw = ImageDraw.Draw(image)
    for step in range(12):
        low = step * (number // len(_COLOURS) + 1) % 3 * 70
        draw.ellipse((step * 110 - 40, 380 + low, step * 110 + 120, 700 + low), (200, 190, 150))
    draw.text((60, 60), words, fill=(255, 255, 255), font_size=64)
    exif = Image.Exif()
    exif[0x010F] = "HP"
    place = exif.get_ifd(0x8825)
    place[1], place[2] = "S", (2.0, 20.0, 11.0)
    image.save(path, "JPEG", quality=85, exif=exif)
    return path


def sheet(path: Path) -> Path:
    """A photo of the sheet with the signature, as JPEG; the path."""
    image = Image.new("RGB", (960, 1280), (244, 242, 236))
    draw = ImageDraw.Draw(image)
    draw.text((250, 90), "LEMBAR PENGESAHAN", fill=(20, 20, 20), font_size=44)
    draw.text((110, 160), path.stem, fill=(20, 20, 20), font_size=30)
    for line in range(14):
        draw.line((110, 220 + line * 50, 850, 220 + line * 50), fill=(90, 90, 90), width=3)
    draw.line((560, 1060, 620, 990, 640, 1080, 720, 1000, 800, 1070), fill=(20, 30, 150), width=6)
    image.save(path, "JPEG", quality=85)
    return path


def screenshot(path: Path, words: str) -> Path:
    """A screenshot of a phone as PNG; the path."""
    image = Image.new("RGB", (720, 1280), (236, 229, 221))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 720, 110), fill=(7, 94, 84))
    draw.text((30, 30), "Warga Hujan Mas", fill=(255, 255, 255), font_size=40)
    draw.rounded_rectangle((40, 160, 660, 620), 20, fill=(220, 248, 198))
    draw.text((70, 190), words, fill=(20, 20, 20), font_size=34)
    image.save(path, "PNG")
    return path


def activities(path: Path, *rows: tuple[object, ...]) -> Path:
    """The secretary's list of activities as XLSX, with the titles that he gave the columns; the path."""
    path.write_bytes(workbook(("Kegiatan", "Tempat", "Tanggal", "Peserta (orang)", "Hasil"), *rows))
    return path


def picture_of(data: bytes) -> tuple[int, int]:
    """Width and height of a picture."""
    with Image.open(io.BytesIO(data)) as seen:
        return seen.size
