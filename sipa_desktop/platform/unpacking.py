"""Lays the files of a checked release beside the program that runs: whole and durable under its name, or not there.

What a power cut left half laid is begun anew; what an earlier try laid whole is used, after it was read again.
"""

from __future__ import annotations

import errno
import logging
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, Protocol

from sipa_core.messages import _
from sipa_core.release.faults import ReleaseError, ReleaseFault, release_words
from sipa_core.release.manifest import Release, ReleaseFile, check_fits
from sipa_core.release.package import Seen
from sipa_core.release.signed import SIGNED_NAME
from sipa_desktop.errors import KnownError
from sipa_desktop.new_files import put_in_place, sync_names
from sipa_desktop.platform.installation import GOING, UNFINISHED, Installation, name_of

log = logging.getLogger(__name__)

ROOM: Final = 128 * 1024 * 1024
"""Bytes that stay free beside a new release, for the copy of the data and its migration."""
Progress = Callable[[int, int], None]


class Bringer(Protocol):
    """Whoever brings a release whose signature held: a package of a stick, or pieces from a server."""

    release: Release
    signed: bytes

    def check(self, seen: Seen = ...) -> None:
        """Hold all that was brought to the hashes that were signed. ReleaseError, OSError."""
        ...

    def opened(self, one: ReleaseFile) -> Iterator[bytes]:
        """The bytes of a file. ReleaseError, OSError."""
        ...


def lay_beside(installation: Installation, bringer: Bringer, schema: str | None, progress: Progress) -> str:
    """Check a release against this program and its data, and lay it beside it; the name of its folder.

    KnownError with words; then nothing has changed.
    """
    release = bringer.release
    try:
        check_fits(release, installation.installed(schema))
        name = name_of(release)
        if installation.is_whole(name):
            return name
        whole = sum(one.packed for one in release.files) + release.size
        count = _Count(whole, progress)
        _make_room(installation, release)
        bringer.check(count)
        _lay(installation, bringer, name, count)
    except ReleaseError as fault:
        raise refused(fault.fault) from None
    except OSError as fault:
        raise _not_laid(fault) from None
    return name


def _make_room(installation: Installation, release: Release) -> None:
    """Take away what earlier tries left; OSError(ENOSPC) when a second program does not fit."""
    for left in installation.versions.iterdir():
        if left.name.endswith((UNFINISHED, GOING)):
            installation.remove(left)
    installation.remove(installation.folder(name_of(release)))
    if shutil.disk_usage(installation.root).free < release.size + ROOM:
        raise OSError(errno.ENOSPC, "no room")


def _lay(installation: Installation, bringer: Bringer, name: str, count: _Count) -> None:
    made = installation.folder(name + UNFINISHED)
    made.mkdir(parents=True)
    try:
        for one in bringer.release.files:
            _write(made / one.name, bringer.opened(one), count)
            if one.runs and os.name != "nt":
                os.chmod(made / one.name, 0o755)
        _write(made / SIGNED_NAME, iter([bringer.signed]), lambda _size: None)
        for folder in {path.parent for path in made.rglob("*")}:
            sync_names(folder)
        put_in_place(made, installation.folder(name))
        sync_names(installation.versions)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise


def _write(path: Path, pieces: Iterator[bytes], seen: Seen) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "xb") as file:
        for piece in pieces:
            file.write(piece)
            seen(len(piece))
        file.flush()
        os.fsync(file.fileno())


class _Count:
    def __init__(self, whole: int, progress: Progress) -> None:
        self._whole, self._progress, self._done = whole, progress, 0

    def __call__(self, size: int) -> None:
        self._done += size
        self._progress(self._done, self._whole)


def refused(fault: ReleaseFault) -> KnownError:
    """A release that is not taken, in words."""
    return KnownError(_("Pembaruan ini tidak dipakai"), release_words(fault), fault.value)


def _not_laid(fault: OSError) -> KnownError:
    log.warning("an update was not laid: %s", errno.errorcode.get(fault.errno or 0, "?"))
    if fault.errno in (errno.ENOSPC, errno.EDQUOT):
        words = _("Hard disk komputer ini hampir penuh. SIPA tetap seperti semula. Kosongkan sebagian, lalu coba lagi.")
    else:
        words = _("Berkas pembaruan atau folder SIPA tidak terbaca. SIPA tetap seperti semula. Pasang lagi USB-nya.")
    return KnownError(_("Pembaruan belum dipasang"), words, "update_not_laid")
