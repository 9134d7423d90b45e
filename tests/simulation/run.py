"""One run: a seed chooses the storm, sixty steps pass, the storm ends, everybody syncs until nothing is left to say.

`run(seed)` returns what happened; what must never happen stands in `problems`, with the last lines of the trace.
"""

from __future__ import annotations

import gc
import hashlib
import sys
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest import mock

from sipa_core.ops import registry
from sipa_core.ops.base import Context, Kind, Outcome, View
from sipa_core.wire.records import Ref
from sipa_desktop.errors import KnownError
from sipa_desktop.sync.session import MetaKey
from sipa_server.services import feed
from sipa_server.services.epochs import current_epoch
from tests.simulation import invariants, keepers, machines, steps
from tests.simulation.disks import Crash, quick_folder
from tests.simulation.faults import DISK, EXPECTED, FAULTS, FILES, LINE, STRANGERS, favourite_of, on_disk, on_files
from tests.simulation.held import counted
from tests.simulation.world import Pc, Violation, World, in_zone, prepared

STEPS = 60
PAGE = 25
"""Records on a page of the feed: a small world shall turn pages too."""
LAST_LINES = 30
ROUNDS = 12
TRIES = 3
"""So often somebody looks for work that is there to be done, the second time for what others wait for."""
OFTEN = 0.2
"""So often a step belongs to the favourite of the seed alone: over the seeds no fault is forgotten."""


@dataclass(frozen=True)
class Result:
    """What one seed did: the trace and its SHA-256, how often each fault fired, how many ops of each kind had their
    receipt, and what was wrong ("" if nothing).
    """

    seed: int
    steps: int
    trace: tuple[str, ...]
    fired: Counter[str]
    accepted: Counter[str]
    wrong: str

    @property
    def digest(self) -> str:
        """The SHA-256 of the trace: equal for equal seeds."""
        return hashlib.sha256("\n".join(self.trace).encode()).hexdigest()

    def story(self) -> str:
        """How to repeat it, what was wrong, and the last lines."""
        again = f"python -m tests.simulation.run {self.seed} {self.steps}"
        return "\n".join((f"seed {self.seed}: {self.wrong}", f"again: {again}", *self.trace[-LAST_LINES:]))


def run(seed: int, count: int = STEPS, *, zones: bool = True) -> Result:
    """Play a seed. With `zones` False every PC stands in UTC, which must not change the trace."""
    prepared()
    gc.collect()  # before it is frozen: what nobody needs would stay for good, a megabyte a seed
    gc.freeze()  # what is loaded by now stays: looking through it again and again is a fifth of the time
    with TemporaryDirectory(prefix="sipa-sim-", dir=quick_folder(), ignore_cleanup_errors=True) as folder:
        world, wrong = World(seed, Path(folder) / "w"), ""
        world.zones_count = zones
        try:
            with _small_pages(), _poison(world):
                _play(world, count)
        except Violation as found:
            wrong = str(found)
        except Exception as fault:  # noqa: BLE001 - whatever the program lets through is a finding
            wrong = f"the program broke: {type(fault).__name__}: {fault} at {_where(fault)}"
        finally:
            world.all_close()
        if wrong:
            world.say(f"WRONG {wrong}")
        return Result(seed, count, tuple(world.trace), world.fired, world.accepted(), wrong)


def never(results: Iterable[Result]) -> list[str]:
    """What did not happen in any of these seeds and must: each fault fires, an op of each kind has its receipt."""
    ran = list(results)
    faults = [f"{fault}: {words}" for fault, words in FAULTS.items() if not any(one.fired[fault] for one in ran)]
    return faults + [f"{kind}: none was accepted" for kind in steps.KINDS if not any(one.accepted[kind] for one in ran)]


def unnamed(results: Iterable[Result]) -> list[str]:
    """Kinds that a step makes and `steps.KINDS` does not name: nobody would miss them."""
    return sorted({kind for one in results for kind in one.accepted} - set(steps.KINDS))


def _play(world: World, count: int) -> None:
    favourite = favourite_of(world.seed)
    storm = {fault for fault in FAULTS if world.chance.random() < 0.5} | {favourite}
    world.say(
        f"{world.desks} desks; begins with {world.beginning}; storm {' '.join(sorted(storm))}; favourite {favourite}"
    )
    for number in range(count):
        pc = world.chance.choice(world.pcs)
        often = world.chance.random() < OFTEN
        name, outcome, fault = _step(world, pc, {favourite} if often else storm, often)
        world.say(f"{number:02d} {pc.name} {name} {fault or '-'} {outcome} {world.fingerprint(pc)}")
        world.clock.pass_time(minutes=world.chance.randint(0, 20))
    _heal(world)
    world.say("healed " + " ".join(world.fingerprint(pc) for pc in world.pcs))


