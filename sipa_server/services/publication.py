"""What citizens may read: villages, published reports, released feedback.

Nothing here may give out a field that is not public, a version that is not published, a citizen's name, or a message
that nobody has looked at. A page that shows more than these values show is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass

from msgspec.structs import replace

from sipa_core import ids
from sipa_core.domain import feedback as words
from sipa_core.domain.budget_codes import BudgetNames
from sipa_core.domain.dates import DEFAULT_ZONE, local_date
from sipa_core.domain.feedback import Message, Speaker
from sipa_core.domain.periods import Period, PeriodError, parse_period
from sipa_core.domain.publication_figures import PublicFigures, Refused, figures_of_version
from sipa_core.domain.template_text import from_record
from sipa_core.domain.templates import Template, public_content
from sipa_core.domain.villages import VillageKind
from sipa_core.domain.workflow import PublicationState, Verdict, Visibility
from sipa_core.privacy.patterns import masked
from sipa_core.wire.records import Record, RecordType, Ref, Value
from sipa_server.store.unit_of_work import Store, Work


@dataclass(frozen=True)
class PublicVillage:
    """A village with its page; `contact` is the office's own address for citizens, empty where none is known.

    With `left` it is the kecamatan's no longer: what is published stays, and no word of a citizen is taken.
    """

    code: str
    name: str
    kind: VillageKind
    slug: str
    kecamatan_name: str
    kabupaten_name: str
    contact: str
    left: bool = False

    @property
    def label(self) -> str:
        """`Desa Babayau`, `Kelurahan Paringin Timur`."""
        return f"{self.kind.word} {self.name}"

    @property
    def path(self) -> str:
        """The address of its page."""
        return f"/desa/{self.slug}"


@dataclass(frozen=True)
class PublicReportLine:
    """A published report in a list. `title` is the template's, with the period; `published_at` is UTC ms."""

    village: PublicVillage
    template: Template
    period: Period
    n: int
    published_at: int

    @property
    def title(self) -> str:
        """`Laporan Realisasi APB Desa Semester I 2025`."""
        return self.template.title(self.period)

    @property
    def path(self) -> str:
        """The address of the report's page; its picture is the same with `/gambar.png`."""
        return f"{self.village.path}/laporan/{self.template.key}/{self.period}"


@dataclass(frozen=True)
class PublicReport:
    """A published report. `content` has public leaves only; `figures` is None when they cannot be computed.

    `reopened` is true while the kecamatan has this version opened again, or holds the one that is to follow it: it
    stays readable, with a mark.
    """

    line: PublicReportLine
    content: dict[str, Value]
    figures: PublicFigures | None
    reopened: bool


@dataclass(frozen=True)
class PublicFeedback:
    """A citizen's word that was released: no name, no message that the releaser had not seen, no person's number."""

    number: str
    kind: str
    subject: str
    state: str
    created_at: int
    messages: tuple[Message, ...]


