"""What a session does not send: the smallest question, answers and patches in place of what the desk knows, digests."""

from __future__ import annotations

import msgspec
import pytest
import sqlalchemy as sa

from sipa_core import ids
from sipa_core.domain.paths import Value
from sipa_core.sync.peer import CarriageError, Trouble
from sipa_core.wire import unchanged
from sipa_core.wire.exchange import MAX_CHANGES, Reply
from sipa_core.wire.records import RecordType, Ref
from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import Refused
from sipa_desktop.platform.keys import TOKEN
from sipa_desktop.store import unit_of_work
from sipa_desktop.store.tables import heard, record
from sipa_desktop.sync.session import MetaKey
from tests.support.world import BABAYAU, World

JUNE = ids.draft_id(BABAYAU, "kegiatan_bulanan", "2025-06")


def write(desk: Desk, changes: dict[str, Value]) -> None:
    assert not isinstance(desk.reports.create("kegiatan_bulanan", "2025-06"), Refused)
    assert not isinstance(desk.reports.save(JUNE, changes), Refused)


def session(desk: Desk) -> None:
    assert desk.sync.run_once().trouble is None


def held(desk: Desk) -> dict[Ref, tuple[int, dict[str, Value]]]:
    with desk.store.read() as tx:
        refs = [Ref(row[0], row[1]) for row in tx.connection.execute(sa.select(heard))]
        found = [tx.server_records.get(ref) for ref in refs]
    return {one.ref: (one.rev, one.fields) for one in found if one is not None}


