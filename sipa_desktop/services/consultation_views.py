"""What the pages show of consultations: the list with its counts, one thread, what it is about, the message in hand."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from sipa_core.domain.attachments import Attachment
from sipa_core.domain.consultation import ThreadState
from sipa_desktop.services.guidance_views import GuidanceList

MOST_ROWS = 200
"""Threads that a list shows at first, and more of at each wish."""


class ThreadFilter(StrEnum):
    """Terbuka: somebody may be waiting · Selesai · Semua."""

    TERBUKA = "terbuka"
    SELESAI = "selesai"
    SEMUA = "semua"


class Sent(StrEnum):
    """Where a message is. THEIRS came from the other side; READ was seen there."""

    THEIRS = "theirs"
    WAITING = "waiting"
    SENT = "sent"
    READ = "read"
    REFUSED = "refused"


class ThreadRow(msgspec.Struct, frozen=True):
    """One thread in the list. `link` says what it is about, `snippet` who said what last, `side` when ("10.34").

    `unread` counts the other side's messages that nobody here has seen; `refused` tells that something of this PC was
    not taken; `draft` that it was begun here and never sent.
    """

    id: str
    village: str
    subject: str
    link: str
    snippet: str
    side: str
    state: ThreadState
    unread: int
    pending: bool
    refused: bool
    draft: bool
    last_at: int


class ThreadList(msgspec.Struct, frozen=True):
    """The list under one filter, newest first, how many there are under each, and how many threads hold news.

    `words` is the line below the page's title; `more` rows were left out for the limit.
    """

    filter: ThreadFilter
    rows: tuple[ThreadRow, ...]
    counts: dict[ThreadFilter, int]
    unread: int
    words: str
    more: int = 0


class TalkMessage(msgspec.Struct, frozen=True):
    """One message. `day` heads a new day, empty otherwise; a refused one has the sentence why in `problem`."""

    key: str
    mine: bool
    text: str
    by: str
    at: int
    at_words: str
    day: str
    sent: Sent
    files: tuple[tuple[str, Attachment], ...] = ()
    problem: str = ""


class EventView(msgspec.Struct, frozen=True):
    """Something that happened between the messages: `Disepakati sebagai pembinaan: …, sampai 14 Juli`."""

    words: str
    at: int
    at_words: str
    day: str
    agreed: bool = False


class AboutView(msgspec.Struct, frozen=True):
    """What a thread is about. `value` is the field's present value here ("214.780.000"), `value_label` what it is.

    `target` opens the place: a draft id on a village's desk, a version id on the kecamatan's; empty when it cannot be
    opened here.
    """

    title: str
    place: str
    value_label: str
    value: str
    target: str
    report: str
    path: str


class ThreadDetail(msgspec.Struct, frozen=True):
    """One thread, or a new one that is only being written (`new`). `draft` is the message in hand, `files` its
    attachments by row, `villages` to whom a new one goes (kecamatan only).

    `last_theirs` is the key of the other side's newest message, for the read mark. A full thread says so in
    `closed_words`, and can go on in a new one only.
    """

    id: str
    village: str
    village_label: str
    subject: str
    words: str
    state: ThreadState
    new: bool
    about: AboutView | None
    label: str
    entries: tuple[TalkMessage | EventView, ...]
    attachments: tuple[tuple[str, Attachment, str], ...]
    guidance: GuidanceList
    draft: str
    draft_words: str
    files: tuple[tuple[str, Attachment], ...]
    villages: tuple[str, ...]
    last_theirs: str
    unread: int
    can_send: bool
    can_solve: bool
    closed_words: str


class Begun(msgspec.Struct, frozen=True):
    """Where a new message belongs: a thread that is open on the matter already, or a fresh id. `subject` is a first
    proposal for a new one.
    """

    thread: str
    known: bool
    village: str
    subject: str
    report: str
    path: str
    label: str


class Outline(msgspec.Struct, frozen=True):
    """What a new thread is about, as it is journalled beside its first message."""

    village: str
    subject: str
    report: str = ""
    path: str = ""
    label: str = ""
    villages: tuple[str, ...] = ()
