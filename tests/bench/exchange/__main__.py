"""`python -m tests.bench.exchange [--peers] [--work W1 …] [--lines lan …] [--rounds N] [--json FILE [--add]]`.

Without `--peers` only this project's own side is measured. With it the peers' environments are made under the cache
folder (`--cache`), and every round runs all of them one after another; a figure is the median of the rounds. With
`--add` the rounds join those that the file has of before (the last five of each count), so that a long series can be
run in pieces.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from tests.bench.exchange import reports
from tests.bench.exchange.beside_anki import anki
from tests.bench.exchange.beside_anki import prepare as prepare_anki
from tests.bench.exchange.beside_git import git
from tests.bench.exchange.beside_git import prepare as prepare_git
from tests.bench.exchange.beside_pouch import pouch
from tests.bench.exchange.beside_pouch import prepare as prepare_pouch
from tests.bench.exchange.measure import COLD, Figures, Side, measured, worked
from tests.bench.exchange.own import own
from tests.bench.exchange.tables import UNCUT, told

Start = Callable[[Path], AbstractContextManager[Side]]
CACHE = Path.home() / ".cache" / "sipa-bench"
LINES = {
    "W1": ("lan", "edge", "gprs"),
    "W2": ("lan", "edge"),
    COLD: ("edge",),
    "W3": ("lan", "edge"),
    "W4": ("lan", "edge"),
    "W5": ("edge",),
    "W6": ("lan",),
}
COUNT = 5000
MOST = 5
"""Rounds that count."""
_LEFT_OUT = {"W5": ("Anki", "git", "PouchDB"), COLD: ("Anki", "PouchDB")}
"""W5 is held against the file itself, and a line that is opened first against git, which always opens one."""
CUTS = {"W5": 2, UNCUT: 0}
"""The same file over the same line, with and without."""


def main() -> None:
    """Measure, print, and keep the figures where they are wanted."""
    asked = _asked()
    done: list[Figures] = []
    with tempfile.TemporaryDirectory() as made:
        texts = Path(made)
        (texts / "reports.jsonl").write_bytes(b"\n".join(reports.whole(number) for number in range(COUNT)))
        (texts / "changed.jsonl").write_bytes(b"\n".join(reports.changed(number) for number in range(5)))
        sides = dict(_sides(asked, texts))
        for work in asked.work:
            for line in LINES[work]:
                if line in asked.lines:
                    done += _rounds(sides, work, line, asked.rounds)
    print(told(_medians(done)))
    if asked.json is not None:
        _keep(asked.json, done, add=asked.add)


def _keep(file: Path, done: list[Figures], *, add: bool) -> None:
    """Put the rounds into the file, with the medians of those that count by now."""
    on = {"date": datetime.now(UTC).date().isoformat(), "commit": _commit()}
    runs = msgspec.json.decode(file.read_bytes()).get("runs", []) if file.exists() else []
    anew = {_place(msgspec.to_builtins(one)) for one in done}
    if not add:
        runs = [one for one in runs if _place(one) not in anew]
    runs += [{**msgspec.to_builtins(one), **on} for one in done]
    figures, counted = [], []
    for place in sorted({_place(one) for one in runs}):
        last = [one for one in runs if _place(one) == place][-MOST:]
        counted += last
        median = _median([msgspec.convert(one, Figures) for one in last])
        figures.append({**msgspec.to_builtins(median), "rounds": len(last)})
    file.write_bytes(msgspec.json.format(msgspec.json.encode({**on, "figures": figures, "runs": counted})) + b"\n")


def _place(one: dict[str, str]) -> tuple[str, str, str]:
    return one["work"], one["line"], one["peer"]


def _sides(asked: argparse.Namespace, texts: Path) -> Iterator[tuple[str, Start]]:
    yield "SIPA", own
    if not asked.peers:
        return
    cache: Path = asked.cache
    peers: tuple[tuple[str, str, Start], ...] = (
        ("Anki", prepare_anki(cache), lambda folder: anki(cache, folder, texts)),
        ("git", prepare_git(), git),
        ("PouchDB", prepare_pouch(cache), lambda folder: pouch(cache, folder, texts)),
    )
    for name, missing, start in peers:
        if missing:
            print(missing)
        elif name in asked.only:
            yield name, start


def _rounds(sides: dict[str, Start], work: str, line: str, rounds: int) -> list[Figures]:
    found: list[Figures] = []
    for _round in range(rounds):
        for name, start in sides.items():
            if name in _LEFT_OUT.get(work, ()) or (name == "PouchDB" and line == "gprs"):  # it takes minutes there
                continue
            for part in CUTS if work == "W5" else (work,):
                with tempfile.TemporaryDirectory() as folder, start(Path(folder)) as side:
                    one = _file(side, part, line) if work == "W5" else worked(side, work, line)
                print(one, flush=True)
                found.append(one)
    return found


def _medians(done: list[Figures]) -> list[Figures]:
    places = dict.fromkeys((one.peer, one.work, one.line) for one in done)
    return [_median([one for one in done if (one.peer, one.work, one.line) == place]) for place in places]


def _file(side: Side, part: str, line: str) -> Figures:
    send = getattr(side, "send_file")  # noqa: B009 - only our own side has it
    return measured(side, part, line, send, cuts=CUTS[part], every=1_000_000)


def _median(ones: list[Figures]) -> Figures:
    """Each figure's median; what is counted is the same in every round but for a few bytes."""
    first = ones[0]
    values = {
        name: statistics.median_low(getattr(one, name) for one in ones)
        for name in Figures.__struct_fields__
        if name not in ("peer", "work", "line")
    }
    return Figures(first.peer, first.work, first.line, **values)


def _commit() -> str:
    told_by = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return told_by.stdout.strip()


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", action="store_true", help="measure the peers too; makes their environments")
    parser.add_argument("--only", nargs="+", default=["Anki", "git", "PouchDB"], help="which peers")
    parser.add_argument("--work", nargs="+", choices=LINES, default=list(LINES))
    parser.add_argument("--lines", nargs="+", choices=("lan", "edge", "gprs"), default=["lan", "edge", "gprs"])
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--cache", type=Path, default=CACHE)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--add", action="store_true", help="let the rounds join those that the file has")
    return parser.parse_args()


if __name__ == "__main__":
    main()
