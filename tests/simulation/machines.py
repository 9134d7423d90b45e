"""What happens to the PCs and to the server themselves: starts, copies, old data put back, clocks, lost rights."""

from __future__ import annotations

import shutil
from pathlib import Path

from sipa_core.domain.attachments import Attachment
from sipa_desktop.entrance import ProfileInUseError
from sipa_desktop.errors import KnownError
from sipa_desktop.settings import DATABASE
from sipa_desktop.store.blobs import Blob
from sipa_desktop.store.engine import open_copy
from sipa_desktop.sync.enrolment import Enrolled
from sipa_server.errors import KnownError as ServerRefusal
from sipa_server.services.epochs import begin_epoch, current_epoch
from tests.simulation.held import refs
from tests.simulation.invariants import note_expired
from tests.simulation.keepers import KEEPERS
from tests.simulation.steps import Step, citizen, said
from tests.simulation.sticks import STICKS
from tests.simulation.world import Pc, Violation, World, copy_folder, prepared
from tests.support.vaults import open_vault
from tests.support.world import URL

HOUR = 3_600_000
YEAR = 365 * 24 * HOUR
ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "America/New_York", "Pacific/Kiritimati")


def wait(world: World, _pc: Pc) -> str:
    """Time goes by."""
    hours = world.chance.choice((0, 1, 5, 24, 24 * 9, 24 * 9, 24 * 65))
    world.clock.pass_time(hours=hours, minutes=world.chance.randint(1, 50))
    note_expired(world)
    return f"{hours} h"


def restart(world: World, pc: Pc) -> str:
    """The program is closed and opened again."""
    world.close(pc)
    world.open(pc)
    kept(world, pc)
    return "opened"


def kept(_world: World, pc: Pc) -> None:
    """What was told is there after a start."""
    pc.told.found(pc.up)
    broken = pc.told.broken(pc.up)
    if broken:
        raise Violation("; ".join(broken))


def second_start(world: World, pc: Pc) -> str:
    """S08: the program is started while it runs."""
    desk, commits = pc.desk, pc.commits
    world.count("S08")
    try:
        world.open(pc)
    except ProfileInUseError:
        pc.openings -= 1
        return "refused"
    pc.desk, pc.commits = desk, commits
    raise Violation("S08 a profile was opened twice")


def older_program(world: World, pc: Pc) -> str:
    """P02: the data were written by a newer program."""
    world.close(pc)
    database = pc.folder / DATABASE
    key = _key(pc)
    with open_copy(database, key, writable=True) as raw:
        (known,) = raw.execute("SELECT version_num FROM alembic_version").fetchone()
        raw.execute("UPDATE alembic_version SET version_num='d9999'")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = database.read_bytes()
    try:
        world.open(pc)
    except KnownError as no:
        world.count("P02")
        if no.code != "newer_database" or database.read_bytes() != before:
            raise Violation(f"P02 newer data were touched, or refused as {no.code}") from None
    else:
        raise Violation("P02 newer data were opened")
    with open_copy(database, key, writable=True) as raw:
        raw.execute("UPDATE alembic_version SET version_num=?", (known,))
    world.open(pc)
    return "refused"


def _key(pc: Pc) -> bytes:
    return open_vault(pc.folder).key()


def copy(world: World, pc: Pc) -> str:
    """Somebody copies the folder of a closed PC, for a bad day."""
    world.close(pc)
    if pc.older is not None:
        shutil.rmtree(pc.older)
    pc.older = world.folder / f"{pc.name}-lama"
    copy_folder(pc.folder, pc.older)
    world.open(pc)
    return "copied"


def put_back(world: World, pc: Pc) -> str | None:
    """S13: the folder is put back as it was, of this PC or of another that was copied."""
    pc = _copied(world, pc)
    if pc.older is None:
        return None
    world.close(pc)
    world.count("S13")
    shutil.rmtree(pc.folder)
    copy_folder(pc.older, pc.folder)
    return went_back(world, pc)


def put_database_back(world: World, pc: Pc) -> str | None:
    """S07: the database alone is put back as it was."""
    pc = _copied(world, pc)
    if pc.older is None:
        return None
    world.close(pc)
    world.count("S07")
    for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm"):
        (pc.folder / name).unlink(missing_ok=True)
        if (pc.older / name).exists():
            shutil.copyfile(pc.older / name, pc.folder / name)
    return went_back(world, pc)


def _copied(world: World, pc: Pc) -> Pc:
    return pc if pc.older is not None else next((one for one in world.pcs if one.older is not None), pc)


def log_gone(world: World, pc: Pc) -> str:
    """S07: the power fails, and somebody deletes the log beside the database."""
    world.kill(pc)
    world.count("S07")
    Path(f"{pc.folder / DATABASE}-wal").unlink(missing_ok=True)
    return went_back(world, pc)


def went_back(world: World, pc: Pc) -> str:
    """Open data of an earlier time: only they count as told from now on."""
    pc.copies += 1
    world.open(pc)
    pc.told.rebase(pc.up)
    return f"{pc.name} {'noticed' if pc.up.store.went_back else 'opened'}"


def clone(world: World, pc: Pc) -> str | None:
    """N10: the folder is copied to a second PC."""
    if any(one.name.endswith("-salinan") for one in world.pcs):
        return None
    world.clone(pc)
    world.count("N10")
    return "two"


def clock(world: World, pc: Pc) -> str:
    """N20, N22: the clock of a PC jumps."""
    far = (60 * YEAR, 14 * YEAR)  # beyond 2038
    near = (-25 * YEAR, 10 * YEAR, -HOUR, 8 * HOUR, -26 * HOUR)
    if world.chance.random() < 0.25:
        world.count("N22")
        pc.clock.off = world.chance.choice(far)
    else:
        world.count("N20")
        pc.clock.off = world.chance.choice(near)
    return f"{pc.clock.off // HOUR} h"


