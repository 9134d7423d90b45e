"""What the pages show of the outbox: what waits, what needs a person, what was answered."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class QueueRow:
    """One op in the user's words. `detail` is a second line ("10 Jul 10.31, 2 KB"), `chip` the word of its state.

    For a parked op `problem` says what happened and what is safe, `todo` what to do now, and `retry` whether sending it
    anew can help. `target` is the id of the record it is about. `foreign`: another person of this PC had written it.
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


@dataclass(frozen=True)
class QueueView:
    """The whole outbox: waiting in the order of sending, parked, and answered last first."""

    waiting: tuple[QueueRow, ...]
    parked: tuple[QueueRow, ...]
    recent: tuple[QueueRow, ...]
    size_words: str


@dataclass(frozen=True)
class Done:
    """What was asked is in the queue of this PC; `words` say so to the person ("… Menunggu kirim.")."""

    words: str
    op_id: str = ""


@dataclass(frozen=True)
class QueueText:
    """What an op says, whole, so that it can be read and copied before it is put aside."""

    title: str
    text: str


@dataclass(frozen=True)
class HistoryRow:
    """One op that was answered: the receipt's number (empty for what was put aside), and when."""

    op_id: str
    title: str
    chip: str
    number: str
    words: str


@dataclass(frozen=True)
class HistoryPage:
    """Some of the history, newest first: the page counted from 0, how many pages, and how many answers in all."""

    rows: tuple[HistoryRow, ...]
    page: int
    pages: int
    total: int
