"""The vault: the key of a profile's data, and the ways to it. Whoever can open none of them reads nothing.

The key lies in the keyring of the PC where there is a trusted one, and always sealed under the password and under the
recovery code. A password and a code are held as long as they are needed and never written or logged.
"""

from __future__ import annotations

import logging
from enum import StrEnum
from pathlib import Path
from typing import Final

from sipa_core.domain.recovery_code import draw_code, read_code
from sipa_core.messages import _
from sipa_core.ports import Clock, Entropy
from sipa_desktop.errors import KnownError
from sipa_desktop.platform.key_file import KeyFile, check_of, is_there, read_key_file, write_key_file
from sipa_desktop.platform.key_wraps import KEY_BYTES, Cost, Wrap, WrapKind, open_wrap, seal
from sipa_desktop.platform.secrets import Ring, SecretsLockedError
from sipa_desktop.settings import DATABASE

log = logging.getLogger(__name__)

SHORTEST: Final = 8
LONGEST: Final = 200
_SLOT: Final = "data-key"
_PLAIN: Final = b"SQLite format 3\x00"


class VaultState(StrEnum):
    """What stands between a person and the data."""

    NEW = "new"
    """No key yet: a password must be chosen first. The data of a version before encryption may lie here."""
    OPEN = "open"
    """The key is in hand."""
    LOCKED = "locked"
    """The password or the recovery code is needed."""
    DAMAGED = "damaged"
    """There are data and no key file that can be read: only a copy of the profile helps."""


class LockedError(KnownError):
    """The data cannot be opened without a person; `state` says what is needed of them."""

    def __init__(self, state: VaultState) -> None:
        words = {
            VaultState.NEW: _("Data di komputer ini belum dikunci. Buat kata sandi aplikasi dahulu."),
            VaultState.DAMAGED: _(
                "Berkas kunci data ini hilang atau rusak, jadi isinya belum dapat dibuka. Tidak ada yang dihapus. "
                "Pulihkan dari cadangan, atau daftarkan lagi komputer ini."
            ),
        }
        closed = _("Masukkan kata sandi aplikasi. Lupa? Kode pemulihan juga membukanya.")
        super().__init__(_("Data di komputer ini terkunci"), words.get(state, closed), f"vault_{state.value}")
        self.state = state


def fault_of_password(password: str) -> str:
    """Why a new password cannot be taken, in words; empty when it can."""
    if len(password) < SHORTEST:
        return _("Kata sandi paling sedikit {n} huruf atau angka.").format(n=SHORTEST)
    if len(password) > LONGEST:
        return _("Kata sandi paling banyak {n} huruf atau angka.").format(n=LONGEST)
    if len(set(password.strip())) < 4:
        return _("Kata sandi itu terlalu mudah ditebak. Pakai beberapa kata yang Anda ingat.")
    return ""


