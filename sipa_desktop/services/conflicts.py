"""Two PCs of one village changed the same report: what collides, what was chosen, and the one text that comes of it.

Nothing of either text is lost: the other one is a version, the own one stays in the draft until a person has chosen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import partial

import msgspec
from msgspec.structs import replace

from sipa_core.domain import carry_marks
from sipa_core.domain.paths import Value
from sipa_core.domain.workflow import ReportState
from sipa_core.messages import _, ngettext
from sipa_core.ops.drafts import Resolve, Texts, texts_of
from sipa_core.ops.drafts import content_of as draft_text
from sipa_core.ports import Clock
from sipa_core.sync.merge import ConflictField, Take, merge, resolved
from sipa_core.wire.problems import Problem
from sipa_core.wire.records import Record, RecordType, Ref
from sipa_desktop.errors import Refused, refused
from sipa_desktop.events import Topic
from sipa_desktop.services import draft_versions, drafts
from sipa_desktop.services.conflict_words import (
    Pair,
    can_be_both,
    conflict_rows,
    full_words,
    merged_places,
    merged_words,
    texts_in_one,
)
from sipa_desktop.services.conflicts_views import Column, ConflictSummary, ConflictView, Settled
from sipa_desktop.services.draft_chain import lies_in, open_conflicts, own_side, unsaid
from sipa_desktop.services.draft_versions import Step
from sipa_desktop.services.drafts import Draft, copy_of
from sipa_desktop.services.office import Office, read_office
from sipa_desktop.services.report_edit import short_title, title_of
from sipa_desktop.services.report_facts import CLOSED_STATES, Book, Facts, content_of, read_book, report_ref
from sipa_desktop.services.times import stamp_words
from sipa_desktop.store.documents import DocumentKind
from sipa_desktop.store.outbox import OutboxState
from sipa_desktop.store.unit_of_work import Store, Tx

CHOICES_SUFFIX = ":pilihan"
"""After the id of a draft, it names the document with what was chosen so far."""

_SUPERSEDED = (Problem.SUPERSEDED, Problem.LOCKED)


class Tangle(msgspec.Struct, frozen=True):
    """A report with two texts: the draft of this PC, and either the newest version, which another PC has sent, or the
    draft of another PC, whose `conflict` record the server keeps.

    `told_by` is PC, person and time (UTC ms) of the other text; `since` the time of the text that both began from.
    """

    facts: Facts
    draft: Draft
    pair: Pair
    told_by: tuple[str, str, int]
    since: int
    conflict: Record | None = None

    @property
    def locked(self) -> bool:
        """True when the newest version was approved, so that nothing can be sent after it."""
        return self.conflict is None and self.facts.sent in CLOSED_STATES

    @property
    def seal(self) -> str:
        """Names this very pair of texts."""
        return _seal(self.facts.settled, self.pair.mine, self.pair.theirs)


class Conflicts:
    """The reports of this village's desk that wait for a choice between two texts."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def list(self) -> tuple[ConflictSummary, ...]:
        """Every report that waits for a choice; KnownError on a desk of the kecamatan."""
        with self._store.read() as tx:
            office = read_office(tx, self._clock)
            village = office.own_village.code
            return summaries(tx, office, read_book(tx, village), drafts.read_drafts(tx, village).values())

    def view(self, draft_id: str = "") -> ConflictView | Refused:
        """The two texts side by side, of the first report that waits without `draft_id`; refused when none waits."""
        with self._store.read() as tx:
            office = read_office(tx, self._clock)
            village = office.own_village.code
            book, known = read_book(tx, village), drafts.read_drafts(tx, village)
            found = {one.draft.id: one for one in tangles(tx, office, book, known.values())}
            tangle = found.get(draft_id) if draft_id else next(iter(found.values()), None)
            if tangle is None:
                return Refused(Problem.NOT_FOUND.value, _("Tidak ada laporan yang bertabrakan. Semua isian aman."))
            return _view(tx, office, tangle)

    def choose(self, draft_id: str, choices: Mapping[str, Take | None]) -> Refused | None:
        """Keep what was chosen so far (None takes a choice back), so that it is there after a restart."""
        with self._store.write() as tx:
            tangle = self._tangle(tx, draft_id)
            if tangle is None:
                return refused(Problem.NOT_FOUND)
            known = {one.path: one for one in tangle.pair.merged.conflicts}
            kept: dict[str, Value] = {
                path: f"{take.value} {_seen(known[path])}" if take is not None else None
                for path, take in choices.items()
                if path in known
            }
            document = draft_id + CHOICES_SUFFIX
            tx.documents.start(document, DocumentKind.DRAFT, {"of": draft_id}, self._clock.now())
            tx.documents.save(document, kept, self._clock.now())
        return None

    def resolve(self, draft_id: str, seal: str, choices: Mapping[str, Take]) -> Settled | Refused:
        """Write the text chosen from both into the draft; the next sending comes after the newest version.

        Refused when a choice is missing, or when either text is another than that of `seal`: then it is looked at anew.
        """
        with self._store.write() as tx:
            tangle = self._tangle(tx, draft_id)
            no = _no(tangle, seal)
            if tangle is None or no is not None:
                return no or refused(Problem.NOT_FOUND)
            if tangle.locked:
                return refused(Problem.LOCKED)
            pair = tangle.pair
            left = [one for one in pair.merged.conflicts if not _fits(pair, one, choices.get(one.path))]
            if left:
                names = [row.label for row in conflict_rows(pair, {}) if row.path in {one.path for one in left}]
                return Refused("unchosen", _("Belum dipilih: {names}.").format(names=", ".join(names)))
            content = resolved(pair.merged, choices)
            facts, now = tangle.facts, self._clock.now()
            if tangle.conflict is not None:
                drafts.take_text(tx, tangle.draft, content, now)
                _decide(tx, tangle, content, now)
            else:
                draft_versions.put_together(tx, facts, tangle.draft, content, pair.template.version, now)
                _decide(tx, _of_the_copy_too(tx, tangle), content, now)
            _settle(tx, facts)
            words = _("Pilihan tersimpan di komputer ini. Baca lagi laporannya, lalu kirim.")
            return Settled(draft_id, words)

    def keep_two(self, draft_id: str, seal: str) -> Settled | Refused:
        """Keep the own text as a copy that can be read from the report, and take the other one as the draft."""
        with self._store.write() as tx:
            office = read_office(tx, self._clock)
            book = read_book(tx, office.own_village.code)
            tangle = self._tangle(tx, draft_id)
            no = _no(tangle, seal)
            if tangle is None or no is not None:
                return no or refused(Problem.NOT_FOUND)
            if tangle.conflict is not None:
                theirs = tangle.pair.theirs
                own = replace(tangle.draft, content=dict(tangle.pair.mine))
                drafts.keep_aside(tx, own, tangle.facts.settled, office.now)
                drafts.take_text(tx, tangle.draft, theirs, office.now)
                _decide(tx, tangle, theirs, office.now)
            else:
                draft_versions.take_newest(tx, book, tangle.facts, tangle.draft, office.now)
                _decide(tx, _of_the_copy_too(tx, tangle), tangle.pair.theirs, office.now)
            _settle(tx, tangle.facts)
            words = _("Isian Anda disimpan sebagai salinan. Baca di laporan ini: Riwayat, Lihat semua kiriman.")
            return Settled(draft_id, words)

    def _tangle(self, tx: Tx, draft_id: str) -> Tangle | None:
        office = read_office(tx, self._clock)
        draft = drafts.read_draft(tx, draft_id)
        book = read_book(tx, office.own_village.code)
        return tangle_of(tx, office, book, draft) if draft is not None else None


