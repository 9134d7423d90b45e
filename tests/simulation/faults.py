"""The faults of a bad day by their ids: on the line, on the disk, of the PC, of the server. Each counts when it fires.

A line's fault is used by one message; a disk's by one step; a PC's or the server's is a step of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import msgspec
import sqlcipher3.dbapi2 as driver

from sipa_core.sync.peer import CarriageError, Trouble
from sipa_core.wire.codec import WireError, decode
from sipa_core.wire.exchange import Request
from sipa_core.wire.problems import SERVER_HEADER, Problem, ProblemBody
from sipa_desktop.store.engine import use_key
from sipa_sqlite.lending import Lender
from tests.simulation.disks import full
from tests.simulation.line import (
    Answer,
    Meddle,
    SimLine,
    as_another,
    changed_reply,
    page,
    same_receipts,
)
from tests.simulation.world import Pc, World

FAULTS: Final[dict[str, str]] = {
    "N01": "a reply is lost after the server has committed",
    "N02": "a request comes twice",
    "N03": "a message is cut at a byte, on its way there or back",
    "N05": "a captive portal answers",
    "N06": "another kecamatan's server answers",
    "N09": "a proxy answers: 502, 503 with Retry-After, garbage under zstd, a page as an error",
    "N10": "a PC's data are copied to a second PC and both are used",
    "N11": "two PCs have written one report and a person chooses",
    "N12": "an act meets a record that another act has moved meanwhile",
    "N13": "the server is put back from a copy and nobody says so",
    "N13b": "the server is restored from its sealed backup by its own command",
    "N14": "the server is put back and writes before the PCs return",
    "N15": "an empty server stands in the place of the server",
    "N17": "the server ends at a commit",
    "N18": "the server's disk is full",
    "N20": "a PC's clock jumps by hours or years",
    "N21": "a PC stands in another zone",
    "N22": "a PC's clock stands beyond 2038",
    "N23": "a person gets another village, or a village leaves the kecamatan, and back",
    "N24": "a rule of the server breaks on one op whenever it comes",
    "A01": "an upload is cut within a piece",
    "A02": "two PCs send the same file at the same time",
    "A04": "a piece of a file is changed on its way",
    "S02": "the desk ends at a commit",
    "S04": "the desk's disk is full",
    "S06": "a byte of a file on the desk's disk is changed",
    "S07": "the desk's database lost its last commits",
    "S08": "the desk is started twice",
    "S09": "another program holds the desk's database",
    "S13": "yesterday's data are put back on a PC",
    "K03": "a PC's right ends, and it registers again",
    "P02": "an older program meets newer data",
    "P03": "a newer server says things that this desk does not know",
    "U01": "a bundle on a stick is cut at a byte",
    "U02": "a byte of a bundle on a stick is changed",
    "U03": "the same bundle or reply comes twice, and by the network too",
    "W03": "a citizen sends a form twice",
}


def favourite_of(seed: int) -> str:
    """The fault that a seed tries more often than any other."""
    return list(FAULTS)[seed % len(FAULTS)]


def favoured(fault: str, count: int) -> range:
    """The first seeds with that favourite."""
    first = list(FAULTS).index(fault)
    return range(first, first + count * len(FAULTS), len(FAULTS))


# What is told to the person when a line's fault fires; anything else would be a wrong word.
EXPECTED: Final[dict[str, frozenset[Trouble]]] = {
    "N05": frozenset({Trouble.PORTAL, Trouble.STALE, Trouble.NOT_OURS}),
    "N06": frozenset({Trouble.NOT_OURS}),
    "N09": frozenset({Trouble.SERVER, Trouble.BUSY, Trouble.NOT_OURS, Trouble.PROXY}),
}


def lost_reply(world: World) -> Meddle:
    def meddle(_line: SimLine, _plain: bytes, answered: Callable[[], Answer]) -> Answer:
        answered()
        world.count("N01")
        raise CarriageError(Trouble.CUT)

    return meddle


def twice(world: World) -> Meddle:
    first = world.chance.random() < 0.5

    def meddle(line: SimLine, _plain: bytes, answered: Callable[[], Answer]) -> Answer:
        one, two = answered(), answered()
        world.count("N02")
        if not same_receipts(one, two):
            line.seen.wrong.append("I3 the same request got two different answers")
        return one if first else two

    return meddle


def cut(world: World) -> Meddle:
    there, at = world.chance.random() < 0.4, world.chance.random()

    def meddle(line: SimLine, plain: bytes, answered: Callable[[], Answer]) -> Answer:
        world.count("N03")
        if there:
            try:
                decode(plain[: int(at * len(plain))], Request)
            except WireError:
                raise CarriageError(Trouble.CUT) from None
            line.seen.wrong.append("I3 the beginning of a message was taken for a message")
        whole = answered()
        return Answer(whole.status, whole.headers, whole.body[: int(at * len(whole.body))])

    return meddle


def portal(world: World) -> Meddle:
    which = world.chance.randrange(4)

    def meddle(line: SimLine, plain: bytes, _answered: Callable[[], Answer]) -> Answer:
        world.count("N05")
        if which == 0 and plain and line.kept is not None:
            return line.kept  # an answer kept from another request
        return (page(200), page(302, Location="http://portal/masuk"), page(511), page(200))[which]

    return meddle


def stranger(world: World) -> Meddle:
    refuses = world.chance.random() < 0.5
    body = ProblemBody(Problem.UNAUTHENTICATED.value, "Unauthorized", 401)

    def meddle(_line: SimLine, _plain: bytes, answered: Callable[[], Answer]) -> Answer:
        if refuses:
            world.count("N06")
            told = page(401, msgspec.json.encode(body), "application/problem+json")
            told.headers[SERVER_HEADER] = world.stranger.server_id
            return told
        whole = answered()
        if whole.status == 200:
            world.count("N06")
        return as_another(whole, world.stranger)

    return meddle


def proxy(world: World) -> Meddle:
    which = world.chance.randrange(5)

    def meddle(_line: SimLine, plain: bytes, _answered: Callable[[], Answer]) -> Answer:
        world.count("N09")
        garbage = page(200, b"\x28\xb5\x2f\xfd" + bytes(range(60)), "application/json", Content_Encoding="zstd")
        return (
            page(502),
            page(503, Retry_After="120"),
            garbage if plain else page(504),
            page(429, b"", "text/plain", Retry_After="60"),
            page(407),
        )[which]

    return meddle


def newer_server(world: World) -> Meddle:
    def change(said: dict[str, Any]) -> None:
        said["mood"] = {"new": [1, 2]}
        for receipt in said.get("receipts", ()):
            receipt["weight"] = 3
        for record in (*said.get("changes", ()), *said.get("patches", ())):
            record["colour"] = "hijau"

    def meddle(_line: SimLine, _plain: bytes, answered: Callable[[], Answer]) -> Answer:
        world.count("P03")
        return changed_reply(answered(), change)

    return meddle


def server_ends(world: World) -> Meddle:
    number, before = world.chance.randint(1, 2), world.chance.random() < 0.5

    def meddle(_line: SimLine, _plain: bytes, answered: Callable[[], Answer]) -> Answer:
        world.server_commits.crash_at(number, before=before)
        try:
            return answered()
        finally:
            world.server_commits.let_be()

    return meddle


def server_full(world: World) -> Meddle:
    def meddle(_line: SimLine, _plain: bytes, answered: Callable[[], Answer]) -> Answer:
        with full(world.server.store.engines.writer):
            answer = answered()
        if answer.status == 507:
            world.count("N18")
        return answer

    return meddle


LINE: Final[dict[str, Callable[[World], Meddle]]] = {
    "N01": lost_reply,
    "N02": twice,
    "N03": cut,
    "N05": portal,
    "N06": stranger,
    "N09": proxy,
    "N17": server_ends,
    "N18": server_full,
    "P03": newer_server,
}
STRANGERS: Final = frozenset({"N05", "N06", "N09"})
"""After these nothing may have changed at the desk."""


def on_files(world: World, pc: Pc, fault: str) -> None:
    """Set a fault of attachments for the next round of this PC."""
    if fault == "A01":
        pc.line.cut_piece = world.chance.choice((0, 1, 100, 10_000))
        pc.line.on_piece = lambda: world.count("A01")
    elif fault == "A04":
        at = world.chance.random()

        def spoil(data: bytes) -> bytes:
            world.count("A04")
            place = int(at * len(data))
            return data[:place] + bytes([data[place] ^ 0x20]) + data[place + 1 :] if data else data

        pc.line.spoil_piece = spoil
    elif fault == "N01":

        def lose(ask: Callable[[], Any]) -> Any:
            ask()
            world.count("N01")
            raise CarriageError(Trouble.CUT)

        pc.line.meddle_blob = [None] * world.chance.randrange(3) + [lose]
    elif fault == "N17":

        def end(ask: Callable[[], Any]) -> Any:
            world.server_commits.crash_at(world.chance.randint(1, 2), before=world.chance.random() < 0.5)
            try:
                return ask()
            finally:
                world.server_commits.let_be()

        pc.line.meddle_blob = [None] * world.chance.randrange(3) + [end]
    elif fault == "A02":
        others = [one for one in world.pcs if one is not pc and one.village == pc.village and one.desk is not None]
        if others:
            other = world.chance.choice(others)

            def between() -> None:
                world.count("A02")
                other.up.transfer.run_once()

            pc.line.on_piece = between


FILES: Final = ("A01", "A02", "A04", "N01", "N17")


@contextmanager
def on_disk(world: World, pc: Pc, fault: str) -> Iterator[None]:
    """A fault of the desk's disk for as long as one step takes."""
    engine = pc.up.store._engines.writer
    if fault == "S04":
        with full(engine):
            yield
    elif fault == "S09":
        with _impatient(engine), _held(pc):
            yield
    else:
        assert pc.commits is not None
        pc.commits.crash_at(world.chance.randint(1, 3), before=world.chance.random() < 0.5)
        try:
            yield
        finally:
            pc.commits.let_be()


DISK: Final = ("S02", "S02", "S04", "S09")


@contextmanager
def _held(pc: Pc) -> Iterator[None]:
    """Another program holds the file."""
    other = driver.connect(str(pc.folder / "sipa.db"), isolation_level=None, timeout=0.0)
    use_key(other, pc.up.store._key)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


@contextmanager
def _impatient(engine: Lender) -> Iterator[None]:
    """The desk waits no time for the file, so that nobody waits for the test."""
    _patience(engine, 0)
    try:
        yield
    finally:
        _patience(engine, 5000)


def _patience(engine: Lender, milliseconds: int) -> None:
    with engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        raw.execute(f"PRAGMA busy_timeout={milliseconds}")
