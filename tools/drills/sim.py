"""Drill: the simulation for 100,000 seeds, and every planted bug for so many seeds that it is found again and again.

`python3 dev.py drill sim [--seeds N] [--from SEED] [--steps N] [--plant NAME|all|none] [--plant-seeds N] [--enough N]
[--cores N] [--minutes N] [--take FILE]` adds to docs/evidence/sim.json: it goes on from there, under whatever
commit, and from build/drills/sim.json, where every chunk is kept at once. `--take` adds what another clone's file of
either kind holds, and runs nothing. A broken promise is told with the way to repeat it.
"""

from __future__ import annotations

import argparse
import gc
import logging
import os
import platform
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import msgspec

from tests.simulation.faults import FAULTS
from tests.simulation.planted import BUGS, by_name, planted
from tests.simulation.run import STEPS, run
from tests.simulation.steps import KINDS
from tools.drills._sim_spans import SHOWN, WANTED, Planted, Ran, Span, left, summary, together

ROOT = Path(__file__).resolve().parents[2]
EVIDENCE = ROOT / "docs" / "evidence" / "sim.json"
PROGRESS = ROOT / "build" / "drills" / "sim.json"
CHUNK = 20


@dataclass(frozen=True)
class Part:
    """What one chunk of seeds did."""

    seeds: tuple[int, ...]
    fired: Counter[str]
    accepted: Counter[str]
    wrong: tuple[tuple[int, str, str], ...]
    seconds: float


def main(argv: list[str] | None = None) -> int:
    """Run what is asked for; 0 when every promise was kept, every fault fired, an op of each kind was accepted and
    every planted bug was found.
    """
    options = _options(argv)
    ran = together(_read(EVIDENCE), _read(PROGRESS))
    for more in options.take:
        ran = together(ran, msgspec.json.decode(more.read_bytes(), type=Ran))
    if not options.take:
        commit, until = _commit(), time.monotonic() + options.minutes * 60
        with ProcessPoolExecutor(options.cores, mp_context=get_context("spawn"), initializer=_begin) as pool:
            if options.plant != "none":
                _plant(pool, ran, commit, options, until)
            _seeds(pool, ran, commit, options, until)
    found = evidence(ran, options.steps)
    print(_written({key: value for key, value in found.items() if key not in ("spans", "faults")}).decode())
    for story in (story for span in ran.spans for story in span.stories):
        print(story, flush=True)
    EVIDENCE.parent.mkdir(parents=True, exist_ok=True)
    EVIDENCE.write_bytes(_written(found))
    never = found["faults_that_never_fired"] or found["kinds_never_accepted"]
    return int(bool(found["wrong"] or never or found["planted_bugs_not_found"]))


def evidence(ran: Ran, steps: int) -> dict[str, Any]:
    """What is kept for good: the figures in all, and every span that they are made of."""
    newest = max(ran.spans, key=lambda span: span.date, default=None)
    return {
        "drill": "sim",
        "commit": newest.commit if newest is not None else None,
        "date": _now(),
        "python": platform.python_version(),
        **summary(ran, steps, FAULTS, KINDS),
        "planted": ran.planted,
        "spans": ran.spans,
    }


def _seeds(pool: ProcessPoolExecutor, ran: Ran, commit: str, options: argparse.Namespace, until: float) -> None:
    """Run what is left to run, a few chunks ahead of what is done, until the time is over."""
    todo = left(ran, commit, options.steps, range(options.first, options.first + options.seeds))
    span = ran.span(commit, options.steps, _now())
    begun, before, running = time.monotonic(), len(span.seeds()), set[Future[Part]]()
    chunks = [tuple(todo[at : at + CHUNK]) for at in range(0, len(todo), CHUNK)]
    for chunk in _in_time(chunks, until):
        running.add(pool.submit(_chunk, chunk, options.steps))
        if len(running) >= options.cores * 2:
            running = _take(running, ran, span)
            done = len(span.seeds())
            rate = (done - before) / max(1e-9, time.monotonic() - begun)
            print(f"{done} seeds, {len(span.wrong)} broke a promise, {rate:.2f} seeds a second", flush=True)
    while running:
        running = _take(running, ran, span)
    ran.spans = [one for one in ran.spans if one.ranges]


