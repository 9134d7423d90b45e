"""The enrolment file: a PC's place at the kecamatan's table, and what its office begins with, carried on a stick.

`SIPA-DAFTAR-1`, the server's public key, its signature, then JSON under zstd. Nothing is unpacked before the signature
fits. Who holds the file can take the place it names, once, and only until the kecamatan says that the PC is not theirs.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Final

import msgspec

from sipa_core import ids
from sipa_core.domain.roles import Role
from sipa_core.sync.signing import is_signed
from sipa_core.wire.codec import WireError, decode, pack, unpack
from sipa_core.wire.enrol import is_file_secret
from sipa_core.wire.records import Record
from sipa_core.wire.version import SIPA

SUFFIX: Final = ".sipadaftar"
MAX_FILE: Final = 8 * 1024 * 1024
MAX_OPENED: Final = 32 * 1024 * 1024
_HEAD: Final = re.compile(rb"SIPA-DAFTAR-1\n([0-9a-f]{64})\n([0-9a-f]{128})\n")
_HEAD_LENGTH: Final = len("SIPA-DAFTAR-1\n") + 65 + 129
_FINGERPRINT: Final = re.compile(r"([0-9a-f]{64})?")
_PLAIN: Final = re.compile(r"[^A-Z0-9]+")


class EnrolmentFileError(Exception):
    """The file is refused whole; nothing of it may be used."""


class EnrolmentFile(msgspec.Struct, frozen=True):
    """What the server says to a PC that it has not met: who it will be, whose server this is, the first records.

    `secret` is 128 random bits in hex, good once; `device` follows from it. `records` are whole, as the feed has them.
    `certificate` is the SHA-256 (hex) of the own certificate of a server in an office, to be pinned; else empty.
    """

    secret: str
    device: str
    person: str
    person_name: str
    role: Role
    kecamatan: str
    village: str | None
    place_name: str
    server_url: str
    server_id: str
    server_sign_pub: str
    server_age_pub: str
    epoch: str
    public_url: str
    made_at: int
    records: list[Record]
    certificate: str = ""
    sipa: int = SIPA

    def __repr__(self) -> str:
        """Without the secret, which must reach no log."""
        return f"EnrolmentFile({self.place_name!r})"


def seal_enrolment(content: EnrolmentFile, sign: Callable[[bytes], str]) -> bytes:
    """Return the bytes of the file; `sign` is the server's Ed25519 over a digest."""
    packed, encoding = pack(msgspec.json.encode(content))
    if encoding is None or len(packed) > MAX_FILE - _HEAD_LENGTH:
        raise EnrolmentFileError("size")
    signature = sign(_digest(content.server_sign_pub, packed))
    return f"SIPA-DAFTAR-1\n{content.server_sign_pub}\n{signature}\n".encode() + packed


def open_enrolment(raw: bytes) -> EnrolmentFile:
    """Return what the file says; EnrolmentFileError for one that was cut, changed, made up, or says what cannot be."""
    head = _HEAD.match(raw)
    if head is None or len(raw) > MAX_FILE:
        raise EnrolmentFileError("form")
    sign_pub, signature, packed = head[1].decode(), head[2].decode(), raw[head.end() :]
    if not is_signed(sign_pub, _digest(sign_pub, packed), signature):
        raise EnrolmentFileError("signature")
    try:
        content = decode(unpack(packed, "zstd", MAX_OPENED), EnrolmentFile)
    except WireError:
        raise EnrolmentFileError("content") from None
    if not _holds_together(content, sign_pub):
        raise EnrolmentFileError("content")
    return content


def enrolment_name(place: str) -> str:
    """`DESA-BABAYAU.sipadaftar`: what the file for a place is called on the stick."""
    return f"{_PLAIN.sub('-', place.upper()).strip('-')[:40] or 'KANTOR'}{SUFFIX}"


def _holds_together(content: EnrolmentFile, sign_pub: str) -> bool:
    return (
        content.sipa == SIPA
        and content.server_sign_pub == sign_pub
        and content.server_id == hashlib.sha256(bytes.fromhex(sign_pub)).hexdigest()
        and is_file_secret(content.secret)
        and _FINGERPRINT.fullmatch(content.certificate) is not None
        and ids.is_id(content.device)
        and ids.is_id(content.person)
        and bool(content.person_name and content.place_name and content.server_age_pub)
        and (content.role is Role.ADMIN_KECAMATAN) == (content.village is None)
    )


def _digest(sign_pub: str, packed: bytes) -> bytes:
    return hashlib.sha256(b"sipa-enrolment-1\0" + sign_pub.encode() + b"\0" + packed).digest()
