"""Small disks of one's own, for drills and tests of bad days: filled to the byte, or one that turns read-only at work.

Mounting needs root or user namespaces; the process is started again in mounts of its own, so nothing stays behind.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

INSIDE = "SIPA_OWN_MOUNTS"
BLOCK = 4096
MB = 1 << 20


def ways_in() -> list[str] | None:
    """The command before a program that gives it mounts of its own; None where this machine allows none."""
    if not sys.platform.startswith("linux") or shutil.which("unshare") is None:
        return None
    for way in (["unshare", "-m"], ["unshare", "-rm"]):
        tried = subprocess.run([*way, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, check=False)
        if tried.returncode == 0:
            return way
    return None


def go_inside(module: str, arguments: list[str]) -> int | None:
    """Run `python -m module` again in mounts of its own and return its exit code; None when this is already inside."""
    if os.environ.get(INSIDE):
        return None
    way = ways_in()
    if way is None:
        return -1
    command = [*way, os.path.realpath(sys.executable), "-m", module, *arguments]
    paths = os.pathsep.join(path for path in sys.path if path)
    return subprocess.run(command, env={**os.environ, INSIDE: "1", "PYTHONPATH": paths}, check=False).returncode


class SmallDisk:
    """A tmpfs of so many bytes on a folder, for as long as the block lasts."""

    def __init__(self, folder: Path, size: int) -> None:
        self.folder, self.size = folder, size
        self._ballast = folder / "ballast"
        folder.mkdir(parents=True, exist_ok=True)
        _call("mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(folder))

    @property
    def room(self) -> int:
        """How many bytes are free."""
        found = os.statvfs(self.folder)
        return found.f_bavail * found.f_frsize

    def leave(self, room: int) -> None:
        """Fill the disk so that only so many bytes (whole blocks) are left."""
        with self._ballast.open("ab") as file:
            while (left := self.room - room) >= BLOCK:
                file.write(bytes(min(MB, left // BLOCK * BLOCK)))
                file.flush()

    def give_room(self) -> None:
        """Take the filling away."""
        self._ballast.unlink(missing_ok=True)

    def close(self) -> None:
        """Give the disk up."""
        _call("umount", "-l", str(self.folder))


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[SmallDisk]:
    """A small disk for the length of a block."""
    made = SmallDisk(folder, size)
    try:
        yield made
    finally:
        made.close()


class AbortableDisk:
    """A real ext4 in a file, which a fault can turn read-only under a running program, as a failing disk does."""

    def __init__(self, image: Path, folder: Path, size: int) -> None:
        self._image, self.folder = image, folder
        folder.mkdir(parents=True, exist_ok=True)
        with image.open("wb") as file:
            file.truncate(size)
        _call("mkfs.ext4", "-q", str(image))
        self._mount()

    def abort(self) -> None:
        """The system gives the disk up: from now on it may only be read."""
        _call("mount", "-o", "remount,abort", str(self.folder))

    def mend(self) -> None:
        """Take it out, let it be looked through, put it back."""
        _call("umount", str(self.folder))
        subprocess.run(["e2fsck", "-fy", str(self._image)], capture_output=True, check=False)
        self._mount()

    def mount_readonly(self) -> None:
        """Put it back so that it may only be read."""
        _call("umount", str(self.folder))
        self._mount("ro")

    def close(self) -> None:
        """Give the disk up."""
        _call("umount", "-l", str(self.folder))

    def _mount(self, *more: str) -> None:
        _call("mount", "-o", ",".join(("loop", *more)), str(self._image), str(self.folder))


@contextmanager
def abortable_disk(image: Path, folder: Path, size: int = 64 * MB) -> Iterator[AbortableDisk | None]:
    """Such a disk for the length of a block; None where this machine makes none."""
    try:
        made = AbortableDisk(image, folder, size)
    except (OSError, subprocess.CalledProcessError):
        yield None
        return
    try:
        yield made
    finally:
        made.close()


def _call(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)
