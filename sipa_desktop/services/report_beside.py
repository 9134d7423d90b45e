"""Gathers what a report is compared with: earlier reports of its type, others of its year, and on the kecamatan's desk
fingerprints of other villages' reports. Read in one snapshot; versions never change, so each is read once.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Final, TypeVar

import resources
from sipa_core.domain.beside import Beside, OtherReport, OtherVillage
from sipa_core.domain.paths import Value
from sipa_core.domain.periods import Period, PeriodKind
from sipa_core.domain.photo_checks import photo_prints
from sipa_core.domain.reading import Rows
from sipa_core.domain.templates import Template
from sipa_core.domain.text_checks import text_prints
from sipa_core.domain.villages import parse_regions
from sipa_core.domain.year_checks import needs_of
from sipa_core.wire.records import Record
from sipa_desktop.services import drafts
from sipa_desktop.services.office import Office
from sipa_desktop.services.report_edit import period_of, short_title
from sipa_desktop.services.report_facts import Book, Facts, content_of
from sipa_desktop.store.unit_of_work import Tx

T = TypeVar("T")
_Read = tuple[dict[str, Value], dict[str, Rows]]

EARLIER: Final = {PeriodKind.MONTH: 12, PeriodKind.EVENT: 6}
"""So many earlier reports of a type are looked at; of longer periods two."""

KEPT: Final = 128
"""So many of the reports that were read are kept in memory."""


class Shelf:
    """Reports that were read once, by version; used from any thread. What waits here may still change and is not
    kept."""

    def __init__(self) -> None:
        self._read: OrderedDict[tuple[str, int], _Read] = OrderedDict()
        self._prints: OrderedDict[tuple[str, int], OtherVillage] = OrderedDict()
        self._lock = threading.Lock()

    def content(self, version: Record) -> _Read:
        """What a version says, with its tables as far as somebody asked for them."""
        return self._once(self._read, version, lambda: (content_of(version), {}))

    def village(self, version: Record, template: Template, label: str) -> OtherVillage:
        """The fingerprints of a version of another village."""
        return self._once(self._prints, version, lambda: _village(template, content_of(version), label))

    def _once(self, known: OrderedDict[tuple[str, int], T], version: Record, make: Callable[[], T]) -> T:
        key = (version.id, version.rev)
        with self._lock:
            if key in known:
                known.move_to_end(key)
                return known[key]
        made = make()
        if version.rev:
            with self._lock:
                known[key] = made
                while len(known) > KEPT:
                    known.popitem(last=False)
        return made


class Gatherer:
    """Reads what reports are compared with, in one snapshot after another."""

    def __init__(self) -> None:
        self._shelf = Shelf()

    def own(
        self,
        tx: Tx,
        office: Office,
        book: Book,
        facts: Facts,
        template: Template,
        carried: Mapping[str, str] | None = None,
    ) -> Beside:
        """Return what the village's own desk compares a report with; nothing of another village is in it."""
        period = period_of(facts.period)
        if period is None:
            return Beside(today=office.today, carried=carried or {})
        village = office.village(facts.village)
        return Beside(
            period=period,
            today=office.today,
            village=village.name if village is not None else "",
            neighbours=_neighbours(facts.village),
            earlier=tuple(self._earlier(office, book, facts, period)),
            same_year=tuple(self._same_year(tx, office, book, facts, period, template)),
            carried=carried or {},
        )

    def everywhere(self, tx: Tx, office: Office, book: Book, facts: Facts, template: Template) -> Beside:
        """Return what the kecamatan compares a sent report with: the village's other reports, and those of all
        other villages."""
        own = self.own(tx, office, book, facts, template)
        if own.period is None:
            return own
        others = tuple(self._others(office, book, facts, template, own.period))
        return Beside(own.period, own.today, own.village, own.neighbours, own.earlier, own.same_year, others)

    def _earlier(self, office: Office, book: Book, facts: Facts, period: Period) -> Iterator[OtherReport]:
        found = []
        for record in book.reports.values():
            other = period_of(record.text("period"))
            if record.village != facts.village or record.text("type") != facts.template_key or other is None:
                continue
            when = (other.first_day, record.number("ordinal"))
            if other.kind is period.kind and when < (period.first_day, facts.ordinal):
                found.append((when, record))
        found.sort(key=lambda one: one[0], reverse=True)
        for _when, record in found[: EARLIER.get(period.kind, 2)]:
            made = self._report(office, book, record)
            if made is not None:
                yield made

    def _same_year(
        self, tx: Tx, office: Office, book: Book, facts: Facts, period: Period, template: Template
    ) -> list[OtherReport]:
        """The other reports about the year by their periods; a draft stands in for what was never sent."""
        wanted = needs_of(template)
        found, sent = [], set()
        for record in book.reports.values():
            other = period_of(record.text("period"))
            if record.village != facts.village or record.text("type") not in wanted or other is None:
                continue
            made = self._report(office, book, record) if other.year == period.year else None
            if made is not None:
                found.append(made)
                sent.add(book.facts_of(record).draft_id)
        for head in drafts.heads(tx, facts.village) if wanted else ():
            other = period_of(head.period)
            if head.template_key in wanted and other is not None and other.year == period.year and head.id not in sent:
                title = _title(office, head.template_key, head.period)
                found.append(OtherReport(head.template_key, other, title, tx.documents.content(head.id)))
        return sorted(found, key=lambda one: (one.period.first_day, one.template_key))

    def _report(self, office: Office, book: Book, record: Record) -> OtherReport | None:
        facts = book.facts_of(record)
        period = period_of(facts.period)
        if facts.newest is None or period is None:
            return None
        title = _title(office, facts.template_key, facts.period)
        content, tables = self._shelf.content(facts.newest)
        return OtherReport(facts.template_key, period, title, content, tables)

    def _others(
        self, office: Office, book: Book, facts: Facts, template: Template, period: Period
    ) -> Iterator[OtherVillage]:
        periods = {str(one) for one in (period, period.previous(), period.year_earlier())}
        for record in book.reports.values():
            if record.village == facts.village or record.text("type") != facts.template_key:
                continue
            newest = book.facts_of(record).newest if record.text("period") in periods else None
            if newest is not None:
                yield self._shelf.village(newest, template, office.village_label(record.village))


def _village(template: Template, content: dict[str, Value], label: str) -> OtherVillage:
    return OtherVillage(label, text_prints(template, content), photo_prints(template, content))


def _title(office: Office, template_key: str, period: str) -> str:
    template = office.newest_template(template_key)
    return short_title(template, period) if template is not None else template_key


@lru_cache(maxsize=32)
def _neighbours(village: str) -> tuple[str, ...]:
    """The names of the other villages of the kecamatan, from the list that ships with the program."""
    kecamatan = village.rpartition(".")[0]
    for name in resources.names("wilayah", ".csv"):
        regions = parse_regions(resources.read_text(name))
        if kecamatan in regions.kecamatan:
            return tuple(one.name for one in regions.of_kecamatan(kecamatan) if one.code != village)
    return ()
