"""N23 and changed scopes: a PC forgets only what the server says, little by itself, much after a person's word, and
never what a person wrote here; what was forgotten by mistake comes back.
"""

from __future__ import annotations

import msgspec
import pytest
import sqlalchemy as sa

from sipa_core.sync.peer import ReadAtOnce, Trouble
from sipa_core.sync.scope import asks_first, holds
from sipa_core.wire.exchange import Reply, ScopeTold
from sipa_core.wire.records import RecordType
from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import Refused
from sipa_desktop.services.feedback_views import FeedbackFilter
from sipa_desktop.store.forgetting import inside
from sipa_desktop.store.tables import heard, record
from sipa_desktop.sync.attention import Matter, attention
from tests.support.world import BABAYAU, BALANG, ZONE, World

JUNE = ("kegiatan_bulanan", "2025-06")


@pytest.fixture
def world(far_world: World) -> World:
    return far_world


def move(world: World, desk: Desk, village: str) -> None:
    identity = desk.identity()
    assert identity is not None
    world.server.scopes.move(identity.person, village)


def held(desk: Desk, village: str) -> int:
    with desk.store.read() as tx:
        rows = tx.connection.execute(sa.select(heard).where(heard.c.village == village)).all()
        lines = tx.connection.exec_driver_sql("SELECT count(*) FROM list_line WHERE village = ?", (village,)).scalar()
        shown = tx.connection.exec_driver_sql("SELECT count(*) FROM record WHERE village = ?", (village,)).scalar()
    assert bool(rows) == bool(shown)
    assert rows or not lines
    return len(rows)


def write(desk: Desk, word: str) -> str:
    edit = desk.reports.create(*JUNE)
    assert not isinstance(edit, Refused)
    assert not isinstance(desk.reports.save(edit.draft_id, {"umum.uraian": word}), Refused)
    return edit.draft_id


def test_a_pc_whose_person_moves_lets_little_go_by_itself_and_keeps_what_was_written_here(world: World) -> None:
    desk = world.village()
    for n in range(3):
        world.citizen_writes(f"Jalan {n}", f"Jalan berlubang {n} di depan balai.")
    draft = write(desk, "kalimat yang belum dikirim")
    assert desk.sync.run_once().complete
    assert held(desk, BABAYAU) >= 3
    move(world, desk, BALANG)
    done = desk.sync.run_once()
    assert done.trouble is None
    assert "dilepas" in done.notice
    assert held(desk, BABAYAU) == 0
    identity = desk.identity()
    assert identity is not None
    assert (identity.village, identity.place_name) == (BALANG, "Desa Balang")
    with desk.store.read() as tx:
        assert "kalimat yang belum dikirim" in tx.documents.content(draft).values()
        assert not tx.search.find("berlubang", 10)
    assert not desk.feedback.list(FeedbackFilter.SEMUA).rows


def test_what_comes_back_after_a_mistake_is_read_again(world: World) -> None:
    desk = world.village()
    sent = world.citizen_writes("Jalan", "Jalan berlubang di depan balai.")
    desk.sync.run_once()
    move(world, desk, BALANG)
    desk.sync.run_once()
    assert held(desk, BABAYAU) == 0
    move(world, desk, BABAYAU)
    assert desk.sync.run_once().trouble is None
    assert held(desk, BABAYAU) >= 1
    assert [row.number for row in desk.feedback.list(FeedbackFilter.SEMUA).rows] == [sent.number]


def test_n23_much_waits_for_a_person_and_nothing_goes_before(world: World) -> None:
    desk = world.village()
    for n in range(25):
        world.clock.pass_time(hours=2)
        world.citizen_writes(f"Jalan {n}", f"Jalan berlubang {n} di depan balai.")
    desk.sync.run_once()
    before = held(desk, BABAYAU)
    assert before >= 25
    move(world, desk, BALANG)
    assert desk.sync.run_once().notice == ""
    assert held(desk, BABAYAU) == before
    status = desk.sync.status()
    (told,) = (one for one in attention(status, world.clock.now(), ZONE) if one.matter is Matter.PLACE)
    assert f"{before} data" in told.sentence
    assert "Desa Balang" in told.sentence
    assert "tetap ada" in told.sentence
    # The count of what this PC should hold does not make it read everything again and again.
    world.clock.pass_time(hours=25)
    desk.sync.run_once()
    with desk.store.read() as tx:
        assert tx.meta.get("digest_off") is None
    assert held(desk, BABAYAU) == before
    assert desk.sync.agree_to_forget() == before
    assert held(desk, BABAYAU) == 0
    assert desk.sync.status().leaving == 0


def test_a_change_that_is_taken_back_in_time_forgets_nothing(world: World) -> None:
    desk = world.village()
    for n in range(25):
        world.clock.pass_time(hours=2)
        world.citizen_writes(f"Jalan {n}", f"Jalan berlubang {n} di depan balai.")
    desk.sync.run_once()
    before = held(desk, BABAYAU)
    move(world, desk, BALANG)
    desk.sync.run_once()
    move(world, desk, BABAYAU)
    desk.sync.run_once()
    assert (held(desk, BABAYAU), desk.sync.status().leaving) == (before, 0)


