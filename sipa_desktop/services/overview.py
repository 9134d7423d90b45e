"""The kecamatan's matrix: what every village owes, and what became of it; a village that sent nothing must be seen.

Columns come from duties, rows from villages, never from what arrived.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from msgspec.structs import replace

from sipa_core import ids
from sipa_core.domain import budget, duties
from sipa_core.domain.dates import format_date, format_time
from sipa_core.domain.events import Event
from sipa_core.domain.money import format_tenths, percent_tenths, rounded
from sipa_core.domain.periods import Period, PeriodError, PeriodKind, parse_period
from sipa_core.domain.villages import Village
from sipa_core.domain.workflow import PostingState, PublicationState, ReportState
from sipa_core.domain.working_days import ANSWER_DAYS
from sipa_core.messages import _
from sipa_core.ports import Clock
from sipa_core.wire.records import Record, RecordType
from sipa_desktop.services.matters import average_of
from sipa_desktop.services.office import Office, is_kelurahan, read_office
from sipa_desktop.services.overview_views import WORST_FIRST, Cell, Column, Half, Matrix, Row, StateShare, Strip
from sipa_desktop.services.owed import (
    BUDGET_TYPE,
    OwedReport,
    counts_now,
    current_half,
    halves_in_view,
    owed_in,
    was_in_time,
    years_around,
)
from sipa_desktop.services.report_facts import Book, Facts, content_of, in_time, kecamatan_state, read_some
from sipa_desktop.services.times import deadline_words, half_for, stamp_words
from sipa_desktop.services.words import report_word
from sipa_desktop.store.unit_of_work import Store, Tx

FINISHED: Final[tuple[ReportState, ...]] = (ReportState.DISETUJUI, ReportState.TERBIT)
_SHARE_ORDER: Final[tuple[ReportState, ...]] = (
    ReportState.TERBIT,
    ReportState.DISETUJUI,
    ReportState.DIPERIKSA,
    ReportState.TERKIRIM,
    ReportState.BELUM_MASUK,
    ReportState.DIKEMBALIKAN,
    ReportState.TERLAMBAT,
)


@dataclass(frozen=True)
class _Seen:
    """One consistent look at everything the matrix is made of. `answers` are the tenths of a working day from a
    citizen's word to the first answer, on average; None where nothing was answered.
    """

    office: Office
    book: Book
    postings: Mapping[str | None, Sequence[Record]]
    answers: Mapping[str, int | None]
    progress: Mapping[str, Record]


@dataclass(frozen=True)
class _Slot:
    """A column before it is put into words."""

    duty: duties.Duty
    period: Period

    @property
    def by_event(self) -> bool:
        """True for a column of events: its period is the half-year."""
        return self.duty.period_kind is PeriodKind.EVENT and self.period.kind is not PeriodKind.EVENT


class Overview:
    """The matrix of a kecamatan's desk."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def matrix(self, half: str | None = None) -> Matrix:
        """The matrix of a half-year (`2025-S1`); None, or a text that is none, chooses the one being worked on."""
        with self._store.read() as tx:
            office = read_office(tx, self._clock)
            chosen = _half(half) or current_half(office)
            slots = _slots(office, chosen)
            seen = _look(tx, office, read_some(tx, _asked_for(office, slots, chosen)))
            villages = sorted(seen.office.villages, key=lambda village: (is_kelurahan(village), village.name))
            rows = tuple(_row(seen, village, slots, chosen) for village in villages)
            shown = [row for row in rows if not row.kelurahan]
            now = seen.office.now
            return Matrix(
                half=_named(chosen),
                halves=tuple(_named(one) for one in _offered(seen.office, chosen)),
                title=_("Rekap {place}").format(place=seen.office.identity.place_name),
                words=_("{n} desa, {m} kewajiban. Keadaan {day} pukul {time}.").format(
                    n=len(shown),
                    m=len(slots),
                    day=format_date(seen.office.today),
                    time=format_time(now, seen.office.zone),
                ),
                columns=tuple(_column(seen.office, slot) for slot in slots),
                rows=rows,
                strip=_strip(seen, shown, chosen),
                kelurahan=len(rows) - len(shown),
            )


def _asked_for(office: Office, slots: Sequence[_Slot], half: Period) -> set[str]:
    """The ids of all reports that the matrix of the half-year tells of; most do not exist yet."""
    owed = [(slot.duty.template, str(slot.period)) for slot in slots if not slot.by_event]
    owed.append((BUDGET_TYPE, str(_year_earlier(half))))
    found = {ids.report_id(village.code, *one) for village in office.villages for one in owed}
    happened = ((event.village, event.template, str(event.period), event.ordinal) for event in office.events)
    return found | {ids.report_id(*one) for one in happened}


