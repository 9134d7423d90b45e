"""Addresses inside a report: `section.field` and `table[row].column`, and the pure changes made by them.

A row is named by a stable key, never by its position, so that two editors can add rows without moving each other's
figures. Totals are never stored. Removing a whole row is written `table[row] = None`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

import msgspec

Value = str | int | bool | None
Content = Mapping[str, Value]

MAX_LENGTH = 200
"""Longest path that travels, in characters (docs/protocol.md)."""

MISSING = "-"
"""Stands for a part that a budget key does not have."""

ANY_ROW = "*"
"""Stands for every row in a pattern such as `apbdes[*].anggaran`."""

ORDER_COLUMN = "pos"

_REMEMBERED = 8_192
"""Paths whose reading is kept: every report of a type has the same, and each op and each sum reads all of them."""

_PATH = re.compile(r"(?P<head>[A-Za-z0-9_]+)(?:\[(?P<row>[^\[\]]+)\])?(?:\.(?P<leaf>[A-Za-z0-9_]+))?")
_KEGIATAN = re.compile(r"[0-9]{2}(\.[0-9]{2}){0,2}")
_REKENING = re.compile(r"[1-9](\.[0-9]{1,2}){0,4}")
_SUMBER = re.compile(r"[A-Za-z0-9]{1,12}")


class PathError(ValueError):
    """A text that is no address of a report, or a row key that is no budget key."""


class Path(msgspec.Struct, frozen=True):
    """One address. Without `leaf` it names a section or a whole row; with `row` it lies in the table `head`."""

    head: str
    row: str | None = None
    leaf: str | None = None

    def __str__(self) -> str:
        row = "" if self.row is None else f"[{self.row}]"
        leaf = "" if self.leaf is None else f".{self.leaf}"
        return f"{self.head}{row}{leaf}"

    @property
    def pattern(self) -> str:
        """The same address for every row: `apbdes[02/-/-].anggaran` gives `apbdes[*].anggaran`."""
        return str(self if self.row is None else Path(self.head, ANY_ROW, self.leaf))


def parse_path(text: str) -> Path:
    """Read an address; PathError when it is longer than 200 characters, has unprintable characters or another shape."""
    if len(text) > MAX_LENGTH:
        raise PathError(f"path longer than {MAX_LENGTH} characters: {text[:40]}…")
    if not text.isprintable():
        raise PathError(f"unprintable character in path {text!r}")
    found = _PATH.fullmatch(text)
    if found is None:
        raise PathError(f"not a path: {text!r}")
    return Path(found["head"], found["row"], found["leaf"])


def is_path(text: str) -> bool:
    """True when the text is an address that may travel."""
    return len(text) <= MAX_LENGTH and _is_path(text)


@lru_cache(_REMEMBERED)
def _is_path(text: str) -> bool:
    try:
        parse_path(text)
    except PathError:
        return False
    return True


def cell(table: str, row: str, column: str) -> str:
    """Return the path of one cell as text; PathError when the result would not be a valid path."""
    path = str(Path(table, row, column))
    parse_path(path)
    return path


def travelling(text: str) -> str | None:
    """Return the pattern that an address falls under which may travel; None for any other text."""
    return _travelling(text) if len(text) <= MAX_LENGTH else None


@lru_cache(_REMEMBERED)
def _travelling(text: str) -> str | None:
    return _pattern_of(text) if _is_path(text) else None


def pattern_of(path: str) -> str:
    """Return the pattern that a path falls under, or the path itself when it cannot be read (it matches nothing)."""
    return _pattern_of(path) if len(path) <= MAX_LENGTH else path


@lru_cache(_REMEMBERED)
def _pattern_of(path: str) -> str:
    head, _bracket, rest = path.partition("[")
    row, end, leaf = rest.partition("].")
    if end and _is_plain(head) and _is_plain(leaf) and _is_row(row):
        return f"{head}[{ANY_ROW}].{leaf}"  # the way of nearly all paths of a large budget
    try:
        return parse_path(path).pattern
    except PathError:
        return path


def _is_plain(name: str) -> bool:
    return name.isascii() and name.replace("_", "a").isalnum()


def _is_row(key: str) -> bool:
    return bool(key) and key.isprintable() and "[" not in key and "]" not in key


def rows(content: Content, table: str) -> dict[str, dict[str, Value]]:
    """Return the rows of a table, key to cells, ordered by `pos`, then by key; removed rows and cells are left out."""
    found: dict[str, dict[str, Value]] = {}
    removed: set[str] = set()
    leaves: dict[str, bool] = {}
    prefix = f"{table}["
    begin = len(prefix)
    for text, value in content.items():
        if not text.startswith(prefix):
            continue
        key, end, leaf = text[begin:].partition("].")
        cells = found.get(key)
        if end and len(text) <= MAX_LENGTH and (cells is not None or _is_row(key)):
            # The way of nearly all leaves of a large budget: its few columns are looked at once.
            known = leaves.get(leaf)
            if known is None:
                known = leaves[leaf] = _is_plain(leaf)
            if known:
                if value is None:
                    continue
                if cells is None:
                    cells = found[key] = {}
                cells[leaf] = value
                continue
        try:
            path = parse_path(text)
        except PathError:
            continue  # kept by whoever holds the content, but it has no place on a screen
        if path.row is None:
            continue
        if path.leaf is None and value is None:
            removed.add(path.row)
        elif path.leaf is not None and value is not None:
            found.setdefault(path.row, {})[path.leaf] = value
    for key in removed:
        found.pop(key, None)
    if not any(ORDER_COLUMN in cells for cells in found.values()):
        return dict(sorted(found.items()))  # no key stands twice, so cells are never compared
    return dict(sorted(found.items(), key=_place))


def _place(row: tuple[str, dict[str, Value]]) -> tuple[int, int, str]:
    pos = row[1].get(ORDER_COLUMN)
    if isinstance(pos, int) and not isinstance(pos, bool):
        return 0, pos, row[0]
    return 1, 0, row[0]


def position(cells: Mapping[str, Value]) -> tuple[int, int]:
    """Return what a row is sorted by: rows that carry a `pos` first, in its order, then all others."""
    pos = cells.get(ORDER_COLUMN)
    if isinstance(pos, int) and not isinstance(pos, bool):
        return (0, pos)
    return (1, 0)


def applied(content: Content, changes: Content) -> dict[str, Value]:
    """Return the content with the changes laid over it. None removes a leaf, and `table[row] = None` the whole row."""
    # By the row of each leaf: a search for every row among all leaves would grow with their square.
    gone = {path for path, value in changes.items() if value is None and path.endswith("]")}
    result = {path: value for path, value in content.items() if row_of(path) not in gone} if gone else dict(content)
    for path, value in changes.items():
        if value is None:
            result.pop(path, None)
        else:
            result[path] = value
    return result


def changes_between(old: Content, new: Content) -> dict[str, Value]:
    """Return the changes that lead from old to new: a row that vanished is one `table[row] = None`, not many leaves.

    `applied(old, changes_between(old, new))` equals new as long as neither holds None values.
    """
    kept_rows = {row_of(path) for path in new}
    changes: dict[str, Value] = {}
    for path in old:
        if path in new:
            continue
        row = row_of(path)
        changes[path if row is None or row in kept_rows else row] = None
    changes.update({path: value for path, value in new.items() if _differs(old, path, value)})
    return changes


def mark_of(content: Content) -> str:
    """What tells this text from any other: 16 hex digits of the SHA-256 of its leaves as JSON, sorted by path."""
    return hashlib.sha256(msgspec.json.encode(dict(content), order="sorted")).hexdigest()[:16]


SHORT_MARK: Final = 8


def short_mark(content: Content) -> str:
    """The first eight digits of the mark, as the base of an op tells it (docs/protocol.md, "Drafts")."""
    return mark_of(content)[:SHORT_MARK]


def _differs(old: Content, path: str, value: Value) -> bool:
    # True == 1 in Python, but a tick is not a figure.
    return path not in old or old[path] != value or type(old[path]) is not type(value)


def row_of(path: str) -> str | None:
    """Return the row of a cell, `table[row]`; None for any other path."""
    head, bracket, _rest = path.partition("].")
    return f"{head}]" if bracket else None


class BudgetKey(msgspec.Struct, frozen=True, order=True, cache_hash=True, gc=False):
    """The key of a budget row: activity code, account code, source of funds; an empty text where the row has none.

    `-/4.2.1/-` is Dana Desa as revenue, `02.03/-/-` the spending of a sub-bidang, `02.03.01/5.3.5/DD` one account of
    an activity.
    """

    kegiatan: str = ""
    rekening: str = ""
    sumber: str = ""

    def __str__(self) -> str:
        return f"{self.kegiatan or MISSING}/{self.rekening or MISSING}/{self.sumber or MISSING}"


@lru_cache(maxsize=8192)
def parse_budget_key(text: str) -> BudgetKey:
    """Read a row key; PathError when a part is no code (Permendagri 20/2018 annex) or both codes are missing."""
    parts = text.split("/")
    if len(parts) != 3:
        raise PathError(f"not a budget key: {text!r}")
    kegiatan, rekening, sumber = ("" if part == MISSING else part for part in parts)
    shapes = ((kegiatan, _KEGIATAN), (rekening, _REKENING), (sumber, _SUMBER))
    misshapen = any(part and shape.fullmatch(part) is None for part, shape in shapes)
    if misshapen or "" in parts or not (kegiatan or rekening):
        raise PathError(f"not a budget key: {text!r}")
    return BudgetKey(kegiatan, rekening, sumber)
