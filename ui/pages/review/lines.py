"""A version's tables as lines: what a line is, and the rows of sections. Pure; the budget is in `budget_lines`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from sipa_core.domain.paths import Value, cell, rows
from sipa_core.domain.templates import Field, FieldType, Section
from sipa_core.messages import _
from sipa_desktop.services.review_views import ReviewDetail
from sipa_desktop.services.values import EMPTY, value_words

_UNIT: Final = " (Rp)"

Kind = Literal["name", "text", "number"]


@dataclass(frozen=True)
class Head:
    """A column: its title (two lines where needed) and what stands in it. Names and texts share what numbers leave."""

    title: str
    kind: Kind


@dataclass(frozen=True)
class TableLine:
    """A line. `path` is what a note on it belongs to, None where no note can stand; `name` says the line in a note's
    button. `strong` lines are sums, a `heading` has only its name. `loud` are the columns that ask for a look.
    """

    key: str
    name: str
    cells: tuple[str, ...]
    path: str | None = None
    level: int = 0
    heading: bool = False
    strong: bool = False
    loud: frozenset[int] = frozenset()
    changed: bool = False
    removed: bool = False
    spoken: str = ""


@dataclass(frozen=True)
class Table:
    """Columns and lines; without lines `words` say why."""

    heads: tuple[Head, ...]
    lines: tuple[TableLine, ...]
    words: str = ""


def section_table(detail: ReviewDetail, section: Section) -> Table:
    """Return the rows of a table section; a note on a row belongs to its first column."""
    assert section.table is not None
    heads = tuple(
        Head(field.label.removesuffix(_UNIT), "name" if at == 0 else "number" if _is_number(field) else "text")
        for at, field in enumerate(section.columns)
    )
    first = section.columns[0]
    before = rows(detail.previous_content, section.table) if detail.previous else {}
    lines = []
    for number, (key, cells) in enumerate(rows(detail.content, section.table).items(), 1):
        name = value_words(first, cells.get(first.column or ""))
        shown = tuple(_cell_words(field, before.get(key), cells) for field in section.columns)
        paths = {cell(section.table, key, field.column or "") for field in section.columns}
        changed = bool(paths & detail.changed_paths)
        lines.append(
            TableLine(
                key,
                name if name != EMPTY else _("Baris {n}").format(n=number),
                shown,
                cell(section.table, key, first.column or ""),
                changed=changed,
                spoken=_spoken(heads, shown, changed),
            )
        )
    now = rows(detail.content, section.table)
    lines += [_removed(section, heads, key, cells) for key, cells in before.items() if key not in now]
    return Table(heads, tuple(lines), "" if lines else _no_rows(detail.content, section))


def only_changed(table: Table) -> Table:
    """Return the lines that are another than before, under the headings they stand under."""
    kept: list[TableLine] = []
    heading: TableLine | None = None
    for line in table.lines:
        if line.heading:
            heading = line
        elif line.changed:
            kept += [heading, line] if heading is not None else [line]
            heading = None
    return Table(table.heads, tuple(kept), "" if kept else _("Tidak ada yang berubah di bagian ini."))


def _cell_words(field: Field, before: Mapping[str, Value] | None, cells: Mapping[str, Value]) -> str:
    """A cell; where a row was there before and says something else now, both: `12 → 15`."""
    column = field.column or ""
    now = value_words(field, cells.get(column))
    was = value_words(field, before.get(column)) if before is not None else now
    return now if was == now else f"{was} → {now}"


def _removed(section: Section, heads: tuple[Head, ...], key: str, cells: Mapping[str, Value]) -> TableLine:
    shown = tuple(value_words(field, cells.get(field.column or "")) for field in section.columns)
    spoken = _("{row}. Baris ini dihapus dari kiriman sebelumnya").format(row=_spoken(heads, shown, changed=False))
    return TableLine(f"-{key}", shown[0], shown, None, changed=True, removed=True, spoken=spoken)


def _is_number(field: Field) -> bool:
    return field.type in (FieldType.RUPIAH, FieldType.NUMBER, FieldType.PERCENT)


def _spoken(heads: tuple[Head, ...], cells: tuple[str, ...], changed: bool) -> str:
    words = "; ".join(f"{head.title}: {text}" for head, text in zip(heads, cells, strict=True))
    return f"{words}. {_('Berubah dari kiriman sebelumnya')}" if changed else words


def _no_rows(content: Mapping[str, Value], section: Section) -> str:
    if section.nihil is not None and content.get(section.nihil) is True:
        field = next((one for one in section.leaves if one.path == section.nihil), None)
        return field.label if field is not None else _("Nihil")
    return _("Belum ada baris di bagian ini.")
