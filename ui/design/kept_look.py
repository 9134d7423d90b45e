"""Theme and size of letters as they were last, in a small plain file beside the data: the first window shows before the
database is opened, and must not flash white at somebody who works in the dark.

The database keeps what the person chose; this file may be missing or wrong, and then the window looks as on day one.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

NAME: Final = "tampilan.txt"
THEMES: Final = ("light", "dark", "contrast")
_LEAST, _MOST = 100, 200
_LONGEST: Final = 64


class KeptLook(NamedTuple):
    """`light`, `dark` or `contrast` (never `system`: what was in sight counts), and the size of letters in percent."""

    theme: str = "light"
    percent: int = 100


def read(profile: Path) -> KeptLook:
    """Return the look as kept in a profile's folder, the look of the first day when it cannot be told."""
    try:
        with (profile / NAME).open(encoding="ascii") as file:
            theme, percent = file.read(_LONGEST).split()
    except (OSError, ValueError):
        return KeptLook()
    if theme not in THEMES or not percent.isdecimal():
        return KeptLook()
    return KeptLook(theme, min(max(int(percent), _LEAST), _MOST))


def keep(profile: Path, kept: KeptLook) -> None:
    """Write the look down unless it stands there already. Raises OSError; nothing but a first impression is lost."""
    if read(profile) != kept or not (profile / NAME).exists():
        (profile / NAME).write_text(f"{kept.theme} {kept.percent}\n", encoding="ascii")
