"""Taking texts and figures over from another report, and the marks on what nobody has looked at since.

A mark lies beside the draft on this PC; it goes when the field is edited or the person says that it is right.
"""

from __future__ import annotations

import msgspec

from sipa_core.domain import carry_over
from sipa_core.domain.beside import PLANS, plans_in_force
from sipa_core.domain.paths import Value
from sipa_core.domain.templates import Template
from sipa_core.messages import ngettext
from sipa_core.ports import Clock
from sipa_core.wire.problems import Problem
from sipa_desktop.errors import Refused, refused
from sipa_desktop.events import Topic
from sipa_desktop.services import drafts
from sipa_desktop.services.drafts import Draft
from sipa_desktop.services.office import Office, read_office
from sipa_desktop.services.report_beside import Gatherer
from sipa_desktop.services.report_edit import may_edit
from sipa_desktop.services.report_facts import Book, Facts, read_book, village_state
from sipa_desktop.store.unit_of_work import Store, Tx

MOST: int = 6
"""So many earlier reports are offered, the latest first."""


class Source(msgspec.Struct, frozen=True):
    """A report that can give: `words` say how much, `same_year` that its figures belong here as they are."""

    id: str
    title: str
    words: str
    same_year: bool


class Taken(msgspec.Struct, frozen=True):
    """What was taken over: how many places, and the sentence that says so."""

    count: int
    words: str


class TakeOver:
    """Carrying over between reports of the own village."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._gatherer = Gatherer()

    def sources(self, draft_id: str) -> tuple[Source, ...] | Refused:
        """The reports that have something for this one, those of the same year first; what brings nothing is left
        out."""
        with self._store.read() as tx:
            found = self._find(tx, draft_id)
            if isinstance(found, Refused):
                return found
            office, book, facts, draft, template = found
            offered = []
            for source, changes in self._offers(tx, office, book, facts, draft, template):
                count = len(carry_over.marked(changes))
                if count:
                    words = ngettext("{n} isian kosong akan terisi", "{n} isian kosong akan terisi", count)
                    offered.append(Source(source.id, source.title, words.format(n=count), source.same_year))
            return tuple(offered)

    def take(self, draft_id: str, source_id: str) -> Taken | Refused:
        """Fill the empty places of the draft from a report, and mark those that a person must look at."""
        with self._store.write() as tx:
            found = self._find(tx, draft_id)
            if isinstance(found, Refused):
                return found
            office, book, facts, draft, template = found
            if not may_edit(facts, village_state(facts, None, office.now, None, office.zone)):
                return refused(Problem.LOCKED)
            offers = self._offers(tx, office, book, facts, draft, template)
            chosen = next((one for one in offers if one[0].id == source_id), None)
            if chosen is None:
                return refused(Problem.NOT_FOUND)
            source, changes = chosen
            tx.documents.save(draft_id, changes, office.now)
            if not source.same_year:
                drafts.mark_carried(tx, draft_id, dict.fromkeys(carry_over.marked(changes), source.title), office.now)
            tx.touch(Topic.DRAFTS)
        count = len(carry_over.marked(changes))
        return Taken(count, _taken_words(count, source))

    def confirm(self, draft_id: str, paths: tuple[str, ...]) -> None:
        """Say that places which were taken over are right as they are."""
        with self._store.write() as tx:
            drafts.unmark_carried(tx, draft_id, paths, self._clock.now())
            tx.touch(Topic.DRAFTS)

    def _find(self, tx: Tx, draft_id: str) -> tuple[Office, Book, Facts, Draft, Template] | Refused:
        office = read_office(tx, self._clock)
        book = read_book(tx, office.own_village.code)
        draft = drafts.read_draft(tx, draft_id)
        template = office.template(draft.template_key, draft.template_version) if draft is not None else None
        if draft is None or template is None:
            return refused(Problem.NOT_FOUND)
        return office, book, book.facts(draft.village, draft.template_key, draft.period, draft.ordinal), draft, template

    def _offers(
        self, tx: Tx, office: Office, book: Book, facts: Facts, draft: Draft, template: Template
    ) -> list[tuple[Source, dict[str, Value]]]:
        beside = self._gatherer.own(tx, office, book, facts, template)
        found = []
        known = plans_in_force(draft.content, beside)
        for other in reversed(beside.same_year):
            if other.template_key in PLANS and other not in known:
                continue  # what changed the budget later is nothing for this report
            if carry_over.gives_to(other.template_key, template.key):
                source = Source(f"{other.template_key}/{other.period}", other.title, "", same_year=True)
                changes = carry_over.from_same_year(template, draft.content, other.template_key, other.content)
                found.append((source, changes))
        for other in beside.earlier[:MOST]:
            source = Source(f"{other.template_key}/{other.period}", other.title, "", same_year=False)
            found.append((source, carry_over.from_earlier(template, draft.content, other.content)))
        return found


def _taken_words(count: int, source: Source) -> str:
    if source.same_year:
        words = ngettext("{n} isian diambil dari {title}.", "{n} isian diambil dari {title}.", count)
        return words.format(n=count, title=source.title)
    words = ngettext(
        "{n} isian diambil dari {title}. Periksa satu per satu.",
        "{n} isian diambil dari {title}. Periksa satu per satu.",
        count,
    )
    return words.format(n=count, title=source.title)
