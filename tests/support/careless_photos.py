"""Small pictures made from a recipe: `scene 41` a photo as a phone makes it, `sheet 711` the photo of a sheet of paper,
then what people do to a photo: `scene 41 | crop 8 | bright 120 | resize 60 | quality 40` (percent, JPEG quality).

Scenes of one ten share place and light, as photos of one day do, and differ in what is seen.
"""

from __future__ import annotations

import io
import random
from functools import lru_cache

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter, ImageOps

_SIZE = (640, 480)
_QUALITY = 85


@lru_cache(maxsize=128)
def picture(recipe: str) -> bytes:
    """Return the JPEG bytes that a recipe makes, always the same; ValueError for a step that is none."""
    first, *steps = (step.split() for step in recipe.split("|"))
    image = {"scene": _scene, "sheet": _sheet}[first[0]](int(first[1]))
    quality = _QUALITY
    for name, number in steps:
        match name:
            case "crop":
                image = ImageOps.crop(image, round(min(image.size) * int(number) / 100))
            case "bright":
                image = ImageEnhance.Brightness(image).enhance(int(number) / 100)
            case "resize":
                image = image.resize((image.width * int(number) // 100, image.height * int(number) // 100))
            case "quality":
                quality = int(number)
            case _:
                raise ValueError(f"no such step: {name}")
    file = io.BytesIO()
    image.save(file, "JPEG", quality=quality)
    return file.getvalue()


def _scene(number: int) -> Image.Image:
    """Sky, ground, a building or trees, and people."""
    day, chance = random.Random(number // 10), random.Random(number)
    width, height = _SIZE
    horizon = height * chance.randint(30, 60) // 100
    image = Image.new("RGB", _SIZE)
    sky = ImageOps.colorize(Image.linear_gradient("L"), _colour(day, 120, 190), _colour(day, 190, 245))
    ground = ImageOps.colorize(Image.linear_gradient("L"), _colour(day, 70, 130), _colour(day, 40, 110))
    image.paste(sky.resize((width, horizon)), (0, 0))
    image.paste(ground.resize((width, height - horizon)), (0, horizon))
    draw = ImageDraw.Draw(image)
    for _tree in range(chance.randint(1, 5)):
        x, size = chance.randrange(width), chance.randint(40, 130)
        draw.ellipse((x - size, horizon - size - 30, x + size, horizon + 20), fill=_colour(chance, 20, 110))
    for _house in range(chance.randint(0, 2)):
        x, wide, high = chance.randrange(width - 120), chance.randint(120, 300), chance.randint(90, 180)
        draw.rectangle((x, horizon - high, x + wide, horizon + 50), fill=_colour(chance, 100, 230))
        draw.polygon(
            ((x - 15, horizon - high), (x + wide // 2, horizon - high - 60), (x + wide + 15, horizon - high)),
            fill=_colour(chance, 40, 160),
        )
    for _person in range(chance.randint(2, 9)):
        x, feet, tall = chance.randrange(width), chance.randint(horizon + 30, height), chance.randint(60, 190)
        draw.rectangle((x - tall // 7, feet - tall, x + tall // 7, feet), fill=_colour(chance, 10, 250))
        draw.ellipse((x - tall // 9, feet - tall - tall // 4, x + tall // 9, feet - tall), fill=(120, 84, 62))
    return ImageChops.add(image.filter(ImageFilter.GaussianBlur(1)), _grain(chance), 1, -128)


def _sheet(number: int) -> Image.Image:
    """A letter as it is photographed on a desk: head, lines, a table, a stamp."""
    chance = random.Random(number)
    image = Image.new("RGB", (480, 640), _colour(chance, 60, 140))
    draw = ImageDraw.Draw(image)
    left, top = chance.randint(12, 50), chance.randint(12, 50)
    draw.rectangle((left, top, 480 - chance.randint(12, 50), 640 - chance.randint(12, 50)), fill=(238, 236, 228))
    y = top + 20
    draw.rectangle((left + 90, y, left + 300, y + 10), fill=(40, 40, 45))
    draw.line((left + 20, y + 24, left + 370, y + 24), fill=(30, 30, 30), width=3)
    y += 50
    for _line in range(chance.randint(6, 24)):
        draw.rectangle((left + 30, y, left + chance.randint(150, 360), y + 6), fill=(70, 70, 76))
        y += chance.choice((14, 14, 14, 30))
    if chance.random() < 0.5 and y < 480:
        for row in range(5):
            draw.rectangle((left + 30, y + row * 18, left + 360, y + row * 18 + 18), outline=(60, 60, 60))
    x = chance.randint(230, 300)
    draw.ellipse((x, 500, x + 80, 580), outline=(70, 60, 160), width=4)
    return ImageChops.add(image.rotate(chance.uniform(-2, 2)), _grain(chance, image.size), 1, -128)


def _grain(chance: random.Random, size: tuple[int, int] = _SIZE) -> Image.Image:
    """The noise of a cheap sensor, around 128."""
    small = (size[0] // 2, size[1] // 2)
    noise = bytes(118 + value % 20 for value in chance.randbytes(small[0] * small[1]))
    return Image.frombytes("L", small, noise).resize(size).convert("RGB")


def _colour(chance: random.Random, low: int, high: int) -> tuple[int, int, int]:
    return chance.randint(low, high), chance.randint(low, high), chance.randint(low, high)
