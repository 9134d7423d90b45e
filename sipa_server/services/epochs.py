"""The server's line of history: a random name that changes when the history behind it was put back.

A desk that meets a new epoch sends again what the new history does not know, so a restore loses nothing silently.
"""

from __future__ import annotations

from sipa_core.ports import Clock, Entropy
from sipa_server.store.audit_rows import Entry
from sipa_server.store.unit_of_work import Work

_NAME = "epoch"
_RESTORED = "restored_at"


def current_epoch(work: Work) -> str:
    """The epoch, 32 hex digits; it stands since `init`."""
    epoch = work.meta.get(_NAME)
    assert epoch is not None, "a database without an epoch was never initialised"
    return epoch


def begin_epoch(work: Work, clock: Clock, entropy: Entropy) -> str:
    """Begin a new line of history and return its name. Every one but the first means that a history was put back."""
    if work.meta.get(_NAME) is not None:
        work.meta.put(_RESTORED, str(clock.now()))
    epoch = entropy.bytes(16).hex()
    work.meta.put(_NAME, epoch)
    work.audit.add(Entry(clock.now(), "epoch.begin"))
    return epoch


def note_lost_history(work: Work, clock: Clock) -> None:
    """Something proves that an earlier history was lost, though this one began as the first: an empty server's did."""
    if work.meta.get(_RESTORED) is None:
        work.meta.put(_RESTORED, str(clock.now()))


def restored_at(work: Work) -> int | None:
    """When it was known that an earlier history was lost (UTC ms), None for a server that was never put back."""
    told = work.meta.get(_RESTORED)
    return int(told) if told is not None else None
