"""What the pages show of citizens' words: the list with its counts, one conversation, the clock of working days."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sipa_core.domain.feedback import Speaker
from sipa_core.domain.workflow import FeedbackState, Visibility


class FeedbackFilter(StrEnum):
    """Belum: nobody answered yet · Berjalan: not ended · Semua · Menunggu: waits for a release (kecamatan only)."""

    BELUM = "belum"
    BERJALAN = "berjalan"
    SEMUA = "semua"
    MENUNGGU = "menunggu"


class Urgency(StrEnum):
    """How near the end of the three working days is."""

    NONE = "none"
    CALM = "calm"
    SOON = "soon"
    LATE = "late"


@dataclass(frozen=True)
class FeedbackRow:
    """One citizen's word in the list. `side` stands at the right ("Batas besok", "Menunggu kirim", "3 Juli")."""

    id: str
    number: str
    subject: str
    snippet: str
    state: FeedbackState
    chip: str
    side: str
    urgency: Urgency
    village: str
    visibility: Visibility
    pending: bool
    created_at: int


@dataclass(frozen=True)
class FeedbackList:
    """The list under one filter, and how many there are under each. `words` is the line below the page's title."""

    filter: FeedbackFilter
    rows: tuple[FeedbackRow, ...]
    counts: dict[FeedbackFilter, int]
    words: str


@dataclass(frozen=True)
class MessageView:
    """One message. `pending` while the office's own words wait on this PC. `day` heads a new day, empty otherwise."""

    who: Speaker
    text: str
    by: str
    at: int
    at_words: str
    day: str
    pending: bool


@dataclass(frozen=True)
class EventView:
    """A change of state between the messages: `Status menjadi Ditindaklanjuti, warga dapat melihatnya`."""

    words: str
    at: int
    at_words: str
    day: str


@dataclass(frozen=True)
class ClockView:
    """The time to answer. `left` is the large word ("22 jam"), `words` below it, `permille` the part already gone.

    After the first answer `running` is False and `left` says how long it took.
    """

    left: str
    words: str
    permille: int
    start_words: str
    end_words: str
    urgency: Urgency
    running: bool


@dataclass(frozen=True)
class Fact:
    """One line of *Keterangan*."""

    label: str
    value: str


@dataclass(frozen=True)
class StateChoice:
    """A state that the matter can be moved to, with its word; `needs_reason` when the citizen must be told why."""

    state: FeedbackState
    word: str
    needs_reason: bool


@dataclass(frozen=True)
class FeedbackDetail:
    """One conversation. `answer` is the journalled draft of the reply; `can_*` follow the table of rights."""

    id: str
    number: str
    subject: str
    words: str
    state: FeedbackState
    chip: str
    entries: tuple[MessageView | EventView, ...]
    clock: ClockView
    facts: tuple[Fact, ...]
    privacy_words: str
    answer: str
    answer_words: str
    visibility: Visibility
    visibility_words: str
    can_answer: bool
    can_release: bool
    can_hold: bool
    choices: tuple[StateChoice, ...]
