"""What happens while the first window shows: the heavy modules are loaded and the profile is opened.

All of it runs on a worker's thread, so the window goes on painting; nothing here touches a widget.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from sipa_core.ports import Clock

if TYPE_CHECKING:
    from sipa_desktop.bootstrap import Desk
    from sipa_desktop.identity import Identity
    from sipa_desktop.services.preferences import Preferences


class Door(Enum):
    """How the way to the data stands."""

    NEW = "there is no lock yet: the person makes a password first"
    LOCKED = "only the password opens the data"
    GUARDED = "the data can be opened, and the password is asked all the same"
    FREE = "nothing is asked"


@dataclass(frozen=True)
class Opened:
    """An open profile, and what of it the windows need at once; `identity` is None before the registration."""

    desk: Desk
    identity: Identity | None
    preferences: Preferences


class Opening:
    """Opens one profile; `practice` opens (or makes) one with invented data that never sends."""

    def __init__(self, profile: Path, clock: Clock | None = None, *, practice: bool = False) -> None:
        self.profile = profile
        self._clock = clock
        self._practice = practice
        self._desk: Desk | None = None

    def examine(self) -> Door:
        """Tell what must happen before the profile can be opened."""
        return Door.FREE

    def open(self) -> Opened:
        """Open the profile, and load what its first window is made of.

        Raises ProfileInUseError when another SIPA has it, any other KnownError when it cannot be used.
        """
        from sipa_desktop.bootstrap import open_desk, open_practice

        if self._desk is None:
            profile, clock = self.profile, self._clock
            self._desk = open_practice(profile) if self._practice else open_desk(profile, clock=clock)
        opened = opened_of(self._desk)
        if opened.identity is None:
            import_module("ui.pages.setup.page")
        else:
            import_module("ui.window_work")
            from ui.pages import pages_of

            import_module(f"ui.pages.{pages_of(opened.identity.role)[0].key}.page")
        return opened

    def close(self) -> None:
        """Close what was opened; call when no work is under way any more."""
        if self._desk is not None:
            self._desk.close()
            self._desk = None


def opened_of(desk: Desk) -> Opened:
    """Read what the windows need at once of an open desk."""
    return Opened(desk, desk.identity(), desk.preferences.read())