def _look(tx: Tx, office: Office, book: Book) -> _Seen:
    answered = tx.lines.tallies((RecordType.FEEDBACK,))
    postings: dict[str | None, list[Record]] = {}
    for posting in tx.records.all(RecordType.POSTING):
        postings.setdefault(posting.village, []).append(posting)
    return _Seen(
        office,
        book,
        postings,
        {
            village.code: average_of(one for one in answered if one.village == village.code)
            for village in office.villages
        },
        {one.id: one for one in tx.records.all(RecordType.PROGRESS)},
    )


def _half(text: str | None) -> Period | None:
    try:
        period = parse_period(text or "")
    except PeriodError:
        return None
    return period if period.kind.months == 6 else None


def _offered(office: Office, chosen: Period) -> list[Period]:
    """The half-years that can be chosen, newest first: two years back."""
    before, this = halves_in_view(office)
    shown = {this, before, before.previous(), before.previous().previous(), chosen}
    return sorted(shown, key=lambda half: half.first_day, reverse=True)


def _named(half: Period) -> Half:
    return Half(str(half), half.label)


def _slots(office: Office, half: Period) -> list[_Slot]:
    found = [
        _Slot(duty, period)
        for duty in office.duties
        for year in years_around(half)
        for period in duty.periods(year)
        if half_for(period, duty.due(period, office.days)) == half
    ]
    # What events ask for differs from village to village: one column a half-year, and none while nothing happened.
    found += [
        _Slot(duty, half) for duty in office.duties if any(_asks(office, duty, event, half) for event in office.events)
    ]
    return sorted(found, key=lambda slot: (slot.duty.pos, slot.duty.key, slot.period.first_day))


def _asks(office: Office, duty: duties.Duty, event: Event, half: Period) -> bool:
    """True when the event asks for the duty's report in the half-year."""
    mine = event.template == duty.template and duty.stands_for(event.period)
    return mine and half_for(event.period, duty.due(event.period, office.days)) == half


def _column(office: Office, slot: _Slot) -> Column:
    due = slot.duty.due(slot.period, office.days) if not slot.by_event else None
    return Column(
        slot.duty.key,
        slot.duty.template,
        str(slot.period),
        (slot.duty.short_name, slot.period.label_in_year),
        f"{slot.duty.name} {slot.period.label_in_year}",
        due,
        deadline_words(due, office.today),
    )


def _row(seen: _Seen, village: Village, slots: Sequence[_Slot], half: Period) -> Row:
    owed = owed_in(seen.office, seen.book, village, [half])
    counted = [one for one in owed if counts_now(one, seen.office)]
    cells = tuple(_cell(seen, village, slot) for slot in slots)
    posted, postings = _posted(seen, village)
    days = seen.answers.get(village.code)
    return Row(
        village.code,
        village.name,
        village.kind,
        is_kelurahan(village),
        cells,
        sum(was_in_time(one, seen.office) for one in counted),
        len(counted),
        _spending(seen, owed),
        posted,
        postings,
        days,
        days is not None and days > ANSWER_DAYS * 10,
    )


def _begun_words(seen: _Seen, village: Village, slot: _Slot) -> str:
    """How far the village's unsent text is, as far as its PC told the server; empty when nothing is known."""
    told = seen.progress.get(ids.progress_id(village.code, slot.duty.template, str(slot.period)))
    if told is None or not told.number("total"):
        return ""
    when = stamp_words(told.number("at"), seen.office.today, seen.office.zone)
    words = _("Sedang diisi desa: {n} dari {m} bagian, {when}.")
    return f". {words.format(n=told.number('filled'), m=told.number('total'), when=when)}"


def _cell(seen: _Seen, village: Village, slot: _Slot) -> Cell:
    if not slot.by_event:
        return _one_cell(seen, village, slot, 0)
    asked = [one for one in seen.office.events_of(village.code) if _asks(seen.office, slot.duty, one, slot.period)]
    if not asked or not duties.applies(slot.duty, village):
        return Cell(ReportState.TIDAK_BERLAKU, _("Tidak ada peristiwa"), None, "", False)
    cells = [(one, _one_cell(seen, village, _Slot(slot.duty, one.period), one.ordinal)) for one in asked]
    # The cell is the one that needs somebody first; its words tell of all.
    worst = min((cell for _event, cell in cells), key=lambda cell: WORST_FIRST.index(cell.state))
    words = "; ".join(f"{event.name}: {cell.words}" for event, cell in cells)
    return replace(worst, words=words, late_arrival=any(cell.late_arrival for _event, cell in cells))


