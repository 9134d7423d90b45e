"""The desk's own keys, and what is done with them. Private halves live in the secrets port only.

The libraries are imported when a key is needed, not when the desk starts.
"""

from __future__ import annotations

import hashlib

from sipa_core.ports import Entropy, Secrets
from sipa_core.sync.signing import is_signed as is_signed

SIGN_KEY = "sign-key"
AGE_KEY = "age-key"
TOKEN = "token"
FILE_SECRET = "file-secret"
"""Of an enrolment file, until the server has met this PC."""


def sign_pub(secrets: Secrets, entropy: Entropy) -> str:
    """The desk's public signing key (hex); the key is made and stored first when there is none."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    seed = secrets.get(SIGN_KEY)
    if seed is None:
        seed = entropy.bytes(32).hex()
        secrets.put(SIGN_KEY, seed)
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed)).public_key().public_bytes_raw().hex()


def age_pub(secrets: Secrets) -> str:
    """The desk's age recipient; the identity is made and stored first when there is none."""
    import pyrage

    stored = secrets.get(AGE_KEY)
    if stored is None:
        stored = str(pyrage.x25519.Identity.generate())
        secrets.put(AGE_KEY, stored)
    return str(pyrage.x25519.Identity.from_str(stored).to_public())


def server_id_of(sign_pub_hex: str) -> str | None:
    """SHA-256 (hex) of a server's public signing key, None when the text is no such key."""
    try:
        raw = bytes.fromhex(sign_pub_hex)
    except ValueError:
        return None
    return hashlib.sha256(raw).hexdigest() if len(raw) == 32 else None


def sign(secrets: Secrets, message: bytes) -> str:
    """The desk's signature (hex) over a message; the key must have been made."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    seed = secrets.get(SIGN_KEY)
    if seed is None:
        raise RuntimeError("a signature before the registration")
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed)).sign(message).hex()


def age_identity(secrets: Secrets) -> str | None:
    """The secret half with which the desk opens what was sealed for it; None when it was never made."""
    return secrets.get(AGE_KEY)
