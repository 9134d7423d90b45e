"""The keyring of the operating system, where the key of the data lies when this PC has one.

Only named backends are trusted; a plaintext or prompting backend counts as none. A secret is never logged or shown.
A keyring that is locked is a fault with words, not an absent secret. Before encryption, all secrets of a profile lay
here or in a file; `secrets_before` still reads those.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

import msgspec

from sipa_core.messages import _
from sipa_desktop.errors import KnownError

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

log = logging.getLogger(__name__)

SERVICE: Final = "SIPA Desktop"
TRUSTED: Final = frozenset(
    {
        "keyring.backends.SecretService.Keyring",
        "keyring.backends.Windows.WinVaultKeyring",
        "keyring.backends.macOS.Keyring",
    }
)
CHAINER: Final = "keyring.backends.chainer.ChainerBackend"
FILE_NAME: Final = "rahasia.json"
"""Where secrets lay before the database was encrypted, on a PC without a keyring."""


class SecretsLockedError(KnownError):
    """The keyring that holds this profile's secrets cannot be used now; what was written stays, sending waits."""

    def __init__(self) -> None:
        super().__init__(
            _("Tempat kunci sistem sedang terkunci"),
            _(
                "Isian aman di komputer ini dan tetap dapat diisi. Pengiriman menunggu. "
                "Buka tempat kunci, atau keluar dan masuk lagi ke akun komputer ini."
            ),
            "secrets_locked",
        )


class Ring(Protocol):
    """A keyring. Every verb raises SecretsLockedError while it cannot be used."""

    def get(self, name: str) -> str | None:
        """What is kept under that name, or None."""
        ...

    def put(self, name: str, value: str) -> None:
        """Keep or replace it."""
        ...

    def forget(self, name: str) -> None:
        """Remove it; no error when it is not there."""
        ...


class SystemRing:
    """The trusted keyring of this PC."""

    @staticmethod
    def is_there() -> bool:
        """True when a trusted keyring can be used on this PC; nothing is written to find out."""
        try:
            with _unlocked() as ring:
                ring.get_password(SERVICE, "probe")
        except SecretsLockedError:
            return False
        return True

    def get(self, name: str) -> str | None:
        """What is kept under that name, or None."""
        with _unlocked() as ring:
            return ring.get_password(SERVICE, name)

    def put(self, name: str, value: str) -> None:
        """Keep or replace it."""
        with _unlocked() as ring:
            ring.set_password(SERVICE, name, value)

    def forget(self, name: str) -> None:
        """Remove it; no error when it is not there."""
        from keyring.errors import PasswordDeleteError

        with _unlocked() as ring:
            try:
                ring.delete_password(SERVICE, name)
            except PasswordDeleteError:
                return


class SecretsBefore(Protocol):
    """Where a secret lay before the database was encrypted."""

    def get(self, name: str) -> str | None:
        """The secret, or None. Raises SecretsLockedError while it cannot be asked."""
        ...

    def forget(self, name: str) -> None:
        """Remove it there, once it lies in the database."""
        ...


class RingBefore:
    """The secrets of one profile, each on its own in the keyring."""

    def __init__(self, profile_id: str) -> None:
        self._profile = profile_id
        self._ring = SystemRing()

    def get(self, name: str) -> str | None:
        """The secret, or None."""
        return self._ring.get(f"{self._profile}/{name}")

    def forget(self, name: str) -> None:
        """Remove it there."""
        self._ring.forget(f"{self._profile}/{name}")


class FileBefore:
    """The secrets in a file of the profile, which goes with the last of them."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME

    def get(self, name: str) -> str | None:
        """The secret, or None."""
        return self._read().get(name)

    def forget(self, name: str) -> None:
        """Remove the file once every secret that it holds was asked for and kept elsewhere."""
        left = {kept: value for kept, value in self._read().items() if kept != name}
        if left:
            self._path.write_bytes(msgspec.json.encode(left))
        else:
            self._path.unlink(missing_ok=True)

    def _read(self) -> dict[str, str]:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=dict[str, str])
        except FileNotFoundError:
            return {}
        except (OSError, msgspec.DecodeError, UnicodeDecodeError):
            # Without its secrets the PC registers again; with an error here it could not even do that.
            log.warning("%s cannot be read and counts as empty", FILE_NAME)
            return {}


def secrets_before(folder: Path, profile_id: str | None, place: str | None) -> SecretsBefore | None:
    """Where the secrets of a profile lay before it was encrypted; `place` is what it noted then. None for a new one."""
    if (folder / FILE_NAME).exists():
        return FileBefore(folder)
    return RingBefore(profile_id) if place == "keyring" and profile_id is not None else None


@contextmanager
def _unlocked() -> Iterator[KeyringBackend]:
    """The trusted backend; SecretsLockedError when there is none or it refuses."""
    from keyring.errors import KeyringError, PasswordDeleteError  # late: keyring costs a tenth of a second at start

    ring = _trusted()
    if ring is None:
        raise SecretsLockedError
    try:
        yield ring
    except PasswordDeleteError:
        raise
    except (KeyringError, RuntimeError, OSError) as fault:
        # OSError: D-Bus went away, or the Windows vault answered with an error of its own.
        log.warning("the keyring refused: %s", type(fault).__name__)
        raise SecretsLockedError from None


def _trusted() -> KeyringBackend | None:
    """The keyring in use if it is a named one; of several chained ones, the first that is."""
    import keyring

    found = keyring.get_keyring()
    chained = list(getattr(found, "backends", ())) if _name(found) == CHAINER else [found]
    return next((one for one in chained if _name(one) in TRUSTED), None)


def _name(backend: KeyringBackend) -> str:
    kind = type(backend)
    return f"{kind.__module__}.{kind.__name__}"


class NoSecrets:
    """For a practice, which has none to keep: what is put here is gone when the program ends."""

    place = "password"

    def __init__(self) -> None:
        self._kept: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        """What was put since the start, or None."""
        return self._kept.get(name)

    def put(self, name: str, value: str) -> None:
        """Hold it until the end."""
        self._kept[name] = value

    def forget(self, name: str) -> None:
        """Let it go."""
        self._kept.pop(name, None)
