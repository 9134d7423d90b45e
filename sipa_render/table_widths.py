"""How wide the columns of a table want to be, in millimetres, from the lengths of their words: what lies on its side.

Estimated once here for every way out; a typesetter that measured each cell of a budget would need longer for that than
for all the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from itertools import groupby
from typing import Final

from sipa_render.paper import LONGEST_IN_CELL
from sipa_render.report_blocks import Block, Budget, Table

UPRIGHT_MM: Final = 175.0
LYING_MM: Final = 300.0
"""What is left between the margins of an F4 sheet that stands, and of one that lies."""

NUMBER_MM: Final = 9.0
"""The column of the running numbers."""

_LETTER_MM: Final = 1.72
_TITLE_LETTER_MM: Final = 1.62
_PADDING_MM: Final = 4.5
_CELL_PADDING_MM: Final = 3.6
_SHRUNK: Final = 0.87
_SHRUNK_PADDING_MM: Final = 2.4
_SHARE_MM: Final = 14.0
_NAME_MM: Final = 52.0
_LEAST = {"long": 40.0, "wide": 34.0, "text": 20.0}
_WEIGHTS = {"long": 3.4, "wide": 2.2, "text": 1.3, "short": 0.0}


class Fit(Enum):
    """How a table goes onto paper: upright, upright in smaller letters, or lying on its side."""

    PLAIN = "plain"
    SMALL = "small"
    LYING = "lying"


def fit_of(table: Table) -> Fit:
    """Return how a table fits: smaller letters are tried before the sheet is turned."""
    room = UPRIGHT_MM - NUMBER_MM
    if sum(_least(table, small=False)) <= room:
        return Fit.PLAIN
    return Fit.SMALL if sum(_least(table, small=True)) <= room else Fit.LYING


def lies(block: Block) -> bool:
    """True for a table whose columns do not fit beside each other on an upright sheet."""
    if isinstance(block, Table):
        return fit_of(block) is Fit.LYING
    return isinstance(block, Budget) and sum(budget_widths(block)) + _NAME_MM > UPRIGHT_MM


def is_small(table: Table) -> bool:
    """True when a table is set in smaller letters: it would not fit otherwise, or not even on a lying sheet."""
    fit = fit_of(table)
    return fit is Fit.SMALL or (fit is Fit.LYING and sum(_least(table, small=False)) > LYING_MM - NUMBER_MM)


def column_widths(table: Table, room: float) -> list[float]:
    """Return the widths of all columns, that of the numbers first; together they fill the room."""
    least = _least(table, small=is_small(table))
    weights = [_WEIGHTS[column.width] if not column.right else 0.0 for column in table.columns]
    if not any(weights):
        weights = [1.0] * len(least)
    spare = room - NUMBER_MM - sum(least)
    if spare < 0:
        squeezed = (room - NUMBER_MM) / sum(least)
        return [NUMBER_MM, *(width * squeezed for width in least)]
    return [NUMBER_MM, *(w + spare * weight / sum(weights) for w, weight in zip(least, weights, strict=True))]


def budget_widths(budget: Budget) -> list[float]:
    """Return the widths of the code and of every figure; the names get what is left."""
    widths = [max(11.0, 4 + 1.65 * max((len(line.code) for line in budget.lines), default=0))]
    for at, title in enumerate(budget.titles):
        longest = max((len(line.figures[at]) for line in budget.lines if at < len(line.figures)), default=0)
        needed = _PADDING_MM + max(longest * _LETTER_MM, len(title) * _TITLE_LETTER_MM)
        widths.append(_SHARE_MM if title == "%" else max(19.0, needed))
    return widths


def _least(table: Table, *, small: bool) -> list[float]:
    least = [_least_of(at, table, small=small) for at in range(len(table.columns))]
    for _group, run in groupby(range(len(table.columns)), lambda at: table.columns[at].group):
        under = list(run)
        missing = _title_mm(table.columns[under[0]].group, small=small) - sum(least[at] for at in under)
        for at in under if missing > 0 else ():
            least[at] += missing / len(under)
    return least


def _title_mm(group: str, *, small: bool) -> float:
    """What the common title of some columns needs so that its longest word stays whole; nothing where there is none."""
    if not group:
        return 0.0
    longest = max(map(_length, group.split()))
    if small:
        return _SHRUNK_PADDING_MM + _LETTER_MM * _SHRUNK * longest
    return _CELL_PADDING_MM + _LETTER_MM * longest


def _least_of(at: int, table: Table, *, small: bool) -> float:
    """What a column needs before its words break where they should not: figures in one line, other words whole."""
    column = table.columns[at]
    cells: list[str] = [row[at] for row in table.rows] + ([table.sums[at]] if table.sums is not None else [])
    words = cells if column.whole else _words(cells)
    # Capitals are wider than the letters that are counted here: KK would be broken in two.
    titles = [f"{word}." if word.isupper() else word for word in _words([column.title])]
    longest = max(map(_length, [*words, *titles]), default=1)
    asked = _LEAST.get(column.width, 0.0) if not column.right else 0.0
    if small:
        return max(asked * _SHRUNK, _SHRUNK_PADDING_MM + _LETTER_MM * _SHRUNK * longest)
    return max(asked, _CELL_PADDING_MM + _LETTER_MM * longest)


def _words(texts: Sequence[str]) -> list[str]:
    return [word for text in texts for word in text.split()]


def _length(word: str) -> int:
    # A word without an end is broken where it is set.
    return min(len(word), LONGEST_IN_CELL + 1)
