"""The year of the kecamatan: which duty falls due when, what became of it, and changes of it as queued ops.

Everything is computed from duty records and reports; a change counts here at once, and at a village once received.
"""

from __future__ import annotations

from typing import Final

from sipa_core import ids
from sipa_core.domain.consultation import MAX_SUBJECT, Side, messages
from sipa_core.domain.dates import local_date
from sipa_core.domain.duties import Duty
from sipa_core.domain.periods import PeriodError, parse_period
from sipa_core.messages import _
from sipa_core.ops.consultation import Begin, Send
from sipa_core.ops.duties import Put
from sipa_core.ports import Clock, Entropy
from sipa_core.wire.problems import Problem
from sipa_core.wire.records import Record, RecordType, Ref
from sipa_desktop.errors import Refused
from sipa_desktop.services.documents_views import Document
from sipa_desktop.services.office import Office, read_office
from sipa_desktop.services.proposals import queued
from sipa_desktop.services.queue_views import Done
from sipa_desktop.services.report_facts import Book, read_book, read_years
from sipa_desktop.services.schedule_sheet import year_text
from sipa_desktop.services.schedule_views import Change, DutyView, NewDuty, TypeOffer, YearView
from sipa_desktop.services.schedule_words import duty_view, field_words, offers, reminder_text, year_view, years_told
from sipa_desktop.services.way_words import way_words
from sipa_desktop.store.unit_of_work import Store, Tx

_MADE: Final = 4


class Schedule:
    """Duties and dates of the year."""

    def __init__(self, store: Store, clock: Clock, entropy: Entropy) -> None:
        self._store = store
        self._clock = clock
        self._entropy = entropy

    def year(self, year: int | None = None) -> YearView:
        """The grid of a year; None is this one."""
        with self._store.read() as tx:
            office = read_office(tx, self._clock)
            shown = year or office.today.year
            return year_view(office, _book_of(tx, office, shown), shown)

    def duty(self, key: str, period: str) -> DutyView | None:
        """One duty in one period, None when there is no such duty any more or the text names no period."""
        with self._store.read() as tx:
            office, book = read_office(tx, self._clock), read_book(tx)
            waiting = _ref(key).id in tx.records.pending(RecordType.DUTY)
            record = tx.records.get(_ref(key))
            duty = _duty(office, key)
            try:
                read = parse_period(period)
            except PeriodError:
                return None
            if duty is None or record is None or read.kind is not duty.period_kind:
                return None
            return duty_view(office, book, duty, read, record, waiting=waiting)

    def sheet(self, year: int) -> Document:
        """The year on one F4 sheet lying down."""
        from sipa_render.office import year_paper  # loading the typesetter costs time that no list needs

        with self._store.read() as tx:
            office = read_office(tx, self._clock)
            text = year_text(office, year_view(office, _book_of(tx, office, year), year))
        return Document(text.title, f"jadwal-{year}.pdf", year_paper(text))

    def offers(self) -> tuple[TypeOffer, ...]:
        """The report types on which a duty can still be made: a duty without a type could be filled in by nobody."""
        with self._store.read() as tx:
            return offers(read_office(tx, self._clock))

    def remind(self, key: str, days: tuple[int, ...]) -> Done | Refused:
        """Queue the days on which villages are reminded."""
        return self._put(key, Put(key, remind=",".join(map(str, sorted(days, reverse=True)))))

    def change(self, key: str, change: Change) -> Done | Refused:
        """Queue a change of a duty; what is None in it stays."""
        return self._put(
            key,
            Put(
                key,
                deadline=change.deadline,
                active_from=change.active_from,
                owed_by=None if change.owed_by is None else ",".join(kind.value for kind in change.owed_by),
                moved={} if change.moved is None else {change.period: change.moved},
                skip={} if change.off is None else {change.period: change.off},
                skip_villages=dict(change.skip_villages),
                used=change.used,
            ),
        )

    def use(self, key: str) -> Done | Refused:
        """Queue that the duty is asked for, from this month on: what is over must not be late at once."""
        with self._store.read() as tx:
            first = read_office(tx, self._clock).today.replace(day=1)
        return self._put(key, Put(key, used=True, active_from=first.isoformat()))

    def add(self, new: NewDuty) -> Done | Refused:
        """Queue a new duty; its key is made here and never shown."""
        key = f"{new.template[:40]}_{self._entropy.bytes(_MADE).hex()}"
        put = Put(
            key,
            template=new.template,
            name=new.name.strip() or None,
            short_name=new.short_name.strip() or None,
            deadline=new.deadline,
            owed_by=",".join(kind.value for kind in new.owed_by),
            basis=new.basis.strip(),
            parts=",".join(new.parts),
            active_from=new.active_from,
        )
        return self._put(key, put)

    def remind_villages(self, key: str, period: str) -> Done | Refused:
        """Queue a message to each village that has not delivered; one that was written to today already is left out.

        Reminders of one report go into one thread, so that the village's answers stand below them.
        """
        view = self.duty(key, period)
        if view is None or not view.missing:
            return Refused(Problem.NOT_NOW, _("Semua desa sudah mengirim. Tidak ada yang perlu diingatkan."))
        text = reminder_text(view)
        begun = 0
        with self._store.write() as tx:
            office, way = read_office(tx, self._clock), way_words(tx)
            for code, label in view.missing:
                ref = Ref(RecordType.CONSULTATION, ids.natural_id("consultation", "reminder", key, period, code))
                thread = tx.records.get(ref)
                if thread is not None and _told_today(thread, office):
                    continue
                begin = Begin(code, view.subtitle[:MAX_SUBJECT])
                done = queued(
                    tx, "message.send", ref, Send(text, begin=begin), _("Pengingat {place}").format(place=label)
                )
                begun += isinstance(done, Done)
        if not begun:
            return Refused(Problem.ALREADY_DECIDED, _("Desa-desa itu sudah diingatkan hari ini. Coba lagi besok."))
        words = _("Pengingat untuk {n} desa tersimpan di komputer ini, {way}.")
        return Done(words.format(n=begun, way=way), "")

    def _put(self, key: str, put: Put) -> Done | Refused:
        if any(name is not None and len(name) > limit for name, limit in ((put.name, 120), (put.short_name, 24))):
            return Refused(Problem.INVALID, field_words("name"), "name")
        with self._store.write() as tx:
            done = queued(tx, "duty.put", _ref(key), put, self._title(tx, key, put))
        if isinstance(done, Refused) and done.code == Problem.INVALID:
            return Refused(done.code, field_words(done.field or ""), done.field)
        return done

    def _title(self, tx: Tx, key: str, put: Put) -> str:
        known = tx.records.get(_ref(key))
        name = known.text("short_name") if known is not None else put.short_name or ""
        return _("Jadwal {name}").format(name=name)


def _told_today(thread: Record, office: Office) -> bool:
    said = [one.at for one in messages(thread) if one.who is Side.KECAMATAN]
    return any(local_date(at, office.zone) == office.today for at in said)


def _book_of(tx: Tx, office: Office, year: int) -> Book:
    """The reports that the grid of a year tells of; whoever finds the next day to come asks for this year's too."""
    events = (event.period.year for event in office.events)
    return read_years(tx, {*years_told(year), *years_told(office.today.year), *events})


def _ref(key: str) -> Ref:
    return Ref(RecordType.DUTY, ids.natural_id("duty", key))


def _duty(office: Office, key: str) -> Duty | None:
    return next((duty for duty in office.duties if duty.key == key), None)
