"""Secrets lie in a trusted keyring, or in a file that only this user may read; never anywhere else."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend

from sipa_desktop.platform import secrets
from sipa_desktop.platform.secrets import FileSecrets, open_secrets


class PlaintextKeyring(KeyringBackend):
    """A backend that nobody should trust."""

    priority = 10  # type: ignore[assignment]

    def get_password(self, service: str, username: str) -> str | None:
        """Never asked."""
        raise AssertionError

    def set_password(self, service: str, username: str, password: str) -> None:
        """Never used."""
        raise AssertionError


class MemoryKeyring(KeyringBackend):
    """Stands for the keyring of an operating system."""

    priority = 10  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        """What was kept."""
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep it."""
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """Forget it."""
        if self.kept.pop((service, username), None) is None:
            raise keyring.errors.PasswordDeleteError


@pytest.fixture
def backend(monkeypatch: pytest.MonkeyPatch) -> MemoryKeyring:
    made = MemoryKeyring()
    monkeypatch.setattr(keyring, "get_keyring", lambda: made)
    name = f"{MemoryKeyring.__module__}.{MemoryKeyring.__name__}"
    monkeypatch.setattr(secrets, "TRUSTED", frozenset({name}))
    return made


def test_a_trusted_keyring_is_used_and_the_profile_keeps_apart(tmp_path: Path, backend: MemoryKeyring) -> None:
    first, second = open_secrets(tmp_path, "one"), open_secrets(tmp_path, "two")
    first.put("token", "abc")
    assert first.place == "keyring"
    assert (first.get("token"), second.get("token")) == ("abc", None)
    first.forget("token")
    first.forget("token")
    assert first.get("token") is None
    assert list(tmp_path.iterdir()) == []


def test_an_untrusted_keyring_is_never_given_a_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "get_keyring", PlaintextKeyring)
    kept = open_secrets(tmp_path, "one")
    kept.put("token", "abc")
    assert kept.place == "file"
    assert kept.get("token") == "abc"


@pytest.mark.skipif(sys.platform == "win32", reason="file modes are POSIX")
def test_the_file_may_be_read_by_this_user_only_also_after_it_was_replaced(tmp_path: Path) -> None:
    kept = FileSecrets(tmp_path)
    kept.put("token", "abc")
    kept.put("token", "def")
    path = tmp_path / secrets.FILE_NAME
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == [secrets.FILE_NAME]
    assert FileSecrets(tmp_path).get("token") == "def"


def test_once_secrets_lie_in_the_file_they_stay_there(tmp_path: Path, backend: MemoryKeyring) -> None:
    FileSecrets(tmp_path).put("token", "abc")
    assert open_secrets(tmp_path, "one").get("token") == "abc"
    assert backend.kept == {}
