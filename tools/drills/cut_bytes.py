"""Drill: a small session over HTTP, cut at every byte of its request and of its reply (N03); one planted fault.

`python -m tools.drills.cut_bytes [--minutes N]` adds a piece to docs/evidence/cut_bytes.json: each run goes on at the
byte where the last one ended. `--controls` lets the desk send again under a new id instead.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.support.cut_line import Line, cut_line, cut_reply, cut_request, measured, sends_twice
from tests.support.drill_evidence import keep, known, stamp
from tests.support.power_day import scratch

GOAL = {"positions": "every byte of request and reply", "wrong": 0, "things_sent_twice_or_never": 0}
OF_A_DESK = 60
"""Sessions of one desk; the thread that they answer grows with each."""
Place = tuple[str, int]


def main(argv: list[str] | None = None) -> int:
    """Cut, keep the evidence; 0 when nothing went wrong, or, with --controls, when the planted fault was found."""
    options = _options(argv)
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory(dir=scratch(), prefix="sipa-bytes-", ignore_cleanup_errors=True) as name:
        return _controls(Path(name)) if options.controls else _cut(Path(name), options)


def _cut(folder: Path, options: argparse.Namespace) -> int:
    on, until = stamp(), time.monotonic() + options.minutes * 60
    with cut_line(folder / "measured") as line:
        asked, replied = measured(line)
    places = [*(("reply", at) for at in range(replied)), *(("request", at) for at in range(asked))]
    begin = max((piece["places"][1] for piece in known("cut_bytes").get("pieces", [])), default=0)
    done, wrong, doubled, cuts = begin, list[str](), 0, 0
    for number, some in enumerate(_parts(places[begin:])):
        if time.monotonic() > until:
            break
        with cut_line(folder / str(number)) as line:
            measured(line)
            wrong += [what for place in some for what in _one(line, place)]
            doubled += line.received() != sorted(["ukuran", *(_text(place) for place in some)])
            cuts += line.proxy.cuts
        done += len(some)
    of = {"reply": min(done, replied) - min(begin, replied), "request": max(done, replied) - max(begin, replied)}
    piece = {**on, "places": [begin, done, len(places)], "bytes": [replied, asked], "positions": done - begin}
    piece |= {"ended_before_the_cut": done - begin - cuts}
    piece |= {"wrong": len(wrong), "things_sent_twice_or_never": doubled, "by_direction": of, "what": wrong[:20]}
    print(json.dumps(keep("cut_bytes", piece, {}, GOAL)["together"], indent=2))
    print(f"{done} of {len(places)} bytes are done. {wrong[:5]}")
    return int(bool(wrong or doubled))


def _controls(folder: Path) -> int:
    on = stamp()
    with cut_line(folder / "planted") as line:
        measured(line)
        with sends_twice():
            cut_reply(line, 200, "dua kali")
        twice = line.received().count("dua kali")
    keep("cut_bytes", None, {"sends again under a new id": {**on, "answers_on_the_server": twice}}, GOAL)
    return int(twice != 2)


def _one(line: Line, place: Place) -> list[str]:
    direction, at = place
    return (cut_reply if direction == "reply" else cut_request)(line, at, _text(place))


def _text(place: Place) -> str:
    return f"{place[0][:3]} {place[1]:05d}"


def _parts(places: list[Place]) -> Iterator[list[Place]]:
    for at in range(0, len(places), OF_A_DESK):
        yield places[at : at + OF_A_DESK]


def _options(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="cut_bytes")
    parser.add_argument("--minutes", type=float, default=60.0, help="stop after so long, wherever that is")
    parser.add_argument("--controls", action="store_true", help="the planted fault instead")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
