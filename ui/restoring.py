"""What a window needs to put a copy back, without a window: where copies lie, whose key they have, and the exchange.

All of it runs on a worker's thread while nobody works with the data; the profile stays held.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from sipa_core.messages import _
from sipa_desktop.errors import KnownError

if TYPE_CHECKING:
    from sipa_desktop.platform.vault import Vault
    from sipa_desktop.services.found_copies import Found
    from ui.opening import Opening


WRONG_WORD: Final = "wrong_word"
"""The code of a fault that says so of a password or recovery code."""


class WordNeededError(KnownError):
    """The copy has a key of its own: its password, or its recovery code, opens it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            _("Cadangan ini terkunci"),
            _("Masukkan kata sandi yang berlaku saat cadangan ini dibuat, atau kode pemulihannya."),
            "copy_locked",
        )
        self.folder = folder


class Restoring:
    """The ways back for the profile of one opening."""

    def __init__(self, opening: Opening) -> None:
        self._opening = opening
        self.profile = opening.profile

    def look(self, place: Path) -> tuple[Found, ...]:
        """The copies in a place a person pointed at: itself, what lies in it, or in its folders of copies."""
        from sipa_desktop.services.found_copies import look

        return look(place)

    def best(self) -> Found | None:
        """The newest copy in the profile that is whole and that the key at hand opens; None without one."""
        from sipa_desktop.services.found_copies import found_copy
        from sipa_desktop.services.mending import newest_good

        copy = newest_good(self.profile, self._key())
        return found_copy(copy) if copy is not None else None

    def restore(self, folder: Path, word: str = "") -> str:
        """Put the copy back and tell what came of it.

        WordNeededError, KnownError; then nothing has changed, or the opening goes on with it.
        """
        from sipa_desktop.platform.system import SystemEntropy
        from sipa_desktop.services.restoring import restore_copy

        vault = self._vault_of(folder, word)
        self._opening.leave()
        self._opening.go_on()
        done = restore_copy(self.profile, folder, vault, self._opening.clock, SystemEntropy())
        self._opening.forget_vault()
        return _("{words} Yang terkirim sesudahnya datang lagi dari kecamatan.").format(words=done.words)

    def mend(self, word: str = "") -> str:
        """Put the newest good copy in the place of the damaged data, with what can still be read; what came of it.

        Where that was tried before and could not be finished, it is: what it carried over is no more in the database.
        WordNeededError, KnownError; then nothing has changed, or the opening goes on with it.
        """
        from sipa_desktop.platform.system import SystemEntropy
        from sipa_desktop.services.mending import mend, newest_good

        self._opening.leave()
        if self._opening.go_on():
            return _("Pemulihan tadi sudah selesai. Yang terkirim sesudahnya datang lagi dari kecamatan.")
        copy = newest_good(self.profile, self._key())
        vault = self._vault_of(copy.folder, word) if copy is not None else self._opening.vault
        if vault is None:
            raise WordNeededError(self.profile)
        done = mend(self.profile, copy, vault, self._opening.clock, SystemEntropy())
        self._opening.forget_vault()
        return done.words

    def put_aside(self) -> None:
        """Set the damaged data aside: the next opening begins as on a new PC. KnownError."""
        self._opening.begin_again()

    def carry_away(self, place: Path) -> str:
        """Copy the data, as they lie here, to another place without writing here; where they are now. KnownError."""
        from sipa_desktop.services.carrying import carry_away

        return carry_away(self.profile, place, self._opening.clock, self._key())

    def _key(self) -> bytes | None:
        from sipa_desktop.platform.vault import VaultState

        vault = self._opening.vault
        return vault.key() if vault is not None and vault.state is VaultState.OPEN else None

    def _vault_of(self, folder: Path, word: str) -> Vault:
        from sipa_desktop.entrance import vault_of_copy
        from sipa_desktop.platform.key_file import read_key_file
        from sipa_desktop.platform.vault import VaultState

        own, file = self._opening.vault, read_key_file(folder)
        if own is not None and own.state is VaultState.OPEN and file is not None and file.fits(own.key()):
            return own
        vault = vault_of_copy(folder, self._opening.clock)
        if vault.state is VaultState.OPEN or (word and (vault.unlock(word) or vault.unlock_by_code(word))):
            return vault
        if word:
            raise KnownError(
                _("Bukan kata sandi cadangan ini"),
                _("Kata sandi atau kode itu tidak membuka cadangan ini. Tidak ada yang berubah. Coba lagi."),
                WRONG_WORD,
            )
        raise WordNeededError(folder)
