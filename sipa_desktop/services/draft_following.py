"""Lets a draft follow the copy of it that came from the server: what another PC of the village typed.

Where the places differ it comes into the draft; where they collide the draft stays as it is.
"""

from __future__ import annotations

from msgspec.structs import replace

from sipa_core.domain import carry_marks
from sipa_core.domain.paths import Content, mark_of
from sipa_core.domain.workflow import ConflictState
from sipa_core.ops.drafts import LIFE, content_of
from sipa_core.sync.merge import Merged, Take, merge, resolved
from sipa_core.wire.records import Record, RecordType, Ref
from sipa_desktop.events import Topic
from sipa_desktop.services import drafts
from sipa_desktop.services.draft_chain import (
    answered,
    came_second,
    expected,
    is_gone,
    is_own,
    knows_newer,
    lies_in,
    open_conflicts,
    told,
)
from sipa_desktop.services.draft_versions import seen_by
from sipa_desktop.services.drafts import Copy, Draft, read_copy
from sipa_desktop.services.office import Office
from sipa_desktop.services.report_facts import Book, Facts
from sipa_desktop.services.report_facts import content_of as version_content
from sipa_desktop.store.outbox import WAITING, OutboxItem, OutboxState
from sipa_desktop.store.unit_of_work import Tx


def came(tx: Tx) -> list[str]:
    """The drafts of which the server has another copy than the one that the text here was made from."""
    found: list[str] = []
    for draft_id, rev in tx.server_records.revisions(RecordType.DRAFT).items():
        copy = tx.documents.get(draft_id + drafts.COPY_SUFFIX)
        if copy is None or copy.about.get("rev") != rev:
            found.append(draft_id)
    return found


def follow(tx: Tx, office: Office, book: Book, draft_id: str) -> bool:
    """Take what came into the draft; True when something of it is another now. A copy without a draft becomes one."""
    record = tx.server_records.get(Ref(RecordType.DRAFT, draft_id))
    if record is None or record.village != office.own_village.code:
        return False
    facts = book.facts(
        record.village, record.text("meta.type"), record.text("meta.period"), record.number("meta.ordinal")
    )
    draft, copy = drafts.read_draft(tx, draft_id), read_copy(tx, draft_id)
    if draft is None:
        return not is_gone(record) and _adopt(tx, facts, record, seen_by(book, facts, record), office.now)
    if _is_undecided(tx, draft, told(tx, copy)[1]):
        return False
    if copy is not None and copy.life != record.text(LIFE):
        if is_own(tx, copy, record.text(LIFE)):
            copy = replace(copy, life=record.text(LIFE))
        else:  # the words that this PC knew were taken from the server meanwhile, and stand here alone
            copy = Copy(0, "", 0, {}, record.text(LIFE))
        drafts.keep_copy(tx, draft_id, copy, office.now)
    if is_gone(record):
        return _let_go(tx, draft, record, expected(tx, copy), office.now)
    return _meet(tx, office, book, facts, draft, copy, record)


def _stands_before(tx: Tx, draft: Draft, lost: Copy, record: Record) -> bool:
    """True where the server's copy stands where it stood before the one that was lost: what it has more was never taken
    away, and what it lacks is said anew.
    """
    earlier = record.number("meta.saved_at") <= lost.saved_at
    return earlier and drafts.was_copy(tx, draft.id, content_of(record))


def _of_before(copy: Copy | None) -> Copy | None:
    """The copy where it is one of before the server was put back."""
    return copy if copy is not None and not copy.rev and copy.content else None


