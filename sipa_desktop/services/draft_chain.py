"""The own ops about a draft since the copy that its text was made from, and what the server has once they are answered.

A copy names the last of them, and each names the one before it as its base (docs/protocol.md, "Drafts").
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations

import msgspec

from sipa_core.domain import carry_marks
from sipa_core.domain.paths import Content, Value, applied, mark_of
from sipa_core.domain.workflow import ConflictState
from sipa_core.ops.drafts import Resolve, Save, Texts, texts_of
from sipa_core.sync.merge import both_texts
from sipa_core.wire.problems import Problem
from sipa_core.wire.records import Record, RecordType, Ref
from sipa_desktop.services import drafts
from sipa_desktop.services.draft_versions import Step, seen_by, step_of
from sipa_desktop.services.drafts import Copy, Draft, read_copy
from sipa_desktop.services.report_facts import Book, Facts
from sipa_desktop.services.report_facts import content_of as version_content
from sipa_desktop.store.outbox import WAITING, OutboxItem, OutboxState
from sipa_desktop.store.unit_of_work import Tx


def told(tx: Tx, copy: Copy | None) -> tuple[dict[str, Value], OutboxItem | None]:
    """The text as the server has it once all own ops are answered, and the last of these ops.

    Without the op where one of them was refused: then all that this PC changed since the copy is said anew. Of a choice
    that came second only what the other PC could choose from counts: what this PC alone had written stays its own. What
    a copy of a history that was lost had is nowhere until the server says so.
    """
    return _told(tx, copy, copy.content if copy.rev else {}) if copy is not None else ({}, None)


def _told(tx: Tx, copy: Copy, content: Content) -> tuple[dict[str, Value], OutboxItem | None]:
    chain = _chain(tx, copy)
    if any(_is_lost(one) for one in chain):
        return dict(content), None
    text = dict(content)
    for one in chain:
        text = applied(text, _seen_by_both(tx, one, text) if came_second(one) else changes_in(one))
    return text, chain[-1] if chain else None


def copy_mark(tx: Tx, draft_id: str) -> str:
    """The mark of the copy that the text on this PC was made from, "" where it knows of none."""
    copy = read_copy(tx, draft_id)
    known = copy is not None and (copy.rev or copy.op or copy.content)
    return mark_of(expected(tx, copy)) if known else ""


def expected(tx: Tx, copy: Copy | None) -> dict[str, Value]:
    """The text as this PC expects it at the server, also of a history that may be lost."""
    return _told(tx, copy, copy.content)[0] if copy is not None else {}


def is_own(tx: Tx, copy: Copy, op_id: str) -> bool:
    """True of an own op since the copy."""
    return any(one.op_id == op_id for one in _chain(tx, copy))


def _chain(tx: Tx, copy: Copy) -> list[OutboxItem]:
    """The own ops since the copy, each named by the one after it, oldest first."""
    chain: list[OutboxItem] = []
    item = tx.outbox.get(copy.op) if copy.op else None
    while item is not None and item not in chain:
        chain.insert(0, item)
        base = item.decoded().base
        item = tx.outbox.get(base.op) if base is not None and base.op else None
    return chain


def withdraw_lost(tx: Tx, copy: Copy) -> bool:
    """Take out what follows a refused op, and that op: what they said is said anew, from the copy on. True when so."""
    chain = _chain(tx, copy)
    lost = any(_is_lost(one) for one in chain)
    for one in chain if lost else ():
        if one.state is OutboxState.PARKED or one.state.value in WAITING:
            tx.take_out(one.op_id)
    return lost


def was_undone(tx: Tx, op: Value) -> bool:
    """True where what the last op says stands in the draft alone, and is said anew: a choice that counts for nothing,
    or a copy that the village had switched off when it came, or that followed one.
    """
    item = tx.outbox.get(op) if isinstance(op, str) and op else None
    if item is None or not _is_lost(item):
        return False
    return item.kind == "conflict.resolve" or item.code in (Problem.NOT_NOW, Problem.BASE_REJECTED)


def _is_lost(item: OutboxItem) -> bool:
    """True for an op whose words the server does not have. A choice that came second is answered by the first."""
    if item.state is OutboxState.PARKED:
        return not came_second(item)
    return item.state is OutboxState.WITHDRAWN


def came_second(item: OutboxItem) -> bool:
    """True for a choice between two texts that came when the other PC had chosen."""
    refused = item.state is OutboxState.PARKED and item.code == Problem.ALREADY_DECIDED
    return refused and item.kind == "conflict.resolve"


def _seen_by_both(tx: Tx, choice: OutboxItem, copy: Content) -> dict[str, Value]:
    """What a choice wrote over the copy and the conflict had too: as it stands there, or as both texts in one."""
    conflict = tx.server_records.get(choice.ref)
    kept = texts_of(conflict) if conflict is not None else Texts({}, {})
    seen: dict[str, Value] = {}
    for path, value in changes_in(choice).items():
        sides = [text[path] for text in (copy, kept.mine, kept.base) if path in text]
        words = [side for side in sides if isinstance(side, str)]
        both = [both_texts(one, other) for one, other in permutations(words, 2)]
        if value in (*sides, *both) if value is not None else sides:
            seen[path] = value
    return seen


def changes_in(item: OutboxItem) -> dict[str, Value]:
    """What an own op says: the leaves that it changes."""
    fields = item.decoded().fields
    if item.kind == "conflict.resolve":
        return msgspec.json.decode(fields, type=Resolve).changes
    return msgspec.json.decode(fields, type=Save).changes


def unsaid(tx: Tx, draft: Draft, conflict: Record) -> dict[str, Value]:
    """What was written into a conflict and neither stands in the draft nor was said by this PC: another one with its
    data, or these data before they were put back, wrote it.
    """
    text, kept = drafts.written(tx, draft), texts_of(conflict)
    # Of a row a conflict holds the whole, also cells that nobody changed.
    found = {path: value for path, value in kept.mine.items() if value not in (text.get(path), kept.base.get(path))}
    said = _said(tx, draft) if found else {}
    return {path: value for path, value in found.items() if value not in said.get(path, ())}


def lies_in(tx: Tx, draft: Draft, conflict: Record) -> bool:
    """True where the text of this PC is the one that lies in a conflict. Of data that were put back, or are a clone's,
    the text may go on from elsewhere: then what lies there is as another PC's.
    """
    if tx.outbox.get(conflict.id) is None:
        return False
    copy = read_copy(tx, draft.id)
    chain = _chain(tx, copy) if copy is not None else []
    return any(one.field == conflict.id for one in chain) or not unsaid(tx, draft, conflict)


def own_side(
    tx: Tx, draft: Draft, conflict: Record, together: Callable[[str, str, str], str | None]
) -> dict[str, Value] | None:
    """The text of this PC's side of a conflict that its own lies in: the draft, with what a clone wrote there since it
    began. Where both wrote at one place it is both as far as `together` (path and the two texts) says so; None while
    something unsent stands at such a place.
    """
    known, side, begun = expected(tx, read_copy(tx, draft.id)), dict(draft.content), tx.outbox.get(conflict.id)
    said, first = _said(tx, draft), changes_in(begun) if begun is not None else {}
    for path, value in carry_marks.split(unsaid(tx, draft, conflict))[0].items():
        own = side.get(path)
        if own != known.get(path):
            return None
        typed = own in said.get(path, ()) and own != first.get(path)
        both = together(path, own, value) if typed and isinstance(own, str) and isinstance(value, str) else None
        side[path] = value if both is None else both
    return side


def answered(tx: Tx, draft_id: str) -> dict[str, Value]:
    """What this PC's copies say that have their receipts, one over the other: all that they said is at the server, or a
    person has chosen since.
    """
    text: dict[str, Value] = {}
    for item in _copies(tx, draft_id):
        if item.state is OutboxState.RECEIPTED:
            text = applied(text, changes_in(item))
    return text


def _said(tx: Tx, draft: Draft) -> dict[str, list[Value]]:
    """Each place with all that this PC's copies said of it."""
    said: dict[str, list[Value]] = {}
    for item in _copies(tx, draft.id):
        for path, value in changes_in(item).items():
            said.setdefault(path, []).append(value)
    return said


