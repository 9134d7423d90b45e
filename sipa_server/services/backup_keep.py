"""Which old backups stay: the newest of each of 7 days, 4 weeks and 12 months, days as the office counts them.

Days without a backup do not count, so that a server that was off for a month loses none of its copies by age alone.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from datetime import datetime
from typing import Final

DAYS: Final = 7
WEEKS: Final = 4
MONTHS: Final = 12


def kept(made: Iterable[datetime]) -> set[datetime]:
    """Those of the given moments (in the office's zone) whose backups stay."""
    newest_first = sorted(made, reverse=True)
    stay = _newest_of(newest_first, lambda at: at.date(), DAYS)
    stay |= _newest_of(newest_first, lambda at: at.isocalendar()[:2], WEEKS)
    return stay | _newest_of(newest_first, lambda at: (at.year, at.month), MONTHS)


def _newest_of(newest_first: list[datetime], span: Callable[[datetime], Hashable], most: int) -> set[datetime]:
    found: dict[Hashable, datetime] = {}
    for at in newest_first:
        if span(at) not in found and len(found) < most:
            found[span(at)] = at
    return set(found.values())
