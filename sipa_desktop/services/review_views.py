"""What the kecamatan's reviewer sees: waiting versions, one version with its lines and checks, notes being written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sipa_core.domain.budget import Amount, BudgetLine, BudgetTree
from sipa_core.domain.findings import Finding
from sipa_core.domain.paths import Value
from sipa_core.domain.templates import Template
from sipa_core.domain.workflow import ReportState
from sipa_desktop.services.reports_views import HistoryEntry, SectionView


@dataclass(frozen=True)
class ReviewRow:
    """One version that waits for a judgement. `chip` is "Baru masuk" until somebody opened it."""

    version_id: str
    village: str
    title: str
    state: ReportState
    chip: str
    sent_words: str
    sent_at: int
    n: int
    late: bool


@dataclass(frozen=True)
class ReviewList:
    """What waits, oldest first, with the line below the title; held publications wait in `held`."""

    rows: tuple[ReviewRow, ...]
    words: str
    held: tuple[HeldRow, ...]


@dataclass(frozen=True)
class HeldRow:
    """A publication kept from the public until a person has looked: what was found, in words."""

    publication_id: str
    version_id: str
    village: str
    title: str
    words: str
    findings: tuple[str, ...]


@dataclass(frozen=True)
class ReviewNote:
    """A note being written to the village. `where` says its path in words, "Catatan umum" for the whole report."""

    number: int
    key: str
    path: str
    section: str
    where: str
    text: str


@dataclass(frozen=True)
class ComparedLine:
    """A line of the budget beside the same line of the previous version; `before` is None where there was none.

    `difference` is the change in tenths of a percentage point, None when it cannot be computed. `path` is the cell a
    note on this line belongs to, None for totals. `changed` when a figure of the line is not what it was.
    """

    line: BudgetLine
    before: Amount | None
    difference: int | None
    path: str | None
    changed: bool


@dataclass(frozen=True)
class ReviewDetail:
    """One version under review. `changed_paths` is empty for a first version (`previous` 0).

    `decision_words` stand above the buttons; `can_decide` is False with `closed_words` once there is a verdict.
    """

    version_id: str
    report_id: str
    village: str
    title: str
    words: str
    state: ReportState
    chip: str
    n: int
    template: Template
    period: str
    content: Mapping[str, Value]
    sections: tuple[SectionView, ...]
    budget: BudgetTree | None
    lines: tuple[ComparedLine, ...]
    previous: int
    previous_content: Mapping[str, Value]
    changed_paths: frozenset[str]
    earlier_notes: tuple[ReviewNote, ...]
    notes: tuple[ReviewNote, ...]
    checks: tuple[Finding, ...]
    history: tuple[HistoryEntry, ...]
    decision_words: str
    return_word: str
    accept_word: str
    can_decide: bool
    closed_words: str
    village_code: str = ""
