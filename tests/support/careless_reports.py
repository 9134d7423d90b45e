"""The careless reports of tests/data/careless: reports as a clerk wrote them, and the faults planted in them."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Final

import msgspec
from PIL import Image

from sipa_core.domain.paths import Value, applied
from sipa_core.media.pictures import look_of
from tests.support.careless_photos import picture
from tests.support.planted_desk import Sent
from tests.support.planted_judge import Fault, PlantedSet
from tests.support.programs import ROOT

FOLDER: Final = ROOT / "tests" / "data" / "careless"
READ_ON: Final = date(2026, 4, 30)
"""The day on which all of them are read, each beside all others."""


class Written(msgspec.Struct, frozen=True):
    """One file of a report. An archived one only stands beside others, a further one was written after the first
    judgement. `photos` is a row of files to its recipe and the row of the activity it belongs to."""

    id: str
    type: str
    village: str
    period: str
    content: dict[str, Value]
    archive: bool = False
    further: bool = False
    photos: dict[str, list[str]] = {}

    def sent(self) -> Sent:
        """The report as it was sent, its photos named as if they had been attached."""
        content = dict(self.content)
        for n, (row, recipe) in enumerate(sorted(self.photos.items()), 1):
            content |= {f"{row}.{column}": value for column, value in _attached(recipe[0]).items()}
            content[f"{row}.pos"] = n
            if len(recipe) > 1:
                content[f"{row}.kegiatan"] = recipe[1]
        return Sent(self.id, self.type, self.village, self.period, READ_ON, content)


class Change(msgspec.Struct, frozen=True):
    """One careless change to a clean report, as its file has it."""

    id: str
    report: str
    kind: str
    wrong: str
    at: list[str]
    set: dict[str, Value] = {}
    photos: dict[str, list[str]] = {}

    def made(self, clean: Written) -> Written:
        """The report with the fault in it."""
        content = applied(clean.content, self.set)
        return msgspec.structs.replace(clean, content=content, photos=clean.photos | self.photos)


@cache
def planted_set(faults: str = "faults") -> PlantedSet:
    """Return the set with the faults of one file (`faults`, `further`); the further ones have reports of their own."""
    written = _written()
    changes = msgspec.json.decode((FOLDER / f"{faults}.json").read_bytes(), type=list[Change])
    careful = (one for one in written.values() if not one.archive and one.further is (faults == "further"))
    return PlantedSet(
        {name: one.sent() for name, one in written.items()},
        tuple(one.id for one in careful),
        tuple(Fault(one.id, one.wrong, tuple(one.at), one.made(written[one.report]).sent()) for one in changes),
    )


@cache
def _written() -> Mapping[str, Written]:
    files = sorted((FOLDER / "reports").glob("*.json"))
    return {path.stem: msgspec.json.decode(path.read_bytes(), type=Written) for path in files}


@cache
def _attached(recipe: str) -> Mapping[str, Value]:
    data = picture(recipe)
    with Image.open(io.BytesIO(data)) as image:
        look, (width, height) = look_of(image), image.size
    digest = hashlib.sha256(data).hexdigest()
    named: dict[str, Value] = {"sha256": digest, "name": "foto.jpg", "media": "image/jpeg", "size": len(data)}
    return named | {"width": width, "height": height, "look": look}
