"""The named colours of a theme, read from `resources/themes/<name>.toml`, and the measure of contrast between two of
them.

A colour has a name before it has a value: nothing outside `ui/design` may write a value.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import NamedTuple

import resources

CONTRAST = "contrast"
THEMES = ("light", "dark", CONTRAST)


class StatusLook(NamedTuple):
    """How a state of a report is drawn: a Phosphor icon and two colours."""

    icon: str
    fg: str
    bg: str


class Tokens(NamedTuple):
    """The colours of one theme by name; a state `x` also gives the names `x_fg` and `x_bg`."""

    name: str
    colours: Mapping[str, str]
    states: Mapping[str, StatusLook]

    def value(self, name: str) -> str:
        """Return the `#RRGGBB` of a named colour; KeyError for a name that is not in the theme."""
        return self.colours[name]


def load(name: str) -> Tokens:
    """Return the tokens of a shipped theme (`light`, `dark` or `contrast`)."""
    data = tomllib.loads(resources.read_text(f"themes/{name}.toml"))
    states = {key: StatusLook(**entry) for key, entry in data["status"].items()}
    colours = dict(data["colour"])
    for key, state in states.items():
        colours[f"{key}_fg"] = state.fg
        colours[f"{key}_bg"] = state.bg
    return Tokens(name, colours, states)


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two `#RRGGBB` colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
