"""Drill: the simulation for 100,000 seeds, and every planted bug for so many seeds that it is found again and again.

`python3 dev.py drill sim [--seeds N] [--from SEED] [--steps N] [--plant NAME|all|none] [--plant-seeds N] [--enough N]
[--cores N] [--minutes N] [--resume]` writes docs/evidence/sim.json. What was run is kept in build/drills/sim.json: the
same command goes on where it was stopped, as long as the program is the same; with `--resume` also when it is another
by now, and the evidence names every commit. A broken promise is told with the way to repeat it.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import platform
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from tests.simulation.faults import FAULTS
from tests.simulation.planted import BUGS, by_name, planted
from tests.simulation.run import STEPS, run

ROOT = Path(__file__).resolve().parents[2]
EVIDENCE = ROOT / "docs" / "evidence" / "sim.json"
PROGRESS = ROOT / "build" / "drills" / "sim.json"
CHUNK = 20
SHOWN = 20
"""Most failing seeds whose story is kept."""


@dataclass
class Sum:
    """What was run so far, and under which commits."""

    commits: list[str]
    steps: int
    done: list[int] = field(default_factory=list)
    """The first seed of every chunk that was run whole."""
    seeds: int = 0
    seconds: float = 0.0
    fired: dict[str, int] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)
    stories: list[str] = field(default_factory=list)
    found: dict[str, list[int]] = field(default_factory=dict)
    """Of each planted bug: in how many seeds it was found, of how many, and the first of them."""


@dataclass(frozen=True)
class Part:
    """What one chunk of seeds did."""

    first: int
    seeds: int
    fired: Counter[str]
    wrong: tuple[tuple[int, str, str], ...]
    seconds: float


def main(argv: list[str] | None = None) -> int:
    """Run what is asked for; 0 when every promise was kept, every fault fired and every planted bug was found."""
    options = _options(argv)
    told = _before(options.steps, resume=options.resume)
    until = time.monotonic() + options.minutes * 60
    with ProcessPoolExecutor(options.cores, mp_context=get_context("spawn"), initializer=_begin) as pool:
        if options.plant != "none":
            _plant(pool, told, options, until)
        _seeds(pool, told, options, until)
    found = summary(told)
    print(json.dumps({key: value for key, value in found.items() if key != "stories"}, indent=2))
    for story in told.stories:
        print(story, flush=True)
    EVIDENCE.parent.mkdir(parents=True, exist_ok=True)
    EVIDENCE.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    return int(bool(told.wrong or found["faults_that_never_fired"] or found["planted_bugs_not_found"]))


def summary(told: Sum) -> dict[str, Any]:
    """The evidence: what was run on what, what fired, what was wrong, which planted bugs were found how often."""
    return {
        "drill": "sim",
        "commit": told.commits[-1],
        "commits": told.commits,
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "python": platform.python_version(),
        "seeds": told.seeds,
        "steps": told.steps,
        "cpu_seconds_a_seed": round(told.seconds / told.seeds, 2) if told.seeds else None,
        "fired": {fault: told.fired.get(fault, 0) for fault in FAULTS},
        "faults": FAULTS,
        "faults_that_never_fired": [fault for fault in FAULTS if not told.fired.get(fault)] if told.seeds else [],
        "seeds_that_broke_a_promise": len(told.wrong),
        "wrong": told.wrong,
        "planted_bugs": len(told.found),
        "planted_bugs_not_found": [name for name, (times, *_rest) in told.found.items() if not times],
        "planted": {
            name: {"found_in": times, "of_seeds": tried, "first_seed": first}
            for name, (times, tried, first) in told.found.items()
        },
        "stories": told.stories,
    }


def _seeds(pool: ProcessPoolExecutor, told: Sum, options: argparse.Namespace, until: float) -> None:
    """Run the seeds that were not run yet, a few chunks ahead of what is done, until the time is over."""
    left = (first for first in range(options.first, options.first + options.seeds, CHUNK) if first not in told.done)
    begun, before = time.monotonic(), told.seeds
    running: set[Future[Part]] = set()
    for first in _in_time(left, until):
        count = min(CHUNK, options.first + options.seeds - first)
        running.add(pool.submit(_chunk, first, count, options.steps))
        if len(running) >= options.cores * 2:
            running = _take(running, told)
            rate = (told.seeds - before) / max(1e-9, time.monotonic() - begun)
            print(f"{told.seeds} seeds, {len(told.wrong)} broke a promise, {rate:.2f} seeds a second", flush=True)
    while running:
        running = _take(running, told)


def _in_time(firsts: Iterable[int], until: float) -> Iterator[int]:
    for first in firsts:
        if time.monotonic() > until:
            return
        yield first


def _take(running: set[Future[Part]], told: Sum) -> set[Future[Part]]:
    done, left = wait(running, return_when=FIRST_COMPLETED)
    for one in done:
        part = one.result()
        told.done.append(part.first)
        told.seeds += part.seeds
        told.seconds += part.seconds
        for fault, times in part.fired.items():
            told.fired[fault] = told.fired.get(fault, 0) + times
        for seed, wrong, story in part.wrong:
            told.wrong[str(seed)] = wrong
            if len(told.stories) < SHOWN:
                told.stories.append(story)
            print(f"seed {seed}: {wrong}", flush=True)
    _keep(told)
    return left


def _plant(pool: ProcessPoolExecutor, told: Sum, options: argparse.Namespace, until: float) -> None:
    """Plant each bug (or the named one) and see in how many of the first seeds it is found."""
    names = [bug.name for bug in BUGS] if options.plant == "all" else [by_name(options.plant).name]
    todo = [name for name in names if name not in told.found]
    asked = {
        name: pool.submit(_planted, name, options.plant_seeds, options.steps, until, options.enough) for name in todo
    }
    for name, one in asked.items():
        told.found[name] = list(one.result())
        times, tried, first = told.found[name]
        print(f"planted: {name}: found in {times} of {tried} seeds, first {first}", flush=True)
        _keep(told)


def _chunk(first: int, count: int, steps: int) -> Part:
    begun, fired = time.process_time(), Counter[str]()
    wrong = []
    for seed in range(first, first + count):
        told = run(seed, steps)
        fired += told.fired
        if told.wrong:
            wrong.append((seed, told.wrong, told.story()))
    return Part(first, count, fired, tuple(wrong), time.process_time() - begun)


def _planted(name: str, seeds: int, steps: int, until: float, enough: int) -> tuple[int, int, int]:
    times, tried, first = 0, 0, -1
    bug = by_name(name)
    with planted(bug):
        for seed in bug.seeds(seeds):
            if time.monotonic() > until or times >= enough:
                break
            tried += 1
            if run(seed, steps).wrong:
                times, first = times + 1, seed if first < 0 else first
    return times, tried, first


def _begin() -> None:
    logging.disable(logging.CRITICAL)


def _before(steps: int, *, resume: bool) -> Sum:
    """What an earlier run has done; nothing when the program is another one now, unless that shall not matter."""
    commit = _git("rev-parse", "--short", "HEAD") + ("+changes" if _git("status", "--porcelain") else "")
    try:
        told = Sum(**json.loads(PROGRESS.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return Sum([commit], steps)
    if told.steps != steps or (told.commits[-1] != commit and not resume):
        return Sum([commit], steps)
    if told.commits[-1] != commit:
        told.commits.append(commit)
    return told


def _keep(told: Sum) -> None:
    PROGRESS.parent.mkdir(parents=True, exist_ok=True)
    written = PROGRESS.with_suffix(".part")
    written.write_text(json.dumps(told.__dict__), encoding="utf-8")
    os.replace(written, PROGRESS)


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def _options(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="sim")
    parser.add_argument("--seeds", type=int, default=100_000, help="how many in all")
    parser.add_argument("--from", type=int, default=0, dest="first", metavar="SEED", help="the first seed")
    parser.add_argument("--steps", type=int, default=STEPS, help="steps of each seed")
    parser.add_argument("--plant", default="all", help="the name of a planted bug, all or none")
    parser.add_argument("--plant-seeds", type=int, default=40, help="seeds that each planted bug is looked for in")
    parser.add_argument("--enough", type=int, default=1_000_000, help="how often a planted bug must be found at most")
    parser.add_argument("--cores", type=int, default=os.cpu_count() or 1, help="how many seeds side by side")
    parser.add_argument("--resume", action="store_true", help="go on although the program is another one by now")
    parser.add_argument(
        "--minutes", type=float, default=3 * 24 * 60.0, help="stop after so long, however many were run"
    )
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
