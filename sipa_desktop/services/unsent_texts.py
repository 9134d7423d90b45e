"""What was written on this PC and is in no version and no message: only these data have it."""

from __future__ import annotations

from typing import Final

from sipa_core.domain.paths import changes_between
from sipa_desktop.services.drafts import read_draft
from sipa_desktop.services.report_facts import content_of, read_book
from sipa_desktop.store.documents import DocumentKind
from sipa_desktop.store.unit_of_work import Store, Tx

_UNDER_WAY: Final = (DocumentKind.REVIEW, DocumentKind.REPLY, DocumentKind.MESSAGE)
"""Kinds that go when what they hold was sent."""


def count_unsent_texts(store: Store) -> int:
    """How many drafts, notes, answers and messages say what was not sent."""
    with store.read() as tx:
        begun = [one.id for kind in _UNDER_WAY for one in tx.documents.of_kind(kind)]
        return _drafts(tx) + sum(bool(tx.documents.content(one)) for one in begun)


def _drafts(tx: Tx) -> int:
    found = (read_draft(tx, document.id) for document in tx.documents.of_kind(DocumentKind.DRAFT))
    drafts = [draft for draft in found if draft is not None and draft.content]
    books = {village: read_book(tx, village) for village in {draft.village for draft in drafts}}
    count = 0
    for draft in drafts:
        facts = books[draft.village].facts(draft.village, draft.template_key, draft.period, draft.ordinal)
        count += bool(changes_between(content_of(facts.last), draft.content))
    return count
