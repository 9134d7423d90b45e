"""A version's tables as lines: the budget, beside the version before where there is one, and rows of sections. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from sipa_core.domain.budget import Amount, LineKind
from sipa_core.domain.money import MINUS, format_number, format_percent
from sipa_core.domain.paths import Value, cell, rows
from sipa_core.domain.templates import Field, FieldType, Section
from sipa_core.messages import _
from sipa_desktop.services.review_views import ComparedLine, ReviewDetail
from sipa_desktop.services.values import EMPTY, value_words

BIG_STEP: Final = 200
"""Tenths of a percentage point from which a change asks for a look."""

_UNIT: Final = " (Rp)"
_SUMS: Final = (LineKind.SUBTOTAL, LineKind.TOTAL, LineKind.RESULT)

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


def budget_table(detail: ReviewDetail) -> Table:
    """Return the budget: anggaran, realisasi, sisa and percent, or realisasi beside another version or period."""
    if detail.against is not None:
        pairs = (
            Head(_("Uraian"), "name"),
            Head(_("Realisasi\n{other}").format(other=detail.against.words), "number"),
            Head("%", "number"),
            Head(_("Realisasi\nkiriman ini"), "number"),
            Head("%", "number"),
            Head(_("Beda\n(poin)"), "number"),
        )
        return Table(pairs, tuple(_compared(line, at) for at, line in enumerate(detail.lines)))
    heads = (
        Head(_("Uraian"), "name"),
        Head(_("Anggaran"), "number"),
        Head(_("Realisasi"), "number"),
        Head(_("Sisa"), "number"),
        Head("%", "number"),
    )
    return Table(heads, tuple(_alone(line, at) for at, line in enumerate(detail.lines)))


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


def signed_tenths(tenths: int) -> str:
    """`+39,6`, `−0,4`, `0,0`: a change in percentage points."""
    sign = "+" if tenths > 0 else MINUS if tenths < 0 else ""
    return f"{sign}{abs(tenths) // 10},{abs(tenths) % 10}"


def _alone(compared: ComparedLine, at: int) -> TableLine:
    line, amount = compared.line, compared.line.amount
    if amount is None:
        return _heading(compared, at)
    cells = (
        line.label,
        format_number(amount.anggaran),
        format_number(amount.realisasi),
        format_number(amount.sisa),
        line.percent_text,
    )
    words = _("{name}: anggaran {a} rupiah, realisasi {b} rupiah, {c}").format(
        name=line.label, a=cells[1], b=cells[2], c=cells[4] or _("sisa {n}").format(n=cells[3])
    )
    loud = frozenset({3, 4}) if amount.sisa < 0 and line.kind is not LineKind.RESULT else frozenset[int]()
    return TableLine(
        f"{at}", line.label, cells, compared.path, line.level, strong=line.kind in _SUMS, loud=loud, spoken=words
    )


def _compared(compared: ComparedLine, at: int) -> TableLine:
    line, now, before = compared.line, compared.line.amount, compared.before
    if now is None:
        return _heading(compared, at)
    if compared.removed:
        gone = (line.label, format_number(now.realisasi), _share(now), EMPTY, "", "")
        words = _("{name}: baris ini dihapus, semula {a} rupiah").format(name=line.label, a=gone[1])
        return TableLine(f"-{at}", line.label, gone, None, line.level, changed=True, removed=True, spoken=words)
    shares = line.kind is not LineKind.RESULT
    difference = compared.difference if shares else None
    moved = before is not None and before.anggaran != now.anggaran and compared.changed
    cells = (
        _with_budget(line.label, before, now) if moved and before is not None else line.label,
        format_number(before.realisasi) if before is not None else EMPTY,
        _share(before) if before is not None and shares else "",
        format_number(now.realisasi),
        line.percent_text,
        signed_tenths(difference) if difference is not None else "",
    )
    words = _("{name}: realisasi semula {a}, kini {b} rupiah").format(name=line.label, a=cells[1], b=cells[3])
    if moved and before is not None:
        words += ". " + _("Anggaran semula {a}, kini {b} rupiah").format(
            a=format_number(before.anggaran), b=format_number(now.anggaran)
        )
    loud = frozenset({5}) if difference is not None and abs(difference) >= BIG_STEP else frozenset[int]()
    return TableLine(
        f"{at}",
        line.label,
        cells,
        compared.path,
        line.level,
        strong=line.kind in _SUMS,
        loud=loud,
        changed=compared.changed,
        spoken=words,
    )


def _with_budget(label: str, before: Amount, now: Amount) -> str:
    was, becomes = format_number(before.anggaran), format_number(now.anggaran)
    return f"{label}\n{_('Anggaran {a} → {b}').format(a=was, b=becomes)}"


def _heading(compared: ComparedLine, at: int) -> TableLine:
    label = compared.line.label
    return TableLine(f"{at}", label, (label,), heading=True, spoken=label)


def _share(amount: Amount) -> str:
    return format_percent(amount.realisasi, amount.anggaran)


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
