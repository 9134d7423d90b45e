"""Looks over a server: is the file whole, the audit unbroken, the disk not full; and how much there is.

It reads only; a server that runs beside it is not disturbed.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import Final

from sipa_core.wire.records import RecordType
from sipa_server.services.epochs import current_epoch
from sipa_server.store.unit_of_work import Store

MIN_FREE_BYTES: Final = 256 * 1024 * 1024
CLOCK_BACK_MS: Final = 10 * 60 * 1000
CLOCK_LINES: Final = 1_000


@dataclass(frozen=True)
class Health:
    """What was found. `integrity` is SQLite's word ("ok"); `broken_audit_line` is None when the chain holds."""

    integrity: str
    broken_audit_line: int | None
    free_bytes: int
    epoch: str
    feed_head: int
    ops: int
    audit_lines: int
    records: dict[str, int]
    clock_back_ms: int
    """By how much this computer's clock lags behind the last lines; 0 when it does not, or by minutes only."""

    @property
    def ok(self) -> bool:
        """True when nothing needs a person."""
        return self.integrity == "ok" and self.broken_audit_line is None and self.free_bytes >= MIN_FREE_BYTES


def clock_back(store: Store, now: int) -> int:
    """By how many ms the clock lags behind what was written last: a battery ran out, or it ran ahead before, which is
    forgotten after CLOCK_LINES.
    """
    with store.read() as work:
        back = (work.audit.latest_at(CLOCK_LINES) or 0) - now
    return back if back >= CLOCK_BACK_MS else 0


def look_over(store: Store, now: int) -> Health:
    """Check the whole database at `now` (UTC ms); takes as long as reading it once."""
    with store.read() as work:
        return Health(
            store.integrity(),
            work.audit.first_broken(),
            shutil.disk_usage(store.path.parent).free,
            current_epoch(work),
            work.records.head(),
            work.ops.count(),
            work.audit.count(),
            {kind.value: 0 for kind in RecordType} | work.records.counts(),
            clock_back(store, now),
        )
