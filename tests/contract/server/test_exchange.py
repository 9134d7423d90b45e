"""What a desk may rely on when it sends ops, whatever carries them."""

from __future__ import annotations

import threading
from collections.abc import Callable

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from msgspec.structs import replace

from sipa_core import ids
from sipa_core.ops import registry
from sipa_core.sync.peer import CarriageError
from sipa_core.wire.codec import encode
from sipa_core.wire.exchange import MAX_OPS, MAX_SEEN, Reply, Request
from sipa_core.wire.ops import MAX_OP_BYTES, Base, SealedOp
from sipa_core.wire.receipts import Receipt, Status, receipts_digest
from sipa_core.wire.records import RecordType, Ref
from tests.support.server import (
    BABAYAU,
    BALIDA,
    KELURAHAN,
    PERIOD,
    TEMPLATE,
    Pc,
    World,
    report_ref,
    submission,
    version_ref,
)


@pytest.fixture
def desk(world: World) -> Pc:
    return world.pc("Norhayati", BABAYAU)


def submit(pc: Pc, village: str = BABAYAU, newest_seen: int = 0) -> SealedOp:
    return pc.op("report.submit", report_ref(village), submission(village, newest_seen))


def test_an_accepted_op_stands_in_the_feed_of_its_village_and_of_the_kecamatan(
    world: World, desk: Pc, camat: Pc
) -> None:
    reply = desk.send(submit(desk))
    [receipt] = reply.receipts
    assert (receipt.status, receipt.rev, receipt.received_at) == (Status.ACCEPTED, 1, world.clock.now())
    assert desk.record(version_ref(BABAYAU)) is not None
    camat.pull()
    seen = camat.record(version_ref(BABAYAU))
    assert seen == desk.record(version_ref(BABAYAU))
    assert seen is not None
    assert seen.text("ringkasan.isi") == "Belanja berjalan sesuai rencana."
    assert seen.text("meta.content_hash") == receipt.content_hash


def test_another_village_does_not_see_it(world: World, desk: Pc) -> None:
    other = world.pc("Jumiati", BALIDA)
    desk.send(submit(desk))
    other.pull()
    assert other.records
    assert [record for record in other.records.values() if record.village == BABAYAU] == []


def test_the_same_op_again_gets_the_same_receipt_and_changes_nothing(world: World, desk: Pc) -> None:
    op = submit(desk)
    first = desk.send(op)
    world.clock.forward(hours=0.5)  # within the hour in which a contact is not told again
    again = desk.send(op)
    assert again.receipts == first.receipts
    assert again.upto == first.upto
    assert again.changes == []


def test_a_rejected_op_again_gets_its_rejection_again_even_when_it_would_be_allowed_now(desk: Pc) -> None:
    stale = submit(desk, newest_seen=1)
    first = desk.send(stale).receipts
    assert (first[0].status, first[0].code) == (Status.REJECTED, "superseded")
    assert desk.do("report.submit", report_ref(BABAYAU), submission(BABAYAU)).status is Status.ACCEPTED
    assert desk.send(stale).receipts == first


def test_a_lost_reply_costs_nothing(desk: Pc) -> None:
    lost = desk.request(submit(desk))
    desk.carrier.exchange(lost, desk.place.token)
    reply = desk.carrier.exchange(lost, desk.place.token)
    assert reply.receipts[0].status is Status.ACCEPTED
    desk.take(reply)
    newest = desk.record(report_ref(BABAYAU))
    assert newest is not None
    assert newest.number("newest") == 1


def test_the_same_message_in_parallel_has_one_effect_and_one_receipt(desk: Pc) -> None:
    request = desk.request(submit(desk))
    replies: list[Reply] = []
    send: Callable[[], None] = lambda: replies.append(desk.carrier.exchange(request, desk.place.token))  # noqa: E731
    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(replies) == 4
    assert len({encode(reply.receipts) for reply in replies}) == 1
    assert replies[0].receipts[0].status is Status.ACCEPTED


