"""What the kecamatan's matrix shows: every village beside everything it owes, and the measures drawn from records."""

from __future__ import annotations

from datetime import date
from typing import Final

import msgspec

from sipa_core.domain.villages import VillageKind
from sipa_core.domain.workflow import ReportState

WORST_FIRST: Final[tuple[ReportState, ...]] = (
    ReportState.TERLAMBAT,
    ReportState.DIKEMBALIKAN,
    ReportState.BELUM_MASUK,
    ReportState.TERKIRIM,
    ReportState.DIPERIKSA,
    ReportState.DISETUJUI,
    ReportState.TERBIT,
    ReportState.TIDAK_BERLAKU,
)
"""The states of a report in a matrix, what asks for somebody's attention first."""


class Column(msgspec.Struct, frozen=True):
    """One duty in one period; `head` has two lines ("LRA", "Sem. I")."""

    duty: str
    template_key: str
    period: str
    head: tuple[str, str]
    title: str
    due: date | None
    due_words: str


class Cell(msgspec.Struct, frozen=True):
    """What one village did about one duty. `words` tell it whole ("Terkirim 8 Jul 15.02, tepat waktu").

    `version_id` is the newest version, None while nothing came. `late_arrival`: the first version came after its day.
    """

    state: ReportState
    words: str
    version_id: str | None
    report_id: str
    late_arrival: bool


class Row(msgspec.Struct, frozen=True):
    """One village. `on_time` of `due` counts duties whose day is over or that are fulfilled; kelurahan are flagged.

    `spending` is in tenths of a percent, None while no report tells it; `answer_days` in tenths of a day, None while
    nothing was answered. `slow` when answers took more than three working days on average.
    """

    code: str
    name: str
    kind: VillageKind
    kelurahan: bool
    cells: tuple[Cell, ...]
    on_time: int
    due: int
    spending: int | None
    posted: int
    postings: int
    answer_days: int | None
    slow: bool


class StateShare(msgspec.Struct, frozen=True):
    """How many owed reports are in a state, for the bar of the strip."""

    state: ReportState
    count: int
    word: str


class Strip(msgspec.Struct, frozen=True):
    """The measures above the matrix, over villages shown. None: there is nothing to measure yet."""

    finished: int
    owed: int
    finished_words: str
    shares: tuple[StateShare, ...]
    spending: int | None
    spending_words: str
    posted: int
    postings: int
    posting_words: str
    answer_days: int | None
    answer_words: str


class Half(msgspec.Struct, frozen=True):
    """A half-year that can be chosen: its period text and label."""

    period: str
    label: str


class Matrix(msgspec.Struct, frozen=True):
    """The whole table of one half-year. Rows are all villages in the order of their codes, kelurahan last."""

    half: Half
    halves: tuple[Half, ...]
    title: str
    words: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    strip: Strip
    kelurahan: int
