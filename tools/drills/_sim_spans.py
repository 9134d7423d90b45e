"""What the drill of the simulation has run: spans of seeds, each under its commit, put together over days and clones.

Nothing is run here. A seed counts once however often it was run, and what it did last is what counts of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

WANTED = 100_000
SHOWN = 20
"""Most failing seeds whose story is kept."""


class Span(msgspec.Struct):
    """The seeds that were run under one commit, and what they did."""

    commit: str
    steps: int
    begun: str
    """When its first seeds were run; of two spans with a seed the later one counts."""
    date: str
    """When its last seeds were run."""
    ranges: list[tuple[int, int]] = []
    """First and last seed of every stretch."""
    cpu_seconds: float = 0.0
    fired: dict[str, int] = {}
    accepted: dict[str, int] = {}
    """How many ops of each kind had their receipt; empty in what was run before that was counted."""
    wrong: dict[int, str] = {}
    stories: list[str] = []

    def seeds(self) -> set[int]:
        """Every seed of it."""
        return {seed for first, last in self.ranges for seed in range(first, last + 1)}

    def add(
        self,
        seeds: Iterable[int],
        date: str,
        cpu_seconds: float,
        fired: Mapping[str, int],
        accepted: Mapping[str, int] | None = None,
    ) -> None:
        """Note that these were run too."""
        self.ranges = ranges_of(self.seeds() | set(seeds))
        self.date, self.begun = max(self.date, date), min(self.begun, date)
        self.cpu_seconds = round(self.cpu_seconds + cpu_seconds, 1)
        self.fired = _sum(self.fired, fired)
        self.accepted = _sum(self.accepted, accepted or {})


class Planted(msgspec.Struct):
    """In how many seeds a planted bug was found, of how many, the first of them (-1: none), and in which program."""

    found_in: int
    of_seeds: int
    first_seed: int
    commit: str
    date: str


class Ran(msgspec.Struct):
    """All that was ever run: what a file of evidence, or of progress, holds of it."""

    spans: list[Span] = []
    planted: dict[str, Planted] = {}

    def span(self, commit: str, steps: int, now: str) -> Span:
        """The span of this commit, begun now if there is none."""
        for one in self.spans:
            if (one.commit, one.steps) == (commit, steps):
                return one
        self.spans.append(Span(commit, steps, now, now))
        return self.spans[-1]


def _sum(one: Mapping[str, int], two: Mapping[str, int]) -> dict[str, int]:
    return {name: one.get(name, 0) + two.get(name, 0) for name in [*one, *two]}


def ranges_of(seeds: Iterable[int]) -> list[tuple[int, int]]:
    """First and last of every unbroken stretch."""
    found: list[tuple[int, int]] = []
    for seed in sorted(set(seeds)):
        if found and seed == found[-1][1] + 1:
            found[-1] = (found[-1][0], seed)
        else:
            found.append((seed, seed))
    return found


def together(one: Ran, two: Ran) -> Ran:
    """Both of them, as two sessions left them; what one holds of the other is taken once."""
    spans: list[Span] = []
    for span in (*one.spans, *two.spans):
        _join(spans, msgspec.json.decode(msgspec.json.encode(span), type=Span))
    planted = dict(one.planted)
    for name, told in two.planted.items():
        if name not in planted or planted[name].date <= told.date:
            planted[name] = told
    return Ran(sorted(spans, key=lambda span: span.begun), planted)


def _join(spans: list[Span], new: Span) -> None:
    """Put a span to the others. What shares only some seeds with one of the same commit stands beside it."""
    mine = new.seeds()
    for at, old in enumerate(spans):
        if (old.commit, old.steps) != (new.commit, new.steps):
            continue
        had = old.seeds()
        if mine <= had or had <= mine:
            whole, part = (old, new) if mine <= had else (new, old)
            # Its seeds are counted already, but what only one of the two files tells must not be lost.
            whole.wrong = part.wrong | whole.wrong
            whole.stories = list(dict.fromkeys([*whole.stories, *part.stories]))[:SHOWN]
            spans[at] = whole
            return
        if not mine & had:
            old.add(mine, new.date, new.cpu_seconds, new.fired, new.accepted)
            old.begun = min(old.begun, new.begun)
            old.wrong |= new.wrong
            old.stories = [*old.stories, *new.stories][:SHOWN]
            return
    spans.append(new)


def broken(ran: Ran, steps: int) -> dict[int, Span]:
    """The seeds that broke a promise when they were run last, each with the span that this was in."""
    found: dict[int, Span] = {}
    for span in _in_order(ran, steps):
        for seed in found.keys() & span.seeds():
            del found[seed]
        found |= dict.fromkeys(span.wrong, span)
    return found


def left(ran: Ran, commit: str, steps: int, wanted: Iterable[int]) -> list[int]:
    """The seeds to run: first those that broke a promise under another commit, then those that never ran."""
    again = sorted(seed for seed, span in broken(ran, steps).items() if span.commit != commit)
    done = _all_seeds(ran, steps)
    return [*again, *(seed for seed in wanted if seed not in done)]


def summary(ran: Ran, steps: int, faults: Mapping[str, str], kinds: Iterable[str] = ()) -> dict[str, Any]:
    """The evidence in figures: how much was run in all and under what, what fired, what was wrong, what was found."""
    spans = _in_order(ran, steps)
    seeds, now = _all_seeds(ran, steps), broken(ran, steps)
    runs = sum(len(span.seeds()) for span in spans)
    fired = {fault: sum(span.fired.get(fault, 0) for span in spans) for fault in faults}
    accepted = {kind: sum(span.accepted.get(kind, 0) for span in spans) for kind in kinds}
    return {
        "wanted": WANTED,
        "seeds": len(seeds),
        "seeds_left": len(set(range(WANTED)) - seeds),
        "steps": steps,
        "commits": _by_commit(spans),
        "cpu_seconds_a_seed": round(sum(span.cpu_seconds for span in spans) / runs, 2) if runs else None,
        "fired": fired,
        "faults": dict(faults),
        "faults_that_never_fired": [fault for fault, times in fired.items() if not times] if runs else [],
        "accepted": accepted,
        "kinds_never_accepted": [kind for kind, times in accepted.items() if not times]
        if any(accepted.values())
        else [],
        "seeds_that_broke_a_promise": len(now),
        "wrong": {str(seed): f"{span.wrong[seed]} (under {span.commit})" for seed, span in sorted(now.items())},
        "mended": _mended(spans, now.keys()),
        "planted_bugs": len(ran.planted),
        "planted_bugs_found": sum(1 for told in ran.planted.values() if told.found_in),
        "planted_bugs_not_found": [name for name, told in ran.planted.items() if not told.found_in],
    }


def _mended(spans: Sequence[Span], wrong: Iterable[int]) -> dict[str, str]:
    """What broke a promise once and no longer did when it was run anew."""
    once = {seed: f"{words} (under {span.commit})" for span in spans for seed, words in span.wrong.items()}
    return {str(seed): words for seed, words in sorted(once.items()) if seed not in set(wrong)}


def _by_commit(spans: Sequence[Span]) -> dict[str, int]:
    found: dict[str, set[int]] = {}
    for span in spans:
        found.setdefault(span.commit, set()).update(span.seeds())
    return {commit: len(seeds) for commit, seeds in found.items()}


def _in_order(ran: Ran, steps: int) -> list[Span]:
    return sorted((span for span in ran.spans if span.steps == steps), key=lambda span: span.begun)


def _all_seeds(ran: Ran, steps: int) -> set[int]:
    return {seed for span in _in_order(ran, steps) for seed in span.seeds()}
