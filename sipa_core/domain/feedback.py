"""A citizen's word: its public number, its secret key, and how the messages stand in a flat record.

The number may be read by anybody; the key is shown once to the citizen and is stored only as a hash, on the server.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from sipa_core.ports import Entropy
from sipa_core.wire.records import Record

_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
MAX_TEXT = 4000
MAX_SUBJECT = 120
MAX_NAME = 80


class FeedbackKind(StrEnum):
    """What a citizen wants, in the three kinds of SP4N-LAPOR, and a word of thanks."""

    KELUHAN = "keluhan"
    PERTANYAAN = "pertanyaan"
    USUL = "usul"
    TERIMA_KASIH = "terima_kasih"
    LAINNYA = "lainnya"


class Speaker(StrEnum):
    """Who wrote a message."""

    CITIZEN = "citizen"
    OFFICE = "office"


@dataclass(frozen=True)
class Message:
    """One message of a conversation; `at` is UTC ms by the server, or by the PC while it waits to be sent."""

    key: str
    who: Speaker
    text: str
    at: int
    by: str


def new_number(entropy: Entropy, prefix: str = "PRG") -> str:
    """A public number such as PRG-4H9T7; the caller makes sure that it is free."""
    return prefix + "-" + _draw(entropy, 5)


def new_key(entropy: Entropy) -> str:
    """A secret key of 60 bits in three groups, such as K7QD-M2XA-9FWP."""
    return "-".join(_draw(entropy, 4) for _ in range(3))


def _draw(entropy: Entropy, count: int) -> str:
    return "".join(_ALPHABET[byte % 32] for byte in entropy.bytes(count))


def key_hash(number: str, key: str) -> str:
    """SHA-256 (hex) of number and key as typed, forgiving case, spaces and dashes. 60 random bits need no salt."""
    bare = "".join(ch for ch in key.upper() if ch.isalnum())
    return hashlib.sha256(f"{normal_number(number)}|{bare}".encode()).hexdigest()


def normal_number(typed: str) -> str:
    """The number in its written form (PRG-4H9T7) from what was typed (prg4h9t7, PRG 4H9T7)."""
    bare = "".join(ch for ch in typed.upper() if ch.isalnum())
    return f"{bare[:3]}-{bare[3:]}"


def messages(record: Record) -> list[Message]:
    """The conversation of a feedback record, oldest first."""
    keys = {path[4 : path.index("]")] for path in record.fields if path.startswith("msg[") and "]" in path}
    found = [
        Message(
            key,
            Speaker(record.text(f"msg[{key}].who") or Speaker.CITIZEN),
            record.text(f"msg[{key}].text"),
            record.number(f"msg[{key}].at"),
            record.text(f"msg[{key}].by"),
        )
        for key in keys
    ]
    return sorted(found, key=lambda message: (message.at, message.key))


def states(record: Record) -> list[tuple[str, int]]:
    """The states that a feedback went through with their instants (UTC ms), oldest first."""
    keys = {path[4 : path.index("]")] for path in record.fields if path.startswith("log[") and "]" in path}
    return sorted(
        ((record.text(f"log[{key}].state"), record.number(f"log[{key}].at")) for key in keys),
        key=lambda entry: entry[1],
    )
