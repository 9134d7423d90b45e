"""The vault: every way to the key opens it, nothing else does, and no way is lost by a fault of the PC."""

from __future__ import annotations

import errno
import json
import stat
import sys
from pathlib import Path
from typing import BinaryIO, cast

import pytest

from sipa_desktop.errors import KnownError
from sipa_desktop.platform import key_file
from sipa_desktop.platform.key_file import NAMES, read_key_file
from sipa_desktop.platform.key_wraps import Cost, WrapKind, open_wrap, seal
from sipa_desktop.platform.vault import LockedError, Vault, VaultState, fault_of_password
from sipa_desktop.platform.whole_files import NotWritten, write_whole
from tests.support.clock import HandClock, SeededEntropy
from tests.support.vaults import CHEAP, PASSWORD, DictRing, vault_of


@pytest.fixture
def ring() -> DictRing:
    return DictRing()


def made(folder: Path, ring: DictRing | None = None) -> Vault:
    vault = vault_of(folder, ring)
    vault.create(PASSWORD)
    return vault


def test_a_new_profile_has_no_key_until_a_password_was_chosen(tmp_path: Path) -> None:
    vault = vault_of(tmp_path)
    assert vault.state is VaultState.NEW
    with pytest.raises(LockedError):
        vault.key()
    vault.create(PASSWORD)
    assert (vault.state, len(vault.key()), vault.opened_by_person) == (VaultState.OPEN, 32, True)
    with pytest.raises(ValueError, match="once"):
        vault.create(PASSWORD)


def test_without_a_keyring_the_password_opens_and_another_does_not(tmp_path: Path) -> None:
    key = made(tmp_path).key()
    again = vault_of(tmp_path)
    assert (again.state, again.place) == (VaultState.LOCKED, "password")
    assert not again.unlock("sawah kering")
    assert again.state is VaultState.LOCKED
    assert again.unlock(PASSWORD)
    assert again.key() == key


def test_with_a_keyring_the_data_open_by_themselves_but_no_person_was_seen(tmp_path: Path, ring: DictRing) -> None:
    key = made(tmp_path, ring).key()
    again = vault_of(tmp_path, ring)
    assert (again.state, again.key(), again.opened_by_person) == (VaultState.OPEN, key, False)
    assert again.is_password(PASSWORD)
    assert not again.is_password("sawah kering")


def test_a_keyring_that_lost_the_key_is_filled_again_by_the_password(tmp_path: Path, ring: DictRing) -> None:
    key = made(tmp_path, ring).key()
    ring.kept.clear()
    again = vault_of(tmp_path, ring)
    assert again.state is VaultState.LOCKED
    assert again.unlock(PASSWORD)
    assert vault_of(tmp_path, ring).key() == key


def test_a_key_of_another_profile_in_the_keyring_is_not_taken(tmp_path: Path, ring: DictRing) -> None:
    made(tmp_path, ring)
    for name in ring.kept:
        ring.kept[name] = "00" * 32
    assert vault_of(tmp_path, ring).state is VaultState.LOCKED


def test_a_forgotten_password_is_replaced_by_way_of_the_recovery_code(tmp_path: Path) -> None:
    vault = made(tmp_path)
    code = vault.draft_code()
    assert vault.recovery_at is None
    vault.keep_code(code)
    again = vault_of(tmp_path)
    assert again.recovery_at is not None
    assert not again.unlock_by_code(vault.draft_code())
    assert again.unlock_by_code(f" {code[:4].lower()}-{code[4:]} ")
    again.set_password("kebun karet tua")
    last = vault_of(tmp_path)
    assert not last.unlock(PASSWORD)
    assert last.unlock("kebun karet tua")
    assert last.key() == vault.key()


def test_a_code_opens_nothing_before_it_was_confirmed_and_not_after_a_newer_one(tmp_path: Path) -> None:
    vault = made(tmp_path)
    first = vault.draft_code()
    assert not vault_of(tmp_path).unlock_by_code(first)
    vault.keep_code(first)
    second = vault.draft_code()
    assert vault_of(tmp_path).unlock_by_code(first)
    vault.keep_code(second)
    assert not vault_of(tmp_path).unlock_by_code(first)
    assert vault_of(tmp_path).unlock_by_code(second)


@pytest.mark.parametrize("spoilt", [b"", b"{half", b'{"form": 9}'])
@pytest.mark.parametrize("which", [0, 1])
def test_one_spoilt_copy_of_the_key_file_locks_nobody_out(tmp_path: Path, which: int, spoilt: bytes) -> None:
    made(tmp_path)
    (tmp_path / NAMES[which]).write_bytes(spoilt)
    assert vault_of(tmp_path).unlock(PASSWORD)


def test_a_flipped_bit_in_one_key_file_makes_no_right_password_wrong(tmp_path: Path) -> None:
    made(tmp_path)
    whole = (tmp_path / NAMES[0]).read_bytes()
    for at in range(0, len(whole), 5):
        for bit in (2, 128):  # another letter, and no letter at all
            (tmp_path / NAMES[0]).write_bytes(whole[:at] + bytes([whole[at] ^ bit]) + whole[at + 1 :])
            assert vault_of(tmp_path).unlock(PASSWORD)


