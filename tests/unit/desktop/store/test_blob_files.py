"""The bytes of attachments on the disk: encrypted, durable before they have a name, checked before they are used."""

from __future__ import annotations

import errno
import hashlib
import itertools
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from sipa_desktop.store import blob_files
from sipa_desktop.store.blob_files import BlobFiles, SpoiltError
from tests.support.clock import SeededEntropy
from tests.support.vaults import KEY

_starts = itertools.count()


@pytest.fixture
def files(tmp_path: Path) -> BlobFiles:
    return again(tmp_path / "blobs")


def again(folder: Path, key: bytes = KEY) -> BlobFiles:
    """The files as the next start of the program finds them."""
    made = BlobFiles(folder, key, SeededEntropy(f"files {next(_starts)}"))
    made.begin()
    return made


def digest_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def everything(files: BlobFiles) -> list[str]:
    return sorted(path.name for path in files.folder.rglob("*") if path.is_file())


def test_bytes_lie_under_their_hash_and_come_back(files: BlobFiles) -> None:
    digest = files.put(b"isi foto")
    assert digest == digest_of(b"isi foto")
    assert files.place(digest) == files.folder / digest[:2] / digest
    assert files.read(digest) == b"isi foto"
    assert files.check(digest)
    assert everything(files) == [digest]


def test_the_same_bytes_lie_there_once(files: BlobFiles) -> None:
    first = files.place(files.put(b"isi"))
    stamp = first.stat().st_mtime_ns
    files.put(b"isi")
    assert first.stat().st_mtime_ns == stamp


def test_many_at_once_end_in_one_whole_file(files: BlobFiles) -> None:
    data = os.urandom(200_000)
    threads = [threading.Thread(target=files.put, args=(data,)) for _one in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert everything(files) == [digest_of(data)]
    assert files.read(digest_of(data)) == data


def test_rotten_bytes_are_put_aside_and_never_given(files: BlobFiles) -> None:
    digest = files.put(b"isi foto")
    files.place(digest).write_bytes(b"isi fot0")
    with pytest.raises(SpoiltError):
        files.read(digest)
    assert not files.check(digest)
    digest = files.put(b"isi foto")
    files.place(digest).write_bytes(b"isi fot1")
    assert not files.check(digest)
    assert files.put(b"isi foto") == digest
    assert files.read(digest) == b"isi foto"


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_disk_that_fails_leaves_nothing_and_says_so(
    files: BlobFiles, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def full(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(blob_files.os, call, full)
    with pytest.raises(OSError, match="full"):
        files.put(b"isi foto")
    assert everything(files) == []


def test_what_an_interrupted_storing_left_is_swept_at_the_start(files: BlobFiles) -> None:
    kept = files.put(b"isi")
    (files.folder / blob_files.TEMPORARY / "tmpabc").write_bytes(b"separuh")
    files.add_part("f" * 64, 0, b"awal")
    again(files.outer)
    assert everything(files) == sorted([kept, "f" * 64])


def test_a_receiving_goes_on_where_it_stopped_and_is_checked_at_the_end(files: BlobFiles) -> None:
    data = os.urandom(1000)
    digest = digest_of(data)
    assert files.part(digest) == 0
    files.add_part(digest, 0, data[:400])
    assert again(files.outer).part(digest) == 400
    files.add_part(digest, 300, data[300:700])  # the same piece twice, or a line that went back
    files.add_part(digest, files.part(digest), data[700:])
    assert files.finish_part(digest)
    assert files.read(digest) == data
    assert files.part(digest) == 0
    files.add_part(digest, 0, b"bukan itu")
    assert not files.finish_part(digest)
    assert files.read(digest) == data


def test_a_name_appears_only_after_its_bytes_were_made_durable(
    files: BlobFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    real_sync, real_replace = os.fsync, os.replace
    monkeypatch.setattr(blob_files.os, "fsync", lambda handle: (done.append("sync"), real_sync(handle)))
    monkeypatch.setattr(blob_files.os, "replace", lambda a, b: (done.append("name"), real_replace(a, b)))
    files.put(b"isi")
    folders = [] if os.name == "nt" else ["sync", "sync"]  # the name's folder and, as it is new, the one above
    assert done == ["sync", "name", *folders]


WRITER = """
import hashlib, sys
from pathlib import Path
from sipa_desktop.store.blob_files import BlobFiles
from sipa_desktop.platform.system import SystemEntropy
files = BlobFiles(Path(sys.argv[1]), bytes(range(32)), SystemEntropy())
files.begin()
n = 0
while True:
    n += 1
    digest = files.put(hashlib.sha512(str(n).encode()).digest() * 2000)
    sys.stdout.write(digest + "\\n")
    sys.stdout.flush()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
@pytest.mark.parametrize("lines", [1, 3, 9, 27])
def test_killing_the_program_while_it_stores_leaves_every_told_blob_whole_and_no_half_one(
    tmp_path: Path, lines: int
) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True, env=environment
    ) as writer:
        assert writer.stdout is not None
        told = [writer.stdout.readline().strip() for _line in range(lines)]
        writer.send_signal(signal.SIGKILL)
        told += writer.stdout.read().split()
    files = again(tmp_path)
    whole = everything(files)
    assert set(told) <= set(whole)
    assert all(files.check(digest) for digest in whole)
