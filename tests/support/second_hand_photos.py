"""Pictures drawn from a seed that look enough like photos of village work, and what careless hands do to them."""

from __future__ import annotations

import io
import random
from functools import lru_cache

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

SIZE = (960, 720)


@lru_cache(maxsize=64)
def photo(words: str) -> bytes:
    """The JPEG that `scene:SEED|treatment:amount|…` stands for; the same words always give the same bytes."""
    first, *treatments = words.split("|")
    kind, _colon, seed = first.partition(":")
    if kind != "scene":
        raise ValueError(f"no such picture: {words}")
    picture, quality = _scene(seed), 85
    for treatment in treatments:
        name, _colon, amount = treatment.partition(":")
        match name:
            case "jpeg":
                quality = int(amount)
            case "crop":
                picture = _cropped(picture, float(amount) / 100)
            case "bright":
                picture = ImageEnhance.Brightness(picture).enhance(float(amount))
            case "resize":
                width, height = picture.size
                picture = picture.resize((int(width * float(amount)), int(height * float(amount))))
            case _:
                raise ValueError(f"no such treatment: {treatment}")
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=quality)
    return written.getvalue()


def _cropped(picture: Image.Image, share: float) -> Image.Image:
    width, height = picture.size
    return picture.crop((int(width * share), int(height * share * 0.6), int(width * (1 - share * 0.5)), height))


def _scene(seed: str) -> Image.Image:
    chance = random.Random(f"careless {seed}")
    width, height = SIZE
    horizon = int(height * chance.uniform(0.3, 0.6))
    picture = Image.new("RGB", SIZE, _near(chance, (165, 190, 215)))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, horizon, width, height), fill=_near(chance, chance.choice(((120, 105, 80), (95, 120, 70)))))
    for _tree in range(chance.randint(4, 9)):
        x, size = chance.randint(0, width), chance.randint(40, 170)
        draw.ellipse((x - size, horizon - size, x + size, horizon + size // 3), fill=_near(chance, (55, 95, 50)))
    if chance.random() < 0.7:
        x, wide, high = chance.randint(0, 600), chance.randint(180, 400), chance.randint(120, 240)
        draw.rectangle((x, horizon - high, x + wide, horizon + 40), fill=_near(chance, (205, 195, 175)))
        roof = ((x - 30, horizon - high), (x + wide // 2, horizon - high - 90), (x + wide + 30, horizon - high))
        draw.polygon(roof, fill=_near(chance, (140, 70, 55)))
    if chance.random() < 0.6:
        left, right = sorted((chance.randint(-200, 600), chance.randint(400, 1100)))
        top = chance.randint(300, 650)
        draw.polygon(
            ((left, height), (right, height), (top + 60, horizon), (top, horizon)), fill=_near(chance, (150, 150, 148))
        )
    for _person in range(chance.randint(3, 14)):
        x, y, tall = chance.randint(20, width - 20), chance.randint(horizon + 30, height - 20), chance.randint(60, 190)
        shirt = (chance.randint(20, 240), chance.randint(20, 240), chance.randint(20, 240))
        draw.rectangle((x - tall // 6, y - tall, x + tall // 6, y), fill=shirt)
        draw.ellipse((x - tall // 9, y - tall - tall // 4, x + tall // 9, y - tall), fill=_near(chance, (150, 105, 80)))
    grain = (
        Image.frombytes("L", (SIZE[0] // 4, SIZE[1] // 4), chance.randbytes(SIZE[0] * SIZE[1] // 16))
        .resize(SIZE)
        .convert("RGB")
    )
    return Image.blend(picture.filter(ImageFilter.BoxBlur(1)), grain, 0.08)


def _near(chance: random.Random, colour: tuple[int, int, int]) -> tuple[int, int, int]:
    red, green, blue = (max(0, min(255, part + chance.randint(-35, 35))) for part in colour)
    return red, green, blue
