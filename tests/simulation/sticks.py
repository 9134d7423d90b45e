"""A stick that a courier carries between one village's PC and the server: one leg of its way at each step.

Between the legs everything else goes on, the network too, so what it carries may long be known when it comes. age
seals with chance of its own, so no byte of a bundle may get into the trace: only what became of it.
"""

from __future__ import annotations

import hashlib
import shutil
from functools import partial
from pathlib import Path

from sipa_core.wire.bundles import BundleState
from sipa_desktop.errors import KnownError, Refused
from sipa_desktop.sync.stick_views import TakenIn
from tests.simulation import invariants
from tests.simulation.held import counted
from tests.simulation.world import Pc, Violation, World


def leg(fault: str, world: World, pc: Pc) -> str | None:
    """The next leg of the stick's way, with a fault of the catalogue where it can fire there."""
    place = world.folder / "usb"
    if world.stick is None:
        return _written(world, pc, place)
    owner, courier = world.stick
    if owner.desk is None or (courier is not None and courier.desk is None):
        world.stick = None
        return "left in a drawer"
    if courier is None:
        return _carried(world, owner, place, fault)
    return _back(world, owner, courier, place, fault)


def _written(world: World, pc: Pc, place: Path) -> str | None:
    if pc.village is None:
        return None
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    made = pc.up.stick.write(place)
    if isinstance(made, Refused):
        return f"no:{made.code}"
    with pc.up.store.read() as tx:
        for op_id, digest, body in tx.connection.exec_driver_sql(
            "SELECT op_id, content_hash, body FROM outbox WHERE state = 'sending'"
        ).all():
            world.seen.hashes.setdefault(op_id, set()).add(digest)  # what a stick carries was sent too
            world.seen.bodies[digest] = bytes(body)
    world.stick = (pc, None)
    return f"written {len(made.files)}"


def _carried(world: World, owner: Pc, place: Path, fault: str) -> str:
    """The courier takes the files in and hands them over; a spoilt one beside them is refused whole."""
    courier = next((one for one in world.pcs if one.village is None and one.desk is not None), None)
    if courier is None:
        world.stick = None
        return "no courier"
    if fault in SPOILT:
        for file in _spoilt(world, place, fault):
            before, spoilt = _head(world), hashlib.sha256(file.read_bytes()).hexdigest()
            known = _taken_from(courier)
            courier.up.stick.take_in(file)
            given = courier.up.courier.hand_over()
            now = _taken_from(courier)
            if spoilt in now or given.handed != len(now - known):
                raise Violation(f"{fault} a spoilt bundle was taken")
            if given.unused and not given.handed:  # what had waited for the courier's own right goes along with it
                world.count(fault)
                if _head(world) != before:
                    raise Violation(f"{fault} a bundle that was refused changed the server")
    for time in range(2 if fault == "U03" else 1):
        taken = courier.up.stick.take_in(place)
        if time and taken.carried:
            raise Violation("U03 the same file was taken to be carried twice")
    done = courier.up.courier.hand_over()
    if done.left and world.chance.random() < 0.7:
        return f"waits {done.code}"
    world.stick = (owner, courier) if done.handed else None
    return f"handed {done.handed} unused {done.unused} replies {done.replies}"


def _back(world: World, owner: Pc, courier: Pc, place: Path, fault: str) -> str:
    """The replies go back on the stick; a spoilt one is refused whole, one that comes twice changes nothing more."""
    world.stick = None
    back = world.folder / "usb-balik"
    shutil.rmtree(back, ignore_errors=True)
    back.mkdir()
    try:
        written = courier.up.courier.write_replies(back)
    except KnownError as refusal:  # said in words: the reply could not be fetched yet
        if refusal.code != "no_replies":
            raise
        return "no replies"
    if isinstance(written, Refused) or not any(back.iterdir()):
        return "no replies"
    if fault in SPOILT:
        owner.up.stick.take_in(world.folder / "usb-rusak" if (world.folder / "usb-rusak").is_dir() else place)
        for file in _spoilt(world, back, fault):
            before = _state(owner)
            told = owner.up.stick.take_in(file)
            world.count(fault)
            # Changed in its first lines it is no longer for this PC, which is another word for not being used.
            if not (told.refused or told.others) or _state(owner) != before:
                raise Violation(f"{fault} a spoilt reply was not refused whole")
    taken = owner.up.stick.take_in(back)
    invariants.forgotten(owner)
    if fault == "U03":
        world.count("U03")
        before = _state(owner)
        again: TakenIn = owner.up.stick.take_in(back)
        if again.receipts or again.parked or _state(owner) != before:
            raise Violation("U03 the same reply changed the desk twice")
    return f"replies {taken.replies} receipts {taken.receipts} parked {taken.parked} waits {taken.waiting}"


def _spoilt(world: World, place: Path, fault: str) -> list[Path]:
    """Copies of the files, cut at a byte (U01) or with one changed (U02): of the first line or of what is sealed.

    Between them age puts lines of chance, of any length: a place among them would be another one in each run of a seed.
    """
    folder = world.folder / "usb-rusak"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    made = []
    for file in sorted(place.glob("*.sipa")):
        data, at = file.read_bytes(), world.chance.random()
        first, sealed = data.index(b"\n"), data.index(b"\n", data.index(b"\n--- ") + 1)
        place_in = int(at * (len(data) - sealed + first))
        place_in += sealed - first if place_in > first else 0
        cut = (
            data[:place_in] if fault == "U01" else data[:place_in] + bytes([data[place_in] ^ 4]) + data[place_in + 1 :]
        )
        made.append(folder / file.name)
        made[-1].write_bytes(cut)
    return made


def _taken_from(courier: Pc) -> set[str]:
    """The bundles of which the server said that it took them."""
    return {row.sha256 for row in courier.up.courier.rows() if row.state is BundleState.TAKEN}


def _head(world: World) -> int:
    with world.server.store.read() as work:
        return work.records.head()


def _state(pc: Pc) -> tuple[object, ...]:
    """What a spoilt or a known reply must leave as it is."""
    with pc.up.store.read() as tx:
        here = counted(tx.connection)
        ops = tx.connection.exec_driver_sql("SELECT op_id, state, seq, code FROM outbox ORDER BY no").all()
        return (here, tuple(tuple(row) for row in ops), tx.meta.get("cursor"), tx.meta.get("epoch"))


SPOILT = ("U01", "U02")
STICKS = tuple((fault, "stick", partial(leg, fault), 4) for fault in ("U01", "U02", "U03"))
"""Events as in `machines.PC`: a storm with one of these has a stick that goes to and fro."""
