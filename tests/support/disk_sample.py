"""A few seconds of the drill of bad disks, for a test: `python -m tests.support.disk_sample`, in mounts of its own.

Prints one line of JSON: what went wrong at some places of a real full disk and under some faults of calls, and what a
planted fault made go wrong.
"""

from __future__ import annotations

import json
import logging
import sys
import tempfile
from pathlib import Path

from tests.support import faulty_calls
from tests.support.disk_day import Office
from tests.support.disk_plants import planted
from tests.support.faulty_calls import Fault
from tests.support.full_disk import Full, Threshold, fill
from tests.support.small_disk import BLOCK, MB, small_disk

PLACES = (Threshold(0, True, True), Threshold(0, False, False), Threshold(30 * BLOCK, True, False))
FAULTS = (Fault("fsync", 1), Fault("pwrite64", 3, dead=True), Fault("pread64", 2))
PLANT = "says saved before the commit"


def main() -> int:
    """Try the places and the faults, then one place with a planted fault."""
    logging.disable(logging.CRITICAL)
    found: dict[str, object] = {}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        office = Office(folder / "office")
        with small_disk(folder / "small", 32 * MB) as disk:
            found["full"] = _wrong([fill(office, disk, place) for place in PLACES])
            with planted(PLANT):
                found["full, planted"] = _wrong([fill(office, disk, PLACES[1])])
        if faulty_calls.can_trace():
            (folder / "calls").mkdir()
            lives = [faulty_calls.live(office, folder / "calls", fault) for fault in FAULTS]
            found["calls"] = [what for life in lives for what in life.wrong]
            found["injected"] = sum(bool(life.injected) for life in lives)
            found["told"] = sum(life.told != ["saved"] for life in lives)
    sys.stdout.write(json.dumps(found) + "\n")
    return 0


def _wrong(runs: list[Full]) -> list[str]:
    return [what for run in runs for what in run.wrong]


if __name__ == "__main__":
    sys.exit(main())
