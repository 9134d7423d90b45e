"""Vaults for tests: the real ones, with a keyring in memory and a password that costs next to nothing to try."""

from __future__ import annotations

import tempfile
from pathlib import Path

from sipa_core.ports import Clock, Entropy
from sipa_desktop.platform.key_wraps import Cost
from sipa_desktop.platform.vault import Vault, VaultState
from sipa_desktop.settings import DATABASE
from sipa_desktop.store.engine import open_copy
from tests.support.clock import DictSecrets, HandClock, SeededEntropy

PASSWORD = "sawah hijau"
KEY = bytes(range(32))
"""The key of stores that are opened without a profile around them."""
CHEAP = Cost(memory=8, passes=1)


class DictRing(DictSecrets):
    """A keyring in memory."""


def vault_of(
    folder: Path, ring: DictRing | None = None, clock: Clock | None = None, entropy: Entropy | None = None
) -> Vault:
    """The vault of a profile as it is, cheap to try."""
    return Vault(folder, ring, clock or HandClock(1), entropy or SeededEntropy(f"vault-{folder.name}"), CHEAP)


def open_vault(folder: Path) -> Vault:
    """The vault of a profile, opened with PASSWORD; made first when the profile is new."""
    vault = vault_of(folder)
    if vault.state is VaultState.NEW:
        folder.mkdir(parents=True, exist_ok=True)
        vault.create(PASSWORD)
        vault.keep_code(vault.draft_code())
    assert vault.state is VaultState.OPEN or vault.unlock(PASSWORD)
    return vault


def readable(profile: Path) -> bytes:
    """Everything that lies in a profile, its database as whoever has the key reads it: to look for what must not be."""
    vault = vault_of(profile)
    assert vault.unlock(PASSWORD)
    held = [path.read_bytes() for path in sorted(profile.rglob("*")) if path.is_file()]
    with open_copy(profile / DATABASE, vault.key()) as raw, tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.db"
        raw.execute("ATTACH ? AS plain KEY ''", (str(plain),))
        raw.execute("SELECT sqlcipher_export('plain')").fetchall()
        raw.execute("DETACH plain")
        return b"".join([*held, plain.read_bytes()])
