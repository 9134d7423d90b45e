"""Files of the third planted set: photos drawn from their names, and PDFs that differ by their names.

`photo:NAME` is a picture of a place; behind a `|` stands what a messenger, a camera or a hand did to it afterwards.
"""

from __future__ import annotations

import hashlib
import math
import random
from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFilter

from sipa_core.domain.attachments import Attachment, Media
from sipa_core.media.door import Admitted, admit

WIDTH, HEIGHT = 800, 600


@cache
def file_named(spec: str) -> Attachment:
    """Return the attachment that a name such as `photo:sawah|small` or `pdf:perdes` stands for."""
    kind, _colon, name = spec.partition(":")
    if kind == "pdf":
        return Attachment(hashlib.sha256(spec.encode()).hexdigest(), f"{name}.pdf", Media.PDF, 40_000 + len(name))
    scene, *deeds = name.split("|")
    image = _scene(scene)
    quality = 88
    for deed in deeds:
        image, quality = _done(image, deed), 70
    out = BytesIO()
    image.save(out, "JPEG", quality=quality)
    admitted = admit(out.getvalue(), f"{scene}.jpg")
    assert isinstance(admitted, Admitted), spec
    return admitted.attachment


def _done(image: Image.Image, deed: str) -> Image.Image:
    match deed:
        case "small":  # a messenger
            return image.resize((360, 270), Image.Resampling.LANCZOS)
        case "light":  # the phone's own "enhance"
            return image.point(lambda value: min(255, round(255 * (value / 255) ** 0.75)))
        case "stamp":  # a camera application that writes place and time
            stamped = image.copy()
            draw = ImageDraw.Draw(stamped)
            draw.rectangle((0, HEIGHT - 84, 330, HEIGHT), fill=(20, 20, 20))
            for line, words in enumerate(("17 Okt 2025 16.42", "Desa Wonorejo, Kec. Juai", "S 2.18 E 115.47")):
                draw.text((12, HEIGHT - 76 + 24 * line), words, fill=(255, 240, 120))
            return stamped
        case "crop":  # a hand that cut a thumb off the left edge
            return image.crop((round(image.width * 0.06), 0, image.width, image.height))
        case _:
            raise ValueError(deed)


@cache
def _scene(name: str) -> Image.Image:
    """A village scene: sky, ground, a road or water, houses, trees and people, all from the name."""
    dice = random.Random(name)
    image = Image.new("RGB", (WIDTH, HEIGHT))
    draw = ImageDraw.Draw(image)
    horizon = dice.randint(170, 330)
    sky, ground = _colour(dice, 150, 235), _colour(dice, 60, 150)
    for y in range(HEIGHT):
        base, part = (sky, y / horizon) if y < horizon else (ground, (y - horizon) / (HEIGHT - horizon))
        draw.line((0, y, WIDTH, y), fill=tuple(round(c * (0.8 + 0.3 * part)) for c in base))
    hills = [dice.uniform(0, math.tau) for _ in range(3)]
    ridge = [
        (x, horizon - 25 - 14 * sum(math.sin(x / (60 + 45 * at) + p) for at, p in enumerate(hills)))
        for x in range(0, WIDTH + 10, 10)
    ]
    draw.polygon([*ridge, (WIDTH, horizon), (0, horizon)], fill=_colour(dice, 50, 110))
    road = dice.randint(100, 700)
    draw.polygon(
        [(road, horizon), (road + 30, horizon), (dice.randint(400, 800), HEIGHT), (dice.randint(0, 350), HEIGHT)],
        fill=_colour(dice, 120, 200),
    )
    for _house in range(dice.randint(1, 4)):
        x, size = dice.randint(0, 680), dice.randint(60, 170)
        y = horizon - dice.randint(10, 60)
        draw.rectangle((x, y, x + size, y + size * 0.7), fill=_colour(dice, 90, 230))
        draw.polygon([(x - 15, y), (x + size + 15, y), (x + size / 2, y - size * 0.45)], fill=_colour(dice, 60, 160))
        draw.rectangle((x + size * 0.4, y + size * 0.3, x + size * 0.6, y + size * 0.7), fill=_colour(dice, 30, 90))
    for _tree in range(dice.randint(3, 8)):
        x, y, crown = dice.randint(0, WIDTH), horizon + dice.randint(-20, 120), dice.randint(30, 80)
        draw.rectangle((x - 6, y - 10, x + 6, y + 60), fill=(80, 60, 40))
        draw.ellipse((x - crown, y - crown * 1.5, x + crown, y + 10), fill=_colour(dice, 30, 120))
    for _person in range(dice.randint(2, 9)):
        x, y, tall = dice.randint(20, 780), dice.randint(horizon + 60, HEIGHT - 20), dice.randint(50, 130)
        draw.rectangle((x - tall / 7, y - tall * 0.75, x + tall / 7, y), fill=_colour(dice, 20, 240))
        draw.ellipse((x - tall / 10, y - tall, x + tall / 10, y - tall * 0.75), fill=(150, 105, 75))
    grain = Image.frombytes("L", (WIDTH // 2, HEIGHT // 2), dice.randbytes(WIDTH * HEIGHT // 4)).resize((WIDTH, HEIGHT))
    return Image.blend(image.filter(ImageFilter.BoxBlur(1)), grain.convert("RGB"), 0.05)


def _colour(dice: random.Random, low: int, high: int) -> tuple[int, int, int]:
    return dice.randint(low, high), dice.randint(low, high), dice.randint(low, high)
