"""Where an installed program lies: a folder a release in `versi/`, and the small file `aktif` that names one of them.

A release's folder is complete before anything names it, and `aktif` is replaced by one rename, so a start always meets
one whole program. A running program is never written over. Decision 026.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
import shutil
import sys
from pathlib import Path
from typing import Final

import msgspec

import resources
from sipa_core.messages import _
from sipa_core.release.faults import ReleaseError
from sipa_core.release.manifest import Channel, Installed, Product, Release, read_release
from sipa_core.release.signed import MAX_SIGNED, SIGNED_NAME, ReleaseKeys, Signed, open_signed, read_keys
from sipa_desktop.errors import KnownError
from sipa_desktop.new_files import digest_of
from sipa_desktop.platform.whole_files import write_whole
from sipa_desktop.settings import VERSION

log = logging.getLogger(__name__)

VERSIONS: Final = "versi"
POINTER: Final = "aktif"
UNFINISHED: Final = ".belum"
GOING: Final = ".hapus"
PROGRAM: Final = "sipa-desktop.exe" if sys.platform == "win32" else "sipa-desktop"
_NAME: Final = re.compile(r"[0-9]{6,16}")


def platform_word() -> str:
    """What a release calls this kind of PC."""
    if sys.platform == "win32":
        return "windows-x64"
    return "linux-x64" if os.uname().machine == "x86_64" else f"linux-{os.uname().machine.lower().replace('_', '-')}"


def carried_keys() -> ReleaseKeys:
    """The makers' public keys that this program carries."""
    return read_keys(resources.read_bytes("rilis/kunci.json"))


def name_of(release: Release) -> str:
    """The name of a release's folder."""
    return f"{release.seq:06d}"


class Installation:
    """One installed program: `root` holds the starter, `aktif` and `versi/`; `name` is the folder that runs now."""

    def __init__(self, root: Path, name: str, keys: ReleaseKeys) -> None:
        self.root, self.name, self.keys = root, name, keys

    @classmethod
    def of_this_program(cls) -> Installation | None:
        """The installation that this program runs from; None from source, or from a folder of another layout."""
        frozen = bool(getattr(sys, "frozen", False))
        folder = Path(sys.executable).parent if frozen else Path(__file__).resolve().parents[2]
        laid_out = folder.parent.name == VERSIONS and _NAME.fullmatch(folder.name)
        if not laid_out or not (folder / SIGNED_NAME).is_file():
            return None
        return cls(folder.parent.parent, folder.name, carried_keys())

    @property
    def versions(self) -> Path:
        """Where the releases lie."""
        return self.root / VERSIONS

    def folder(self, name: str) -> Path:
        """Where a release lies, or would."""
        return self.versions / name

    def program(self, name: str) -> Path:
        """The program of a release."""
        return self.folder(name) / PROGRAM

    def active(self) -> str:
        """The folder that the starter starts; empty when that cannot be read."""
        try:
            with open(self.root / POINTER, "rb") as file:
                said = file.read(64).decode("ascii").strip()
        except (OSError, UnicodeDecodeError):
            return ""
        return said if _NAME.fullmatch(said) else ""

    def activate(self, name: str) -> None:
        """Let the starter start another release from now on: one rename, durable. NotWritten; then nothing changed."""
        if self.active() != name:
            write_whole(self.root / POINTER, f"{name}\n".encode("ascii"))

    def release(self, name: str) -> Release | None:
        """What a folder's release says of itself; it was checked when it was laid there. None when it says nothing."""
        try:
            with open(self.folder(name) / SIGNED_NAME, "rb") as file:
                raw = file.read(MAX_SIGNED)
            return read_release(msgspec.json.decode(raw, type=Signed).manifest.encode())
        except (OSError, msgspec.DecodeError, UnicodeError, ReleaseError):
            return None

    def installed(self, schema: str | None = None) -> Installed:
        """What runs now, with the form of its data when that is known."""
        release = self.release(self.name)
        if release is None:
            return Installed(Product.DESK, self.keys.channel, platform_word(), VERSION, int(self.name), schema)
        return Installed(release.product, release.channel, release.platform, release.version, release.seq, schema)

    def is_whole(self, name: str) -> bool:
        """True when a folder holds exactly the files of its signed release; reads all of them."""
        folder = self.folder(name)
        try:
            with open(folder / SIGNED_NAME, "rb") as file:
                release = open_signed(file.read(MAX_SIGNED), self.keys)
            there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
            if there != {SIGNED_NAME, *(one.name for one in release.files)} or name_of(release) != name:
                return False
            return all(digest_of(folder / one.name) == one.sha256 for one in release.files)
        except (OSError, ReleaseError):
            return False

    def tidy(self, keep: set[str]) -> None:
        """Remove every release but these and the one that is started; what Windows still holds goes another time.

        A newer one that has no list yet is being laid by a setup at this moment, and stays.
        """
        with contextlib.suppress(OSError):
            for folder in self.versions.iterdir():
                if not self._is_coming(folder) and folder.name not in {*keep, self.name, self.active()}:
                    self.remove(folder)

    def _is_coming(self, folder: Path) -> bool:
        newer = _NAME.fullmatch(folder.name) is not None and int(folder.name) > int(self.name)
        return newer and not (folder / SIGNED_NAME).exists()

    def remove(self, folder: Path) -> None:
        """Remove a release's folder; from its first moment on it is none any more."""
        gone = folder if folder.suffix in (GOING, UNFINISHED) else folder.with_suffix(GOING)
        try:
            if gone != folder:
                shutil.rmtree(gone, ignore_errors=True)
                os.replace(folder, gone)
        except OSError:
            log.info("a release is still in use: %s", folder.name)
            return
        shutil.rmtree(gone, ignore_errors=True)

    @property
    def trial(self) -> bool:
        """True for a program that takes releases for trials only."""
        return self.keys.channel is Channel.TRIAL


def no_installation() -> KnownError:
    """Said of a program that was not installed by its setup."""
    return KnownError(
        _("SIPA ini tidak dapat diperbarui sendiri"),
        _("SIPA ini tidak dipasang dengan pemasangnya. Data Anda aman. Pasang SIPA dari USB, lalu perbarui dari sana."),
        "not_installed",
    )
