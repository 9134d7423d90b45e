"""Opens the vault for a verb: by the keyring, or by the password on the first line of standard input.

A password is never an argument: the list of running programs would show it.
"""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

from sipa_core.domain.recovery_code import written
from sipa_core.messages import _
from sipa_core.ports import Clock
from sipa_desktop.entrance import open_vault
from sipa_desktop.errors import KnownError
from sipa_desktop.platform.vault import LockedError, Vault, VaultState, fault_of_password


def unlocked(call: argparse.Namespace, profile: Path, clock: Clock | None = None) -> tuple[Vault, str]:
    """The opened vault of the profile, and the recovery code when it was made just now (else empty).

    Raises LockedError when nobody gave a password, KnownError when it is wrong or not fit.
    """
    vault = open_vault(profile, clock=clock)
    password = _password(call, vault)
    if password is None:
        vault.key()
        return vault, ""
    match vault.state:
        case VaultState.NEW:
            return vault, _made(vault, profile, password)
        case VaultState.LOCKED | VaultState.OPEN:
            if not vault.unlock(password) and not vault.unlock_by_code(password):
                raise wrong()
        case VaultState.DAMAGED:
            raise LockedError(vault.state)
    return vault, ""


def _password(call: argparse.Namespace, vault: Vault) -> str | None:
    if getattr(call, "password_stdin", False):
        call.word = sys.stdin.readline().rstrip("\r\n")  # an update gives it on to the new program
        return str(call.word)
    if vault.state in (VaultState.NEW, VaultState.LOCKED) and sys.stdin is not None and sys.stdin.isatty():
        return getpass.getpass(_("Kata sandi aplikasi: "))
    return None


def _made(vault: Vault, profile: Path, password: str) -> str:
    fault = fault_of_password(password)
    if fault:
        raise KnownError(_("Kata sandi belum dapat dipakai"), fault, "password_unfit")
    profile.mkdir(parents=True, exist_ok=True)
    vault.create(password)
    code = vault.draft_code()
    vault.keep_code(code)
    return written(code)


def wrong() -> KnownError:
    """The fault of a password that opens nothing."""
    return KnownError(
        _("Kata sandi itu tidak cocok"),
        _("Tidak ada yang berubah. Periksa huruf besar dan kecilnya, atau pakai kode pemulihan."),
        "password_wrong",
    )
