"""Messages that share a commit: each gets what it would have got alone."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from sipa_core import ids
from sipa_core.wire.codec import decode, encode
from sipa_core.wire.exchange import Reply, Request
from sipa_core.wire.ops import SealedOp
from sipa_core.wire.receipts import Status
from sipa_core.wire.records import RecordType, Ref
from sipa_server.errors import RefusedError, StorageError
from tests.support.server import BABAYAU, BALIDA, Pc, World, report_ref, submission, version_ref


def submit(pc: Pc, village: str, newest_seen: int = 0) -> SealedOp:
    return pc.op("report.submit", report_ref(village), submission(village, newest_seen))


def told(world: World, *messages: tuple[Pc, Request]) -> list[Any]:
    """What each message got, a reply or a refusal; all of them came at one moment."""
    service, accounts = world.server.exchanges, world.server.accounts

    async def one(pc: Pc, request: Request) -> Reply:
        return decode(encode(service.said(await service.soon(request, pc.place.token))), Reply)

    async def go() -> list[Any]:
        return await asyncio.gather(*(one(*message) for message in messages), return_exceptions=True)

    for pc, _request in messages:
        accounts.meet(pc.place.token)
    return asyncio.run(go())


@pytest.fixture
def pcs(world: World) -> tuple[Pc, Pc]:
    return world.pc("Norhayati", BABAYAU), world.pc("Jumiati", BALIDA)


@pytest.fixture
def commits(world: World, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    seen: list[str] = []
    dialect = world.server.store.engines.writer.dialect
    commit = dialect.do_commit

    def counted(connection: Any) -> None:
        seen.append("commit")
        commit(connection)

    monkeypatch.setattr(dialect, "do_commit", counted)
    return seen


def test_each_gets_its_own_receipts_records_and_cursor_of_one_commit(
    world: World, pcs: tuple[Pc, Pc], commits: list[str]
) -> None:
    one, two = pcs
    for pc in pcs:
        pc.pull()
        world.server.accounts.meet(pc.place.token)
    commits.clear()
    begun = one.send().upto
    replies = told(world, (one, one.request(submit(one, BABAYAU))), (two, two.request(submit(two, BALIDA))))
    assert commits == ["commit"]
    assert [reply.receipts[0].status for reply in replies] == [Status.ACCEPTED, Status.ACCEPTED]
    assert [reply.receipts[0].seq for reply in replies] == [begun + 2, begun + 4]
    for pc, reply, village in zip(pcs, replies, (BABAYAU, BALIDA), strict=True):
        pc.take(reply)
        assert {record.village for record in reply.changes} == {village}
        assert pc.record(version_ref(village)) is not None
        assert pc.send().changes == []


def test_the_same_message_twice_in_one_commit_has_one_effect_and_one_receipt(world: World, pcs: tuple[Pc, Pc]) -> None:
    request = pcs[0].request(submit(pcs[0], BABAYAU))
    first, again = told(world, (pcs[0], request), (pcs[0], request))
    assert first.receipts == again.receipts
    assert first.receipts[0].status is Status.ACCEPTED
    with world.server.store.read() as work:
        report = work.records.get(report_ref(BABAYAU))
    assert report is not None
    assert report.number("newest") == 1


def test_a_pc_that_the_message_before_has_ended_is_refused_in_the_same_commit(
    world: World, pcs: tuple[Pc, Pc], commits: list[str]
) -> None:
    camat = world.enrol(world.first_code)
    ends = camat.request(camat.op("device.revoke", Ref(RecordType.DEVICE, pcs[0].place.device), {}))
    commits.clear()
    ended, refused, other = told(
        world,
        (camat, ends),
        (pcs[0], pcs[0].request(submit(pcs[0], BABAYAU))),
        (pcs[1], pcs[1].request(submit(pcs[1], BALIDA))),
    )
    assert ended.receipts[0].code is None
    assert isinstance(refused, RefusedError)
    assert refused.problem.value == "revoked"
    assert other.receipts[0].status is Status.ACCEPTED
    with world.server.store.read() as work:
        assert work.records.get(report_ref(BABAYAU)) is None
        assert work.records.get(report_ref(BALIDA)) is not None
        assert work.audit.first_broken() is None


def test_a_message_that_breaks_the_server_harms_none_that_shares_its_commit(
    world: World, pcs: tuple[Pc, Pc], monkeypatch: pytest.MonkeyPatch
) -> None:
    service = world.server.exchanges
    outcome = service._outcome

    def broken(work: Any, request: Request, *rest: Any) -> Any:
        if request.device == pcs[0].place.device:
            raise KeyError("rahasia warga")  # after its ops were applied
        return outcome(work, request, *rest)

    monkeypatch.setattr(service, "_outcome", broken)
    bad, good = (pc.request(submit(pc, village)) for pc, village in zip(pcs, (BABAYAU, BALIDA), strict=True))
    fault, reply = told(world, (pcs[0], bad), (pcs[1], good))
    assert isinstance(fault, KeyError)
    assert reply.receipts[0].status is Status.ACCEPTED
    monkeypatch.undo()
    with world.server.store.read() as work:
        assert work.ops.find(bad.ops[0].op_id) is None
        assert work.records.get(report_ref(BABAYAU)) is None
        assert work.audit.first_broken() is None
    assert told(world, (pcs[0], bad))[0].receipts[0].status is Status.ACCEPTED
    assert told(world, (pcs[1], good))[0].receipts == reply.receipts


def test_after_a_commit_that_failed_the_same_messages_are_taken_as_if_for_the_first_time(
    world: World, pcs: tuple[Pc, Pc], monkeypatch: pytest.MonkeyPatch
) -> None:
    messages = [(pc, pc.request(submit(pc, village))) for pc, village in zip(pcs, (BABAYAU, BALIDA), strict=True)]
    told(world, (pcs[0], pcs[0].request(pcs[0].op("report.burn", report_ref(BABAYAU), {}))))

    def fail(_connection: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(world.server.store.engines.writer.dialect, "do_commit", fail)
    assert all(isinstance(one, StorageError) for one in told(world, *messages))
    monkeypatch.undo()
    assert [one.receipts[0].status for one in told(world, *messages)] == [Status.ACCEPTED] * 2


def test_the_stamp_of_an_op_that_comes_again_is_the_same_whoever_shares_its_commit(
    world: World, pcs: tuple[Pc, Pc]
) -> None:
    first = pcs[0].request(submit(pcs[0], BABAYAU))
    told(world, (pcs[0], first))
    second = pcs[0].request(submit(pcs[0], BABAYAU, 1))
    together = told(world, (pcs[0], second), (pcs[0], second))
    alone = told(world, (pcs[0], second))
    assert together[1].stamps == alone[0].stamps


def test_a_new_history_that_one_message_shows_is_the_one_of_all_that_follow(world: World, pcs: tuple[Pc, Pc]) -> None:
    one, two = pcs
    for pc in pcs:
        pc.pull()
    ahead = one.send(submit(one, BABAYAU)).cursor
    with world.server.store.write() as work:  # put back by hand to before that
        before = work.records.head() - 2
        connection = work._connection
        connection.exec_driver_sql(f"DELETE FROM records WHERE seq > {before}")
        connection.exec_driver_sql(f"DELETE FROM feed_marks WHERE seq > {before}")
        connection.exec_driver_sql(f"UPDATE feed_head SET seq = {before}")
    one.cursor = ahead
    shows, follows = told(world, (one, one.request(submit(one, BABAYAU, 1))), (two, two.request(submit(two, BALIDA))))
    assert shows.reset == follows.reset == "epoch"
    assert shows.epoch == follows.epoch != one.place.epoch
    assert ids.is_id(shows.request_id)