def test_another_content_under_a_known_op_id_is_refused(desk: Pc) -> None:
    first = submit(desk)
    assert desk.send(first).receipts[0].status is Status.ACCEPTED
    other = submit(desk, newest_seen=1)
    [receipt] = desk.send(replace_op(other, op_id=first.op_id)).receipts
    assert (receipt.status, receipt.code) == (Status.REJECTED, "op_id_reuse")
    assert desk.send(first).receipts[0].status is Status.ACCEPTED
    assert desk.send(other).receipts[0].status is Status.ACCEPTED


def test_another_person_cannot_fetch_a_receipt_with_a_copied_op(world: World, desk: Pc) -> None:
    op = submit(desk)
    desk.send(op)
    other = world.pc("Jumiati", BALIDA)
    [receipt] = other.send(op).receipts
    assert (receipt.code, receipt.seq) == ("op_id_reuse", 0)


def test_a_number_used_by_another_op_is_a_fork_and_all_later_ops_wait(desk: Pc) -> None:
    assert desk.send(submit(desk)).receipts[0].status is Status.ACCEPTED
    clone = replace_op(submit(desk, newest_seen=1), op_no=1)
    after = submit(desk, newest_seen=1)
    receipts = desk.send(clone, after).receipts
    assert [receipt.status for receipt in receipts] == [Status.FORK, Status.RETRY]
    desk.incarnation = "ab" * 16
    assert desk.send(clone).receipts[0].status is Status.ACCEPTED


def test_numbers_may_have_gaps_and_come_in_any_order(desk: Pc) -> None:
    late, early = submit(desk), submit(desk, newest_seen=1)
    desk.op_no = 90
    receipts = desk.send(replace_op(late, op_no=40), replace_op(early, op_no=7)).receipts
    assert [receipt.status for receipt in receipts] == [Status.ACCEPTED, Status.ACCEPTED]


def test_one_refused_op_does_not_hold_up_the_next(desk: Pc) -> None:
    refused = desk.op("review.accept", Ref("review", report_ref(BABAYAU).id), {"version": "x", "content_hash": "x"})
    receipts = desk.send(refused, submit(desk)).receipts
    assert [receipt.status for receipt in receipts] == [Status.REJECTED, Status.ACCEPTED]


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"content": {"meta.sender": "Camat"}}, "invalid", "meta.sender"),
        ({"content": {"bukan jalan": 1}}, "invalid", "bukan jalan"),
        ({"content": {"kendala.isi": ["a"]}}, "invalid", "content[...]"),
        ({"period": "2025-S3"}, "invalid", "record"),
        ({"village": BALIDA}, "invalid", "record"),
        ({"newest_seen": -1}, "invalid", "newest_seen"),
        ({"role": "admin_kecamatan"}, "invalid", "fields"),
    ],
)
def test_a_loose_field_is_refused_by_its_place(desk: Pc, change: dict[str, object], code: str, field: str) -> None:
    receipt = desk.do("report.submit", report_ref(BABAYAU), {**submission(BABAYAU), **change})
    assert (receipt.status, receipt.code, receipt.field) == (Status.REJECTED, code, field)


def test_a_submit_for_another_village_is_forbidden(desk: Pc) -> None:
    receipt = desk.do("report.submit", report_ref(BALIDA), submission(BALIDA))
    assert receipt.code == "forbidden"


def test_an_op_spoken_in_another_persons_name_is_forbidden(desk: Pc, camat: Pc) -> None:
    op = desk.op("report.submit", report_ref(BABAYAU), submission(BABAYAU), actor=camat.place.person)
    [receipt] = desk.send(op).receipts
    assert (receipt.code, receipt.field) == ("forbidden", "actor")


def test_an_unknown_kind_is_refused_with_its_own_code(desk: Pc) -> None:
    assert desk.do("report.burn", report_ref(BABAYAU), {}).code == "unknown_kind"


