"""Rows of *Jadwal* without a day to show: not set yet, owed by an event, or not used; and what holidays do to a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sipa_core.domain.dates import format_date_long
from sipa_core.domain.deadlines import DaysAfter, SetEachYear
from sipa_core.domain.duties import Duty
from sipa_core.domain.periods import Period, PeriodKind, event_period, periods_of
from sipa_core.messages import _
from sipa_desktop.services.office import Office
from sipa_desktop.services.report_facts import Book
from sipa_desktop.services.schedule_views import DutyLine, EventRow, Group


def quiet_lines(office: Office, year: int, shown: set[str], group_of: dict[PeriodKind, Group]) -> Iterator[DutyLine]:
    """Rows of duties of the year without a day; `shown` are the keys of duties that have cells already."""
    for duty in office.duties:
        if not duty.used:
            if _in_force(duty, year):
                note = _("Belum dipakai. Pilih, lalu Pakai.")
                yield DutyLine(duty.key, duty.key, duty.short_name, Group.UNUSED, (), note, _stand_in(duty, year))
        elif duty.period_kind is PeriodKind.EVENT:
            if duty.key not in shown and _in_force(duty, year):
                note = _("Belum ada peristiwa. Diminta setelah ada yang dicatat.")
                yield DutyLine(duty.key, duty.key, duty.short_name, Group.EVENT, (), note, _stand_in(duty, year))
        elif isinstance(duty.rule, SetEachYear):
            for period in duty.periods(year):
                if duty.due(period, office.days) is None:
                    name = duty.column_label(period)
                    note = _("Tanggal belum ditetapkan")
                    group = group_of[duty.period_kind]
                    yield DutyLine(f"{duty.key}/{period}", duty.key, name, group, (), note, str(period))


def events_on(office: Office, book: Book, duty: Duty, period: Period) -> tuple[EventRow, ...]:
    """The events of the day that ask for the duty's report."""
    found = []
    for event in office.events:
        if event.template == duty.template and event.period == period:
            facts = book.facts(event.village, event.template, str(event.period), event.ordinal)
            label = office.village_label(event.village)
            found.append(EventRow(event.id, label, event.name, facts.report is None))
    return tuple(sorted(found, key=lambda row: (row.village, row.name)))


def holiday_notes(office: Office, duty: Duty, period: Period, due: date | None) -> tuple[str, ...]:
    """What the person should know of weekends and holidays around the due day."""
    if due is None:
        return ()
    notes = []
    working = isinstance(duty.rule, DaysAfter) and duty.rule.working and str(period) not in dict(duty.moved)
    unknown = sorted({year for year in (period.year, due.year) if not office.days.knows(year)})
    if working and unknown:
        words = _("Hari libur {year} belum ada di aplikasi ini: yang dihitung hanya akhir pekan dan libur tetap.")
        notes.append(words.format(year=" dan ".join(map(str, unknown))))
    if not office.days.is_working(due):
        last = format_date_long(office.days.last_before(due))
        notes.append(_("Batas jatuh pada hari libur. Hari kerja terakhir sebelumnya: {day}.").format(day=last))
    return tuple(notes)


def _in_force(duty: Duty, year: int) -> bool:
    if duty.period_kind is PeriodKind.EVENT:
        return duty.reaches(event_period(date(year, 12, 31))) or duty.reaches(event_period(date(year, 1, 1)))
    return any(duty.reaches(period) for period in periods_of(duty.period_kind, year))


def _stand_in(duty: Duty, year: int) -> str:
    if duty.period_kind is PeriodKind.EVENT:
        return str(event_period(date(year, 12, 31)))
    return str(next(period for period in periods_of(duty.period_kind, year) if duty.reaches(period)))
