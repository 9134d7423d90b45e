"""The clean reports of `tests/data/second_hand` and the faults planted in them, read from their files."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from sipa_core.domain.attachments import Attachment, leaves
from sipa_core.domain.paths import Content, Value, applied
from sipa_core.media.door import Admitted, admit
from tests.support.second_hand_photos import photo

FOLDER = Path(__file__).parents[1] / "data" / "second_hand"


class Report(msgspec.Struct, frozen=True):
    """A report as it lies on the desk: whose, of what kind, for when, and what it says."""

    id: str
    village: str
    template: str
    period: str
    content: dict[str, Value]


class Fault(msgspec.Struct, frozen=True, kw_only=True):
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
def reports(folder: str = "reports") -> dict[str, Report]:
    """Every clean report by its id; ValueError for a file that is none."""
    read = [_report(path) for path in sorted((FOLDER / folder).glob("*.toml"))]
    return {report.id: report for report in read}


@cache
def faults(folder: str = "faults") -> tuple[Fault, ...]:
    """Every fault, in the order of the files; a key that is not known is refused."""
    found: list[Fault] = []
    for path in sorted((FOLDER / folder).glob("*.toml")):
        for entry in tomllib.loads(path.read_text("utf-8"))["fault"]:
            if unknown := entry.keys() - set(Fault.__struct_fields__):
                raise ValueError(f"{path.name}: {unknown}")
            found.append(msgspec.convert(entry, Fault))
    return tuple(found)


def planted(fault: Fault, world: dict[str, Report]) -> Report:
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


def _report(path: Path) -> Report:
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
    return Report(entry["id"], entry["village"], entry["template"], entry["period"], content)


def _picture(table: str, key: str, words: str) -> Content:
    return leaves(table, key, _attached(words), look=True)


@cache
def _attached(words: str) -> Attachment:
    """The picture as the app takes it in: shrunk, without its place, with its look."""
    taken = admit(photo(words), "foto.jpg")
    if not isinstance(taken, Admitted):
        raise ValueError(f"{words}: {taken}")
    return taken.attachment
