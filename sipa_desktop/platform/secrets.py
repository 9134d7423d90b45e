"""Where secrets lie: the keyring of the operating system, or else a file that only this user may read.

Only named backends are trusted; a plaintext or prompting backend counts as none. A secret is never logged or shown.
A keyring that is locked is a fault with words, not an absent secret: nobody must be told to register again for it.
"""

from __future__ import annotations

import logging
import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from sipa_core.messages import _
from sipa_core.ports import Secrets
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


class KeyringSecrets:
    """Secrets of one profile in the OS keyring. Every verb raises SecretsLockedError while it cannot be used."""

    place = "keyring"

    def __init__(self, profile_id: str) -> None:
        self._profile = profile_id

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
        """The secret, or None."""
        with _unlocked() as ring:
            return ring.get_password(SERVICE, f"{self._profile}/{name}")

    def put(self, name: str, value: str) -> None:
        """Store or replace the secret."""
        with _unlocked() as ring:
            ring.set_password(SERVICE, f"{self._profile}/{name}", value)

    def forget(self, name: str) -> None:
        """Remove the secret; no error when it is not there."""
        from keyring.errors import PasswordDeleteError

        with _unlocked() as ring:
            try:
                ring.delete_password(SERVICE, f"{self._profile}/{name}")
            except PasswordDeleteError:
                return


class FileSecrets:
    """Secrets in a file of mode 0600 in the profile, replaced as a whole and durable on return."""

    place = "file"

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME
        self._lock = threading.Lock()

    def get(self, name: str) -> str | None:
        """The secret, or None."""
        return self._read().get(name)

    def put(self, name: str, value: str) -> None:
        """Store or replace the secret."""
        with self._lock:
            self._write({**self._read(), name: value})

    def forget(self, name: str) -> None:
        """Remove the secret; no error when it is not there."""
        with self._lock:
            kept = self._read()
            if kept.pop(name, None) is not None:
                self._write(kept)

    def _read(self) -> dict[str, str]:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=dict[str, str])
        except FileNotFoundError:
            return {}
        except msgspec.DecodeError:
            # Without its secrets the PC registers again; with an error here it could not even do that.
            log.warning("%s cannot be read and counts as empty", FILE_NAME)
            return {}

    def _write(self, secrets: dict[str, str]) -> None:
        try:
            _replace(self._path, msgspec.json.encode(secrets))
        except OSError:
            raise KnownError(
                _("Kunci komputer ini tidak dapat disimpan"),
                _("Isian aman di komputer ini. Periksa sisa ruang cakram dan izin folder data SIPA, lalu coba lagi."),
                "secrets_unwritable",
            ) from None


def open_secrets(folder: Path, profile_id: str, place: str | None = None) -> Secrets:
    """The secrets of a profile. `place` is where they lay when the PC was registered: they are looked for there only.

    Before the registration the keyring is chosen when it can be used now, unless the profile has its file already.
    """
    if place == KeyringSecrets.place:
        return KeyringSecrets(profile_id)
    if place == FileSecrets.place or (folder / FILE_NAME).exists() or not KeyringSecrets.is_there():
        return FileSecrets(folder)
    return KeyringSecrets(profile_id)


def _replace(path: Path, content: bytes) -> None:
    """Put a file of mode 0600 in the place of the old one, whole and durable on return."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".rahasia-")  # mkstemp makes it 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


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

    place = "file"

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
