"""Bawa ke HP: what is written, under which names, and what is said when the stick does not take it."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from sipa_desktop.errors import KnownError, Refused
from sipa_desktop.services import carry
from sipa_desktop.services.carry import fat_name, notepad_text, write_folder
from sipa_desktop.services.posting import Posting
from sipa_desktop.services.posting_views import Carried
from sipa_desktop.store.unit_of_work import Store
from tests.unit.desktop.services.desks import HandClock, Server
from tests.unit.desktop.services.stories import PUBLICATION, publish


@pytest.fixture
def posting(village: Store, district: Store, server: Server, clock: HandClock) -> Posting:
    publish(village, district, server, clock)
    return Posting(village, clock)


def test_the_folder_has_three_pictures_the_sheet_and_a_text_for_each_channel(posting: Posting, tmp_path: Path) -> None:
    posting.save_caption(PUBLICATION, "facebook", "Baris satu 🌾\nBaris dua")
    carried = posting.carry(PUBLICATION, tmp_path)
    assert isinstance(carried, Carried)
    folder = tmp_path / "sipa-desa-babayau-realisasi-apb-desa-semester-i-2025"
    assert Path(carried.folder) == folder
    assert sorted(file.name for file in folder.iterdir()) == [
        "gambar-feed.png", "gambar-papan.png", "gambar-story.png", "papan-a3.pdf",
        "teks-facebook.txt", "teks-instagram.txt", "teks-tiktok-atau-youtube.txt", "teks-website-desa.txt",
        "teks-whatsapp-grup-warga.txt",
    ]  # fmt: skip
    assert carried.words == f"9 berkas tersimpan di folder {folder.name}."
    assert (folder / "teks-facebook.txt").read_bytes() == b"\xef\xbb\xbf" + "Baris satu 🌾\r\nBaris dua".encode()
    assert (folder / "gambar-story.png").read_bytes().startswith(b"\x89PNG")
    assert (folder / "papan-a3.pdf").read_bytes().startswith(b"%PDF")


def test_a_second_time_replaces_the_folder_and_leaves_nothing_passing_behind(posting: Posting, tmp_path: Path) -> None:
    first = posting.carry(PUBLICATION, tmp_path)
    assert isinstance(first, Carried)
    (Path(first.folder) / "lama.txt").write_text("x")
    posting.carry(PUBLICATION, tmp_path)
    assert not (Path(first.folder) / "lama.txt").exists()
    assert [entry.name for entry in tmp_path.iterdir() if entry.name.startswith("~")] == []


@pytest.mark.parametrize(
    ("code", "words"),
    [(errno.ENOSPC, "penuh"), (errno.EROFS, "tidak dapat ditulisi"), (errno.EIO, "Pasang lagi USB")],
)
def test_a_stick_that_is_full_locked_or_gone_is_said_and_what_stood_there_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, words: str
) -> None:
    write_folder(tmp_path, "sipa", {"a.txt": b"lama"})
    written: list[str] = []

    def fails(path: Path, content: bytes) -> None:
        if written:
            raise OSError(code, os.strerror(code))
        written.append(path.name)
        path.write_bytes(content)

    monkeypatch.setattr(carry, "_write", fails)
    with pytest.raises(KnownError) as fault:
        write_folder(tmp_path, "sipa", {"a.txt": b"baru", "b.txt": b"baru"})
    assert words in fault.value.message
    assert "aman" in fault.value.message
    assert (tmp_path / "sipa" / "a.txt").read_bytes() == b"lama"
    assert [entry.name for entry in tmp_path.iterdir() if entry.name.startswith("~")] == []


def test_a_stick_pulled_out_at_the_last_moment_keeps_the_folder_that_was_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_folder(tmp_path, "sipa", {"a.txt": b"lama"})
    real = Path.rename

    def pulled(self: Path, target: Path) -> Path:
        if self.name == "~sipa":
            raise OSError(errno.EIO, "gone")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", pulled)
    with pytest.raises(KnownError):
        write_folder(tmp_path, "sipa", {"a.txt": b"baru"})
    assert (tmp_path / "sipa" / "a.txt").read_bytes() == b"lama"


def test_a_place_that_is_not_there_is_said(tmp_path: Path) -> None:
    (tmp_path / "berkas").write_text("x")
    with pytest.raises(KnownError):
        write_folder(tmp_path / "berkas", "sipa", {"a.txt": b"x"})


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Teks: Facebook / Instagram?", "teks-facebook-instagram"),
        ("CON", "con-sipa"),
        ("lpt1", "lpt1-sipa"),
        ("...", "sipa"),
        ("Désa Ju'uh", "desa-juuh"),
        ("x" * 300, "x" * 60),
    ],
)
def test_names_are_such_as_a_stick_takes(name: str, safe: str) -> None:
    assert fat_name(name, ".txt") == f"{safe}.txt"


def test_a_text_is_such_as_notepad_reads() -> None:
    assert notepad_text("a\nb\r\nc") == b"\xef\xbb\xbfa\r\nb\r\nc"
    assert notepad_text("\ud800") == b"\xef\xbb\xbf?"


def test_what_is_not_known_or_not_public_is_refused(posting: Posting, tmp_path: Path) -> None:
    assert isinstance(posting.carry("x", tmp_path), Refused)
    assert list(tmp_path.glob("sipa-*")) == []
