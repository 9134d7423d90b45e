"""What a bundle on a stick says of itself, and what couriers and the server say of bundles (docs/protocol.md).

A bundle carries one Request, or one Reply, with the bytes of attachments; it is sealed for one reader and signed by its
maker. Whoever carries it can read neither.
"""

from __future__ import annotations

import hashlib
import re
from enum import StrEnum
from typing import Annotated, Final

import msgspec

from sipa_core.wire.enrol import EnrolRequest
from sipa_core.wire.version import SIPA

SUFFIX: Final = ".sipa"
REPLY_MARK: Final = "-balasan"
"""Before the suffix it tells people, and couriers who need not take it, that a file goes to a village."""

MEDIA_TYPE: Final = "application/octet-stream"
NAME_HEADER: Final = "Sipa-Name"
"""Carries what the file was called on the stick, so that its reply can be called after it."""

MAX_SEALED: Final = 1024 * 1024 * 1024 - 1024 * 1024
"""Bytes of a bundle; below 1 GiB, which every stick and every file system takes."""

MAX_OPS: Final = 10_000
"""Ops in a bundle; the count of an exchange does not hold here."""

MAX_TIME: Final = 253_402_214_400_000
"""The last day of the year 9999, UTC ms; no clock of a PC may name a later moment."""

WHOLE_BELOW: Final = 256 * 1024
"""Bytes up to which a bundle is handed over in one request; a larger one goes piece by piece."""

_NAME: Final = re.compile(r"SIPA-[A-Z0-9-]{1,90}\.sipa")
_PLAIN: Final = re.compile(r"[^A-Z0-9]+")


def part_name(sha256: str) -> str:
    """The name under which a large bundle's pieces are told of, in the form of an upload's."""
    return sha256[:32]


class Direction(StrEnum):
    """Where a bundle goes."""

    TO_SERVER = "to_server"
    TO_DESK = "to_desk"


class Member(msgspec.Struct, frozen=True, omit_defaults=True):
    """One file in the bundle: its name, SHA-256 (hex) and size; `media` of an attachment."""

    name: str
    sha256: str
    size: int
    media: str = ""


class Manifest(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a bundle is: from whom (a device, or the server's id) to whom, in which epoch, which of its maker's.

    `sealed_at` is the maker's clock (UTC ms), advisory. `wanted` are attachments that the desk asks for; `taken` tells
    of each that the desk sent "" or the code with which it was refused. `enrol` introduces a PC that was enrolled by a
    file and has not met the server.
    """

    sender: str
    recipient: str
    direction: Direction
    epoch: str
    counter: Annotated[int, msgspec.Meta(ge=0, lt=2**53)]
    sealed_at: Annotated[int, msgspec.Meta(ge=0, lt=MAX_TIME)]
    members: list[Member] = []
    wanted: list[str] = []
    taken: dict[str, str] = {}
    enrol: EnrolRequest | None = None
    sipa: int = SIPA


class BundleFault(StrEnum):
    """Why a file is refused whole; each has words (sipa_core.sync.bundle_words)."""

    NOT_A_BUNDLE = "not_a_bundle"
    TOO_LARGE = "bundle_too_large"
    CHANGED = "bundle_changed"
    NOT_FOR_US = "bundle_not_for_us"
    UNKNOWN_SENDER = "bundle_unknown_sender"
    NOT_SIGNED = "bundle_not_signed"
    REFUSED = "bundle_refused"


class BundleState(StrEnum):
    """taken: its ops have their receipts, a reply is sealed · quarantined: kept sealed until a person has looked, for
    its PC was revoked · refused: not a bundle for this server, or not whole."""

    TAKEN = "taken"
    QUARANTINED = "quarantined"
    REFUSED = "refused"


class BundleAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """The server's answer to a courier: what became of the file with this SHA-256, and the sealed reply to it.

    `reply` is the reply's SHA-256, `reply_name` how the file shall be called. Signed over `answer_digest`.
    """

    server_id: str
    sha256: str
    state: BundleState
    code: str = ""
    reply: str = ""
    reply_name: str = ""
    reply_size: int = 0
    signature: str = ""
    sipa: int = SIPA


class ServerCard(msgspec.Struct, frozen=True):
    """Who the server is, for desks that were registered before bundles: its keys, signed over `card_digest`."""

    server_id: str
    server_sign_pub: str
    server_age_pub: str
    signature: str
    sipa: int = SIPA


def answer_digest(answer: BundleAnswer) -> bytes:
    """The 32 bytes that the server signs of an answer."""
    parts = (answer.sha256, answer.state.value, answer.code, answer.reply, answer.reply_name, str(answer.reply_size))
    return hashlib.sha256(b"\0".join([b"sipa-bundle-answer-1", *(part.encode() for part in parts)])).digest()


def card_digest(age_pub: str) -> bytes:
    """The 32 bytes that the server signs of its age recipient."""
    return hashlib.sha256(b"sipa-server-age-1\0" + age_pub.encode()).digest()


def manifest_digest(manifest: bytes) -> bytes:
    """The 32 bytes that a bundle's maker signs: SHA-256 over a tag and the manifest's own bytes."""
    return hashlib.sha256(b"sipa-bundle-1\0" + manifest).digest()


def bundle_name(place: str, time: str, number: int, *, reply: bool = False) -> str:
    """`SIPA-BABAYAU-20250713-1602-3.sipa`: capitals, digits, dashes only; FAT knows nothing else for certain."""
    plain = _PLAIN.sub("-", place.upper().encode("ascii", "ignore").decode()).strip("-")[:40] or "KANTOR"
    mark = REPLY_MARK if reply else ""
    return f"SIPA-{plain}-{time}-{number}{mark}{SUFFIX}"


def is_bundle_name(name: str) -> bool:
    """True for a name that a program of ours gives."""
    return _NAME.fullmatch(name) is not None


def reply_name_of(name: str) -> str:
    """What the reply to a bundle of that name is called."""
    return f"{name.removesuffix(SUFFIX)}{REPLY_MARK}{SUFFIX}"
