"""What is kept of an import for the next one: the answers about a kind of file, and the rows that a sum was made of."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec

from sipa_core.domain.paths import Content, cell
from sipa_core.imports.columns import normal_title
from sipa_core.imports.levels import DetailRow
from sipa_core.imports.package_preview import VILLAGE
from sipa_core.imports.questions import SKIP, Answers, Question

PACKAGE: Final = "siskeudes"

MOST_KINDS: Final = 40
MOST_ANSWERS: Final = 200
MOST_ROWS: Final = 20_000

_OF_THE_FILE: Final = ("kolom:", "tabel:", "tulisan:", "kode5", VILLAGE)
_OF_ROWS: Final = ("nama:", "kode:")


class Detail(msgspec.Struct, frozen=True):
    """The rows that went into sums of a report, and the file they came from. `at` is when (UTC ms)."""

    source: str
    at: int
    rows: tuple[DetailRow, ...]

    def of(self, row: str) -> tuple[DetailRow, ...]:
        """Return the rows below one row of the report."""
        return tuple(one for one in self.rows if one.row == row)


def kind_of(titles: Iterable[str], section: str = "") -> str:
    """Return the name of a kind of table: the same titles in any order and spelling are one kind."""
    plain = "\n".join(sorted({normal_title(title) for title in titles}))
    return f"{section}:{hashlib.sha256(plain.encode()).hexdigest()[:16]}"


def worth_keeping(questions: Sequence[Question], answers: Answers) -> dict[str, str]:
    """Return the answers that hold for the next file of the kind: what its tables and columns are, how it writes
    figures, which code a name means. That a row was skipped, or that nothing was financed, is asked again.
    """
    kept: dict[str, str] = {}
    for question in questions:
        value = question.answer(answers)
        if value is None or question.key not in answers:
            continue
        if question.key.startswith(_OF_THE_FILE) or (question.key.startswith(_OF_ROWS) and value != SKIP):
            kept[question.key] = value
    return dict(list(kept.items())[:MOST_ANSWERS])


def merged(before: Detail | None, detail: Sequence[DetailRow], source: str, at: int) -> Detail | None:
    """Return the detail with that of a newer import: a row filled again has its new detail only."""
    if not detail:
        return before
    filled = {one.row for one in detail}
    kept = [one for one in (before.rows if before is not None else ()) if one.row not in filled]
    return Detail(source, at, (*kept, *detail)[:MOST_ROWS])


def differs(detail: Sequence[DetailRow], content: Content, row: str, table: str) -> Mapping[str, int]:
    """Return, by column, by how much the figure of the row is another than its detail adds up to."""
    found: dict[str, int] = {}
    for column in sorted({column for one in detail for column in one.values}):
        own = content.get(cell(table, row, column))
        gap = (own if isinstance(own, int) else 0) - sum(one.values.get(column, 0) for one in detail)
        if gap:
            found[column] = gap
    return found
