"""What the activities of a report say of the list of what is not finished: one answer for all instead of a row each.

How far the work is stands in no ledger: the share of the money spent is only proposed, and a person looks at each.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from sipa_core.domain.all_done import PROGRESS, UNFINISHED, WHOLE, tick_of
from sipa_core.domain.money import rounded
from sipa_core.domain.paths import ORDER_COLUMN, Content, Value, cell, rows
from sipa_core.domain.templates import FieldType, Section, Template, is_filled
from sipa_core.messages import _

NAME, REASON, PLANNED, SPENT = "nama", "keterangan", "anggaran", "realisasi"


class Going(NamedTuple):
    """An activity that is not said to be finished: the path of its progress, its name, and the per cent to propose."""

    path: str
    name: str
    percent: int


def going(template: Template, content: Content) -> tuple[Going, ...]:
    """Return the activities without a word on their progress or with less than 100 per cent, in their order.

    Those that the list of unfinished ones names already are left out; empty where the type has no such list.
    """
    if tick_of(template) is None:
        return ()
    listed = {_plain(cells.get(NAME)) for cells in rows(content, UNFINISHED).values()}
    found = []
    for section in template.sections:
        if section.table is None or not _tells_progress(section):
            continue
        for key, cells in sorted(rows(content, section.table).items(), key=lambda row: _place(row[1])):
            name, told = str(cells.get(NAME) or "").strip(), cells.get(PROGRESS)
            if not name or _plain(name) in listed or (is_filled(told) and told == WHOLE):
                continue
            percent = told if isinstance(told, int) and is_filled(told) else _share(cells)
            found.append(Going(cell(section.table, key, PROGRESS), name, percent))
    return tuple(found)


def taken_up(
    template: Template,
    content: Content,
    found: tuple[Going, ...],
    percents: Mapping[str, int],
    reason: str,
    new_row: Callable[[], str],
) -> dict[str, Value]:
    """Return what is written when a person has said how far each is (`percents` by path) and why they go on.

    The progress of each, and a row of the list for each below 100 per cent, with how far it is and the reason.
    """
    section = tick_of(template)
    assert section is not None
    assert section.nihil is not None
    written: dict[str, Value] = {path: percent for path, percent in percents.items() if content.get(path) != percent}
    pos = max((_place(cells) for cells in rows(content, UNFINISHED).values()), default=-1)
    for one in found:
        percent = percents[one.path]
        if percent >= WHOLE:
            continue
        pos += 1
        key = new_row()
        so_far = _("Pekerjaan {n}%.").format(n=percent) if percent else _("Belum dimulai.")
        written[cell(UNFINISHED, key, NAME)] = one.name
        written[cell(UNFINISHED, key, REASON)] = f"{so_far} {reason.strip()}"
        written[cell(UNFINISHED, key, ORDER_COLUMN)] = pos
        written[section.nihil] = None
    return written


def _tells_progress(section: Section) -> bool:
    return any(field.column == PROGRESS and field.type is FieldType.PERCENT for field in section.columns)


def _share(cells: Content) -> int:
    planned, spent = cells.get(PLANNED), cells.get(SPENT)
    if not isinstance(planned, int) or not isinstance(spent, int) or planned <= 0:
        return 0
    return min(WHOLE, max(0, rounded(spent * WHOLE, planned)))


def _place(cells: Content) -> int:
    at = cells.get(ORDER_COLUMN)
    return at if isinstance(at, int) else -1


def _plain(name: Value) -> str:
    return " ".join(str(name or "").split()).casefold()
