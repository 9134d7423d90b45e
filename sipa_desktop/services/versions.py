"""The versions of a report: when each was sent, by whom, its receipt and verdict; and what differs between any two.

Pure but for `Versions`, which reads one snapshot. A version is only ever read here.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from sipa_core.domain.dates import local_date
from sipa_core.domain.paths import Value
from sipa_core.domain.workflow import Verdict, is_recalled
from sipa_core.messages import _
from sipa_core.ports import Clock
from sipa_core.wire.problems import Problem
from sipa_core.wire.records import Record
from sipa_desktop.errors import Refused, refused
from sipa_desktop.services import drafts
from sipa_desktop.services.differences import Difference, differences
from sipa_desktop.services.drafts import Kept
from sipa_desktop.services.office import Office, read_office
from sipa_desktop.services.report_edit import period_of, title_of
from sipa_desktop.services.report_facts import Book, Facts, content_of, read_book
from sipa_desktop.services.report_history import notes_of
from sipa_desktop.services.times import stamp_words
from sipa_desktop.store.unit_of_work import Store, Tx

DRAFT = "isian"
"""Stands for the text on this PC where the id of a version is asked for."""


class VersionRow(msgspec.Struct, frozen=True):
    """One version: `words` say when it was sent and by whom, `receipt` its number for people (empty while it waits),
    `verdict` what became of it."""

    id: str
    n: int
    title: str
    words: str
    receipt: str
    verdict: str
    recalled: bool


class Compared(msgspec.Struct, frozen=True):
    """One version read, beside another where `against` names one. `places` are every filled place when nothing is
    compared, else only those that differ."""

    title: str
    words: str
    places: tuple[Difference, ...]


class VersionList(msgspec.Struct, frozen=True):
    """The versions of a report, newest first; `draft` when a text of this PC can be compared too. `kept` are texts that
    were put aside on this PC; their id is that of their document. `earlier` are the newest versions of last
    year's report and of the period before.
    """

    title: str
    rows: tuple[VersionRow, ...]
    draft: bool
    kept: tuple[VersionRow, ...] = ()
    earlier: tuple[VersionRow, ...] = ()


class Versions:
    """The versions of reports on this desk."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def of_report(self, report_id: str) -> VersionList | Refused:
        """Every version of the report that this desk knows, newest first."""
        with self._store.read() as tx:
            office, book = read_office(tx, self._clock), read_book(tx)
            report = book.reports.get(report_id)
            if report is None:
                return refused(Problem.NOT_FOUND)
            facts = book.facts_of(report)
            template = office.newest_template(facts.template_key)
            title = title_of(template, facts.period) if template is not None else facts.template_key
            draft = drafts.read_draft(tx, facts.draft_id) is not None
            kept = tuple(_kept_row(office, one) for one in drafts.kept_copies(tx, facts.draft_id))
            earlier = tuple(_earlier_rows(office, book, facts))
            known = version_rows(office, book, facts)
        return VersionList(title, known, draft, kept, earlier)

    def compare(self, report_id: str, chosen: str, against: str = "") -> Compared | Refused:
        """A version (or DRAFT) read beside another one, alone when `against` is empty."""
        with self._store.read() as tx:
            office, book = read_office(tx, self._clock), read_book(tx)
            report = book.reports.get(report_id)
            if report is None:
                return refused(Problem.NOT_FOUND)
            facts = book.facts_of(report)
            shown, other = _text(tx, book, facts, chosen), _text(tx, book, facts, against)
            if shown is None or (against and other is None):
                return refused(Problem.NOT_FOUND)
            template = office.template(facts.template_key, shown[1])
            if template is None:
                return Refused("unknown_template", _("Jenis laporan ini belum dikenal aplikasi. Perbarui aplikasi."))
            title = title_of(template, facts.period)
        places = differences(template, other[0] if other is not None else {}, shown[0])
        return Compared(title, _words(len(places), alone=other is None), places)


def version_rows(office: Office, book: Book, facts: Facts) -> tuple[VersionRow, ...]:
    """The versions of a report, newest first."""
    known = (book.version(facts.report_id, n) for n in range(facts.versions, 0, -1))
    return tuple(_row(office, book, facts, version) for version in known if version is not None)


