"""What the kecamatan sees of one village: its duties of a year, its spending, its postings, its citizens' words."""

from __future__ import annotations

from datetime import date

import msgspec

from sipa_core.domain.workflow import FeedbackState, ReportState


class DutyStep(msgspec.Struct, frozen=True):
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


class SpendingLine(msgspec.Struct, frozen=True):
    """One bidang, in whole rupiah; `percent` in words ("43,1%", "tanpa anggaran")."""

    name: str
    budget: int
    spent: int
    percent: str


class Spending(msgspec.Struct, frozen=True):
    """The spending of the newest report that tells it, by bidang. `note` compares it and says how sure it is."""

    title: str
    lines: tuple[SpendingLine, ...]
    total: SpendingLine
    note: str


class PostedChannel(msgspec.Struct, frozen=True):
    """How many publications of the year were proved on a channel, of how many that owe it."""

    key: str
    name: str
    done: int
    total: int


class CitizenRow(msgspec.Struct, frozen=True):
    """One citizen's word: its subject, number with its clock in words, and its state."""

    id: str
    subject: str
    words: str
    state: FeedbackState
    chip: str
    late: bool


class VillageChoice(msgspec.Struct, frozen=True):
    """Another village that can be gone to."""

    code: str
    label: str


class VillagePage(msgspec.Struct, frozen=True):
    """The whole page. `spending` is None while no report of the year tells it (`no_spending` says why).

    `begun` is the ISO day from which the village reports here, `begun_words` what that means.
    """

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
    begun: str = ""
    begun_words: str = ""