def _meet(tx: Tx, office: Office, book: Book, facts: Facts, draft: Draft, copy: Copy | None, record: Record) -> bool:
    """Put the copy and the text together, where the two do not collide and nothing must be said first."""
    mine, theirs, seen = drafts.written(tx, draft), content_of(record), seen_by(book, facts, record)
    # Only a version that the server has says that nothing of this text is this PC's alone; an own one that waits does
    # not, for what stands behind it may be older than both.
    settled = book.version(facts.report_id, facts.settled)
    sent = settled is not None and version_content(settled) == draft.content
    if sent and settled is not None and seen < facts.settled and theirs != mine:
        if settled.text("meta.copy") != mark_of(theirs):
            return False  # whoever sent the version had not seen this copy: what is typed next meets it at the server
        theirs = dict(mine)
    (text, last), lost = told(tx, copy), _of_before(copy)
    if lost is not None and not sent and _stands_before(tx, draft, lost, record):
        changed = _take(tx, draft, record, {**theirs, **mine}, seen, office.now)
        drafts.keep_copy(tx, draft.id, drafts.copy_of(record, 0), office.now)
        return changed
    if lost is not None and last is None and mine == lost.content:
        text = answered(tx, draft.id)
    nothing_own = mine == text or sent  # whoever wrote a copy of after the version had that before them
    second = last is not None and came_second(last)
    if lost is not None and not (nothing_own or second or mine == theirs):
        # Whether what it has came after that copy or stands beside it only the server can say: it is told all of it.
        if last is not None or not lost.op:
            drafts.keep_copy(tx, draft.id, _said_anew(tx, lost, last), office.now)
        return False
    template = office.template(draft.template_key, draft.template_version)
    merged = merge(text, mine, theirs, template.row_limits if template is not None else None)
    if merged.conflicts and not nothing_own:
        if copy is not None and second:
            return _ask_anew(tx, draft, copy, merged, office.now)
        if copy is not None and last is not None and last.kind != "draft.save":
            drafts.keep_copy(tx, draft.id, _said_anew(tx, copy, last), office.now)
        return False  # the next copy brings the server to keep both
    content = theirs if nothing_own else merged.content
    changed = _take(tx, draft, record, content, seen, office.now)
    said = content == theirs and not knows_newer(tx, book, facts, draft)
    at = drafts.written_at(tx, draft.id) if said else 0
    drafts.keep_copy(tx, draft.id, drafts.copy_of(record, at), office.now)
    return changed


def _said_anew(tx: Tx, copy: Copy, last: OutboxItem | None) -> Copy:
    """The copy with the text due again. What follows a choice goes on from the text that this wrote, which the server
    finds by its mark.
    """
    if last is None or last.kind == "draft.save":
        return replace(copy, at=0)
    return replace(copy, rev=0, op="", at=0, content=expected(tx, copy))


def _take(tx: Tx, draft: Draft, record: Record, content: Content, seen: int, now: int) -> bool:
    """Let text and marks be these, of which the copy is a part; True where they were others."""
    if content == drafts.written(tx, draft):
        return False
    own, marks = carry_marks.split(content)
    other = bool(drafts.changes_of(draft.content, own))
    if other:
        drafts.take_copy(tx, draft, own, record, seen, now)
    marked = drafts.set_carried(tx, draft.id, marks, now)
    if marked:
        tx.touch(Topic.DRAFTS)
    return other or marked


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


def _adopt(tx: Tx, facts: Facts, record: Record, seen: int, now: int) -> bool:
    """Make the draft that only another PC had."""
    content = content_of(record)
    said, marks = carry_marks.split(content)
    drafts.begin(tx, facts, record.number("meta.template_version"), said, seen, now)
    drafts.set_carried(tx, record.id, marks, now)
    drafts.keep_copy(tx, record.id, drafts.copy_of(record, now), now)
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
    drafts.keep_copy(tx, draft.id, drafts.copy_of(record, 0), now)
    return False


def _comes_again(tx: Tx, draft_id: str) -> bool:
    """True while an own copy of the draft, or a choice about it, waits, which after the server was put back is one that
    had its answer once: what it says is not in the copy that came, and stands here until it is known whether it holds.
    """
    waiting = tx.outbox.items((OutboxState.QUEUED, OutboxState.SENDING))
    if any(one.kind == "draft.save" and one.ref.id == draft_id for one in waiting):
        return True
    known = (tx.server_records.get(one.ref) for one in waiting if one.kind == "conflict.resolve")
    return any(one is not None and one.text("draft") == draft_id for one in known)


def _is_undecided(tx: Tx, draft: Draft, last: OutboxItem | None) -> bool:
    """True while nobody knows what became of what this PC said last: it waits, or lies in an open conflict. That is so
    also of ops that come a second time, after the server was put back, and may collide only now.
    """
    if last is not None and (last.state.value in WAITING or _is_open(tx, last)):
        return True
    if _comes_again(tx, draft.id):
        return True
    return any(lies_in(tx, draft, one) for one in open_conflicts(tx, draft.id, draft.village))


def _is_open(tx: Tx, item: OutboxItem) -> bool:
    """True while the op lies in a conflict that nobody has decided."""
    if item.field is None or item.state is not OutboxState.RECEIPTED:
        return False
    conflict = tx.server_records.get(Ref(RecordType.CONFLICT, item.field))
    return conflict is None or conflict.text("state") == ConflictState.OPEN
