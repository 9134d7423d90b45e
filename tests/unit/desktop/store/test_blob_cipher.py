"""Attachments at rest: nothing of them can be read without the data key, and what lay in the clear gets locked up."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from sipa_desktop.store import blob_files
from sipa_desktop.store.blob_cipher import FRAME, PIECE
from sipa_desktop.store.blob_files import HEAD, PARTS, BlobFiles, SpoiltError
from tests.support.clock import SeededEntropy
from tests.support.vaults import KEY

OTHER_KEY = bytes(range(1, 33))
LONG = bytes(range(256)) * 1000  # three whole frames and a rest


def files_in(folder: Path, key: bytes = KEY) -> BlobFiles:
    made = BlobFiles(folder, key, SeededEntropy("files"))
    made.begin()
    return made


def on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def in_the_clear(folder: Path, data: bytes, name: str = "") -> Path:
    """A file as versions before encryption kept it."""
    digest = hashlib.sha256(data).hexdigest()
    path = folder / digest[:2] / (name or digest)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def test_no_stretch_of_a_file_or_of_a_part_can_be_read_on_the_disk(tmp_path: Path) -> None:
    files = files_in(tmp_path)
    files.put(LONG)
    files.add_part("f" * 64, 0, LONG)
    held = on_disk(tmp_path)
    assert len(held) > 2 * len(LONG)
    assert bytes(range(16)) not in held
    assert files.read(hashlib.sha256(LONG).hexdigest()) == LONG


@pytest.mark.parametrize("length", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, len(LONG)])
def test_every_length_comes_back(tmp_path: Path, length: int) -> None:
    files, data = files_in(tmp_path), LONG[:length]
    digest = files.put(data)
    assert files.read(digest) == data
    files.add_part(digest, 0, data)
    assert files.part(digest) == length


@pytest.mark.parametrize("at", [0, 9, len(HEAD) + 20, len(HEAD) + FRAME, len(HEAD) + 2 * FRAME + 5, -1])
def test_a_flipped_bit_anywhere_is_found_and_the_file_put_aside(tmp_path: Path, at: int) -> None:
    files = files_in(tmp_path)
    digest = files.put(LONG)
    spoilt = bytearray(files.place(digest).read_bytes())
    spoilt[at] ^= 1
    files.place(digest).write_bytes(spoilt)
    with pytest.raises(SpoiltError):
        files.read(digest)
    assert not files.place(digest).exists()
    assert files.put(LONG) == digest
    assert files.read(digest) == LONG


def test_frames_that_were_exchanged_left_out_or_taken_from_another_file_are_found(tmp_path: Path) -> None:
    files = files_in(tmp_path)
    digest = files.put(LONG)
    whole = files.place(digest).read_bytes()
    frames = [whole[start : start + FRAME] for start in range(len(HEAD), len(whole), FRAME)]
    other = files.place(files.put(LONG[1:])).read_bytes()[len(HEAD) :][:FRAME]
    for wrong in ([frames[1], frames[0], *frames[2:]], frames[:-1], frames[:-2], [other, *frames[1:]], []):
        files.place(digest).write_bytes(HEAD + b"".join(wrong))
        with pytest.raises(SpoiltError):
            files.read(digest)


def test_another_key_neither_reads_nor_spoils_what_lies_there(tmp_path: Path) -> None:
    first = files_in(tmp_path)
    digest = first.put(LONG)
    second = files_in(tmp_path, OTHER_KEY)
    with pytest.raises(FileNotFoundError):
        second.read(digest)
    second.put(LONG)
    assert (first.read(digest), second.read(digest)) == (LONG, LONG)
    second.place(digest).write_bytes(first.place(digest).read_bytes())
    assert not second.check(digest)
    assert first.read(digest) == LONG


def test_a_receiving_goes_on_within_a_frame_and_over_its_edges(tmp_path: Path) -> None:
    digest, at = hashlib.sha256(LONG).hexdigest(), 0
    for step in (100, PIECE, 5, 2 * PIECE + 7, PIECE - 12, len(LONG)):
        files = files_in(tmp_path)
        assert files.part(digest) == at
        files.add_part(digest, at, LONG[at : at + step])
        at = min(len(LONG), at + step)
    files.add_part(digest, PIECE + 9, LONG[PIECE + 9 :])  # a line that went back
    assert files.finish_part(digest)
    assert files.read(digest) == LONG


@pytest.mark.parametrize("left", [0, 3, len(HEAD), len(HEAD) + 10, len(HEAD) + FRAME + 20, len(HEAD) + FRAME + 500])
def test_a_part_that_was_torn_goes_on_from_its_last_whole_frame(tmp_path: Path, left: int) -> None:
    files, digest = files_in(tmp_path), hashlib.sha256(LONG).hexdigest()
    files.add_part(digest, 0, LONG[: PIECE + 1000])
    path = files.folder / PARTS / digest
    path.write_bytes(path.read_bytes()[:left])
    start = files.part(digest)
    assert start == (PIECE if left > len(HEAD) + FRAME else 0)
    files.add_part(digest, start, LONG[start:])
    assert files.finish_part(digest)


def test_a_part_that_rotted_is_dropped_and_begun_anew(tmp_path: Path) -> None:
    files, digest = files_in(tmp_path), hashlib.sha256(LONG).hexdigest()
    files.add_part(digest, 0, LONG[:1000])
    path = files.folder / PARTS / digest
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(OSError, match="not whole"):
        files.add_part(digest, 1000, LONG[1000:])
    assert files.part(digest) == 0
    files.add_part(digest, 0, LONG)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    assert not files.finish_part(digest)
    assert not path.exists()


def test_what_lay_in_the_clear_is_read_at_once_and_locked_up(tmp_path: Path) -> None:
    lying = [in_the_clear(tmp_path, LONG), in_the_clear(tmp_path, b"%PDF surat")]
    in_the_clear(tmp_path, b"rusak sebagian", f"{'a' * 64}.rusak")
    for folder, name in (("baru", "12-1"), (PARTS, "e" * 64)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_bytes(b"separuh foto")
    files = files_in(tmp_path)
    assert files.read(lying[0].name) == LONG
    for path in files.unlocked():
        files.lock_up(path)
    assert files.unlocked() == []
    held = on_disk(tmp_path)
    assert not [word for word in (LONG[:64], b"%PDF surat", b"rusak sebagian", b"separuh foto") if word in held]
    assert [path.name for path in tmp_path.iterdir()] == [files.folder.name]
    assert [files.read(path.name) for path in lying] == [LONG, b"%PDF surat"]
    assert files.part("e" * 64) == len(b"separuh foto")


@pytest.mark.parametrize("call", ["fsync", "replace", "unlink"])
def test_locking_up_may_be_cut_off_anywhere_and_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    plain = in_the_clear(tmp_path, LONG)
    real, left = getattr(os, call), 0

    def cut(*arguments: object, **more: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise OSError(5, "the power went")
        real(*arguments, **more)

    for fails_at in (1, 2, 3):
        left = fails_at
        with monkeypatch.context() as patch:
            patch.setattr(blob_files.os, call, cut)
            try:
                files = files_in(tmp_path)
                for path in files.unlocked():
                    files.lock_up(path)
            except OSError:
                assert plain.exists()
        assert files_in(tmp_path).read(plain.name) == LONG
    files = files_in(tmp_path)
    for path in files.unlocked():
        files.lock_up(path)
    assert files.unlocked() == []
    assert files.read(plain.name) == LONG


def test_the_plain_file_goes_only_after_the_encrypted_one_is_durable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, seen = in_the_clear(tmp_path, LONG), []
    real = os.fsync

    def sync(handle: int) -> None:
        seen.append(plain.exists())
        real(handle)

    monkeypatch.setattr(blob_files.os, "fsync", sync)
    files = files_in(tmp_path)
    files.lock_up(plain)
    assert seen
    assert all(seen)
    assert not plain.exists()


def test_rotten_bytes_in_the_clear_are_told_and_kept_locked_up(tmp_path: Path) -> None:
    plain = in_the_clear(tmp_path, LONG)
    plain.write_bytes(b"lain isinya")
    files = files_in(tmp_path)
    assert not files.check(plain.name)
    files.lock_up(plain)
    assert not files.check(plain.name)
    assert files.place(plain.name).with_suffix(".rusak").exists()
    assert b"lain isinya" not in on_disk(tmp_path)


def test_a_plain_copy_for_another_program_is_private_and_goes(tmp_path: Path) -> None:
    files = files_in(tmp_path)
    digest = files.put(b"%PDF surat")
    first, second = files.lend(digest, ".pdf"), files.lend(digest, ".pdf")
    assert first != second  # one of them may be held open
    assert first.read_bytes() == b"%PDF surat"
    assert first.suffix == ".pdf"
    if os.name == "posix":
        assert (first.stat().st_mode & 0o077, first.parent.stat().st_mode & 0o077) == (0, 0)
    files_in(tmp_path)  # the next start, after the program was killed
    assert b"%PDF surat" not in on_disk(tmp_path)
