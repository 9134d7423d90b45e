"""The check of an Ed25519 signature, the same for both sides. Private keys never come here.

The library is imported when a signature is looked at, not when a program starts.
"""

from __future__ import annotations


def is_signed(sign_pub_hex: str, message: bytes, signature_hex: str) -> bool:
    """True when the signature over the message was made by the holder of that key."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(sign_pub_hex))
        key.verify(bytes.fromhex(signature_hex), message)
    except (ValueError, InvalidSignature):
        return False
    return True
