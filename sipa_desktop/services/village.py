"""One village as the kecamatan sees it: what it owes and did in a year, never what lies on its own PC."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sipa_core.domain import budget, duties
from sipa_core.domain.dates import format_date, format_date_tight, iso_date, local_date
from sipa_core.domain.feedback_clock import MatterClock, Stage
from sipa_core.domain.money import format_percent, format_tenths, rounded
from sipa_core.domain.periods import Period, PeriodKind
from sipa_core.domain.villages import Village
from sipa_core.domain.workflow import PublicationState, ReportState
from sipa_core.messages import _, ngettext
from sipa_core.ops.villages import Begin, ref_of
from sipa_core.ports import Clock
from sipa_core.wire.problems import Problem
from sipa_core.wire.records import RecordType
from sipa_desktop.errors import Refused, refused
from sipa_desktop.services.conversations import (
    Conversation,
    limit_words,
    running,
    tenths_words,
)
from sipa_desktop.services.matters import Matters, ended_matters, read_matters
from sipa_desktop.services.office import Office, code_names, is_kelurahan, read_office
from sipa_desktop.services.owed import BUDGET_TYPE, YEARS_BACK, OwedReport, on_time, owed_in
from sipa_desktop.services.people_views import PlaceRow
from sipa_desktop.services.proposals import queued
from sipa_desktop.services.publications import Published, read_publications
from sipa_desktop.services.queue_views import Done
from sipa_desktop.services.report_facts import (
    CLOSED_STATES,
    OPEN_STATES,
    Book,
    content_of,
    kecamatan_state,
    read_book,
    read_everywhere,
)
from sipa_desktop.services.times import deadline_words, stamp_words
from sipa_desktop.services.village_views import (
    CitizenRow,
    DutyStep,
    PostedChannel,
    Spending,
    SpendingLine,
    VillageChoice,
    VillagePage,
)
from sipa_desktop.services.words import feedback_word, report_word
from sipa_desktop.store.unit_of_work import Store, Tx

MOST_CITIZENS = 3
_WORK = (ReportState.DIKEMBALIKAN, ReportState.TERLAMBAT)


class Villages:
    """The villages of a kecamatan's desk, one page each."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def page(self, code: str, year: int | None = None, *, to_leave: bool = False) -> VillagePage | Refused:
        """The page of a village in a year (this one unless told otherwise); not found outside this desk's scope.

        With `to_leave`, as a paper does that may come to the village, without what citizens told the kecamatan alone.
        """
        with self._store.read() as tx:
            office, book = read_office(tx, self._clock), read_book(tx, code)
            village = office.village(code)
            if village is None:
                return refused(Problem.NOT_FOUND)
            publications = read_publications(tx, office, code)
            types = (RecordType.FEEDBACK,) if to_leave else None
            matters = read_matters(tx, office, code, types)
            ended, _count = ended_matters(tx, office, limit=MOST_CITIZENS, village=code, types=types)
            shown = year or office.today.year
            halves = [Period(PeriodKind.SEMESTER, shown, number) for number in (1, 2)]
            owed = sorted(owed_in(office, book, village, halves), key=_by_due)
            steps = tuple(_step(office, book, one, village) for one in owed)
            spending = _spending(tx, office, owed)
            public = [one for one in publications if _in_year(one, shown)]
            channels = _channels(office, public)
            return VillagePage(
                code=code,
                label=village.label,
                words=_("Kode wilayah {code}").format(code=code),
                year=shown,
                years=tuple(range(office.today.year, office.today.year - YEARS_BACK - 1, -1)),
                duties=steps,
                duty_words=_duty_words(office, owed, steps),
                spending=spending,
                no_spending=_("Kelurahan tidak punya APB Desa.")
                if is_kelurahan(village)
                else _("Belum ada laporan belanja tahun ini."),
                channels=channels,
                posted=sum(one.done for one in channels),
                postings=sum(one.total for one in channels),
                citizens=_citizens(office, [*matters.working, *ended]),
                citizen_words=_citizen_words(matters),
                villages=tuple(VillageChoice(one.code, one.label) for one in sorted(office.villages, key=_by_name)),
                begun=village.begun,
                begun_words=_begun_words(village),
            )

    def begin(self, code: str, day: date) -> Done | Refused:
        """Queue from which day the village reports here; what fell due before it is not asked for and never late."""
        with self._store.write() as tx:
            village = read_office(tx, self._clock).village(code)
            if village is None:
                return refused(Problem.NOT_FOUND)
            title = _("Hari mulai {village}").format(village=village.label)
            return queued(tx, "village.begin", ref_of(code), Begin(day.isoformat()), title)


