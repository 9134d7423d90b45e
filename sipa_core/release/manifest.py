"""What a release says of itself: product, channel, platform, a rising number, and each file with size and SHA-256.

Versions are for people; only `seq` orders releases, so that nobody is led back to an older program. There is no date
after which a release ends: a stick may lie in a drawer for months.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, Final

import msgspec

from sipa_core.release.faults import ReleaseError, ReleaseFault
from sipa_core.wire.bundles import MAX_TIME

FORM: Final = 1
MAX_MANIFEST: Final = 4 * 1024 * 1024
MAX_FILES: Final = 8_000
MAX_TOTAL: Final = 1024 * 1024 * 1024
"""Bytes of all files of a release, opened."""
MAX_NOTES: Final = 40

_SHA256: Final = r"^[0-9a-f]{64}\Z"
_PART: Final = re.compile(r"[A-Za-z0-9_+()\-.,@=~ \[\]]{1,120}")
_DEVICES: Final = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9]) *(\..*)?")
"""Names that Windows takes for devices in every folder."""

Hash = Annotated[str, msgspec.Meta(pattern=_SHA256)]
Size = Annotated[int, msgspec.Meta(ge=0, le=MAX_TOTAL)]
Seq = Annotated[int, msgspec.Meta(ge=0, lt=2**53)]
Word = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9-]{1,40}\Z")]
Schema = Annotated[str, msgspec.Meta(pattern=r"^[a-z][0-9]{4}\Z")]
Version = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,4}(\.[0-9]{1,4}){1,3}\Z")]
Note = Annotated[str, msgspec.Meta(max_length=400)]


class Product(StrEnum):
    """What a release is of. A stick's list (`USB`) tells what lies on the stick; nothing is installed from it."""

    DESK = "sipa-desktop"
    SERVER = "sipa-server"
    USB = "sipa-usb"


class Channel(StrEnum):
    """Who a release is for: everybody, or trials, whose keys are other ones."""

    STABLE = "stabil"
    TRIAL = "percobaan"


class ReleaseFile(msgspec.Struct, frozen=True, omit_defaults=True):
    """One file: its name (folders with `/`), size and SHA-256.

    In a package it lies under zstd in `packed` bytes of the hash `packed_sha256`; beside a manifest it lies as it is
    (0 and ""). `runs`: it is a program.
    """

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=240)]
    size: Size
    sha256: Hash
    packed: Size = 0
    packed_sha256: Annotated[str, msgspec.Meta(pattern=r"^([0-9a-f]{64})?\Z")] = ""
    runs: bool = False


class Release(msgspec.Struct, frozen=True, omit_defaults=True):
    """A release. `min_seq`: the oldest installed one that may take it; `schema` and `oldest_schema`: the form of the
    data that it brings, and the oldest that it can bring there; `issued` (UTC ms) is for people.
    """

    product: Product
    channel: Channel
    platform: Word
    version: Version
    seq: Seq
    issued: Annotated[int, msgspec.Meta(ge=0, lt=MAX_TIME)]
    files: Annotated[list[ReleaseFile], msgspec.Meta(max_length=MAX_FILES)]
    min_seq: Seq = 0
    schema: Schema | None = None
    oldest_schema: Schema | None = None
    notes: Annotated[list[Note], msgspec.Meta(max_length=MAX_NOTES)] = []
    form: int = FORM

    @property
    def size(self) -> int:
        """Bytes of all files, opened."""
        return sum(file.size for file in self.files)


class Installed(msgspec.Struct, frozen=True):
    """What stands on this PC; `seq` 0 when it did not come from a release, `schema` of its data when known."""

    product: Product
    channel: Channel
    platform: str
    version: str
    seq: int
    schema: str | None = None


class _Form(msgspec.Struct):
    form: int = FORM


def canonical(release: Release) -> bytes:
    """The bytes that are signed: compact JSON in the order of the fields, names sorted. ValueError when unusable."""
    raw = msgspec.json.encode(msgspec.structs.replace(release, files=sorted(release.files, key=lambda one: one.name)))
    try:
        read_release(raw)
    except ReleaseError as fault:
        raise ValueError(f"not a release: {fault}") from fault
    return raw


def read_release(raw: bytes) -> Release:
    """The release of these bytes, whose signature holds; strictly, and every bound and name kept. ReleaseError."""
    if len(raw) > MAX_MANIFEST:
        raise ReleaseError(ReleaseFault.TOO_LARGE)
    try:
        if msgspec.json.decode(raw, type=_Form).form != FORM:
            raise ReleaseError(ReleaseFault.TOO_NEW_FORM)
        release = msgspec.json.decode(raw, type=Release)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise ReleaseError(ReleaseFault.NOT_A_RELEASE) from None
    if release.size > MAX_TOTAL or sum(file.packed for file in release.files) > MAX_TOTAL:
        raise ReleaseError(ReleaseFault.TOO_LARGE)
    if not names_hold([file.name for file in release.files]):
        raise ReleaseError(ReleaseFault.CHANGED)
    return release


def check_fits(release: Release, installed: Installed) -> None:
    """Raise ReleaseError unless this release may take the place of what is installed."""
    if release.product is not installed.product:
        raise ReleaseError(ReleaseFault.OTHER_PRODUCT)
    if release.platform != installed.platform:
        raise ReleaseError(ReleaseFault.OTHER_PLATFORM)
    if release.channel is not installed.channel:
        raise ReleaseError(ReleaseFault.OTHER_CHANNEL)
    if release.seq <= installed.seq:
        raise ReleaseError(ReleaseFault.NOT_NEWER)
    if installed.seq < release.min_seq:
        raise ReleaseError(ReleaseFault.STEP_MISSING)
    data, oldest, brings = installed.schema, release.oldest_schema, release.schema
    if data is not None and brings is not None and data > brings:
        raise ReleaseError(ReleaseFault.NOT_NEWER)  # it would open these data for reading only
    if data is not None and oldest is not None and data < oldest:
        raise ReleaseError(ReleaseFault.DATA_TOO_OLD)


def names_hold(names: list[str]) -> bool:
    """True when every name stays below its folder on every system, and no two of them meet there."""
    folded = {name.lower() for name in names}
    if len(folded) != len(names) or not all(_holds(name) for name in names):
        return False
    parents = {"/".join(parts[:at]) for name in folded for parts in [name.split("/")] for at in range(1, len(parts))}
    return not parents & folded


def _holds(name: str) -> bool:
    return all(
        _PART.fullmatch(part) and part.strip(". ") and part[-1] not in ". " and not _DEVICES.fullmatch(part)
        for part in name.split("/")
    )
