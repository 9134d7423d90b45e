"""What a row of a table is known by where it comes without its key: its first column, its name, its day and its place.

Keys are made of the same, so that two who write one row in make one key.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Final

from sipa_core import ids
from sipa_core.domain.paths import Value
from sipa_core.domain.templates import Section
from sipa_core.imports.names import bare

Identity = tuple[Value, ...]

_KNOWN_BY: Final = ("nama", "tanggal", "tempat", "lokasi")


def known_by(section: Section, given: Container[str]) -> tuple[str, ...]:
    """Return the columns that a row is known by, as far as they are given; the section's first column always."""
    first = section.columns[0].column or ""
    return (first, *(column for column in _KNOWN_BY if column in given and column != first))


def identity(cells: Mapping[str, Value], columns: tuple[str, ...]) -> Identity:
    """Return what the row says in these columns, texts without what two writers of one name would write otherwise."""
    return tuple(bare(value) if isinstance(value, str) else value for value in map(cells.get, columns))


def row_key(table: str, about: Identity, ordinal: int = 0) -> str:
    """Return the key of a row that came without one; `ordinal` counts those that are known by the same."""
    return ids.natural_id("row", table, *map(str, about), ordinal)


def new_key(table: str, about: Identity, used: Container[str]) -> str:
    """Return the first key for the row that is not used yet."""
    ordinal = 0
    while (key := row_key(table, about, ordinal)) in used:
        ordinal += 1
    return key
