"""Makes the rows of a conflict: where it is, what it holds, and its three values as a person reads them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from sipa_core.domain.attachments import attachments
from sipa_core.domain.file_limits import too_many_files
from sipa_core.domain.money import format_rupiah
from sipa_core.domain.paths import MISSING, ORDER_COLUMN, Content, PathError, Value, parse_path, rows
from sipa_core.domain.sizes import format_bytes
from sipa_core.domain.templates import Field, FieldType, Section, SectionKind, Template
from sipa_core.domain.text_changes import Kind, word_changes
from sipa_core.messages import N_, _
from sipa_core.ops.reports import MAX_TEXT
from sipa_core.sync.merge import ConflictField, Merged, Shape, Take, both_texts
from sipa_desktop.services.conflicts_views import ConflictRow, Words
from sipa_desktop.services.places import where
from sipa_desktop.services.report_edit import tree_of
from sipa_desktop.services.values import value_words

_UNIT: Final = " (Rp)"
_NAMED: Final = 3
"""How many of the fields that were merged by themselves are named."""

_KINDS: Final[Mapping[FieldType, str]] = {
    FieldType.TEXT: N_("teks"),
    FieldType.NUMBER: N_("angka"),
    FieldType.RUPIAH: N_("angka"),
    FieldType.PERCENT: N_("angka"),
    FieldType.DATE: N_("tanggal"),
    FieldType.CHOICE: N_("pilihan"),
    FieldType.BOOL: N_("centang"),
}


class Pair(msgspec.Struct, frozen=True):
    """Two texts of one report and what they grew from."""

    template: Template
    base: Content
    mine: Content
    theirs: Content
    merged: Merged

    @property
    def all(self) -> dict[str, Value]:
        """Every leaf of either side, the own one first: names places that only one side has."""
        return {**self.base, **self.theirs, **self.mine}


def conflict_rows(pair: Pair, choices: Mapping[str, Take]) -> tuple[ConflictRow, ...]:
    """The fields to choose in the order of the report; `choices` holds what was chosen for these very values."""
    content = pair.all
    tree = tree_of(pair.template, content)
    order = {path: at for at, path in enumerate(_in_order(pair.template, content))}
    found = sorted(pair.merged.conflicts, key=lambda one: (order.get(one.path, len(order)), one.path))
    return tuple(_row(pair, one, where(pair.template, content, tree, one.path), choices.get(one.path)) for one in found)


def can_be_both(pair: Pair, conflict: ConflictField) -> bool:
    """True when the two values may stand together: long texts within the limit, files while there is room."""
    if not conflict.can_be_both:
        return False
    if conflict.shape is Shape.FILE:
        table = parse_path(conflict.path).head
        most = pair.template.row_limits.get(table)
        return most is None or len(rows(pair.all, table)) < most
    mine, theirs = (str(side[conflict.path]) for side in (conflict.mine, conflict.theirs))
    return texts_in_one(pair.template, conflict.path, mine, theirs) is not None


def texts_in_one(template: Template, path: str, mine: str, theirs: str) -> str | None:
    """Both texts as one, where the place is for long ones and that is not too long; else None."""
    field, section = template.field(path), template.section_of(path)
    is_text = field is None or field.type is FieldType.TEXT
    long = field is not None and (field.long or (section is not None and section.kind is SectionKind.TEXT))
    both = both_texts(mine, theirs)
    return both if is_text and long and len(both) <= MAX_TEXT else None


def merged_places(pair: Pair) -> tuple[str, ...]:
    """The fields that only one side changed, in words; a file or a removed row is one."""
    content, tree = pair.all, tree_of(pair.template, pair.all)
    shown = [path for path in pair.merged.taken_from_both if not path.endswith(f".{ORDER_COLUMN}")]
    order = {path: at for at, path in enumerate(_in_order(pair.template, content))}
    shown.sort(key=lambda path: (order.get(path, len(order)), path))
    known = (path for path in shown if pair.template.section_of(path) is not None)
    return tuple(_place_words(pair.template, path, where(pair.template, content, tree, path)) for path in known)


def full_words(pair: Pair) -> str:
    """What the joined text has too much of, where both sides added files; empty when all of it has room."""
    found = [one for section in pair.template.sections for one in too_many_files(section, pair.merged.content)]
    if not found:
        return ""
    words = _("{found} Semua tetap tersimpan; laporan dapat dikirim sesudah jumlahnya pas.")
    return words.format(found=" ".join(one.words for one in found))


def merged_words(places: tuple[str, ...], *, whole: bool) -> str:
    """`Kendala; Posyandu, Tempat; dan 3 lainnya.`, or the `whole` list; empty when there are none."""
    named = list(dict.fromkeys(places))
    if whole or len(named) <= _NAMED:
        return f"{'; '.join(named)}." if named else ""
    more = len(named) - _NAMED
    return _("{names}; dan {n} lainnya.").format(names="; ".join(named[:_NAMED]), n=more)


def _row(pair: Pair, conflict: ConflictField, place: str, choice: Take | None) -> ConflictRow:
    template = pair.template
    field, section = template.field(conflict.path), template.section_of(conflict.path)
    label = _label(template, section, conflict, place)
    both = can_be_both(pair, conflict)
    budget = section is not None and section.kind is SectionKind.BUDGET
    # The name of a budget row is too long to stand below; its codes say the same.
    cell = field is not None and field.column is not None and conflict.shape is Shape.LEAF and not budget
    title = field.label.removesuffix(_UNIT) if field is not None and cell else label
    return ConflictRow(
        path=conflict.path,
        label=label,
        title=title,
        row=_codes(conflict.path) if budget else label.removesuffix(f", {title}") if cell else "",
        kind=_kind(field, conflict),
        base=_words(template, conflict, conflict.base, base=None),
        mine=_words(template, conflict, conflict.mine, base=conflict.base),
        theirs=_words(template, conflict, conflict.theirs, base=conflict.base),
        both=both,
        choice=None if choice is Take.BOTH and not both else choice,
    )


def _label(template: Template, section: Section | None, conflict: ConflictField, place: str) -> str:
    if section is not None and conflict.shape in (Shape.FILE, Shape.TABLE):
        return section.title
    return _place_words(template, conflict.path, place)


def _place_words(template: Template, path: str, place: str) -> str:
    """The label of a single field, else the whole place (`Posyandu, Tempat`)."""
    field = template.field(path)
    alone = field is not None and field.column is None
    return (field.label if field is not None and alone else place).removesuffix(_UNIT)


def _kind(field: Field | None, conflict: ConflictField) -> str:
    if conflict.shape in (Shape.FILE, Shape.TABLE):
        return _("lampiran")
    return _("baris") if conflict.shape is Shape.ROW else _(_KINDS[field.type]) if field is not None else _("teks")


def _codes(path: str) -> str:
    """`02.03.01 / 5.3.5 / DD`, the codes of a budget row that it has."""
    row = parse_path(path).row or ""
    return " / ".join(part for part in row.split("/") if part != MISSING)


def _words(template: Template, conflict: ConflictField, side: Mapping[str, Value], base: Content | None) -> Words:
    """A side in words; `base` is None for the text that both grew from."""
    if conflict.shape is Shape.ROW:
        return Words(_row_words(template, side) or _("baris dihapus"))
    if conflict.shape in (Shape.FILE, Shape.TABLE):
        names = _file_words(conflict, side)
        return Words(names or (_("kosong") if base is None else _("dihapus")), is_file=bool(names))
    value = side.get(conflict.path)
    field = template.field(conflict.path)
    if value is None:
        text = field is None or field.type is FieldType.TEXT
        return Words((_("kosong") if text else _("belum diisi")) if base is None else _("dikosongkan"))
    shown = _value(field, value)
    before = base.get(conflict.path) if base is not None else None
    if isinstance(before, str) and isinstance(value, str) and field is not None and field.long:
        pieces = [one for one in word_changes(before, value) if one.kind is not Kind.REMOVED]
        if any(one.kind is Kind.SAME and one.text.strip() for one in pieces):
            return Words(shown, tuple((one.text, one.kind is Kind.ADDED) for one in pieces))
    return Words(shown)


def _value(field: Field | None, value: Value) -> str:
    if field is None:
        return str(value)
    if field.type is FieldType.RUPIAH and isinstance(value, int):
        return format_rupiah(value)
    return value_words(field, value)


def _row_words(template: Template, side: Mapping[str, Value]) -> str:
    """The cells of a row in the order of its columns: `Posyandu, Balai desa, 30`."""
    said: list[tuple[int, str]] = []
    for path, value in side.items():
        field, section = template.field(path), template.section_of(path)
        if field is not None and section is not None and value is not None:
            said.append((section.fields.index(field), _value(field, value)))
    files = [name for table in _tables(side) for name in _file_names(side, table)]
    return ", ".join((*files, *(words for _at, words in sorted(said))))


def _file_words(conflict: ConflictField, side: Mapping[str, Value]) -> str:
    return ", ".join(_file_names(side, parse_path(conflict.path).head))


def _file_names(side: Mapping[str, Value], table: str) -> list[str]:
    return [f"{one.name} {format_bytes(one.size)}" for _row, one in attachments(side, table)]


def _tables(side: Mapping[str, Value]) -> list[str]:
    return list(dict.fromkeys(parse_path(path).head for path in side))


def _in_order(template: Template, content: Content) -> list[str]:
    """Every place in the order of the report: sections, their fields, the rows of tables with their cells."""
    found: list[str] = []
    for section in template.sections:
        found += [field.path for field in section.leaves]
        if section.table is not None:
            found.append(section.table)
            columns = [field.column or "" for field in section.columns]
            for row in rows(content, section.table):
                place = f"{section.table}[{row}]"
                found += [place, f"{place}.sha256", *(f"{place}.{column}" for column in columns)]
    return [path for path in found if _is_place(path)]


def _is_place(path: str) -> bool:
    try:
        parse_path(path)
    except PathError:
        return False
    return True