def _in_time(chunks: Iterable[tuple[int, ...]], until: float) -> Iterator[tuple[int, ...]]:
    for chunk in chunks:
        if time.monotonic() > until:
            return
        yield chunk


def _take(running: set[Future[Part]], ran: Ran, span: Span) -> set[Future[Part]]:
    done, others = wait(running, return_when=FIRST_COMPLETED)
    for one in done:
        part = one.result()
        span.add(part.seeds, _now(), part.seconds, part.fired, part.accepted)
        for seed, wrong, story in part.wrong:
            span.wrong[seed] = wrong
            if len(span.stories) < SHOWN:
                span.stories.append(story)
            print(f"seed {seed}: {wrong}", flush=True)
    _keep(ran)
    return others


def _plant(pool: ProcessPoolExecutor, ran: Ran, commit: str, options: argparse.Namespace, until: float) -> None:
    """Plant each bug (or the named one) in this program and see in how many of its seeds it is found."""
    names = [bug.name for bug in BUGS] if options.plant == "all" else [by_name(options.plant).name]
    ran.planted = {name: told for name, told in ran.planted.items() if name in {bug.name for bug in BUGS}}
    asked = {
        name: pool.submit(_planted, name, options.plant_seeds, options.steps, until, options.enough)
        for name in names
        if name not in ran.planted or ran.planted[name].commit != commit
    }
    for name, one in asked.items():
        times, tried, first = one.result()
        if not tried:
            continue  # the time was over before its turn
        ran.planted[name] = Planted(times, tried, first, commit, _now())
        print(f"planted: {name}: found in {times} of {tried} seeds, first {first}", flush=True)
        _keep(ran)


def _chunk(seeds: tuple[int, ...], steps: int) -> Part:
    begun, fired, accepted = time.process_time(), Counter[str](), Counter[str]()
    wrong = []
    for seed in seeds:
        told = run(seed, steps)
        fired += told.fired
        accepted += told.accepted
        if told.wrong:
            wrong.append((seed, told.wrong, told.story()))
    return Part(seeds, fired, accepted, tuple(wrong), time.process_time() - begun)


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
    gc.disable()  # every seed begins with a collection, and leaves too little to need one before


def _written(found: dict[str, Any]) -> bytes:
    return msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n"


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")


def _commit() -> str:
    """The commit of the program; its documents may be written meanwhile."""
    changed = _git("status", "--porcelain", "--", ".", ":!docs")
    return _git("rev-parse", "--short", "HEAD") + ("+changes" if changed else "")


def _read(path: Path) -> Ran:
    return msgspec.json.decode(path.read_bytes(), type=Ran) if path.exists() else Ran()


def _keep(ran: Ran) -> None:
    PROGRESS.parent.mkdir(parents=True, exist_ok=True)
    written = PROGRESS.with_suffix(".part")
    written.write_bytes(msgspec.json.encode(ran))
    os.replace(written, PROGRESS)


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def _options(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="sim")
    parser.add_argument("--seeds", type=int, default=WANTED, help="how many in all")
    parser.add_argument("--from", type=int, default=0, dest="first", metavar="SEED", help="the first seed")
    parser.add_argument("--steps", type=int, default=STEPS, help="steps of each seed")
    parser.add_argument("--plant", default="all", help="the name of a planted bug, all or none")
    parser.add_argument("--plant-seeds", type=int, default=40, help="seeds that each planted bug is looked for in")
    parser.add_argument("--enough", type=int, default=1_000_000, help="how often a planted bug must be found at most")
    parser.add_argument("--cores", type=int, default=os.cpu_count() or 1, help="how many seeds side by side")
    parser.add_argument("--take", type=Path, action="append", default=[], metavar="FILE", help="add what it holds")
    parser.add_argument(
        "--minutes", type=float, default=3 * 24 * 60.0, help="stop after so long, however many were run"
    )
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