def office_words(place: PlaceRow | None) -> str:
    """`Admin Norhayati. Tersambung terakhir 10.32. 3 perangkat.`; that nobody works there yet, where that is so."""
    if place is None or not place.person:
        return _("Belum ada admin yang terdaftar.")
    count = len(place.devices)
    parts = [_("Admin {name}").format(name=place.person)]
    if place.contact_at is not None:
        when = place.contact_words
        when = when if when.startswith("USB") else when[:1].lower() + when[1:]
        said = _("Kiriman terakhir {when}") if place.by_stick else _("Tersambung terakhir {when}")
        parts.append(said.format(when=when))
    elif count:
        parts.append(_("Belum pernah tersambung"))
    parts.append(ngettext("{n} perangkat", "{n} perangkat", count).format(n=count))
    return " ".join(f"{part.rstrip('.')}." for part in parts if part)


def _begun_words(village: Village) -> str:
    day = iso_date(village.begun)
    if day is None:
        return ""
    words = _("Memakai SIPA sejak {day}. Laporan yang batasnya sebelum itu tidak ditagih.")
    return words.format(day=format_date(day))


def _by_due(one: OwedReport) -> tuple[str, str]:
    return (one.due.isoformat() if one.due is not None else "9999", one.duty.key)


def _by_name(village: Village) -> tuple[bool, str]:
    return (is_kelurahan(village), village.name)


def _step(office: Office, book: Book, one: OwedReport, village: Village) -> DutyStep:
    facts = one.facts
    applies = duties.applies(one.duty, village)
    state = kecamatan_state(facts, one.due, office.now, applies=applies, zone=office.zone)
    name = one.duty.column_label(one.period)
    at = 0
    if facts.review is not None and state not in OPEN_STATES:
        at = facts.review.number("decided_at")
    elif facts.newest is not None:
        at = facts.newest.number("meta.sent_at")
    when = f" {stamp_words(at, office.today, office.zone)}" if at else ""
    waits = _(", menunggu kirim") if book.verdict_waits(facts.newest) else ""
    words = f"{name}: {report_word(state)}{when}{waits}"
    if state in (*_WORK, ReportState.BELUM_MASUK):
        words = f"{words}. {deadline_words(one.due, office.today)}".rstrip(". ")
    return DutyStep(
        one.due,
        format_date_tight(one.due) if one.due is not None else "–",
        name,
        state,
        words,
        facts.newest.id if facts.newest is not None else None,
        state in _WORK,
    )


def _duty_words(office: Office, owed: Sequence[OwedReport], steps: Sequence[DutyStep]) -> str:
    done, counted = on_time(owed, office)
    parts = [_("{n} dari {m} tepat waktu").format(n=done, m=counted)]
    late = sum(step.state is ReportState.TERLAMBAT for step in steps)
    back = sum(step.state is ReportState.DIKEMBALIKAN for step in steps)
    if late:
        parts.append(ngettext("{n} terlambat", "{n} terlambat", late).format(n=late))
    if back:
        parts.append(ngettext("{n} dikembalikan", "{n} dikembalikan", back).format(n=back))
    return ", ".join(parts)


