"""Drill: 500 kills of the desk's windows while a person types, saves and sends; at most 2 s of typing may be lost.

Takes a quarter of an hour. `python -m tools.drills.kills [--kills N] [--seed N] [--beside N] [--minutes N]` writes
docs/evidence/kills.json. `--plant late|early` (saving 10 s late, saying "Tersimpan" early) shows that the drill finds
such a fault, and writes nothing.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from tests.support.kills import MOST_LOST, Verdict, office, plan_life

ROOT = Path(__file__).resolve().parents[2]
EVIDENCE = ROOT / "docs" / "evidence" / "kills.json"
PLANTS = ("late", "early")


@dataclass(frozen=True)
class Part:
    """What one of the offices that are killed side by side has to do."""

    number: int
    kills: int
    seed: int
    plant: str
    until: float
    """Seconds of the monotonic clock; no kill begins later."""


def main(argv: list[str] | None = None) -> int:
    """Kill, tell each kill that did harm, write the evidence; 0 when none did (with --plant: when some did)."""
    options = _options(argv)
    until = time.monotonic() + options.minutes * 60
    parts = [
        Part(
            at,
            options.kills // options.beside + (at < options.kills % options.beside),
            options.seed,
            options.plant,
            until,
        )
        for at in range(options.beside)
    ]
    with (
        tempfile.TemporaryDirectory(prefix="sipa-kills-", ignore_cleanup_errors=True) as folder,
        ProcessPoolExecutor(options.beside, mp_context=get_context("spawn")) as pool,
    ):
        done = list(pool.map(_run, [Path(folder) / f"kantor-{part.number}" for part in parts], parts))
    verdicts = [verdict for part in done for verdict in part]
    found = summary(verdicts, options.kills, options.seed)
    print(json.dumps(found, indent=2))
    harmed = bool(found["kills_that_did_harm"])
    if options.plant:
        print("The planted fault was found." if harmed else "The planted fault was NOT found.")
        return int(not harmed)
    EVIDENCE.parent.mkdir(parents=True, exist_ok=True)
    EVIDENCE.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    return int(harmed)


def summary(verdicts: list[Verdict], asked: int, seed: int) -> dict[str, Any]:
    """The evidence: what was run on what, and what was lost."""
    harm = [verdict for verdict in verdicts if verdict.wrong]
    return {
        "drill": "kills",
        "commit": _git("rev-parse", "--short", "HEAD") + ("+changes" if _git("status", "--porcelain") else ""),
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "seed": seed,
        "kills_asked": asked,
        "kills_run": len(verdicts),
        "kills_by_phase": dict(sorted(Counter(verdict.plan for verdict in verdicts).items())),
        "met_while_sending": dict(sorted(Counter(verdict.met for verdict in verdicts if verdict.met).items())),
        "told_saved": sum(verdict.saved_told for verdict in verdicts),
        "told_taken_over": sum(verdict.submitted_told for verdict in verdicts),
        "told_sent": sum(verdict.sent_told for verdict in verdicts),
        "entries_typed": sum(verdict.keys for verdict in verdicts),
        "allowed_loss_ms": int(MOST_LOST * 1000),
        "longest_loss_ms": round(max((verdict.lost_ms for verdict in verdicts), default=0.0)),
        "longest_loss_in_an_open_cell_ms": round(max((verdict.cell_ms for verdict in verdicts), default=0.0)),
        "kills_that_did_harm": len(harm),
        "harm": [{"phase": verdict.plan, "what": verdict.wrong} for verdict in harm],
    }


def _run(folder: Path, part: Part) -> list[Verdict]:
    chance = random.Random(f"{part.seed} {part.number}")
    verdicts: list[Verdict] = []
    with office(folder, part.plant) as killed:
        for number in range(1, part.kills + 1):
            if time.monotonic() > part.until:
                break
            verdict = killed.kill_once(plan_life(chance))
            verdicts.append(verdict)
            if verdict.wrong or number % 25 == 0:
                told = "; ".join(verdict.wrong) or "nothing lost"
                print(f"office {part.number}, kill {number} ({verdict.plan}): {told}", flush=True)
    return verdicts


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def _options(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="kills")
    parser.add_argument("--kills", type=int, default=500, help="how many in all")
    parser.add_argument("--seed", type=int, default=4)
    parser.add_argument("--beside", type=int, default=3, help="how many offices side by side")
    parser.add_argument("--minutes", type=float, default=60.0, help="stop after so long, however many were run")
    parser.add_argument("--plant", choices=PLANTS, default="", help="put a fault in; the drill must find it")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