def _one_cell(seen: _Seen, village: Village, slot: _Slot, ordinal: int) -> Cell:
    office = seen.office
    facts = seen.book.facts(village.code, slot.duty.template, str(slot.period), ordinal)
    due = duties.due_of(slot.duty, village, slot.period, office.days)
    before = office.before(slot.duty, village, slot.period)
    applies = duties.applies(slot.duty, village) and not before
    state = kecamatan_state(facts, due, office.now, applies=applies, zone=office.zone)
    first_due = slot.duty.first_due(slot.period, office.days)
    late = facts.first_sent_at is not None and not in_time(facts, due, office.zone, first_due)
    words = _cell_words(office, facts, state, late=late, waits=seen.book.verdict_waits(facts.newest))
    if state in (ReportState.BELUM_MASUK, ReportState.TERLAMBAT):
        words = f"{words}. {deadline_words(due, office.today) or _('Tanggal belum ditetapkan')}"
        words += _begun_words(seen, village, slot)
    if before and state is ReportState.TIDAK_BERLAKU:
        words = _("Batasnya sebelum desa memakai SIPA")
    return Cell(state, words, facts.newest.id if facts.newest is not None else None, facts.report_id, late)


def _cell_words(office: Office, facts: Facts, state: ReportState, *, late: bool, waits: bool) -> str:
    at = facts.first_sent_at if state is ReportState.TERKIRIM else None
    if facts.newest is not None and state is ReportState.TERKIRIM:
        at = facts.newest.number("meta.sent_at")
    if facts.review is not None and state is not ReportState.TERKIRIM:
        at = facts.review.number("decided_at") or facts.review.number("opened_at")
    words = report_word(state)
    if at:
        words = f"{words} {stamp_words(at, office.today, office.zone)}"
    if late:
        words = _("{words}, masuk lewat batas").format(words=words)
    if waits:
        return _("{words}, menunggu kirim").format(words=words)
    return words


def _spending(seen: _Seen, owed: Iterable[OwedReport]) -> int | None:
    """Tenths of a percent of the spending budget that the newest version of the half-year's report tells."""
    for one in owed:
        if one.duty.template == BUDGET_TYPE and one.facts.newest is not None:
            return budget.totals(content_of(one.facts.newest)).belanja.percent
    return None


def _posted(seen: _Seen, village: Village) -> tuple[int, int]:
    """How many of the owed postings of public publications have a proof; optional channels count only when posted."""
    public = {
        record.id
        for record in seen.book.publications.values()
        if record.village == village.code and record.text("state") == PublicationState.PUBLIC
    }
    optional = {channel.key for channel in seen.office.channels if channel.optional}
    done = owed = 0
    for posting in seen.postings.get(village.code, ()):
        if posting.text("publication") not in public:
            continue
        proved = posting.text("state") in (PostingState.PROVED, PostingState.VERIFIED)
        done += proved
        owed += proved or posting.text("channel") not in optional
    return done, owed


def _year_before(seen: _Seen, rows: Sequence[Row], half: Period) -> str:
    """`Semester I 2024: 38,9%`, the average of the same half a year earlier; empty when nobody told it."""
    before = _year_earlier(half)
    shares = []
    for village in seen.office.villages:
        if any(row.code == village.code for row in rows):
            share = _spending(seen, owed_in(seen.office, seen.book, village, [before], BUDGET_TYPE))
            if share is not None:
                shares.append(share)
    if not shares:
        return ""
    average = format_tenths(rounded(sum(shares), len(shares)))
    return _("{half}: {percent}").format(half=before.label, percent=average)


def _year_earlier(half: Period) -> Period:
    return half.year_earlier()


def _strip(seen: _Seen, rows: Sequence[Row], half: Period) -> Strip:
    states: Counter[ReportState] = Counter(
        cell.state for row in rows for cell in row.cells if cell.state is not ReportState.TIDAK_BERLAKU
    )
    owed = sum(states.values())
    spent = [row.spending for row in rows if row.spending is not None]
    days = [row.answer_days for row in rows if row.answer_days is not None]
    posted, postings = sum(row.posted for row in rows), sum(row.postings for row in rows)
    share = percent_tenths(posted, postings)
    return Strip(
        finished=sum(states[state] for state in FINISHED),
        owed=owed,
        finished_words=_("{late} terlambat, {back} dikembalikan").format(
            late=states[ReportState.TERLAMBAT], back=states[ReportState.DIKEMBALIKAN]
        ),
        shares=tuple(StateShare(state, states[state], report_word(state)) for state in _SHARE_ORDER if states[state]),
        spending=rounded(sum(spent), len(spent)) if spent else None,
        spending_words=_year_before(seen, rows, half) or _("dari {n} desa yang melapor").format(n=len(spent)),
        posted=posted,
        postings=postings,
        posting_words=_("{percent} saluran").format(percent=format_tenths(share))
        if share is not None
        else _("belum ada terbitan"),
        answer_days=rounded(sum(days), len(days)) if days else None,
        answer_words=_("Batas {n} hari kerja").format(n=ANSWER_DAYS),
    )
