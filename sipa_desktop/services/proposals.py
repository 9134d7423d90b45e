"""Puts an op in the queue and answers for the person: queued, or the rules' "no" in words.

The words being sent stay in their document until the receipt; a refusal brings them back, so nothing is typed twice.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from sipa_core.domain.paths import Value
from sipa_core.messages import _
from sipa_core.ops.base import Refusal
from sipa_core.wire.records import Ref
from sipa_desktop.errors import Refused, refused
from sipa_desktop.services.queue_views import Done
from sipa_desktop.services.way_words import way_words
from sipa_desktop.store.documents import Document, DocumentKind
from sipa_desktop.store.outbox import OutboxState
from sipa_desktop.store.unit_of_work import Tx

_SENT_BY = "op"
_GONE = (OutboxState.QUEUED, OutboxState.SENDING, OutboxState.RECEIPTED)


def queued(
    tx: Tx, kind: str, ref: Ref, fields: msgspec.Struct, title: str, *, replaces: bool = False
) -> Done | Refused:
    """Propose the op; Done says that it waits on this PC, Refused why the rules say no (nothing is written then)."""
    outcome = tx.propose(kind, ref, fields, title, replaces=replaces)
    if isinstance(outcome, Refusal):
        return refused(outcome.code, outcome.field)
    item = tx.outbox.newest(kind, ref)
    words = _("{title} tersimpan di komputer ini, {way}.").format(title=title, way=way_words(tx))
    return Done(words, item.op_id if item is not None else "")


def words_left(tx: Tx, document_id: str) -> tuple[Document | None, dict[str, Value]]:
    """A document with its leaves; without leaves while its words are on their way or have arrived."""
    document = tx.documents.get(document_id)
    if document is None or _on_its_way(tx, document):
        return document, {}
    return document, tx.documents.content(document_id)


def write_words(
    tx: Tx, document_id: str, kind: DocumentKind, about: Mapping[str, Value], leaves: Mapping[str, Value], now: int
) -> None:
    """Journal leaves of a document; words that were sent before make room for the new ones."""
    document = tx.documents.get(document_id)
    if document is not None and _on_its_way(tx, document):
        tx.documents.discard(document_id)
    tx.documents.start(document_id, kind, about, now)
    tx.documents.save(document_id, leaves, now)


def mark_sent(tx: Tx, document_id: str, kind: DocumentKind, about: Mapping[str, Value], op_id: str, now: int) -> None:
    """Say that the document's words went into this op; they come back should it be refused."""
    if tx.documents.get(document_id) is not None:
        tx.documents.start(document_id, kind, {**about, _SENT_BY: op_id}, now)


def _on_its_way(tx: Tx, document: Document) -> bool:
    op_id = document.about.get(_SENT_BY)
    if not isinstance(op_id, str):
        return False
    item = tx.outbox.get(op_id)
    if item is not None and item.state is OutboxState.WITHDRAWN:
        again = tx.outbox.newest(item.kind, item.ref)
        item = again if again is not None and again.no > item.no else item
    return item is not None and item.state in _GONE
