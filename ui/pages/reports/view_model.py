"""The list of reports without a window: what was begun, sent and is owed, and what can be begun."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from sipa_core.domain.dates import due_words, format_date, format_date_tight, format_time, local_date, month_name
from sipa_core.domain.workflow import ReportState
from sipa_core.messages import _, ngettext
from sipa_desktop.errors import Refused
from sipa_desktop.events import Changes, Topic
from sipa_desktop.services.happenings import EventOffer, Recorded
from sipa_desktop.services.reports_views import DutyRow, ReportRow
from sipa_desktop.sync.attention import Attention, clock_attention
from ui.pages import PageContext
from ui.runtime.faults import sentence_of
from ui.runtime.refresh import Refresh

OPEN = (
    ReportState.DIKEMBALIKAN,
    ReportState.TERLAMBAT,
    ReportState.DRAF,
    ReportState.SIAP,
    ReportState.BELUM_MASUK,
    ReportState.MENUNGGU,
)
"""States in which the report has not arrived at the kecamatan, or not as it should."""

TOPICS = (Topic.REPORTS, Topic.REVIEWS, Topic.PUBLICATIONS, Topic.DRAFTS, Topic.OUTBOX, Topic.OFFICE)


class ListModel(QObject):
    """`rows` is None until the first reading, `unread_types` says which report types cannot be used. `duties_read`
    brings what can be begun and what an event may ask for, read for the dialog; `recorded` an event that was recorded.
    """

    changed = Signal()
    duties_read = Signal(object, object)
    recorded = Signal(object)
    refused = Signal(str)

    def __init__(self, context: PageContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.in_front = True
        self.rows: tuple[ReportRow, ...] | None = None
        self.unread_types: tuple[str, ...] = ()
        self.fault = ""
        self.words = ""
        self._search = ""
        self._refresh = Refresh(context.runner, self._read, self._came, self._failed, self)

    @property
    def shown(self) -> tuple[ReportRow, ...]:
        """Return the rows that have every word of the search."""
        wanted = self._search.casefold().split()
        rows = self.rows or ()
        return tuple(row for row in rows if all(word in f"{row.title} {row.chip}".casefold() for word in wanted))

    @property
    def searching(self) -> bool:
        """Tell whether a search leaves rows out."""
        return bool(self._search)

    def load(self) -> None:
        """Read the list again."""
        self._refresh.ask()

    def search(self, words: str) -> None:
        """Show only the rows with these words."""
        if words != self._search:
            self._search = words
            self.changed.emit()

    def ask_duties(self) -> None:
        """Read what can be begun; `duties_read` brings it."""
        desk = self._context.desk
        self._context.runner.query(
            lambda: (desk.reports.duties(), desk.happenings.offers()), self._duties, self._failed, owner=self
        )

    def record_event(self, template: str, _village: str, day: str, name: str) -> None:
        """Record an event of the own village, so that its report can be begun."""
        job = partial(self._context.desk.happenings.record, template, day, name)
        self._context.runner.command(job, self._event_recorded, self._failed, owner=self)

    def _event_recorded(self, answer: Recorded | Refused) -> None:
        if isinstance(answer, Refused):
            self.refused.emit(answer.words)
        else:
            self._context.toast(answer.words)
            self.recorded.emit(answer)

    @property
    def date_doubt(self) -> Attention | None:
        """Return what must be known of this PC's date before a report is begun, if anything."""
        context = self._context
        return clock_attention(context.desk.sync.status(), context.now(), context.zone)

    def about_words(self, row: ReportRow) -> str:
        """Return what stands below a title: what other columns do not say already."""
        if row.open_notes:
            return ngettext("{n} catatan dari kecamatan", "{n} catatan dari kecamatan", row.open_notes).format(
                n=row.open_notes
            )
        if row.state in OPEN:
            return (
                _("Terisi {n} dari {m} bagian").format(n=row.filled, m=row.total) if row.begun else _("Belum ada isian")
            )
        return row.words

    def due_words(self, row: ReportRow) -> str:
        """Return the due day, with the distance to it while the report is still to be delivered."""
        if row.due is None:
            return "–"
        today = local_date(self._context.now(), self._context.zone)
        day = f"{row.due.day} {month_name(row.due.month)}" if row.due.year == today.year else format_date(row.due)
        return f"{day}, {due_words(row.due, today)}" if row.state in OPEN else day

    def place_words(self, row: ReportRow) -> str:
        """Return where the newest words of a report are: at the kecamatan, or on this computer."""
        if row.state is ReportState.MENUNGGU or (row.sent_at is None and row.saved_at is not None):
            return _("Di komputer ini {when}").format(when=self._when(row.saved_at))
        if row.sent_at is not None and (row.saved_at is None or row.saved_at <= row.sent_at):
            return _("Terkirim {when}").format(when=self._when(row.sent_at))
        if row.sent_at is not None:
            return _("Di komputer ini {when}").format(when=self._when(row.saved_at))
        return "–"

    def _when(self, instant: int | None) -> str:
        if instant is None:
            return ""
        zone = self._context.zone
        day, time = local_date(instant, zone), format_time(instant, zone)
        return time if day == local_date(self._context.now(), zone) else f"{format_date_tight(day)} {time}"

    def heard(self, changes: object) -> None:
        """Read again what a transaction changed."""
        # Behind an open report it is not made anew with every save; whoever comes back to it reads it.
        if self.in_front and isinstance(changes, Changes) and changes.touches(*TOPICS):
            self.load()

    def _read(self) -> tuple[tuple[ReportRow, ...], tuple[str, ...]]:
        reports = self._context.desk.reports
        return reports.list(), reports.unread_types()

    def _came(self, found: tuple[tuple[ReportRow, ...], tuple[str, ...]]) -> None:
        rows, unread_types = found
        if rows != self.rows or unread_types != self.unread_types or self.fault:
            self.rows, self.unread_types, self.fault = rows, unread_types, ""
            self.words = _summary(rows)
            self.changed.emit()

    def _duties(self, found: tuple[tuple[DutyRow, ...], tuple[EventOffer, ...]]) -> None:
        self.duties_read.emit(*found)

    def _failed(self, fault: Exception) -> None:
        self.fault = sentence_of(fault)
        self.changed.emit()


def _summary(rows: tuple[ReportRow, ...]) -> str:
    returned = sum(row.state is ReportState.DIKEMBALIKAN for row in rows)
    late = sum(row.late for row in rows)
    parts = [ngettext("{n} laporan", "{n} laporan", len(rows)).format(n=len(rows))]
    if returned:
        parts.append(ngettext("{n} dikembalikan", "{n} dikembalikan", returned).format(n=returned))
    if late:
        parts.append(ngettext("{n} terlambat", "{n} terlambat", late).format(n=late))
    return ", ".join(parts) + "."
