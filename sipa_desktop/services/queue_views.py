"""What the pages show of the outbox: what waits, what needs a person, what was answered."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class QueueRow(msgspec.Struct, frozen=True):
    """One op in the user's words. `detail` is a second line ("10 Jul 10.31, 2 KB"), `chip` the word of its state.

    For a parked op `problem` says what happened and what is safe, `todo` what to do now, and `retry` whether sending it
    anew can help. `target` is the id of the record it is about. `foreign`: another person of this PC had written it.
    `choose` is the draft id of a report whose two texts wait for a choice.
    """

    op_id: str
    kind: str
    title: str
    detail: str
    chip: str
    size: int
    made_at: int
    target: str
    problem: str = ""
    todo: str = ""
    retry: bool = False
    foreign: bool = False
    choose: str = ""


class FileState(StrEnum):
    """Where an attachment stands that is not everywhere yet: to be sent, partly on the server, asked for, or asked for
    and not on the server either.
    """

    WAITING = "waiting"
    BEGUN = "begun"
    ASKED = "asked"
    ABSENT = "absent"


class FileRow(msgspec.Struct, frozen=True):
    """An attachment on its way. `title` is its name, `detail` what it belongs to and how many bytes of how many went,
    `percent` (0 to 99) how much of it the server has; `problem` and `todo` say why it lacks and what to do.
    """

    sha256: str
    title: str
    detail: str
    chip: str
    state: FileState
    percent: int = 0
    problem: str = ""
    todo: str = ""

    @property
    def leaves(self) -> bool:
        """True when it goes from this PC to the server."""
        return self.state in (FileState.WAITING, FileState.BEGUN)


class QueueView(msgspec.Struct, frozen=True):
    """The whole outbox: waiting in the order of sending, parked, and answered last first; then the files on their way.

    `files_words` counts the files that leave ("3 berkas, 1,2 MB dari 3,4 MB sampai"), empty when none does.
    `quiet` marks that nobody wrote wait beside them and are not listed.
    """

    waiting: tuple[QueueRow, ...]
    parked: tuple[QueueRow, ...]
    recent: tuple[QueueRow, ...]
    size_words: str
    files: tuple[FileRow, ...] = ()
    files_words: str = ""
    quiet: int = 0


class Done(msgspec.Struct, frozen=True):
    """What was asked is in the queue of this PC; `words` say so to the person ("… Menunggu kirim.")."""

    words: str
    op_id: str = ""


class QueueText(msgspec.Struct, frozen=True):
    """What an op says, whole, so that it can be read and copied before it is put aside."""

    title: str
    text: str


class HistoryRow(msgspec.Struct, frozen=True):
    """One op that was answered: the receipt's number (empty for what was put aside), and when."""

    op_id: str
    title: str
    chip: str
    number: str
    words: str


class HistoryPage(msgspec.Struct, frozen=True):
    """Some of the history, newest first: the page counted from 0, how many pages, and how many answers in all."""

    rows: tuple[HistoryRow, ...]
    page: int
    pages: int
    total: int