def test_a_village_that_left_is_let_go_by_the_kecamatan_and_returns(world: World) -> None:
    office = world.kecamatan()
    world.citizen_writes("Jalan", "Jalan berlubang di depan balai.")
    office.sync.run_once()
    assert held(office, BABAYAU) >= 1
    assert world.server.scopes.leave(BABAYAU)
    assert not world.server.scopes.leave(BABAYAU)
    office.sync.run_once()
    assert held(office, BABAYAU) == 0
    assert BABAYAU not in {row.code for row in office.overview.matrix().rows}
    assert world.server.scopes.come_back(BABAYAU)
    office.sync.run_once()
    assert held(office, BABAYAU) >= 1


def test_what_waits_to_be_sent_is_refused_in_words_and_stays(world: World) -> None:
    desk = world.village()
    world.citizen_writes("Jalan", "Jalan berlubang di depan balai.")
    desk.sync.run_once()
    (row,) = desk.feedback.list(FeedbackFilter.SEMUA).rows
    desk.feedback.save_answer(row.id, "Sudah kami catat.")
    assert not isinstance(desk.feedback.answer(row.id), Refused)
    move(world, desk, BALANG)
    assert desk.sync.run_once().parked_in_all == 1
    assert held(desk, BABAYAU) == 1, "what an op without a receipt speaks of stays with it"
    (parked,) = desk.queue.parked()
    assert parked.problem
    assert parked.todo
    with desk.store.write() as tx:
        tx.take_out(parked.op_id)
    assert desk.sync.run_once().total.forgotten == 1, "at the next contact, also when the server has nothing to say"
    assert held(desk, BABAYAU) == 0


def test_what_a_refused_op_only_covered_goes_with_its_answer(world: World) -> None:
    desk = world.village()
    draft = write(desk, "kalimat yang dikirim")
    assert not isinstance(desk.reports.submit(draft), Refused)
    assert desk.sync.run_once().complete
    assert not isinstance(desk.reports.recall(draft), Refused)
    move(world, desk, BALANG)
    assert desk.sync.run_once().parked_in_all == 1
    with desk.store.read() as tx:
        theirs = sa.select(heard).where(heard.c.village == BABAYAU)
        left = {row.type for row in tx.connection.execute(theirs)}
    assert left == {RecordType.REPORT}, "only what the refused op is about stays with it"


def test_a_scope_that_our_server_did_not_sign_changes_nothing(world: World) -> None:
    desk = world.village()
    world.citizen_writes("Jalan", "Jalan berlubang di depan balai.")
    desk.sync.run_once()
    before = held(desk, BABAYAU)
    with desk.store.write() as tx:
        tx.meta.forget("cursor")

    def forged(reply: Reply) -> Reply:
        assert reply.scope is not None
        return msgspec.structs.replace(reply, scope=msgspec.structs.replace(reply.scope, village=BALANG))

    line = world.lines["babayau"]
    real = line.peer
    line.peer = _Changed(real, forged)  # type: ignore[assignment]
    assert desk.sync.run_once().trouble is Trouble.NOT_OURS
    line.peer = real
    identity = desk.identity()
    assert identity is not None
    assert identity.village == BABAYAU
    assert held(desk, BABAYAU) == before


class _Changed(ReadAtOnce):
    """A peer whose replies are changed on their way."""

    def __init__(self, peer: object, change: object) -> None:
        self._peer, self._change = peer, change

    def __getattr__(self, name: str) -> object:
        return getattr(self._peer, name)

    def exchange(self, request: object, token: str) -> object:
        """The server's reply, changed."""
        return self._change(self._peer.exchange(request, token))  # type: ignore[attr-defined, operator]


def test_the_scope_in_sql_is_the_scope_in_words(world: World) -> None:
    desk = world.kecamatan()
    villages = (None, BABAYAU, BALANG, "63.11.07.2001", "63.11.060.1")
    with desk.store.write() as tx:
        for at, village in enumerate(villages):
            for kind in (RecordType.REPORT, RecordType.DRAFT, "entah"):
                values = {"type": kind, "id": f"x{at}", "rev": 1, "village": village, "fields": b"{}"}
                tx.connection.execute(record.insert().values(values))
        for told in (
            ScopeTold("admin_desa", "63.11.06", BABAYAU, "", 0, ["draft"]),
            ScopeTold("admin_kecamatan", "63.11.06", None, "", 0, ["draft"], [BALANG]),
            ScopeTold("admin_kecamatan", "63.11.06", None, "", 0, []),
        ):
            query = sa.select(heard).where(inside(told), heard.c.id.like("x%"))
            found = {(row.type, row.village) for row in tx.connection.execute(query)}
            every = {(kind, village) for kind in ("report", "draft", "entah") for village in villages}
            assert found == {one for one in every if holds(told, *one)}


@pytest.mark.parametrize(
    ("going", "of", "asks"), [(20, 20, False), (21, 200, True), (21, 210, False), (100, 1000, False), (101, 9999, True)]
)
def test_so_much_is_asked_first(going: int, of: int, asks: bool) -> None:
    assert asks_first(going, of) is asks
