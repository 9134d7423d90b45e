"""What can be known of this PC's date: from the server's last answer, and from a certificate refused for its dates.

Pure. A date is called wrong only where that is known; where it is not, both readings are left open in words.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import msgspec

from sipa_core.sync.peer import CarriageError, Trouble

OFF_MS: Final = 10 * 60 * 1000
"""From this difference to the server's clock on, the person is told to set the PC's clock."""
DAY_MS: Final = 86_400_000
FRESH_MS: Final = 7 * DAY_MS
"""So long after a contact a clock that was right then, and did not go back since, is taken to be right still."""
FORGOTTEN_MS: Final = 180 * DAY_MS
"""A certificate that seems to be over for longer than any kecamatan would leave it speaks against this PC's date."""
SILENT_MS: Final = 400 * DAY_MS
"""So long without a contact is likelier a wrong year than a PC that nobody connected."""


class Told(msgspec.Struct, frozen=True):
    """The last answer of the server: its clock and this PC's at that moment (UTC ms).

    `since`: milliseconds that passed in this run of the program, by a clock that nobody sets; 0 after a new start.
    `back`: by how much its clock lags behind this PC's since it went back (`went_back`), 0 on a good day; `server` is
    then this PC's, for the server's says nothing.
    """

    server: int
    here: int
    since: int = 0
    back: int = 0

    @property
    def least(self) -> int:
        """Now is at least this instant, whatever this PC's clock says."""
        return self.server + self.since


class ClockOff(msgspec.Struct, frozen=True):
    """True time minus this PC's (ms). Not `exact`: this PC is behind by at least so much."""

    off: int
    exact: bool


class Verdict(StrEnum):
    """What is known of this PC's clock."""

    RIGHT = "right"
    BEHIND = "behind"
    AHEAD = "ahead"
    UNKNOWN = "unknown"


def clock_off(now: int, told: Told | None) -> ClockOff | None:
    """How far this PC's clock is off, None when it is not known to be off at all."""
    if told is None:
        return None
    off, short = told.server - told.here, told.least - now
    if short >= OFF_MS and short - off >= OFF_MS:
        return ClockOff(short, exact=False)  # it went back since the server spoke
    if off >= OFF_MS:
        return ClockOff(off, exact=True)
    # A clock that was ahead and stands now before where it would be was set back: to the right time, so far as known.
    if -off >= OFF_MS and now + OFF_MS > told.here + told.since:
        return ClockOff(off, exact=True)
    return None


def went_back(said: int, now: int, before: int | None) -> bool:
    """True when the server says an earlier time than it said `before` (its own word, None: it never did), while this
    PC's has gone on: its clock lost its battery, or was put right. Nothing then speaks against this PC's.
    """
    if before is None or now - said < OFF_MS:
        return False
    return said < before - OFF_MS <= now


def verdict(now: int, told: Told | None) -> Verdict:
    """Whether this PC's clock can be trusted."""
    found = clock_off(now, told)
    if found is not None:
        return Verdict.BEHIND if found.off > 0 else Verdict.AHEAD
    if told is not None and told.least - OFF_MS < now < told.least + FRESH_MS:
        return Verdict.RIGHT
    return Verdict.UNKNOWN


def judged(fault: CarriageError, now: int, told: Told | None) -> CarriageError:
    """The fault as it may be told: a certificate refused for its dates speaks against this PC or against the server.

    The transport calls each such refusal CLOCK; EXPIRED comes back where the server's certificate is the likelier one.
    """
    if fault.trouble is not Trouble.CLOCK:
        return fault
    known, found = verdict(now, told), clock_off(now, told)
    if known is Verdict.RIGHT:
        wrong = False
    elif fault.validity is None:
        wrong = True
    else:
        begins, ends = fault.validity
        if found is not None and found.exact:
            wrong = begins <= now + found.off <= ends
        elif known is Verdict.BEHIND:
            wrong = now < begins
        else:
            wrong = now < begins or now - ends > FORGOTTEN_MS
    return fault if wrong else CarriageError(Trouble.EXPIRED, validity=fault.validity)


def is_doubtful(now: int, told: Told | None) -> bool:
    """True when nothing proves the date wrong, but the server has not answered for more than a year of this clock."""
    return told is not None and clock_off(now, told) is None and now - told.least > SILENT_MS
