"""One report being written, without a window: its text, what is not yet saved, and what the desk says of it.

What a person typed stays in `content` until a save of it has come back; it is called saved only then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from sipa_core import ids
from sipa_core.domain.budget import TABLE, BudgetTree, read_budget
from sipa_core.domain.dates import YearMeant
from sipa_core.domain.paths import Value, applied
from sipa_core.domain.periods import parse_period
from sipa_core.domain.worked_out import worked_out
from sipa_core.messages import _
from sipa_desktop.errors import Refused
from sipa_desktop.events import Changes, Topic
from sipa_desktop.services.imports import OpenedRow
from sipa_desktop.services.queue_views import Done
from sipa_desktop.services.reports_views import Recalled, ReportEdit, Submitted
from sipa_desktop.sync.attention import Attention, period_doubt
from ui.navigation import OpenConflict
from ui.pages import PageContext
from ui.pages.reports.budget_rows import grid_rows
from ui.pages.reports.editor_parts import Rows, SaveJob, differs, rows_of
from ui.runtime.autosave import Autosave
from ui.runtime.faults import sentence_of, sentence_while_typing
from ui.runtime.refresh import Refresh

RETRY_MS = 5_000
CHECK_MS = 60
"""A large report is checked after it was painted: a worker that computes meanwhile would hold the painting up."""

TOPICS = (Topic.REPORTS, Topic.REVIEWS, Topic.DRAFTS, Topic.OUTBOX, Topic.OFFICE)


class EditorModel(QObject):
    """`opened` another report is shown · `replaced` its text was changed by somebody else than the editors ·
    `looked` states, notes, checks are read anew · `summed` the budget was computed anew · `save_changed` the line
    below the title is another · `kept` these values by path are on the disk now · `ready` everything is saved and the
    report may be sent · `left` it was sent, with the sentence · `refused` the desk said no, with the sentence.
    """

    opened = Signal()
    replaced = Signal()
    looked = Signal()
    summed = Signal()
    detailed = Signal()
    save_changed = Signal()
    kept = Signal(object)
    ready = Signal()
    left = Signal(str)
    refused = Signal(str)

    def __init__(self, context: PageContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.context = self._context = context
        self._reports = context.desk.reports
        self.edit: ReportEdit | None = None
        self.content: dict[str, Value] = {}
        self.tree: BudgetTree | None = None
        self.rows: Rows = ()
        self.fault = ""
        self._coming = False
        self.save_fault = ""
        self.unsaved_why = ""  # stays while somebody types on, until it is saved: nothing in the window may jump
        self.unread: Callable[[], int] = _nothing_shown
        """How many fields and cells in sight hold a text that cannot be read: it is not on the disk."""
        self.opened_keys: frozenset[str] = frozenset()
        """Rows of the budget whose detail an import left on this PC."""
        self._draft_id = ""
        self._pending: dict[str, Value] = {}
        self._taking: dict[str, int] = {}
        self._then: Callable[[], None] | None = None
        self._wants_to_send = False
        self._made_rows = 0
        self._autosave = Autosave(context.runner, parent=self)
        self._autosave.saved.connect(self._saved)
        self._autosave.failed.connect(self._not_saved)
        self._details = Refresh(context.runner, self._read_details, self._take_details, self._failed, self)
        self._refresh = Refresh(context.runner, self._read, self._came, self._failed, self, in_order=True)
        # Large budgets take long to sum; the cell itself shows its figure at once.
        self._sums = Refresh(context.runner, self._read_sums, self._take_sums, self._failed, self)
        self._retry = QTimer(self, singleShot=True, interval=RETRY_MS)
        self._retry.timeout.connect(self.flush)
        self._check = QTimer(self, singleShot=True, interval=CHECK_MS)
        self._check.timeout.connect(self._refresh.ask)
        context.changes.arrived.connect(self._heard)

    @property
    def saving(self) -> bool:
        """Tell whether something typed is not on the disk yet, or files that were given are still being taken."""
        return bool(self._pending) or self._coming or self.taking > 0

    @property
    def taking(self) -> int:
        """Return how many files that were given for the report are still being taken."""
        return sum(self._taking.values())

    @property
    def save_words(self) -> str:
        """Return the line below the title; it says "Tersimpan" only when everything typed is saved."""
        if self.save_fault:
            return _("Belum tersimpan. {why}").format(why=self.save_fault)
        if self.taking:
            return _("Mengambil {n} berkas…").format(n=self.taking)
        if self.saving:
            return _("Menyimpan…")
        if self.unread():
            return _("Ada isian yang belum terbaca, jadi belum tersimpan.")
        return self.edit.saved_words if self.edit is not None else ""

    @property
    def date_doubt(self) -> Attention | None:
        """Return why this PC's date cannot be right for this report, if so."""
        if self.edit is None or not self.editable:
            return None
        context = self._context
        return period_doubt(self.edit.period, self.edit.due, context.desk.sync.status(), context.now(), context.zone)

    def year_meant(self) -> YearMeant | None:
        """Return of which year a day in this report is that is written without one."""
        if self.edit is None:
            return None
        period = parse_period(self.edit.period)
        return YearMeant(self._context.today(), period.first_day, period.last_day)

    @property
    def editable(self) -> bool:
        """Tell whether the text may be written now."""
        return self.edit is not None and self.edit.editable

    def section_of(self, path: str) -> str:
        """Return the key of the section in which a path lies, an empty text when there is none."""
        section = self.edit.template.section_of(path) if self.edit is not None else None
        return section.key if section is not None else ""

    def open(self, draft_id: str) -> None:
        """Open a report, whatever was open before is forgotten; call `after_saved` first."""
        self.close()
        self._draft_id = draft_id
        self._refresh.ask()

    def begin(self, template_key: str, period: str, ordinal: int = 0) -> None:
        """Begin a report, or open the one begun before."""
        self.close()
        job = partial(self._create, template_key, period, ordinal)
        self._context.runner.command(job, self._begun, self._failed, owner=self)

    def close(self) -> None:
        """Forget the report and what of it is not saved; call `after_saved` first."""
        self._draft_id = ""
        self._pending, self._taking = {}, {}
        self._coming = False
        self._then = None
        self._wants_to_send = False  # else the next report would be sent in the place of this one
        self.edit, self.content, self.tree, self.rows = None, {}, None, ()
        self.fault = self.save_fault = self.unsaved_why = ""
        self._context.runner.tell_unsaved(self, False)

    def after_saved(self, then: Callable[[], None]) -> None:
        """Do something once everything typed and every file given is on the disk, and nobody types in an open cell;
        `refused` comes instead when one of it cannot be saved.
        """
        self._then = then
        self.flush()
        self._go_on()

    def _go_on(self) -> None:
        if self._then is not None and not self.saving:
            then, self._then = self._then, None
            then()

    def call_off(self, words: str) -> None:
        """Say `refused` to whoever waits for everything to be saved; without one, nothing happens."""
        if self._then is not None or self._wants_to_send:
            self._then, self._wants_to_send = None, False
            self.refused.emit(words)

    def set_taking(self, section: str, files: int) -> None:
        """Note how many files given for a section are still being taken: the report is not saved without them."""
        self._taking[section] = files
        self.save_changed.emit()
        if not self.taking:
            self._caught_up()

    def _caught_up(self) -> None:
        """Nothing more is on its way from one place: whoever waited for it may go on."""
        if self._then is not None:
            self._go_on()
        elif self._wants_to_send:
            self._refresh.ask()

    def set_value(self, path: str, value: Value) -> None:
        """Take one value as typed."""
        self.set_values({path: value})

    def announce(self) -> None:
        """Take back "Tersimpan" for values that are typed and come in a moment, together with others."""
        if not self._coming:
            self._coming = True
            self._autosave.expect()
            self.save_changed.emit()

    def settle(self) -> None:
        """Nothing is on its way any more of what was announced: it was given, or changed nothing after all."""
        was, self._coming = self._coming, False
        self.save_changed.emit()
        if was:
            self._caught_up()

    def set_values(self, changes: Mapping[str, Value]) -> None:
        """Take values as typed (None removes one); nothing happens while the report may only be read."""
        different = {path: value for path, value in changes.items() if differs(self.content, path, value)}
        if not different or not self.editable:
            self.save_changed.emit()
            return
        assert self.edit is not None
        before, typed = self.content, applied(self.content, different)
        follows = worked_out(self.edit.template, before, typed)
        different |= follows
        self.content = applied(typed, follows)
        self._pending.update(different)
        if any(path.startswith(f"{TABLE}[") for path in different):
            self._sum()
        if follows:
            self.replaced.emit()
        self._put()

    def shows(self, draft_id: str) -> bool:
        """Return whether this report is in the editor."""
        return self.edit is not None and draft_id == self._draft_id

    def undo_of(self, cells: Mapping[str, Value]) -> Callable[[], None]:
        """Return what brings values of this report back, whatever report is open by then."""
        return partial(self._put_back, self._draft_id, cells)

    def _put_back(self, draft_id: str, cells: Mapping[str, Value]) -> None:
        if self.shows(draft_id):
            self.set_values(cells)
            return
        job = partial(self._reports.save, draft_id, cells)
        self._context.runner.command(job, self._answered, self._send_failed, owner=self)

    def new_row(self, table: str) -> str:
        """Return a key for a new row of a table, which no other row has."""
        self._made_rows += 1
        return ids.natural_id("row", self._draft_id, table, self._context.now(), self._made_rows)

    def row_cells(self, table: str, key: str) -> dict[str, Value]:
        """Return every value of a row by its path, so that a removed row can be brought back."""
        prefix = f"{table}[{key}]."
        return {path: value for path, value in self.content.items() if path.startswith(prefix)}

    def flush(self) -> None:
        """Save now what is not saved yet."""
        self._retry.stop()
        if self._pending and not self._autosave.clean:
            self._autosave.flush()
        elif self._pending:
            self._put()
            self._autosave.flush()

    def prepare_sending(self) -> None:
        """Save everything, then say `ready`; `refused` when it cannot be saved."""
        if self.editable:
            self.after_saved(self._look_before_sending)

    def send(self) -> None:
        """Queue the report for the kecamatan; call after `ready`."""
        self._context.runner.command(
            partial(self._reports.submit, self._draft_id), self._submitted, self._send_failed, owner=self
        )

    def recall(self) -> None:
        """Take the report back, after the person was asked."""
        job = partial(self._reports.recall, self._draft_id)
        self._context.runner.command(job, self._recalled, self._send_failed, owner=self)

    def _recalled(self, answer: Recalled | Refused) -> None:
        if isinstance(answer, Recalled):
            self._context.toast(answer.words)
        self._answered(answer)

    def mark_fixed(self, key: str, fixed: bool) -> None:
        """Tick a note of the kecamatan as mended, or take the tick away."""
        job = partial(self._reports.mark_note_fixed, self._draft_id, key, fixed)
        self._context.runner.command(job, self._answered, self._send_failed, owner=self)

    def move_form(self, back: bool) -> None:
        """Move the draft to the newest version of its report type, or back to the one before; all is saved first."""
        forms = self._context.desk.forms
        job = partial(forms.back if back else forms.move, self._draft_id)
        self.after_saved(lambda: self._context.runner.command(job, self._form_moved, self._send_failed, owner=self))

    def _form_moved(self, answer: Done | Refused) -> None:
        if isinstance(answer, Done):
            self._context.toast(answer.words)
        self._answered(answer)

    def choose_text(self) -> None:
        """Go and choose between the text of this computer and the version that came from another one."""
        there = OpenConflict(self._draft_id, "reports", self._draft_id)
        self.after_saved(partial(self._context.navigator.open, "conflict", there))

    def _look_before_sending(self) -> None:
        self._wants_to_send = True
        self._refresh.ask()

    def _read(self) -> tuple[ReportEdit | Refused | None, Rows]:
        quick = self.edit is None and not self._wants_to_send
        answer = self._reports.open(self._draft_id, quick=quick) if self._draft_id else None
        return answer, rows_of(answer, self.rows)

    def _heard(self, changes: object) -> None:
        if self._draft_id and isinstance(changes, Changes) and changes.touches(*TOPICS):
            self._refresh.ask()

    def _create(self, template_key: str, period: str, ordinal: int) -> tuple[ReportEdit | Refused, Rows]:
        answer = self._reports.create(template_key, period, ordinal)
        return answer, rows_of(answer, ())

    def _begun(self, found: tuple[ReportEdit | Refused, Rows]) -> None:
        if isinstance(found[0], ReportEdit):
            self._draft_id = found[0].draft_id
        self._came(found)

    def _came(self, found: tuple[ReportEdit | Refused | None, Rows]) -> None:
        answer, rows = found
        if isinstance(answer, Refused):
            self.fault = answer.words
            self._wants_to_send = False
            self.refused.emit(answer.words)
            return
        if answer is None or answer.draft_id != self._draft_id:
            return
        # Another version of the report type asks other questions: the sections are made anew.
        first = self.edit is None or self.edit.template.version != answer.template.version
        content = applied(answer.content, self._pending)
        changed = content != self.content
        self.edit, self.content, self.fault = answer, content, ""
        if first or changed:
            self.tree, self.rows = answer.budget, rows
            self.summed.emit()
            if self._pending:
                self._sum()
        if first or changed:
            self._details.ask()
        if first:
            self._taking, self._coming = {}, False  # of the sections that are gone now
            self.opened.emit()
        elif changed:
            self.replaced.emit()
        self.looked.emit()
        self.save_changed.emit()
        if not answer.checked:
            self._check.start()
        elif self._wants_to_send and not self.saving:
            self._wants_to_send = False
            self.ready.emit()

    def _failed(self, fault: Exception) -> None:
        self.fault = sentence_of(fault)
        self._wants_to_send = False
        self.refused.emit(self.fault)

    def _sum(self) -> None:
        if self.edit is not None and self.edit.budget is not None:
            self._sums.ask()

    def _read_sums(self) -> tuple[str, BudgetTree, Rows] | None:
        """The sums of the text as it stands when a worker comes to it; the text is replaced and never changed."""
        draft_id, edit, content, before = self._draft_id, self.edit, self.content, self.rows
        if edit is None:
            return None
        tree = read_budget(content, edit.names, edit.template.money_columns)
        return draft_id, tree, grid_rows(tree, before, edit.template.money_columns)

    def open_row(self, key: str, then: Callable[[OpenedRow | None], None]) -> None:
        """Read what a row of the budget was added up from."""
        job = partial(self._context.desk.imports.opened, self._draft_id, key)
        self._context.runner.query(job, then, owner=self)

    def _read_details(self) -> frozenset[str]:
        return self._context.desk.imports.opened_rows(self._draft_id)

    def _take_details(self, keys: frozenset[str]) -> None:
        if keys != self.opened_keys:
            self.opened_keys = keys
            self.detailed.emit()

    def _take_sums(self, found: tuple[str, BudgetTree, Rows] | None) -> None:
        if found is not None and found[0] == self._draft_id and self.edit is not None:
            self.tree, self.rows = found[1:]
            self.summed.emit()

    def _put(self) -> None:
        draft_id, changes = self._draft_id, dict(self._pending)
        self._autosave.put(draft_id, lambda: SaveJob(draft_id, changes, self._reports.save(draft_id, changes)))
        self.save_fault = ""
        self.save_changed.emit()

    def _saved(self, _draft_id: str, job: object) -> None:
        if not isinstance(job, SaveJob) or job.draft_id != self._draft_id:
            return
        if isinstance(job.answer, Refused):
            self._stay_unsaved(job.answer.words)
            return
        self._pending = {path: value for path, value in self._pending.items() if differs(job.changes, path, value)}
        self.save_fault = self.unsaved_why = ""
        self._context.runner.tell_unsaved(self, False)
        self.kept.emit(job.changes)
        self._go_on()
        # The words of the new moment come with the reading that the change sets off; until then the old ones wait.
        self._refresh.ask()

    def _not_saved(self, draft_id: str, fault: Exception) -> None:
        if draft_id != self._draft_id:
            return
        self._retry.start()
        self._stay_unsaved(sentence_while_typing(fault))

    def _stay_unsaved(self, words: str) -> None:
        self.save_fault = self.unsaved_why = words
        self._context.runner.tell_unsaved(self, True)
        self.save_changed.emit()
        self.call_off(words)

    def _submitted(self, answer: Submitted | Refused) -> None:
        if isinstance(answer, Refused):
            self.refused.emit(answer.words)
        else:
            self.left.emit(answer.words)

    def _answered(self, answer: object) -> None:
        if isinstance(answer, Refused):
            self.refused.emit(answer.words)
        self._refresh.ask()

    def _send_failed(self, fault: Exception) -> None:
        self.refused.emit(sentence_of(fault))


def _nothing_shown() -> int:
    """No editor shows the report."""
    return 0