class Vault:
    """The ways to one profile's key. Opening by password takes a while by purpose: never on the window's thread."""

    def __init__(
        self, folder: Path, ring: Ring | None, clock: Clock, entropy: Entropy, cost: Cost | None = None
    ) -> None:
        self.folder = folder
        self._ring = ring
        self._clock = clock
        self._entropy = entropy
        self._cost = cost or Cost()
        self._file: KeyFile | None = read_key_file(folder)
        self._key: bytes | None = None
        self.opened_by_person = False
        """True once somebody showed in this run that they may see the data; a key from the keyring shows no person."""
        self._from_ring()

    @property
    def state(self) -> VaultState:
        """What stands between a person and the data."""
        if self._key is not None:
            return VaultState.OPEN
        if self._file is not None:
            return VaultState.LOCKED
        if is_there(self.folder) or _is_encrypted(self.folder / DATABASE):
            return VaultState.DAMAGED
        return VaultState.NEW

    @property
    def place(self) -> str:
        """Where the key lies: `keyring`, or `password` when it is only had by that (or by the recovery code)."""
        return "keyring" if self._ring is not None else "password"

    @property
    def recovery_at(self) -> int | None:
        """When the recovery code in use was made and confirmed (UTC ms), None while there is none."""
        wrap = self._wrap(WrapKind.RECOVERY)
        return wrap.at if wrap is not None else None

    def key(self) -> bytes:
        """The 32 bytes of the key. Raises LockedError when a person is needed for it."""
        if self._key is None:
            raise LockedError(self.state)
        return self._key

    def create(self, password: str) -> None:
        """Draw a key and lay it down, so that it survives whatever comes next. Raises KnownError, ValueError.

        ValueError for a password that `fault_of_password` refuses or a profile that has a key already.
        """
        if self.state is not VaultState.NEW or fault_of_password(password):
            raise ValueError("a key can be made once only, with a fit password")
        key, profile_id = self._entropy.bytes(KEY_BYTES), self._entropy.bytes(8).hex()
        wrap = self._sealed(key, WrapKind.PASSWORD, password, profile_id)
        self._keep(KeyFile(profile_id, check_of(key), [wrap], self._clock.now()))
        self._key = key
        self.opened_by_person = True
        self._to_ring()

    def unlock(self, password: str) -> bool:
        """Open by the password; False when it is not the right one."""
        return self._unlocked(self._opened(WrapKind.PASSWORD, password))

    def unlock_by_code(self, typed: str) -> bool:
        """Open by the recovery code as a person typed it; False when it is not the right one."""
        code = read_code(typed)
        return code is not None and self._unlocked(self._opened(WrapKind.RECOVERY, code))

    def is_password(self, password: str) -> bool:
        """True for the password in use; nothing is opened by asking."""
        return self._opened(WrapKind.PASSWORD, password) is not None

    def set_password(self, password: str) -> None:
        """Take a new password in the place of the old one. Raises LockedError, KnownError, ValueError (unfit)."""
        if fault_of_password(password):
            raise ValueError("not a fit password")
        self._keep_wrap(WrapKind.PASSWORD, password)

    def draft_code(self) -> str:
        """A new recovery code to be shown and printed; it opens nothing before `keep_code`."""
        return draw_code(self._entropy)

    def keep_code(self, code: str) -> None:
        """Let this code open the data from now on, and no earlier one. Raises LockedError, KnownError, ValueError."""
        read = read_code(code)
        if read is None:
            raise ValueError("no recovery code")
        self._keep_wrap(WrapKind.RECOVERY, read)

    def _keep_wrap(self, kind: WrapKind, word: str) -> None:
        key, file = self.key(), self._file
        assert file is not None
        self._keep(file.with_wrap(self._sealed(key, kind, word, file.profile_id)))

    def _sealed(self, key: bytes, kind: WrapKind, word: str, profile_id: str) -> Wrap:
        return seal(key, kind, word, profile_id, self._entropy, self._clock.now(), self._cost)

    def _keep(self, file: KeyFile) -> None:
        write_key_file(self.folder, file)
        self._file = file

    def _wrap(self, kind: WrapKind) -> Wrap | None:
        return self._file.wrap(kind) if self._file is not None else None

    def _opened(self, kind: WrapKind, word: str) -> bytes | None:
        wrap = self._wrap(kind)
        if self._file is None or wrap is None:
            return None
        key = open_wrap(wrap, word, self._file.profile_id)
        return key if key is not None and self._file.fits(key) else None

    def _unlocked(self, key: bytes | None) -> bool:
        if key is None:
            return False
        self._key = key
        self.opened_by_person = True
        self._to_ring()
        return True

    def _from_ring(self) -> None:
        """Take the key from the keyring when it is the right one; a keyring that lost it only means: ask a person."""
        if self._ring is None or self._file is None:
            return
        try:
            said = self._ring.get(f"{self._file.profile_id}/{_SLOT}")
            key = bytes.fromhex(said) if said is not None else b""
        except (SecretsLockedError, ValueError):
            return
        if len(key) == KEY_BYTES and self._file.fits(key):
            self._key = key

    def _to_ring(self) -> None:
        """Lay the key (again) into the keyring. Without it the password is asked for, so a refusal is no fault."""
        if self._ring is None or self._file is None or self._key is None:
            return
        name = f"{self._file.profile_id}/{_SLOT}"
        try:
            if self._ring.get(name) != self._key.hex():
                self._ring.put(name, self._key.hex())
        except SecretsLockedError:
            log.warning("the keyring did not take the key; the password opens the data")


class PracticeVault:
    """For a practice, whose data are invented: one key that everybody may know."""

    place = "password"

    def key(self) -> bytes:
        """The same 32 bytes everywhere."""
        return bytes(KEY_BYTES)


def is_plain(database: Path) -> bool:
    """True for a database of a version before encryption."""
    try:
        with open(database, "rb") as file:
            return file.read(len(_PLAIN)) == _PLAIN
    except OSError:
        return False


def _is_encrypted(database: Path) -> bool:
    try:
        return database.stat().st_size > 0 and not is_plain(database)
    except OSError:
        return False
