"""How a draft stands to the versions of its report, and how it follows a newer one.

A text that a person typed is never replaced without their saying so.
"""

from __future__ import annotations

from enum import Enum, auto

from sipa_core.domain import carry_marks
from sipa_core.domain.paths import Content, changes_between, mark_of
from sipa_core.ops.reports import is_that_version
from sipa_core.sync.merge import merge
from sipa_core.wire.records import Record
from sipa_desktop.services import drafts
from sipa_desktop.services.drafts import Draft
from sipa_desktop.services.report_facts import Book, Facts, content_of, report_ref
from sipa_desktop.store.outbox import OutboxState
from sipa_desktop.store.unit_of_work import Tx


class Step(Enum):
    """How a draft stands to the newest version: it AGREES; it FOLLOWS, since nothing of it would be lost; or only a
    person can say (ASKS).
    """

    AGREES = auto()
    FOLLOWS = auto()
    ASKS = auto()


def step_of(tx: Tx, book: Book, facts: Facts, draft: Draft) -> Step:
    """How the draft stands to the newest settled version; nothing is written."""
    newest = facts.settled
    version = book.version(facts.report_id, newest) if newest > draft.newest_seen else None
    if version is None:
        return Step.AGREES  # also while the report came before its version: the next page of the feed brings it
    said = content_of(version)
    own = tx.outbox.newest("report.submit", report_ref(facts))
    sent_here = (
        own is not None and own.state is OutboxState.RECEIPTED and own.content_hash == version.text("meta.content_hash")
    )
    if sent_here or not changes_between(said, draft.content):
        return Step.AGREES
    copy = drafts.read_copy(tx, draft.id)
    copied = carry_marks.split(copy.content)[0] if copy is not None else {}
    known = copy is not None and version.text("meta.copy") == mark_of(copy.content)
    known = known or (not version.text("meta.copy") and _nobody_typed(tx, draft.id))
    if known and not changes_between(copied, draft.content):
        return Step.FOLLOWS  # whoever sent the version had all of this text before them
    earlier = [content_of(book.version(facts.report_id, n)) for n in range(draft.newest_seen, newest)]
    if not all(changes_between(text, draft.content) for text in earlier):
        return Step.FOLLOWS
    merged = merge(earlier[0], draft.content, said)
    nothing_own = not merged.conflicts and merged.content == merge(said, said, said).content
    return Step.FOLLOWS if nothing_own else Step.ASKS


def _nobody_typed(tx: Tx, draft_id: str) -> bool:
    """True of a copy that a program from before `copy` kept, where no word of it was written on this PC."""
    head = tx.documents.get(draft_id + drafts.COPY_SUFFIX)
    return head is not None and head.about.get("typed") is False


def catch_up(tx: Tx, book: Book, facts: Facts, draft: Draft, now: int) -> bool:
    """Let the draft follow the newest settled version; False when only a person can decide (the draft then stays)."""
    step = step_of(tx, book, facts, draft)
    version = book.version(facts.report_id, facts.settled)
    if step is Step.ASKS:
        return False
    if facts.settled <= draft.newest_seen or version is None:
        return True
    template_version = draft.template_version
    if step is Step.FOLLOWS:
        tx.documents.save(draft.id, drafts.changes_of(draft.content, content_of(version)), now)
        drafts.set_carried(tx, draft.id, {}, now)  # whoever sent it has seen what it was made of
        template_version = version.number("meta.template_version")
    drafts.start(tx, facts, template_version, facts.settled, now)
    return True


def take_newest(tx: Tx, book: Book, facts: Facts, draft: Draft, now: int) -> drafts.Kept:
    """Put the newest version's text in the draft; the text that stood there is kept in a sibling document."""
    newest = facts.settled
    version = book.version(facts.report_id, newest)
    kept = drafts.keep_aside(tx, draft, newest, now)
    tx.documents.save(draft.id, drafts.changes_of(draft.content, content_of(version)), now)
    drafts.set_carried(tx, draft.id, {}, now)
    template_version = version.number("meta.template_version") if version is not None else draft.template_version
    drafts.start(tx, facts, template_version, newest, now)
    return kept


def put_together(tx: Tx, facts: Facts, draft: Draft, content: Content, template_version: int, now: int) -> None:
    """Write the text that a person chose from both; the next sending comes after the newest version."""
    tx.documents.save(draft.id, drafts.changes_of(draft.content, content), now)
    drafts.start(tx, facts, template_version, facts.settled, now, joined=facts.settled)


def is_joined(facts: Facts, draft: Draft | None) -> bool:
    """True while the draft is a person's answer to the very newest version, and nobody has sent it."""
    return draft is not None and 0 < draft.joined == facts.settled


def seen_by(book: Book, facts: Facts, copy: Record) -> int:
    """The version that a copy goes on from (0: none): a number that is another text now, since the server was put back,
    counts as none.
    """
    seen = copy.number("meta.newest_seen")
    version = book.version(facts.report_id, seen) if seen else None
    return seen if is_that_version(version, copy.text("meta.newest_mark")) else 0
