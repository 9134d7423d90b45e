"""Drill: walks of two and three PCs over one draft (tests/support/draft_walk.py), also with a server that is put back
and copies that are switched off.

`python3 dev.py drill walks [--from SEED] [--seeds N]` adds to docs/evidence/walks.json. A walk that lost a word is told
with its steps.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.simulation.disks import quick_folder
from tests.support.draft_walk import Walk
from tests.support.drill_evidence import Facts, keep, stamp

KINDS = {
    "two_pcs": ("AB", False, False),
    "three_pcs": ("ABC", False, False),
    "three_pcs_and_a_server_put_back": ("ABC", True, False),
    "three_pcs_that_switch_copies_off": ("ABC", True, True),
}
GOAL: Facts = {"walks": 4_000, "wrong": 0}


def main(argv: Sequence[str] | None = None) -> int:
    """Run so many seeds of each kind; 1 when a word was lost or the PCs did not come to rest together."""
    parser = argparse.ArgumentParser(prog="dev.py drill walks", description=__doc__)
    parser.add_argument("--from", dest="first", type=int, default=0)
    parser.add_argument("--seeds", type=int, default=1_000)
    options = parser.parse_args(argv)
    piece: Facts = {**stamp(), "first": str(options.first), "walks": 0, "wrong": 0}
    seeds = range(options.first, options.first + options.seeds)
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn"), initializer=_quiet) as pool:
        for kind in KINDS:
            for seed, story in zip(seeds, pool.map(_walked, [kind] * len(seeds), seeds, chunksize=10), strict=True):
                piece["walks"] += 1
                if story:
                    piece["wrong"] += 1
                    print(f"{kind} {seed}: {story}", flush=True)
            print(f"{kind}: {len(seeds)} walks", flush=True)
    kept = keep("walks", piece, {}, GOAL)
    print(kept["together"])
    return int(piece["wrong"] > 0)


def _walked(kind: str, seed: int) -> str:
    names, bad_days, switches = KINDS[kind]
    with TemporaryDirectory(prefix="sipa-walk-", dir=quick_folder(), ignore_cleanup_errors=True) as folder:
        walk = Walk(seed, Path(folder), names, bad_days=bad_days, switches=switches)
        wrong = walk.run()
    return f"{wrong}: {'; '.join(walk.trace)}" if wrong else ""


def _quiet() -> None:
    logging.disable(logging.CRITICAL)


if __name__ == "__main__":
    sys.exit(main())