def test_a_key_file_of_an_earlier_version_has_no_sum_and_opens(tmp_path: Path) -> None:
    made(tmp_path)
    for name in NAMES:
        kept = json.loads((tmp_path / name).read_text(encoding="utf-8"))
        assert kept.pop("sum")
        (tmp_path / name).write_text(json.dumps(kept), encoding="utf-8")
    assert vault_of(tmp_path).unlock(PASSWORD)


def test_without_any_key_file_the_data_are_called_unopenable_and_never_new(tmp_path: Path) -> None:
    made(tmp_path)
    (tmp_path / "sipa.db").write_bytes(b"x" * 4096)
    for name in NAMES:
        (tmp_path / name).unlink()
    vault = vault_of(tmp_path)
    assert vault.state is VaultState.DAMAGED
    with pytest.raises(ValueError, match="once"):
        vault.create(PASSWORD)


@pytest.mark.skipif(sys.platform == "win32", reason="file modes are POSIX")
def test_the_key_file_may_be_read_by_this_user_only_and_holds_no_key(tmp_path: Path) -> None:
    vault = made(tmp_path)
    for name in NAMES:
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
        assert vault.key().hex() not in (tmp_path / name).read_text()


def test_a_password_that_could_not_be_kept_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vault = made(tmp_path)

    def full(folder: Path, file: object) -> None:
        raise NotWritten("x", "y", "not_written")

    monkeypatch.setattr("sipa_desktop.platform.vault.write_key_file", full)
    with pytest.raises(KnownError):
        vault.set_password("kebun karet tua")
    monkeypatch.undo()
    assert not vault.is_password("kebun karet tua")
    assert vault_of(tmp_path).unlock(PASSWORD)


@pytest.mark.parametrize("password", ["", "pendek", "aaaaaaaaaa", "12121212", "x" * 201])
def test_a_password_that_is_guessed_first_is_refused_in_words(tmp_path: Path, password: str) -> None:
    assert fault_of_password(password)
    with pytest.raises(ValueError, match="fit"):
        vault_of(tmp_path).create(password)


def test_the_same_letters_composed_otherwise_are_the_same_password(tmp_path: Path) -> None:
    vault = vault_of(tmp_path)
    vault.create("Pak Jos\u00e9 1960")
    assert vault_of(tmp_path).unlock("Pak Jose\u0301 1960")


def test_a_key_file_that_asks_for_all_the_memory_is_not_obeyed() -> None:
    wrap = seal(bytes(32), WrapKind.PASSWORD, "x", "p", SeededEntropy("wrap"), HandClock(1).now(), CHEAP)
    assert open_wrap(wrap, "x", "p") == bytes(32)
    assert open_wrap(wrap, "x", "q") is None
    greedy = type(wrap)(wrap.kind, wrap.salt, wrap.nonce, wrap.sealed, wrap.at, memory=1 << 40, passes=1)
    assert open_wrap(greedy, "x", "p") is None


def test_trying_a_password_is_made_dear_by_default(tmp_path: Path) -> None:
    vault = Vault(tmp_path, None, HandClock(1), SeededEntropy("dear"))
    vault.create(PASSWORD)
    file = read_key_file(tmp_path)
    assert file is not None
    wrap = file.wrap(WrapKind.PASSWORD)
    assert wrap is not None
    assert Cost(wrap.memory, wrap.passes) == Cost(64 * 1024, 3)


def test_a_new_password_holds_from_its_first_file_on_and_the_second_follows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = made(tmp_path)

    def held(path: Path, content: bytes, *, private: bool = False) -> None:
        if path.name == NAMES[1]:
            raise NotWritten("x", "y", "not_written")
        write_whole(path, content, private=private)

    monkeypatch.setattr("sipa_desktop.platform.key_file.write_whole", held)
    vault.set_password("kebun karet tua")
    assert vault.is_password("kebun karet tua"), "what opens the data tomorrow is not called refused today"
    monkeypatch.undo()
    assert (tmp_path / NAMES[0]).read_bytes() != (tmp_path / NAMES[1]).read_bytes()
    key_file.settle_key_files(tmp_path)
    (tmp_path / NAMES[0]).write_bytes(b"spoilt")
    assert vault_of(tmp_path).unlock("kebun karet tua")
    key_file.settle_key_files(tmp_path)
    assert (tmp_path / NAMES[0]).read_bytes() == (tmp_path / NAMES[1]).read_bytes()


def test_a_first_key_file_that_is_held_for_a_moment_is_not_replaced_by_an_older_second(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = made(tmp_path)
    older = (tmp_path / NAMES[1]).read_bytes()
    vault.set_password("kebun karet tua")
    (tmp_path / NAMES[1]).write_bytes(older)

    def held(path: Path, mode: str) -> BinaryIO:
        if path.name == NAMES[0]:
            raise PermissionError(errno.EACCES, "held")
        return cast(BinaryIO, open(path, mode))

    monkeypatch.setattr(key_file, "open", held, raising=False)
    key_file.settle_key_files(tmp_path)
    monkeypatch.undo()
    assert vault_of(tmp_path).unlock("kebun karet tua")
