"""What the village's first page shows: the work of today in order, what waits to go, dates ahead, four measures."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import msgspec

from sipa_core.domain.workflow import ReportState
from sipa_desktop.services.queue_views import QueueRow


class TaskKind(StrEnum):
    """What a task is about, in the order of the page."""

    CONFLICT = "conflict"
    PROOF = "proof"
    RETURNED = "returned"
    LATE = "late"
    FEEDBACK = "feedback"
    GUIDANCE = "guidance"
    POSTING = "posting"
    DUE = "due"


class Task(msgspec.Struct, frozen=True):
    """One line of work. `target` is what to open: a draft id, a publication id, or a feedback id.

    A refused proof names its `channel`. A report not begun has `begun` False, and is begun with `template_key` and
    `period`. `chip` is a report state or None; then `side` (words) or `done` of `total` stands in its place.
    """

    kind: TaskKind
    title: str
    words: str
    action: str
    target: str
    chip: ReportState | None = None
    chip_word: str = ""
    side: str = ""
    done: int = 0
    total: int = 0
    template_key: str = ""
    period: str = ""
    begun: bool = True
    channel: str = ""
    ordinal: int = 0


class Upcoming(msgspec.Struct, frozen=True):
    """A date ahead: the day, the matter, and the words below it. `urgent` when a person must mend something for it."""

    day: date
    month_word: str
    title: str
    words: str
    urgent: bool


class Measure(msgspec.Struct, frozen=True):
    """One of the four measures. `value` is the large figure, `of` the words beside it, `note` the line below.

    `permille` fills the bar, None draws none because there is nothing to measure yet.
    """

    label: str
    value: str
    of: str
    permille: int | None
    note: str


class HomeView(msgspec.Struct, frozen=True):
    """The whole page. `attention` counts ops that need a person (parked), shown above the queue.

    `reminders` are the kecamatan's reminders of reports that were not sent yet, most urgent first.
    `files_words` counts the attachments that still wait to be sent, empty when none does.
    """

    greeting: str
    words: str
    tasks: tuple[Task, ...]
    queue: tuple[QueueRow, ...]
    queue_size: str
    attention: int
    upcoming: tuple[Upcoming, ...]
    measures: tuple[Measure, ...]
    reminders: tuple[str, ...] = ()
    files_words: str = ""