def _step(world: World, pc: Pc, storm: set[str], often: bool) -> tuple[str, str, str]:
    """One thing that happens; `often` when it shall be of the one fault in the storm."""
    events = [one for one in machines.PC if one[0] in storm]
    draw = world.chance.random()
    if often and events:
        return _event(world, pc, events)
    if draw < 0.30 or (often and storm & (set(LINE) | set(FILES))):
        return _sync(world, pc, storm, often)
    if draw < 0.36 or (often and "W03" in storm):
        return "citizen", steps.citizen(world, pc) or "nothing", ""
    if draw < 0.51 and not often:
        return _event(world, pc, [one for one in machines.PC if not one[0] or one[0] in storm])
    return _work(world, pc, storm, often)


def _event(world: World, pc: Pc, might: list[machines.Event]) -> tuple[str, str, str]:
    """Something happens to a PC or to the server."""
    (_fault, name, step, _weight) = world.chance.choices(might, [one[3] for one in might])[0]
    with in_zone(pc.zone if world.zones_count else "UTC"):
        return name, step(world, pc) or "nothing", ""


def _work(world: World, pc: Pc, storm: set[str], often: bool) -> tuple[str, str, str]:
    """Somebody works at a desk, whose disk may fail in that moment."""
    might = steps.VILLAGE if pc.village is not None else steps.OFFICE
    if often and storm <= {"N11", "N12"}:
        might = tuple(one for one in might if one[0] in ("both write", "choose", "review", "recall")) or might
    disk = sorted({fault for fault in DISK if fault in storm})
    fault = world.chance.choice(disk) if disk and (often or world.chance.random() < 0.2) else ""
    name, outcome = "", "nothing"
    for tried in range(TRIES):
        known = {one[0] for one in might}
        looked = [one for one in steps.AWAITED if one[0] in known] if tried == 1 else might
        name, step, _weight = world.chance.choices(looked, [one[2] for one in looked])[0]
        outcome = _guarded(world, pc, fault, lambda step=step: step(world, pc) or "nothing")
        if outcome != "nothing":
            break
    if outcome == "crashed" and name == "choose":
        pc.told.decided(pc.up)
    if outcome in ("crashed", "disk_full", "database_busy"):
        machines.kept(world, pc)
    for one in world.pcs:
        if one.village == pc.village:
            one.told.look(one.up)
    return name, outcome, fault


def _guarded(world: World, pc: Pc, fault: str, act: Any) -> str:
    """Do something under a fault of the disk; a program that ended there is started again."""
    with in_zone(pc.zone if world.zones_count else "UTC"):
        try:
            if not fault:
                return str(act())
            with on_disk(world, pc, fault):
                return str(act())
        except Crash:
            world.kill(pc)
        except KnownError as known:
            if known.code != {"S04": "disk_full", "S09": "database_busy"}.get(fault):
                raise
            world.count(fault)
            return known.code
    world.open(pc)
    return "crashed"


def _sync(world: World, pc: Pc, storm: set[str], often: bool) -> tuple[str, str, str]:
    """A desk sends and receives, over a line that may fail in that moment."""
    lines, files = sorted(set(LINE) & storm), sorted(set(FILES) & storm)
    if often and (not lines or storm & {"N17", "N18"}):
        for one in world.pcs:
            if one.village == pc.village:  # something must be there to be sent, or files
                steps.talk(world, one)
                one.told.look(one.up)
    disk = sorted({fault for fault in DISK if fault in storm})
    draw = world.chance.random()
    fault = ""
    if lines and (often or draw < 0.45):
        fault = world.chance.choice(lines)
        pc.line.meddle = [None] * world.chance.choice((0, 0, 0, 1, 2)) + [LINE[fault](world)]
    elif draw < 0.6 and disk:
        fault = world.chance.choice(disk)
    before = _untouched(world, pc) if fault in STRANGERS else None
    first = len(pc.line.meddle) == 1
    fired = world.fired.copy()
    outcome = _guarded(world, pc, fault if fault in DISK else "", lambda: _session(world, pc, fault, fired))
    if before is not None and first and world.fired[fault] != fired[fault] and before != _untouched(world, pc):
        raise Violation(f"{fault} an answer that counts for nothing changed the desk")
    pc.line.let_be()
    if outcome == "crashed":
        machines.kept(world, pc)
    if outcome not in ("crashed", "disk_full", "database_busy") and (often or world.chance.random() < 0.6):
        extra = world.chance.choice(files) if files and (often or world.chance.random() < 0.5) else ""
        if extra:
            on_files(world, pc, extra)
        outcome += " files " + _guarded(world, pc, "", lambda: _files(pc))
        pc.line.let_be()
    pc.told.look(pc.up)
    return "sync", outcome, fault