@pytest.mark.parametrize(
    ("change", "field"), [({"op_id": "x"}, "op_id"), ({"op_no": 0}, "op_no"), ({"op_no": 2**60}, "op_no")]
)
def test_an_envelope_that_cannot_be_kept_is_refused(desk: Pc, change: dict[str, object], field: str) -> None:
    [receipt] = desk.send(replace_op(submit(desk), **change)).receipts
    assert (receipt.status, receipt.code, receipt.field) == (Status.REJECTED, "invalid", field)


def test_a_body_that_is_no_op_is_refused_and_the_others_go_on(desk: Pc) -> None:
    broken = replace_op(submit(desk), body=msgspec.Raw(b'{"kind":"report.submit"}'))
    receipts = desk.send(broken, submit(desk)).receipts
    assert [(receipt.status, receipt.field) for receipt in receipts] == [
        (Status.REJECTED, "body"),
        (Status.ACCEPTED, None),
    ]


def test_an_op_beyond_two_mebibytes_is_refused(desk: Pc) -> None:
    long = {f"kegiatan[k{n}].nama": "a" * 90_000 for n in range(24)}
    receipt = desk.do("report.submit", report_ref(BABAYAU), {**submission(BABAYAU), "content": long})
    assert sum(map(len, long.values())) > MAX_OP_BYTES
    assert receipt.code == "too_large"


def test_more_than_a_hundred_ops_are_refused_as_a_message(desk: Pc) -> None:
    ops = [submit(desk) for _ in range(MAX_OPS + 1)]
    with pytest.raises(CarriageError) as refused:
        desk.send(*ops)
    assert refused.value.code == "bad_request"
    assert len(desk.send(*ops[:MAX_OPS]).receipts) == MAX_OPS


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"sipa": 99}, "version"),
        ({"request_id": ""}, "bad_request"),
        ({"incarnation": "x" * 65}, "bad_request"),
        ({"seen": ["x"] * (MAX_SEEN + 1)}, "bad_request"),
    ],
)
def test_a_message_of_another_protocol_is_refused(desk: Pc, change: dict[str, object], code: str) -> None:
    with pytest.raises(CarriageError) as refused:
        desk.carrier.exchange(changed(desk.request(submit(desk)), change), desk.place.token)
    assert refused.value.code == code


def test_cursors_that_are_no_cursors_show_nothing(desk: Pc) -> None:
    before = desk.send().epoch
    request = changed(desk.request(submit(desk)), {"seen": ["", "x", "é" * 400, "A" * 59, *["A" * 3] * (MAX_SEEN - 4)]})
    reply = desk.carrier.exchange(request, desk.place.token)
    assert (reply.epoch, reply.reset) == (before, None)


def test_a_token_speaks_for_its_own_device_only(desk: Pc, camat: Pc) -> None:
    with pytest.raises(CarriageError) as refused:
        desk.carrier.exchange(changed(desk.request(), {"device": camat.place.device}), desk.place.token)
    assert refused.value.code == "forbidden"


def test_the_receipts_are_signed_by_the_pinned_server(desk: Pc) -> None:
    request = desk.request(submit(desk))
    reply = desk.carrier.exchange(request, desk.place.token)
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(desk.place.server_sign_pub))
    key.verify(bytes.fromhex(reply.signature), receipts_digest(request.request_id, reply.receipts))
    assert (reply.request_id, reply.server_id) == (request.request_id, desk.place.server_id)


