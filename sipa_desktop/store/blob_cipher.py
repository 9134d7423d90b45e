"""How the bytes of attachments are encrypted on the disk: in frames of 64 KiB, each sealed with AES-256-GCM.

The key comes from the data key by HKDF under a label of its own. A frame is bound to the hash of its file and to its
place in it, so frames cannot be exchanged or moved; that none is missing at the end, only the hash of the whole tells.
The library is loaded at the first frame, not when the desk starts.
"""

from __future__ import annotations

import hashlib
from functools import cached_property
from typing import TYPE_CHECKING, Final

from sipa_core.ports import Entropy

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

PIECE: Final = 64 * 1024
"""Plain bytes in a frame; only the last one of a file holds fewer."""

_NONCE: Final = 12
_TAG: Final = 16
EXTRA: Final = _NONCE + _TAG
FRAME: Final = PIECE + EXTRA
_PURPOSE: Final = b"sipa attachments 1"


class SpoiltError(Exception):
    """Bytes on the disk are not those their name says; nobody may use them."""


class BlobCipher:
    """Seals and opens frames under one data key. May be used from any thread."""

    def __init__(self, key: bytes, entropy: Entropy) -> None:
        self._data_key = key
        self._entropy = entropy

    @property
    def mark(self) -> str:
        """A short name that tells files of one data key from those of another; it tells nothing of the key."""
        return hashlib.blake2b(b"sipa attachments folder", key=self._data_key, digest_size=4).hexdigest()

    def seal(self, sha256: str, index: int, data: bytes) -> bytes:
        """The frame at this index (from 0) of the file with this hash."""
        nonce = self._entropy.bytes(_NONCE)
        return nonce + self._cipher.encrypt(nonce, data, _about(sha256, index))

    def open(self, sha256: str, index: int, frame: bytes) -> bytes:
        """The plain bytes of a frame; SpoiltError when it is not the one that was sealed for this place."""
        from cryptography.exceptions import InvalidTag

        try:
            return self._cipher.decrypt(frame[:_NONCE], frame[_NONCE:], _about(sha256, index))
        except (InvalidTag, ValueError):
            raise SpoiltError(sha256) from None

    @cached_property
    def _cipher(self) -> AESGCM:
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        return AESGCM(HKDF(hashes.SHA256(), 32, None, _PURPOSE).derive(self._data_key))


def plain_size(size: int) -> int:
    """How many plain bytes so many bytes of frames hold, a torn frame at the end counted as far as it goes."""
    whole, rest = divmod(max(0, size), FRAME)
    return whole * PIECE + max(0, rest - EXTRA)


def _about(sha256: str, index: int) -> bytes:
    return f"{sha256}|{index}".encode("ascii")
