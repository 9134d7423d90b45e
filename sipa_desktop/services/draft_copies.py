"""Copies of this village's drafts on the server: for a second PC, and for a disk that dies.

What a person types is copied by and by; what another PC typed comes into the draft where the places differ. Where they
collide the draft stays as it is, and the server keeps both until a person chooses (services/conflicts.py).
"""

from __future__ import annotations

from itertools import permutations

import msgspec
from msgspec.structs import replace

from sipa_core.domain import carry_marks
from sipa_core.domain.paths import Content, Value, applied, mark_of
from sipa_core.domain.workflow import ConflictState
from sipa_core.messages import _
from sipa_core.ops.base import Applied
from sipa_core.ops.drafts import Discard, Resolve, Save, Setting, Texts, content_of, keeps_copies, setting_ref, texts_of
from sipa_core.ports import Clock
from sipa_core.sync.merge import Merged, Take, both_texts, merge, resolved
from sipa_core.wire.ops import Base
from sipa_core.wire.problems import Problem
from sipa_core.wire.records import Record, RecordType, Ref
from sipa_desktop.events import Topic
from sipa_desktop.services import drafts
from sipa_desktop.services.drafts import Copy, Draft, Step, read_copy
from sipa_desktop.services.office import Office, read_office
from sipa_desktop.services.report_edit import short_title
from sipa_desktop.services.report_facts import Book, Facts, read_book
from sipa_desktop.services.report_facts import content_of as version_content
from sipa_desktop.store.documents import DocumentKind
from sipa_desktop.store.outbox import WAITING, OutboxItem, OutboxState
from sipa_desktop.store.unit_of_work import Store, Tx


