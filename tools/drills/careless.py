"""Drill: the planted careless reports against the real check; writes docs/evidence/careless.json.

The first score, from before any rule was changed for them, stays in the file as it was. What is counted: a fault is
found when a finding that the clean report does not have stands where a reader would see it; every finding on a clean
report that is no praise counts as an alarm. Further faults, of the kinds that were missed, were planted after the
rules had been mended, on other reports and in other words.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Final

from tests.support.careless_judge import as_facts, dumped, judged, planted
from tests.support.drill_evidence import evidence_file, known, stamp

GOAL: Final = {"found_of_60": 55, "alarms_on_20_clean_reports": 3}


FURTHER: Final = "further"


def main(argv: Sequence[str] | None = None) -> int:
    """Judge and tell; 1 when fewer than 55 of 60 were found, or clean reports had more than three findings."""
    argparse.ArgumentParser(prog="dev.py drill careless", description=__doc__).parse_args(argv)
    faults = planted()
    verdict = judged(faults)
    now = {**stamp(), **as_facts(faults, verdict)}
    kept = {"drill": "careless", "goal": GOAL, "first": known("careless").get("first", now), "now": now}
    more = planted(FURTHER)
    after = judged(more, further=True)
    known_first = known("careless").get(FURTHER, {}).get("first")
    facts = {**stamp(), **as_facts(more, after, further=True)}
    kept[FURTHER] = {"first": known_first or facts, "now": facts}
    evidence_file("careless").write_text(dumped(kept), encoding="utf-8")
    for fault in faults:
        told = verdict.told[fault.id]
        print(f"{fault.id} {fault.kind}: {told[0].words if told else 'MISSED: ' + fault.wrong}")
    for fault in more:
        told = after.told[fault.id]
        print(f"{fault.id} {fault.kind}: {told[0].words if told else 'MISSED: ' + fault.wrong}")
    for name, found in (*verdict.alarms.items(), *after.alarms.items()):
        for one in found:
            print(f"ALARM {name} {one.path}: {one.words}")
    print(f"found {now['found']} of {now['faults']}, {now['alarms']} alarms on {now['clean_reports']} clean reports")
    return 0 if now["found"] >= GOAL["found_of_60"] and now["alarms"] <= GOAL["alarms_on_20_clean_reports"] else 1


if __name__ == "__main__":
    sys.exit(main())
