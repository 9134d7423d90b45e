"""What the kecamatan's reviewer sees: waiting versions, one version with its lines and checks, notes being written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import msgspec

from sipa_core.domain.budget import Amount, BudgetLine, BudgetTree
from sipa_core.domain.findings import Finding
from sipa_core.domain.paths import Value
from sipa_core.domain.templates import Template
from sipa_core.domain.workflow import ReportState
from sipa_desktop.services.reports_views import HistoryEntry, SectionView
from sipa_desktop.services.versions import VersionRow


class ReviewRow(msgspec.Struct, frozen=True):
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
    village_code: str = ""
    type_name: str = ""
    due: date | None = None
    due_words: str = ""


class ReviewList(msgspec.Struct, frozen=True):
    """What waits, oldest first, with the line below the title; held publications wait in `held`."""

    rows: tuple[ReviewRow, ...]
    words: str
    held: tuple[HeldRow, ...]


class HeldRow(msgspec.Struct, frozen=True):
    """A publication kept from the public until a person has looked: what was found, in words."""

    publication_id: str
    version_id: str
    village: str
    title: str
    words: str
    findings: tuple[str, ...]


class ReviewNote(msgspec.Struct, frozen=True):
    """A note being written to the village. `where` says its path in words, "Catatan umum" for the whole report.

    For a note of an earlier return `answer` tells what the village made of it and `answered` whether its place is
    another now, or was ticked where no place can be compared.
    """

    number: int
    key: str
    path: str
    section: str
    where: str
    text: str
    answer: str = ""
    answered: bool = False


class LeftNotes(msgspec.Struct, frozen=True):
    """Notes typed on the sending `version_id` that no verdict took to the village; `words` say where they are.

    `take_word` is the verb that makes them notes on the version in hand, empty where none can be written.
    """

    version_id: str
    title: str
    words: str
    notes: tuple[ReviewNote, ...]
    take_word: str = ""


class Against(msgspec.Struct, frozen=True):
    """What a version can be laid beside: another version of the same report ("kiriman ke-1"), or the newest of another
    period ("Semester I 2024"), where every figure differs and nothing counts as changed."""

    version_id: str
    words: str
    same_report: bool


class ComparedLine(msgspec.Struct, frozen=True):
    """A line of the budget beside the same line of what it is compared with; `before` is None where there was none.

    `difference` is the change in tenths of a percentage point, None when it cannot be computed. `path` is the cell a
    note on this line belongs to, None for totals. `changed` when a figure of the line is not what it was; `removed`
    for a line that only the other version has.
    """

    line: BudgetLine
    before: Amount | None
    difference: int | None
    path: str | None
    changed: bool
    removed: bool = False


class Public(msgspec.Struct, frozen=True):
    """The publication of the version in hand: public now, or withdrawn, with the words that say so (and why).

    `withdraw_words` say what a withdrawal does; `again_words` what publishing anew does.
    """

    id: str
    withdrawn: bool
    words: str
    withdraw_words: str
    again_words: str


class ReviewDetail(msgspec.Struct, frozen=True):
    """One version under review. `against` is what it is laid beside, None for nothing; `choices` what it could be.

    `changed_paths` is empty unless that is a version of the same report, whose number `previous` then is (0 otherwise).
    `decision_words` stand above the buttons; `can_decide` is False with `closed_words` once there is a verdict;
    `reopen_word` is the verb that opens an approved report again, empty where it cannot be. `timely_words` say that the
    report came late on a stick and was sealed in time, where the kecamatan has not said yet whether that counts. `left`
    is what was typed on this sending or one before and is not being written here, newest sending first.
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
    against: Against | None = None
    choices: tuple[Against, ...] = ()
    reopen_word: str = ""
    reopen_words: str = ""
    versions: tuple[VersionRow, ...] = ()
    publication: Public | None = None
    timely_words: str = ""
    left: tuple[LeftNotes, ...] = ()
