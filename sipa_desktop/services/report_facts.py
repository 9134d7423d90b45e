"""What is known on this desk about reports, and the state that follows from it: for the village and for the kecamatan.

The state is computed each time from newest version, review, publication, own unanswered ops and the day; it is stored
nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import msgspec

from sipa_core import ids
from sipa_core.domain import workflow
from sipa_core.domain.dates import DEFAULT_ZONE, iso_date
from sipa_core.domain.deadlines import is_late
from sipa_core.domain.paths import Value
from sipa_core.domain.workflow import ReportState, Verdict
from sipa_core.wire.records import Record, RecordType, Ref
from sipa_desktop.store.outbox import OutboxItem, OutboxState
from sipa_desktop.store.unit_of_work import Tx

ABOUT = "meta."
UNANSWERED = (OutboxState.QUEUED, OutboxState.SENDING)
OPEN_STATES = (ReportState.TERKIRIM, ReportState.DIPERIKSA)
CLOSED_STATES = (ReportState.DISETUJUI, ReportState.TERBIT)


class Versions:
    """The versions of reports by id, each read when it is first asked for."""

    def __init__(self, tx: Tx) -> None:
        self._tx = tx
        self._read: dict[str, Record | None] = {}

    def get(self, version_id: str) -> Record | None:
        """The version, None when it is not on this PC."""
        if version_id not in self._read:
            self._read[version_id] = self._tx.records.get(Ref(RecordType.VERSION, version_id))
        return self._read[version_id]

    def foresee(self, version_ids: Iterable[str]) -> None:
        """Read at once what will be asked for one by one."""
        wanted = [one for one in version_ids if one not in self._read]
        self._read |= dict.fromkeys(wanted) | _by_id(self._tx.records.some(RecordType.VERSION, wanted))

    def __getitem__(self, version_id: str) -> Record:
        found = self.get(version_id)
        if found is None:
            raise KeyError(version_id)
        return found


@dataclass(frozen=True)
class Book:
    """Reports with their versions, reviews and publications, of one village or of all, and the own ops that wait.

    It is used within the transaction that it was read in: versions hold whole reports, and only those asked for are
    read.
    """

    reports: dict[str, Record]
    versions: Versions | Mapping[str, Record]
    reviews: dict[str, Record]
    publications: dict[str, Record]
    waiting: dict[tuple[str, str], OutboxItem] = field(default_factory=dict)

    def facts(self, village: str, template_key: str, period: str, ordinal: int = 0) -> Facts:
        """Everything known about one report, which need not exist yet."""
        report_id = ids.report_id(village, template_key, period, ordinal)
        report = self.reports.get(report_id)
        last = self.versions.get(ids.version_id(report_id, report.number("newest"))) if report is not None else None
        # Without the last version (the feed brings it after its report) nothing older may stand in for it.
        standing = self.standing(report_id, report.number("newest")) if report is not None and last is not None else []
        newest = standing[0] if standing else None
        return Facts(
            report_id,
            village,
            template_key,
            period,
            ordinal,
            report,
            newest,
            standing[-1] if standing else None,
            self.reviews.get(ids.review_id(newest.id)) if newest is not None else None,
            self.publications.get(ids.publication_id(report_id)),
            self.waiting.get(("report.submit", report_id)),
            last,
            self.waiting.get(("report.recall", report_id)),
        )

    def foresee(self, reports: Iterable[Record]) -> None:
        """Read at once the versions of the reports that are about to be looked at."""
        if isinstance(self.versions, Versions):
            self.versions.foresee(
                ids.version_id(report.id, n) for report in reports for n in range(1, report.number("newest") + 1)
            )

    def facts_of(self, report: Record) -> Facts:
        """Everything known about a report that exists."""
        return self.facts(report.village or "", report.text("type"), report.text("period"), report.number("ordinal"))

    def standing(self, report_id: str, newest: int) -> list[Record]:
        """The versions up to a number that were not taken back, newest first."""
        known = (self.version(report_id, n) for n in range(newest, 0, -1))
        return [version for version in known if version is not None and not workflow.is_recalled(version)]

    def before(self, version: Record) -> Record | None:
        """The version that stood before this one, None for the first."""
        earlier = self.standing(version.text("meta.report"), version.number("meta.n") - 1)
        return earlier[0] if earlier else None

    def version(self, report_id: str, n: int) -> Record | None:
        """The n-th version of a report."""
        return self.versions.get(ids.version_id(report_id, n))

    def review_of(self, version: Record | None) -> Record | None:
        """The review of a version."""
        return self.reviews.get(ids.review_id(version.id)) if version is not None else None

    def over(self, report: Record) -> bool:
        """True when the newest version of a report was judged and nothing of this PC waits: nobody works on it."""
        waits = any((kind, report.id) in self.waiting for kind in ("report.submit", "report.recall"))
        return (report.id, report.number("newest")) in self._judged and not waits

    def accepted(self, report_id: str) -> bool:
        """True when the newest version of the report was accepted; no version is read for that."""
        report = self.reports.get(report_id)
        return report is not None and self._judged.get((report_id, report.number("newest"))) == Verdict.ACCEPTED

    @cached_property
    def _judged(self) -> dict[tuple[str, int], str]:
        """The verdict on every version that was judged, by report and number."""
        told = ((one.text("report"), one.number("n"), one.text("verdict")) for one in self.reviews.values())
        ends = set(Verdict)
        return {(report, n): verdict for report, n, verdict in told if verdict in ends}

    def verdict_waits(self, version: Record | None) -> bool:
        """True while an own verdict on the version has no receipt."""
        if version is None:
            return False
        review = ids.review_id(version.id)
        return any((kind, review) in self.waiting for kind in ("review.return", "review.accept", "review.reopen"))


class Facts(msgspec.Struct, frozen=True):
    """One report. `newest` and `first` are of the versions that stand; `last` is the last one sent, taken back or not.

    `waiting` is the own submission that has no receipt yet, `recalling` the own taking back.
    """

    report_id: str
    village: str
    template_key: str
    period: str
    ordinal: int
    report: Record | None
    newest: Record | None
    first: Record | None
    review: Record | None
    publication: Record | None
    waiting: OutboxItem | None
    last: Record | None = None
    recalling: OutboxItem | None = None

    @property
    def draft_id(self) -> str:
        """The id of its draft, which need not exist."""
        return ids.draft_id(self.village, self.template_key, self.period, self.ordinal)

    @property
    def sent(self) -> str:
        """The state by what was sent: a ReportState, or workflow.NONE."""
        return workflow.report_state(self.newest, self.review, self.publication)

    @property
    def versions(self) -> int:
        """How many versions there are, an own waiting one included."""
        return self.report.number("newest") if self.report is not None else 0

    @property
    def settled(self) -> int:
        """The number of the newest version that is not merely this PC's own waiting submission; 0 without one."""
        own = self.waiting is not None and self.last is not None and self.last.rev == 0
        return self.versions - own

    @property
    def first_sent_at(self) -> int | None:
        """When the first version was received (UTC ms), None while none was; an own waiting one is not received."""
        received = self.settled > 0 and self.first is not None
        return self.first.number("meta.sent_at") if received and self.first is not None else None

    @property
    def sealed(self) -> bool:
        """True while the own submission is on its way, so that it can no longer be replaced."""
        item = self.waiting
        return item is not None and (item.state is OutboxState.SENDING or item.op_no is not None)

    @property
    def resent(self) -> bool:
        """True when the newest version follows another that stands."""
        return self.newest is not None and self.first is not None and self.newest.id != self.first.id

    @property
    def recallable(self) -> bool:
        """True while nobody has opened what was sent, as far as this PC knows."""
        if self.recalling is not None:
            return False
        return self.waiting is not None or self.sent == ReportState.TERKIRIM

    @property
    def returned(self) -> bool:
        """True when the newest version came back to the village."""
        return self.review is not None and self.review.text("verdict") in (Verdict.RETURNED, Verdict.REOPENED)


