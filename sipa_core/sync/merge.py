"""Two texts of one report that grew from the same text, put together place by place. Pure; no clock decides.

A decision ladder for each place: both say the same → that; only one changed it → the change; else a person chooses.
Removing a row against an edit of the same row is one conflict of the row. A file and what is told of it are one place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

import msgspec

from sipa_core import ids
from sipa_core.domain.attachments import HASH_COLUMN, LOOK_COLUMN
from sipa_core.domain.paths import ORDER_COLUMN, Content, Path, Value, parse_path

FILE_COLUMNS: Final = frozenset({HASH_COLUMN, "name", "media", "size", "width", "height", LOOK_COLUMN})
"""What tells one file of a row: taken together or not at all."""

Leaves = dict[str, Value]

LEAST_WORDS: Final = 3
"""Shorter pieces of a text are never left out as said already."""

_ENDS: Final = (".", "!", "?", "…")
_PIECE = re.compile(r"\s*[^\n]+?(?:(?<=\w{4})[.!?…]+(?=\s+[A-Z\"“(])|(?=\n)|$)")
# After a short word ("No.", "Kec.") or before a figure a dot ends no sentence.


class Take(StrEnum):
    """Which text is taken at a place of conflict; BOTH only where both can stand together."""

    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"


class Shape(StrEnum):
    """What a conflict is about: one LEAF; the FILE of a row (`table[row].sha256`) with what is told of it; a ROW
    (`table[row]`) that one side removed and the other edited; a TABLE without room for the rows that both added.
    """

    LEAF = "leaf"
    FILE = "file"
    ROW = "row"
    TABLE = "table"


class ConflictField(msgspec.Struct, frozen=True):
    """A place that both changed, each in its own way, with its leaves on each side (none: empty or removed)."""

    path: str
    base: Mapping[str, Value]
    mine: Mapping[str, Value]
    theirs: Mapping[str, Value]
    shape: Shape = Shape.LEAF

    @property
    def can_be_both(self) -> bool:
        """True when both sides can stand beside each other: two files, or two texts."""
        if self.shape is Shape.FILE:
            return bool(self.mine and self.theirs)
        sides = (self.mine.get(self.path), self.theirs.get(self.path))
        return self.shape is Shape.LEAF and all(isinstance(value, str) for value in sides)


class Merged(msgspec.Struct, frozen=True):
    """What could be put together: `content` has no leaf of a conflict yet; `taken_from_both` are the places that only
    one side had changed.
    """

    content: Leaves
    taken_from_both: tuple[str, ...]
    conflicts: tuple[ConflictField, ...]


def merge(base: Content, mine: Content, theirs: Content, limits: Mapping[str, int] | None = None) -> Merged:
    """Put the texts together. `limits` says of a table how many rows it holds.

    An empty text counts as no text. Of the order of rows, which nobody wrote, the smaller place is taken.
    """
    sides = (_said(base), _said(mine), _said(theirs))
    was, own, other = (_places(side, sides) for side in sides)
    rows = _removed_against_edited(was, own, other)
    removed = _removed(was, own, other) - rows
    content: Leaves = {}
    taken = sorted(removed)
    conflicts = _of_rows(rows, sides)
    for path in dict.fromkeys((*own, *other)):
        if _row_of(path) in rows or _row_of(path) in removed:
            continue
        before, left, right = (side.get(path, {}) for side in (was, own, other))
        if _same(left, right):
            content |= left
        elif _same(left, before) or _same(right, before):
            content |= right if _same(left, before) else left
            taken.append(path)
        elif path.endswith(f".{ORDER_COLUMN}"):
            content |= left if _place_of(left) <= _place_of(right) else right
        else:
            shape = Shape.FILE if path.endswith(f"].{HASH_COLUMN}") else Shape.LEAF
            conflicts.append(ConflictField(path, before, left, right, shape))
    return _within(Merged(content, tuple(taken), tuple(conflicts)), sides, limits or {})


def resolved(merged: Merged, choices: Mapping[str, Take]) -> Leaves:
    """The whole text with every conflict decided; KeyError when a choice is missing.

    BOTH of texts is mine, then what theirs says beyond it; BOTH of files is two rows; elsewhere BOTH is mine.
    """
    content = dict(merged.content)
    for conflict in merged.conflicts:
        take = choices[conflict.path]
        if take is Take.THEIRS:
            content |= conflict.theirs
        elif take is Take.BOTH and conflict.can_be_both and conflict.shape is Shape.LEAF:
            content[conflict.path] = both_texts(
                *(str(side[conflict.path]) for side in (conflict.mine, conflict.theirs))
            )
        else:
            content |= conflict.mine
    for conflict in merged.conflicts:
        if choices[conflict.path] is Take.BOTH and conflict.can_be_both and conflict.shape is Shape.FILE:
            content |= _beside(conflict, merged)
    return _without_empty_rows(content, merged)


def both_texts(mine: str, theirs: str) -> str:
    """Mine, then what theirs says beyond it: whole sentences and lines that mine has already are not said twice."""
    if _has(mine, theirs):
        return mine
    if _has(theirs, mine):
        return theirs
    said = {_plain(piece) for piece in _PIECE.findall(mine)}
    more = "".join(
        piece for piece in _PIECE.findall(theirs) if len(piece.split()) < LEAST_WORDS or _plain(piece) not in said
    )
    one_line = "\n" not in mine + theirs and mine.rstrip().endswith(_ENDS)
    return f"{mine.rstrip()}{' ' if one_line else chr(10)}{more.strip()}"


def _said(content: Content) -> Leaves:
    """What was written: no empty text, and no row of which there is nothing but its place in the order."""
    written = {path: value for path, value in content.items() if value is not None and value != ""}
    rows = {_row_of(path) for path in written if not path.endswith(f".{ORDER_COLUMN}")} | {""}
    return {path: value for path, value in written.items() if _row_of(path) in rows}


def _places(side: Leaves, sides: tuple[Leaves, ...]) -> dict[str, Leaves]:
    """The leaves of a side by place: a row's file with what is told of it is one place, any other leaf its own."""
    found: dict[str, Leaves] = {}
    for path, value in side.items():
        row = _row_of(path)
        file = f"{row}.{HASH_COLUMN}"
        whole = row and path.removeprefix(f"{row}.") in FILE_COLUMNS and any(file in one for one in sides)
        found.setdefault(file if whole else path, {})[path] = value
    return found


