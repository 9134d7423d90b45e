"""What the pages show of reports: frozen values, already in words, so that a page only lays them out.

Nothing here says "Tersimpan" or "Terkirim" unless the store has it so.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import msgspec

from sipa_core.domain.budget import BudgetTree
from sipa_core.domain.budget_codes import BudgetNames
from sipa_core.domain.findings import Finding, Severity
from sipa_core.domain.paths import Content, Value
from sipa_core.domain.template_moves import OldValue
from sipa_core.domain.templates import Section, SectionState, Template
from sipa_core.domain.workflow import ReportState


class ReportRow(msgspec.Struct, frozen=True):
    """One report of the village in the list. `draft_id` opens it; a report owed but not begun has `begun` False.

    `words` is the line below the title ("2 catatan dari kecamatan. Batas 14 Juli, 4 hari lagi."), `chip` the word of
    its state, `action` the word of its button, `sent_at` the last receipt's time (UTC ms) or None. `twice` when another
    PC has sent a text that must be chosen from first.
    """

    draft_id: str
    template_key: str
    period: str
    title: str
    short_title: str
    state: ReportState
    chip: str
    words: str
    action: str
    due: date | None
    late: bool
    begun: bool
    filled: int
    total: int
    open_notes: int
    versions: int
    sent_at: int | None
    saved_at: int | None
    twice: bool = False
    ordinal: int = 0
    mended: bool = False
    """It came back, and its text on this PC is another than what came back."""

    @property
    def waits_for_person(self) -> bool:
        """True when it is complete on this PC, one that came back changed since, and only *Kirim* is missing."""
        if not self.begun or self.twice or self.filled < self.total:
            return False
        return self.mended or self.state in (ReportState.SIAP, ReportState.TERLAMBAT)


class DutyRow(msgspec.Struct, frozen=True):
    """A report that is owed and not begun: what *Buat laporan* offers. Those past their day come first."""

    template_key: str
    period: str
    title: str
    due: date | None
    due_words: str
    late: bool
    help: str
    ordinal: int = 0


class SectionView(msgspec.Struct, frozen=True):
    """One section in the outline: its questions (`section`), how far it is filled, and the numbers of notes in it.

    `changed` counts its places that are another than in the version it is compared with, `carried` those that were
    taken over from another report and not looked at since.
    """

    section: Section
    state: SectionState
    note_numbers: tuple[int, ...]
    changed: int = 0
    carried: int = 0

    @property
    def key(self) -> str:
        """The section's key."""
        return self.section.key

    @property
    def title(self) -> str:
        """The section's title."""
        return self.section.title


class NoteView(msgspec.Struct, frozen=True):
    """A note of the kecamatan. `number` ties outline, cell and card; `section` is "" for a note on the whole report.

    `path` is what the note is about; `where` says it in words ("Pelaksanaan Pembangunan Desa, Realisasi"). `fixed` is
    the person's tick on this PC, else `changed`: the text on its place is another than what came back.
    """

    number: int
    key: str
    path: str
    section: str
    where: str
    text: str
    by: str
    at_words: str
    fixed: bool
    changed: bool = False


class HistoryEntry(msgspec.Struct, frozen=True):
    """One step of a report's history, newest first: `Dikirim kiriman ke-1` / `Norhayati` / `8 Jul 15.02`."""

    title: str
    by: str
    at_words: str
    text: str = ""


class FormView(msgspec.Struct, frozen=True):
    """How a draft stands to the versions of its report type. `words` say that there is a newer one (empty: none), with
    `lines` what it changes; `back` that a person moved it and may take that back; `old` what no field holds.
    """

    words: str = ""
    lines: tuple[str, ...] = ()
    back: bool = False
    old: tuple[OldValue, ...] = ()


class ReportEdit(msgspec.Struct, frozen=True):
    """A report opened in the editor. `content` is the draft's text; totals come with `budget` and are never stored.

    `editable` False comes with `locked_words`. `saved_words` is the line below the title. `newest` is the number of the
    newest version this PC knows (0: nothing was sent). `newer_words` are not empty when another PC of the village
    sent a version that this draft was not begun from: a choice between both (`Conflicts`) must come first.
    `recall_word` is the verb that takes the report back, empty once somebody at the kecamatan opened it.
    """

    draft_id: str
    report_id: str
    template: Template
    period: str
    title: str
    state: ReportState
    chip: str
    saved_at: int | None
    saved_words: str
    due: date | None
    due_words: str
    late: bool
    editable: bool
    locked_words: str
    submit_word: str
    recall_word: str
    newest: int
    content: Mapping[str, Value]
    sections: tuple[SectionView, ...]
    budget: BudgetTree | None
    names: BudgetNames
    filled: int
    total: int
    newer_words: str = ""
    notes: tuple[NoteView, ...] = ()
    checks: tuple[Finding, ...] = ()
    checked: bool = True
    carried: Mapping[str, str] = msgspec.field(default_factory=dict)
    history: tuple[HistoryEntry, ...] = ()
    form: FormView = FormView()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What asks for a look, gravest first; `checks` holds also what was found in order."""
        return tuple(check for check in self.checks if check.severity is not Severity.GOOD)

    @property
    def good(self) -> int:
        """How many checks found things in order."""
        return len(self.checks) - len(self.findings)


class Saved(msgspec.Struct, frozen=True):
    """The words are on the disk of this PC: when (UTC ms), the line for the page, and the text as it stood before."""

    at: int
    words: str
    before: Content = msgspec.field(default_factory=dict)


class Submitted(msgspec.Struct, frozen=True):
    """The report stands in the queue: the op, its title, and the sentence for the person ("… menunggu kirim …")."""

    op_id: str
    title: str
    words: str


class Recalled(msgspec.Struct, frozen=True):
    """The report was taken back, or asks to be (`waits`: the server has not answered yet)."""

    words: str
    waits: bool
