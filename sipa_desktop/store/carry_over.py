"""Carries over what could still be read of a damaged database into a good one: only what is newer, row by row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from sipa_core.ops.base import QUIET
from sipa_desktop.store.documents import DocumentKind
from sipa_desktop.store.salvage import Salvaged
from sipa_desktop.store.tables import blob, document, leaf, outbox, secret
from sipa_desktop.store.unit_of_work import Tx

_NOT_OF_A_NEW_FILE: Final = frozenset({"upto", "shown", "cursor", "generation", "checked_at", "backup_at"})
"""Facts about the old file itself: a new one is filled from the server's beginning."""


@dataclass
class Carried:
    """How many drafts and ops were carried over; counted while it is done."""

    drafts: int = 0
    ops: int = 0


def fill_new(found: Salvaged, carried: Carried, tx: Tx) -> None:
    """Fill a new database with all that could be read: whose PC it is, its secrets, its drafts and ops."""
    for key, value in found.meta().items():
        if key not in _NOT_OF_A_NEW_FILE:
            tx.meta.put(key, value)
    for row in found.table("secret").values():
        tx.connection.execute(insert(secret).values(**row).on_conflict_do_nothing())
    lay_over(found, carried, tx)


def lay_over(found: Salvaged, carried: Carried, tx: Tx) -> None:
    """Put what is newer in the damaged file over what the copy holds."""
    for row in found.table("blob").values():
        _put(tx, blob, row, ("sha256",))
    for row in found.table("document").values():
        carried.drafts += _carry_document(tx, found, row)
    if "document" not in found.whole:
        carried.drafts += _carry_leaves_without_heads(tx, found)
    for row in found.table("outbox").values():
        carried.ops += _carry_op(tx, row)
    tx.reproject()


def _carry_document(tx: Tx, found: Salvaged, row: dict[str, object]) -> bool:
    """True when this text of a person was newer; a leaf on a page that cannot be read stays as the copy has it."""
    kept = tx.connection.execute(sa.select(document.c.saved_at).where(document.c.id == row["id"])).scalar()
    if kept is not None and kept >= row["saved_at"]:
        return False
    _put(tx, document, row, ("id",))
    if "leaf" in found.whole:
        tx.connection.execute(sa.delete(leaf).where(leaf.c.document == row["id"]))
    for one in found.table("leaf").values():
        if one["document"] == row["id"]:
            _put(tx, leaf, one, ("document", "path"))
    return row["kind"] != DocumentKind.COPY


def _carry_leaves_without_heads(tx: Tx, found: Salvaged) -> int:
    """Words whose document's own row cannot be read, laid over the copy's: the copy was made of this file, so what
    stands here is never older. How many documents of the copy they changed.
    """
    changed: set[object] = set()
    heads = {row["id"] for row in found.table("document").values()}
    here = set(tx.connection.execute(sa.select(document.c.id)).scalars())
    for one in found.table("leaf").values():
        if one["document"] in heads or one["document"] not in here:
            continue
        same = (leaf.c.document == one["document"], leaf.c.path == one["path"])
        if tx.connection.execute(sa.select(leaf.c.value).where(*same)).scalar() != one["value"]:
            _put(tx, leaf, one, ("document", "path"))
            changed.add(one["document"])
    return len(changed)


def _carry_op(tx: Tx, row: dict[str, object]) -> bool:
    """True when the copy did not know this op, and a person wrote it.

    One that it knew gets its later state, so that nothing is sent anew that was withdrawn meanwhile.
    """
    values = {name: value for name, value in row.items() if name != "no"}
    known = tx.connection.execute(sa.select(outbox.c.no).where(outbox.c.op_id == row["op_id"])).scalar()
    if known is not None:
        tx.connection.execute(sa.update(outbox).where(outbox.c.no == known).values(**values))
        return False
    tx.connection.execute(sa.insert(outbox).values(**values))
    return row["kind"] not in QUIET


def _put(tx: Tx, table: sa.Table, row: dict[str, object], keys: tuple[str, ...]) -> None:
    rest = {name: value for name, value in row.items() if name not in keys}
    statement = insert(table).values(**row)
    tx.connection.execute(statement.on_conflict_do_update(index_elements=list(keys), set_=rest))
