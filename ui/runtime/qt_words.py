"""Indonesian for the few words that Qt itself shows, such as the menu of a text field under the right mouse button.

The words lie in `resources/locale/qtbase_id.toml`; what is not there stays as Qt has it. They are given to Qt in its
own form: Qt asks for words also while it reads a picture, under a lock of its own. An answer from Python would wait
there for the interpreter, while another thread holds that and waits for the lock: both for good.
"""

from __future__ import annotations

import struct
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from PySide6.QtCore import QCoreApplication, QTranslator

import resources

FILE: Final = "locale/qtbase_id.toml"

# The form of Qt's .qm files (qtranslator.cpp): sections, a sorted table of hashes, and messages made of tagged parts.
_MAGIC: Final = bytes.fromhex("3cb86418caef9c95cd211cbf60a1bddd")
_HASHES, _MESSAGES = 0x42, 0x69
_END, _TRANSLATION, _SOURCE = 1, 3, 6


def qt_file(words: Mapping[str, str]) -> bytes:
    """Return the words (source to translation, whatever the context) as Qt reads them."""
    messages, places = b"", []
    for source, word in words.items():
        places.append((_hash(source.encode()), len(messages)))
        said = word.encode("utf-16-be")
        messages += struct.pack(">BI", _TRANSLATION, len(said)) + said
        messages += struct.pack(">BI", _SOURCE, len(source.encode())) + source.encode() + bytes([_END])
    table = b"".join(struct.pack(">II", *place) for place in sorted(places))
    return _MAGIC + _section(_HASHES, table) + _section(_MESSAGES, messages)


def install(app: QCoreApplication) -> QTranslator:
    """Let Qt speak Indonesian where it speaks by itself; return what was installed."""
    words = QTranslator(app)
    if not words.load(_in_qts_form()):
        raise RuntimeError("Qt does not read its words")
    app.installTranslator(words)
    return words


@lru_cache(maxsize=1)
def _in_qts_form() -> bytes:
    """Return the shipped words; kept for good, since Qt reads them in place."""
    return qt_file(tomllib.loads(resources.read_text(FILE))["words"])


def _section(tag: int, data: bytes) -> bytes:
    return struct.pack(">BI", tag, len(data)) + data


def _hash(text: bytes) -> int:
    """Return the ELF hash of a text, as Qt computes it."""
    value = 0
    for byte in text:
        value = ((value << 4) + byte) & 0xFFFFFFFF
        high = value & 0xF0000000
        if high:
            value ^= high >> 24
        value &= ~high & 0xFFFFFFFF
    return value or 1
