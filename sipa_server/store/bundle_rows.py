"""The bundles that came on sticks: what became of each, and the sealed reply to it. Rows in, frozen values out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

import sqlalchemy as sa

from sipa_core.wire.bundles import BundleState
from sipa_server.store.tables import bundles
from sipa_sqlite.quick import Quick


@dataclass(frozen=True)
class StoredBundle:
    """One sealed file by its SHA-256. `sealed_at` is its maker's clock; times are UTC ms. `courier` is the PC that
    brought it, empty when it was opened on the server itself."""

    sha256: str
    device: str
    request_id: str
    sealed_at: int
    received_at: int
    courier: str
    state: BundleState
    ops: int
    reply: str
    reply_name: str
    reply_size: int


_ALL: Final = sa.select(*(bundles.c[one.name] for one in fields(StoredBundle)))
_ONE: Final = Quick(_ALL.where(bundles.c.sha256 == sa.bindparam("of")))


class BundleRows:
    """The bundles as one transaction sees them."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def get(self, sha256: str) -> StoredBundle | None:
        """What became of the file with this hash."""
        row = _ONE.first(self._connection, of=sha256)
        return _bundle(row) if row is not None else None

    def put(self, bundle: StoredBundle) -> None:
        """Keep what became of a file; what was kept of it before is replaced."""
        self._connection.execute(bundles.delete().where(bundles.c.sha256 == bundle.sha256))
        row = {**bundle.__dict__, "state": bundle.state.value}
        self._connection.execute(bundles.insert().values(**row))

    def in_state(self, state: BundleState) -> list[StoredBundle]:
        """All in a state, oldest first."""
        query = _ALL.where(bundles.c.state == state.value).order_by(bundles.c.received_at)
        return [_bundle(row) for row in self._connection.execute(query)]

    def replies_before(self, before: int) -> list[StoredBundle]:
        """Those answered before that instant whose reply is still kept."""
        old = (bundles.c.received_at < before, bundles.c.reply != "")
        return [_bundle(row) for row in self._connection.execute(_ALL.where(*old))]

    def forget_reply(self, sha256: str) -> None:
        """The reply is kept no longer; the same file again makes a new one."""
        self._connection.execute(bundles.update().where(bundles.c.sha256 == sha256).values(reply=""))


def _bundle(row: Sequence[Any]) -> StoredBundle:
    """The bundle in a row of `_ALL`."""
    sha256, device, request_id, sealed_at, received_at, courier, state, *rest = row
    return StoredBundle(sha256, device, request_id, sealed_at, received_at, courier, BundleState(state), *rest)
