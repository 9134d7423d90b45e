"""The village's first page: what to do today, in order, all of it computed from records."""

from __future__ import annotations

from sipa_core.domain.dates import format_date_long
from sipa_core.domain.working_days import DAY_MS
from sipa_core.ports import Clock
from sipa_desktop.services.conflicts import summaries
from sipa_desktop.services.conversations import urgency_of
from sipa_desktop.services.drafts import read_drafts
from sipa_desktop.services.feedback_views import Urgency
from sipa_desktop.services.guidance import guidance_list, records_in, waiting_ids
from sipa_desktop.services.home_views import HomeView
from sipa_desktop.services.home_words import in_sight, measures, page_words, reminders, tasks, upcoming
from sipa_desktop.services.matters import ended_matters, read_matters
from sipa_desktop.services.office import read_office
from sipa_desktop.services.owed import owed_in_view
from sipa_desktop.services.publications import read_publications
from sipa_desktop.services.queue import queue_view
from sipa_desktop.services.queue_files import unsent_blobs
from sipa_desktop.services.report_facts import read_book
from sipa_desktop.services.report_rows import report_rows
from sipa_desktop.services.times import greeting
from sipa_desktop.store.unit_of_work import Store

_YEAR_MS = 366 * DAY_MS


class Home:
    """The first page of a village's desk."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def today(self) -> HomeView:
        """The page as of now, from one snapshot; KnownError on a desk of the kecamatan, which has no such page."""
        with self._store.read() as tx:
            office = read_office(tx, self._clock)
            village = office.own_village
            book = read_book(tx, village.code)
            known = read_drafts(tx, village.code)
            conflicts = summaries(tx, office, book, known.values())
            rows = report_rows(office, book, known, unsent_blobs(tx), {one.draft_id for one in conflicts})
            # What the page tells of citizens is of this year, and what is still at work.
            ended, _count = ended_matters(tx, office, since=office.now - _YEAR_MS)
            talks = [*read_matters(tx, office).working, *ended]
            publications = read_publications(tx, office, village.code)
            queue = queue_view(tx, office)
            agreed = guidance_list(office, records_in(tx, office), waiting_ids(tx), village.code)
        unsent = {row.target for row in queue.waiting if row.kind == "feedback.reply"}
        work = tasks(office, rows, talks, publications, agreed.running, conflicts)
        owed = owed_in_view(office, book, village)
        late = any(urgency_of(talk, office) is Urgency.LATE for talk in talks)
        return HomeView(
            greeting=greeting(office.now, office.zone, office.identity.person_name),
            words=page_words(format_date_long(office.today), work, late),
            tasks=in_sight(work),
            queue=queue.waiting,
            queue_size=queue.size_words,
            attention=len(queue.parked),
            files_words=queue.files_words,
            upcoming=upcoming(office, owed, publications),
            measures=measures(office, book, talks, publications, unsent),
            reminders=reminders(office, owed),
        )
