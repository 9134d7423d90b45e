"""The letters: Plus Jakarta Sans from the program's own files, with digits of one width so that money stands in
columns.

Sizes are pixels times the person's scale, never points; nothing is smaller than 12.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from PySide6.QtGui import QFont, QFontDatabase

import resources

FAMILY = "Plus Jakarta Sans"


class Role(Enum):
    """What a text is; the value is (pixels at 100 %, weight)."""

    KPI = (28, QFont.Weight.Bold)
    KPI_DENSE = (24, QFont.Weight.Bold)
    TITLE = (22, QFont.Weight.Bold)
    SECTION = (17, QFont.Weight.Bold)
    CARD = (15, QFont.Weight.Bold)
    STRONG = (14, QFont.Weight.Bold)
    BUTTON = (14, QFont.Weight.DemiBold)
    BODY = (14, QFont.Weight.Medium)
    TABLE = (13, QFont.Weight.Medium)
    TABLE_STRONG = (13, QFont.Weight.DemiBold)
    TABLE_TOTAL = (13, QFont.Weight.Bold)
    CAPTION = (12, QFont.Weight.Medium)
    HEADER = (12, QFont.Weight.DemiBold)
    CHIP = (12, QFont.Weight.Bold)

    @property
    def pixels(self) -> int:
        """Return the letter size in pixels at 100 %."""
        return self.value[0]

    @property
    def weight(self) -> QFont.Weight:
        """Return the weight of the letters."""
        return self.value[1]


FIRST = ("fonts/PlusJakartaSans_500Medium.ttf", "fonts/PlusJakartaSans_700Bold.ttf")
"""The weights that the window of the first moment writes in."""
_loaded: set[str] = set()


def register(only: Sequence[str] = ()) -> tuple[str, ...]:
    """Load the shipped font files (or some) into Qt, each once, and return the families that came; empty when Qt
    refuses them.
    """
    families: list[str] = []
    for name in only or resources.names("fonts", ".ttf"):
        if name in _loaded:
            continue
        _loaded.add(name)
        number = QFontDatabase.addApplicationFontFromData(resources.read_bytes(name))
        families.extend(QFontDatabase.applicationFontFamilies(number) if number >= 0 else [])
    return tuple(dict.fromkeys(families))


def spread(letters: QFont) -> QFont:
    """Return the same letters standing apart, so that a code can be read out one by one."""
    apart = QFont(letters)
    apart.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 116.0)
    return apart


def make(role: Role, scale: float) -> QFont:
    """Return the font of a role at a scale."""
    font = QFont(FAMILY)
    font.setPixelSize(max(1, round(role.pixels * scale)))
    font.setWeight(role.weight)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font