def zone(world: World, pc: Pc) -> str:
    """N21: the operating system of a PC is set to another zone."""
    pc.zone = world.chance.choice(ZONES)
    world.count("N21")
    return pc.zone


def end_right(world: World, pc: Pc) -> str | None:
    """K03: the kecamatan ends the right of a PC."""
    identity = pc.up.identity()
    if pc.revoked or identity is None:
        return None
    world.server.accounts.revoke_device(identity.device)
    pc.revoked = True
    world.count("K03")
    return "ended"


def register(world: World, pc: Pc) -> str | None:
    """The person registers the PC again, once it was told that its right has ended."""
    if pc.up.enrolment.shut_out() is None:
        return None
    identity = pc.up.identity()
    assert identity is not None
    # With a place that somebody else has by now, or for another village than its data are of, it stays outside.
    try:
        code = world.server.accounts.invite(pc.person, identity.role, identity.village).code
    except ServerRefusal as no:
        return f"no:{no.code}"
    made = pc.up.enrolment.setup(URL, code, pc.name)
    if isinstance(made, Enrolled):
        pc.revoked = False
    return said(made)


def copy_server(world: World, _pc: Pc) -> str:
    """Whoever runs the server copies its folder."""
    if world.server_copy is not None:
        shutil.rmtree(world.server_copy)
    world.server_copy = world.copy_server()
    return "copied"


def put_server_back(world: World, _pc: Pc) -> str | None:
    """N13: the server is put back and nobody says so."""
    if not _put_back(world):
        return None
    world.count("N13")
    with world.server.store.read() as work:
        world.unnoticed = current_epoch(work)
    return "silently"


def put_server_back_and_write(world: World, pc: Pc) -> str | None:
    """N14: the server is put back as whoever runs it should, and writes before a PC comes."""
    if not _put_back(world):
        return None
    world.count("N14")
    with world.server.store.write() as work:
        begin_epoch(work, world.clock, world.server_entropy)
    for _word in range(world.chance.randint(1, 3)):
        citizen(world, pc)
    return "wrote"


def _put_back(world: World) -> bool:
    if world.server_copy is None:
        return False
    copy, world.server_copy = world.server_copy, None
    shutil.rmtree(world.swap_server(copy))
    world.server_is_old()
    return True


def empty_server(world: World, pc: Pc) -> str:
    """N15: for a moment a server without anything answers under the same key."""
    empty = world.folder / "kosong"
    copy_folder(prepared() / "empty", empty)
    held = _records(pc)
    true = world.swap_server(empty)
    done = pc.up.sync.run_once()
    shutil.rmtree(world.swap_server(true))
    world.count("N15")
    if not held <= _records(pc):
        raise Violation("N15 records disappeared before an empty server")
    return done.code or "taken"


def _records(pc: Pc) -> set[tuple[str, str]]:
    with pc.up.store.read() as tx:
        return refs(tx.connection)


def rot(world: World, pc: Pc) -> str | None:
    """S06: a byte of an attachment changes on the disk of this PC, or of another; somebody looks at it later."""
    for one in (pc, *world.pcs):
        with one.up.store.read() as tx:
            here = tx.blobs.all_here()
            known = tx.blobs.get(world.chance.choice(here)) if here else None
        if known is not None:
            return _rotten(world, one, known)
    return None


def _rotten(world: World, pc: Pc, known: Blob) -> str | None:
    path = pc.up.files.place(known.sha256)
    if not path.is_file():
        return None
    data = bytearray(path.read_bytes())
    data[world.chance.randrange(len(data))] ^= 0x10
    path.write_bytes(bytes(data))
    world.count("S06")
    looked = pc.up.attachments.bytes_of(Attachment(known.sha256, "foto.jpg", known.media, known.size))
    return f"{pc.name} {'seen' if looked is not None else 'put aside'}"


def poison(world: World, pc: Pc) -> str | None:
    """N24: from now on the server's rule breaks on the newest op that waits here."""
    waiting = []
    for one in (pc, *world.pcs):
        with one.up.store.read() as tx:
            waiting = tx.outbox.unsettled(1 << 60)
        if waiting:
            break
    else:
        return None
    world.poisoned.add(waiting[-1].op_id)
    return waiting[-1].kind


Event = tuple[str, str, Step, int]
"""The fault that must be in the storm ("" for none), the name of the step, the step, its weight."""

PC: tuple[Event, ...] = (
    ("", "wait", wait, 4),
    ("", "restart", restart, 2),
    ("S08", "second start", second_start, 1),
    ("P02", "older program", older_program, 1),
    ("S13", "copy", copy, 2),
    ("S13", "put back", put_back, 3),
    ("S07", "copy", copy, 1),
    ("S07", "put database back", put_database_back, 1),
    ("S07", "log gone", log_gone, 1),
    ("N10", "clone", clone, 1),
    ("N20", "clock", clock, 2),
    ("N21", "zone", zone, 1),
    ("K03", "end right", end_right, 1),
    ("", "register", register, 4),
    ("N13", "copy server", copy_server, 2),
    ("N13", "put server back", put_server_back, 3),
    ("N14", "copy server", copy_server, 2),
    ("N14", "put server back", put_server_back_and_write, 3),
    ("N15", "empty server", empty_server, 2),
    ("S06", "rot", rot, 2),
    ("N24", "poison", poison, 4),
    *KEEPERS,
    *STICKS,
)
