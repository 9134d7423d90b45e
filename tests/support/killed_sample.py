"""One kill in twenty of a day at a desk and its server, and planted faults: `python -m tests.support.killed_sample`.

Prints one line of JSON. In a process of its own, because the lives are split off from it.
"""

from __future__ import annotations

import json
import logging
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.support.disk_day import Office
from tests.support.killed_calls import Killed
from tests.support.killed_plants import PLANTED_STEPS, PLANTS
from tests.support.power_day import scratch

ONE_IN = 20


def main() -> int:
    """Kill at some calls, then with each fault until it shows."""
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory(dir=scratch(), ignore_cleanup_errors=True) as name:
        folder = Path(name)
        office = Office(folder / "office")
        killed = Killed(office, folder)
        verdicts = [killed.kill(at) for at in killed.kills()[ONE_IN // 2 :: ONE_IN]]
        found: dict[str, Any] = {
            "calls": len(killed.day.calls),
            "killed": sum(one.killed for one in verdicts),
            "steps": sorted({one.step for one in verdicts}),
            "wrong": [f"{one.kill.call} {one.kill.nth}, {one.step}: {what}" for one in verdicts for what in one.wrong],
            "planted": {plant: control(office, folder, plant) for plant in PLANTS},
        }
    sys.stdout.write(json.dumps(found) + "\n")
    return 0


def control(office: Office, folder: Path, plant: str) -> str:
    """What shows a planted fault, empty when nothing does."""
    killed = Killed(office, folder, plant)
    call, step = PLANTED_STEPS[plant]
    for at in reversed([one for one in killed.kills(step) if one.call == call]):
        if wrong := killed.kill(at).wrong:
            return wrong[0]
    return ""


if __name__ == "__main__":
    sys.exit(main())
