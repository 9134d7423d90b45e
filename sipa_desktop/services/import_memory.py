"""What this PC remembers of imports: answers by kind of file, and the rows below the sums of a report.

Kept in the encrypted database, bounded; neither travels. What cannot be read is as if it had never been there.
"""

from __future__ import annotations

import base64
import zlib
from typing import Final

import msgspec

from sipa_core.imports.memory import MOST_KINDS, Detail
from sipa_core.ports import Clock
from sipa_desktop.store.unit_of_work import Store, Tx

_ANSWERS: Final = "import_answers"
_DETAIL: Final = "import_detail:"
_MOST_BYTES: Final = 16 * 1024 * 1024

Kinds = dict[str, dict[str, str]]


class ImportMemory:
    """Reads and keeps what a later import may use."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock

    @property
    def now(self) -> int:
        """This moment (UTC ms)."""
        return self._clock.now()

    def answers(self, kind: str) -> dict[str, str]:
        """The answers given for this kind of file before; empty when there are none."""
        with self._store.read() as tx:
            return _kinds(tx).get(kind, {})

    def keep_answers(self, kind: str, answers: dict[str, str]) -> None:
        """Keep the answers for this kind of file, over those given before; the oldest kinds go when there are many."""
        if not answers:
            return
        with self._store.write() as tx:
            kinds = _kinds(tx)
            newest = {**kinds.pop(kind, {}), **answers}
            kept = dict([*kinds.items(), (kind, newest)][-MOST_KINDS:])
            tx.meta.put(_ANSWERS, msgspec.json.encode(kept).decode())

    def detail(self, draft_id: str) -> Detail | None:
        """The rows below the sums of a report, None when none were imported on this PC."""
        with self._store.read() as tx:
            packed = tx.meta.get(f"{_DETAIL}{draft_id}")
        if packed is None:
            return None
        try:
            plain = zlib.decompressobj().decompress(base64.b85decode(packed), _MOST_BYTES)
            return msgspec.json.decode(plain, type=Detail)
        except (ValueError, zlib.error, msgspec.DecodeError):
            return None

    def keep_detail(self, draft_id: str, detail: Detail) -> None:
        """Keep the rows below the sums of a report."""
        packed = base64.b85encode(zlib.compress(msgspec.json.encode(detail))).decode()
        with self._store.write() as tx:
            tx.meta.put(f"{_DETAIL}{draft_id}", packed)


def _kinds(tx: Tx) -> Kinds:
    try:
        return msgspec.json.decode(tx.meta.get(_ANSWERS) or "{}", type=Kinds)
    except msgspec.DecodeError:
        return {}
