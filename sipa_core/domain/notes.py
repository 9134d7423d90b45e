"""Notes of a review on places of a report, and whether a later text answers them. Pure; shared by rule and desks.

What a person ticks is told beside it and never decides: only the text does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

from sipa_core.domain.budget import TABLE
from sipa_core.domain.paths import BudgetKey, Content, PathError, Value, parse_budget_key, parse_path

_NOTE = re.compile(r"notes\[(?P<key>[^\[\]]+)\]\.text")


class Note(msgspec.Struct, frozen=True):
    """One note as its review has it. `changed`: the text on its place is another in what was sent since; `said`: the
    village ticked it as mended."""

    key: str
    path: str
    text: str
    pos: int
    changed: bool = False
    said: bool = False


def notes_in(fields: Mapping[str, Value]) -> list[Note]:
    """The notes in a review's fields, in the order in which the reviewer gave them."""
    found = []
    for leaf in fields:
        match = _NOTE.fullmatch(leaf)
        if match is None:
            continue
        prefix = f"notes[{match['key']}]"
        path, text, pos = (fields.get(f"{prefix}.{name}") for name in ("path", "text", "pos"))
        found.append(
            Note(
                match["key"],
                path if isinstance(path, str) else "",
                text if isinstance(text, str) else "",
                pos if isinstance(pos, int) and not isinstance(pos, bool) else 0,
                fields.get(f"{prefix}.fixed") is True,
                fields.get(f"{prefix}.said") is True,
            )
        )
    return sorted(found, key=lambda note: (note.pos, note.key))


def place_changed(path: str, before: Content, after: Content) -> bool:
    """True when the place of a note says something else after than before; never for the whole report (path "").

    A place is a leaf, a row (any cell of it), a section (any leaf in it), or a computed sum of the budget, which is
    another when one of the rows below it is.
    """
    if not path:
        return False
    return _at(path, before) != _at(path, after)


def place_stands(path: str, content: Content) -> bool:
    """True when the content has the row in which the place lies, or one below a computed sum; always without a row."""
    try:
        read = parse_path(path)
    except PathError:
        return False
    if read.row is None:
        return True
    return bool(_at(f"{read.head}[{read.row}]", content) or _at(path, content))


def _at(path: str, content: Content) -> dict[str, Value]:
    """Every leaf that the place covers; a tick is told from a figure, since True == 1 in Python."""
    try:
        read = parse_path(path)
    except PathError:
        return {}
    if read.leaf is not None and path in content:
        return _typed({path: content[path]})
    if read.leaf is None:
        prefix = f"{path}." if read.row is not None else ""
        return _typed({leaf: value for leaf, value in content.items() if _below(leaf, path, prefix)})
    if read.head == TABLE and read.row is not None:
        return _typed(_summed(read.row, read.leaf, content))
    return {}


def _below(leaf: str, section: str, prefix: str) -> bool:
    if prefix:
        return leaf.startswith(prefix)
    return leaf.startswith((f"{section}.", f"{section}["))


def _summed(row: str, column: str, content: Content) -> dict[str, Value]:
    try:
        wanted = parse_budget_key(row)
    except PathError:
        return {}
    found: dict[str, Value] = {}
    for leaf, value in content.items():
        if not leaf.startswith(f"{TABLE}[") or not leaf.endswith(f"].{column}"):
            continue
        try:
            key = parse_budget_key(leaf[len(TABLE) + 1 : -len(column) - 2])
        except PathError:
            continue
        if _within(key, wanted):
            found[leaf] = value
    return found


def _within(key: BudgetKey, wanted: BudgetKey) -> bool:
    if wanted.kegiatan:
        return key.kegiatan == wanted.kegiatan or key.kegiatan.startswith(f"{wanted.kegiatan}.")
    # Spending rows carry an activity; a sum of accounts without one is of revenue or financing.
    return not key.kegiatan and (key.rekening == wanted.rekening or key.rekening.startswith(f"{wanted.rekening}."))


def _typed(leaves: dict[str, Value]) -> dict[str, Value]:
    return {path: f"tick {value}" if isinstance(value, bool) else value for path, value in leaves.items()}