def test_a_rule_with_a_bug_lets_its_op_wait_and_stops_nobody_else(
    world: World, desk: Pc, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = world.pc("Jumiati", BALIDA)
    third = world.pc("Dewi", KELURAHAN)
    kind = registry.KINDS["report.submit"]

    def rule(fields: object, ref: Ref, *rest: object) -> object:
        if ref.id == report_ref(BABAYAU).id:
            raise KeyError("rahasia warga")
        return kind.rule(fields, ref, *rest)

    monkeypatch.setitem(registry.KINDS, "report.submit", replace(kind, rule=rule))
    poison, behind = submit(desk), desk.op("report.burn", report_ref(BABAYAU), {})
    for _ in range(3):
        # Without anybody else's op in between this is not yet counted against the op itself.
        assert [receipt.status for receipt in desk.send(poison, behind).receipts] == [Status.RETRY, Status.RETRY]
    assert other.send(submit(other, BALIDA)).receipts[0].status is Status.ACCEPTED
    assert desk.send(poison).receipts[0].status is Status.RETRY
    assert third.do("report.burn", report_ref(KELURAHAN), {}).code == "unknown_kind"
    [receipt] = desk.send(poison).receipts
    assert (receipt.status, receipt.code) == (Status.REJECTED, "internal")
    monkeypatch.undo()
    assert desk.send(poison).receipts == [receipt]
    assert [receipt.code for receipt in desk.send(behind, submit(desk)).receipts] == ["unknown_kind", None]


def test_many_desks_at_once_get_numbers_without_gaps_or_twins(world: World) -> None:
    codes = [BABAYAU, BALIDA, "63.11.06.2022", "63.11.06.2005", "63.11.06.2006", "63.11.06.2007"]
    desks = [world.pc(f"Admin {code}", code) for code in codes]
    begin = desks[0].send().upto
    receipts: list[Receipt] = []

    def work(pc: Pc, village: str) -> None:
        for seen in range(5):
            receipts.extend(pc.send(submit(pc, village, seen)).receipts)

    threads = [threading.Thread(target=work, args=pair) for pair in zip(desks, codes, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert {receipt.status for receipt in receipts} == {Status.ACCEPTED}
    # Each submit writes the report and the version: two numbers an op.
    assert sorted(receipt.seq for receipt in receipts) == list(range(begin + 2, begin + 2 * 30 + 1, 2))


def replace_op(op: SealedOp, **change: object) -> SealedOp:
    return msgspec.structs.replace(op, **change)


def changed(request: Request, change: dict[str, object]) -> Request:
    return msgspec.structs.replace(request, **change)


def save(pc: Pc, village: str, words: str, base: Base | None) -> Receipt:
    """The receipt of the copy of a draft that says these words."""
    ref = Ref(RecordType.DRAFT, ids.draft_id(village, TEMPLATE, PERIOD))
    about = {"village": village, "template": TEMPLATE, "template_version": 1, "period": PERIOD}
    return pc.send(pc.op("draft.save", ref, {**about, "changes": {"ringkasan.isi": words}}, base=base)).receipts[0]


def test_a_text_goes_on_only_in_a_conflict_about_itself(world: World, desk: Pc) -> None:
    other = world.pc("Jumiati", BALIDA)
    save(desk, BABAYAU, "Awal.", None)
    save(desk, BABAYAU, "Satu.", Base(1))
    collided = save(desk, BABAYAU, "Dua.", Base(1))
    assert collided.status is Status.CONFLICT
    with world.server.store.read() as work:
        kept = work.records.of_type(RecordType.CONFLICT)
    foreign = save(other, BALIDA, "Lain.", Base(op=collided.op_id))
    assert (foreign.status, foreign.code) == (Status.REJECTED, "base_rejected")
    with world.server.store.read() as work:
        assert work.records.of_type(RecordType.CONFLICT) == kept
    assert save(desk, BABAYAU, "Tiga.", Base(op=collided.op_id)).status is Status.CONFLICT


def test_what_is_written_over_in_a_conflict_is_kept_like_what_is_written_over_in_a_draft(
    world: World, desk: Pc
) -> None:
    save(desk, BABAYAU, "Awal.", None)
    save(desk, BABAYAU, "Satu.", Base(1))
    collided = save(desk, BABAYAU, "Dua.", Base(1))
    save(desk, BABAYAU, "Tiga.", Base(op=collided.op_id))
    with world.server.store.read() as work:
        (conflict,) = work.records.of_type(RecordType.CONFLICT)
        before = work.past.find(conflict.ref, conflict.rev - 1)
    assert conflict.fields["mine:ringkasan.isi"] == "Tiga."
    assert before is not None
    assert before.fields["mine:ringkasan.isi"] == "Dua."
