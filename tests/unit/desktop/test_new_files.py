"""New files and names behave the same on Windows, where folders answer otherwise and scanners hold what is new."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from sipa_desktop import new_files
from sipa_desktop.new_files import RENAME_TRIES, open_new, put_in_place, sync_names, try_sync_names
from sipa_desktop.platform.whole_files import NotWritten, write_whole


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that are held stay where they are; nobody waits in a test."""
    monkeypatch.setattr(new_files, "HELD_FILES_STAY", True)
    monkeypatch.setattr(new_files, "RENAME_PAUSE", 0.0)


def test_new_files_never_meet_and_pass_over_what_was_left(tmp_path: Path) -> None:
    handle, first = open_new(tmp_path, ".a-", ".part")
    os.close(handle)
    number = int(first.name.removeprefix(f".a-{os.getpid()}-").removesuffix(".part"))
    (tmp_path / f".a-{os.getpid()}-{number + 1}.part").write_bytes(b"left")
    handle, second = open_new(tmp_path, ".a-", ".part")
    os.close(handle)
    assert second.name == f".a-{os.getpid()}-{number + 2}.part"


@pytest.mark.skipif(os.name == "nt", reason="file modes are POSIX")
def test_a_new_file_is_for_this_user_only(tmp_path: Path) -> None:
    handle, path = open_new(tmp_path)
    os.close(handle)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_bytes_are_written_as_they_are(tmp_path: Path) -> None:
    handle, path = open_new(tmp_path)
    os.write(handle, b"a\nb\r\n\x1a")
    os.close(handle)
    assert path.read_bytes() == b"a\nb\r\n\x1a"


def test_a_folder_that_allows_no_new_file_is_told_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def refuse(path: object, *_flags: object, **_more: object) -> int:
        asked.append(path)
        assert len(asked) < 100, "it goes on asking"
        raise PermissionError(errno.EACCES, "not here")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(NotWritten) as told:
        write_whole(tmp_path / "laporan.pdf", b"isi")
    assert "tidak mengizinkan berkas baru" in told.value.message
    assert len(asked) == 1


def test_a_scanner_that_holds_a_new_file_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, windows: None
) -> None:
    real, held = os.replace, []

    def holding(source: Path, target: Path) -> None:
        held.append(source)
        if len(held) < RENAME_TRIES:
            raise PermissionError(errno.EACCES, "held")
        real(source, target)

    monkeypatch.setattr(os, "replace", holding)
    (tmp_path / "a").write_bytes(b"baru")
    put_in_place(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b").read_bytes() == b"baru"


def test_who_never_lets_go_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, windows: None) -> None:
    def held(_source: Path, _target: Path) -> None:
        raise PermissionError(errno.EACCES, "held")

    monkeypatch.setattr(os, "replace", held)
    with pytest.raises(NotWritten) as told:
        write_whole(tmp_path / "laporan.pdf", b"isi")
    assert "sedang dibuka" in told.value.message
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("number", "translated", "words"),
    [
        (19, errno.EACCES, "hanya dapat dibaca"),
        (21, errno.EACCES, "tidak ada lagi"),
        (433, errno.EINVAL, "tidak ada lagi"),
        (1167, errno.EINVAL, "tidak ada lagi"),
        (123, errno.EINVAL, "Nama berkas itu"),
        (5, errno.EACCES, "tidak mengizinkan"),
    ],
)
def test_what_windows_says_of_a_stick_is_told_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, translated: int, words: str
) -> None:
    fault = OSError(translated, "as Python translates it")
    monkeypatch.setattr(new_files, "RENAME_PAUSE", 0.0)
    fault.winerror = number  # type: ignore[attr-defined]

    def refuse(_source: Path, _target: Path) -> None:
        raise fault

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(NotWritten) as told:
        write_whole(tmp_path / "laporan.pdf", b"isi")
    assert words in told.value.message


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps names by itself")
def test_names_that_cannot_be_made_durable_are_told_only_to_who_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_handle: int) -> None:
        raise OSError(errno.EINVAL, "a stick knows no such thing")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OSError, match="a stick"):
        sync_names(tmp_path)
    try_sync_names(tmp_path)
    try_sync_names(tmp_path / "gone")
