"""The document templates of a kecamatan as they travel: their names, how large one may be, and what one must look like.

A name says what the file is for: `umum` (every type) or a type's key with `.docx`, `.toml` or `.typ`, or the emblem.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Final

GENERAL: Final = "umum"
ENDINGS: Final = (".docx", ".toml", ".typ")
EMBLEMS: Final = ("lambang.png", "lambang.jpg")
MAX_FILE_BYTES: Final = 256 * 1024
"""One travels whole, to every village, over lines of 2 kB/s."""
MAX_FILES: Final = 24

_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,59}(?:\.docx|\.toml|\.typ)")
_BEGINS: Final = {".docx": b"PK\x03\x04", ".png": b"\x89PNG\r\n\x1a\n", ".jpg": b"\xff\xd8\xff"}


def is_name(name: str) -> bool:
    """True for a name that a document template may have; it never leads out of its folder."""
    return name in EMBLEMS or _NAME.fullmatch(name) is not None


def packed(data: bytes) -> str:
    """Return the bytes as a leaf can hold them."""
    return base64.b64encode(data).decode("ascii")


def unpacked(text: str) -> bytes | None:
    """Return the bytes of such a leaf; None when it is none or too large."""
    if len(text) > 4 * (MAX_FILE_BYTES // 3 + 1):
        return None
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if len(data) <= MAX_FILE_BYTES else None


def looks_right(name: str, data: bytes) -> bool:
    """True when the bytes can be what the name says; whether a document can be made with them is tried elsewhere."""
    start = _BEGINS.get(name[name.rindex(".") :])
    if start is not None:
        return data.startswith(start)
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return b"\0" not in data
