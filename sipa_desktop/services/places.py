"""Places in a report in words: which section a path lies in, and what a person calls it."""

from __future__ import annotations

from sipa_core.domain.attachments import attachments
from sipa_core.domain.budget import BudgetTree
from sipa_core.domain.paths import Content, PathError, parse_budget_key, parse_path, rows
from sipa_core.domain.templates import SectionKind, Template
from sipa_core.messages import _
from sipa_desktop.services.office import code_names

_UNIT = " (Rp)"


def section_key(template: Template, path: str) -> str:
    """The key of the section in which the path is shown; empty for the whole report or an unknown place."""
    section = template.section_of(path) if path else None
    return section.key if section is not None else ""


def where(template: Template, content: Content, tree: BudgetTree | None, path: str) -> str:
    """What a person calls the place: `Pelaksanaan Pembangunan Desa, Realisasi`, `Kendala`, `Catatan umum`."""
    if not path:
        return _("Catatan umum")
    section = template.section_of(path)
    if section is None:
        return path
    try:
        read = parse_path(path)
    except PathError:
        return section.title
    if read.row is None or section.table is None:
        field = template.field(path)
        return section.title if field is None or len(section.leaves) == 1 else f"{section.title}, {field.label}"
    if section.kind is SectionKind.PHOTOS:
        return _file_words(content, section.table, read.row)
    row = _row_words(content, section.table, read.row, tree if section.kind is SectionKind.BUDGET else None)
    field = template.field(path)
    return f"{row}, {field.label.removesuffix(_UNIT)}" if field is not None else row


def _file_words(content: Content, table: str, key: str) -> str:
    for row, one in attachments(content, table):
        if row == key:
            caption = content.get(f"{table}[{row}].keterangan")
            return caption if isinstance(caption, str) and caption.strip() else one.name
    return _("berkas yang sudah dihapus")


def _row_words(content: Content, table: str, key: str, tree: BudgetTree | None) -> str:
    if tree is not None:
        shown = next((line.label for line in tree.lines if line.key == key), None)
        return shown if shown is not None else _code_words(key)
    for number, (row, cells) in enumerate(rows(content, table).items(), 1):
        if row == key:
            name = cells.get("nama")
            return name if isinstance(name, str) and name.strip() else _("baris {n}").format(n=number)
    return _("baris yang sudah dihapus")


def _code_words(key: str) -> str:
    """The official name of a budget row that the report does not have, such as a computed sum."""
    try:
        return code_names().of(parse_budget_key(key))
    except PathError:
        return key