def test_a_page_that_was_announced_is_fetched_without_asking_whether_there_is_one(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = world.village()
    session(desk)
    with world.server.store.write() as work:
        for n in range(MAX_CHANGES + 3):
            work.records.write(Ref("later", f"r{n}"), None, {"n": n})
    asked, unchanged_ = list[str](), type(world.lines["babayau"]).unchanged
    monkeypatch.setattr(
        type(world.lines["babayau"]),
        "unchanged",
        lambda line, cursor, token: (asked.append(cursor), unchanged_(line, cursor, token))[1],
    )
    sent = len(world.lines["babayau"].requests)
    session(desk)
    assert len(world.lines["babayau"].requests) - sent == 2
    assert len(asked) == 1


def on_the_server(world: World) -> dict[Ref, tuple[int, dict[str, Value]]]:
    with world.server.store.read() as work:
        all_of = [one for kind in RecordType for one in work.records.of_type(kind)]
    return {one.ref: (one.rev, dict(one.fields)) for one in all_of}


def test_when_nothing_is_new_no_message_is_sent_at_all(world: World) -> None:
    desk = world.village()
    session(desk)
    sent = len(world.lines["babayau"].requests)
    world.clock.pass_time(minutes=15)
    session(desk)
    assert len(world.lines["babayau"].requests) == sent
    assert world.clock.now() - (desk.sync.status().last_contact or 0) < 1_000

    world.citizen_writes("Lampu jalan", "Mati sejak Senin.")
    session(desk)
    assert len(world.lines["babayau"].requests) == sent + 1
    with desk.store.read() as tx:
        assert [one.text("subject") for one in tx.records.all(RecordType.FEEDBACK)] == ["Lampu jalan"]


def test_what_was_sent_does_not_come_back_and_the_desk_holds_it_all_the_same(world: World) -> None:
    desk = world.village()
    long = "Pelatihan menjahit dua hari di balai desa. " * 40
    write(desk, {"umum.uraian": long})
    assert not isinstance(desk.reports.submit(JUNE), Refused)
    replies: list[Reply] = []

    def keep(reply: Reply) -> Reply:
        replies.append(reply)
        return reply

    world.lines["babayau"].spoil = keep
    session(desk)
    assert long.encode() not in msgspec.json.encode(replies[0])
    assert replies[0].receipts == []
    truth = on_the_server(world)
    assert {ref: truth[ref] for ref in held(desk)} == held(desk)
    assert any(ref.type == RecordType.VERSION for ref in held(desk))


def test_a_field_that_changed_in_a_copy_costs_only_itself(world: World) -> None:
    desk = world.village()
    write(desk, {"umum.uraian": "Panjang sekali. " * 100, "umum.kendala": "Hujan."})
    session(desk)
    write(desk, {"umum.kendala": "Banjir."})
    replies: list[Reply] = []

    def keep(reply: Reply) -> Reply:
        replies.append(reply)
        return reply

    world.lines["babayau"].spoil = keep
    session(desk)
    assert len(msgspec.json.encode(replies[0])) < 1_400
    assert held(desk)[Ref(RecordType.DRAFT, JUNE)] == on_the_server(world)[Ref(RecordType.DRAFT, JUNE)]


def test_a_patch_on_what_the_desk_does_not_hold_makes_it_read_everything_once_more(world: World) -> None:
    desk = world.village()
    write(desk, {"umum.uraian": "Satu.", "umum.kendala": "Hujan."})
    session(desk)
    with desk.store.write() as tx:
        tx.connection.execute(record.delete().where(record.c.type == RecordType.DRAFT))
    write(desk, {"umum.kendala": "Banjir."})
    session(desk)
    truth = on_the_server(world)[Ref(RecordType.DRAFT, JUNE)]
    assert held(desk)[Ref(RecordType.DRAFT, JUNE)] == truth
    assert truth[1]["umum.kendala"] == "Banjir."


def test_once_a_day_both_sides_compare_and_what_is_missing_is_read_again(world: World) -> None:
    desk = world.village()
    session(desk)
    before = held(desk)
    with desk.store.write() as tx:
        tx.connection.execute(record.delete().where(record.c.type == RecordType.TEMPLATE))
    world.clock.pass_time(hours=1)
    session(desk)
    assert held(desk) != before
    world.clock.pass_time(hours=24)
    session(desk)
    assert held(desk) == before
    with desk.store.read() as tx:
        assert tx.meta.get(MetaKey.DIGEST_OFF) is None


def test_a_difference_that_reading_does_not_mend_is_told_and_read_no_second_time(world: World) -> None:
    desk = world.village()
    with desk.store.write() as tx:
        tx.connection.execute(record.insert().values(type="later", id="x", rev=3, village=BABAYAU, fields=b"{}"))
        tx.meta.forget(MetaKey.DIGEST_AT)
    sent = len(world.lines["babayau"].requests)
    session(desk)
    assert len(world.lines["babayau"].requests) - sent <= 4
    with desk.store.read() as tx:
        assert tx.meta.get(MetaKey.DIGEST_OFF) is not None
    assert Ref("later", "x") in held(desk)


def test_a_304_without_the_proof_of_this_very_question_is_nobody_s_word() -> None:
    said = unchanged.proof("token", "nonce", "cursor")
    assert unchanged.is_proven(said, "token", "nonce", "cursor")
    for other in (("other", "nonce", "cursor"), ("token", "again", "cursor"), ("token", "nonce", "elsewhere")):
        assert not unchanged.is_proven(said, *other)
    assert not unchanged.is_proven(None, "token", "nonce", "cursor")


def test_a_token_is_renewed_after_ninety_days_and_the_old_one_ends_when_the_new_one_is_used(world: World) -> None:
    desk = world.village()
    first = world.secrets("babayau").get(TOKEN)
    world.clock.pass_time(days=91)
    write(desk, {"umum.uraian": "Satu."})
    session(desk)
    second = world.secrets("babayau").get(TOKEN)
    assert first is not None
    assert second is not None
    assert second != first
    assert world.server.peer("x").unchanged("", first) is False  # not used yet: a desk that lost the reply goes on
    session(desk)
    write(desk, {"umum.uraian": "Dua."})
    session(desk)
    with pytest.raises(CarriageError) as told:
        world.server.peer("x").unchanged("", first)
    assert told.value.trouble is Trouble.PROBLEM
    assert world.secrets("babayau").get(TOKEN) == second


def test_what_a_session_brings_is_folded_into_the_file_when_the_session_is_told(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = world.village()
    session(desk)
    happened = list[str]()
    desk.sync.sessions.subscribe(lambda _outcome: happened.append("told"))
    monkeypatch.setattr(unit_of_work, "is_long", lambda _path: True)
    monkeypatch.setattr(unit_of_work, "fold_log", lambda _path, _key: happened.append("folded"))
    session(desk)
    assert happened == ["told", "folded"]
