"""A village that wants no copies of its drafts on the server: their words go, also of those that no PC had heard of.

What was kept of them for merging goes too. Conflicts stay: they are questions to a person, who reads both texts there.
"""

from __future__ import annotations

from collections.abc import Iterable

from sipa_core.ops.base import Write
from sipa_core.ops.drafts import is_there, taken_away
from sipa_core.wire.records import RecordType
from sipa_server.store.unit_of_work import Work


def with_copies_ended(work: Work, writes: tuple[Write, ...], now: int) -> tuple[Write, ...]:
    """The writes of an op, and those that at `now` (UTC ms) end the copies of a village whose setting says so
    (docs/protocol.md, "Drafts").
    """
    villages = [one.village for one in writes if one.ref.type == RecordType.VILLAGE_SETTING and _is_off(one)]
    held = [draft for village in villages if village for draft in work.records.of_village(RecordType.DRAFT, village)]
    return (*writes, *(taken_away(draft, now, off=True) for draft in held if is_there(draft)))


def forget_ended(work: Work, writes: Iterable[Write]) -> None:
    """Keep nothing of copies whose words these writes took away for good."""
    for write in writes:
        if write.ref.type == RecordType.DRAFT and write.changes.get("meta.off") is True:
            work.past.forget_draft(write.ref.id)


def _is_off(write: Write) -> bool:
    return write.changes.get("drafts_off") is True
