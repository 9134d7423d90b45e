"""Enrolment: how a PC gets its place at the kecamatan's table with a one-use code.

The same code with the same signing key gets the same device and a fresh token, so a lost reply locks nobody out.
"""

from __future__ import annotations

import msgspec

from sipa_core.wire.version import SIPA

CODE_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ236789"
CODE_LENGTH = 8
CODE_DAYS = 7


class EnrolRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a new desk shows: the code typed by a person, the PC's name, its public keys, its first incarnation.

    `sign_pub` is the Ed25519 public key as 64 lower-case hex digits, `age_pub` an age recipient (may be empty).
    """

    code: str
    device_name: str
    sign_pub: str
    age_pub: str
    incarnation: str
    sipa: int = SIPA


class Scope(msgspec.Struct, frozen=True):
    """What a desk may see: one village, or a whole kecamatan when `village` is None."""

    kecamatan: str
    village: str | None = None


class EnrolReply(msgspec.Struct, frozen=True):
    """The desk's place: device, bearer token, person, role and scope, and whose server this is (pinned from now on).

    `server_sign_pub` is 64 hex digits; `server_id` is the SHA-256 (hex) of its 32 bytes.
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


def normalise_code(typed: str) -> str | None:
    """Return the code as stored (8 letters, upper case), or None when what was typed cannot be one.

    Spaces and dashes are dropped; letters that look alike and are not in the alphabet are not guessed.
    """
    code = "".join(ch for ch in typed.upper() if ch not in " -\u2013\u00a0\t\r\n")
    if len(code) == CODE_LENGTH and all(ch in CODE_ALPHABET for ch in code):
        return code
    return None
