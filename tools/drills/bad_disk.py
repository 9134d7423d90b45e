"""Drill: bad days of the disk on real file systems: full to the byte (S04), faults of calls (S03), read-only (S05),
held by another program (S09), rotten bits (S06). Each with a planted fault that must be found.

`python -m tools.drills.bad_disk [--only S04 ...] [--quick]` writes docs/evidence/bad_disk.json, each part with its
commit; `--quick` tries few places and writes nothing. Linux only; needs root or user namespaces for mounts, strace, and
root for an ext4 in a file: what this machine does not allow is said and stands as not tried.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.support import bit_rot, faulty_calls, full_disk, readonly_disk
from tests.support.disk_day import Office
from tests.support.disk_plants import planted
from tests.support.faulty_calls import Fault
from tests.support.full_disk import SIZES, Threshold
from tests.support.small_disk import BLOCK, MB, abortable_disk, go_inside, small_disk

ROOT = Path(__file__).resolve().parents[2]
EVIDENCE = ROOT / "docs" / "evidence" / "bad_disk.json"
SEED = 4
HOLD_SECONDS = 60.0
Facts = dict[str, Any]


class Drill:
    """All parts on one office."""

    def __init__(self, office: Office, folder: Path, *, quick: bool) -> None:
        self.office, self.folder, self.quick = office, folder, quick

    def s04(self, plant: str = "") -> Facts:
        """Full disks: every second block near where saving writes, then further apart."""
        few = self.quick or bool(plant)
        blocks = [*range(0, 200, 25 if few else 2), *range(200, 1100, 400 if few else 60)]
        places = [
            Threshold(block * BLOCK, reserve, at_start)
            for block in blocks
            for reserve in (True, False)
            for at_start in (False, True)
        ]
        found = Counter[str]()
        wrong: list[str] = []
        words: dict[str, str] = {}
        with planted(plant):
            for at, size in enumerate(SIZES):
                with small_disk(self.folder / "small", size) as disk:
                    for place in places[at :: len(SIZES)]:
                        one = full_disk.fill(self.office, disk, place)
                        words |= one.words
                        found.update(
                            thresholds=1,
                            refusals=one.met,
                            saved_by_the_reserve=one.rescued,
                            not_opened_but_told=int(one.not_opened),
                            sending_paused=int(one.sync_paused),
                            lost=one.lost,
                            corrupt=one.damaged,
                            silent=one.silent,
                        )
                        wrong += [f"{place.room} bytes: {what}" for what in one.wrong]
        if not found["saved_by_the_reserve"]:
            wrong.append("no reserve ever helped")
        return {**found, "disk_sizes_mb": [size // MB for size in SIZES], "wrong": wrong, "words": words}

    def s03(self, plant: str = "") -> Facts:
        """The Nth call fails, once and for good."""
        if not faulty_calls.can_trace():
            return {"not_tried": "strace is not there, or may not look at a child"}
        found: Facts = {"by_call": {}, "wrong": [], "lost": 0, "corrupt": 0, "silent": 0, "words": {}}
        folder = self.folder / "calls"
        folder.mkdir(exist_ok=True)
        with planted(plant):
            for call in faulty_calls.CALLS:
                for dead in (False, True):
                    self._call(found, folder, call, dead, bool(plant))
        return found

    def _call(self, found: Facts, folder: Path, call: str, dead: bool, few: bool) -> None:
        if self.quick or few:
            nths = [1, 2, 5, 12, 40] if call in ("fsync", "pread64", "pwrite64") and not (few and dead) else []
        else:
            nths = [*range(1, 16), *range(16, 400, 12)] if not dead else [1, 2, 4, 8, 16, 60]
        counts = Counter[str]()
        for nth in nths:
            life = faulty_calls.live(self.office, folder, Fault(call, nth, dead))
            if not life.injected:
                break
            counts.update(tried=1, told=int(life.told != ["saved"]), absorbed=life.absorbed)
            found["lost"] += life.lost
            found["corrupt"] += life.damaged
            found["silent"] += life.silent + life.acknowledged
            found["words"] |= life.words
            found["wrong"] += [f"{call} {nth}{'+' if dead else ''}: {what}" for what in life.wrong]
        if counts:
            found["by_call"][f"{call}, {'from then on' if dead else 'once'}"] = dict(counts)

    def s05(self, plant: str = "") -> Facts:
        """A disk that turns read-only at work, and one that is so before the start."""
        found: Facts = {"tried": 0, "wrong": [], "lost": 0, "corrupt": 0, "silent": 0, "words": {}}
        with planted(plant), abortable_disk(self.folder / "image", self.folder / "ext4") as disk:
            if disk is None:
                return {"not_tried": "this machine mounts no ext4 in a file"}
            steps = (0, 1) if plant else range(7)
            runs = [readonly_disk.turn(self.office, disk, after) for after in steps]
            if not plant:
                runs.append(readonly_disk.before_start(self.office, disk, self.folder / "carried"))
        for run in runs:
            found["tried"] += 1
            found["lost"] += run.lost
            found["corrupt"] += run.damaged
            found["silent"] += run.silent
            found["words"] |= run.words
            found["wrong"] += [f"after {run.after}: {what}" for what in run.wrong]
        return found

    def s06(self, plant: str = "") -> Facts:
        """Rotten bits at random places."""
        chance = random.Random(SEED)
        few = self.quick or bool(plant)
        with planted(plant):
            rotting = bit_rot.Rotting(self.office, self.folder / f"rot-{plant.replace(' ', '-')}")
            turns = (
                (rotting.database, 8 if few else 200),
                (rotting.log, 20 if few else 300),
                (rotting.attachment, 3 if few else 60),
                (rotting.key_file, 20 if few else 300),
                (rotting.trace, 10 if few else 100),
            )
            for turn, times in turns:
                for _time in range(times):
                    turn(chance)
        rot = rotting.found
        return {
            "flips": dict(rot.flips),
            "noticed_before_use": dict(rot.noticed),
            "harmless": dict(rot.harmless),
            "drafts_newest_kept": rot.kept_newest,
            "drafts_back_to_the_copy_as_told": rot.back_to_copy,
            "lost": 0,
            "corrupt": 0,
            "silent": len(rot.wrong),
            "wrong": [f"{times} x {what}" for what, times in Counter(rot.wrong).items()],
        }

    def s09(self, plant: str = "") -> Facts:
        """The real window while the file is held, and while the disk is full."""
        from tests.support import held_file

        with planted(plant):
            seconds = 8.0 if self.quick or plant else HOLD_SECONDS
            kinds = list(held_file.HOLDERS)[: 1 if plant else None]
            runs = [held_file.hold(self.office, self.folder / "held" / "desa", kind, seconds) for kind in kinds]
            if not plant:
                with small_disk(self.folder / "window", 32 * MB) as disk:
                    runs.append(held_file.fill_up(self.office, disk, disk.folder / "desa"))
        return {
            "windows": [vars(run) | {"wrong": len(run.wrong)} for run in runs],
            "longest_ms": max(run.longest_ms for run in runs),
            "lost": sum("not saved by themselves" in what for run in runs for what in run.wrong),
            "corrupt": 0,
            "silent": sum("the window says" in what for run in runs for what in run.wrong),
            "wrong": [f"{run.kind}: {what}" for run in runs for what in run.wrong],
        }


CONTROLS = {
    "S03": ("says saved before the commit", "goes on with the old connections"),
    "S04": ("says saved before the commit", "keeps the reserve"),
    "S05": ("says saved before the commit",),
    "S06": ("does not read the pages", "notes no commits", "gives out what it did not check"),
    "S09": ("says saved in the window", "saves on the window's thread"),
}


def main(argv: list[str] | None = None) -> int:
    """Run parts and controls; 0 when nothing was lost, damaged or silent and every planted fault was found."""
    arguments = sys.argv[1:] if argv is None else argv
    options = _options(arguments)
    inside = go_inside("tools.drills.bad_disk", arguments)
    if inside == -1:
        print("Small disks cannot be mounted here: this drill needs Linux, and root or user namespaces.")
        return 2
    if inside is not None:
        return inside
    logging.disable(logging.CRITICAL)
    evidence: Facts = {"drill": "bad_disk", "seed": SEED, "faults": {}}
    stamp = {
        "commit": _git("rev-parse", "--short", "HEAD") + ("+changes" if _git("status", "--porcelain") else ""),
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
    }
    with tempfile.TemporaryDirectory(prefix="sipa-disk-", ignore_cleanup_errors=True) as folder:
        drill = Drill(Office(Path(folder) / "office"), Path(folder), quick=options.quick)
        parts: dict[str, Callable[[str], Facts]] = {
            "S03": drill.s03,
            "S04": drill.s04,
            "S05": drill.s05,
            "S06": drill.s06,
            "S09": drill.s09,
        }
        for name in options.only or list(parts):
            begun = time.monotonic()
            facts: dict[str, object] = {**stamp, **parts[name]("")}
            evidence["faults"][name] = facts
            if "not_tried" not in facts:
                facts["planted_faults_found_at"] = {
                    control: len(parts[name](control)["wrong"]) for control in CONTROLS[name]
                }
            facts["seconds"] = round(time.monotonic() - begun)
            print(f"{name}: {json.dumps(facts, indent=2, ensure_ascii=False)}", flush=True)
    good = all(
        not facts.get("wrong") and all(facts.get("planted_faults_found_at", {}).values())
        for facts in evidence["faults"].values()
    )
    if not options.quick:
        if EVIDENCE.exists():
            before = json.loads(EVIDENCE.read_text(encoding="utf-8"))
            evidence["faults"] = dict(sorted((before["faults"] | evidence["faults"]).items()))
        EVIDENCE.parent.mkdir(parents=True, exist_ok=True)
        EVIDENCE.write_text(json.dumps(evidence, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print("Nothing was lost, damaged or silent, and every planted fault was found." if good else "Something is WRONG.")
    return int(not good)


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bad_disk")
    parser.add_argument("--only", nargs="+", choices=sorted(CONTROLS), default=[])
    parser.add_argument("--quick", action="store_true", help="few places; writes no evidence")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
