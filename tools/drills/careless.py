"""Drill: the planted careless reports of five hands against the real check (tests/support/planted_judge.py).

Tells what is found and missed of each set, and what is said of its careful reports. With --label the run is added to
docs/evidence/<set>.json, where the first score, from before a rule was changed for the set, stays as it was.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from typing import Any

from tests.support.drill_evidence import evidence_file, known, stamp
from tests.support.planted_judge import GOAL, LEAST_FOUND, MOST_ALARMS, PlantedSet, judged
from tests.support.planted_sets import FURTHER, SETS

RUNS = {"faults": "runs", "further": "further_runs"}


def main(argv: Sequence[str] | None = None) -> int:
    """Judge every set and tell; 1 when of one fewer than 55 of 60 are found, or more than three alarms are raised."""
    parser = argparse.ArgumentParser(prog="dev.py drill careless", description=__doc__)
    parser.add_argument("--set", choices=tuple(SETS), action="append", help="only this set")
    parser.add_argument("--label", default="", help="names the run and keeps it")
    options = parser.parse_args(argv)
    short = False
    for name in options.set or SETS:
        run = _judged(name, SETS[name](), options.label)
        short |= run["found"] < LEAST_FOUND or run["findings_on_clean_reports"] > MOST_ALARMS
        pieces = {RUNS["faults"]: run}
        if name in FURTHER:
            pieces[RUNS["further"]] = _judged(f"{name}, further", FURTHER[name](), options.label)
        if options.label:
            _keep(name, pieces)
    return int(short)


def _judged(name: str, planted: PlantedSet, label: str) -> dict[str, Any]:
    verdict = judged(planted)
    alone = judged(planted, own_desk=True)
    for fault in planted.faults:
        told = verdict.told[fault.id]
        print(f"{fault.id}: {told[0].words if told else 'MISSED: ' + fault.wrong}")
    for report, one in verdict.alarms:
        print(f"ALARM {report} {one.path}: {one.words}")
    run: dict[str, Any] = {**stamp(), "label": label, **verdict.facts()}
    run["found_on_the_villages_own_desk"] = len(alone.told) - len(alone.missed)
    print(f"{name}: found {run['found']} of {run['faults']}, {len(verdict.alarms)} alarms", flush=True)
    return run


def _keep(name: str, pieces: dict[str, dict[str, Any]]) -> None:
    kept: dict[str, Any] = {"set": name, "goal": GOAL} | known(name)
    for runs, run in pieces.items():
        kept[runs] = [*kept.get(runs, []), run]
    evidence_file(name).write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