def _copies(tx: Tx, draft_id: str) -> list[OutboxItem]:
    """This PC's copies of a draft, oldest first."""
    found = tx.outbox.naming(draft_id, 0)
    return [one for one in reversed(found) if one.kind == "draft.save" and one.ref.id == draft_id]


def open_conflicts(tx: Tx, draft_id: str, village: str) -> list[Record]:
    """The conflicts of a draft that wait for a person, oldest first. One of a history that was lost is none: what it
    holds may be in the copy now, or in a conflict with more words, which comes under the same id.
    """
    known = (one for one in tx.records.all(RecordType.CONFLICT, village) if one.rev)
    found = (one for one in known if one.text("draft") == draft_id)
    return sorted((one for one in found if one.text("state") == ConflictState.OPEN), key=lambda one: one.number("at"))


def newest_seen(tx: Tx, book: Book, facts: Facts, draft: Draft) -> int:
    """The version that the text goes on from; nobody need have opened the report since that had its answer. Never one
    whose text has not come yet.
    """
    came = facts.settled > draft.newest_seen and book.version(facts.report_id, facts.settled) is not None
    if came and step_of(tx, book, facts, draft) is Step.AGREES:
        return facts.settled
    return draft.newest_seen


def knows_newer(tx: Tx, book: Book, facts: Facts, draft: Draft) -> bool:
    """True when the text goes on from a version that the copy does not name: put together with it by a person, or typed
    behind an own sending that had no answer yet. Another PC of the village can follow once the copy names it.
    """
    held = tx.server_records.get(Ref(RecordType.DRAFT, draft.id))
    if held is None or is_gone(held) or is_newest(facts, draft.content):
        return False
    return seen_by(book, facts, held) < newest_seen(tx, book, facts, draft)


def is_newest(facts: Facts, content: Content) -> bool:
    """True of the text of the report's newest version, an own one that waits among them."""
    return facts.last is not None and version_content(facts.last) == content


def is_gone(record: Record) -> bool:
    """True of a copy whose words were taken away."""
    return record.number("meta.discarded_at") > 0