class DraftCopies:
    """Sends copies of the drafts of a village's desk, and lets its drafts follow theirs."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self.holds = False
        """Whether a text was left for the answer to an own sending that goes before it."""

    def queue(self, *, by_stick: bool = False) -> int:
        """Queue what changed since the last copies; returns how many drafts that were. Nothing at the kecamatan.

        What is typed behind an own sending goes on from it once that has its answer, which over a line is a moment
        later. `by_stick`: it takes weeks, and goes along.
        """
        self.holds = False
        with self._store.read() as tx:
            due, undone = _due(tx), _undone(tx)
        if due:
            self.follow()  # a copy that had come could not be taken then, and may be now
        queued = 0
        if due or undone:
            with self._store.write() as tx:
                _put_aside(tx, undone)
                office = read_office(tx, self._clock)
                book = read_book(tx, office.own_village.code)
                held = () if by_stick else [one for one in due if _waits(tx, book, one)]
                self.holds = bool(held)
                queued = sum(_queue(tx, office, book, draft_id) for draft_id in due if draft_id not in held)
        return queued

    def follow(self) -> int:
        """Let the drafts follow the copies that came; returns how many changed. A copy without a draft becomes one."""
        with self._store.read() as tx:
            came = _came(tx)
        changed = 0
        if came:
            with self._store.write() as tx:
                office = read_office(tx, self._clock)
                book = read_book(tx, office.own_village.code)
                changed = sum(_follow(tx, office, book, draft_id) for draft_id in came)
        return changed

    def kept(self) -> bool:
        """True while this village keeps copies of its drafts on the server."""
        with self._store.read() as tx:
            return _kept(tx)

    def switch(self, *, on: bool) -> None:
        """Keep copies, or no longer: then those on the server lose their words. Every PC keeps its own text."""
        with self._store.write() as tx:
            village = _village(tx)
            if village is None or on == _kept(tx):
                return
            title = _("Salinan isian di server") if on else _("Hapus salinan isian di server")
            tx.propose("village.set", setting_ref(village), Setting(drafts_off=not on), title, replaces=True)
            if on:
                return
            for draft_id in tx.server_records.revisions(RecordType.DRAFT):
                tx.propose("draft.discard", Ref(RecordType.DRAFT, draft_id), Discard(off=True), title)


def told(tx: Tx, copy: Copy | None) -> tuple[dict[str, Value], OutboxItem | None]:
    """The text as the server has it once all own ops are answered, and the last of these ops.

    Without the op where one of them was refused: then all that this PC changed since the copy is said anew. Of a choice
    that came second only what the other PC could choose from counts: what this PC alone had written stays its own.
    """
    if copy is None:
        return {}, None
    chain = _chain(tx, copy)
    if any(_is_lost(one) for one in chain):
        return dict(copy.content), None
    text: dict[str, Value] = dict(copy.content)
    for one in chain:
        text = applied(text, _seen_by_both(tx, one, text) if _came_second(one) else _changes(one))
    return text, chain[-1] if chain else None


def copy_mark(tx: Tx, draft_id: str) -> str:
    """The mark of the copy that the text on this PC was made from, "" where it knows of none."""
    copy = read_copy(tx, draft_id)
    return mark_of(told(tx, copy)[0]) if copy is not None and (copy.rev or copy.op or copy.content) else ""


def _chain(tx: Tx, copy: Copy) -> list[OutboxItem]:
    """The own ops since the copy, each named by the one after it, oldest first."""
    chain: list[OutboxItem] = []
    item = tx.outbox.get(copy.op) if copy.op else None
    while item is not None and item not in chain:
        chain.insert(0, item)
        base = item.decoded().base
        item = tx.outbox.get(base.op) if base is not None and base.op else None
    return chain


def _withdraw_lost(tx: Tx, copy: Copy) -> bool:
    """Take out what follows a refused op, and that op: what they said is said anew, from the copy on. True when so."""
    chain = _chain(tx, copy)
    lost = any(_is_lost(one) for one in chain)
    for one in chain if lost else ():
        if one.state is OutboxState.PARKED or one.state.value in WAITING:
            tx.take_out(one.op_id)
    return lost


def open_conflicts(tx: Tx, draft_id: str, village: str) -> list[Record]:
    """The conflicts of a draft that wait for a person, oldest first."""
    found = (one for one in tx.records.all(RecordType.CONFLICT, village) if one.text("draft") == draft_id)
    return sorted((one for one in found if one.text("state") == ConflictState.OPEN), key=lambda one: one.number("at"))


def _due(tx: Tx) -> list[str]:
    if _village(tx) is None or not _kept(tx):
        return []
    found: list[str] = []
    heads = tx.documents.of_kind(DocumentKind.DRAFT)
    saved = {head.id: head.saved_at for head in heads}
    for head in heads:
        if not isinstance(head.about.get("template"), str):
            continue
        copy = tx.documents.get(head.id + drafts.COPY_SUFFIX)
        written_at = max(head.saved_at, saved.get(head.id + drafts.CARRIED_SUFFIX, 0))
        if copy is None or copy.about.get("at") != written_at or _was_undone(tx, copy.about.get("op")):
            found.append(head.id)
    return found


def _was_undone(tx: Tx, op: Value) -> bool:
    """True where what the last op says stands in the draft alone, and is said anew: a choice that counts for nothing,
    or a copy that the village had switched off when it came.
    """
    item = tx.outbox.get(op) if isinstance(op, str) and op else None
    if item is None or not _is_lost(item):
        return False
    return item.kind == "conflict.resolve" or item.code == Problem.NOT_NOW


def _is_lost(item: OutboxItem) -> bool:
    """True for an op whose words the server does not have. A choice that came second is answered by the first."""
    if item.state is OutboxState.PARKED:
        return not _came_second(item)
    return item.state is OutboxState.WITHDRAWN


def _came_second(item: OutboxItem) -> bool:
    refused = item.state is OutboxState.PARKED and item.code == Problem.ALREADY_DECIDED
    return refused and item.kind == "conflict.resolve"


def _seen_by_both(tx: Tx, choice: OutboxItem, copy: Content) -> dict[str, Value]:
    """What a choice wrote over the copy and the conflict had too: as it stands there, or as both texts in one."""
    conflict = tx.server_records.get(choice.ref)
    kept = texts_of(conflict) if conflict is not None else Texts({}, {})
    seen: dict[str, Value] = {}
    for path, value in _changes(choice).items():
        sides = [text[path] for text in (copy, kept.mine, kept.base) if path in text]
        words = [side for side in sides if isinstance(side, str)]
        both = [both_texts(one, other) for one, other in permutations(words, 2)]
        if value in (*sides, *both) if value is not None else sides:
            seen[path] = value
    return seen


def _undone(tx: Tx) -> list[str]:
    """Own choices between texts that meanwhile are others: what was chosen stands in the draft, and is asked anew."""
    parked = tx.outbox.items((OutboxState.PARKED,))
    return [one.op_id for one in parked if one.kind == "conflict.resolve" and one.code == Problem.SUPERSEDED]


def _put_aside(tx: Tx, undone: list[str]) -> None:
    for op_id in undone:
        tx.take_out(op_id)
    if undone:
        tx.reproject()
        tx.touch(Topic.OUTBOX, Topic.DRAFTS)


def _came(tx: Tx) -> list[str]:
    if _village(tx) is None:
        return []
    found: list[str] = []
    for draft_id, rev in tx.server_records.revisions(RecordType.DRAFT).items():
        copy = tx.documents.get(draft_id + drafts.COPY_SUFFIX)
        if copy is None or copy.about.get("rev") != rev:
            found.append(draft_id)
    return found


def _waits(tx: Tx, book: Book, draft_id: str) -> bool:
    """True while an own sending of the report has no answer. One that was put off for others may wait long."""
    draft = drafts.read_draft(tx, draft_id)
    if draft is None:
        return False
    waiting = book.facts(draft.village, draft.template_key, draft.period, draft.ordinal).waiting
    return waiting is not None and not waiting.code


def _queue(tx: Tx, office: Office, book: Book, draft_id: str) -> bool:
    draft = drafts.read_draft(tx, draft_id)
    if draft is None or draft.village != office.own_village.code:
        return False
    facts = book.facts(draft.village, draft.template_key, draft.period, draft.ordinal)
    copy = read_copy(tx, draft_id)
    now, seen = office.now, drafts.written_at(tx, draft_id)
    if copy is not None and _withdraw_lost(tx, copy):
        copy = replace(copy, op="")
    text, last = told(tx, copy)
    changes = drafts.changes_of(text, drafts.written(tx, draft))
    known = copy or Copy(0, "", 0, content={})
    if not (changes or _knows_newer(tx, book, facts, draft)) or _is_sent(tx, facts, draft.content, text):
        drafts.keep_copy(tx, draft_id, replace(known, at=seen), now)
        return False
    if last is not None and last.kind != "draft.save":
        return False  # the choice itself carried the text; what is typed after it goes when the copy has come
    template = office.template(draft.template_key, draft.template_version)
    name = short_title(template, draft.period) if template is not None else draft.template_key
    base = Base(rev=known.rev, mark=mark_of(known.content)[:8]) if known.rev else None
    if last is not None and last.state is OutboxState.QUEUED and last.op_no is None:
        changes, base = _changes(last) | changes, last.decoded().base
    elif last is not None:
        base = Base(op=last.op_id)
    said = Save(
        draft.village,
        draft.template_key,
        draft.template_version,
        draft.period,
        changes,
        _newest_seen(tx, book, facts, draft),
        draft.ordinal,
    )
    ref, title = Ref(RecordType.DRAFT, draft_id), _("Salinan isian {title}").format(title=name)
    outcome = tx.propose("draft.save", ref, said, title, replaces=True, base=base)
    done = isinstance(outcome, Applied)
    item = tx.outbox.newest("draft.save", ref) if done else None
    op = item.op_id if item is not None else known.op
    drafts.keep_copy(tx, draft_id, replace(known, op=op, at=seen), now)
    return done


def _follow(tx: Tx, office: Office, book: Book, draft_id: str) -> bool:
    record = tx.server_records.get(Ref(RecordType.DRAFT, draft_id))
    if record is None or record.village != office.own_village.code:
        return False
    facts = book.facts(
        record.village, record.text("meta.type"), record.text("meta.period"), record.number("meta.ordinal")
    )
    draft, copy = drafts.read_draft(tx, draft_id), read_copy(tx, draft_id)
    if draft is None:
        return not _is_gone(record) and _adopt(tx, facts, record, office.now)
    text, last = told(tx, copy)
    if (last is not None and (last.state.value in WAITING or _is_open(tx, last))) or _comes_again(tx, draft_id):
        return False
    if any(tx.outbox.get(one.id) is not None for one in open_conflicts(tx, draft_id, record.village)):
        return False  # an own op that came a second time, after the server was put back, may collide only now
    if _is_gone(record):
        return _let_go(tx, draft, record, text, office.now)
    mine, theirs = drafts.written(tx, draft), content_of(record)
    # Only a version that the server has says that nothing of this text is this PC's alone; an own one that waits does
    # not, for what stands behind it may be older than both.
    settled = book.version(facts.report_id, facts.settled)
    sent = settled is not None and version_content(settled) == draft.content
    older = record.number("meta.newest_seen") < facts.settled
    if sent and settled is not None and older and theirs != mine:
        if settled.text("meta.copy") != mark_of(theirs):
            return False  # whoever sent the version had not seen this copy: what is typed next meets it at the server
        theirs = dict(mine)
    nothing_own = mine == text or sent  # whoever wrote a copy of after the version had that before them
    template = office.template(draft.template_key, draft.template_version)
    limits = template.row_limits if template is not None else None
    merged = merge(text, mine, theirs, limits)
    if merged.conflicts and not nothing_own:
        if copy is not None and last is not None and _came_second(last):
            return _ask_anew(tx, draft, copy, merged, office.now)
        return False  # the next copy brings the server to keep both
    content = theirs if nothing_own else merged.content
    own, marks = carry_marks.split(content)
    changed = bool(drafts.changes_of(draft.content, own))
    if changed:
        drafts.take_copy(tx, draft, own, record, office.now)
    if content != mine and drafts.set_carried(tx, draft_id, marks, office.now):
        changed = True
        tx.touch(Topic.DRAFTS)
    said = content == theirs and not _knows_newer(tx, book, facts, draft)
    seen = drafts.written_at(tx, draft_id) if said else 0
    drafts.keep_copy(tx, draft_id, Copy(record.rev, "", seen, content_of(record)), office.now)
    return changed


def _ask_anew(tx: Tx, draft: Draft, copy: Copy, merged: Merged, now: int) -> bool:
    """Let the first choice hold as far as it knew what stood here; the rest counts as if nobody here had chosen yet,
    so that the next copy brings the server to keep both again.
    """
    own = {one.path: Take.MINE for one in merged.conflicts}
    said, marks = carry_marks.split(resolved(merged, own))
    drafts.take_text(tx, draft, said, now)
    drafts.set_carried(tx, draft.id, marks, now)
    drafts.keep_copy(tx, draft.id, replace(copy, op="", at=0), now)
    return True


def _adopt(tx: Tx, facts: Facts, record: Record, now: int) -> bool:
    """Make the draft that only another PC had."""
    content = content_of(record)
    said, marks = carry_marks.split(content)
    drafts.begin(tx, facts, record.number("meta.template_version"), said, record.number("meta.newest_seen"), now)
    drafts.set_carried(tx, record.id, marks, now)
    drafts.keep_copy(tx, record.id, Copy(record.rev, "", now, content), now)
    tx.touch(Topic.DRAFTS, Topic.REPORTS)
    return True


def _let_go(tx: Tx, draft: Draft, record: Record, text: Content, now: int) -> bool:
    """The copy is gone: the draft goes with it only when another PC threw the text away and nothing is written here."""
    if not record.fields.get("meta.off") and drafts.written(tx, draft) == text:
        tx.documents.discard(draft.id)
        tx.documents.discard(draft.id + drafts.CARRIED_SUFFIX)
        tx.documents.discard(draft.id + drafts.COPY_SUFFIX)
        tx.touch(Topic.DRAFTS, Topic.REPORTS)
        return True
    drafts.keep_copy(tx, draft.id, Copy(record.rev, "", 0, content={}), now)
    return False


def _is_gone(record: Record) -> bool:
    return record.number("meta.discarded_at") > 0


def _comes_again(tx: Tx, draft_id: str) -> bool:
    """True while an own copy of the draft, or a choice about it, waits, which after the server was put back is one that
    had its answer once: what it says is not in the copy that came, and stands here until it is known whether it holds.
    """
    waiting = tx.outbox.items((OutboxState.QUEUED, OutboxState.SENDING))
    if any(one.kind == "draft.save" and one.ref.id == draft_id for one in waiting):
        return True
    known = (tx.server_records.get(one.ref) for one in waiting if one.kind == "conflict.resolve")
    return any(one is not None and one.text("draft") == draft_id for one in known)


def _is_open(tx: Tx, item: OutboxItem) -> bool:
    """True while the op lies in a conflict that nobody has decided."""
    if item.field is None or item.state is not OutboxState.RECEIPTED:
        return False
    conflict = tx.server_records.get(Ref(RecordType.CONFLICT, item.field))
    return conflict is None or conflict.text("state") == ConflictState.OPEN


def _newest_seen(tx: Tx, book: Book, facts: Facts, draft: Draft) -> int:
    """The version that the text goes on from; nobody need have opened the report since that had its answer."""
    if facts.settled > draft.newest_seen and drafts.step_of(tx, book, facts, draft) is Step.AGREES:
        return facts.settled
    return draft.newest_seen


def _knows_newer(tx: Tx, book: Book, facts: Facts, draft: Draft) -> bool:
    """True when the text goes on from a version that the copy does not name: put together with it by a person, or typed
    behind an own sending that had no answer yet. Another PC of the village can follow once the copy names it.
    """
    held = tx.server_records.get(Ref(RecordType.DRAFT, draft.id))
    if held is None or _is_gone(held) or _is_newest(facts, draft.content):
        return False
    return held.number("meta.newest_seen") < _newest_seen(tx, book, facts, draft)


def _is_newest(facts: Facts, content: Content) -> bool:
    return facts.last is not None and version_content(facts.last) == content


def _is_sent(tx: Tx, facts: Facts, content: Content, copy: Content) -> bool:
    """True when the text is the report's newest version and its sender knew the copy, which nobody needs then.

    Over a copy that they had not seen it is told: a person here has put both together, or turned the other one down.
    """
    if facts.last is None or not _is_newest(facts, content):
        return False
    here = content_of(tx.server_records.get(Ref(RecordType.DRAFT, facts.draft_id)))
    return not copy or facts.last.text("meta.copy") in (mark_of(copy), mark_of(here))


def _changes(item: OutboxItem) -> dict[str, Value]:
    fields = item.decoded().fields
    if item.kind == "conflict.resolve":
        return msgspec.json.decode(fields, type=Resolve).changes
    return msgspec.json.decode(fields, type=Save).changes


def _village(tx: Tx) -> str | None:
    identity = tx.meta.identity
    return identity.village if identity is not None else None


def _kept(tx: Tx) -> bool:
    village = _village(tx)
    return village is None or keeps_copies(tx.records.get(setting_ref(village)))
