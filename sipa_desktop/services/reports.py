"""The village's reports: what is owed, begun, written, sent and returned.

What a person typed is on the disk before anybody says so; nothing is sent that no person has seen.
"""

from __future__ import annotations

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from sipa_core.domain import paths
from sipa_core.domain.notes import notes_in
from sipa_core.domain.paths import ORDER_COLUMN, Content, Value
from sipa_core.domain.templates import is_filled
from sipa_core.domain.workflow import ReportState
from sipa_core.messages import _
from sipa_core.ops.base import Refusal
from sipa_core.ops.reports import Recall, Submit, version_mark
from sipa_core.ops.words import problem_words
from sipa_core.ports import Clock
from sipa_core.wire.problems import Problem
from sipa_desktop.errors import Refused, refused
from sipa_desktop.events import Topic
from sipa_desktop.services import draft_versions, drafts
from sipa_desktop.services.conflicts import tangles
from sipa_desktop.services.draft_chain import copy_mark
from sipa_desktop.services.draft_forms import form_view
from sipa_desktop.services.drafts import Draft
from sipa_desktop.services.office import Office, read_office, unread_types
from sipa_desktop.services.office_profile import FILLED_PATHS, first_text
from sipa_desktop.services.queue_files import unsent_blobs
from sipa_desktop.services.report_beside import Gatherer
from sipa_desktop.services.report_edit import (
    Written,
    can_be,
    locked_words,
    may_edit,
    period_of,
    report_edit,
    sent_text,
    short_title,
    state_here,
)
from sipa_desktop.services.report_facts import Book, Facts, content_of, read_book, report_ref
from sipa_desktop.services.report_history import last_returned
from sipa_desktop.services.report_rows import duty_rows, report_rows
from sipa_desktop.services.reports_views import DutyRow, Recalled, ReportEdit, ReportRow, Saved, Submitted
from sipa_desktop.services.statute_hold import held_back
from sipa_desktop.services.times import stamp_words
from sipa_desktop.services.way_words import way_words
from sipa_desktop.store.unit_of_work import Store, Tx

LARGE = 2_000
"""Leaves of a text whose checks would be felt when it is opened."""


class _Undo(Exception):  # noqa: N818  no fault: the way to take a transaction back
    """Leaves the write block so that nothing of it stays, and carries the "no"."""

    def __init__(self, no: Refused) -> None:
        super().__init__(no.code)
        self.no = no


