"""Drill: an update by real programs is killed 200 times, by the clock and at calls: old or new, never mixed, all there.

`python -m tools.drills.update_kills [--kills N] [--seed N] [--minutes N]` adds a piece to docs/evidence/update.json;
`--controls` kills programs with planted faults until each is found. Linux, with strace.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.support.drill_evidence import keep, stamp
from tests.support.faulty_calls import can_trace
from tests.support.power_day import scratch
from tests.support.update_kills import KilledUpdates, plan_kill, told
from tests.support.update_programs import PLANTS

GOAL = {"killed": 200, "kills_that_did_harm": 0, "planted_faults_found": len(PLANTS)}
LONGEST = 7.0
"""Seconds that an update of the small programs of this drill takes."""
GO_ON_EVERY = 10


def main(argv: list[str] | None = None) -> int:
    """Kill, keep the evidence; 0 when no kill did harm, or, with --controls, when each planted fault was found."""
    options = _options(argv)
    if not can_trace():
        print("strace is needed, and must be allowed to look at a child.")
        return 2
    with tempfile.TemporaryDirectory(dir=scratch(), prefix="sipa-update-", ignore_cleanup_errors=True) as name:
        return _controls(Path(name), options) if options.controls else _kill(Path(name), options)


def _kill(folder: Path, options: argparse.Namespace) -> int:
    on, until = stamp(), time.monotonic() + options.minutes * 60
    chance, office = random.Random(options.seed), KilledUpdates(folder)
    counts, met, who, left = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    harm: list[dict[str, object]] = []
    while counts["killed"] < options.kills and time.monotonic() < until:
        verdict = office.kill(plan_kill(chance, office.calls, LONGEST))
        counts.update(tried=1, killed=int(verdict.killed))
        if verdict.killed and counts["killed"] % GO_ON_EVERY == 0 and not verdict.wrong:
            verdict.wrong += office.goes_on()
            counts["went_on"] += 1
        if verdict.killed:
            met[verdict.met] += 1
            left[verdict.left] += 1
            who[f"{verdict.kill.who}, {'at a call' if verdict.kill.call else 'by the clock'}"] += 1
        if verdict.wrong:
            harm.append(told(verdict))
            print(json.dumps(harm[-1]), flush=True)
    piece = {**on, "seed": f"{options.seed}", "kills_that_did_harm": len(harm), **counts}
    piece |= {"killed_by": dict(who), "met": dict(met), "program_left": dict(left), "harm": harm}
    print(json.dumps(keep("update", piece, {}, GOAL)["together"], indent=2))
    return int(bool(harm))


def _controls(folder: Path, options: argparse.Namespace) -> int:
    found: dict[str, object] = {}
    for at, plant in enumerate(PLANTS):
        office, chance, kills = KilledUpdates(folder / str(at), plant=plant), random.Random(options.seed), 0
        wrong: list[str] = []
        while not wrong and kills < options.kills:
            verdict = office.kill(plan_kill(chance, office.calls, LONGEST))
            kills, wrong = kills + 1, verdict.wrong
        found[plant] = {"found": bool(wrong), "after_kills": kills, "as": wrong[:1]}
        print(plant, found[plant], flush=True)
    keep("update", None, found, GOAL)
    return int(not all(one["found"] for one in found.values() if isinstance(one, dict)))


def _options(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=6)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--controls", action="store_true")
    return parser.parse_args(argv)


if __name__ == "__main__":
    raise SystemExit(main())
