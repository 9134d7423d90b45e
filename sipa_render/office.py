"""Papers of the kecamatan's desk: the card with a code, and the year of duties on F4. In memory, never files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sipa_render.paper import Paper
from sipa_render.typesetting import RenderError as RenderError
from sipa_render.typesetting import typeset

PRINT_PPI: Final = 200.0
CARD_MM: Final = (105.0, 62.0)


@dataclass(frozen=True)
class CardText:
    """Every word of the card."""

    code: str
    place: str
    office: str
    name: str
    until: str
    server: str


@dataclass(frozen=True)
class Tile:
    """A due day: its words and the name of its state, which decides its ground and edge."""

    text: str
    state: str


@dataclass(frozen=True)
class YearRow:
    """A row: a group's title, or a duty with the tiles of its twelve months."""

    name: str
    months: tuple[tuple[Tile, ...], ...] = ()

    @property
    def group(self) -> bool:
        """True for the title of a group."""
        return not self.months


@dataclass(frozen=True)
class YearText:
    """Every word of the sheet."""

    title: str
    words: str
    stamp: str
    corner: str
    months: tuple[str, ...]
    rows: tuple[YearRow, ...]
    legend: tuple[tuple[Tile, str], ...]
    note: str


def render_card(card: CardText) -> bytes:
    """Return the card as PNG for printing. RenderError when this installation is damaged."""
    return typeset("kartu.typ", {name: getattr(card, name) for name in card.__dataclass_fields__}, "png", ppi=PRINT_PPI)


def year_paper(year: YearText) -> Paper:
    """Return the sheet, F4 lying down, as a paper to be seen, printed or saved."""
    return Paper("jadwal.typ", _year(year), landscape=True)


def _year(year: YearText) -> dict[str, object]:
    return {
        "title": year.title,
        "words": year.words,
        "stamp": year.stamp,
        "corner": year.corner,
        "note": year.note,
        "months": list(year.months),
        "rows": [
            {"name": row.name, "group": row.group, "cells": [_tiles(one) for one in row.months]} for row in year.rows
        ],
        "legend": [{"cell": _tiles((tile,))[0], "words": words} for tile, words in year.legend],
    }


def _tiles(tiles: Sequence[Tile]) -> list[dict[str, str]]:
    return [{"text": tile.text, "state": tile.state} for tile in tiles]
