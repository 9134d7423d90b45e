"""The three clocks of a citizen's matter, worked out by hand over ordinary weeks and over Idul Fitri."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest

import resources
from sipa_core.domain.dates import instant_of
from sipa_core.domain.feedback_clock import LIMITS, Stage, clock_of, last_day, working_days_until
from sipa_core.domain.working_days import DAY_MS, WorkingDays, read_holidays
from sipa_core.wire.records import Record, Value

WITA = timezone(timedelta(hours=8))


def at(text: str) -> int:
    return instant_of(datetime.fromisoformat(text).replace(tzinfo=WITA))


@pytest.fixture(scope="module")
def shipped() -> WorkingDays:
    return read_holidays((name, resources.read_text(name)) for name in resources.names("holidays", ".toml"))


def matter(state: str, *entries: tuple[str, str]) -> Record:
    """A matter that went through: ("warga" | "kantor" | a state, when)."""
    fields: dict[str, Value] = {"state": state, "created_at": at(entries[0][1])}
    for n, (what, when) in enumerate(entries):
        if what in ("warga", "kantor"):
            fields[f"msg[{n}].who"] = "citizen" if what == "warga" else "office"
            fields[f"msg[{n}].text"] = "…"
            fields[f"msg[{n}].at"] = at(when)
            if what == "kantor":
                fields[f"log[{n}].state"] = "dijawab"
                fields[f"log[{n}].at"] = at(when)
        else:
            fields[f"log[{n}].state"] = what
            fields[f"log[{n}].at"] = at(when)
    return Record("feedback", "f", 1, "63.11.06.2024", fields)


# In 2025 the offices are closed from Friday 28 March to Monday 7 April, so 27 March is followed by 8 April.
# In 2026 they are closed from Wednesday 18 to Tuesday 24 March, so 17 March by 25 March.
TABLE = [
    # an ordinary week: three days of 24 hours
    ("baru", [("warga", "2025-07-08 08:51")], Stage.ANSWER, "2025-07-11 08:51"),
    # Thursday before Idul Fitri at 14.00: 27 Mar, 8 Apr, 9 Apr → Thursday 10 April 14.00
    ("baru", [("warga", "2025-03-27 14:00")], Stage.ANSWER, "2025-04-10 14:00"),
    # written on the feast itself: counted from the first moment of 8 April → 8, 9, 10 April whole
    ("baru", [("warga", "2025-03-31 20:00")], Stage.ANSWER, "2025-04-11 00:00"),
    # forwarded on 26 March: 26, 27 Mar, 8, 9, 10 April → five days on, Friday 11 April 09.00
    (
        "diteruskan",
        [("warga", "2025-03-25 10:00"), ("diteruskan", "2025-03-26 09:00")],
        Stage.FORWARDED,
        "2025-04-11 09:00",
    ),
    # answered, then worked on: five days from the step
    (
        "ditindaklanjuti",
        [("warga", "2026-03-12 08:00"), ("kantor", "2026-03-13 08:00"), ("ditindaklanjuti", "2026-03-16 10:00")],
        Stage.FOLLOW_UP,
        # 16, 17, 25, 26, 27 March → Monday 30 March 10.00
        "2026-03-30 10:00",
    ),
    # answered: ten days for the citizen, 17 (rest), 25, 26, 27, 30, 31 March, 1, 2, 6, 7 April → 8 April 11.00
    # (3 April is a holiday)
    ("dijawab", [("warga", "2026-03-16 08:00"), ("kantor", "2026-03-17 11:00")], Stage.CITIZEN, "2026-04-08 11:00"),
    # worked on before any answer: the first answer is still owed in three days (mockup 04)
    (
        "ditindaklanjuti",
        [("warga", "2025-07-08 08:51"), ("ditindaklanjuti", "2025-07-08 09:15"), ("warga", "2025-07-09 20:14")],
        Stage.ANSWER,
        "2025-07-11 08:51",
    ),
    # answered, and the citizen wrote again: three days from the new word
    (
        "dijawab",
        [("warga", "2025-07-01 08:00"), ("kantor", "2025-07-02 08:00"), ("warga", "2025-07-04 10:00")],
        Stage.ANSWER,
        "2025-07-09 10:00",
    ),
    # refused without an answer and opened again by the citizen: the old word does not make it late at once
    (
        "baru",
        [("warga", "2025-06-02 08:00"), ("ditolak", "2025-06-03 08:00"), ("warga", "2025-07-08 08:00")],
        Stage.ANSWER,
        "2025-07-11 08:00",
    ),
    # opened again by the office: news is owed in five days
    (
        "ditindaklanjuti",
        [("warga", "2025-07-01 08:00"), ("selesai", "2025-07-02 08:00"), ("ditindaklanjuti", "2025-07-03 08:00")],
        Stage.FOLLOW_UP,
        "2025-07-10 08:00",
    ),
    # a state of a newer program: somebody should look
    ("menunggu_gubernur", [("warga", "2025-07-08 08:51")], Stage.ANSWER, "2025-07-11 08:51"),
]


@pytest.mark.parametrize(("state", "entries", "stage", "due"), TABLE)
def test_each_clock_ends_on_the_day_that_the_calendar_says(
    shipped: WorkingDays, state: str, entries: list[tuple[str, str]], stage: Stage, due: str
) -> None:
    clock = clock_of(matter(state, *entries), shipped, at(entries[-1][1]))
    assert clock is not None
    assert clock.stage is stage
    assert clock.due == at(due)


@pytest.mark.parametrize("state", ["selesai", "ditolak", "duplikat"])
def test_what_ended_has_no_clock(shipped: WorkingDays, state: str) -> None:
    assert clock_of(matter(state, ("warga", "2025-07-01 08:00")), shipped, at("2025-07-10 08:00")) is None


def test_the_clocks_are_those_of_sp4n_lapor() -> None:
    assert sorted(set(LIMITS.values())) == [3, 5, 10]


def test_only_the_office_is_ever_late(shipped: WorkingDays) -> None:
    waiting = matter("dijawab", ("warga", "2025-07-01 08:00"), ("kantor", "2025-07-02 08:00"))
    clock = clock_of(waiting, shipped, at("2025-08-30 08:00"))
    assert clock is not None
    assert (clock.over, clock.late, clock.permille) == (True, False, 1000)
    unanswered = clock_of(matter("baru", ("warga", "2025-07-01 08:00")), shipped, at("2025-07-07 08:00"))
    assert unanswered is not None
    assert unanswered.late
    assert unanswered.left == -DAY_MS


def test_the_feast_does_not_make_anybody_late(shipped: WorkingDays) -> None:
    asked = matter("baru", ("warga", "2025-03-27 14:00"))
    before, after = (clock_of(asked, shipped, at(when)) for when in ("2025-03-27 14:00", "2025-04-07 23:59"))
    assert before is not None
    assert after is not None
    assert before.left == 3 * DAY_MS
    assert after.left == before.left - 10 * 3_600_000
    assert not after.late


@pytest.mark.parametrize(
    ("today", "day", "count"),
    [
        (date(2025, 7, 10), date(2025, 7, 11), 1),
        (date(2025, 7, 11), date(2025, 7, 14), 1),
        (date(2025, 3, 27), date(2025, 4, 10), 3),
        (date(2025, 7, 14), date(2025, 7, 11), -1),
        (date(2025, 7, 13), date(2025, 7, 11), 0),
        (date(2025, 7, 10), date(2025, 7, 10), 0),
    ],
)
def test_days_are_counted_as_the_office_works(shipped: WorkingDays, today: date, day: date, count: int) -> None:
    assert working_days_until(day, today, shipped) == count


def test_a_limit_at_midnight_belongs_to_the_day_before(shipped: WorkingDays) -> None:
    clock = clock_of(matter("baru", ("warga", "2025-07-05 10:00")), shipped, at("2025-07-05 10:00"))
    assert clock is not None
    assert last_day(clock) == date(2025, 7, 9)
