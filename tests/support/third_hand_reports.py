"""The third planted set: reports of invented offices, and sixty faults of careless hands, read from data.

The texts were written before their writer had seen a check, a test of one, or an earlier set (tests/data/third_hand).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from sipa_core.domain.attachments import leaves
from sipa_core.domain.paths import Content, Value
from tests.support.planted_desk import Sent
from tests.support.planted_judge import Fault, PlantedSet
from tests.support.third_hand_photos import file_named

ROOT = Path(__file__).parents[1] / "data" / "third_hand"


class Change(msgspec.Struct, frozen=True):
    """What a careless hand did to one report. `where` are the places that a finding may point to."""

    id: str
    report: str
    why: str
    where: tuple[str, ...]
    set: Mapping[str, Any] = {}
    files: Mapping[str, str] = {}
    drop: tuple[str, ...] = ()

    def done_to(self, content: Content) -> dict[str, Value]:
        """Return the content with the fault in it."""
        rows = tuple(f"{table}[" for table in self.drop)
        changed = {path: value for path, value in content.items() if not path.startswith(rows or ("\0",))}
        for path, value in self.set.items():
            changed[path] = _plain(value)
        for place, spec in self.files.items():
            table, _bracket, row = place.removesuffix("]").partition("[")
            kept = {f"{place}.keterangan", f"{place}.kegiatan", f"{place}.pos"}
            changed = {path: value for path, value in changed.items() if not path.startswith(place) or path in kept}
            changed |= leaves(table, row, file_named(spec), look=True)
        return {path: value for path, value in changed.items() if value not in (None, "")}


@cache
def planted_set(faults: str = "faults") -> PlantedSet:
    """Return the twenty reports, the one that only lies beside them, and the faults of one folder (`faults`, `further`)
    in the order of its files; the careful reports are judged with the sixty."""
    read = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted((ROOT / "reports").glob("*.toml"))}
    world = {name: _sent(name, data) for name, data in read.items()}
    judged = (name for name, data in read.items() if not data.get("beside_only", False))
    careful = tuple(judged) if faults == "faults" else ()
    files = sorted((ROOT / faults).glob("*.toml"))
    entries = (one for path in files for one in tomllib.loads(path.read_text("utf-8"))["fault"])
    changes = (msgspec.convert(one, Change) for one in entries)
    return PlantedSet(world, careful, tuple(_fault(one, world[one.report]) for one in changes))


def _fault(change: Change, clean: Sent) -> Fault:
    report = msgspec.structs.replace(clean, content=change.done_to(clean.content))
    return Fault(change.id, change.why, change.where, report)


def _sent(name: str, data: Mapping[str, Any]) -> Sent:
    content = {place: value for place, value in _leaves(data) if value not in (None, "")}
    return Sent(name, data["type"], data["village"], data["period"], date.fromisoformat(data["day"]), content)


def _leaves(data: Mapping[str, Any]) -> Iterator[tuple[str, Value]]:
    for place, text in data["text"].items():
        yield place, _plain(text)
    budget = data.get("budget", {})
    for line in budget.get("rows", "").split("\n"):
        key, *figures = line.split() or [""]
        for column, figure in zip(budget["columns"], figures, strict=False) if key else ():
            yield f"apbdes[{key}].{column}", int(figure)
    for key, reason in budget.get("alasan", {}).items():
        yield f"apbdes[{key}].alasan", reason
    for table in data.get("table", ()):
        for at, (key, *cells) in enumerate(table["rows"]):
            yield f"{table['name']}[{key}].pos", at
            for column, cell in zip(table["columns"], cells, strict=True):
                yield f"{table['name']}[{key}].{column}", _plain(cell)
    for table in data.get("files", ()):
        for at, (key, spec, *more) in enumerate(table["rows"]):
            place = f"{table['table']}[{key}]"
            yield f"{place}.pos", at
            yield from leaves(table["table"], key, file_named(spec), look=True).items()
            if more and more[0]:
                yield f"{place}.{table['link']}", more[0]
            if len(more) > 1:
                yield f"{place}.keterangan", more[1]


def _plain(value: Any) -> Value:
    return value.isoformat() if isinstance(value, date) else value
