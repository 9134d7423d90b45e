"""The kecamatan's review: what waits, one version with its checks, notes being written, and the verdict.

Notes stay on this PC until they are given back; a verdict is never given past notes that stand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sipa_core import ids
from sipa_core.domain import paths
from sipa_core.domain.notes import notes_in
from sipa_core.domain.paths import Value
from sipa_core.domain.publication_figures import PublicFigures
from sipa_core.domain.publication_figures import Refused as NotTold
from sipa_core.domain.templates import public_content
from sipa_core.domain.workflow import PublicationState, ReportState, is_recalled
from sipa_core.messages import _
from sipa_core.ops.publication import MAX_REASON, Release, Withdraw
from sipa_core.ops.review import MAX_NOTE, MAX_NOTES, Accepted, Note, Opened, Reopened, Returned, Timely
from sipa_core.ports import Clock, Entropy
from sipa_core.privacy.patterns import label, public_findings
from sipa_core.wire.problems import Problem
from sipa_core.wire.records import Record, RecordType, Ref
from sipa_desktop.errors import Refused, refused
from sipa_desktop.events import Topic
from sipa_desktop.services.left_notes import left_notes, moved, place_words, sendings
from sipa_desktop.services.office import Office, read_office
from sipa_desktop.services.places import where
from sipa_desktop.services.proposals import queued
from sipa_desktop.services.publications import figures_of, publication_state, read_publication
from sipa_desktop.services.queue_views import Done
from sipa_desktop.services.report_beside import Gatherer
from sipa_desktop.services.report_edit import short_title, tree_of
from sipa_desktop.services.report_facts import OPEN_STATES, Book, Facts, content_of, read_book
from sipa_desktop.services.review_detail import (
    arrival_words,
    arrived_late,
    due_of,
    review_detail,
    state_chip,
)
from sipa_desktop.services.review_views import HeldRow, ReviewDetail, ReviewList, ReviewRow
from sipa_desktop.services.timely import awaits_word
from sipa_desktop.services.times import deadline_words
from sipa_desktop.services.words import held_words
from sipa_desktop.store.documents import DocumentKind
from sipa_desktop.store.unit_of_work import Store, Tx


class Review:
    """The reviews of a kecamatan's desk."""

    def __init__(self, store: Store, clock: Clock, entropy: Entropy) -> None:
        self._store = store
        self._clock = clock
        self._entropy = entropy
        self._gatherer = Gatherer()

    def waiting(self) -> ReviewList:
        """Newest versions without a verdict, the longest waiting first; and publications held for a person."""
        with self._store.read() as tx:
            office, book = read_office(tx, self._clock), read_book(tx)
            told = {
                published.record.id: figures_of(tx, office, published)
                for one in book.publications.values()
                if publication_state(one) is PublicationState.HELD
                and (published := read_publication(tx, office, one.id)) is not None
            }
            open_ones = [report for report in book.reports.values() if not book.over(report)]
            book.foresee(open_ones)
            rows = sorted(
                (row for report in open_ones if (row := _row(office, book.facts_of(report))) is not None),
                key=lambda row: (row.sent_at, row.village),
            )
            held = [
                found
                for one in book.publications.values()
                if (found := _held(office, book, one, told.get(one.id))) is not None
            ]
            words = _waiting_words(rows)
            if held:
                words = f"{words} {_('{n} terbitan ditahan.').format(n=len(held))}"
            return ReviewList(tuple(rows), words, tuple(sorted(held, key=lambda one: (one.village, one.title))))

    def detail(self, version_id: str, against: str | None = None) -> ReviewDetail | Refused:
        """One version, whatever its state; decided ones are read-only.

        It is laid beside the version `against` ("" for nothing), by default the last one that was judged before.
        """
        with self._store.read() as tx:
            found = self._find(tx, version_id)
            if isinstance(found, Refused):
                return found
            office, book, facts, version = found
            template = office.template(facts.template_key, version.number("meta.template_version"))
            if template is None:
                return Refused(
                    "unknown_template",
                    _("Jenis laporan ini belum dikenal aplikasi. Tidak ada yang berubah. Perbarui aplikasi."),
                )
            written = {
                sending: tx.documents.content(_document(sending))
                for _n, sending in sendings(facts, version.number("meta.n"))
            }
            compared = self._gatherer.everywhere(tx, office, book, facts, template)
            return review_detail(office, book, facts, version, template, written, against, compared)

    def open(self, version_id: str) -> Done | Refused:
        """Say that somebody looks (the village sees *Diperiksa*); a second opening queues nothing."""
        with self._store.write() as tx:
            found = self._find(tx, version_id)
            if isinstance(found, Refused):
                return found
            office, _book, facts, version = found
            if facts.sent == ReportState.DIPERIKSA and facts.newest == version:
                return Done(_("Laporan ini sudah dibuka."))
            fields = Opened(version.id, version.text("meta.content_hash"))
            return queued(tx, "review.open", _review(version), fields, _title(_("Pembukaan"), office, facts))

    def save_note(self, version_id: str, key: str | None, path: str, text: str) -> str | Refused:
        """Journal a note on a path ("" for the whole report) and return its key; None makes a new one.

        Only a new one is refused once the version is closed: what was being typed when that became known is kept.
        """
        if len(text) > MAX_NOTE or (path and not paths.is_path(path)):
            return refused(Problem.INVALID, "notes")
        with self._store.write() as tx:
            found = self._find(tx, version_id)
            if isinstance(found, Refused):
                return found
            _office, _book, facts, version = found
            closed = _closed(facts, version)
            if key is None and closed is not None:
                return refused(closed)
            now, document = self._clock.now(), _document(version_id)
            known = notes_in(tx.documents.content(document))
            note = key or ids.new_id(self._clock, self._entropy)
            old = next((one for one in known if one.key == note), None)
            if old is None and len(known) >= MAX_NOTES:
                return refused(Problem.TOO_LARGE, "notes")
            position = old.pos if old is not None else max((one.pos for one in known), default=0) + 1
            tx.documents.start(document, DocumentKind.REVIEW, {"version": version_id}, now)
            tx.documents.save(document, _leaves(note, path, text, position), now)
            tx.touch(Topic.DRAFTS)
        return note

    def remove_note(self, version_id: str, key: str) -> None:
        """Take a note away again."""
        with self._store.write() as tx:
            document = _document(version_id)
            if tx.documents.get(document) is None:
                return
            tx.documents.save(document, _leaves(key), self._clock.now())
            tx.touch(Topic.DRAFTS)

    def take_notes(self, version_id: str, origin: str) -> int | Refused:
        """Move the notes left on an earlier sending to this one, and return how many there were.

        One whose place this sending no longer has becomes a general note that names it. All move, or none.
        """
        with self._store.write() as tx:
            found = self._find(tx, version_id)
            if isinstance(found, Refused):
                return found
            office, book, facts, version = found
            closed = _closed(facts, version)
            if closed is not None:
                return refused(closed)
            template = office.template(facts.template_key, version.number("meta.template_version"))
            earlier = [sending for _n, sending in sendings(facts, version.number("meta.n") - 1)]
            if template is None or origin not in earlier:
                return refused(Problem.NOT_FOUND)
            source, document, now = _document(origin), _document(version_id), self._clock.now()
            left = left_notes(book.reviews.get(ids.review_id(origin)), tx.documents.content(source))
            known = notes_in(tx.documents.content(document))
            if len(known) + len(left) > MAX_NOTES:
                return refused(Problem.TOO_LARGE, "notes")
            content, words = content_of(version), place_words(office, book, facts, origin, version)
            tx.documents.start(document, DocumentKind.REVIEW, {"version": version_id}, now)
            for position, note in enumerate(left, max((one.pos for one in known), default=0) + 1):
                path, text = moved(note, template, content, words)
                key = ids.new_id(self._clock, self._entropy)
                tx.documents.save(document, _leaves(key, path, text, position), now)
                tx.documents.save(source, _leaves(note.key), now)
            tx.touch(Topic.DRAFTS)
        return len(left)

    def give_back(self, version_id: str) -> Done | Refused:
        """Queue the return with all written notes; refused in words while there is none."""
        with self._store.write() as tx:
            found = self._find(tx, version_id)
            if isinstance(found, Refused):
                return found
            office, _book, facts, version = found
            notes = {
                note.key: Note(note.path, note.text.strip())
                for note in notes_in(tx.documents.content(_document(version_id)))
                if note.text.strip()
            }
            if not notes:
                return Refused(
                    "no_notes", _("Belum ada catatan. Tulis dahulu apa yang perlu diperbaiki desa, lalu kembalikan.")
                )
            fields = Returned(version.id, version.text("meta.content_hash"), notes)
            return queued(tx, "review.return", _review(version), fields, _title(_("Pengembalian"), office, facts))

    def accept(self, version_id: str, remark: str = "") -> Done | Refused:
        """Queue the approval; refused in words while notes are written."""
        with self._store.write() as tx:
            found = self._find(tx, version_id)
            if isinstance(found, Refused):
                return found
            office, _book, facts, version = found
            notes = notes_in(tx.documents.content(_document(version_id)))
            if any(note.text.strip() for note in notes):
                return Refused(
                    "notes_stand",
                    _("Masih ada catatan untuk desa. Kembalikan laporan, atau hapus catatannya dahulu."),
                )
            fields = Accepted(version.id, version.text("meta.content_hash"), remark.strip())
            return queued(tx, "review.accept", _review(version), fields, _title(_("Persetujuan"), office, facts))

    def reopen(self, version_id: str, reason: str) -> Done | Refused:
        """Queue the reopening of an approved report; the reason goes to the village."""
        if not reason.strip() or len(reason.strip()) > MAX_NOTE:
            return refused(Problem.INVALID, "reason")
        with self._store.write() as tx:
            found = self._find(tx, version_id)
            if isinstance(found, Refused):
                return found
            office, _book, facts, version = found
            fields = Reopened(version.id, version.text("meta.content_hash"), reason.strip())
            return queued(tx, "review.reopen", _review(version), fields, _title(_("Pembukaan kembali"), office, facts))

    def confirm_timely(self, version_id: str) -> Done | Refused:
        """Say that the report was in time, since it was sealed for the stick before its day ended."""
        with self._store.write() as tx:
            found = self._find(tx, version_id)
            if isinstance(found, Refused):
                return found
            office, _book, facts, _version = found
            first = facts.first
            if first is None or not awaits_word(facts, office):
                return refused(Problem.NOT_NOW)
            ref = Ref(RecordType.VERSION, first.id)
            title = _title(_("Pernyataan tepat waktu"), office, facts)
            return queued(tx, "review.timely", ref, Timely(first.text("meta.content_hash")), title)

    def release_publication(self, publication_id: str) -> Done | Refused:
        """Let a held publication out after a person has looked."""
        ref = Ref(RecordType.PUBLICATION, publication_id)
        with self._store.write() as tx:
            found = self._published(tx, ref)
            if isinstance(found, Refused):
                return found
            office, facts, version = found
            return queued(tx, "publication.release", ref, Release(version), _title(_("Penerbitan"), office, facts))

    def withdraw_publication(self, publication_id: str, reason: str) -> Done | Refused:
        """Take a publication from the public page; its address then answers with the reason."""
        words = reason.strip()
        if not words:
            return Refused(
                Problem.INVALID.value, _("Tulis dulu alasannya. Warga membacanya di alamat laporan."), "reason"
            )
        ref = Ref(RecordType.PUBLICATION, publication_id)
        with self._store.write() as tx:
            found = self._published(tx, ref)
            if isinstance(found, Refused):
                return found
            office, facts, version = found
            title = _title(_("Penarikan"), office, facts)
            return queued(tx, "publication.withdraw", ref, Withdraw(version, words[:MAX_REASON]), title)

    def _published(self, tx: Tx, ref: Ref) -> tuple[Office, Facts, str] | Refused:
        """The office, the report and the version that a publication shows."""
        publication = tx.records.get(ref)
        if publication is None:
            return refused(Problem.NOT_FOUND)
        office, book = read_office(tx, self._clock), read_book(tx)
        report = book.reports.get(publication.text("report"))
        if report is None:
            return refused(Problem.NOT_FOUND)
        return office, book.facts_of(report), publication.text("version")

    def _find(self, tx: Tx, version_id: str) -> tuple[Office, Book, Facts, Record] | Refused:
        office, book = read_office(tx, self._clock), read_book(tx)
        version = book.versions.get(version_id)
        report = book.reports.get(version.text("meta.report")) if version is not None else None
        if version is None or report is None:
            return refused(Problem.NOT_FOUND)
        return office, book, book.facts_of(report), version


