"""`python -m tests.bench.rate [--rounds N] [--seconds S] [--beside TREE] [--json FILE]`: messages a second.

A bare Litestar application that inserts a row, and the real server with one op a message (16 enrolled PCs, rights,
rules, receipts, signatures) and with 50, take turns over 16 kept connections with the same bytes. What counts is the
ratio of a round. `--beside`: another tree of this project, whose server takes its turn too ("before").
"""

from __future__ import annotations

import argparse
import platform
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

from tests.bench.exchange.measure import cpu_of, free_port, running
from tests.bench.rate.knocking import Asker, knock
from tests.bench.rate.offices import Stranger, enrolled
from tests.bench.rate.stages import stages

HERE: Final = Path(__file__).parents[3]
CLIENT, THREAD, LOOP = "the client alone", "bare, in a thread", "bare, on the loop"
OURS, MANY, BEFORE = "SIPA, 1 op", "SIPA, 50 ops", "SIPA before, 1 op"
BARE: Final = {CLIENT: "fixed", THREAD: "thread", LOOP: "loop"}
MANY_OPS: Final = 50
WARM_SECONDS: Final = 0.5
WORST: Final = 1.5
"""A round in which the bare application was slower than its best by this does not count: others had the machine."""


class Seen(msgspec.Struct, frozen=True):
    """One program in one round: requests a second, milliseconds, and processor time of the server for each request."""

    program: str
    a_second: float
    p50: float
    p95: float
    server_cpu: float
    client_cpu: float
    """Share of one core that the client needed."""


def main() -> None:
    """Measure, print, and keep the figures where they are wanted."""
    asked = _asked()
    rounds = [_round(asked.seconds, asked.beside) for _round_no in range(asked.rounds)]
    counted = _counted(rounds)
    medians = [_median([one[place] for one in counted]) for place in range(len(rounds[0]))]
    ratios = {name: [_ratio(one, name) for one in counted] for name in (OURS, MANY, BEFORE) if name in _names(medians)}
    where = _where(asked.seconds)
    print(_told(medians, ratios, where, f"{len(counted)} of {len(rounds)} rounds count"))
    if asked.json is not None:
        kept = {
            "date": datetime.now(UTC).date().isoformat(),
            "commit": _commit(),
            "python": platform.python_version(),
            "medians": medians,
            "ratio to the bare application in a thread, by round": ratios,
            "milliseconds of one message, alone, with the clocks' own cost": where,
            "rounds": rounds,
        }
        asked.json.write_bytes(msgspec.json.format(msgspec.json.encode(kept)) + b"\n")


def _round(seconds: float, beside: Path | None) -> list[Seen]:
    """Every program once, each on a new database."""
    found: list[Seen] = []
    for name, kind in BARE.items():
        with tempfile.TemporaryDirectory() as folder:
            askers = [Stranger(one) for one in enrolled(Path(folder) / "server")]
            with _served("tests.bench.rate.bare", kind, folder) as (port, pid):
                found.append(_seen(name, port, pid, askers, seconds))
    trees = {OURS: HERE} | ({BEFORE: beside.resolve()} if beside is not None else {}) | {MANY: HERE}
    for name, tree in trees.items():
        with tempfile.TemporaryDirectory() as folder:
            offices = enrolled(Path(folder))
            for office in offices:
                office.ops = MANY_OPS if name == MANY else 1
            with _served("sipa_server", "serve", "--data", folder, "--port", tree=tree) as (port, pid):
                found.append(_seen(name, port, pid, offices, seconds))
    print(*(f"{one.program}: {one.a_second:.0f}" for one in found), sep="; ", flush=True)
    return found


@contextmanager
def _served(module: str, *more: str, tree: Path = HERE) -> Iterator[tuple[int, int]]:
    """A program of that tree that listens on the port that is its last argument: the port and the process."""
    port = free_port()
    # -P: what lies in the folder that this was begun in must not stand before the tree.
    command = [sys.executable, "-P", "-m", module, *more, str(port)]
    with running(command, port, PYTHONPATH=tree) as process:
        yield port, process.pid


def _seen(name: str, port: int, pid: int, askers: Sequence[Asker], seconds: float) -> Seen:
    before = cpu_of(pid)
    rate = knock(port, askers, seconds, WARM_SECONDS)
    spent = (cpu_of(pid) - before) / (rate.a_second * (seconds + WARM_SECONDS))
    values = (rate.a_second, rate.within(0.5), rate.within(0.95), 1000 * spent, rate.client_cpu / seconds)
    return Seen(name, *(round(one, 3) for one in values))


def _counted(rounds: list[list[Seen]]) -> list[list[Seen]]:
    best = max(_of(one, THREAD).a_second for one in rounds)
    return [one for one in rounds if _of(one, THREAD).a_second * WORST >= best]


def _ratio(seen: list[Seen], name: str) -> float:
    """Ops a second, to the rows a second of the bare application in the same round."""
    ops = MANY_OPS if name == MANY else 1
    return round(ops * _of(seen, name).a_second / _of(seen, THREAD).a_second, 3)


def _median(ones: list[Seen]) -> Seen:
    values = {
        name: statistics.median(getattr(one, name) for one in ones)
        for name in Seen.__struct_fields__
        if name != "program"
    }
    return Seen(ones[0].program, **values)


def _of(seen: list[Seen], name: str) -> Seen:
    return next(one for one in seen if one.program == name)


def _names(seen: list[Seen]) -> set[str]:
    return {one.program for one in seen}


def _where(seconds: float) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        office = enrolled(Path(folder))[0]
        return {step: round(took, 3) for step, took in stages(Path(folder), office, seconds).items()}


def _told(medians: list[Seen], ratios: dict[str, list[float]], where: dict[str, float], words: str) -> str:
    lines = [
        "",
        words,
        "| program | requests/s | p50 ms | p95 ms | server's CPU ms | client's share of a core |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {one.program} | {one.a_second:.0f} | {one.p50:.1f} | {one.p95:.1f} | {one.server_cpu:.2f} "
        f"| {one.client_cpu:.2f} |"
        for one in medians
    ]
    lines += [
        f"{name}: {statistics.median(found):.2f} ({min(found):.2f} to {max(found):.2f}) x the bare one's rows a second"
        for name, found in ratios.items()
    ]
    lines += ["", f"One message alone, {sum(where.values()):.2f} ms:"]
    return "\n".join(lines + [f"{took:8.3f}  {step}" for step, took in where.items()])


def _commit() -> str:
    told_by = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return told_by.stdout.strip()


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.0, help="of each program in each round")
    parser.add_argument("--beside", type=Path, help="another tree of this project")
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    main()
