"""Events on a desk: what happened in a village, recorded so that its report is asked for, or taken back.

The village records its own when it begins such a report; the kecamatan may record one of any village in its care.
"""

from __future__ import annotations

import msgspec

from sipa_core import ids
from sipa_core.domain.dates import iso_date
from sipa_core.domain.deadlines import rule_words
from sipa_core.domain.events import is_cancelled
from sipa_core.domain.periods import PeriodKind, event_period
from sipa_core.messages import _
from sipa_core.ops.events import MAX_NAME, MAX_ORDINAL, Cancel, Put
from sipa_core.ports import Clock
from sipa_core.wire.problems import Problem
from sipa_core.wire.records import RecordType, Ref
from sipa_desktop.errors import Refused
from sipa_desktop.services.office import Office, read_office
from sipa_desktop.services.proposals import queued
from sipa_desktop.services.queue_views import Done
from sipa_desktop.store.unit_of_work import Store, Tx


class EventOffer(msgspec.Struct, frozen=True):
    """A report type that an event asks for, and in words by when."""

    template: str
    name: str
    due_words: str


class Recorded(msgspec.Struct, frozen=True):
    """The event is in the queue: the report it asks for, and the sentence for the person."""

    template: str
    period: str
    ordinal: int
    words: str


class Happenings:
    """Records events of villages."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def offers(self) -> tuple[EventOffer, ...]:
        """The types that an event of this village can ask for now."""
        with self._store.read() as tx:
            return event_offers(read_office(tx, self._clock))

    def record(self, template: str, day: str, name: str, village: str = "") -> Recorded | Refused:
        """Queue the event; another one of the same day and type gets the next number, the same words are the same."""
        read = iso_date(day)
        words = " ".join(name.split())
        if read is None:
            return Refused(Problem.INVALID, _("Tanggal itu belum terbaca. Tulis seperti 10 Juli 2025."), "period")
        if not words or len(words) > MAX_NAME:
            return Refused(Problem.INVALID, _("Tulis apa yang terjadi, paling banyak 120 huruf."), "name")
        with self._store.write() as tx:
            office = read_office(tx, self._clock)
            code = village or office.own_village.code
            period = str(event_period(read))
            ordinal = _number(tx, code, template, period, words)
            if ordinal is None:
                return Refused(Problem.FULL, _("Sudah terlalu banyak peristiwa pada hari itu."))
            ref = Ref(RecordType.EVENT, ids.event_id(code, template, period, ordinal))
            title = _("Peristiwa {name}").format(name=words)
            done = queued(tx, "event.put", ref, Put(code, template, period, words, ordinal), title)
        return done if isinstance(done, Refused) else Recorded(template, period, ordinal, done.words)

    def cancel(self, event_id: str) -> Done | Refused:
        """Queue that the event did not happen; refused once its report was sent."""
        ref = Ref(RecordType.EVENT, event_id)
        with self._store.write() as tx:
            known = tx.records.get(ref)
            if known is None:
                return Refused(Problem.NOT_FOUND, _("Peristiwa itu tidak ada lagi. Tidak ada yang berubah."))
            title = _("Peristiwa {name} dibatalkan").format(name=known.text("name"))
            done = queued(tx, "event.cancel", ref, Cancel(), title)
        if isinstance(done, Refused) and done.code == Problem.NOT_NOW:
            return Refused(done.code, _("Laporan peristiwa itu sudah terkirim, jadi peristiwanya tetap tercatat."))
        return done


def event_offers(office: Office) -> tuple[EventOffer, ...]:
    """The types that an event of the own village can ask for today."""
    found = []
    village, today = office.own_village, event_period(office.today)
    for duty in office.duties:
        template = office.newest_template(duty.template)
        if template is None or duty.period_kind is not PeriodKind.EVENT:
            continue
        if office.duty_for(duty.template, today, village) is not None:
            found.append(EventOffer(duty.template, template.name, _("Batas {rule}").format(rule=rule_words(duty.rule))))
    return tuple(found)


def _number(tx: Tx, village: str, template: str, period: str, name: str) -> int | None:
    for ordinal in range(MAX_ORDINAL + 1):
        known = tx.records.get(Ref(RecordType.EVENT, ids.event_id(village, template, period, ordinal)))
        if known is None or known.text("name") == name or is_cancelled(known):
            return ordinal
    return None