class PublicationReads:
    """Everything the public pages may show, read in one consistent look per call."""

    def __init__(self, store: Store, names: BudgetNames, public_url: str = "", zone: str = DEFAULT_ZONE) -> None:
        self._store = store
        self._names = names
        self._public_url = public_url
        self._zone = zone
        self._templates: dict[tuple[str, int], Template | None] = {}

    def villages(self) -> list[PublicVillage]:
        """All villages of the server, desa and kelurahan, by name."""
        with self._store.read() as work:
            return _villages(work)

    def village(self, slug: str) -> PublicVillage | None:
        """The village with that address, or None."""
        return next((village for village in self.villages() if village.slug == slug), None)

    def reports(self, village: PublicVillage) -> list[PublicReportLine]:
        """The village's published reports, newest period first."""
        with self._store.read() as work:
            found = [
                self._line(work, one, village) for one in work.records.of_village(RecordType.PUBLICATION, village.code)
            ]
        lines = [line for line in found if line is not None]
        return sorted(lines, key=lambda line: (line.period.last_day, line.published_at, line.title), reverse=True)

    def latest(self, count: int = 10) -> list[PublicReportLine]:
        """The reports published last, of all villages, newest first."""
        with self._store.read() as work:
            villages = {village.code: village for village in _villages(work)}
            found = [
                self._line(work, one, villages[one.village])
                for one in work.records.of_type(RecordType.PUBLICATION)
                if one.village in villages
            ]
        lines = [line for line in found if line is not None]
        return sorted(lines, key=lambda line: line.published_at, reverse=True)[:count]

    def report(self, slug: str, template_key: str, period: str) -> PublicReport | None:
        """The published report at that address; None when there is none or it is not public (now)."""
        with self._store.read() as work:
            village = next((one for one in _villages(work) if one.slug == slug), None)
            if village is None:
                return None
            return self._report(work, village, ids.publication_id(ids.report_id(village.code, template_key, period)))

    def published(self, publication: str) -> PublicReport | None:
        """The published report of a publication's id; None when there is none or it is not public (now)."""
        with self._store.read() as work:
            record = work.records.get(Ref(RecordType.PUBLICATION, publication))
            village = record.village if record is not None else None
            found = next((one for one in _villages(work) if one.code == village), None)
            return self._report(work, found, publication) if found is not None else None

    def _report(self, work: Work, village: PublicVillage, publication_id: str) -> PublicReport | None:
        publication = work.records.get(Ref(RecordType.PUBLICATION, publication_id))
        line = self._line(work, publication, village) if publication is not None else None
        version = _version(work, publication) if publication is not None else None
        if line is None or version is None:
            return None
        review = work.records.get(Ref(RecordType.REVIEW, ids.review_id(version.id)))
        decided = review.number("decided_at") if review is not None else 0
        figures = figures_of_version(
            version,
            line.template,
            work.records.all(RecordType.VILLAGE),
            public_url=self._public_url,
            approved_on=local_date(decided, self._zone) if decided else None,
            names=self._names,
        )
        return PublicReport(
            line,
            public_content(line.template, version.fields),
            None if isinstance(figures, Refused) else figures,
            reopened=review is not None and review.text("verdict") == Verdict.REOPENED,
        )

    def withdrawn(self, slug: str, template_key: str, period: str) -> str | None:
        """Why the kecamatan took the report at that address back, numbers of persons masked; None when it did not."""
        with self._store.read() as work:
            village = next((one for one in _villages(work) if one.slug == slug), None)
            if village is None:
                return None
            wanted = ids.publication_id(ids.report_id(village.code, template_key, period))
            publication = work.records.get(Ref(RecordType.PUBLICATION, wanted))
        if publication is None or publication.text("state") != PublicationState.WITHDRAWN:
            return None
        return masked(publication.text("reason"))

    def feedback(self, village: PublicVillage, count: int = 50) -> list[PublicFeedback]:
        """The village's released feedback, newest first."""
        with self._store.read() as work:
            records = work.records.of_village(RecordType.FEEDBACK, village.code)
        released = [_released(record) for record in records if record.text("visibility") == Visibility.RELEASED]
        return sorted(released, key=lambda one: one.created_at, reverse=True)[:count]

    def _line(self, work: Work, publication: Record, village: PublicVillage) -> PublicReportLine | None:
        """The line of a publication, or None while it is not public or its template cannot be read here."""
        shown = _shown(publication)
        if not shown.version:
            return None
        version = _version(work, publication)
        template = self._template(work, version) if version is not None else None
        if template is None:
            return None
        try:
            period = parse_period(publication.text("period"))
        except PeriodError:
            return None
        return PublicReportLine(village, template, period, shown.n, shown.published_at)

    def _template(self, work: Work, version: Record) -> Template | None:
        """The version's template; reading one takes milliseconds, so each revision of a template is read once."""
        key = ids.natural_id("template", version.text("meta.type"), version.number("meta.template_version"))
        record = work.records.get(Ref(RecordType.TEMPLATE, key))
        if record is None:
            return None
        if (record.id, record.rev) not in self._templates:
            self._templates[record.id, record.rev] = from_record(record)
        return self._templates[record.id, record.rev]


def _villages(work: Work) -> list[PublicVillage]:
    left = work.accounts.villages_left()
    found = [
        PublicVillage(
            record.text("code"),
            record.text("name"),
            VillageKind(record.text("kind")),
            record.text("slug"),
            record.text("kecamatan_name"),
            record.text("kabupaten_name"),
            record.text("contact"),
            record.text("code") in left,
        )
        for record in work.records.all(RecordType.VILLAGE)
    ]
    return sorted(found, key=lambda village: (village.name, village.code))


def _version(work: Work, publication: Record) -> Record | None:
    return work.records.get(Ref(RecordType.VERSION, _shown(publication).version))


@dataclass(frozen=True)
class _Shown:
    """What citizens read of a publication: the version before while the next one is held; an empty one for nothing."""

    version: str
    n: int
    published_at: int


def is_shown(work: Work, report: str, village: str) -> bool:
    """True when citizens can read the village's report (its id) now, if only its version before."""
    publication = work.records.get(Ref(RecordType.PUBLICATION, ids.publication_id(report)))
    return publication is not None and publication.village == village and bool(_shown(publication).version)


def _shown(publication: Record) -> _Shown:
    if publication.text("state") == PublicationState.PUBLIC:
        return _Shown(publication.text("version"), publication.number("n"), publication.number("published_at"))
    if publication.text("state") != PublicationState.HELD:
        return _Shown("", 0, 0)
    at = publication.number("shown.at")
    return _Shown(publication.text("shown.version"), publication.number("shown.n"), at)


def _released(record: Record) -> PublicFeedback:
    upto = record.text("moderated_upto")
    said = words.messages(record)
    order = [message.key for message in said]
    # Before desks named the last message they saw, a release held for what stood there at that moment.
    looked_at = record.number("moderated_at") if not upto else -1
    last = order.index(upto) if upto in order else -1
    shown = tuple(
        replace(message, text=masked(message.text), by="")
        for at, message in enumerate(said)
        if message.who is Speaker.OFFICE or at <= last or message.at <= looked_at
    )
    return PublicFeedback(
        record.text("number"),
        record.text("kind"),
        masked(record.text("subject")),
        record.text("state"),
        record.number("created_at"),
        shown,
    )
