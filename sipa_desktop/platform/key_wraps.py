"""Wraps of the data key: sealed once under the password and once under the recovery code, with AES-256-GCM.

A password goes through Argon2id first, since people choose weak ones; a recovery code is strong enough for HKDF. The
library is loaded when a wrap is made or opened, not when the desk starts.
"""

from __future__ import annotations

import unicodedata
from enum import StrEnum
from typing import Final

import msgspec

from sipa_core.ports import Entropy

KEY_BYTES: Final = 32
_SALT: Final = 16
_NONCE: Final = 12
_PURPOSE: Final = "sipa data key 1"


class WrapKind(StrEnum):
    """By what a wrap opens."""

    PASSWORD = "password"
    RECOVERY = "recovery"


class Cost(msgspec.Struct, frozen=True):
    """What one try of a password costs: memory in KiB and passes of Argon2id."""

    memory: int = 64 * 1024
    passes: int = 3


MOST: Final = Cost(memory=512 * 1024, passes=16)
"""A key file that asks for more was not written by this program; it must not eat the PC's memory."""


class Wrap(msgspec.Struct, frozen=True):
    """One sealed copy of the data key; bytes as hex. `at` is when it was made (UTC ms)."""

    kind: WrapKind
    salt: str
    nonce: str
    sealed: str
    at: int
    memory: int = 0
    passes: int = 0


def seal(key: bytes, kind: WrapKind, word: str, profile_id: str, entropy: Entropy, at: int, cost: Cost) -> Wrap:
    """The key, sealed under a password or a recovery code for this profile only."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt, nonce = entropy.bytes(_SALT), entropy.bytes(_NONCE)
    paid = cost if kind is WrapKind.PASSWORD else Cost(0, 0)
    sealed = AESGCM(_under(kind, word, salt, paid)).encrypt(nonce, key, _about(kind, profile_id))
    return Wrap(kind, salt.hex(), nonce.hex(), sealed.hex(), at, paid.memory, paid.passes)


def open_wrap(wrap: Wrap, word: str, profile_id: str) -> bytes | None:
    """The data key, None when the word is not the right one or the wrap is damaged."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if wrap.memory > MOST.memory or wrap.passes > MOST.passes:
        return None
    try:
        under = _under(wrap.kind, word, bytes.fromhex(wrap.salt), Cost(wrap.memory, wrap.passes))
        key = AESGCM(under).decrypt(
            bytes.fromhex(wrap.nonce), bytes.fromhex(wrap.sealed), _about(wrap.kind, profile_id)
        )
    except (InvalidTag, ValueError):
        return None
    return key if len(key) == KEY_BYTES else None


def _under(kind: WrapKind, word: str, salt: bytes, cost: Cost) -> bytes:
    if kind is WrapKind.PASSWORD:
        from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

        stretched = Argon2id(
            salt=salt, length=KEY_BYTES, iterations=cost.passes, lanes=1, memory_cost=cost.memory
        ).derive(_said(word))
        return bytes(stretched)
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return bytes(HKDF(hashes.SHA256(), KEY_BYTES, salt, _PURPOSE.encode()).derive(_said(word)))


def _said(word: str) -> bytes:
    """The same bytes for the same word, however a keyboard composes its letters."""
    return unicodedata.normalize("NFC", word).encode()


def _about(kind: WrapKind, profile_id: str) -> bytes:
    return f"{_PURPOSE}|{kind.value}|{profile_id}".encode()
