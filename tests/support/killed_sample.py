"""One kill in twenty of a day at a desk and its server, and of a server's backup and restore, and planted faults.

`python -m tests.support.killed_sample` prints one line of JSON; the lives are split off from a process of its own.
"""

from __future__ import annotations

import json
import logging
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.support import killed_backup_plants, killed_plants
from tests.support.disk_day import Office
from tests.support.killed_backups import Kept, KilledBackup
from tests.support.killed_calls import Killed
from tests.support.power_day import scratch

ONE_IN = 20


def main() -> int:
    """Kill at some calls, then with each fault until it shows."""
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory(dir=scratch(), ignore_cleanup_errors=True) as name:
        folder = Path(name)
        office, kept = Office(folder / "office"), Kept(folder / "kept")
        found = {
            "day": _some(Killed(office, folder)) | {"planted": controls_of_day(office, folder)},
            "backup": _some(KilledBackup(kept, folder)) | {"planted": controls_of_backup(kept, folder)},
        }
    sys.stdout.write(json.dumps(found) + "\n")
    return 0


def _some(killed: Killed | KilledBackup) -> dict[str, Any]:
    places = killed.kills()
    verdicts = [killed.kill(at) for at in places[ONE_IN // 2 :: ONE_IN]]
    return {
        "calls": len(places),
        "killed": sum(one.killed for one in verdicts),
        "steps": sorted({one.step for one in verdicts}),
        "wrong": [f"{one.kill.call} {one.kill.nth}, {one.step}: {what}" for one in verdicts for what in one.wrong],
    }


def controls_of_day(office: Office, folder: Path) -> dict[str, str]:
    """What shows each fault planted in the day, empty where nothing does."""
    return {
        plant: _shown(Killed(office, folder, plant), *killed_plants.PLANTED_STEPS[plant])
        for plant in killed_plants.PLANTS
    }


def controls_of_backup(kept: Kept, folder: Path) -> dict[str, str]:
    """The same of the faults planted in backup and restore."""
    return {
        plant: _shown(KilledBackup(kept, folder, plant), *killed_backup_plants.PLANTED_AT[plant])
        for plant in killed_backup_plants.PLANTS
    }


def _shown(killed: Killed | KilledBackup, call: str, step: str) -> str:
    for at in reversed([one for one in killed.kills(step) if one.call == call]):
        if wrong := killed.kill(at).wrong:
            return wrong[0]
    return ""


if __name__ == "__main__":
    sys.exit(main())