class Reports:
    """The reports of this desk's own village."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._gatherer = Gatherer()

    def list(self) -> tuple[ReportRow, ...]:
        """Every report begun or sent, and every one owed whose period is over: what needs work first."""
        with self._store.read() as tx:
            office = read_office(tx, self._clock)
            village = office.own_village.code
            book, known = read_book(tx, village), drafts.read_drafts(tx, village)
            twice = {one.draft.id for one in tangles(tx, office, book, known.values())}
            return report_rows(office, book, known, unsent_blobs(tx), twice)

    def unsent(self) -> int:
        """How many reports are complete and wait for nothing but the person's *Kirim*."""
        return sum(row.waits_for_person for row in self.list())

    def duties(self) -> tuple[DutyRow, ...]:
        """What can be begun now: owed, its period begun, and no text yet; late ones first, then by due day."""
        with self._store.read() as tx:
            office = read_office(tx, self._clock)
            village = office.own_village.code
            return duty_rows(office, read_book(tx, village), drafts.read_drafts(tx, village))

    def unread_types(self) -> tuple[str, ...]:
        """A sentence for each report type whose newest version this program cannot understand; the others go on."""
        with self._store.read() as tx:
            return unread_types(tx)

    def create(self, template_key: str, period: str, ordinal: int = 0) -> ReportEdit | Refused:
        """Begin the report (or open the one begun before) with the newest version of its template."""
        read = period_of(period)
        if read is None:
            return refused(Problem.INVALID, "period")
        with self._store.write() as tx:
            office, book = self._read(tx)
            facts = book.facts(office.own_village.code, template_key, period, ordinal)
            template = office.newest_template(template_key)
            if template is None or not can_be(template, read, ordinal):
                return refused(Problem.INVALID, "template")
            if drafts.read_draft(tx, facts.draft_id) is None and not facts.settled:
                drafts.begin(tx, facts, template.version, first_text(tx, template), 0, office.now)
                tx.touch(Topic.DRAFTS)
        return self.open(facts.draft_id)

    def open(self, draft_id: str, *, quick: bool = False) -> ReportEdit | Refused:
        """The report in the editor. A draft that is not on this PC is rebuilt from the newest version.

        With `quick` a large report comes without its checks (`checked` is False), which a second call brings.

        Only that, or a draft that follows a newer version, is written: else it opens on a full disk as well.
        """
        with self._store.read() as tx:
            office, book = self._read(tx)
            facts = drafts.facts_for(tx, office, book, draft_id)
            if facts is None:
                return refused(Problem.NOT_FOUND)
            draft = drafts.read_draft(tx, draft_id)
            if draft is not None and facts.settled <= draft.newest_seen:
                return self._shown(tx, office, book, facts, draft, agrees=True, quick=quick)
        with self._store.write() as tx:
            office, book = self._read(tx)
            facts = drafts.facts_for(tx, office, book, draft_id)
            if facts is None:
                return refused(Problem.NOT_FOUND)
            draft, agrees = self._prepared(tx, office, book, facts)
            return self._shown(tx, office, book, facts, draft, agrees=agrees, quick=quick)

    def _shown(
        self, tx: Tx, office: Office, book: Book, facts: Facts, draft: Draft | None, *, agrees: bool, quick: bool
    ) -> ReportEdit | Refused:
        written = self._written(office, facts, draft)
        if written is None:
            return _unreadable()
        fixed, kept = drafts.fixed_notes(tx, facts.draft_id), drafts.kept_copies(tx, facts.draft_id)
        carried = drafts.carried(tx, facts.draft_id) if written.draft is not None else {}
        later = quick and len(written.content) > LARGE
        beside = None if later else self._gatherer.own(tx, office, book, facts, written.template, carried)
        shown = report_edit(office, book, facts, written, fixed, newer=not agrees, kept=kept, beside=beside)
        mine = draft if shown.editable else None
        return replace(shown, form=form_view(office, facts, mine, written.content, written.template))

    def save(self, draft_id: str, changes: Content) -> Saved | Refused:
        """Journal changed leaves in one commit; `table[row] = None` removes a row.

        Refused while the text may not be written. When this returns Saved, the words are on the disk.
        """
        bad = next((path for path in changes if not paths.is_path(path) or path.startswith("meta.")), None)
        if bad is not None:
            return refused(Problem.INVALID, bad)
        with self._store.write() as tx:
            office, book = self._read(tx)
            facts = drafts.facts_for(tx, office, book, draft_id)
            if facts is None:
                return refused(Problem.NOT_FOUND)
            no = self._locked(tx, office, facts)
            if no is not None:
                return no
            draft, _agrees = self._prepared(tx, office, book, facts)
            if draft is None:
                return refused(Problem.NOT_FOUND)
            tx.documents.save(draft_id, drafts.expanded(changes, draft.content), office.now)
            drafts.unmark_carried(tx, draft_id, changes, office.now)
            template = office.template(facts.template_key, draft.template_version)
            if template is not None:
                drafts.follow_tick(tx, draft, template, changes, office.now)
            tx.touch(Topic.DRAFTS)
        return replace(_saved(office), before=draft.content)

    def submit(self, draft_id: str) -> Submitted | Refused:
        """Queue the whole text for the kecamatan. Checks are advice; an empty report is refused in words, and so is one
        that lacks what a regulation wants told to the public (`statute_hold`)."""
        try:
            with self._store.write() as tx:
                return self._submit(tx, draft_id)
        except _Undo as undone:
            return undone.no

    def recall(self, draft_id: str) -> Recalled | Refused:
        """Take the report back while nobody has opened it, its text as it was sent stays in the draft.

        What never left this PC is simply taken out of the queue; what was tried once needs the server's word first.
        """
        with self._store.write() as tx:
            office, book = self._read(tx)
            facts = drafts.facts_for(tx, office, book, draft_id)
            if facts is None:
                return refused(Problem.NOT_FOUND)
            template = office.newest_template(facts.template_key)
            title = short_title(template, facts.period) if template is not None else facts.template_key
            if facts.waiting is not None and not facts.sealed:
                tx.take_out(facts.waiting.op_id)
                tx.reproject()
                tx.touch(Topic.OUTBOX, Topic.REPORTS, Topic.DRAFTS)
                words = _("{title} diambil dari antrean. Isian ada di komputer ini dan dapat diubah.")
                return Recalled(words.format(title=title), waits=False)
            if facts.last is None or not facts.recallable:
                return Refused(Problem.OPENED.value, problem_words(Problem.OPENED))
            outcome = tx.propose(
                "report.recall", report_ref(facts), Recall(facts.last.id), _("Penarikan {title}").format(title=title)
            )
            if isinstance(outcome, Refusal):
                return refused(outcome.code, outcome.field)
            tx.touch(Topic.DRAFTS)
            words = _("Penarikan {title} tersimpan di komputer ini. Isian dapat diubah setelah server menjawab.")
            return Recalled(words.format(title=title), waits=True)

    def mark_note_fixed(self, draft_id: str, key: str, fixed: bool) -> Saved | Refused:
        """Tick a note of the kecamatan as mended, on this PC only."""
        with self._store.write() as tx:
            office, book = self._read(tx)
            if drafts.facts_for(tx, office, book, draft_id) is None:
                return refused(Problem.NOT_FOUND)
            drafts.set_fixed(tx, draft_id, key, fixed, office.now)
            tx.touch(Topic.DRAFTS)
        return _saved(office)

    def _read(self, tx: Tx) -> tuple[Office, Book]:
        office = read_office(tx, self._clock)
        return office, read_book(tx, office.own_village.code)

    def _prepared(self, tx: Tx, office: Office, book: Book, facts: Facts) -> tuple[Draft | None, bool]:
        """The draft, made from the newest version where it is missing, and whether it agrees with that version."""
        draft = drafts.read_draft(tx, facts.draft_id)
        newest = book.version(facts.report_id, facts.settled) or facts.newest
        if draft is None and newest is not None:
            version = newest.number("meta.template_version")
            drafts.begin(tx, facts, version, content_of(newest), facts.settled, office.now)
            return drafts.read_draft(tx, facts.draft_id), True
        if draft is None:
            return None, True
        agrees = draft_versions.catch_up(tx, book, facts, draft, office.now)
        return drafts.read_draft(tx, facts.draft_id), agrees

    @staticmethod
    def _written(office: Office, facts: Facts, draft: Draft | None) -> Written | None:
        """What was sent while nobody may write, else the draft."""
        state = _state(office, facts, draft)
        if not may_edit(facts, state) and facts.waiting is None:
            return sent_text(office, facts)
        template = office.template(facts.template_key, draft.template_version) if draft is not None else None
        return Written(template, draft.content, draft) if draft is not None and template is not None else None

    @staticmethod
    def _locked(tx: Tx, office: Office, facts: Facts) -> Refused | None:
        state = _state(office, facts, drafts.read_draft(tx, facts.draft_id))
        if may_edit(facts, state):
            return None
        return Refused(Problem.LOCKED.value, locked_words(state, recalling=facts.recalling is not None))

    def _submit(self, tx: Tx, draft_id: str) -> Submitted | Refused:
        office, book = self._read(tx)
        facts = drafts.facts_for(tx, office, book, draft_id)
        if facts is None:
            return refused(Problem.NOT_FOUND)
        no = self._locked(tx, office, facts)
        if no is not None:
            return no
        if facts.waiting is not None:
            # The waiting text was not sent yet: its effect goes, so that the new one is judged by what the server has.
            tx.take_out(facts.waiting.op_id)
            tx.reproject()
            office, book = self._read(tx)
            facts = book.facts(facts.village, facts.template_key, facts.period, facts.ordinal)
        draft, agrees = self._prepared(tx, office, book, facts)
        template = office.template(facts.template_key, draft.template_version) if draft is not None else None
        if draft is None or template is None:
            raise _Undo(_unreadable())
        if not agrees:
            raise _Undo(refused(Problem.SUPERSEDED))
        content: dict[str, Value] = {path: value for path, value in draft.content.items() if value is not None}
        if _is_empty(content):
            raise _Undo(
                Refused("empty", _("Laporan masih kosong, jadi belum dikirim. Isi dulu salah satu bagian, lalu kirim."))
            )
        held = held_back(template, content)
        if held is not None:
            raise _Undo(held)
        title = short_title(template, facts.period)
        payload = Submit(
            village=facts.village,
            template=facts.template_key,
            template_version=draft.template_version,
            period=facts.period,
            content=content,
            newest_seen=facts.settled,
            newest_mark=version_mark(book.version(facts.report_id, facts.settled)) or UNSET,
            ordinal=facts.ordinal,
            said=_said(tx, book, facts, draft_id),
            copy=copy_mark(tx, draft_id) or UNSET,
        )
        outcome = tx.propose("report.submit", report_ref(facts), payload, title, replaces=True)
        if isinstance(outcome, Refusal):
            raise _Undo(refused(outcome.code, outcome.field))
        tx.touch(Topic.DRAFTS)
        item = tx.outbox.newest("report.submit", report_ref(facts))
        words = _("{title} tersimpan di komputer ini, {way}.").format(title=title, way=way_words(tx))
        return Submitted(item.op_id if item is not None else "", title, words)


