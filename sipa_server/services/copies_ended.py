"""A village that wants no copies of its drafts on the server: their words go, also of those that no PC had heard of.

What was kept of them for merging goes too, and conflicts with both their texts: each PC has its own.
"""

from __future__ import annotations

from collections.abc import Iterable

from sipa_core.ops.base import Write
from sipa_core.ops.drafts import ended, has_words, keeps_copies, taken_away
from sipa_core.ports import Clock
from sipa_core.wire.records import RecordType
from sipa_server.store.unit_of_work import Store, Work


def with_copies_ended(work: Work, writes: tuple[Write, ...], now: int) -> tuple[Write, ...]:
    """The writes of an op, and those that at `now` (UTC ms) end the copies of a village whose setting says so
    (docs/protocol.md, "Drafts").
    """
    settings = [one for one in writes if one.ref.type == RecordType.VILLAGE_SETTING]
    villages = [one.village for one in settings if one.village and one.changes.get("drafts_off") is True]
    return (*writes, *(write for village in villages for write in _endings(work, village, now)))


def forget_ended(work: Work, writes: Iterable[Write]) -> None:
    """Keep nothing of what these writes took away for good."""
    for write in writes:
        if write.ref.type == RecordType.DRAFT and write.changes.get("meta.off") is True:
            work.past.forget_draft(write.ref.id)
        elif write.ref.type == RecordType.CONFLICT and write.changes.get("off") is True:
            work.past.forget(write.ref)


def end_copies(store: Store, clock: Clock) -> None:
    """End what a server from before left of villages that had switched their copies off."""
    with store.read() as work:
        settings = work.records.of_type(RecordType.VILLAGE_SETTING)
        villages = [one.village for one in settings if one.village and not keeps_copies(one)]
    for village in villages:
        with store.write() as work:
            writes = _endings(work, village, clock.now())
            for write in writes:
                work.records.write(write.ref, write.village, write.changes)
            forget_ended(work, writes)
            for draft in work.records.of_village(RecordType.DRAFT, village):
                work.past.forget_draft(draft.id)


def _endings(work: Work, village: str, now: int) -> list[Write]:
    drafts = work.records.of_village(RecordType.DRAFT, village)
    conflicts = work.records.of_village(RecordType.CONFLICT, village)
    taken = [taken_away(draft, now, off=True) for draft in drafts if has_words(draft)]
    return taken + [ended(conflict, now) for conflict in conflicts if conflict.fields.get("off") is not True]
