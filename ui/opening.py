"""What happens while the first window shows: the heavy modules are loaded and the profile is opened.

All of it runs on a worker's thread, so the window goes on painting; nothing here touches a widget.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from sipa_core.ports import Clock
from sipa_desktop.platform.system import SystemClock
from sipa_desktop.settings import UPDATE_NOTE

if TYPE_CHECKING:
    from sipa_desktop.bootstrap import Desk
    from sipa_desktop.identity import Identity
    from sipa_desktop.platform.profile_lock import ProfileLock
    from sipa_desktop.platform.vault import Vault
    from sipa_desktop.services.preferences import Preferences
    from sipa_desktop.services.update_trial import Trial
    from sipa_desktop.sync.last_sending import Left


class Door(Enum):
    """How the way to the data stands."""

    NEW = "there is no lock yet: the person makes a password first"
    LOCKED = "only the password opens the data"
    GUARDED = "the data can be opened, and the password is asked all the same"
    FREE = "nothing is asked"


class Opened(NamedTuple):
    """An open profile, and what of it the windows need at once; `identity` is None before the registration."""

    desk: Desk
    identity: Identity | None
    preferences: Preferences


class Opening:
    """Opens one profile; `practice` opens (or makes) one with invented data that never sends.

    `vault` is known after `examine`; a practice has none. One that is given was opened by a person already.
    """

    def __init__(
        self, profile: Path, clock: Clock | None = None, *, practice: bool = False, vault: Vault | None = None
    ) -> None:
        self.profile = profile
        self.vault = vault
        self.clock = clock or SystemClock()
        self._practice = practice
        self._lock: ProfileLock | None = None
        self._desk: Desk | None = None
        self._looked = False
        self._opening_one = Lock()
        self.on_trial = False
        """Known after `examine`: this program is being tried by an older one, which waits and can put all back."""
        self.told: Callable[[tuple[int, int]], None] = lambda _how_far: None
        """Hears on the worker's thread how many records are done, and of how many, while lists are made anew."""
        self._ends = False

    def examine(self) -> Door:
        """Hold the profile and tell what must happen before it can be opened. May be called again after a fault.

        Raises ProfileInUseError when another SIPA has it, LockedError when its key is lost, any other KnownError when
        the folder cannot be used.
        """
        if self._practice:
            return Door.FREE
        from sipa_desktop.entrance import open_vault, take_profile
        from sipa_desktop.platform.vault import LockedError, VaultState

        if self._lock is None:
            self._lock = take_profile(self.profile)
        if (self.profile / UPDATE_NOTE).exists():
            from sipa_desktop.services.update_trial import is_on_trial

            self.on_trial = is_on_trial(self.profile)
        self.go_on()
        if self.vault is None or self.vault.state is VaultState.DAMAGED:
            self.vault = open_vault(self.profile, clock=self.clock)
        match self.vault.state:
            case VaultState.NEW:
                return Door.NEW
            case VaultState.LOCKED:
                return Door.LOCKED
            case VaultState.DAMAGED:
                raise LockedError(VaultState.DAMAGED)
            case VaultState.OPEN:
                return Door.FREE if self.vault.opened_by_person else Door.GUARDED

    def go_on(self) -> bool:
        """Finish what could not be finished of putting other data here; True when there was something. KnownError.

        The data are not open.
        """
        from sipa_desktop.entrance import go_on

        went_on = go_on(self.profile)
        if went_on:
            self.forget_vault()
        return went_on

    @property
    def known_vault(self) -> Vault:
        """The vault of the profile, after `examine`. RuntimeError for a practice, which has none."""
        if self.vault is None:
            raise RuntimeError("no vault before the profile was looked at")
        return self.vault

    @property
    def lacks_way_back(self) -> bool:
        """Tell whether the person has no recovery code on paper: its making was cut off."""
        return self.vault is not None and self.vault.recovery_at is None

    def send_last(self) -> Left | None:
        """Send what waits before the data are given up, when their key is at hand; None when only a person has it.

        Takes as long as the line lets it. KnownError when the data cannot be opened.
        """
        from sipa_desktop.platform.vault import VaultState
        from sipa_desktop.services.unsent_texts import count_unsent_texts
        from sipa_desktop.sync.last_sending import send_last

        if self.vault is None or self.vault.state is not VaultState.OPEN:
            return None
        desk = self.open().desk
        return send_last(desk.store, desk.sync, desk.transfer, count_unsent_texts(desk.store))

    def begin_again(self) -> None:
        """Set the locked data aside, where the recovery code still opens them, so that the profile is a new one.

        KnownError when the disk does not let it; then nothing has changed, or the next look goes on with it.
        """
        from sipa_desktop.entrance import put_aside

        self.leave()
        put_aside(self.profile, self.clock)
        self.forget_vault()

    def load(self) -> None:
        """Load what opening will need, while the person types a password; nothing of the profile is read."""
        for module in ("bootstrap", "sync.engine", "services.home"):
            import_module(f"sipa_desktop.{module}")
        for module in ("window_work", "pages.home.page"):
            import_module(f"ui.{module}")

    def open(self) -> Opened:
        """Open the profile, and load what its first window is made of. Call after `examine`.

        Raises LockedError while the key needs a person, any other KnownError when the profile cannot be used.
        """
        with self._opening_one:
            desk = self._open_desk()
        opened = opened_of(desk)
        if opened.identity is None:
            import_module("ui.pages.setup.page")
        else:
            import_module("ui.window_work")
            from ui.pages import pages_of

            first = pages_of(opened.identity.role)[0].key
            import_module(f"ui.pages.{first}.page")
            # Made here, since the window's thread would wait for their modules.
            for service in (first, "sync"):
                getattr(desk, service)
        return opened

    def _open_desk(self) -> Desk:
        from sipa_desktop.bootstrap import open_desk, open_practice

        if self._desk is None and self._practice:
            self._desk = open_practice(self.profile)
        elif self._desk is None:
            self._desk = open_desk(self.profile, vault=self.vault, lock=self._lock, clock=self.clock, tell=self._tell)
        self._look_through(self._desk)
        return self._desk

    def open_reading(self) -> Desk:
        """Open data of a newer program for reading alone. Call after `open` raised `newer_database`. KnownError."""
        from sipa_desktop.bootstrap import open_reading

        if self._desk is None:
            self.leave()
            assert self._lock is not None
            self._desk = open_reading(self.profile, self.known_vault, self._lock, clock=self.clock)
        return self._desk

    def give_to_update(self, name: str, *, copied: bool = True) -> Trial:
        """Close the data after they were copied, and return the trial of the release in that folder, not yet begun.

        Without `copied` they are closed as they are: they were open for reading alone. KnownError; the profile is
        held then, its data are closed.
        """
        from sipa_desktop.platform.installation import no_installation
        from sipa_desktop.services.update_trial import Trial

        desk = self.open_reading() if not copied else self.open().desk
        own = desk.updates.own
        if own is None:
            raise no_installation()
        try:
            if copied:
                desk.give_to_update(name)
        finally:
            desk.close()
            self._desk = self._lock = None
            self._looked = False
        return Trial(own, self.profile, name, self.clock)

    def prove(self) -> bool:
        """The window of the opened data stands: a program that is being tried has proved itself. KnownError, OSError.

        True when it was tried.
        """
        from sipa_desktop.services.update_trial import prove

        return self._desk is not None and not self._practice and prove(self.profile, self._desk.store)

    def shown(self) -> None:
        """A window stands in which a person can do something: whoever tries this program as an update is told."""
        if (self.profile / UPDATE_NOTE).exists():
            from sipa_desktop.services.update_trial import shown

            shown(self.profile)

    def leave(self) -> None:
        """Close the data and hold the profile, so that something else can be put in their place.

        ProfileInUseError when another SIPA took it in the moment between.
        """
        from sipa_desktop.entrance import take_profile

        if self._desk is not None:
            self._desk.close()
            self._desk = self._lock = None
            self._looked = False
        if self._lock is None:
            self._lock = take_profile(self.profile)

    def forget_vault(self) -> None:
        """The key file is another one now: the next look reads it anew."""
        self.vault = None

    def _look_through(self, desk: Desk) -> None:
        """Read every page when that is due, before any of it is shown. DamagedError; the profile stays held then."""
        if self._practice or self._looked:
            return
        from sipa_desktop.errors import KnownError

        try:
            desk.look_through()
        except KnownError:
            self.leave()
            raise
        self._looked = True

    def _tell(self, done: int, total: int) -> None:
        if self._ends:
            raise InterruptedError
        self.told((done, total))

    def end(self) -> None:
        """The program ends: what is being made stops after its next piece, and goes on at the next start."""
        self._ends = True

    def close(self) -> None:
        """Close what was opened; call when no work is under way any more."""
        if self._desk is not None:
            if self._looked:
                self._desk.end_well()
            self._desk.close()
        elif self._lock is not None:
            self._lock.release()
        self._desk = self._lock = None


def opened_of(desk: Desk) -> Opened:
    """Read what the windows need at once of an open desk."""
    return Opened(desk, desk.identity(), desk.preferences.read())
