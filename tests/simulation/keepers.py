"""What whoever keeps the server does: back it up and restore it, give a person another village, let a village go."""

from __future__ import annotations

import shutil
from typing import Any

import sqlalchemy as sa

from sipa_core.domain.recovery_code import draw_code, written
from sipa_server.errors import KnownError
from sipa_server.platform.recovery_key import recipient_of
from sipa_server.services.backup import BackupService, keep_recipient
from sipa_server.services.backup_restore import restore
from sipa_server.services.feedback import FeedbackSent, NewFeedback
from sipa_server.store.tables import blobs
from tests.simulation.world import NOBODYS, Pc, Violation, World
from tests.support.clock import SeededEntropy
from tests.support.world import BABAYAU, BALANG

MEETING = 24
PAPER = draw_code(SeededEntropy("the paper in the cupboard"))


def back_up(world: World, _pc: Pc) -> str:
    """A sealed backup of the running server."""
    server = world.server
    keep_recipient(server.store, recipient_of(PAPER), world.clock.now())
    made = BackupService(server.settings.data, server.store, world.clock, server.keys).make(world.folder / "cadangan")
    world.backup = made.path
    return f"made {made.blobs} lacking {len(made.lacking)}"


def restore_server(world: World, _pc: Pc) -> str | None:
    """The server is put back from its backup by its own command, which begins a new history."""
    if world.backup is None:
        return None
    backup, world.backup = world.backup, None
    data = world.server.settings.data
    world.server.close()
    done = restore(backup, written(PAPER), data, world.clock, world.server_entropy, replace=True)
    if done.aside is not None:
        shutil.rmtree(done.aside)
    world.reopen_server()
    _came_whole(world)
    world.server_is_old()
    world.count("N13b")
    return f"let in {len(done.let_in)}"


def _came_whole(world: World) -> None:
    """A restored server has the bytes of every file that it knows, before any desk sends one again."""
    with world.server.store.engines.reader.connect() as connection:
        known = connection.execute(sa.select(blobs.c.sha256)).scalars().all()
    for one in known:
        if not world.server.blobs.files.whole(one):
            raise Violation(f"I6 the restore left the bytes of {one[:12]} behind")


def move(world: World, pc: Pc) -> str | None:
    """N23: a village's person gets the village that nobody has, or their own again; their PCs hear of it later."""
    identity = pc.up.identity()
    if pc.village is None or identity is None:
        return None
    with world.server.store.read() as work:
        person = work.accounts.person(identity.person)
    if person is None or person.ended_at is not None:
        return "gone"
    target = NOBODYS if person.village == pc.village else pc.village
    try:
        world.server.scopes.move(person.id, target)
    except KnownError as no:
        return f"no:{no.code}"
    world.count("N23")
    return "away" if target == NOBODYS else "home"


def many_write(world: World, pc: Pc) -> str:
    """A meeting in the village: so many write that whoever leaves it for another must be asked first."""
    where = pc.village or world.chance.choice((BABAYAU, BALANG))
    for seat in range(MEETING):
        word = world.word()
        form = NewFeedback(where, "keluhan", f"Rapat {word}", f"Jalan {word}.", form_id=word, for_everybody=False)
        sent = world.server.feedback.submit(form, f"198.51.100.{seat}")
        if not isinstance(sent, FeedbackSent):
            return f"no:{sent.code}"
        world.citizen_words[word] = True
    return "wrote"


def village(world: World, _pc: Pc) -> str:
    """N23: the village that nobody has leaves the kecamatan, or returns."""
    try:
        gone = world.server.scopes.leave(NOBODYS)
    except KnownError as no:
        return f"no:{no.code}"
    if not gone:
        world.server.scopes.come_back(NOBODYS)
    world.count("N23")
    return "left" if gone else "returned"


def let_go(_world: World, pc: Pc) -> str | None:
    """A person reads that the place is another, and agrees."""
    if not pc.up.sync.status().leaving:
        return None
    pc.held = None
    return f"let go {pc.up.sync.agree_to_forget()}"


def all_home(world: World) -> None:
    """After the storm everybody is where they belong, and no village is gone."""
    world.server.scopes.come_back(NOBODYS)
    with world.server.store.read() as work:
        away = [one for one in work.accounts.everybody() if one.village == NOBODYS and one.ended_at is None]
    homes: dict[str, Any] = {pc.person: pc.village for pc in world.pcs}
    for one in away:
        try:
            world.server.scopes.move(one.id, homes[one.name])
        except KnownError:
            world.server.accounts.end_person(one.id)  # registered anew at home meanwhile


KEEPERS = (
    ("N13b", "back up", back_up, 2),
    ("N13b", "restore", restore_server, 3),
    ("N23", "many write", many_write, 3),
    ("N23", "move", move, 3),
    ("N23", "village", village, 1),
    ("N23", "let go", let_go, 4),
)
