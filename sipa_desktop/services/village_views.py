"""What the kecamatan sees of one village: its duties of a year, its spending, its postings, its citizens' words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sipa_core.domain.workflow import FeedbackState, ReportState


@dataclass(frozen=True)
class DutyStep:
    """One duty of the year. `words` tell it whole for a reader; `version_id` opens it, None while nothing came.

    `current` marks what needs the village's work now.
    """

    due: date | None
    due_words: str
    name: str
    state: ReportState
    words: str
    version_id: str | None
    current: bool


@dataclass(frozen=True)
class SpendingLine:
    """One bidang, in whole rupiah; `percent` in words ("43,1%", "tanpa anggaran")."""

    name: str
    budget: int
    spent: int
    percent: str


@dataclass(frozen=True)
class Spending:
    """The spending of the newest report that tells it, by bidang. `note` compares it and says how sure it is."""

    title: str
    lines: tuple[SpendingLine, ...]
    total: SpendingLine
    note: str


@dataclass(frozen=True)
class PostedChannel:
    """How many publications of the year were proved on a channel, of how many that owe it."""

    key: str
    name: str
    done: int
    total: int


@dataclass(frozen=True)
class CitizenRow:
    """One citizen's word: its subject, number with its clock in words, and its state."""

    id: str
    subject: str
    words: str
    state: FeedbackState
    chip: str
    late: bool


@dataclass(frozen=True)
class VillageChoice:
    """Another village that can be gone to."""

    code: str
    label: str


@dataclass(frozen=True)
class VillagePage:
    """The whole page. `spending` is None while no report of the year tells it (`no_spending` says why)."""

    code: str
    label: str
    words: str
    year: int
    years: tuple[int, ...]
    duties: tuple[DutyStep, ...]
    duty_words: str
    spending: Spending | None
    no_spending: str
    channels: tuple[PostedChannel, ...]
    posted: int
    postings: int
    citizens: tuple[CitizenRow, ...]
    citizen_words: str
    villages: tuple[VillageChoice, ...]
