"""A file is whole under its name or not there, and a full or locked stick is said in words."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from sipa_desktop.platform import whole_files
from sipa_desktop.platform.whole_files import NotWritten, write_whole


def test_the_file_is_there_and_nothing_beside_it(tmp_path: Path) -> None:
    write_whole(tmp_path / "laporan.pdf", b"satu")
    write_whole(tmp_path / "laporan.pdf", b"dua")
    assert (tmp_path / "laporan.pdf").read_bytes() == b"dua"
    assert [path.name for path in tmp_path.iterdir()] == ["laporan.pdf"]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "sudah penuh"),
        (errno.EROFS, "hanya dapat dibaca"),
        (errno.EACCES, "tidak mengizinkan"),
        (errno.ENODEV, "tidak ada lagi"),
        (errno.EIO, "belum dapat ditulisi"),
    ],
)
def test_what_is_wrong_with_the_place_is_said_and_the_old_file_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    path = tmp_path / "laporan.pdf"
    path.write_bytes(b"lama")

    def refuse(_handle: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(whole_files.os, "fsync", refuse)
    with pytest.raises(NotWritten) as told:
        write_whole(path, b"baru")
    assert words in told.value.message
    assert "Data di SIPA aman." in told.value.message
    assert path.read_bytes() == b"lama"
    assert [found.name for found in tmp_path.iterdir()] == ["laporan.pdf"]


def test_a_stick_that_was_pulled_out_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotWritten) as told:
        write_whole(tmp_path / "USB" / "laporan.pdf", b"baru")
    assert "USB tidak ada lagi" in told.value.message
