"""What villages owe, by duty and period, within the half-years that matter now, and what they left open before; the
measures of being in time.

Everything starts from duties, never from what arrived.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

import msgspec

from sipa_core import ids
from sipa_core.domain import duties, workflow
from sipa_core.domain.deadlines import is_late
from sipa_core.domain.periods import Period, PeriodKind, periods_of
from sipa_core.domain.villages import Village
from sipa_desktop.services.office import Office
from sipa_desktop.services.report_facts import Book, Facts, in_time
from sipa_desktop.services.times import half_for, half_of

BUDGET_TYPE = "lra_semester1"
"""The report that tells how much of the spending budget was realised."""

YEARS_BACK: Final = 2
"""How many years before this one a village is asked for what it left open; so many its page at the kecamatan offers."""


class OwedReport(msgspec.Struct, frozen=True):
    """One report that a village owes, and what is known about it."""

    duty: duties.Duty
    period: Period
    due: date | None
    facts: Facts
    name: str = ""


def owed_in(
    office: Office, book: Book, village: Village, halves: Iterable[Period], template: str = ""
) -> list[OwedReport]:
    """Every report (of one type when named) the village owes in the half-years, in the order in which they fall due.

    What fell due before the village began to report here counts only when it was sent all the same; it has no day.
    """
    found = []
    for one in _asked(office, village, halves, template):
        facts = book.facts(village.code, one.duty.template, str(one.period), one.ordinal)
        if not one.before or facts.sent != workflow.NONE:
            found.append(_owed(one, facts))
    return found


def owed_in_view(office: Office, book: Book, village: Village) -> list[OwedReport]:
    """What the village's own pages tell of: all it owes in the half-years in view, and what it left open before them.

    Open is what was never sent and what came back, where it has a day: what never got one, nobody waits for any more.
    """
    view = halves_in_view(office)
    left = []
    for one in _asked(office, village, _halves_before(office, view[0])):
        key = (village.code, one.duty.template, str(one.period), one.ordinal)
        # Most of what is older was approved: its texts are not read to find that out.
        if one.due is None or book.accepted(ids.report_id(*key)):
            continue
        facts = book.facts(*key)
        if facts.sent == workflow.NONE or facts.returned:
            left.append(_owed(one, facts))
    return [*left, *owed_in(office, book, village, view)]


def _asked(office: Office, village: Village, halves: Iterable[Period], template: str = "") -> Iterator[duties.Owed]:
    wanted = frozenset(halves)
    events = office.events_of(village.code)
    for year in sorted({year for half in wanted for year in years_around(half)}):
        for one in duties.owed(office.duties, village, year, office.days, events):
            if template in ("", one.duty.template):
                # Not `one.due`: what fell due before the village began has a half-year all the same.
                day = one.duty.due(one.period, office.days)
                if half_for(one.period, day) in wanted:
                    yield one


def _owed(one: duties.Owed, facts: Facts) -> OwedReport:
    return OwedReport(one.duty, one.period, one.due, facts, one.name)


def years_around(half: Period) -> tuple[int, ...]:
    """The years on whose periods a report may fall due in the half-year: an APB Desa is due the year before its own."""
    return half.year - 1, half.year, half.year + 1


def halves_in_view(office: Office) -> tuple[Period, Period]:
    """This half-year and the one before it, in which most of the work of today is."""
    this = half_of(office.today)
    return this.previous(), this


def _halves_before(office: Office, first: Period) -> list[Period]:
    """The half-years before `first` of which the kecamatan may still remind: its grid and matrix reach no further."""
    years = range(office.today.year - YEARS_BACK, first.year + 1)
    halves = [half for year in years for half in periods_of(PeriodKind.SEMESTER, year)]
    return [half for half in halves if half.first_day < first.first_day]


def current_half(office: Office) -> Period:
    """The half-year being worked on: the one whose next due day is nearest, else the one of today."""
    this = half_of(office.today)
    ahead = [
        (due, half)
        for half in (this.previous(), this)
        for duty in office.duties
        for year in years_around(half)
        for period in duty.periods(year)
        if (due := duty.due(period, office.days)) is not None and due >= office.today and half_for(period, due) == half
    ]
    return min(ahead, key=lambda found: found[0])[1] if ahead else this


def counts_now(one: OwedReport, office: Office) -> bool:
    """True when the report counts in "tepat waktu n dari m": it was received, or its day is over."""
    received = one.facts.first_sent_at is not None
    return received or (one.due is not None and is_late(one.due, office.now, office.zone))


def on_time(reports: Iterable[OwedReport], office: Office) -> tuple[int, int]:
    """How many of the reports that count now were received in time, and how many count."""
    counted = [one for one in reports if counts_now(one, office)]
    return sum(was_in_time(one, office) for one in counted), len(counted)


def was_in_time(one: OwedReport, office: Office) -> bool:
    """True when the report was received by the day that stood then, or by the one that stands now."""
    return in_time(one.facts, one.due, office.zone, one.duty.first_due(one.period, office.days))