def _document(version_id: str) -> str:
    return f"review:{version_id}"


def _leaves(key: str, path: str | None = None, text: str | None = None, pos: int | None = None) -> dict[str, Value]:
    """The leaves of a note in its document; without values they take it out."""
    return {f"notes[{key}].path": path, f"notes[{key}].text": text, f"notes[{key}].pos": pos}


def _closed(facts: Facts, version: Record) -> Problem | None:
    """Why no note can be begun on a version, None while one can."""
    if facts.newest != version:
        return Problem.RECALLED if is_recalled(version) else Problem.SUPERSEDED
    return None if facts.sent in OPEN_STATES else Problem.ALREADY_DECIDED


def _review(version: Record) -> Ref:
    return Ref(RecordType.REVIEW, ids.review_id(version.id))


def _title(act: str, office: Office, facts: Facts) -> str:
    """`Persetujuan Realisasi APB Desa Semester I 2025, Desa Balang`."""
    template = office.newest_template(facts.template_key)
    name = short_title(template, facts.period) if template is not None else facts.template_key
    return f"{act} {name}, {office.village_label(facts.village)}"


def _row(office: Office, facts: Facts) -> ReviewRow | None:
    """A report that waits for a judgement, None when it does not."""
    version, state = facts.newest, facts.sent
    if version is None or state not in OPEN_STATES:
        return None
    template = office.newest_template(facts.template_key)
    return ReviewRow(
        version.id,
        office.village_label(facts.village),
        short_title(template, facts.period, tight=True) if template is not None else facts.template_key,
        ReportState(state),
        state_chip(facts, ReportState(state)),
        arrival_words(office, facts, version),
        version.number("meta.sent_at"),
        version.number("meta.n"),
        arrived_late(office, facts) is True,
        facts.village,
        template.name if template is not None else facts.template_key,
        due_of(office, facts),
        deadline_words(due_of(office, facts), office.today),
    )


