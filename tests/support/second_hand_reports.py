"""The clean reports of `tests/data/second_hand` and the faults planted in them, read from their files."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from sipa_core.domain.attachments import Attachment, leaves
from sipa_core.domain.dates import iso_date
from sipa_core.domain.paths import Content, Value, applied
from sipa_core.domain.periods import parse_period
from sipa_core.media.door import Admitted, admit
from tests.support.planted_desk import Sent
from tests.support.planted_judge import Fault, PlantedSet
from tests.support.second_hand_photos import photo

FOLDER = Path(__file__).parents[1] / "data" / "second_hand"


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One careless change of a clean report: what is wrong with it in a sentence, and where a reader would see it."""

    id: str
    report: str
    kind: str
    wrong: str
    where: tuple[str, ...]
    set: dict[str, str | int | bool] = {}
    delete: tuple[str, ...] = ()
    replace: tuple[tuple[str, str, str], ...] = ()
    take: tuple[tuple[str, str, str], ...] = ()
    swap: tuple[tuple[str, str], ...] = ()
    photo: tuple[tuple[str, str], ...] = ()


@cache
def planted_set(faults: str = "faults") -> PlantedSet:
    """Return the set with the faults of one folder (`faults`, `further`); each report is read the day after it was
    signed."""
    world = _reports()
    planted = (Fault(one.id, one.wrong, one.where, _planted(one, world)) for one in _changes(faults))
    return PlantedSet(world, tuple(world), tuple(planted))


@cache
def _reports() -> dict[str, Sent]:
    read = [_report(path) for path in sorted((FOLDER / "reports").glob("*.toml"))]
    return {report.id: report for report in read}


def _changes(folder: str) -> list[Change]:
    """Every fault, in the order of the files; a key that is not known is refused."""
    found: list[Change] = []
    for path in sorted((FOLDER / folder).glob("*.toml")):
        for entry in tomllib.loads(path.read_text("utf-8"))["fault"]:
            if unknown := entry.keys() - set(Change.__struct_fields__):
                raise ValueError(f"{path.name}: {unknown}")
            found.append(msgspec.convert(entry, Change))
    return found


def _planted(fault: Change, world: dict[str, Sent]) -> Sent:
    """The report with the fault in it; ValueError when the fault would change nothing."""
    clean = world[fault.report]
    content = dict(clean.content)
    for path in fault.delete:
        start = path.removesuffix("[*]") + "[" if path.endswith("[*]") else f"{path}." if path.endswith("]") else ""
        gone = [known for known in content if known == path or (start and known.startswith(start))]
        if not gone:
            raise ValueError(f"{fault.id}: nothing at {path}")
        for known in gone:
            del content[known]
    for path, other, source in fault.take:
        content[path] = world[other].content[source]
        for old, new in fault.swap:
            content[path] = str(content[path]).replace(old, new)
    for path, old, new in fault.replace:
        if old not in str(content[path]):
            raise ValueError(f"{fault.id}: {old!r} does not stand in {path}")
        content[path] = str(content[path]).replace(old, new)
    for row, words in fault.photo:
        table, _bracket, key = row.removesuffix("]").partition("[")
        content |= _picture(table, key, words)
    content = applied(content, fault.set)
    if content == clean.content:
        raise ValueError(f"{fault.id} changes nothing")
    return msgspec.structs.replace(clean, content=content)


def _report(path: Path) -> Sent:
    entry = tomllib.loads(path.read_text("utf-8"))
    content: dict[str, Value] = dict(entry["fields"])
    for table in entry.get("table", ()):
        for number, row in enumerate(table["rows"], start=1):
            cells: dict[str, Any] = dict(zip(table["columns"], row, strict=True))
            key = cells.pop("key", None)
            if key is None:
                key = f"r{number:02d}"
                cells["pos"] = number - 1
            words = cells.pop("photo", None)
            if words is not None:
                content |= _picture(table["name"], key, words)
            content |= {f"{table['name']}[{key}].{column}": value for column, value in cells.items() if value != ""}
    day = _signed(entry["period"], content) + timedelta(days=1)
    return Sent(entry["id"], entry["template"], entry["village"], entry["period"], day, content)


def _signed(period: str, content: Content) -> date:
    """The day on which a report was signed, else a fortnight after its period."""
    for path in ("pengesahan.tanggal", "pengesahan.tanggal_perdes"):
        signed = content.get(path)
        day = iso_date(signed) if isinstance(signed, str) else None
        if day is not None:
            return day
    return parse_period(period).last_day + timedelta(days=14)


def _picture(table: str, key: str, words: str) -> Content:
    return leaves(table, key, _attached(words), look=True)


@cache
def _attached(words: str) -> Attachment:
    """The picture as the app takes it in: shrunk, without its place, with its look."""
    taken = admit(photo(words), "foto.jpg")
    if not isinstance(taken, Admitted):
        raise ValueError(f"{words}: {taken}")
    return taken.attachment
