"""A report's sections as blocks of words, tables, figures and photos, before it is known what they are set in.

Texts stay as people typed them: each way out (Typst, Word, Excel) makes them harmless for itself. Figures come from the
same computation as the grid; nothing is added up a second time here but the feet of tables.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import msgspec

from sipa_core.domain.attachments import Attachment, attachments
from sipa_core.domain.budget import PEMBIAYAAN, BudgetLine, BudgetTree, LineKind
from sipa_core.domain.field_values import show_value
from sipa_core.domain.money import format_number, format_tenths
from sipa_core.domain.paths import Content, Value, rows
from sipa_core.domain.templates import Field, FieldType, Section, SectionKind, is_filled

Picture = Callable[[Attachment], bytes | None]
"""The bytes of a photo, None while it is not on this computer."""

PHOTOS: Final = "foto"
NO_PHOTO: Final = "foto belum ada di komputer ini"
EMPTY: Final = "Belum diisi."
NO_ROW: Final = "Belum ada baris."
NO_PHOTOS: Final = "Tidak ada foto."
DASH: Final = "–"

_SUMMED = (FieldType.RUPIAH, FieldType.NUMBER)
_FIGURES = (*_SUMMED, FieldType.PERCENT)
_MOST_PHOTOS: Final = 60
_SIDES = {"l": "L", "p": "P", "laki-laki": "L", "perempuan": "P", "(l)": "L", "(p)": "P", "l+p": "L+P"}
"""How the two halves of a column of people end, and what stands above each half."""


class Heading(msgspec.Struct, frozen=True):
    """A title with its number (`II.`, `BAB II`, `A.`); `level` 1 is the outermost. `key` is a name to jump to."""

    level: int
    numeral: str
    text: str
    key: str = ""


class Text(msgspec.Struct, frozen=True):
    """Paragraphs, one a line; `empty` when they only say that nothing was filled in."""

    words: str
    label: str = ""
    empty: bool = False


class Pairs(msgspec.Struct, frozen=True):
    """Labels and their short values."""

    pairs: tuple[tuple[str, str], ...]


class Column(msgspec.Struct, frozen=True):
    """A column: its title, `group` when it stands under a common one, figures on the right, and its wanted width.

    `long` is for sentences, `wide` for what the row is about, `text` for names, `short` for the rest. What stands in a
    cell of a `whole` column stays in one line.
    """

    title: str
    right: bool = False
    width: str = "short"
    group: str = ""
    whole: bool = False


class Table(msgspec.Struct, frozen=True):
    """Rows of words; `sums` is the foot, None without one. Every row is numbered where it is set."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    sums: tuple[str, ...] | None = None


class BudgetRow(msgspec.Struct, frozen=True):
    """A line of the budget. `kind` is heading, row, subtotal, total, result or last; `figures` match the columns."""

    kind: str
    code: str
    label: str
    figures: tuple[str, ...] = ()
    note: str = ""
    level: int = 0


class Budget(msgspec.Struct, frozen=True):
    """The APB Desa: the titles of its columns of figures (the last is a share), and its lines."""

    titles: tuple[str, ...]
    lines: tuple[BudgetRow, ...]


class Photo(msgspec.Struct, frozen=True):
    """A photo: its bytes, None while it is not here, and the words below it."""

    about: Attachment
    data: bytes | None
    caption: str


class Photos(msgspec.Struct, frozen=True):
    """Photos, two beside each other."""

    photos: tuple[Photo, ...]


class Note(msgspec.Struct, frozen=True):
    """A remark in small letters."""

    words: str


Block = Heading | Text | Pairs | Table | Budget | Photos | Note


def text_of(field: Field, content: Content, *, labelled: bool) -> Text:
    """Return one field as paragraphs."""
    return Text(said(field, content), field.label if labelled else "", empty=not is_filled(content.get(field.path)))


def pairs_of(fields: Sequence[Field], content: Content) -> Pairs:
    """Return short fields beside their labels."""
    return Pairs(tuple((field.label, said(field, content)) for field in fields))


def said(field: Field, content: Content) -> str:
    """Return a field's value in words; of an empty one that it is missing, or a dash where it need not be filled."""
    value = content.get(field.path)
    if not is_filled(value):
        return EMPTY if field.required else DASH
    return shown(field, value)


def shown(field: Field, value: Value) -> str:
    """Return a value in words; figures carry their sign."""
    if field.type is FieldType.BOOL:
        return "Ya" if value is True else "Tidak"
    words = show_value(field, value)
    return f"{words}%" if field.type is FieldType.PERCENT and isinstance(value, int) else words


def table_of(section: Section, content: Content) -> Block:
    """Return the rows of a section; where there is none, the tick that says so, or that nothing was filled in."""
    found = rows(content, section.table or "")
    if not found:
        tick = next((field for field in section.leaves if field.path == section.nihil), None)
        if tick is not None and content.get(tick.path) is True:
            return Text(tick.label)
        return Text(NO_ROW, empty=True)
    columns = section.columns
    return Table(
        tuple(_column(field, first=at == 0) for at, field in enumerate(columns)),
        tuple(tuple(_cell(field, cells) for field in columns) for cells in found.values()),
        _sums(columns, list(found.values())),
    )


