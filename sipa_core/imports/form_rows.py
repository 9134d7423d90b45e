"""A filled form laid over a report: which of its rows are there already, which are new, and where those stand.

A row written into the form has no key, and a form is mended and read again. So such a row is looked for in the report.
Nothing that the form lacks is ever taken away, and a row is never taken for another that it contradicts in what it is
known by.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence

import msgspec

from sipa_core.domain.paths import ORDER_COLUMN, Content, Value, cell, changes_between, rows
from sipa_core.domain.templates import Section
from sipa_core.imports.forms import FormReading, FormRow
from sipa_core.imports.known_rows import identity, known_by, new_key, row_key

Cells = Mapping[str, Value]


class Laid(msgspec.Struct, frozen=True):
    """What a form changes in a report, and how many rows it adds."""

    changes: Mapping[str, Value]
    new_rows: int


def laid_over(reading: FormReading, content: Content) -> Laid:
    """Return what the form changes in this content; laid over what it made of it, the same form changes nothing."""
    text: dict[str, Value] = {**content, **reading.leaves}
    new_rows = 0
    for table in reading.tables:
        name = table.section.table or ""
        there = rows(text, name)
        said = _each_key_once(table.rows, there)
        matching = _Matching(table.section, said, there)
        if matching.stands_there():
            continue
        keys = matching.keys()
        for key, row in zip(keys, said, strict=True):
            text |= {cell(name, key, column): value for column, value in row.cells.items()}
        text |= {cell(name, key, ORDER_COLUMN): place for key, place in _places(list(there), keys).items()}
        new_rows += len(set(keys) - there.keys())
    return Laid(changes_between(content, text), new_rows)


def _each_key_once(said: Sequence[FormRow], there: Mapping[str, Cells]) -> list[FormRow]:
    """The rows of the form. A row that was copied bears the key of its original: what says something else than that one
    is a row of its own, what says the same or less goes with it.
    """
    owner: dict[str, int] = {}
    for at, row in enumerate(said):
        if row.key and (row.key not in owner or _stands(row, there) > _stands(said[owner[row.key]], there)):
            owner[row.key] = at
    found: list[FormRow] = []
    for at, row in enumerate(said):
        first = said[owner[row.key]].cells if row.key else {}
        if not row.key or owner[row.key] == at:
            found.append(row)
        elif not row.cells.items() <= first.items():
            found.append(FormRow("", row.cells))
    return found


def _stands(row: FormRow, there: Mapping[str, Cells]) -> bool:
    """True when the report says all of it under that very key."""
    return row.key in there and row.cells.items() <= there[row.key].items()


class _Matching:
    """The rows of one table while each is given its key: the surest likeness first, and no row of the report twice."""

    def __init__(self, section: Section, said: Sequence[FormRow], there: Mapping[str, Cells]) -> None:
        self._name, self._rows = section.table or "", said
        columns = known_by(section, {field.column or "" for field in section.columns})
        self._about = [identity(row.cells, columns) for row in said]
        self._made = {
            about: {row_key(self._name, about, n) for n in range(count)}
            for about, count in Counter(self._about).items()
        }
        self._keys = {at: row.key for at, row in enumerate(said) if row.key}
        self._used = {*self._keys.values(), *there}
        self._there = {key: _without_order(cells) for key, cells in there.items()}
        self._known = {key: identity(cells, columns) for key, cells in self._there.items()}

    def stands_there(self) -> bool:
        """True when all that the form says stands in the report, row for row and in this order."""
        place = iter(self._there)
        return all(any(self._says(key, at) for key in place) for at in range(len(self._rows)))

    def keys(self) -> list[str]:
        """Return the key of every row of the form, each another."""
        for key in self._keys.values():
            self._there.pop(key, None)
        self._take_equals(lambda at: tuple(sorted(self._rows[at].cells.items())), self._whole)
        self._take_equals(lambda at: self._about[at] if self._about[at][0] else None, self._known.__getitem__)
        self._take_likely()
        for at in self._left():
            self._keys[at] = new_key(self._name, self._about[at], self._used)
            self._used.add(self._keys[at])
        return [self._keys[at] for at in range(len(self._rows))]

    def _left(self) -> list[int]:
        return [at for at in range(len(self._rows)) if at not in self._keys]

    def _whole(self, key: str) -> Hashable:
        return tuple(sorted(self._there[key].items()))

    def _take(self, at: int, key: str) -> None:
        self._keys[at] = key
        del self._there[key]

    def _take_equals(self, said: Callable[[int], Hashable], there: Callable[[str], Hashable]) -> None:
        """Give rows that say the same the keys of those that are there, the first of equals to the first."""
        equals: defaultdict[Hashable, list[str]] = defaultdict(list)
        for key in reversed(self._there):
            equals[there(key)].append(key)
        for at in self._left():
            if equals.get(said(at)):
                self._take(at, equals[said(at)].pop())

    def _take_likely(self) -> None:
        """Give a row what fits it, of several what agrees with it in most cells."""
        by_first: defaultdict[Value, list[str]] = defaultdict(list)
        for key in self._there:
            by_first[self._known[key][0] or None].append(key)
        for at in self._left():
            about = self._about[at]
            near = (*(by_first[about[0]] if about[0] else ()), *by_first[None], *sorted(self._made[about]))
            fitting = [key for key in dict.fromkeys(near) if key in self._there and self._fits(at, key)]
            if fitting:
                said = self._rows[at].cells.items()
                self._take(at, max(fitting, key=lambda key: len(said & self._there[key].items())))

    def _says(self, key: str, at: int) -> bool:
        """True when the row of the report says all that this one says, and is no other."""
        row, about, known = self._rows[at], self._about[at], self._known[key]
        is_it = row.key == key if row.key else bool(about[0]) or not known[0] or key in self._made[about]
        return is_it and row.cells.items() <= self._there[key].items()

    def _fits(self, at: int, key: str) -> bool:
        """True when the row of the report may be this one before a cell was mended, or completed here.

        Nothing that both are known by may differ. Then it must come from this very row, or be known by no more than the
        form now says, or agree in every cell that both have.
        """
        said, known = self._about[at], self._known[key]
        if any(one and other and one != other for one, other in zip(said, known, strict=True)):
            return False
        if key in self._made[said]:
            return True
        cells, there = self._rows[at].cells, self._there[key]
        if not known[0]:
            return bool(there) and there.items() <= cells.items()
        if not said[0]:
            return False
        completes = all(one or not other for one, other in zip(said, known, strict=True))
        return completes or all(cells[column] == there[column] for column in cells.keys() & there.keys())


def _without_order(cells: Cells) -> dict[str, Value]:
    return {column: value for column, value in cells.items() if column != ORDER_COLUMN}


def _places(there: Sequence[str], said: Sequence[str]) -> dict[str, int]:
    """The places of all rows when the form puts its own in another order, or adds some; none when all stay.

    Other rows stay where they are. A new row follows the one that it follows in the form.
    """
    old, of_form = set(there), set(said)
    before: str | None = None
    behind: defaultdict[str | None, list[str]] = defaultdict(list)
    for key in said:
        if key in old:
            before = key
        else:
            behind[before].append(key)
    in_order = iter([key for key in said if key in old])
    result: list[str] = []
    for place in there:
        key = next(in_order) if place in of_form else place
        result += [*(behind.pop(None, ()) if key in of_form else ()), key, *behind[key]]
    result += behind[None]  # nothing of the form was there
    return {} if result == list(there) else {key: at for at, key in enumerate(result)}
