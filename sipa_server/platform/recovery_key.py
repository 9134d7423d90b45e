"""The key of the server's backups: its secret half is 28 letters on paper, its public half is all that a machine keeps.

The letters are those of sipa_core.domain.recovery_code; HKDF makes 32 bytes of their 127 bits, and those an age
identity. Nothing here is ever written to a disk.
"""

from __future__ import annotations

import hashlib
from typing import Final

from sipa_server.platform.age_key import age_identity

_PURPOSE: Final = b"sipa server backup 1"


def identity_of(code: str) -> str:
    """`AGE-SECRET-KEY-1…` for a code as `read_code` gives it."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return age_identity(bytes(HKDF(hashes.SHA256(), 32, None, _PURPOSE).derive(code.encode())))


def recipient_of(code: str) -> str:
    """`age1…`: what backups for this paper are sealed with."""
    import pyrage

    return str(pyrage.x25519.Identity.from_str(identity_of(code)).to_public())


def mark_of(recipient: str) -> str:
    """Eight digits by which a paper and the backups made for it are told from others; they open nothing."""
    return hashlib.sha256(f"sipa recovery mark|{recipient}".encode()).hexdigest()[:8].upper()
