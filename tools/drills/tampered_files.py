"""Drill: enrolment files and signed lists of sticks, each tampered with 1,000 times (--count), must all be refused.

Writes docs/evidence/tampered_files.json. Packages of updates are tampered with in tests/unit/core/test_release.py.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from sipa_core.release.faults import ReleaseError
from sipa_core.release.signed import open_signed
from sipa_core.sync.enrolment_file import EnrolmentFileError, open_enrolment
from sipa_desktop.errors import Refused
from tests.support.drill_evidence import evidence_file, stamp
from tests.support.releases import HEAD, KEYS, MAKER
from tests.support.tampered import tampered
from tests.support.world import BABAYAU, BALANG, URL, World
from tools.release.signing import sign_release


def main(argv: Sequence[str] | None = None) -> int:
    """Tamper and open; 1 when one was taken."""
    parser = argparse.ArgumentParser(prog="dev.py drill tampered_files", description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    count: int = parser.parse_args(argv).count
    told: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder))
        try:
            files = [world.server.enrolment_files.make(one, "", URL).content for one in (BABAYAU, BALANG)]
            told["enrolment_files"] = refused(files, count, open_enrolment, EnrolmentFileError)
            told["enrolment_files_at_the_desk"] = at_the_desk(world, files, count // 10)
        finally:
            world.close()
    lists = [sign_release(replace(HEAD, seq=seq), MAKER) for seq in (HEAD.seq, 99)]
    told["signed_lists"] = refused(lists, count, lambda raw: open_signed(raw, KEYS), ReleaseError)
    evidence_file("tampered_files").write_text(json.dumps(stamp() | told, indent=2) + "\n", "utf-8")
    print(json.dumps(told, indent=2))
    return int(any(one["taken"] for one in told.values()))


def refused(good: list[bytes], count: int, opened: Callable[[bytes], object], fault: type[Exception]) -> dict[str, int]:
    """Count what was refused in the one way that is foreseen, and what was taken; any other fault ends the drill."""
    tally = {"tampered": 0, "refused": 0, "taken": 0}
    for seed in itertools.count():
        raw = tampered(good[0], seed, good[1])
        if raw in good:
            continue
        if tally["tampered"] == count:
            break
        tally["tampered"] += 1
        try:
            opened(raw)
        except fault:
            tally["refused"] += 1
        else:
            tally["taken"] += 1
    return tally


def at_the_desk(world: World, good: list[bytes], count: int) -> dict[str, int]:
    """The same by the service that the window asks: a refusal in words, and nothing kept of the file."""
    desk, place = world.desk("babayau"), world.folder / "berkas.sipadaftar"
    tally = {"tampered": 0, "refused": 0, "taken": 0}
    for seed in range(count):
        raw = tampered(good[0], seed, good[1])
        if raw in good:
            continue
        place.write_bytes(raw)
        answer = desk.enrolment.read_file(place)
        tally["tampered"] += 1
        tally["refused" if isinstance(answer, Refused) and desk.identity() is None else "taken"] += 1
    return tally


if __name__ == "__main__":
    sys.exit(main())
