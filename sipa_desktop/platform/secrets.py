"""Where secrets lie: the keyring of the operating system, or else a file that only this user may read.

Only named backends are trusted; a plaintext or prompting backend counts as none. A secret is never logged or shown.
"""

from __future__ import annotations

import logging
import os
import tempfile
import threading
from pathlib import Path
from typing import Final

import msgspec

from sipa_core.ports import Secrets

log = logging.getLogger(__name__)

SERVICE: Final = "SIPA Desktop"
TRUSTED: Final = frozenset(
    {
        "keyring.backends.SecretService.Keyring",
        "keyring.backends.Windows.WinVaultKeyring",
        "keyring.backends.macOS.Keyring",
    }
)
FILE_NAME: Final = "rahasia.json"


class KeyringSecrets:
    """Secrets of one profile in the OS keyring."""

    place = "keyring"

    def __init__(self, profile_id: str) -> None:
        import keyring  # late: it costs a tenth of a second at start

        self._keyring = keyring.get_keyring()
        self._profile = profile_id

    @staticmethod
    def is_there() -> bool:
        """True when a trusted keyring can be used on this PC; nothing is written to find out."""
        import keyring
        from keyring.errors import KeyringError

        found = keyring.get_keyring()
        kind = type(found)
        if f"{kind.__module__}.{kind.__name__}" not in TRUSTED:
            return False
        try:
            found.get_password(SERVICE, "probe")
        except (KeyringError, RuntimeError, OSError):
            return False
        return True

    def get(self, name: str) -> str | None:
        """The secret, or None."""
        return self._keyring.get_password(SERVICE, f"{self._profile}/{name}")

    def put(self, name: str, value: str) -> None:
        """Store or replace the secret."""
        self._keyring.set_password(SERVICE, f"{self._profile}/{name}", value)

    def forget(self, name: str) -> None:
        """Remove the secret; no error when it is not there."""
        from keyring.errors import PasswordDeleteError

        try:
            self._keyring.delete_password(SERVICE, f"{self._profile}/{name}")
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

    def _write(self, secrets: dict[str, str]) -> None:
        handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=".rahasia-")  # mkstemp makes it 0600
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(msgspec.json.encode(secrets))
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, self._path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise


def open_secrets(folder: Path, profile_id: str) -> Secrets:
    """The secrets of a profile. Once its file exists it is used, so that no secret lies in two places."""
    if (folder / FILE_NAME).exists() or not KeyringSecrets.is_there():
        return FileSecrets(folder)
    return KeyringSecrets(profile_id)
