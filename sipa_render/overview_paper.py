"""The kecamatan's matrix on F4 lying on its side: icon and word in every cell, a legend, and the measures.

Colours only repeat what icon and word say, so that a copy in black and white loses nothing.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import resources
from sipa_render.paper import Data, Paper, foot_of, printed

_TEMPLATE: Final = "overview.typ"
_THEME: Final = "themes/light.toml"
_WHITE: Final = "#FFFFFF"
_INK: Final = "#12231D"


@dataclass(frozen=True)
class State:
    """A state in a cell: its key, by which icon and colours are found, and its word."""

    key: str
    word: str


@dataclass(frozen=True)
class Line:
    """A village: its name, a state for each duty, and the measures in words."""

    name: str
    states: Sequence[State]
    measures: Sequence[str]


@dataclass(frozen=True)
class Sheet:
    """The whole matrix. `columns` are duties as (name, period); `figures` are key figures as (value, label)."""

    title: str
    state: str
    first: str
    columns: Sequence[tuple[str, str]]
    measures: Sequence[str]
    lines: Sequence[Line]
    legend: Sequence[State]
    figures: Sequence[tuple[str, str]]
    note: str


def overview_paper(sheet: Sheet) -> Paper:
    """Return the matrix as a paper; its header is repeated on every page."""
    return Paper(
        _TEMPLATE,
        {
            "title": printed(sheet.title),
            "author": printed(sheet.title),
            "name": printed(sheet.title),
            "state": printed(sheet.state),
            "first": printed(sheet.first),
            "columns": [{"name": printed(name), "period": printed(period)} for name, period in sheet.columns],
            "measures": [printed(title) for title in sheet.measures],
            "rows": [
                {
                    "name": printed(line.name),
                    "cells": [_cell(state) for state in line.states],
                    "measures": [printed(value) for value in line.measures],
                }
                for line in sheet.lines
            ],
            "legend": [{**_cell(state), "fg": _INK} for state in sheet.legend],
            "figures": [{"value": printed(value), "label": printed(label)} for value, label in sheet.figures],
            "note": printed(sheet.note),
            "foot": foot_of(sheet.title),
        },
        landscape=True,
    )


def _cell(state: State) -> Data:
    look = _looks().get(state.key, {})
    icon = look.get("icon", "")
    fg = look.get("fg", _INK)
    # White on a dark ground needs a printer with much toner; paper turns it round.
    on_dark = fg.upper() == _WHITE
    fg, bg = (look.get("bg", _INK), _WHITE) if on_dark else (fg, look.get("bg", _WHITE))
    return {"word": printed(state.word), "icon": _icon(icon, fg) if icon else "", "fg": fg, "bg": bg}


@cache
def _looks() -> Mapping[str, Mapping[str, str]]:
    found: Mapping[str, Mapping[str, str]] = tomllib.loads(resources.read_text(_THEME)).get("status", {})
    return found


@cache
def _icon(name: str, colour: str) -> str:
    return resources.read_text(f"icons/bold/{name}.svg").replace("currentColor", colour)
