"""The arithmetic that a report type declares for itself (`[[checks]]` in its template), done on one report."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from math import prod

from sipa_core.domain.findings import Finding, Severity
from sipa_core.domain.paths import ANY_ROW, Content, Value, cell, parse_path, rows
from sipa_core.domain.reading import Reading, row_words, whole
from sipa_core.domain.templates import Check, CheckKind
from sipa_core.domain.text_checks import says_something

CODE = "declared"

Figure = Callable[[str], int | None]


def declared_findings(reading: Reading) -> Iterator[Finding]:
    """Yield where a declared check does not hold, in the template's own words, row by row with the row's name."""
    for check in reading.template.checks:
        table = check.table
        if table is None:
            if _explained(reading, check, None) or _holds(check, partial(figure_of, reading.content)):
                continue
            yield Finding(CODE, Severity.MUST, check.words, _place(reading, check.left))
            continue
        section = next((one for one in reading.template.sections if one.table == table), None)
        for n, (key, cells) in enumerate(reading.table(table).items(), 1):
            if _explained(reading, check, key):
                continue
            if not _holds(check, partial(figure_in_row, cells)):
                words = f"{row_words(section, cells, n)}: {check.words}" if section is not None else check.words
                yield Finding(CODE, Severity.MUST, words, cell(table, key, parse_path(check.left).leaf or ""))


def _explained(reading: Reading, check: Check, row: str | None) -> bool:
    if not check.unless:
        return False
    path = parse_path(check.unless)
    if path.row == ANY_ROW:
        rows = reading.table(path.head)
        cells = [rows[row]] if row in rows else list(rows.values())
        return any(says_something(one.get(path.leaf or "")) for one in cells)
    return says_something(reading.content.get(check.unless))


def _holds(check: Check, figure: Figure) -> bool:
    """True also while a cell of either side is empty: nothing is judged before it is written."""
    left = figure(check.left)
    plus, minus = [figure(path) for path in check.plus], [figure(path) for path in check.minus]
    if left is None or None in plus or None in minus:
        return True
    given, less = [one for one in plus if one is not None], [one for one in minus if one is not None]
    if check.kind is CheckKind.PRODUCT:
        return left == prod(given)
    # Hundredths on both sides, so that a share of a sum is never rounded.
    right = (sum(given) - sum(less)) * check.percent + check.number * 100
    match check.kind:
        case CheckKind.EQUAL:
            return left * 100 == right
        case CheckKind.AT_MOST:
            return left * 100 <= right
        case _:
            return left * 100 >= right


def figure_in_row(cells: Mapping[str, Value], path: str) -> int | None:
    """Return the whole number in a row's cell that the path of a column names, None where there is none."""
    return whole(cells.get(parse_path(path).leaf or ""))


def figure_of(content: Content, path: str) -> int | None:
    """Return a single figure, or the sum of a column; None while a cell of it is empty or the table has no row."""
    read = parse_path(path)
    if read.row != ANY_ROW:
        return whole(content.get(path))
    values = [whole(cells.get(read.leaf or "")) for cells in rows(content, read.head).values()]
    known = [value for value in values if value is not None]
    return sum(known) if known and len(known) == len(values) else None


def _place(reading: Reading, path: str) -> str:
    read = parse_path(path)
    first = next(iter(reading.table(read.head)), None) if read.row == ANY_ROW else None
    return cell(read.head, first, read.leaf or "") if first is not None else path
