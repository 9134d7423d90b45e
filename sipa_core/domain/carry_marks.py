"""Marks on what was taken over, as leaves of a draft's copy: they travel to the village's other PC, never in a report.

Each is a row of its own that is there or not and never says anything else, so that two PCs cannot collide over one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sipa_core.domain.paths import MAX_LENGTH, Content, Path, PathError, Value, parse_path

TABLE: Final = "_bawaan"
"""No section of a report type begins with a line, so no report has such a table."""

_BEGIN: Final = f"{TABLE}["
_END: Final = "].ada"
_PARTS: Final = 4


def as_leaves(marks: Mapping[str, str]) -> dict[str, Value]:
    """Return the leaves that say the marks (path to the other report's name, cut where it is long).

    A place whose address leaves no room for its mark has none that travels.
    """
    found: dict[str, Value] = {}
    for place, title in marks.items():
        try:
            path = parse_path(place)
        except PathError:
            continue
        said = f"{path.head}|{path.row or ''}|{path.leaf or ''}|"
        room = MAX_LENGTH - len(_BEGIN) - len(said) - len(_END)
        name = title.translate({ord("["): "(", ord("]"): ")"})[: max(room, 0)]
        if name and name.isprintable() and "|" not in (path.row or ""):
            found[f"{_BEGIN}{said}{name}{_END}"] = True
    return found


def split(leaves: Content) -> tuple[dict[str, Value], dict[str, str]]:
    """Return the text without its marks, and the marks that it had."""
    text: dict[str, Value] = {}
    marks: dict[str, str] = {}
    for leaf, value in leaves.items():
        if not leaf.startswith(_BEGIN):
            text[leaf] = value
            continue
        parts = leaf.removeprefix(_BEGIN).removesuffix(_END).split("|", _PARTS - 1)
        if value is True and len(parts) == _PARTS:
            head, row, column, title = parts
            marks[str(Path(head, row or None, column or None))] = title
    return text, marks