def read_book(tx: Tx, village: str | None = None) -> Book:
    """Return the book of one village, or of all that this desk holds."""
    versions = Versions(tx)
    return Book(
        _by_id(tx.records.all(RecordType.REPORT, village)),
        versions,
        _by_id(_of_their_texts(versions, tx.records.all(RecordType.REVIEW, village))),
        _by_id(tx.records.all(RecordType.PUBLICATION, village)),
        {(item.kind, item.ref.id): item for item in tx.outbox.items(UNANSWERED)},
    )


def read_some(tx: Tx, report_ids: Iterable[str]) -> Book:
    """Return the reports of these ids with all that became of them; the publications are those of every report."""
    return _book_of(tx, tx.records.some(RecordType.REPORT, report_ids))


def read_years(tx: Tx, years: Iterable[int]) -> Book:
    """The same for the reports on periods of these years."""
    wanted = {f"{year:04d}" for year in years}
    return _book_of(tx, (one for one in tx.records.all(RecordType.REPORT) if one.text("period")[:4] in wanted))


def _book_of(tx: Tx, reports: Iterable[Record]) -> Book:
    found = _by_id(reports)
    reviews = [
        ids.review_id(ids.version_id(report.id, n))
        for report in found.values()
        for n in range(1, report.number("newest") + 1)
    ]
    versions = Versions(tx)
    book = Book(
        found,
        versions,
        _by_id(_of_their_texts(versions, tx.records.some(RecordType.REVIEW, reviews))),
        _by_id(tx.records.all(RecordType.PUBLICATION)),
        {(item.kind, item.ref.id): item for item in tx.outbox.items(UNANSWERED)},
    )
    book.foresee(found.values())
    return book