def receipt_words(version: Record, zone: str) -> str:
    """`TT-2025-07-3F2A91BC`: the month of arrival and the first letters of the hash, the same on every desk."""
    digest = version.text("meta.content_hash")[:8].upper()
    day = local_date(version.number("meta.sent_at"), zone)
    return f"TT-{day.year:04d}-{day.month:02d}-{digest}" if digest else ""


def _text(tx: Tx, book: Book, facts: Facts, which: str) -> tuple[dict[str, Value], int] | None:
    """The content of a version or of the draft, with the number of its template's version."""
    if which == DRAFT:
        draft = drafts.read_draft(tx, facts.draft_id)
        return (draft.content, draft.template_version) if draft is not None else None
    kept = next((one for one in drafts.kept_copies(tx, facts.draft_id) if one.id == which), None)
    if kept is not None:
        return tx.documents.content(kept.id), kept.template_version or _newest_template(facts)
    version = book.versions.get(which)
    if version is None:
        return None
    report = book.reports.get(version.text("meta.report"))
    same_kind = report is not None and report.village == facts.village and report.text("type") == facts.template_key
    if not same_kind:
        return None
    return content_of(version), version.number("meta.template_version")


def _newest_template(facts: Facts) -> int:
    """For copies from before they told their own."""
    return facts.last.number("meta.template_version") if facts.last is not None else 0


def _kept_row(office: Office, kept: Kept) -> VersionRow:
    when = stamp_words(kept.kept_at, office.today, office.zone)
    title = _("Salinan isian Anda, {when}").format(when=when)
    words = _("Disimpan di komputer ini, belum pernah dikirim")
    return VersionRow(kept.id, kept.before, title, words, "", "", recalled=False)


def _earlier_rows(office: Office, book: Book, facts: Facts) -> Iterator[VersionRow]:
    period = period_of(facts.period)
    if period is None:
        return
    for other in dict.fromkeys((period.year_earlier(), period.previous())):
        before = book.facts(facts.village, facts.template_key, str(other), facts.ordinal)
        if before.newest is not None:
            row = _row(office, book, before, before.newest)
            yield VersionRow(row.id, row.n, other.label, row.words, row.receipt, row.verdict, row.recalled)


def _words(count: int, *, alone: bool) -> str:
    if alone:
        return _("{n} isian").format(n=count)
    return _("{n} isian berbeda").format(n=count) if count else _("Tidak ada yang berbeda.")


def _row(office: Office, book: Book, facts: Facts, version: Record) -> VersionRow:
    n = version.number("meta.n")
    waits = facts.waiting is not None and n > facts.settled
    sent = stamp_words(version.number("meta.sent_at"), office.today, office.zone)
    sender = version.text("meta.sender")
    words = _("{name}, menunggu kirim").format(name=sender) if waits else f"{sender}, {sent}"
    receipt = "" if waits else receipt_words(version, office.zone)
    title = _("Kiriman ke-{n}").format(n=n)
    return VersionRow(
        version.id, n, title, words, receipt, _verdict(office, book, facts, version), is_recalled(version)
    )


def _verdict(office: Office, book: Book, facts: Facts, version: Record) -> str:
    if is_recalled(version):
        if facts.recalling is not None and version.number("meta.n") == facts.versions:
            return _("Penarikan menunggu kirim")
        return _("Ditarik kembali")
    review = book.review_of(version)
    if review is None:
        return _("Belum dibuka kecamatan")
    at = review.number("decided_at") or review.number("opened_at")
    when = _("menunggu kirim") if book.verdict_waits(version) else stamp_words(at, office.today, office.zone)
    match review.text("verdict"):
        case Verdict.RETURNED:
            return _("Dikembalikan dengan {n} catatan, {when}").format(n=len(notes_of(review)), when=when)
        case Verdict.ACCEPTED:
            return _("Disetujui, {when}").format(when=when)
        case Verdict.REOPENED:
            return _("Dibuka kembali, {when}").format(when=when)
        case _:
            return _("Diperiksa, {when}").format(when=when)
