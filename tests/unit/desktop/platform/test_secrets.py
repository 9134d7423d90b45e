"""Secrets lie in a trusted keyring, or in a file that only this user may read; never anywhere else."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

from sipa_desktop.errors import KnownError
from sipa_desktop.platform import secrets
from sipa_desktop.platform.secrets import FileSecrets, SecretsLockedError, open_secrets


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


class LockedKeyring(MemoryKeyring):
    """A keyring whose owner has not opened it."""

    def get_password(self, service: str, username: str) -> str | None:
        """Refuse."""
        raise KeyringLocked

    def set_password(self, service: str, username: str, password: str) -> None:
        """Refuse."""
        raise KeyringLocked


@pytest.fixture
def locked(monkeypatch: pytest.MonkeyPatch) -> None:
    made = LockedKeyring()
    monkeypatch.setattr(keyring, "get_keyring", lambda: made)
    monkeypatch.setattr(secrets, "TRUSTED", frozenset({f"{__name__}.LockedKeyring"}))


@pytest.mark.usefixtures("locked")
def test_a_locked_keyring_before_the_registration_means_the_file(tmp_path: Path) -> None:
    assert open_secrets(tmp_path, "one").place == "file"


@pytest.mark.usefixtures("locked")
def test_a_keyring_that_is_locked_later_is_said_to_be_locked_and_not_to_be_empty(tmp_path: Path) -> None:
    kept = open_secrets(tmp_path, "one", "keyring")
    with pytest.raises(SecretsLockedError) as told:
        kept.get("token")
    assert "aman" in told.value.message
    with pytest.raises(SecretsLockedError):
        kept.put("token", "abc")
    assert list(tmp_path.iterdir()) == []


def test_no_keyring_at_all_is_no_empty_one_either(tmp_path: Path) -> None:
    with pytest.raises(SecretsLockedError):
        open_secrets(tmp_path, "one", "keyring").get("token")
    assert open_secrets(tmp_path, "one").place == "file"


def test_the_place_of_the_registration_is_kept_when_a_keyring_appears_later(
    tmp_path: Path, backend: MemoryKeyring
) -> None:
    assert open_secrets(tmp_path, "one", "file").place == "file"


def test_of_several_chained_keyrings_the_trusted_one_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, backend: MemoryKeyring
) -> None:
    class Chain(PlaintextKeyring):
        backends = (PlaintextKeyring(), backend)

    monkeypatch.setattr(keyring, "get_keyring", Chain)
    monkeypatch.setattr(secrets, "CHAINER", f"{Chain.__module__}.{Chain.__name__}")
    kept = open_secrets(tmp_path, "one")
    kept.put("token", "abc")
    assert (kept.place, list(backend.kept.values())) == ("keyring", ["abc"])


def test_a_broken_file_counts_as_empty_so_that_the_pc_can_register_again(tmp_path: Path) -> None:
    (tmp_path / secrets.FILE_NAME).write_bytes(b"{half")
    kept = open_secrets(tmp_path, "one")
    assert kept.get("token") is None
    kept.put("token", "abc")
    assert FileSecrets(tmp_path).get("token") == "abc"


def test_a_file_that_cannot_be_written_keeps_the_old_secrets_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = FileSecrets(tmp_path)
    kept.put("token", "abc")

    def full(*_about: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(KnownError) as told:
        kept.put("token", "def")
    assert told.value.code == "secrets_unwritable"
    assert kept.get("token") == "abc"
    assert [entry.name for entry in tmp_path.iterdir()] == [secrets.FILE_NAME]
