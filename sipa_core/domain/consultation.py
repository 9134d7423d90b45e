"""A thread between a village and the kecamatan, and what they agreed in it, as they stand in flat records.

A thread is bounded: a full one takes no more messages, and the talk goes on in a new one.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import msgspec

from sipa_core.domain.roles import Actor
from sipa_core.wire.records import Record

MAX_TEXT: Final = 4000
MAX_SUBJECT: Final = 120
MAX_LABEL: Final = 160
MAX_FILES: Final = 8
"""Files that one message may carry."""

MAX_MESSAGES: Final = 200
MAX_LETTERS: Final = 100_000
"""A thread travels whole, on a slow line, each time somebody writes into it: that is why it must end somewhere."""

FILES: Final = "berkas"
"""The table of attachments; its column `msg` is the key of the message that they came with."""

MESSAGE_COLUMN: Final = "msg"


class Side(StrEnum):
    """Who wrote, and whose mark says how far they have read."""

    VILLAGE = "desa"
    KECAMATAN = "kecamatan"

    @property
    def other(self) -> Side:
        return Side.KECAMATAN if self is Side.VILLAGE else Side.VILLAGE


class About(StrEnum):
    """What a thread is about: nothing in particular, or a report (and, with a path, one field of it)."""

    GENERAL = "general"
    REPORT = "report"


class ThreadState(StrEnum):
    """open: somebody may be waiting · solved: nobody is, until a new message opens it again."""

    OPEN = "open"
    SOLVED = "solved"


class GuidanceState(StrEnum):
    """open: to be done · done: the village says it is · returned: the kecamatan does not see it done ·
    confirmed: both say so · cancelled: no longer asked for."""

    OPEN = "open"
    DONE = "done"
    RETURNED = "returned"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


GUIDANCE_RUNNING: Final = (GuidanceState.OPEN, GuidanceState.DONE, GuidanceState.RETURNED)


class Message(msgspec.Struct, frozen=True):
    """One message; `key` is the id of the op that brought it, `at` is UTC ms by the server, or by the PC until then."""

    key: str
    who: Side
    text: str
    at: int
    by: str


def side_of(actor: Actor) -> Side:
    """The side that a person speaks for."""
    return Side.KECAMATAN if actor.village is None else Side.VILLAGE


def messages(record: Record) -> list[Message]:
    """The messages of a thread, oldest first; a side that this program does not know is passed over."""
    found = []
    for path in record.fields:
        if not (path.startswith("msg[") and path.endswith("].who")):
            continue
        row = path[: -len(".who")]
        who = record.text(path)
        if who in set(Side):
            key = row[4:-1]
            said = Message(
                key, Side(who), record.text(f"{row}.text"), record.number(f"{row}.at"), record.text(f"{row}.by")
            )
            found.append(said)
    return sorted(found, key=lambda message: (message.at, message.key))


def is_full(said: list[Message], more: str = "") -> bool:
    """True when a thread with these messages has no room for one more that says `more`."""
    return len(said) >= MAX_MESSAGES or sum(len(one.text) for one in said) + len(more) > MAX_LETTERS


def read_path(side: Side) -> str:
    """The leaf that holds the key of the last message which that side has seen."""
    return f"read.{side.value}"


def unread(record: Record, side: Side) -> list[Message]:
    """The messages of the other side that came after this side's mark, oldest first."""
    said = messages(record)
    mark = _place(said, record.text(read_path(side)))
    return [message for message in said[mark + 1 :] if message.who is side.other]


def has_read(record: Record, side: Side, key: str) -> bool:
    """True when the side's mark stands at that message or after it."""
    said = messages(record)
    mine = _place(said, key)
    return 0 <= mine <= _place(said, record.text(read_path(side)))


def _place(said: list[Message], key: str) -> int:
    """Where a message stands; -1 for none, so that everything lies after it."""
    return next((at for at, message in enumerate(said) if message.key == key), -1)
