"""200 power cuts of one recorded life, and some with weaker promises: `python -m tests.support.power_sample`.

Prints one line of JSON. In a process of its own, because the recorded life is split off from it.
"""

from __future__ import annotations

import json
import logging
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.support.disk_day import Office
from tests.support.power_day import Cutter, Verdict, build, record, scratch

CUTS = 200
STEPS = 24
CONTROL_CUTS = 40


def main() -> int:
    """Record three lives and cut each."""
    logging.disable(logging.CRITICAL)
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(dir=scratch(), ignore_cleanup_errors=True) as name:
        folder = Path(name)
        office, vfs = Office(folder / "office"), build(folder)
        for level, cuts in (("FULL", CUTS), ("NORMAL", CONTROL_CUTS), ("OFF", CONTROL_CUTS)):
            recording = record(office, vfs, folder / "life", 5, level, STEPS)
            found[level] = told(Cutter(recording, folder, office.clock).cut(cuts, 5))
    sys.stdout.write(json.dumps(found) + "\n")
    return 0


def told(verdicts: Iterable[Verdict]) -> dict[str, Any]:
    """What the cuts did, in counts."""
    every = list(verdicts)
    return {
        "cuts": len(every),
        "cuts_by_side": dict(Counter(one.side for one in every)),
        "with_unsynced_writes": sum(one.unsynced > 0 for one in every),
        "lost": sum(bool(one.lost) for one in every),
        "damaged": sum(bool(one.damaged) for one in every),
        "what": dict(Counter(_plain(what) for one in every for what in (*one.lost, *one.damaged)).most_common(8)),
    }


def _plain(what: str) -> str:
    return " ".join("N" if word.isdigit() else word for word in what.split())


if __name__ == "__main__":
    sys.exit(main())