def _of_their_texts(versions: Versions, reviews: Iterable[Record]) -> Iterator[Record]:
    """The reviews without those of a text that the server lost, whose number another text bears now.

    Only what the server of today did not say may be such a one.
    """
    for review in reviews:
        version = versions.get(review.text("version")) if not review.rev else None
        if version is None or workflow.judges(review, version):
            yield review


def read_everywhere(tx: Tx, villages: Iterable[str], template_key: str, period: str) -> Book:
    """Return one report of each of the villages with its versions, without what became of them."""
    wanted = [ids.report_id(village, template_key, period) for village in villages]
    found = _by_id(tx.records.some(RecordType.REPORT, wanted))
    book = Book(found, Versions(tx), {}, {})
    book.foresee(found.values())
    return book


def report_ref(facts: Facts) -> Ref:
    """The address of the report."""
    return Ref(RecordType.REPORT, facts.report_id)


def content_of(version: Record | None) -> dict[str, Value]:
    """What a version says, without what the server wrote about it."""
    if version is None:
        return {}
    return {path: value for path, value in version.fields.items() if not path.startswith(ABOUT)}


def village_state(
    facts: Facts, due: date | None, now: int, draft: ReportState | None, zone: str = DEFAULT_ZONE
) -> ReportState:
    """The state as the village sees it. `draft` is DRAF or SIAP for a draft on this PC, None without one.

    A report that was never received is late once its day is over, begun or not; not begun it is BELUM_MASUK.
    """
    if facts.waiting is not None or facts.recalling is not None:
        return ReportState.MENUNGGU
    if facts.sent != workflow.NONE:
        return ReportState(facts.sent)
    if due is not None and is_late(due, now, zone):
        return ReportState.TERLAMBAT
    return draft or ReportState.BELUM_MASUK


def kecamatan_state(
    facts: Facts, due: date | None, now: int, *, applies: bool, zone: str = DEFAULT_ZONE
) -> ReportState:
    """The state as the kecamatan sees it; TIDAK_BERLAKU for what this kind of village never owes."""
    if facts.sent != workflow.NONE:
        return ReportState(facts.sent)
    if not applies:
        return ReportState.TIDAK_BERLAKU
    if due is not None and is_late(due, now, zone):
        return ReportState.TERLAMBAT
    return ReportState.BELUM_MASUK


def in_time(facts: Facts, due: date | None, zone: str = DEFAULT_ZONE, first_due: date | None = None) -> bool:
    """True when the first version was received before its day ended (or no day was set).

    The day that stands now counts, and so does the one that stood when it came: a change of the duty never makes a
    delivered report late. Versions from before they told their day are judged by `first_due`, the first rule's day.
    """
    sent_at = facts.first_sent_at
    if sent_at is None or facts.first is None:
        return False
    if facts.first.number("meta.timely_at"):
        return True  # brought late on a stick, and the kecamatan said that it was sealed in time
    then = iso_date(facts.first.text("meta.due")) or first_due
    days = [due] if then is None else [due, then]
    return any(day is None or not is_late(day, sent_at, zone) for day in days)


def _by_id(records: Iterable[Record]) -> dict[str, Record]:
    return {record.id: record for record in records}
