"""Drill: the check of careless reports on a second hand's sixty faults and twenty clean reports.

That hand had not read the checks. Adds a run to docs/evidence/second_hand.json, where the first score stays (--label
names the run; --further judges tests/data/second_hand/further). Without --label nothing is written.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from typing import Any

from tests.support.drill_evidence import evidence_file, known, stamp
from tests.support.second_hand_judge import Verdict, alarms, judged
from tests.support.second_hand_reports import faults, reports

LEAST_FOUND = 55
MOST_ALARMS = 3
GOAL = {"faults_found_at_least": LEAST_FOUND, "findings_on_clean_reports_at_most": MOST_ALARMS}
COUNTED = (
    "A fault is found when a finding that the clean report does not have stands at a place the fault names; findings "
    "of the weight 'baik' count neither as found nor as alarms; every other finding on a clean report is an alarm."
)


def main(argv: Sequence[str] | None = None) -> int:
    """Judge, tell, and keep the run when it has a label; 1 when a bound does not hold."""
    parser = argparse.ArgumentParser(prog="dev.py drill second_hand", description=__doc__)
    parser.add_argument("--label", default="")
    parser.add_argument("--further", action="store_true")
    options = parser.parse_args(argv)
    world = reports()
    planted = faults("further" if options.further else "faults")
    verdicts = judged(planted, world)
    said = alarms(world)
    run: dict[str, Any] = stamp() | {
        "label": options.label,
        "faults": len(planted),
        "found": sum(one.found for one in verdicts),
        "found_on_the_villages_own_desk": sum(one.found for one in judged(planted, world, own_desk=True)),
        "clean_reports": len(world),
        "findings_on_clean_reports": len(said),
        "missed": [_missed(one) for one in verdicts if not one.found],
        "false_alarms": [{"report": key, "code": one.code, "path": one.path, "words": one.words} for key, one in said],
        "found_by": {one.fault.id: [found.code for found in one.there] for one in verdicts if one.found},
    }
    print(json.dumps(run, indent=2, ensure_ascii=False))
    if options.label:
        runs = [*known("second_hand").get("runs", []), run]
        kept = {"drill": "second_hand", "goal": GOAL, "counted": COUNTED, "runs": runs}
        evidence_file("second_hand").write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n", "utf-8")
    short = run["found"] < LEAST_FOUND and not options.further
    return int(short or len(said) > MOST_ALARMS)


def _missed(verdict: Verdict) -> dict[str, Any]:
    fault = verdict.fault
    other = [f"{one.code}: {one.words}" for one in verdict.elsewhere[:3]]
    return {"id": fault.id, "report": fault.report, "kind": fault.kind, "wrong": fault.wrong, "said_elsewhere": other}


if __name__ == "__main__":
    raise SystemExit(main())