def _waiting_words(rows: Sequence[ReviewRow]) -> str:
    """`10 laporan menunggu, 6 Realisasi APB Desa Sem. I 2025.`"""
    if not rows:
        return _("Tidak ada yang menunggu.")
    title, most = Counter(row.title for row in rows).most_common(1)[0]
    if most in (1, len(rows)):
        return _("{n} laporan menunggu diperiksa.").format(n=len(rows))
    return _("{n} laporan menunggu, {k} {title}.").format(n=len(rows), k=most, title=title)


def _held(office: Office, book: Book, publication: Record, told: PublicFigures | NotTold | None) -> HeldRow | None:
    if publication.text("state") != PublicationState.HELD:
        return None
    version = book.versions.get(publication.text("version"))
    if version is None:
        return None
    template = office.template(publication.text("type"), version.number("meta.template_version"))
    if template is None:
        return None
    content = content_of(version)
    tree = tree_of(template, content)
    found = [
        f"{where(template, content, tree, one.path)}: {label(one.finding.kind)}"
        for one in public_findings(public_content(template, content), template)
    ]
    if isinstance(told, NotTold):
        found.append(told.reason)
    return HeldRow(
        publication.id,
        version.id,
        office.village_label(publication.village),
        short_title(template, publication.text("period"), tight=True),
        held_words(publication.text("reason")),
        tuple(dict.fromkeys(found)),
    )