def _spending(tx: Tx, office: Office, owed: Sequence[OwedReport]) -> Spending | None:
    """From the newest report of the year that tells the budget; what was not sent is not told."""
    told = [one for one in owed if one.duty.template == BUDGET_TYPE and one.facts.newest is not None]
    if not told:
        return None
    one = max(told, key=lambda found: found.period.last_day)
    sums = budget.totals(content_of(one.facts.newest))
    names = code_names()
    lines = tuple(
        SpendingLine(
            names.short_of(code),
            amount.anggaran,
            amount.realisasi,
            format_percent(amount.realisasi, amount.anggaran),
        )
        for code, amount in sorted(sums.per_bidang.items())
    )
    total = SpendingLine(
        _("Jumlah belanja"),
        sums.belanja.anggaran,
        sums.belanja.realisasi,
        format_percent(sums.belanja.realisasi, sums.belanja.anggaran),
    )
    return Spending(one.period.label, lines, total, _spending_note(tx, office, one))


def _spending_note(tx: Tx, office: Office, one: OwedReport) -> str:
    shares = []
    period = str(one.period)
    book = read_everywhere(tx, (village.code for village in office.villages), one.duty.template, period)
    for village in office.villages:
        newest = book.facts(village.code, one.duty.template, period).newest
        percent = budget.totals(content_of(newest)).belanja.percent if newest is not None else None
        if percent is not None:
            shares.append(percent)
    parts = []
    if shares:
        average = format_tenths(rounded(sum(shares), len(shares)))
        parts.append(_("Rata-rata kecamatan {percent}.").format(percent=average))
    if one.facts.sent not in CLOSED_STATES:
        words = report_word(ReportState(one.facts.sent)).lower()
        told = _("{name} masih {state}, angka dapat berubah.")
        parts.append(told.format(name=f"{one.duty.short_name} {one.period.label}", state=words))
    return " ".join(parts)


def _in_year(published: Published, year: int) -> bool:
    period = published.record.text("period")
    return published.state is PublicationState.PUBLIC and period.startswith(str(year))


def _channels(office: Office, publications: Sequence[Published]) -> tuple[PostedChannel, ...]:
    found = []
    for channel in office.channels:
        posted = [one for published in publications if (one := published.posted(channel.key)) is not None]
        done, total = sum(one.done for one in posted), sum(one.counts for one in posted)
        if total or not channel.optional:
            found.append(PostedChannel(channel.key, channel.name, done, total))
    return tuple(found)


def _citizens(office: Office, talks: Sequence[Conversation]) -> tuple[CitizenRow, ...]:
    """Those whose clock runs, the one with the least time first, then the newest of the others."""
    clocks = {talk.record.id: _clock(office, talk) for talk in talks}

    def order(talk: Conversation) -> tuple[bool, int]:
        clock = clocks[talk.record.id]
        return (clock is None, clock.left if clock is not None else -talk.last_at)

    return tuple(_citizen(office, talk, clocks[talk.record.id]) for talk in sorted(talks, key=order)[:MOST_CITIZENS])


def _clock(office: Office, talk: Conversation) -> MatterClock | None:
    """The clock of what an office owes the citizen; None while the citizen's word is waited for."""
    clock = running(talk, office)
    return clock if clock is not None and clock.stage is not Stage.CITIZEN else None


def _citizen(office: Office, talk: Conversation, clock: MatterClock | None) -> CitizenRow:
    number = talk.record.text("number")
    side = limit_words(clock, office) if clock is not None else format_date_tight(local_date(talk.last_at, office.zone))
    return CitizenRow(
        talk.record.id,
        talk.record.text("subject") or number,
        f"{number}, {side[:1].lower()}{side[1:]}" if clock is not None else f"{number}, {side}",
        talk.state,
        feedback_word(talk.state),
        clock is not None and clock.late,
    )


def _citizen_words(matters: Matters) -> str:
    if not matters.count:
        return _("belum ada")
    waiting = sum(talk.awaited_since is not None for talk in matters.working)
    words = _("{n} dari {m} dijawab").format(n=matters.count - waiting, m=matters.count)
    average = matters.average
    return (
        words
        if average is None
        else _("{words}, rata-rata {days} hari kerja").format(words=words, days=tenths_words(average))
    )
