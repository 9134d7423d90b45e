"""Is it this PC's date or the server's certificate? Every combination of what is known has its one right answer."""

from __future__ import annotations

import pytest

from sipa_core.sync.peer import CarriageError, Trouble
from sipa_desktop.sync.clock import DAY_MS, Told, Verdict, clock_off, is_doubtful, judged, verdict, went_back

TRUE = 1_752_114_840_000
"""10 July 2025, what every right clock shows."""
HOUR, YEAR = 3_600_000, 365 * DAY_MS
GOOD = (TRUE - 60 * DAY_MS, TRUE + 30 * DAY_MS)
OVER = (TRUE - 90 * DAY_MS, TRUE - 2 * DAY_MS)
LONG_OVER = (TRUE - 900 * DAY_MS, TRUE - 400 * DAY_MS)
TOO_NEW = (TRUE + HOUR, TRUE + 90 * DAY_MS)
NEVER = None
BEFORE_START = Told(TRUE - 3 * DAY_MS, TRUE - 3 * DAY_MS)
IN_THIS_RUN = Told(TRUE - HOUR, TRUE - HOUR, HOUR)
LONG_AGO = Told(TRUE - 90 * DAY_MS, TRUE - 90 * DAY_MS)


def slow(by: int) -> Told:
    """The server spoke two days ago, and this PC was behind by so much then."""
    return Told(TRUE - 2 * DAY_MS, TRUE - 2 * DAY_MS - by)


@pytest.mark.parametrize(
    ("now", "certificate", "told", "expected"),
    [
        # the PC's battery is empty: the certificate "is not yet valid"
        (TRUE - 25 * YEAR, GOOD, NEVER, Trouble.CLOCK),
        (TRUE - 25 * YEAR, GOOD, BEFORE_START, Trouble.CLOCK),
        (TRUE - 25 * YEAR, GOOD, IN_THIS_RUN, Trouble.CLOCK),
        (TRUE - 25 * YEAR, None, NEVER, Trouble.CLOCK),
        (TRUE - 25 * YEAR, OVER, BEFORE_START, Trouble.CLOCK),
        # ten years ahead: the certificate "is over"
        (TRUE + 10 * YEAR, GOOD, NEVER, Trouble.CLOCK),
        (TRUE + 10 * YEAR, GOOD, BEFORE_START, Trouble.CLOCK),
        (TRUE + 10 * YEAR, GOOD, slow(-10 * YEAR), Trouble.CLOCK),
        # two months ahead, as a person sets a month wrong: certain only where the server has said so before
        (TRUE + 60 * DAY_MS, GOOD, slow(-60 * DAY_MS), Trouble.CLOCK),
        (TRUE + 60 * DAY_MS, GOOD, NEVER, Trouble.EXPIRED),
        # a date some weeks back, before the certificate was made: behind what the server has said
        (TRUE - 70 * DAY_MS, GOOD, BEFORE_START, Trouble.CLOCK),
        (TRUE - 70 * DAY_MS, GOOD, slow(70 * DAY_MS), Trouble.CLOCK),
        # the PC is right, and nobody renewed the server's certificate
        (TRUE, OVER, NEVER, Trouble.EXPIRED),
        (TRUE, OVER, BEFORE_START, Trouble.EXPIRED),
        (TRUE, OVER, IN_THIS_RUN, Trouble.EXPIRED),
        (TRUE, OVER, LONG_AGO, Trouble.EXPIRED),
        (TRUE, LONG_OVER, IN_THIS_RUN, Trouble.EXPIRED),
        (TRUE, LONG_OVER, BEFORE_START, Trouble.EXPIRED),
        (TRUE, None, IN_THIS_RUN, Trouble.EXPIRED),
        # the PC is right, and the certificate was made by a server whose clock runs ahead
        (TRUE, TOO_NEW, IN_THIS_RUN, Trouble.EXPIRED),
        # the PC is behind, and the certificate is over even so: then it is over indeed
        (TRUE - 3 * HOUR, OVER, slow(3 * HOUR), Trouble.EXPIRED),
        (TRUE - DAY_MS, OVER, IN_THIS_RUN, Trouble.EXPIRED),
        (TRUE - DAY_MS, LONG_OVER, IN_THIS_RUN, Trouble.EXPIRED),
        # something else in the chain is over, the server's own certificate is not
        (TRUE, GOOD, NEVER, Trouble.EXPIRED),
    ],
)
def test_a_certificate_refused_for_its_dates_speaks_against_whom_it_should(
    now: int, certificate: tuple[int, int] | None, told: Told | None, expected: Trouble
) -> None:
    fault = CarriageError(Trouble.CLOCK, validity=certificate)
    assert judged(fault, now, told).trouble is expected


