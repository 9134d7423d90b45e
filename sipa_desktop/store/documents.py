"""Documents being written on this PC (report drafts, review notes, answers), journalled leaf by leaf.

When `save` has been committed, the words are on the disk; a power cut can lose only what was typed after it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Final, cast

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from sipa_core.wire.records import Value
from sipa_desktop.store.tables import document, leaf
from sipa_sqlite.quick import Quick

_about = msgspec.json.Decoder(dict[str, Value])
_value = msgspec.json.Decoder(Value)


class DocumentKind(StrEnum):
    """What is being written. The id is the draft id, `review:<version id>`, `reply:<feedback id>`,
    `message:<thread id>`, `type:<id>` and the like. A COPY is what the server has of a draft (`<draft id>:salinan`).
    """

    DRAFT = "draft"
    COPY = "copy"
    REVIEW = "review"
    REPLY = "reply"
    CAPTION = "caption"
    MESSAGE = "message"
    TYPE = "type"


class Document(msgspec.Struct, frozen=True):
    """A document's head: what it is about, and when its last word was put on the disk (UTC ms of this PC)."""

    id: str
    kind: DocumentKind
    about: Mapping[str, Value]
    created_at: int
    saved_at: int


_TAKE_OUT: Final = Quick(
    sa.delete(leaf).where(leaf.c.document == sa.bindparam("of"), leaf.c.path == sa.bindparam("at"))
)
_laid = insert(leaf)
_ONE: Final = Quick(sa.select(document).where(document.c.id == sa.bindparam("of")))
_OF_KIND: Final = Quick(
    sa.select(document).where(document.c.kind == sa.bindparam("of_kind")).order_by(document.c.saved_at.desc())
)
_begun = insert(document)
_BEGIN: Final = Quick(_begun.on_conflict_do_update(index_elements=["id"], set_={"about": _begun.excluded.about}))
_LAST_SAVED: Final = Quick(sa.select(sa.func.max(document.c.saved_at)))
_LEAVES: Final = Quick(sa.select(leaf.c.path, leaf.c.value).where(leaf.c.document == sa.bindparam("of")))
_SAVED: Final = Quick(
    sa.update(document).where(document.c.id == sa.bindparam("of")).values(saved_at=sa.bindparam("now"))
)
_DISCARD: Final = Quick(sa.delete(document).where(document.c.id == sa.bindparam("of")))
_PUT: Final = Quick(
    _laid.on_conflict_do_update(index_elements=["document", "path"], set_={"value": _laid.excluded.value})
)


class Documents:
    """The documents of one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def get(self, document_id: str) -> Document | None:
        """The head of a document, or None."""
        row = _ONE.first(self._connection, of=document_id)
        return self._document(row) if row is not None else None

    def of_kind(self, kind: DocumentKind) -> list[Document]:
        """Every document of a kind, last saved first."""
        return [self._document(row) for row in _OF_KIND.all(self._connection, of_kind=kind.value)]

    def last_saved(self) -> int | None:
        """When a word was last put on the disk (UTC ms), None when nothing is being written."""
        return cast(int | None, _LAST_SAVED.scalar(self._connection))

    def content(self, document_id: str) -> dict[str, Value]:
        """Every leaf of a document."""
        return {path: _value.decode(value) for path, value in _LEAVES.all(self._connection, of=document_id)}

    def start(self, document_id: str, kind: DocumentKind, about: Mapping[str, Value], now: int) -> None:
        """Make the document, or renew what it is about; its leaves stay."""
        raw = msgspec.json.encode(about)
        _BEGIN.run(self._connection, id=document_id, kind=kind.value, about=raw, created_at=now, saved_at=now)

    def save(self, document_id: str, changes: Mapping[str, Value], now: int) -> None:
        """Lay the changed leaves over the document; None removes a leaf."""
        gone = [{"of": document_id, "at": path} for path, value in changes.items() if value is None]
        kept = [
            {"document": document_id, "path": path, "value": msgspec.json.encode(value)}
            for path, value in changes.items()
            if value is not None
        ]
        # An import brings thousands of leaves: each statement is made once and run for all of them.
        if gone:
            _TAKE_OUT.run_all(self._connection, gone)
        if kept:
            _PUT.run_all(self._connection, kept)
        _SAVED.run(self._connection, of=document_id, now=now)

    def forget_revisions(self) -> None:
        """What copies are called at the server was said by a history that is gone: the same number may be another text
        now. Their words stay, as what was known."""
        for one in self.of_kind(DocumentKind.COPY):
            self.start(one.id, one.kind, {**one.about, "rev": 0}, one.saved_at)

    def discard(self, document_id: str) -> None:
        """Remove the document and its leaves."""
        _DISCARD.run(self._connection, of=document_id)

    @staticmethod
    def _document(row: Sequence[Any]) -> Document:
        return Document(row[0], DocumentKind(row[1]), _about.decode(row[2]), row[3], row[4])
