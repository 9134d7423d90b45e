"""Figures that follow from others by the arithmetic a report type declares, so that nobody types what is known: pure.

A figure is worked out where it is empty, and follows as long as it is what was worked out before, also to empty when
one of the others is taken away; one that a person wrote otherwise stays, and the check speaks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from math import prod

from sipa_core.domain.declared_checks import Figure, figure_in_row, figure_of
from sipa_core.domain.paths import Content, Value, cell, parse_path, rows
from sipa_core.domain.templates import Check, CheckKind, Template, is_filled


def worked_out(template: Template, before: Content, after: Content) -> dict[str, Value]:
    """Return what follows from the figures of `after`, path to whole number or None; never for what was just written.

    `equal` counts with two figures or more on its right side (one alone would only be copied), `product` always;
    not where a share is taken or the difference is explained.
    """
    found: dict[str, Value] = {}
    for check in template.checks:
        if not _gives(check) or (check.unless and is_filled(after.get(check.unless))):
            continue
        for path, was, now in _places(check, before, after):
            value = _value(check, now)
            if before.get(path) != after.get(path) or (value is not None and value < 0):
                continue
            if not is_filled(after.get(path)) or after[path] == _value(check, was):
                found[path] = value
    return {path: value for path, value in found.items() if after.get(path) != value}


def _gives(check: Check) -> bool:
    if check.kind is CheckKind.PRODUCT:
        return True
    sums = len(check.plus) + len(check.minus) > 1 or any("[*]" in path for path in check.plus)
    return check.kind is CheckKind.EQUAL and sums and check.percent == 100 and not check.number


def _places(check: Check, before: Content, after: Content) -> Iterator[tuple[str, Figure, Figure]]:
    """Where the figure stands, and how the others are read before and after: row by row, or once."""
    table = check.table
    if table is None:
        if "[*]" not in check.left:
            yield check.left, partial(figure_of, before), partial(figure_of, after)
        return
    known = rows(before, table)
    for key, cells in rows(after, table).items():
        path = cell(table, key, parse_path(check.left).leaf or "")
        was: Mapping[str, Value] = known.get(key, {})
        yield path, partial(figure_in_row, was), partial(figure_in_row, cells)


def _value(check: Check, figure: Figure) -> int | None:
    plus, minus = [figure(path) for path in check.plus], [figure(path) for path in check.minus]
    if None in plus or None in minus:
        return None
    given, less = [one for one in plus if one is not None], [one for one in minus if one is not None]
    return prod(given) if check.kind is CheckKind.PRODUCT else sum(given) - sum(less)
