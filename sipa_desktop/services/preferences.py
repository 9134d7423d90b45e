"""How this person wants the window: theme, size of letters, and whether the tour was seen. Kept in the profile."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import msgspec
from msgspec.structs import replace

from sipa_desktop.store.unit_of_work import Store, Tx

SCALE_MIN: Final = 100
SCALE_MAX: Final = 200

LOCK_MINUTES: Final = (5, 10, 30)
"""After how many minutes without key or mouse the window may lock itself."""

_THEME, _SCALE, _TOURED, _LOCK = "look_theme", "look_scale", "toured", "lock_minutes"


class Theme(StrEnum):
    """light, dark, high contrast, or as the system has it."""

    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"
    SYSTEM = "system"


class Preferences(msgspec.Struct, frozen=True):
    """The theme, the size of letters in percent (100 to 200), whether the tour was seen or skipped, and the minutes
    after which the window locks itself.
    """

    theme: Theme = Theme.LIGHT
    scale: int = 100
    toured: bool = False
    lock_minutes: int = 10


class PreferenceStore:
    """Reads and keeps the preferences; what cannot be read is as on the first day."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def read(self) -> Preferences:
        """The preferences as kept."""
        with self._store.read() as tx:
            return _read(tx)

    def put(
        self,
        *,
        theme: Theme | None = None,
        scale: int | None = None,
        toured: bool | None = None,
        lock_minutes: int | None = None,
    ) -> Preferences:
        """Keep what is given; durable when this returns. A scale out of bounds is brought within them."""
        with self._store.write() as tx:
            known = _read(tx)
            wanted = replace(
                known,
                theme=theme or known.theme,
                scale=known.scale if scale is None else min(max(scale, SCALE_MIN), SCALE_MAX),
                toured=known.toured if toured is None else toured,
                lock_minutes=lock_minutes if lock_minutes in LOCK_MINUTES else known.lock_minutes,
            )
            tx.meta.put(_THEME, wanted.theme.value)
            tx.meta.put(_SCALE, str(wanted.scale))
            tx.meta.put(_TOURED, "1" if wanted.toured else "0")
            tx.meta.put(_LOCK, str(wanted.lock_minutes))
            return wanted


def _read(tx: Tx) -> Preferences:
    theme, scale = tx.meta.get(_THEME), tx.meta.get(_SCALE) or ""
    lock = tx.meta.get(_LOCK) or ""
    kept = int(scale) if scale.isdecimal() and len(scale) < 6 else SCALE_MIN
    return Preferences(
        Theme(theme) if theme in set(Theme) else Theme.LIGHT,
        min(max(kept, SCALE_MIN), SCALE_MAX),
        tx.meta.get(_TOURED) == "1",
        next((minutes for minutes in LOCK_MINUTES if str(minutes) == lock), 10),
    )