def tangles(tx: Tx, office: Office, book: Book, known: Iterable[Draft]) -> tuple[Tangle, ...]:
    """The drafts that collide with the newest version of their report, last saved first."""
    found = [one for draft in known if (one := tangle_of(tx, office, book, draft)) is not None]
    return tuple(sorted(found, key=lambda one: (-one.draft.document.saved_at, one.draft.id)))


def tangle_of(tx: Tx, office: Office, book: Book, draft: Draft) -> Tangle | None:
    """Where (base, mine, theirs) come from; None when the draft collides neither with the newest version nor with the
    draft of another PC.

    The one place that says so. An own sending without an answer is waited for first.
    """
    facts = book.facts(draft.village, draft.template_key, draft.period, draft.ordinal)
    waits = facts.waiting is not None or facts.recalling is not None
    if waits:
        return None
    if draft_versions.step_of(tx, book, facts, draft) is not Step.ASKS:
        return _of_drafts(tx, office, facts, draft)
    newest = book.version(facts.report_id, facts.settled)
    before = book.version(facts.report_id, draft.newest_seen)
    if newest is None:
        return None
    # What the newer form asks is shown; places that only the older one knows are kept, and not lost by it.
    versions = sorted({draft.template_version, newest.number("meta.template_version")}, reverse=True)
    known = (office.template(facts.template_key, version) for version in versions)
    template = next((one for one in known if one is not None), None)
    if template is None:
        return None
    base, theirs = content_of(before), content_of(newest)
    merged = merge(base, draft.content, theirs, template.row_limits)
    told_by = (newest.text("meta.device"), newest.text("meta.sender"), newest.number("meta.sent_at"))
    since = before.number("meta.sent_at") if before is not None else 0
    return Tangle(facts, draft, Pair(template, base, draft.content, theirs, merged), told_by, since)