def _said(tx: Tx, book: Book, facts: Facts, draft_id: str) -> list[str] | UnsetType:
    """The notes of the last return that the person ticked; left out when there are none, as older servers want it."""
    review = last_returned(book, facts)
    ticked = drafts.fixed_notes(tx, draft_id)
    said = [note.key for note in notes_in(review.fields) if ticked.get(note.key)] if review is not None else []
    return said or UNSET


def _is_empty(content: dict[str, Value]) -> bool:
    # What the office's own data filled in by itself is nobody's report yet.
    written = (path for path, value in content.items() if is_filled(value) and path not in FILLED_PATHS)
    return all(path.endswith(f".{ORDER_COLUMN}") for path in written)


def _state(office: Office, facts: Facts, draft: Draft | None) -> ReportState:
    return state_here(facts, draft, ReportState.DRAF if draft is not None else None, None, office.now, office.zone)


def _saved(office: Office) -> Saved:
    time = stamp_words(office.now, office.today, office.zone)
    return Saved(office.now, _("Tersimpan di komputer ini {time}").format(time=time))


def _unreadable() -> Refused:
    return Refused(
        "template",
        _(
            "Jenis laporan ini belum dikenal aplikasi. Isian Anda aman di komputer ini. Tekan Kirim sekarang saat ada "
            "jaringan, lalu coba lagi."
        ),
        "template",
    )
