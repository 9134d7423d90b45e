"""Bawa ke HP: a folder with the pictures and one text per channel, for a phone without network.

Written under a passing name and renamed when it is whole, so that a half folder never looks like a whole one.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from sipa_core.domain.villages import slug
from sipa_core.messages import _
from sipa_desktop.errors import KnownError

MAX_STEM: Final = 60
"""Leaves room for the folders of a stick within the 255 letters that FAT32 and old programs take."""

_DEVICES: Final = tuple(f"{port}{n}" for port in ("com", "lpt") for n in range(10))
_RESERVED: Final = frozenset({"con", "prn", "aux", "nul", *_DEVICES})
_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_LOCKED: Final = (errno.EROFS, errno.EACCES, errno.EPERM)


def fat_name(name: str, ending: str = "") -> str:
    """Return a file name that FAT32 and Windows take: small ASCII letters, digits and hyphens, never a device's."""
    stem = slug(name)[:MAX_STEM].strip("-") or "sipa"
    return f"{stem}-sipa{ending}" if stem in _RESERVED else f"{stem}{ending}"


def notepad_text(text: str) -> bytes:
    """Return the text as Notepad and phones read it: UTF-8 with its mark, lines ended as in Windows."""
    return b"\xef\xbb\xbf" + "\r\n".join(text.splitlines()).encode("utf-8", errors="replace")


def write_folder(parent: Path, name: str, files: Mapping[str, bytes]) -> Path:
    """Write the files as the folder `name` in `parent`, in place of one of that name that SIPA made before.

    Returns the folder. KnownError in words when the stick is full, cannot be written to or was pulled out; then nothing
    half is left under that name, and what stood there stays.
    """
    target, passing, old = parent / name, parent / f"~{name}", parent / f"~{name}-lama"
    try:
        for left in (passing, old):
            shutil.rmtree(left, ignore_errors=True)
        passing.mkdir(parents=True)
        for file, content in files.items():
            _write(passing / file, content)
        if target.exists():
            target.rename(old)
        passing.rename(target)
        shutil.rmtree(old, ignore_errors=True)
    except OSError as fault:
        if old.exists() and not target.exists():
            _try_rename(old, target)
        shutil.rmtree(passing, ignore_errors=True)
        raise _known(fault) from None
    return target


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())  # a stick is pulled out as soon as the window says that it is done


def _try_rename(old: Path, target: Path) -> None:
    try:
        old.rename(target)
    except OSError:
        return  # the stick is gone; the folder lies there under its passing name


def _known(fault: OSError) -> KnownError:
    title = _("Folder belum tersimpan")
    if fault.errno in _FULL:
        words = _("Tempatnya penuh. Kosongkan sebagian atau pilih tempat lain. Data di SIPA tetap aman.")
        return KnownError(title, words, "full")
    if fault.errno in _LOCKED:
        words = _("Tempat itu tidak dapat ditulisi. Buka kuncinya atau pilih tempat lain. Data di SIPA tetap aman.")
        return KnownError(title, words, "read_only")
    words = _("Tempat itu tidak dapat dicapai. Pasang lagi USB-nya, atau pilih tempat lain. Data di SIPA tetap aman.")
    return KnownError(title, words, "gone")
