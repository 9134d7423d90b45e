"""Drill: 20,000 power cuts on the databases of desk and server (S01); with weaker promises of the disk some must lose.

`python -m tools.drills.power [--cuts N] [--minutes N]` adds a piece to docs/evidence/power.json: each run goes on with
the next recorded lives, so runs add up. `--controls` runs synchronous=NORMAL and OFF instead. Linux, a C compiler.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.support.disk_day import Office
from tests.support.drill_evidence import keep, known, stamp
from tests.support.power_day import Cutter, build, can_record, record, scratch
from tests.support.power_sample import told

GOAL = {"cuts": 20_000, "lost": 0, "damaged": 0, "controls_must_lose": ["NORMAL", "OFF"]}
CUTS_OF_A_LIFE = 250
CONTROL_LIVES = 4


def main(argv: list[str] | None = None) -> int:
    """Cut, keep the evidence; 0 when nothing was lost or damaged, or, with --controls, when both lost something."""
    options = _options(argv)
    if not can_record():
        print("A C compiler and SQLite's header are needed: gcc and libsqlite3-dev.")
        return 2
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory(dir=scratch(), prefix="sipa-power-", ignore_cleanup_errors=True) as name:
        return _controls(Path(name)) if options.controls else _cut(Path(name), options)


def _cut(folder: Path, options: argparse.Namespace) -> int:
    on, office, vfs = stamp(), Office(folder / "office"), build(folder)
    first = max((piece["seeds"][1] for piece in known("power").get("pieces", [])), default=0) + 1
    seed, until, sums = first - 1, time.monotonic() + options.minutes * 60, Counter[str]()
    sides, wrong = Counter[str](), Counter[str]()
    while sums["cuts"] < options.cuts and time.monotonic() < until:
        seed += 1
        recording = record(office, vfs, folder / "life", seed)
        cuts = min(CUTS_OF_A_LIFE, options.cuts - sums["cuts"])
        found = told(Cutter(recording, folder, office.clock).cut(cuts, seed))
        sums.update({key: found[key] for key in ("cuts", "with_unsynced_writes", "lost", "damaged")}, lives=1)
        sides.update(found["cuts_by_side"])
        wrong.update(found["what"])
        print(f"life {seed}: {sums['cuts']} cuts, {dict(wrong) or 'nothing lost or damaged'}", flush=True)
    piece = {**on, "seeds": [first, seed], **sums, "cuts_by_side": dict(sides), "what": dict(wrong)}
    print(json.dumps(keep("power", piece, {}, GOAL)["together"], indent=2))
    return int(bool(wrong))


def _controls(folder: Path) -> int:
    on, office, vfs = stamp(), Office(folder / "office"), build(folder)
    controls = {}
    for level in ("NORMAL", "OFF"):
        sums, wrong = Counter[str](), Counter[str]()
        for seed in range(1, CONTROL_LIVES + 1):
            found = told(Cutter(record(office, vfs, folder / "life", seed, level), folder, office.clock).cut(100, seed))
            sums.update({key: found[key] for key in ("cuts", "lost", "damaged")})
            wrong.update(found["what"])
        controls[f"synchronous={level}"] = {**on, **sums, "what": dict(wrong.most_common(8))}
    print(json.dumps(controls, indent=2))
    keep("power", None, controls, GOAL)
    return int(not all(one["lost"] for one in controls.values()))


def _options(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="power")
    parser.add_argument("--cuts", type=int, default=20_000, help="how many in this run")
    parser.add_argument("--minutes", type=float, default=60.0, help="stop after so long, however many were cut")
    parser.add_argument("--controls", action="store_true", help="the negative controls instead")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
