"""Opens the stores and desks that are measured, always the same way."""

from __future__ import annotations

from pathlib import Path

from sipa_core.ports import Clock, Entropy
from sipa_desktop.platform.vault import PracticeVault
from sipa_desktop.settings import DATABASE
from sipa_desktop.store.unit_of_work import Store
from tests.support.vaults import KEY


def open_store(folder: Path, clock: Clock, entropy: Entropy) -> Store:
    """The store of a profile."""
    return Store(folder / DATABASE, clock, entropy, KEY)


class FixedVault(PracticeVault):
    """Opens the profiles that are measured with the key of the stores that tests open."""

    def key(self) -> bytes:
        """The key."""
        return KEY
