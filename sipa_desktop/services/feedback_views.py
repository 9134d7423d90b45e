"""What the pages show of citizens' words: the list with its counts, one conversation, the clock of working days."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from sipa_core.domain.feedback import Source, Speaker
from sipa_core.domain.workflow import FeedbackState, Visibility


class FeedbackFilter(StrEnum):
    """Belum: this desk owes the citizen a word (the kecamatan: what was forwarded, what only it reads, what is late) ·
    Berjalan: not ended · Semua · Menunggu: waits for a release (kecamatan only)."""

    BELUM = "belum"
    BERJALAN = "berjalan"
    SEMUA = "semua"
    MENUNGGU = "menunggu"


class FeedbackQuery(msgspec.Struct, frozen=True):
    """What the list is asked for. Empty words and None ask for everything; `limit` is how many rows at most.

    `search` is looked for in number, subject, names of villages, and everything written, notes too.
    """

    filter: FeedbackFilter = FeedbackFilter.BELUM
    state: FeedbackState | None = None
    source: Source | None = None
    village: str = ""
    search: str = ""
    waiting_only: bool = False
    limit: int = 200


class Urgency(StrEnum):
    """How near the end of the time to answer is."""

    NONE = "none"
    CALM = "calm"
    SOON = "soon"
    LATE = "late"


class FeedbackRow(msgspec.Struct, frozen=True):
    """One citizen's word in the list. `side` stands at the right ("Batas besok", "Menunggu kirim", "3 Juli").

    `mark` says why it is here beyond the ordinary ("Hanya kecamatan", "Diteruskan desa", "Lewat batas"), or where it
    comes from ("Facebook").
    """

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
    mark: str = ""


class Count(msgspec.Struct, frozen=True):
    """One choice to filter by, with how many matters it has."""

    key: str
    word: str
    count: int


class FeedbackList(msgspec.Struct, frozen=True):
    """The list under one filter, and how many there are under each. `words` is the line below the page's title.

    `more` rows were left out for the limit. `states`, `sources`, `villages` are what can be filtered by (of the whole,
    in the chosen village). `todo` counts what this desk has to do, `late` whether some of it is late.
    """

    filter: FeedbackFilter
    rows: tuple[FeedbackRow, ...]
    counts: dict[FeedbackFilter, int]
    words: str
    more: int = 0
    states: tuple[Count, ...] = ()
    sources: tuple[Count, ...] = ()
    villages: tuple[Count, ...] = ()
    todo: int = 0
    late: bool = False


class MessageView(msgspec.Struct, frozen=True):
    """One message. `pending` while the office's own words wait on this PC. `day` heads a new day, empty otherwise."""

    who: Speaker
    text: str
    by: str
    at: int
    at_words: str
    day: str
    pending: bool


class NoteView(msgspec.Struct, frozen=True):
    """A private note of the offices, never shown to the citizen."""

    text: str
    by: str
    at: int
    at_words: str
    day: str
    pending: bool


class EventView(msgspec.Struct, frozen=True):
    """A change of state between the messages: `Status menjadi Ditindaklanjuti, warga dapat melihatnya`."""

    words: str
    at: int
    at_words: str
    day: str


class ClockView(msgspec.Struct, frozen=True):
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
    title: str = ""


class Fact(msgspec.Struct, frozen=True):
    """One line of *Keterangan*."""

    label: str
    value: str


class StateChoice(msgspec.Struct, frozen=True):
    """A state that the matter can be moved to, with its verb; `needs_reason` when the citizen must be told why,
    `needs_note` when the other office must, `needs_other` when the other matter must be named."""

    state: FeedbackState
    word: str
    needs_reason: bool
    needs_note: bool = False
    needs_other: bool = False


class OtherMatter(msgspec.Struct, frozen=True):
    """A matter that another one may repeat."""

    id: str
    number: str
    subject: str


class FeedbackDetail(msgspec.Struct, frozen=True):
    """One conversation. `answer` and `note` are the journalled drafts; `can_*` follow the table of rights.

    `hand_over` is the one move that hands the matter to the other office (forward, give back); it is not in `choices`.
    `seen` is the key of the last message in `entries`, to be named by a release. `preview` is what others would read.
    `elsewhere` names the channel that the answer must be copied to by hand ("Facebook"), empty for the public page.
    """

    id: str
    number: str
    subject: str
    words: str
    state: FeedbackState
    chip: str
    entries: tuple[MessageView | NoteView | EventView, ...]
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
    note: str = ""
    note_words: str = ""
    hand_over: StateChoice | None = None
    seen: str = ""
    preview: tuple[str, ...] = ()
    elsewhere: str = ""
    link: str = ""
    kecamatan_only: bool = False