def _of_drafts(tx: Tx, office: Office, facts: Facts, draft: Draft) -> Tangle | None:
    """The draft beside that of another PC: where both changed one place, the server keeps the later one apart."""
    template = office.template(draft.template_key, draft.template_version)
    copy = tx.server_records.get(Ref(RecordType.DRAFT, draft.id))
    conflict = _to_choose(tx, draft)
    if template is None or copy is None or conflict is None:
        return None
    kept, said = _without_marks(texts_of(conflict)), carry_marks.split(draft_text(copy))[0]
    # What this PC's text was made from: while the conflict is open the copy may have moved on, and that is nobody's
    # answer to anything that stands here.
    known = drafts.read_copy(tx, draft.id)
    base = _common(carry_marks.split(known.content)[0] if known is not None and known.rev else {}, kept)
    mine: dict[str, Value] | None = dict(draft.content)
    if lies_in(tx, draft, conflict):
        mine = own_side(tx, draft, conflict, partial(texts_in_one, template))
        theirs = said
        told_by = (copy.text("meta.device"), "", copy.number("meta.saved_at"))
    elif known is None or known.rev != copy.rev:
        return None  # this text stands beside both: whoever chose here would decide over words that are not shown
    else:
        # What the other PC says of the places that it touched, over all that both agree on.
        theirs = {path: value for path, value in said.items() if path not in kept.base} | kept.mine
        told_by = (conflict.text("device"), conflict.text("by"), conflict.number("at"))
    if mine is None:
        return None  # a clone wrote where something unsent stands here
    merged = merge(base, mine, theirs, template.row_limits)
    return Tangle(facts, draft, Pair(template, base, mine, theirs, merged), told_by, 0, conflict)


def _to_choose(tx: Tx, draft: Draft) -> Record | None:
    """The conflict that is shown first: this PC's own, for another's may be one that cannot be decided here."""
    found = open_conflicts(tx, draft.id, draft.village)
    return min(found, key=lambda one: not lies_in(tx, draft, one), default=None)


def _without_marks(kept: Texts) -> Texts:
    return Texts(carry_marks.split(kept.base)[0], carry_marks.split(kept.mine)[0])


def _common(said: Mapping[str, Value], kept: Texts) -> dict[str, Value]:
    """What both began from: the copy, with the places that the conflict touched as they were before."""
    touched = kept.base.keys() | kept.mine.keys()
    return {path: value for path, value in said.items() if path not in touched} | kept.base


def _of_the_copy_too(tx: Tx, tangle: Tangle) -> Tangle:
    """The tangle with a version, together with this PC's own conflict where that is the same question: the copy says
    what the version says.
    """
    copy, conflict = tx.server_records.get(Ref(RecordType.DRAFT, tangle.draft.id)), _to_choose(tx, tangle.draft)
    if copy is None or conflict is None or not lies_in(tx, tangle.draft, conflict):
        return tangle
    if unsaid(tx, tangle.draft, conflict):
        return tangle
    same = carry_marks.split(draft_text(copy))[0] == tangle.pair.theirs
    return replace(tangle, conflict=conflict) if same else tangle


def _decide(tx: Tx, tangle: Tangle, content: Mapping[str, Value], now: int) -> None:
    """Tell the server what was chosen; its copy becomes this text."""
    copy = tx.server_records.get(Ref(RecordType.DRAFT, tangle.draft.id))
    if tangle.conflict is None or copy is None:
        return
    title = _("Pilihan isian {title}").format(title=short_title(tangle.pair.template, tangle.facts.period))
    changes = drafts.changes_of(carry_marks.split(draft_text(copy))[0], content)
    tx.propose("conflict.resolve", tangle.conflict.ref, Resolve(copy.rev, changes, tangle.conflict.rev), title)
    item = tx.outbox.newest("conflict.resolve", tangle.conflict.ref)
    kept = not copy.number("meta.discarded_at")  # else there is no copy that the choice could be written into
    op = item.op_id if item is not None and kept else ""
    drafts.keep_copy(tx, tangle.draft.id, copy_of(copy, 0, op), now)


def summaries(tx: Tx, office: Office, book: Book, known: Iterable[Draft]) -> tuple[ConflictSummary, ...]:
    """The reports that wait for a choice, as lines of the first page."""
    return tuple(_summary(one) for one in tangles(tx, office, book, known))


def _summary(tangle: Tangle) -> ConflictSummary:
    count = len(tangle.pair.merged.conflicts)
    if tangle.locked:
        words = _("Kiriman PC lain sudah disetujui. Isian Anda aman dan dapat disimpan sebagai salinan.")
    elif count:
        words = ngettext("{n} isian bertabrakan.", "{n} isian bertabrakan.", count).format(n=count)
        words = f"{words} {_('Keduanya tersimpan, tidak ada yang hilang.')}"
    else:
        words = _("Tidak ada isian yang bertabrakan. Lihat gabungannya, lalu simpan.")
    title = short_title(tangle.pair.template, tangle.facts.period)
    return ConflictSummary(
        tangle.draft.id, _("Dua komputer mengubah {title}").format(title=title), count, words, tangle.locked
    )


