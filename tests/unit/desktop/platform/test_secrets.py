"""The keyring: only named backends are trusted, a locked one is a fault with words, and what lay there before moves."""

from __future__ import annotations

from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

from sipa_desktop.platform import secrets
from sipa_desktop.platform.secrets import FILE_NAME, FileBefore, SecretsLockedError, SystemRing, secrets_before


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
    monkeypatch.setattr(secrets, "TRUSTED", frozenset({f"{MemoryKeyring.__module__}.{MemoryKeyring.__name__}"}))
    return made


@pytest.mark.usefixtures("backend")
def test_a_trusted_keyring_keeps_gives_back_and_forgets() -> None:
    ring = SystemRing()
    assert SystemRing.is_there()
    ring.put("one/data-key", "abc")
    assert (ring.get("one/data-key"), ring.get("two/data-key")) == ("abc", None)
    ring.forget("one/data-key")
    ring.forget("one/data-key")
    assert ring.get("one/data-key") is None


def test_an_untrusted_keyring_counts_as_none_and_is_never_given_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "get_keyring", PlaintextKeyring)
    assert not SystemRing.is_there()
    with pytest.raises(SecretsLockedError):
        SystemRing().put("one/data-key", "abc")


class LockedKeyring(MemoryKeyring):
    """A keyring whose owner has not opened it."""

    def get_password(self, service: str, username: str) -> str | None:
        """Refuse."""
        raise KeyringLocked


def test_a_locked_keyring_is_said_to_be_locked_and_not_to_be_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "get_keyring", LockedKeyring)
    monkeypatch.setattr(secrets, "TRUSTED", frozenset({f"{__name__}.LockedKeyring"}))
    assert not SystemRing.is_there()
    with pytest.raises(SecretsLockedError) as told:
        SystemRing().get("one/data-key")
    assert "aman" in told.value.message


def test_of_several_chained_keyrings_the_trusted_one_is_used(
    monkeypatch: pytest.MonkeyPatch, backend: MemoryKeyring
) -> None:
    class Chain(PlaintextKeyring):
        backends = (PlaintextKeyring(), backend)

    monkeypatch.setattr(keyring, "get_keyring", Chain)
    monkeypatch.setattr(secrets, "CHAINER", f"{Chain.__module__}.{Chain.__name__}")
    SystemRing().put("one/data-key", "abc")
    assert list(backend.kept.values()) == ["abc"]


def test_secrets_of_a_version_before_encryption_are_found_where_they_lay(
    tmp_path: Path, backend: MemoryKeyring
) -> None:
    backend.kept[secrets.SERVICE, "p1/token"] = "abc"
    before = secrets_before(tmp_path, "p1", "keyring")
    assert before is not None
    assert before.get("token") == "abc"
    before.forget("token")
    assert backend.kept == {}
    assert secrets_before(tmp_path, None, None) is None


def test_the_file_of_secrets_goes_with_the_last_of_them(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text('{"token": "abc", "sign-key": "def"}')
    before = secrets_before(tmp_path, None, "file")
    assert isinstance(before, FileBefore)
    assert before.get("token") == "abc"
    before.forget("token")
    assert (before.get("token"), before.get("sign-key")) == (None, "def")
    before.forget("sign-key")
    assert list(tmp_path.iterdir()) == []


def test_a_broken_file_of_secrets_counts_as_empty_so_that_the_pc_can_register_again(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"{half")
    assert FileBefore(tmp_path).get("token") is None
