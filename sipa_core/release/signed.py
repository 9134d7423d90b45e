"""A signed release: the manifest's own bytes with one Ed25519 signature, checked before anything of it is decoded.

The program carries two public keys, the one in use and a spare that lies elsewhere; private keys never come here.
"""

from __future__ import annotations

import hashlib
import re
from typing import Final

import msgspec

from sipa_core.release.faults import ReleaseError, ReleaseFault
from sipa_core.release.manifest import MAX_MANIFEST, Channel, Release, read_release
from sipa_core.sync.signing import is_signed

SIGNED_NAME: Final = "rilis.json"
"""The signed release beside the files that it names: in the folder of an installed program, and on a stick."""
MAX_SIGNED: Final = 2 * MAX_MANIFEST
_HEX: Final = re.compile(r"[0-9a-f]{64}")
_SIGNATURE: Final = re.compile(r"[0-9a-f]{128}")
"""In one form only: a changed byte must never read as the same signature."""


class ReleaseKeys(msgspec.Struct, frozen=True):
    """The makers' public keys (hex) that a program trusts, and the channel whose releases they sign."""

    channel: Channel
    keys: list[str]


class Signed(msgspec.Struct, frozen=True):
    """A manifest as it was signed, the name of the key (`key_name`) and the signature (hex)."""

    manifest: str
    key: str
    signature: str


def read_keys(raw: bytes) -> ReleaseKeys:
    """The keys that a program carries. ValueError when the file is not what a build may carry."""
    try:
        keys = msgspec.json.decode(raw, type=ReleaseKeys)
    except msgspec.DecodeError as fault:
        raise ValueError("not a file of release keys") from fault
    if len(keys.keys) not in (0, 2) or len(set(keys.keys)) != len(keys.keys) or not all(map(_HEX.fullmatch, keys.keys)):
        raise ValueError("a program carries two different public keys, or none")
    return keys


def key_name(public_hex: str) -> str:
    """What a key is called in a signature: the beginning of its hash."""
    return hashlib.sha256(bytes.fromhex(public_hex)).hexdigest()[:16]


def release_digest(manifest: bytes) -> bytes:
    """The 32 bytes that the maker signs: SHA-256 over a tag and the manifest's own bytes."""
    return hashlib.sha256(b"sipa-release-1\0" + manifest).digest()


def open_signed(raw: bytes, keys: ReleaseKeys) -> Release:
    """The release of a signed file, once its signature by one of the keys holds. ReleaseError."""
    if not keys.keys:
        raise ReleaseError(ReleaseFault.NO_KEYS)
    if len(raw) > MAX_SIGNED:
        raise ReleaseError(ReleaseFault.TOO_LARGE)
    try:
        signed = msgspec.json.decode(raw, type=Signed)
        manifest = signed.manifest.encode()
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        raise ReleaseError(ReleaseFault.NOT_A_RELEASE) from None
    trusted = {key_name(key): key for key in keys.keys}.get(signed.key)
    if trusted is None or not _SIGNATURE.fullmatch(signed.signature):
        raise ReleaseError(ReleaseFault.NOT_SIGNED)
    if not is_signed(trusted, release_digest(manifest), signed.signature):
        raise ReleaseError(ReleaseFault.NOT_SIGNED)
    release = read_release(manifest)
    if release.channel is not keys.channel:
        raise ReleaseError(ReleaseFault.OTHER_CHANNEL)
    return release
