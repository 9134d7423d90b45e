"""A table as separated text: its letters, its separator and its rows, whatever program of an office wrote it."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from io import StringIO
from itertools import islice

from sipa_core.imports.preview import looks_like_table
from sipa_core.imports.table import MAX_COLUMNS, MAX_ROWS, table_of
from sipa_desktop.table_refusals import too_big, unknown

MAX_FILE_ROWS = 100_000
MAX_LINE = 2_000_000
"""Letters of a line: it is cut into cells at once, and each costs twenty times its letters."""

_SEPARATORS = (";", "\t", ",", "|")
_BEGIN = 400
"""So many bytes tell whether a text has two bytes a letter."""
_SNIFFED_LINES = 60
_MOST_LINES = 20
"""A cell of more lines than this is a quotation mark that was never closed."""


def decoded(data: bytes) -> str:
    """Return the letters of a file; TableRefused when they are none."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
    elif (wide := _wide_letters(data)) is not None:
        text = data.decode(wide, "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", "replace")
    sample = text[:4000]
    strange = sum(1 for sign in sample if sign == "\ufffd" or (ord(sign) < 32 and sign not in "\t\r\n\f"))
    if "\0" in text or strange * 50 > len(sample):
        raise unknown()
    if len(text) > MAX_LINE and max(map(len, StringIO(text))) > MAX_LINE:
        raise too_big()
    return text


def _wide_letters(data: bytes) -> str | None:
    """The coding of a text of two bytes a letter that does not say so, None for every other."""
    begin = data[:_BEGIN]
    first, second = begin[::2].count(0), begin[1::2].count(0)
    if max(first, second) * 5 < len(begin) or min(first, second):
        return None
    return "utf-16-le" if second else "utf-16-be"


def separator_of(text: str) -> str:
    """The separator that gives titles of a budget, else the one that gives most rows of more than one cell."""
    first, _newline, _rest = text.lstrip("\ufeff").partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        return first.strip()[-1]
    sample = "".join(islice(StringIO(text), _SNIFFED_LINES))
    tables = {separator: table_of(csv_rows(sample, separator)) for separator in _SEPARATORS}
    titled = next((separator for separator, table in tables.items() if looks_like_table(table)), None)
    split = {separator: sum(len(row.cells) > 1 for row in table.rows) for separator, table in tables.items()}
    return titled or max(_SEPARATORS, key=lambda separator: split[separator])


def titles_of(text: str) -> tuple[str, list[str]]:
    """The separator that stands most often in the first line, and the titles there: enough to know a table by."""
    head = next((line for line in StringIO(text.lstrip("\ufeff")) if line.strip()), "")
    separator = max(_SEPARATORS, key=head.count)
    return separator, next(iter(csv_rows(head, separator)), [])


def csv_rows(text: str, separator: str) -> list[list[str]]:
    """The rows; where quotation marks do not fit together, every line is taken as it stands."""
    lines, for_excel = text.lstrip("\ufeff"), []
    if lines.lower().startswith("sep="):
        # The line is for Excel only; it still counts as a row of the file.
        for_excel, lines = [[""]], lines.partition("\n")[2]
    try:
        rows = _filled(csv.reader(StringIO(lines, newline=""), delimiter=separator), quoted='"' in lines)
    except csv.Error:
        rows = []
    if not rows:
        rows = _filled((line.rstrip("\r\n").split(separator) for line in StringIO(lines)), quoted=False)
    return [*for_excel, *rows]


def _filled(lines: Iterable[list[str]], *, quoted: bool) -> list[list[str]]:
    """The rows as far as a table keeps them and one more, blank ones empty; none where a quotation mark stayed open."""
    rows: list[list[str]] = []
    filled = 0
    for row in islice(lines, MAX_FILE_ROWS):
        if quoted and any(cell.count("\n") > _MOST_LINES for cell in row):
            return []
        if len(row) > MAX_COLUMNS:
            row[MAX_COLUMNS:] = [next(filter(None, row[MAX_COLUMNS:]), "")]
        is_filled = any(map(str.strip, row))
        rows.append(row if is_filled else [""])
        filled += is_filled
        if filled > MAX_ROWS:
            break
    return rows
