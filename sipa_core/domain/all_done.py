"""The tick that no activity is unfinished says how far each of them is: whoever sets it need not write 100 again."""

from __future__ import annotations

from typing import Final

from sipa_core.domain.paths import Content, cell, rows
from sipa_core.domain.templates import FieldType, Section, Template, is_filled

UNFINISHED: Final = "belum"
"""The table of what is not finished; its tick says that there is nothing to list."""

PROGRESS: Final = "fisik"
WHOLE: Final = 100


def tick_of(template: Template) -> Section | None:
    """Return the section whose tick says that all activities are finished, None where the type has none."""
    return next((one for one in template.sections if one.table == UNFINISHED and one.nihil is not None), None)


def said_by_tick(template: Template, content: Content) -> dict[str, int]:
    """Return 100 per cent, by path, for each activity without a word on its progress; nothing while the tick is not
    set. What a person wrote stays: the checks compare it with the tick.
    """
    section = tick_of(template)
    if section is None or content.get(section.nihil or "") is not True:
        return {}
    return {
        cell(one.table, key, PROGRESS): WHOLE
        for one in template.sections
        if one.table is not None
        for field in one.columns
        if field.column == PROGRESS and field.type is FieldType.PERCENT
        for key, cells in rows(content, one.table).items()
        if not is_filled(cells.get(PROGRESS))
    }
