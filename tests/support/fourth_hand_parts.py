"""What the fourth hand builds its reports with: tables, budgets, scanned sheets, and photos drawn by code."""

from __future__ import annotations

import hashlib
import io
import random
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Final

from PIL import Image, ImageDraw, ImageEnhance

from sipa_core.domain.attachments import Attachment, Media, leaves
from sipa_core.domain.paths import Value
from sipa_core.media.pictures import look_of

Leaves = dict[str, Value]

BALIDA: Final = "63.11.06.2034"
LAYAP: Final = "63.11.06.2009"
MURUNG_ILUNG: Final = "63.11.06.2012"
DAHAI: Final = "63.11.06.2017"
PARAN: Final = "63.11.06.2008"
PARINGIN_KOTA: Final = "63.11.06.1023"
LOK_BATUNG: Final = "63.11.06.2014"
KALAHIANG: Final = "63.11.06.2006"
BABAYAU: Final = "63.11.06.2024"
SUNGAI_KETAPI: Final = "63.11.06.2038"
MANGKAYAHU: Final = "63.11.06.2013"


def rp(amount: int) -> str:
    """Rupiah as a clerk writes it: `Rp1.250.000`."""
    return "Rp" + f"{amount:,}".replace(",", ".")


def table(name: str, columns: Sequence[str], lines: Mapping[str, Sequence[Value]]) -> Leaves:
    """The cells of a table, row key to values in the order of the columns; a None is an empty cell."""
    made: Leaves = {}
    for at, (row, values) in enumerate(lines.items()):
        made[f"{name}[{row}].pos"] = at
        for column, value in zip(columns, values, strict=True):
            if value is not None:
                made[f"{name}[{row}].{column}"] = value
    return made


def scans(section: str, name: str, pages: int = 1) -> Leaves:
    """A section of scanned sheets: PDF files, each with its own bytes."""
    made: Leaves = {}
    for page in range(1, pages + 1):
        title = f"{name} {page}.pdf" if pages > 1 else f"{name}.pdf"
        digest = hashlib.sha256(f"fourth hand {title}".encode()).hexdigest()
        made |= leaves(section, f"s{page}", Attachment(digest, title, Media.PDF, 184_320 + page * 733))
    return made


def photo(section: str, row: str, scene: str, words: str, *, of: str = "", stored_anew: bool = False) -> Leaves:
    """One photo of a scene with its sentence; `of` is the row of the activity, `stored_anew` a copy sent by a phone."""
    name = f"{scene.replace(' ', '_')}{'_salinan' if stored_anew else ''}.jpg"
    made = leaves(section, row, _taken(scene, name, stored_anew), look=True)
    made[f"{section}[{row}].keterangan"] = words
    if of:
        made[f"{section}[{row}].kegiatan"] = of
    return made


def joined(parts: Iterable[Mapping[str, Value]]) -> Leaves:
    """All parts in one content."""
    made: Leaves = {}
    for part in parts:
        made |= part
    return made


@cache
def _taken(scene: str, name: str, stored_anew: bool) -> Attachment:
    image = _scene(scene)
    if stored_anew:  # sent on by a phone: smaller, a little brighter, a few edge pixels gone
        image = image.crop((8, 6, image.width - 6, image.height - 8)).resize((640, 480), Image.Resampling.LANCZOS)
        image = ImageEnhance.Brightness(image).enhance(1.07)
    made = io.BytesIO()
    image.save(made, "JPEG", quality=55 if stored_anew else 82)
    with Image.open(io.BytesIO(made.getvalue())) as again:
        look = look_of(again.convert("RGB"))
    digest = hashlib.sha256(made.getvalue()).hexdigest()
    return Attachment(digest, name, Media.JPEG, len(made.getvalue()), image.width, image.height, look)


def _scene(scene: str) -> Image.Image:
    """A place, its buildings and its people, chosen by the name of the scene: no two scenes are built alike."""
    dice = random.Random(f"fourth hand {scene}")
    image = Image.new("RGB", (1200, 900), _shade(dice, 120, 230))
    pen = ImageDraw.Draw(image)
    horizon = dice.randint(280, 620)
    pen.rectangle((0, horizon, 1200, 900), fill=_shade(dice, 50, 170))
    for _ in range(dice.randint(2, 5)):
        left, width, height = dice.randint(-80, 1050), dice.randint(120, 420), dice.randint(120, 420)
        top = horizon - height + dice.randint(0, 140)
        pen.rectangle((left, top, left + width, top + height), fill=_shade(dice, 30, 250))
        roof = ((left - 30, top), (left + width // 2, top - dice.randint(40, 150)), (left + width + 30, top))
        pen.polygon(roof, fill=_shade(dice, 20, 160))
    if dice.random() < 0.6:
        middle = dice.randint(200, 1000)
        road = ((middle - 40, horizon), (middle + 40, horizon), (middle + 420, 900), (middle - 300, 900))
        pen.polygon(road, fill=_shade(dice, 90, 220))
    for _ in range(dice.randint(4, 14)):
        left, feet, tall = dice.randint(20, 1120), dice.randint(560, 890), dice.randint(110, 300)
        pen.rectangle((left, feet - tall, left + tall // 3, feet), fill=_shade(dice, 10, 250))
        pen.ellipse((left, feet - tall - tall // 3, left + tall // 3, feet - tall), fill=(150, 104, 76))
    return image


def _shade(dice: random.Random, low: int, high: int) -> tuple[int, int, int]:
    return dice.randint(low, high), dice.randint(low, high), dice.randint(low, high)