def _session(world: World, pc: Pc, fault: str, fired: Counter[str]) -> str:
    done = pc.up.sync.run_once()
    if fault in EXPECTED and world.fired[fault] != fired[fault] and done.trouble not in EXPECTED[fault]:
        raise Violation(f"{fault} is told as {done.trouble}")
    if done.parked and _moved_on(pc):
        world.count("N12")
    invariants.after_session(world, pc, done)
    told = done.trouble.value if done.trouble is not None else "done"
    return f"{told}{':' + done.code if done.code else ''} +{done.accepted} !{done.parked} <{done.taken}"


def _moved_on(pc: Pc) -> bool:
    """True when the last refusal was one of an act that came too late."""
    with pc.up.store.read() as tx:
        codes = tx.connection.exec_driver_sql("SELECT code FROM outbox WHERE state='parked' ORDER BY closed_at").all()
    return bool(codes) and codes[-1][0] in ("superseded", "locked", "opened", "recalled", "already_decided", "not_now")


def _files(pc: Pc) -> str:
    done = pc.up.transfer.run_once()
    return f"{done.trouble.value if done.trouble is not None else 'done'} +{done.sent} <{done.received}"


def _untouched(_world: World, pc: Pc) -> tuple[object, ...]:
    """What an answer of a stranger must leave as it is."""
    with pc.up.store.read() as tx:
        facts = tuple(tx.meta.get(key) for key in (MetaKey.CURSOR, MetaKey.UPTO, MetaKey.EPOCH, MetaKey.SHUT_OUT))
        ops = tx.connection.exec_driver_sql(
            "SELECT op_id, content_hash, state IN ('queued', 'sending'), seq FROM outbox WHERE kind != 'draft.save' "
            "ORDER BY no"
        ).all()
        here = counted(tx.connection)
    return (facts, tuple(tuple(row) for row in ops), here)


def _heal(world: World) -> None:
    """The storm is over: clocks are set, rights given again, and everybody syncs until nothing is left to say."""
    world.poisoned.clear()
    for pc in world.pcs:
        pc.clock.off, pc.zone = 0, "UTC"
        pc.line.let_be()
    world.clock.pass_time(hours=2)
    keepers.all_home(world)
    for turn in range(ROUNDS):
        quiet = True
        if turn == ROUNDS // 2 and world.restored:
            # What speaks of a citizen's word that the old server alone had waits for so long, then a person sees it.
            world.clock.pass_time(hours=24 * 31)
            invariants.note_expired(world)
        for pc in world.pcs:
            done, files = pc.up.sync.run_once(), pc.up.transfer.run_once()
            invariants.after_session(world, pc, done)
            quiet = keepers.let_go(world, pc) is None and quiet
            if machines.register(world, pc) is not None:
                done = pc.up.sync.run_once()
                quiet = False
            quiet = quiet and done.trouble is None and not (done.accepted or done.parked or done.taken or done.waiting)
            quiet = quiet and files.trouble is None and not (files.sent or files.received)
            quiet = quiet and not pc.up.sync.status().quiet
            pc.told.look(pc.up)
        if quiet:
            break
    else:
        waiting = ", ".join(f"{pc.name} {pc.up.sync.status().waiting} {pc.up.sync.status().words}" for pc in world.pcs)
        raise Violation(f"I5 the desks never came to rest: {waiting}")
    with world.server.store.read() as work:
        unnoticed = world.unnoticed == current_epoch(work)
    if unnoticed:
        _days_later(world)
    for pc in world.pcs:
        machines.restart(world, pc)
    problems = [*world.seen.wrong, *invariants.at_rest(world)]
    if problems:
        raise Violation("; ".join(problems[:6]))


def _days_later(world: World) -> None:
    """What only the daily question shows: files alone that a server put back by hand lacks."""
    for _day in range(2):
        world.clock.pass_time(hours=25)
        for pc in world.pcs:
            pc.up.transfer.run_once()
            pc.told.look(pc.up)


@contextmanager
def _small_pages() -> Iterator[None]:
    with mock.patch.object(feed, "MAX_CHANGES", PAGE):
        yield


@contextmanager
def _poison(world: World) -> Iterator[None]:
    """Let the server's rules break on the ops that are poisoned; the desk's own rules go on."""

    def broken(kind: Kind) -> Kind:
        def rule(fields: Any, ref: Ref, view: View, context: Context) -> Outcome:
            if context.op_id in world.poisoned and type(view).__module__.startswith("sipa_server"):
                world.count("N24")
                raise ZeroDivisionError
            return kind.rule(fields, ref, view, context)

        return Kind(kind.name, kind.record_type, kind.payload, rule, kind.also)

    with mock.patch.dict(registry.KINDS, {name: broken(kind) for name, kind in registry.KINDS.items()}):
        yield


def _where(fault: Exception) -> str:
    frames = traceback.extract_tb(fault.__traceback__)[-4:]
    return " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))


if __name__ == "__main__":
    told = run(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else STEPS)
    sys.stdout.write("\n".join(told.trace) + f"\n{told.digest}\n")
    sys.exit(1 if told.wrong else 0)