@pytest.mark.parametrize("trouble", [one for one in Trouble if one is not Trouble.CLOCK])
def test_no_other_trouble_is_ever_taken_for_a_date(trouble: Trouble) -> None:
    fault = CarriageError(trouble)
    assert judged(fault, TRUE - 25 * YEAR, BEFORE_START) is fault
    assert judged(fault, TRUE, IN_THIS_RUN) is fault


@pytest.mark.parametrize(
    ("now", "told", "expected", "off", "exact"),
    [
        (TRUE, NEVER, Verdict.UNKNOWN, None, None),
        (TRUE, IN_THIS_RUN, Verdict.RIGHT, None, None),
        (TRUE, BEFORE_START, Verdict.RIGHT, None, None),
        (TRUE, LONG_AGO, Verdict.UNKNOWN, None, None),
        (TRUE - 25 * YEAR, BEFORE_START, Verdict.BEHIND, 25 * YEAR - 3 * DAY_MS, False),
        (TRUE - DAY_MS, IN_THIS_RUN, Verdict.BEHIND, DAY_MS, False),
        (TRUE - HOUR, slow(HOUR), Verdict.BEHIND, HOUR, True),
        (TRUE + HOUR, slow(-HOUR), Verdict.AHEAD, -HOUR, True),
        (TRUE + 10 * YEAR, slow(-10 * YEAR), Verdict.AHEAD, -10 * YEAR, True),
        (TRUE, slow(-10 * YEAR), Verdict.RIGHT, None, None),
    ],
    ids=[
        "never spoken to", "an hour ago, in this run", "three days ago", "three months ago", "an empty battery",
        "set back while SIPA runs", "an hour behind", "an hour ahead", "ten years ahead", "set right again",
    ],
)  # fmt: skip
def test_what_is_known_of_this_pcs_clock(
    now: int, told: Told | None, expected: Verdict, off: int | None, exact: bool | None
) -> None:
    found = clock_off(now, told)
    assert verdict(now, told) is expected
    assert (found.off if found else None, found.exact if found else None) == (off, exact)


def test_a_year_of_silence_is_a_reason_to_ask_and_no_proof() -> None:
    assert is_doubtful(TRUE + 10 * YEAR, BEFORE_START)
    assert not is_doubtful(TRUE + 300 * DAY_MS, BEFORE_START)
    assert not is_doubtful(TRUE + 10 * YEAR, slow(-10 * YEAR)), "there it is known"
    assert not is_doubtful(TRUE + 10 * YEAR, None)


@pytest.mark.parametrize(
    ("said", "now", "before", "expected"),
    [
        (TRUE - 10 * YEAR, TRUE, TRUE - 3 * DAY_MS, True),
        (TRUE - 4 * DAY_MS, TRUE, TRUE - 3 * DAY_MS, True),
        (TRUE, TRUE, TRUE - 3 * DAY_MS, False),
        (TRUE - 10 * YEAR, TRUE, None, False),
        (TRUE, TRUE - 25 * YEAR, TRUE - 3 * DAY_MS, False),
        (TRUE, TRUE, TRUE + YEAR, False),
        (TRUE, TRUE + 10 * YEAR, TRUE - 3 * DAY_MS, False),
    ],
    ids=[
        "an empty battery there", "a day before its last word", "all right", "never spoken to", "an empty battery here",
        "it ran ahead and was put right", "this PC is ahead",
    ],
)  # fmt: skip
def test_a_server_that_says_an_earlier_time_than_before_is_in_doubt_itself(
    said: int, now: int, before: int | None, expected: bool
) -> None:
    assert went_back(said, now, before) is expected
