"""Pemeriksaan without a window: what waits, the version in hand with its notes, and the verdict.

A version is said to be looked at only when a person chose it here; nothing is decided past words that are not saved.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QObject, Signal

from sipa_core.domain.workflow import ReportState
from sipa_core.messages import _
from sipa_desktop.errors import Refused
from sipa_desktop.events import Topic
from sipa_desktop.services.queue_views import Done
from sipa_desktop.services.review_views import HeldRow, ReviewDetail, ReviewList, ReviewRow
from ui.pages import PageContext
from ui.pages.review.notes import NotesModel
from ui.runtime.faults import sentence_of
from ui.runtime.following import FollowingModel
from ui.widgets.filter_button import FilterGroup


class ReviewModel(FollowingModel):
    """Signals: `list_changed`, `detail_changed`, `section_changed`, and `refused` with a sentence when something
    that was asked did not happen. `list_fault` and `detail_fault` are sentences when reading failed.
    """

    topics = (Topic.REPORTS, Topic.REVIEWS, Topic.PUBLICATIONS, Topic.OFFICE, Topic.DRAFTS)

    list_changed = Signal()
    detail_changed = Signal()
    section_changed = Signal()
    refused = Signal(str)

    def __init__(self, context: PageContext, parent: QObject | None = None) -> None:
        super().__init__(context.changes, parent)
        self._context = context
        self._review = context.desk.review
        self._asked = 0
        self._opening = ""
        self.deciding = False
        self.list: ReviewList | None = None
        self.list_fault = ""
        self.current = ""
        self.detail: ReviewDetail | None = None
        self.detail_fault = ""
        self.section = ""
        self.against: str | None = None
        self.changes_only = False
        self.filters: dict[str, str] = {}
        self.notes = NotesModel(self._review, context.runner, self)
        self.notes.begun.connect(self._note_begun)

    @property
    def order(self) -> tuple[str, ...]:
        """Return the versions of the list from top to bottom: what waits, then what is held."""
        held = self.list.held if self.list is not None else ()
        return (*(row.version_id for row in self.rows), *(row.version_id for row in held))

    @property
    def rows(self) -> tuple[ReviewRow, ...]:
        """Return what waits by the filters and in the order that the person chose."""
        return chosen_rows(self.list.rows, self.filters) if self.list is not None else ()

    @property
    def held(self) -> HeldRow | None:
        """Return the held publication of the version in hand."""
        rows = self.list.held if self.list is not None else ()
        return next((row for row in rows if row.version_id == self.current), None)

    @property
    def return_word(self) -> str:
        """Return the words of the button that gives back."""
        count = self.notes.written
        return _("Kembalikan dengan {n} catatan").format(n=count) if count else _("Kembalikan")

    def load(self) -> None:
        """Read what waits, and the version in hand again."""
        self._stale = False
        self._context.runner.query(self._review.waiting, self._listed, self._not_listed, owner=self)
        if self.current:
            self._read()

    def choose(self, version: str, *, by_person: bool = True) -> None:
        """Bring a version to hand. When a person chose it and it is new, the village will see *Diperiksa*."""
        if version != self.current:
            self.notes.flush()
            self.current, self.detail, self.detail_fault, self.section = version, None, "", ""
            self.against, self.changes_only = None, False
            self.detail_changed.emit()
        self._opening = version if by_person else ""
        self._read()

    def step(self, by: int) -> None:
        """Go to the version above (-1) or below (1) in the list; at its ends nothing happens."""
        order = self.order
        at = order.index(self.current) + by if self.current in order else 0
        if 0 <= at < len(order):
            self.choose(order[at])

    def can_step(self, by: int) -> bool:
        """Tell whether there is a version above or below."""
        order = self.order
        return bool(order) and (self.current not in order or 0 <= order.index(self.current) + by < len(order))

    def show_section(self, key: str) -> None:
        """Bring a section of the version to the front."""
        if self.detail is not None and self.detail.template.section(key) is not None and key != self.section:
            self.section = key
            self.section_changed.emit()

    def filter_by(self, key: str, value: str) -> None:
        """Leave rows out, or order them, by the answer to one question of the filter."""
        self.filters[key] = value
        self.list_changed.emit()

    def compare_with(self, version: str) -> None:
        """Lay the version in hand beside another one, or beside none ("")."""
        self.against, self.changes_only = version, False
        self._read()

    def show_changes_only(self, only: bool) -> None:
        """Show only what is another than before, or everything."""
        self.changes_only = only
        self.section_changed.emit()

    def begin_note(self, path: str) -> None:
        """Begin a note; who writes one has looked, so the version counts as opened."""
        if self.detail is not None and self.detail.can_decide:
            self._open()
            self.notes.begin(path)

    def take_notes(self, origin: str) -> None:
        """Use the notes left on another sending for the version in hand, which then counts as opened."""
        if self.detail is not None and self.detail.can_decide:
            self._open()
            self.notes.take(origin)

    def give_back(self) -> None:
        """Send the version back to the village with its notes."""
        saving, version = self.notes.saving(), self.current

        def work() -> Done | Refused:
            kept = saving()
            return Refused("unsaved", kept.fault) if kept.fault else self._review.give_back(version)

        self._decide(work)

    def accept(self) -> None:
        """Approve the version, after the person was asked."""
        saving, version = self.notes.saving(), self.current

        def work() -> Done | Refused:
            kept = saving()
            return Refused("unsaved", kept.fault) if kept.fault else self._review.accept(version)

        self._decide(work)

    def confirm_timely(self) -> None:
        """Count what a stick brought late as in time; the report stays as it is."""
        version = self.current
        self._decide(lambda: self._review.confirm_timely(version), stay=True)

    def reopen(self, reason: str) -> None:
        """Open the approved version again, with the reason for the village."""
        version = self.current
        self._decide(lambda: self._review.reopen(version, reason))

    def release(self) -> None:
        """Let the held publication out, after the person was asked."""
        held = self.held
        if held is not None:
            publication = held.publication_id
            self._decide(lambda: self._review.release_publication(publication))

    def withdraw(self, reason: str) -> None:
        """Take the version in hand from the public page, with the reason that citizens read."""
        public = self.detail.publication if self.detail is not None else None
        if public is not None:
            publication = public.id
            self._decide(lambda: self._review.withdraw_publication(publication, reason))

    def publish_again(self) -> None:
        """Put what was withdrawn on the public page again, after the person was asked."""
        public = self.detail.publication if self.detail is not None else None
        if public is not None and public.withdrawn:
            publication = public.id
            self._decide(lambda: self._review.release_publication(publication))

    def _decide(self, work: Callable[[], Done | Refused], *, stay: bool = False) -> None:
        if self.deciding:
            return
        self.deciding = True
        self.notes.flush()
        self.detail_changed.emit()
        after = "" if stay else self._next()
        self._context.runner.command(work, partial(self._decided, after), self._not_decided, owner=self)

    def _next(self) -> str:
        """The version that comes to hand after a verdict: the one below, else the one above."""
        order = self.order
        if self.current not in order:
            return ""
        at = order.index(self.current)
        rest = (*order[at + 1 :], *reversed(order[:at]))
        return rest[0] if rest else ""

    def _decided(self, after: str, answer: Done | Refused) -> None:
        self.deciding = False
        if isinstance(answer, Refused):
            self.refused.emit(answer.words)
            self.detail_changed.emit()
            return
        self._context.toast(answer.words)
        self.load()
        if after:
            self.choose(after, by_person=False)
        else:
            self.detail_changed.emit()

    def _not_decided(self, fault: Exception) -> None:
        self.deciding = False
        self.refused.emit(sentence_of(fault))
        self.detail_changed.emit()

    def _read(self) -> None:
        self._asked += 1
        version, against = self.current, self.against
        self._context.runner.query(
            lambda: self._review.detail(version, against),
            partial(self._came, self._asked),
            partial(self._not_read, self._asked),
            owner=self,
        )

    def _came(self, number: int, detail: ReviewDetail | Refused) -> None:
        if number != self._asked:
            return
        if isinstance(detail, Refused):
            self.detail, self.detail_fault = None, detail.words
            self.detail_changed.emit()
            return
        self.detail, self.detail_fault = detail, ""
        if detail.template.section(self.section) is None:
            self.section = _first_section(detail)
        self.notes.show(detail)
        self.detail_changed.emit()
        if self._opening == detail.version_id:
            self._opening = ""
            self._open()

    def _open(self) -> None:
        detail = self.detail
        if detail is None or not detail.can_decide or detail.state is not ReportState.TERKIRIM:
            return
        version = detail.version_id
        self._context.runner.command(lambda: self._review.open(version), self._opened, self._not_decided, owner=self)

    def _opened(self, answer: Done | Refused) -> None:
        if isinstance(answer, Refused):
            self.refused.emit(answer.words)

    def _note_begun(self, _key: str) -> None:
        self._read()

    def _listed(self, waiting: ReviewList) -> None:
        self.list, self.list_fault = waiting, ""
        self.list_changed.emit()
        if not self.current and self.order:
            self.choose(self.order[0], by_person=False)

    def _not_listed(self, fault: Exception) -> None:
        self.list_fault = sentence_of(fault)
        self.list_changed.emit()

    def _not_read(self, number: int, fault: Exception) -> None:
        if number == self._asked:
            self.detail_fault = sentence_of(fault)
            self.detail_changed.emit()


def filter_groups(rows: Sequence[ReviewRow]) -> tuple[FilterGroup, ...]:
    """Return what the list can be filtered and ordered by: villages and types that wait, arrival or due day."""
    villages = sorted({(row.village_code, row.village) for row in rows}, key=lambda one: one[1])
    types = sorted({row.type_name for row in rows})
    return (
        FilterGroup("village", _("Desa"), (("", _("Semua desa")), *villages)),
        FilterGroup("type", _("Jenis laporan"), (("", _("Semua jenis")), *((one, one) for one in types))),
        FilterGroup(
            "order",
            _("Urutkan menurut"),
            (("arrival", _("Kedatangan, terlama dahulu")), ("due", _("Batas, terdekat dahulu"))),
            order=True,
        ),
    )


def chosen_rows(rows: Sequence[ReviewRow], filters: Mapping[str, str]) -> tuple[ReviewRow, ...]:
    """Return the rows that the filters leave, in the order chosen; a filter that nothing meets any more is ignored."""
    kept = tuple(rows)
    for key, of in (("village", _village_of), ("type", _type_of)):
        wanted = filters.get(key, "")
        if wanted and any(of(row) == wanted for row in rows):
            kept = tuple(row for row in kept if of(row) == wanted)
    if filters.get("order") == "due":
        return tuple(sorted(kept, key=lambda row: (row.due or date.max, row.sent_at, row.village)))
    return kept


def _village_of(row: ReviewRow) -> str:
    return row.village_code


def _type_of(row: ReviewRow) -> str:
    return row.type_name


def _first_section(detail: ReviewDetail) -> str:
    """The budget where there is one, since that is what is judged; else the first section."""
    budget = next((one.key for one in detail.sections if one.section.kind == "budget"), "")
    return budget or (detail.sections[0].key if detail.sections else "")
