"""Names and keys: Ed25519 for signatures, an age recipient, UUIDv7 for ops, UUIDv5 for natural keys."""

from __future__ import annotations

import hashlib
import hmac
import os
import time
import uuid

import pyrage
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "sipa:1")


def natural_id(kind: str, *parts: str) -> str:
    """The id of a record that has a natural key."""
    return str(uuid.uuid5(NAMESPACE, "|".join((kind, *parts))))


def fresh_id() -> str:
    """A UUIDv7: milliseconds first, chance after."""
    number = (int(time.time() * 1000) << 80) | int.from_bytes(os.urandom(10), "big")
    number = (number & ~(0xF << 76)) | (7 << 76)
    number = (number & ~(0x3 << 62)) | (2 << 62)
    return str(uuid.UUID(int=number))


def sha256_hex(data: bytes) -> str:
    """SHA-256 as 64 hex digits."""
    return hashlib.sha256(data).hexdigest()


def proof(token: str, *parts: str) -> str:
    """HMAC-SHA-256 (hex) under the SHA-256 (hex) of the token, over the parts joined by zero bytes."""
    key = sha256_hex(token.encode()).encode()
    return hmac.new(key, b"\0".join(part.encode() for part in parts), "sha256").hexdigest()


def signing_key() -> tuple[Ed25519PrivateKey, str]:
    """A new key for signatures and its public half, raw, in hex."""
    key = Ed25519PrivateKey.generate()
    return key, key.public_key().public_bytes_raw().hex()


def age_pair() -> tuple[str, str]:
    """A new age key: its secret half, and its recipient `age1…`."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def signed(public: str, signature: str, message: bytes) -> bool:
    """Whether the signature (hex) over SHA-256 of the message was made with the public key (hex)."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(
            bytes.fromhex(signature), hashlib.sha256(message).digest()
        )
    except (InvalidSignature, ValueError):
        return False
    return True
