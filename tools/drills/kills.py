"""Drill: 500 kills of the desk's windows while a person types, saves and sends; at most 2 s of typing may be lost.

Takes ten minutes. `python -m tools.drills.kills [--kills N] [--seed N] [--beside N] [--minutes N] [--add]` writes
docs/evidence/kills.json, also when it is stopped (Ctrl+C, SIGTERM); `--add` puts a piece to the pieces that are there.
`--plant late|early` (saving 10 s late, saying "Tersimpan" early) goes on until the planted fault is found.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from tests.support.kills import MOST_LOST, Verdict, office, plan_life

ROOT = Path(__file__).resolve().parents[2]
EVIDENCE = ROOT / "docs" / "evidence" / "kills.json"
PLANTS = ("late", "early")
STOP, VERDICTS = "stop", "verdicts.jsonl"
_FOLDER = re.compile(r"(?:/[\w.+-]+)+/(?=[\w.+-]+)")


@dataclass(frozen=True)
class Part:
    """What one of the offices that are killed side by side has to do; `until` in seconds of the monotonic clock."""

    number: int
    kills: int
    seed: int
    plant: str
    until: float


def main(argv: list[str] | None = None) -> int:
    """Kill, tell each kill that did harm, write the evidence; 0 when none did (with --plant: when some did)."""
    options = _options(argv)
    with tempfile.TemporaryDirectory(prefix="sipa-kills-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        for ending in (signal.SIGINT, signal.SIGTERM):
            signal.signal(ending, partial(_stop, folder))
        broken = _kill(folder, options)
        lines = [line for file in folder.glob(f"*/{VERDICTS}") for line in file.read_text("utf-8").splitlines()]
    found = summary([Verdict(**json.loads(line)) for line in lines], options, broken)
    print(json.dumps(found, indent=2))
    _keep(found, options)
    harmed = bool(found["kills_that_did_harm"])
    if options.plant:
        print("The planted fault was found." if harmed else "The planted fault was NOT found.")
        return int(not harmed)
    return int(harmed or bool(broken) or bool(found["ended_by_themselves"]))


def summary(verdicts: list[Verdict], options: argparse.Namespace, broken: list[str]) -> dict[str, Any]:
    """The evidence of one piece: what was run on what, and what was lost."""
    harm = [verdict for verdict in verdicts if verdict.wrong]
    lost = {target: [one.lost_ms for one in verdicts if one.target == target] for target in ("text", "cell")}
    changed = _git("status", "--porcelain", "--", ".", ":!docs/evidence")
    return {
        "commit": _git("rev-parse", "--short", "HEAD") + ("+changes" if changed else ""),
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "seed": options.seed,
        "side_by_side": options.beside,
        "kills_asked": options.kills,
        "kills_run": len(verdicts),
        "kills_by_phase": dict(sorted(Counter(verdict.plan for verdict in verdicts).items())),
        "met_while_sending": dict(sorted(Counter(verdict.met for verdict in verdicts if verdict.met).items())),
        "told_saved": sum(verdict.saved_told for verdict in verdicts),
        "told_taken_over": sum(verdict.submitted_told for verdict in verdicts),
        "told_sent": sum(verdict.sent_told for verdict in verdicts),
        "entries_typed": sum(verdict.keys for verdict in verdicts),
        "entries_lost": sum(verdict.lost_keys for verdict in verdicts),
        "longest_loss_in_a_text_ms": round(max(lost["text"], default=0.0)),
        "longest_loss_in_a_cell_ms": round(max(lost["cell"], default=0.0)),
        "kills_that_did_harm": len(harm),
        "harm": [{"where": one.target, "phase": one.plan, "what": one.wrong} for one in harm],
        "ended_by_themselves": [_FOLDER.sub("", one.by_itself) for one in verdicts if one.by_itself],
        "offices_broken_off": broken,
    }


def together(pieces: list[dict[str, Any]]) -> dict[str, Any]:
    """The sums over the pieces, and the longest losses."""
    counts = ("kills_run", "told_saved", "told_taken_over", "told_sent", "entries_typed", "entries_lost")
    longest = ("longest_loss_in_a_text_ms", "longest_loss_in_a_cell_ms")
    phases: Counter[str] = sum((Counter(piece["kills_by_phase"]) for piece in pieces), Counter())
    return {
        "commits": sorted({piece["commit"] for piece in pieces}),
        **{count: sum(piece[count] for piece in pieces) for count in counts},
        "kills_by_phase": dict(sorted(phases.items())),
        **{most: max((piece[most] for piece in pieces), default=0) for most in longest},
        "kills_that_did_harm": sum(piece["kills_that_did_harm"] for piece in pieces),
        "ended_by_themselves": sum(len(piece["ended_by_themselves"]) for piece in pieces),
    }


def _keep(found: dict[str, Any], options: argparse.Namespace) -> None:
    known = json.loads(EVIDENCE.read_text("utf-8")) if EVIDENCE.is_file() else {}
    controls, pieces = known.get("planted", {}), known.get("pieces", [])
    if options.plant:
        controls[options.plant] = {**found, "harm": found["harm"][:3]}
    else:
        pieces = [*(pieces if options.add else []), found]
    kept = {
        "drill": "kills",
        "allowed_loss_ms": int(MOST_LOST * 1000),
        "together": together(pieces),
        "planted": controls,
        "pieces": pieces,
    }
    EVIDENCE.parent.mkdir(parents=True, exist_ok=True)
    EVIDENCE.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")


def _kill(folder: Path, options: argparse.Namespace) -> list[str]:
    """Run the offices; what broke one off, in words. Their verdicts are in their folders."""
    until = time.monotonic() + options.minutes * 60
    each, more = divmod(options.kills, options.beside)
    parts = [Part(at, each + (at < more), options.seed, options.plant, until) for at in range(options.beside)]
    with ProcessPoolExecutor(options.beside, mp_context=get_context("spawn"), initializer=_ignore_stops) as pool:
        running = [pool.submit(_run, folder, part) for part in parts]
        faults = [one.exception() for one in running]
    return [_FOLDER.sub("", f"{type(fault).__name__}: {fault}")[-3000:] for fault in faults if fault is not None]


def _run(folder: Path, part: Part) -> None:
    chance = random.Random(f"{part.seed} {part.number}")
    own = folder / f"kantor-{part.number}"
    with office(own, part.plant) as killed, (own / VERDICTS).open("a", encoding="utf-8") as verdicts:
        for number in range(1, part.kills + 1):
            if time.monotonic() > part.until or (folder / STOP).exists():
                break
            verdict = killed.kill_once(plan_life(chance))
            verdicts.write(json.dumps(asdict(verdict)) + "\n")
            verdicts.flush()
            if verdict.wrong or verdict.by_itself or number % 25 == 0:
                told = "; ".join(verdict.wrong) or verdict.by_itself or "nothing lost"
                print(f"office {part.number}, kill {number} ({verdict.target}, {verdict.plan}): {told}", flush=True)
            if verdict.wrong and part.plant:
                (folder / STOP).touch()


def _stop(folder: Path, *_signal: object) -> None:
    """Let each office end the kill it is at; what was reached is written."""
    (folder / STOP).touch()


def _ignore_stops() -> None:
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, signal.SIG_IGN)


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def _options(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="kills")
    parser.add_argument("--kills", type=int, default=500, help="how many in all")
    parser.add_argument("--seed", type=int, default=4)
    parser.add_argument("--beside", type=int, default=3, help="how many offices side by side")
    parser.add_argument("--minutes", type=float, default=60.0, help="stop after so long, however many were run")
    parser.add_argument("--add", action="store_true", help="keep the pieces that were run before")
    parser.add_argument("--plant", choices=PLANTS, default="", help="put a fault in; the drill must find it")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
