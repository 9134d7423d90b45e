"""A citizen's word: its public number, its secret key, and how the messages stand in a flat record.

The number may be read by anybody; the key is shown once to the citizen and is stored only as a hash, on the server.
"""

from __future__ import annotations

import hashlib
from enum import StrEnum

import msgspec

from sipa_core.domain.workflow import Visibility
from sipa_core.ports import Entropy
from sipa_core.wire.records import Record

_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
MAX_TEXT = 4000
MAX_SUBJECT = 120
MAX_NAME = 80


MAX_ENTRIES = 600
"""Messages, notes and steps of one matter together."""

MAX_OFFICE_LETTERS = 120_000
"""What the offices may say in one matter: it travels whole each time, and must always fit into one answer."""

MAX_AUTHOR = 80
MAX_LINK = 500


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


class Source(StrEnum):
    """Where a word came from; every other than PAGE was entered by the village and has no key to track it with."""

    PAGE = "halaman"
    FACEBOOK = "facebook"
    WHATSAPP = "whatsapp"
    OFFICE = "langsung"


class Message(msgspec.Struct, frozen=True):
    """One message of a conversation; `at` is UTC ms by the server, or by the PC while it waits to be sent.

    `office` is the role of who answered for the office, empty where no record says it (then it is the village).
    """

    key: str
    who: Speaker
    text: str
    at: int
    by: str
    office: str = ""


class Note(msgspec.Struct, frozen=True):
    """A private remark of the office. It stands apart from the messages, so that nothing that shows those shows it."""

    key: str
    text: str
    at: int
    by: str


class Step(msgspec.Struct, frozen=True):
    """A state that a matter entered, when (UTC ms), by whom of the office ("" for the citizen or the server)."""

    key: str
    state: str
    at: int
    by: str
    office: str
    reopened: bool


_PREFIXES = {Source.PAGE: "PRG", Source.FACEBOOK: "FB", Source.WHATSAPP: "WA", Source.OFFICE: "LS"}


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
    found = [
        Message(
            key,
            Speaker.OFFICE if record.text(f"msg[{key}].who") == Speaker.OFFICE else Speaker.CITIZEN,
            record.text(f"msg[{key}].text"),
            record.number(f"msg[{key}].at"),
            record.text(f"msg[{key}].by"),
            record.text(f"msg[{key}].office"),
        )
        for key in _rows(record, "msg")
    ]
    return sorted(found, key=lambda message: (message.at, message.key))


def notes(record: Record) -> list[Note]:
    """The private notes of the office, oldest first; never for a public page."""
    found = [
        Note(
            key,
            record.text(f"note[{key}].text"),
            record.number(f"note[{key}].at"),
            record.text(f"note[{key}].by"),
        )
        for key in _rows(record, "note")
    ]
    return sorted(found, key=lambda note: (note.at, note.key))


def steps(record: Record) -> list[Step]:
    """The states that a matter went through, oldest first."""
    found = [
        Step(
            key,
            record.text(f"log[{key}].state"),
            record.number(f"log[{key}].at"),
            record.text(f"log[{key}].by"),
            record.text(f"log[{key}].office"),
            record.fields.get(f"log[{key}].reopened") is True,
        )
        for key in _rows(record, "log")
    ]
    return sorted(found, key=lambda step: (step.at, step.key))


def is_unreleased(record: Record) -> bool:
    """True when the citizen wrote something for everybody that nobody has released yet; what a newer program says of
    who may read it counts as held.
    """
    visibility = record.text("visibility")
    if visibility != Visibility.RELEASED:
        return visibility == Visibility.WAITING
    said = messages(record)
    order = [message.key for message in said]
    upto, looked_at = record.text("moderated_upto"), record.number("moderated_at")
    last = order.index(upto) if upto in order else -1
    return any(
        message.who is Speaker.CITIZEN and at > last and (bool(upto) or message.at > looked_at)
        for at, message in enumerate(said)
    )


def is_full(record: Record, more: str = "") -> bool:
    """True when a matter has no room for one more entry of the office that says `more`."""
    said = sum(len(message.text) for message in messages(record) if message.who is Speaker.OFFICE)
    noted = sum(len(note.text) for note in notes(record))
    entries = sum(len(_rows(record, table)) for table in ("msg", "note", "log"))
    return entries >= MAX_ENTRIES or (bool(more) and said + noted + len(more) > MAX_OFFICE_LETTERS)


def source_of(record: Record) -> Source:
    """Where the word came from; the public page when the record says nothing or a newer program's word."""
    text = record.text("source")
    return Source(text) if text in set(Source) else Source.PAGE


def recorded_number(source: Source, record_id: str) -> str:
    """The number of a word that the village entered, such as FB-4H9T7; it follows from the record and opens nothing."""
    digest = hashlib.sha256(record_id.encode()).digest()
    drawn = "".join(_ALPHABET[byte % 32] for byte in digest[:5])
    return f"{_PREFIXES[source]}-{drawn}"


def states(record: Record) -> list[tuple[str, int]]:
    """The states that a feedback went through with their instants (UTC ms), oldest first."""
    return [(step.state, step.at) for step in steps(record)]


def _rows(record: Record, table: str) -> set[str]:
    start = len(table) + 1
    return {path[start : path.index("]")] for path in record.fields if path.startswith(f"{table}[") and "]" in path}
