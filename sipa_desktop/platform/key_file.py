"""The file beside the database that says how its key is had: `kunci.json`, and a second copy of it.

It holds no key in the clear. Both copies are replaced as a whole, one after the other, so a power cut leaves one good.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import logging
from pathlib import Path
from typing import Final

import msgspec

from sipa_desktop.disk_faults import of_number
from sipa_desktop.platform.key_wraps import Wrap, WrapKind
from sipa_desktop.platform.whole_files import NotWritten, write_whole

log = logging.getLogger(__name__)

NAMES: Final = ("kunci.json", "kunci.salinan.json")
FORM: Final = 1
_MAX_BYTES: Final = 64 * 1024


class KeyFile(msgspec.Struct, frozen=True):
    """Whose key it is, how to tell the right one (`check`), and its sealed copies. `sum` tells a spoilt file from a
    whole one, since a changed letter of a sealed copy would make the right password a wrong one; files of earlier
    versions have none.
    """

    profile_id: str
    check: str
    wraps: list[Wrap]
    made_at: int
    form: int = FORM
    sum: str = ""

    def wrap(self, kind: WrapKind) -> Wrap | None:
        """The sealed copy of that kind, None when there is none."""
        return next((one for one in self.wraps if one.kind is kind), None)

    def with_wrap(self, wrap: Wrap) -> KeyFile:
        """The same file with this copy in the place of an older one of its kind."""
        kept = [one for one in self.wraps if one.kind is not wrap.kind]
        return msgspec.structs.replace(self, wraps=[*kept, wrap])

    def fits(self, key: bytes) -> bool:
        """True for the key that this file is about."""
        return hmac.compare_digest(self.check, check_of(key))


def check_of(key: bytes) -> str:
    """A value that tells a key from every other and gives nothing of it away."""
    return hmac.new(key, b"sipa key check 1", hashlib.sha256).hexdigest()[:32]


def read_key_file(folder: Path) -> KeyFile | None:
    """The key file of a profile or of a copy of one: the first that can be read; None when there is none."""
    for name in NAMES:
        found = _read(folder / name)
        if found is not None:
            return found
    return None


def is_there(folder: Path) -> bool:
    """True when a key file lies in the folder, also one that cannot be read."""
    return any((folder / name).exists() for name in NAMES)


def write_key_file(folder: Path, file: KeyFile) -> None:
    """Replace the file and its second copy; durable when this returns. KnownError, and nothing changed.

    From the first one on it holds: a second copy that a scanner keeps open, or that finds no room, comes with
    `settle_key_files`, and is no reason to call a password refused that opens the data.
    """
    content = _content(file)
    first, *others = NAMES
    try:
        write_whole(folder / first, content, private=True)
    except NotWritten as fault:
        # Its words are for a place that was chosen; here it is this PC's disk, and there is no other.
        cause = fault.__cause__
        kind = of_number(cause.errno) if isinstance(cause, OSError) else None
        raise (kind() if kind is not None else fault) from cause
    for name in others:
        try:
            write_whole(folder / name, content, private=True)
        except NotWritten as fault:
            log.warning("%s is behind: %s", name, fault.code)


def settle_key_files(folder: Path) -> None:
    """Make both copies the one that is read; a disk that takes nothing leaves them as they are.

    A copy that cannot be read now may be the newer one, which a scanner holds: then nothing is replaced.
    """
    try:
        copies = [_loaded(folder / name) for name in NAMES]
    except OSError as fault:
        log.warning("the key files are left as they are: %s", type(fault).__name__)
        return
    file = next((one for one in copies if one is not None), None)
    if file is None:
        return
    for name, other in zip(NAMES, copies, strict=True):
        if other is None or _sum(other) != _sum(file):
            with contextlib.suppress(NotWritten):
                write_whole(folder / name, _content(file), private=True)


def _content(file: KeyFile) -> bytes:
    return msgspec.json.format(msgspec.json.encode(msgspec.structs.replace(file, sum=_sum(file))), indent=2)


def _read(path: Path) -> KeyFile | None:
    try:
        return _loaded(path)
    except OSError as fault:
        log.warning("%s cannot be read: %s", path.name, type(fault).__name__)
        return None


def _loaded(path: Path) -> KeyFile | None:
    """What a copy says; None for one that is not there or is spoilt. OSError when the disk does not give it."""
    try:
        with open(path, "rb") as source:
            found = msgspec.json.decode(source.read(_MAX_BYTES), type=KeyFile)
    except FileNotFoundError:
        return None
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        log.warning("%s cannot be read: %s", path.name, type(fault).__name__)
        return None
    if found.sum not in ("", _sum(found)):
        log.warning("%s is spoilt", path.name)
        return None
    return found if found.form == FORM else None


def _sum(file: KeyFile) -> str:
    return hashlib.sha256(msgspec.json.encode(msgspec.structs.replace(file, sum=""))).hexdigest()