def _row_of(path: str) -> str:
    """`table[row]` of a cell, empty for any other path."""
    head, bracket, _rest = path.partition("].")
    return f"{head}]" if bracket else ""


def _rows(side: Mapping[str, Leaves]) -> dict[str, dict[str, Leaves]]:
    """The rows of a side without their order: nobody edits a row by moving another."""
    found: dict[str, dict[str, Leaves]] = {}
    for path, leaves in side.items():
        row = _row_of(path)
        if row and not path.endswith(f".{ORDER_COLUMN}"):
            found.setdefault(row, {})[path] = leaves
    return found


def _removed(*sides: Mapping[str, Leaves]) -> set[str]:
    was, own, other = (_rows(side) for side in sides)
    return {row for row in was if row not in own or row not in other}


def _removed_against_edited(*sides: Mapping[str, Leaves]) -> set[str]:
    was, own, other = (_rows(side) for side in sides)
    one_left = {row: own.get(row) or other.get(row) for row in was if (row in own) != (row in other)}
    return {row for row, left in one_left.items() if left is not None and not _same_row(was[row], left)}


def _same_row(one: dict[str, Leaves], other: dict[str, Leaves]) -> bool:
    return one.keys() == other.keys() and all(_same(one[path], other[path]) for path in one)


def _same(one: Mapping[str, Value], other: Mapping[str, Value]) -> bool:
    # True == 1 in Python, but a tick is not a figure.
    return one == other and all(type(one[path]) is type(other[path]) for path in one)


def _place_of(leaves: Leaves) -> tuple[float, str]:
    value = next(iter(leaves.values()), None)
    return (value if isinstance(value, int) else float("inf"), str(value))


def _of_rows(rows: set[str], sides: tuple[Leaves, ...]) -> list[ConflictField]:
    told: dict[str, tuple[Leaves, Leaves, Leaves]] = {row: ({}, {}, {}) for row in sorted(rows)}
    for at, side in enumerate(sides):
        for path, value in side.items():  # each leaf once, however many rows collide
            row = _row_of(path)
            if row in told:
                told[row][at][path] = value
    return [ConflictField(row, base, mine, theirs, Shape.ROW) for row, (base, mine, theirs) in told.items()]


def _under(side: Leaves, row: str) -> Leaves:
    return {path: value for path, value in side.items() if path.startswith(f"{row}.")}


def _within(merged: Merged, sides: tuple[Leaves, ...], limits: Mapping[str, int]) -> Merged:
    """The rows that each side added are one conflict of the table where it has no room for all of them."""
    for table, most in limits.items():
        kept = _rows_in(merged.content, table)
        base, mine, theirs = (_rows_in(side, table) for side in sides)
        own, other = kept & (mine - base - theirs), kept & (theirs - base - mine)
        if len(kept) <= most or not own or not other:
            continue
        added = own | other
        told = [
            {path: value for side in sides for path, value in side.items() if _row_of(path) in rows}
            for rows in (base & kept, own, other)
        ]
        conflict = ConflictField(table, told[0], told[1], told[2], Shape.TABLE)
        merged = Merged(
            {path: value for path, value in merged.content.items() if _row_of(path) not in added},
            tuple(path for path in merged.taken_from_both if _row_of(path) not in added),
            (*merged.conflicts, conflict),
        )
    return merged


def _rows_in(content: Content, table: str) -> set[str]:
    return {_row_of(path) for path in content if path.startswith(f"{table}[") and not path.endswith(f".{ORDER_COLUMN}")}


def _beside(conflict: ConflictField, merged: Merged) -> Leaves:
    """The other side's file as a row of its own, with what that side says of the row; the same key on every PC."""
    row = _row_of(conflict.path)
    key = ids.natural_id("row", row, str(conflict.theirs[conflict.path]))
    cells = _under(merged.content, row)
    for other in merged.conflicts:
        if _row_of(other.path) == row:
            cells |= other.theirs
    new = str(Path(parse_path(row).head, key))
    return {f"{new}{path.removeprefix(row)}": value for path, value in cells.items()}


def _without_empty_rows(content: Leaves, merged: Merged) -> Leaves:
    """The text without rows of a conflict of which nothing but their order is left."""
    alive = {_row_of(path) for path in content if not path.endswith(f".{ORDER_COLUMN}")}
    gone = {_row_of(conflict.path) for conflict in merged.conflicts} - alive - {""}
    return {path: value for path, value in content.items() if _row_of(path) not in gone}


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _has(text: str, part: str) -> bool:
    return f" {_plain(part)} " in f" {_plain(text)} "
