"""Nothing new: the smallest question of a desk, and the proof without which "304" is anybody's word.

A captive portal or a cache may answer 304 to anything; only who knows the token's hash can name nonce and cursor.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

CURSOR_HEADER: Final = "If-None-Match"
NONCE_HEADER: Final = "Sipa-Nonce"
PROOF_HEADER: Final = "Sipa-Proof"
MAX_NONCE: Final = 64
MAX_CURSOR: Final = 400
_PROOF_BYTES: Final = 16


def proof(token: str, nonce: str, cursor: str) -> str:
    """32 hex digits: HMAC-SHA-256, cut to 16 bytes, over nonce and cursor under the hash of the token."""
    key = hashlib.sha256(token.encode()).hexdigest().encode()
    said = f"sipa-unchanged-1\0{nonce}\0{cursor}"
    return hmac.new(key, said.encode(), hashlib.sha256).digest()[:_PROOF_BYTES].hex()


def is_proven(given: str | None, token: str, nonce: str, cursor: str) -> bool:
    """True when the answer comes from a server that knows the token, and is about this very question."""
    return given is not None and hmac.compare_digest(given, proof(token, nonce, cursor))