def _view(tx: Tx, office: Office, tangle: Tangle) -> ConflictView:
    pair = tangle.pair
    places = merged_places(pair)
    device, person, at = tangle.told_by
    theirs = (device, person, stamp_words(at, office.today, office.zone))
    saved = stamp_words(tangle.draft.document.saved_at, office.today, office.zone)
    return ConflictView(
        draft_id=tangle.draft.id,
        title=title_of(pair.template, tangle.facts.period),
        seal=tangle.seal,
        base=Column(_("Semula"), _base_words(office, tangle)),
        mine=Column(_("Punya Anda"), ", ".join(part for part in (office.identity.device_name, saved) if part)),
        theirs=Column(_("Punya PC lain"), ", ".join(part for part in theirs if part)),
        rows=conflict_rows(pair, _chosen(tx, tangle)),
        merged=len(places),
        merged_words=f"{merged_words(places, whole=not pair.merged.conflicts)} {full_words(pair)}".strip(),
        state_words=_state_words(tangle),
        locked=tangle.locked,
    )


def _base_words(office: Office, tangle: Tangle) -> str:
    if tangle.conflict is not None:
        return _("Isian yang terakhir sama di kedua komputer")
    if not tangle.since:
        return _("Belum pernah dikirim")
    sent = stamp_words(tangle.since, office.today, office.zone)
    return _("Terkirim {time}").format(time=sent)


def _state_words(tangle: Tangle) -> str:
    facts = tangle.facts
    n = facts.settled
    if tangle.conflict is not None:
        return _("Isian ini belum dikirim ke kecamatan. Kedua isian tersimpan juga di server.")
    match facts.sent:
        case ReportState.DISETUJUI | ReportState.TERBIT:
            words = _(
                "Kecamatan sudah menyetujui kiriman ke-{n}, jadi laporan ini terkunci. Isian Anda aman: simpan sebagai "
                "salinan, atau minta kecamatan membuka laporan kembali."
            )
        case ReportState.DIKEMBALIKAN:
            words = _("Kecamatan mengembalikan kiriman ke-{n}. Catatannya tetap ada di laporan.")
        case ReportState.DIPERIKSA:
            words = _("Kecamatan sedang memeriksa kiriman ke-{n}. Pilihan Anda dapat dikirim sebagai kiriman baru.")
        case ReportState.TERKIRIM:
            words = _("Kiriman ke-{n} sudah sampai di kecamatan. Pilihan Anda dikirim sebagai kiriman baru.")
        case _:
            return ""
    return words.format(n=n)


def _chosen(tx: Tx, tangle: Tangle) -> dict[str, Take]:
    """What was chosen earlier, as far as both values are still those that were seen then."""
    kept = tx.documents.content(tangle.draft.id + CHOICES_SUFFIX)
    found: dict[str, Take] = {}
    for one in tangle.pair.merged.conflicts:
        take, _space, seen = str(kept.get(one.path, "")).partition(" ")
        if take in set(Take) and seen == _seen(one):
            found[one.path] = Take(take)
    return found


def _no(tangle: Tangle | None, seal: str) -> Refused | None:
    if tangle is None:
        return Refused(Problem.NOT_FOUND.value, _("Laporan ini tidak bertabrakan lagi. Semua isian aman."))
    if tangle.seal != seal:
        return Refused(
            Problem.SUPERSEDED.value,
            _("Sementara itu ada isian atau kiriman baru. Tidak ada yang hilang. Periksa lagi, lalu simpan."),
        )
    return None


def _fits(pair: Pair, conflict: ConflictField, take: Take | None) -> bool:
    return take is not None and (take is not Take.BOTH or can_be_both(pair, conflict))


def _settle(tx: Tx, facts: Facts) -> None:
    """Put what the server refused of this report aside: the decision takes its place, its words stay in the history."""
    for item in tx.outbox.items((OutboxState.PARKED,)):
        if item.kind == "report.submit" and item.ref == report_ref(facts) and item.code in _SUPERSEDED:
            tx.take_out(item.op_id)
            tx.touch(Topic.OUTBOX)
    tx.documents.discard(facts.draft_id + CHOICES_SUFFIX)
    tx.touch(Topic.DRAFTS)


def _seen(conflict: ConflictField) -> str:
    return _seal(0, conflict.mine, conflict.theirs)[:16]


def _seal(number: int, mine: Mapping[str, Value], theirs: Mapping[str, Value]) -> str:
    told = msgspec.json.encode([number, sorted(mine.items()), sorted(theirs.items())])
    return hashlib.sha256(told).hexdigest()
