"""Invented photos of the demo, drawn by code: a notice board with its sheet, and what a phone shows of a post."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

SKY, GRASS, EARTH = (203, 222, 232), (152, 176, 130), (176, 160, 134)
ROOF, WOOD, BACK = (126, 58, 44), (74, 49, 32), (110, 70, 42)


def board_photo(sheet: bytes) -> bytes:
    """A JPEG of 1600 x 1200: the sheet of a publication on a roofed board in front of an office."""
    photo = Image.new("RGB", (1600, 1200), SKY)
    draw = ImageDraw.Draw(photo)
    draw.rectangle((0, 640, 1600, 860), fill=GRASS)
    draw.rectangle((0, 860, 1600, 1200), fill=EARTH)
    for left in (330, 1210):
        draw.rectangle((left, 980, left + 60, 1200), fill=WOOD)
    draw.rectangle((240, 90, 1360, 1060), fill=WOOD)
    draw.rectangle((275, 125, 1325, 1020), fill=BACK)
    draw.polygon(((160, 130), (240, 40), (1360, 40), (1440, 130)), fill=ROOF)
    paper = Image.open(io.BytesIO(sheet)).convert("RGB")
    paper.thumbnail((1000, 850), Image.Resampling.LANCZOS)
    turned = paper.convert("RGBA").rotate(-0.8, Image.Resampling.BICUBIC, expand=True)
    photo.paste(turned, ((1600 - turned.width) // 2, 150), turned)
    return _jpeg(photo)


def post_photo(picture: bytes) -> bytes:
    """A JPEG as a phone makes it of its own screen: the picture of a publication between two bars."""
    shown = Image.open(io.BytesIO(picture)).convert("RGB")
    shown.thumbnail((720, 1100), Image.Resampling.LANCZOS)
    screen = Image.new("RGB", (720, 1480), (245, 246, 247))
    draw = ImageDraw.Draw(screen)
    draw.rectangle((0, 0, 720, 130), fill=(32, 56, 51))
    draw.ellipse((32, 164, 96, 228), fill=(240, 178, 40))
    draw.rectangle((116, 174, 420, 192), fill=(120, 132, 128))
    draw.rectangle((116, 206, 300, 220), fill=(178, 186, 183))
    screen.paste(shown, (0, 260))
    for at, right in enumerate((680, 640, 420)):
        top = 290 + shown.height + at * 44
        draw.rectangle((40, top, right, top + 18), fill=(178, 186, 183))
    return _jpeg(screen)


def receipt_photo() -> bytes:
    """A JPEG of 1200 x 900: a written receipt on a table; nothing on it can be read, so nothing is anybody's."""
    photo = Image.new("RGB", (1200, 900), (132, 98, 68))
    draw = ImageDraw.Draw(photo)
    draw.polygon(((140, 150), (1050, 110), (1090, 740), (170, 790)), fill=(246, 243, 232))
    draw.polygon(((140, 150), (1050, 110), (1054, 190), (144, 230)), fill=(226, 214, 178))
    for at in range(9):
        top = 280 + at * 48
        draw.line((220, top, 760 + at * 37 % 220, top - 18), fill=(84, 96, 128), width=7)
    draw.ellipse((760, 560, 960, 700), outline=(72, 84, 158), width=8)
    return _jpeg(photo)


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=86)
    return out.getvalue()
