"""Copies of this village's drafts on the server: for a second PC, and for a disk that dies.

What a person types is copied by and by; what another PC typed comes into the draft where the places differ. Where they
collide the draft stays as it is, and the server keeps both until a person chooses (services/conflicts.py).
"""

from __future__ import annotations

from msgspec import UNSET
from msgspec.structs import replace

from sipa_core.domain.paths import Content, Value, mark_of, short_mark
from sipa_core.messages import _
from sipa_core.ops.base import Applied
from sipa_core.ops.drafts import LIFE, Save, Setting, content_of, keeps_copies, setting_ref
from sipa_core.ops.reports import version_mark
from sipa_core.ports import Clock
from sipa_core.wire.ops import Base
from sipa_core.wire.problems import Problem
from sipa_core.wire.records import RecordType, Ref
from sipa_desktop.events import Topic
from sipa_desktop.services import drafts
from sipa_desktop.services.draft_chain import (
    changes_in,
    is_newest,
    knows_newer,
    newest_seen,
    told,
    was_undone,
    withdraw_lost,
)
from sipa_desktop.services.draft_following import came, follow
from sipa_desktop.services.drafts import Copy, Draft, read_copy
from sipa_desktop.services.office import Office, read_office
from sipa_desktop.services.report_edit import short_title
from sipa_desktop.services.report_facts import Book, Facts, read_book
from sipa_desktop.store.documents import DocumentKind
from sipa_desktop.store.outbox import OutboxItem, OutboxState
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
            found = came(tx) if _village(tx) is not None else []
        changed = 0
        if found:
            with self._store.write() as tx:
                office = read_office(tx, self._clock)
                book = read_book(tx, office.own_village.code)
                changed = sum(follow(tx, office, book, draft_id) for draft_id in found)
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
        if copy is None or copy.about.get("at") != written_at or was_undone(tx, copy.about.get("op")):
            found.append(head.id)
    return found


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
    if copy is not None and withdraw_lost(tx, copy):
        copy = replace(copy, op="")
    text, last = told(tx, copy)
    mine = drafts.written(tx, draft)
    changes = drafts.changes_of(text, mine)
    held = tx.server_records.get(Ref(RecordType.DRAFT, draft_id))
    known = copy or Copy(0, "", 0, {}, held.text(LIFE) if held is not None else "")
    if not (changes or knows_newer(tx, book, facts, draft)) or _is_sent(tx, facts, draft.content, text):
        drafts.keep_copy(tx, draft_id, replace(known, at=seen), now)
        return False
    if last is not None and last.kind != "draft.save":
        return False  # the choice itself carried the text; what is typed after it goes when the copy has come
    changes, base = _from(known, last, changes, mine)
    ref, title = Ref(RecordType.DRAFT, draft_id), _title(office, draft)
    said = _save(tx, book, facts, draft, changes)
    outcome = tx.propose("draft.save", ref, said, title, replaces=True, base=base)
    done = isinstance(outcome, Applied)
    item = tx.outbox.newest("draft.save", ref) if done else None
    op = item.op_id if item is not None else known.op
    drafts.keep_copy(tx, draft_id, replace(known, op=op, at=seen), now)
    return done


def _from(
    known: Copy, last: OutboxItem | None, changes: Content, mine: Content
) -> tuple[dict[str, Value], Base | None]:
    """What is said, and what it was made from: the last own op, or else the copy. The mark of one that went when the
    server was put back is told for the text that it may have had once, with what was taken out of that.
    """
    if last is not None and last.state is OutboxState.QUEUED and last.op_no is None:
        return changes_in(last) | dict(changes), last.decoded().base
    if last is not None:
        return dict(changes), Base(op=last.op_id)
    if known.rev:
        return dict(changes), Base(rev=known.rev, mark=short_mark(known.content))
    gone: dict[str, Value] = {path: None for path in known.content if path not in mine}
    return gone | dict(changes), Base(mark=short_mark(known.content)) if known.content else None


def _save(tx: Tx, book: Book, facts: Facts, draft: Draft, changes: Content) -> Save:
    """What is said of a draft: what changed, and the version that its text goes on from."""
    version = newest_seen(tx, book, facts, draft)
    mark = draft.newest_mark if version == draft.newest_seen else ""
    mark = mark or version_mark(book.version(facts.report_id, version))
    form = (draft.template_key, draft.template_version, draft.period)
    return Save(draft.village, *form, dict(changes), version, draft.ordinal, mark or UNSET)


def _title(office: Office, draft: Draft) -> str:
    template = office.template(draft.template_key, draft.template_version)
    name = short_title(template, draft.period) if template is not None else draft.template_key
    return _("Salinan isian {title}").format(title=name)


def _is_sent(tx: Tx, facts: Facts, content: Content, copy: Content) -> bool:
    """True when the text is the report's newest version and its sender knew the copy, which nobody needs then.

    Over a copy that they had not seen it is told: a person here has put both together, or turned the other one down.
    """
    if facts.last is None or not is_newest(facts, content):
        return False
    here = content_of(tx.server_records.get(Ref(RecordType.DRAFT, facts.draft_id)))
    return not copy or facts.last.text("meta.copy") in (mark_of(copy), mark_of(here))


def _village(tx: Tx) -> str | None:
    identity = tx.meta.identity
    return identity.village if identity is not None else None


def _kept(tx: Tx) -> bool:
    village = _village(tx)
    return village is None or keeps_copies(tx.records.get(setting_ref(village)))