def _column(field: Field, *, first: bool) -> Column:
    if field.long:
        width = "long"
    elif first and field.type is FieldType.TEXT:
        width = "wide"
    else:
        width = "text" if field.type in (FieldType.TEXT, FieldType.CHOICE) else "short"
    group, _space, side = field.label.rpartition(" ")
    half = _SIDES.get(side.lower(), "") if group and field.type in _FIGURES else ""
    figures = field.type in _FIGURES
    whole = figures or field.type is FieldType.DATE
    return Column(half or field.label, figures, width, group if half else "", whole)


def _cell(field: Field, cells: Mapping[str, Value]) -> str:
    value = cells.get(field.column or "")
    return shown(field, value) if is_filled(value) else DASH


def _sums(columns: Sequence[Field], found: list[dict[str, Value]]) -> tuple[str, ...] | None:
    """The foot of a table: the sum of every column that can be added up, below their common word."""
    if not any(field.type in _SUMMED for field in columns):
        return None
    feet = []
    for at, field in enumerate(columns):
        values = [cells.get(field.column or "") for cells in found]
        amounts = [value for value in values if isinstance(value, int) and not isinstance(value, bool)]
        word = f"Jumlah {len(found)} baris" if at == 0 else ""
        feet.append(format_number(sum(amounts)) if field.type in _SUMMED and at else word)
    return tuple(feet)


_REALISED = ("Anggaran (Rp)", "Realisasi (Rp)", "Lebih/(kurang)", "%")
_CHANGED = ("Semula (Rp)", "Menjadi (Rp)", "Bertambah/(berkurang)")
_DECIDED = ("Anggaran (Rp)",)


def budget_of(tree: BudgetTree, columns: Sequence[str]) -> list[Block]:
    """Return the budget and a note for every parent that differs from its rows, with the figures that the type asks
    for: what was realised, what a change made of the budget, or what was decided."""
    titles = _REALISED if "realisasi" in columns else _CHANGED if "anggaran_awal" in columns else _DECIDED
    made: list[Block] = [Budget(titles, tuple(_line(line, titles) for line in tree.lines))]
    for one in tree.differences:
        last = one.path.endswith(".realisasi")
        if titles is _CHANGED:
            column = "Anggaran semula" if one.path.endswith("_awal") else "Anggaran menjadi"
        elif last and titles is _DECIDED:
            continue
        else:
            column = "Realisasi" if last else "Anggaran"
        words = (
            f"{column} {one.label} tertulis {format_number(one.own)}, jumlah rinciannya {format_number(one.below)}. "
            "Yang dihitung adalah jumlah rinciannya."
        )
        made.append(Note(words))
    return made


def _line(line: BudgetLine, titles: tuple[str, ...]) -> BudgetRow:
    kind = "last" if line.kind is LineKind.RESULT and line.group == PEMBIAYAAN else line.kind.value
    amount, reason = line.amount, line.given.get("alasan")
    figures: tuple[str, ...] = ()
    if amount is not None:
        figures = (format_number(amount.anggaran),)
        if titles is _CHANGED:
            figures += (format_number(amount.realisasi), in_brackets(-amount.sisa))
        elif titles is _REALISED:
            left = in_brackets(amount.sisa) if kind != "last" else ""
            figures += (format_number(amount.realisasi), left, _percent(line))
    note = f"Alasan: {reason}" if isinstance(reason, str) and reason.strip() else ""
    return BudgetRow(kind, line.code, line.label, figures, note, min(line.level, 6))


def in_brackets(amount: int) -> str:
    """Return a figure as accounts write it: what is below zero in brackets, without a sign."""
    return f"({format_number(-amount)})" if amount < 0 else format_number(amount)


def _percent(line: BudgetLine) -> str:
    if line.percent is not None:
        return format_tenths(line.percent).removesuffix("%")
    return line.percent_text


def photos_of(content: Content, table: str, link: str | None, picture: Picture) -> Photos:
    """Return the photos of a table with their captions, after the row that each belongs to."""
    photos: list[Photo] = []
    for key, one in attachments(content, table)[:_MOST_PHOTOS]:
        if not one.media.is_picture:
            continue
        caption = content.get(f"{table}[{key}].keterangan")
        row = content.get(f"{table}[{key}].{link}") if link is not None else None
        of = content.get(f"{link}[{row}].nama") if row is not None else None
        words = [text.strip() for text in (of, caption) if isinstance(text, str) and text.strip()]
        photos.append(Photo(one, picture(one), ". ".join(words) or one.name))
    return Photos(tuple(photos))


def files_of(content: Content, table: str) -> Text:
    """Return the names of a section's files."""
    names = [one.name for _key, one in attachments(content, table)]
    return Text(", ".join(names) or "Belum ada.", empty=not names)


def shows_photos(section: Section) -> bool:
    """True for a section whose photos are printed; of sheets that were photographed only the names are."""
    return section.kind is SectionKind.PHOTOS and not section.straighten
