"""Enrolment: how a PC gets its place at the kecamatan's table with a one-use code, or with the secret of a file.

The same code with the same signing key gets the same device and a fresh token, so a lost reply locks nobody out.
"""

from __future__ import annotations

import re

import msgspec

from sipa_core.ports import Entropy
from sipa_core.wire.version import SIPA

CODE_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ236789"
CODE_LENGTH = 8
CODE_DAYS = 7
MAX_APP = 40
FILE_DAYS = 180
"""So long the secret of an enrolment file counts: a stick may lie in a drawer."""
_FILE_SECRET = re.compile(r"[0-9a-f]{32}")
DEVICE_KINDS = ("desktop", "laptop")


def draw_letters(entropy: Entropy, count: int) -> str:
    """So many letters of the alphabet by chance, each equally likely: bytes beyond its last whole multiple are drawn
    again.
    """
    size, letters = len(CODE_ALPHABET), ""
    while len(letters) < count:
        byte = entropy.bytes(1)[0]
        if byte < 256 - 256 % size:
            letters += CODE_ALPHABET[byte % size]
    return letters


class EnrolRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a new desk shows: the code typed by a person (or a file's secret), the PC's name, its public keys, its
    first incarnation.

    `sign_pub` is the Ed25519 public key as 64 lower-case hex digits, `age_pub` an age recipient (may be empty). `app`
    is the program's version and `kind` what sort of PC it is (`DEVICE_KINDS`); both may be empty.
    """

    code: str
    device_name: str
    sign_pub: str
    age_pub: str
    incarnation: str
    sipa: int = SIPA
    app: str = ""
    kind: str = ""


class Scope(msgspec.Struct, frozen=True):
    """What a desk may see: one village, or a whole kecamatan when `village` is None."""

    kecamatan: str
    village: str | None = None


class EnrolReply(msgspec.Struct, frozen=True):
    """The desk's place: device, bearer token, person, role and scope, and whose server this is (pinned from now on).

    `server_sign_pub` is 64 hex digits; `server_id` is the SHA-256 (hex) of its 32 bytes. `server_age_pub` seals bundles
    for the server; older servers leave it out.
    """

    device: str
    token: str
    role: str
    person: str
    person_name: str
    scope: Scope
    place_name: str
    server_id: str
    server_sign_pub: str
    epoch: str
    now: int
    public_url: str = ""
    sipa: int = SIPA
    server_age_pub: str = ""


class CodeRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kecamatan's PC asks for a code: for the person of a village (`village` None: of the kecamatan), by name.

    `hand_over` gives the village to that person and ends the one before with all PCs.
    """

    request_id: str
    device: str
    name: str
    village: str | None = None
    hand_over: bool = False
    sipa: int = SIPA


class CodeReply(msgspec.Struct, frozen=True):
    """The code, given once and kept nowhere but as a hash; `expires_at` is UTC ms. It counts only with our ids."""

    request_id: str
    server_id: str
    code: str
    expires_at: int
    person: str
    person_name: str
    sipa: int = SIPA


def is_file_secret(text: str) -> bool:
    """True for what stands in an enrolment file in the place of a code: 128 bits as 32 lower-case hex digits."""
    return _FILE_SECRET.fullmatch(text) is not None


def normalise_code(typed: str) -> str | None:
    """Return the code as stored (8 letters, upper case), or None when what was typed cannot be one.

    Spaces and dashes are dropped; letters that look alike and are not in the alphabet are not guessed.
    """
    code = "".join(ch for ch in typed.upper() if ch not in " -\u2013\u00a0\t\r\n")
    if len(code) == CODE_LENGTH and all(ch in CODE_ALPHABET for ch in code):
        return code
    return None
