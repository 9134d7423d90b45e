"""What an import really brought into a report, to be told of and to be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from sipa_core.domain.paths import Content, Value, row_of

NIHIL: Final = ".nihil"
"""So ends the path at which a village says that a table has no rows."""


class Entered(msgspec.Struct, frozen=True):
    """How many rows of the file entered, and each value that changed by it: what stood there before, and after.

    `made` are the rows that it made, as `table[key]`; the others had stood there.
    """

    taken: int
    before: Mapping[str, Value]
    after: Mapping[str, Value]
    made: frozenset[str] = frozenset()


def entered(content: Content, changes: Content, taken: int) -> Entered:
    """Return what `changes` do to the text as it stood when they were laid over it."""
    made = _rows(changes) - _rows(content)
    return Entered(taken, {path: content.get(path) for path in changes}, dict(changes), made)


def way_back(what: Entered, here: Content) -> dict[str, Value]:
    """Return what takes an import out of the text as it is by now, without what somebody wrote since.

    A row that it made goes whole, or stays whole when anything in it is another by now: half of a row says nothing.
    Of a row that had stood there each value goes by itself, and none comes back when the row was taken out since.
    """
    cells: dict[str, dict[str, Value]] = {}
    for path, value in here.items():
        row = row_of(path)
        if row is not None and value is not None:
            cells.setdefault(row, {})[path] = value
    stay = {row for row in what.made if cells.get(row, {}) != _cells_of(what.after, row)}
    rows_stay = any(row in cells for row in stay)
    back: dict[str, Value] = {}
    for path, value in what.before.items():
        row = row_of(path)
        if here.get(path) != what.after[path] or row in stay or (row is not None and row not in cells):
            continue
        if rows_stay and path.endswith(NIHIL):
            continue  # "there is none" cannot stand beside a row that stays
        back[path] = value
    return back


def _cells_of(content: Content, row: str) -> dict[str, Value]:
    return {path: value for path, value in content.items() if row_of(path) == row and value is not None}


def _rows(content: Content) -> frozenset[str]:
    return frozenset(row for path, value in content.items() if value is not None and (row := row_of(path)) is not None)
