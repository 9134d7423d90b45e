"""Drill: kill -9 at every write, sync and rename of a day at a desk and its server (S02, N17); planted faults.

`python -m tools.drills.kill_calls [--kills N] [--minutes N] [--backup] [--anew]` adds a piece to
docs/evidence/kill_calls.json (`--backup`: of a server's backup and restore, server_backup_kills.json): each run goes on
where the last one ended, in an order that a seed shuffles, or begins anew. `--controls`: the planted faults. Linux.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.support.disk_day import Office
from tests.support.drill_evidence import evidence_file, keep, known, stamp
from tests.support.faulty_calls import can_trace
from tests.support.killed_backups import Kept, KilledBackup
from tests.support.killed_calls import Killed
from tests.support.killed_sample import controls_of_backup, controls_of_day
from tests.support.power_day import scratch

GOAL = {"kills": "every call once", "kills_that_did_harm": 0, "planted_faults_found": 3}
SEED = 5


def main(argv: list[str] | None = None) -> int:
    """Kill, keep the evidence; 0 when no kill did harm, or, with --controls, when each planted fault was found."""
    options = _options(argv)
    if not can_trace():
        print("strace is needed, and must be allowed to look at a child.")
        return 2
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory(dir=scratch(), prefix="sipa-calls-", ignore_cleanup_errors=True) as name:
        return _controls(Path(name), options) if options.controls else _kill(Path(name), options)


def _kill(folder: Path, options: argparse.Namespace) -> int:
    on, until, drill = stamp(), time.monotonic() + options.minutes * 60, _drill(options)
    if options.anew:
        evidence_file(drill).unlink(missing_ok=True)
    killed: Killed | KilledBackup
    killed = (
        KilledBackup(Kept(folder / "kept"), folder) if options.backup else Killed(Office(folder / "office"), folder)
    )
    places = killed.kills()
    random.Random(SEED).shuffle(places)
    begin = max((piece["places"][1] for piece in known(drill).get("pieces", [])), default=0)
    counts, calls, steps, harm, at = Counter[str](), Counter[str](), Counter[str](), [], begin
    while at < len(places) and counts["kills"] < options.kills and time.monotonic() < until:
        verdict = killed.kill(places[at])
        at += 1
        counts.update(kills=int(verdict.killed), kills_that_did_harm=int(bool(verdict.wrong)))
        calls[verdict.kill.call] += 1
        steps[verdict.step] += 1
        if verdict.wrong:
            harm.append(f"{verdict.kill.call} {verdict.kill.nth}, {verdict.step}: {'; '.join(verdict.wrong)}")
            print(harm[-1], flush=True)
    piece = {**on, "places": [begin, at, len(places)], "kills": 0, "kills_that_did_harm": 0, **counts}
    piece |= {"by_call": dict(calls), "by_step": dict(steps), "harm": harm}
    print(json.dumps(keep(drill, piece, {}, GOAL)["together"], indent=2))
    print(f"{at} of {len(places)} places are done.")
    return int(bool(harm))


def _controls(folder: Path, options: argparse.Namespace) -> int:
    on, found = stamp(), dict[str, str]()
    if options.backup:
        found = controls_of_backup(Kept(folder / "kept"), folder)
    else:
        found = controls_of_day(Office(folder / "office"), folder)
    print(json.dumps(found, indent=2))
    keep(_drill(options), None, {plant: {**on, "found_by": what} for plant, what in found.items()}, GOAL)
    return int(not all(found.values()))


def _backup(folder: Path) -> KilledBackup:
    return KilledBackup(Kept(folder / "kept"), folder)


def _drill(options: argparse.Namespace) -> str:
    return "server_backup_kills" if options.backup else "kill_calls"


def _options(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="kill_calls")
    parser.add_argument("--kills", type=int, default=100_000, help="how many at most in this run")
    parser.add_argument("--minutes", type=float, default=60.0, help="stop after so long, however many were killed")
    parser.add_argument("--backup", action="store_true", help="a server's backup and restore in place of the day")
    parser.add_argument("--anew", action="store_true", help="begin with the first place, and forget what was kept")
    parser.add_argument("--controls", action="store_true", help="the planted faults instead")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
