"""The verbs of the lock: another password, and another recovery code. Nothing of the data is opened for them.

What opens the data now is always asked, also where the keyring has the key: whoever sits there must show it.
"""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

from sipa_core.domain.recovery_code import written
from sipa_core.messages import _
from sipa_core.ports import Clock
from sipa_desktop.cli.answer import Answer, no
from sipa_desktop.cli.unlock import wrong
from sipa_desktop.entrance import open_vault
from sipa_desktop.errors import Refused
from sipa_desktop.platform.vault import LockedError, Vault, VaultState, fault_of_password


def keys(call: argparse.Namespace, profile: Path, clock: Clock | None) -> Answer:
    """Change the password or the recovery code. The caller holds the lock of the profile.

    Raises LockedError when the profile has no lock that can be read, KnownError when what was typed opens nothing.
    """
    vault = open_vault(profile, clock=clock)
    if vault.state in (VaultState.NEW, VaultState.DAMAGED):
        raise LockedError(vault.state)
    held = _line(_("Kata sandi sekarang, atau kode pemulihan: "))
    if not vault.unlock(held) and not vault.unlock_by_code(held):
        raise wrong()
    return _password(vault) if call.verb == "password" else _recovery(vault)


def _password(vault: Vault) -> Answer:
    new = _line(_("Kata sandi baru: "))
    fault = fault_of_password(new)
    if fault:
        return no(Refused("password_unfit", fault))
    if _by_hand() and _line(_("Ketik sekali lagi: ")) != new:
        return no(Refused("password_differs", _("Belum sama dengan yang pertama. Kata sandi tidak berubah.")))
    vault.set_password(new)
    words = _("Kata sandi diganti. Yang lama tidak berlaku lagi; kode pemulihan tetap sama.")
    return Answer({"words": words}, (words,))


def _recovery(vault: Vault) -> Answer:
    code = vault.draft_code()
    vault.keep_code(code)
    words = _("Tulis dan simpan di lemari kantor; kode ini tidak ditampilkan lagi. Lembar yang lama tidak berlaku.")
    line = _("Kode pemulihan: {code}").format(code=written(code))
    return Answer({"recovery_code": written(code), "words": words}, (line, words))


def _line(prompt: str) -> str:
    """What a person types unseen, or the next line that a program gives."""
    if _by_hand():
        return getpass.getpass(prompt)
    return sys.stdin.readline().rstrip("\r\n") if sys.stdin is not None else ""


def _by_hand() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()
