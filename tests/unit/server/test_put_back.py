"""A server that was put back from a copy: N13, N14, PCs that come alive again, and how long waits last."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from sipa_core import ids
from sipa_core.domain.roles import Role
from sipa_core.sync.peer import CarriageError
from sipa_core.wire.ops import Base
from sipa_core.wire.receipts import Status
from sipa_core.wire.records import RecordType, Ref
from sipa_server.services.again import IN_ORDER_MS, YOUNG_MS
from tests.support.lost_history import Rememberer, copied, put_back
from tests.support.planting import bug_in
from tests.support.remote_pc import RemotePc
from tests.support.server import (
    BABAYAU,
    BALIDA,
    PERIOD,
    TEMPLATE,
    World,
    naming,
    report_ref,
    review_ref,
    submission,
    version_ref,
)

DAY = 24 * 60 * 60 * 1000


def thread(name: str) -> Ref:
    return Ref("consultation", ids.natural_id("thread", name))


def begins(village: str) -> dict[str, object]:
    return {"text": "Selamat pagi.", "files": {}, "begin": {"village": village, "subject": "Salam"}}


def submits(who: Rememberer) -> None:
    who.does("report.submit", report_ref(BABAYAU), submission(BABAYAU))


def test_n13_what_came_after_the_copy_comes_again_with_the_day_on_which_it_first_came(
    world: World, tmp_path: Path
) -> None:
    desa = Rememberer(world.pc("Norhayati", BABAYAU))
    copy = copied(world, tmp_path / "copy")
    submits(desa)
    first = world.clock.now()
    world.clock.forward(days=30)
    after = put_back(world, copy, desa.pc, told=False)
    assert desa.pc.send().reset == "epoch", "nobody said that the database was put back; the cursor shows it"
    desa.begin_again()
    assert desa.sends_some(9) == 1
    version = desa.pc.record(version_ref(BABAYAU))
    assert version is not None
    assert version.number("meta.sent_at") == first, "sent in time is in time"
    after.server.close()


@pytest.mark.parametrize("forged", ["", "x.y", "e30.AAAA", "another's"])
def test_no_stamp_but_the_servers_own_makes_a_sending_older_than_it_is(
    world: World, tmp_path: Path, forged: str
) -> None:
    desa, balida = Rememberer(world.pc("Norhayati", BABAYAU)), Rememberer(world.pc("Hasan", BALIDA))
    copy = copied(world, tmp_path / "copy")
    submits(desa)
    balida.does("message.send", thread("b"), begins(BALIDA))
    world.clock.forward(days=30)
    after = put_back(world, copy, desa.pc)
    desa.begin_again()
    had = balida.sent[0].had if forged == "another's" else forged
    [op] = desa.sent
    assert desa.pc.send(type(op)(op.op_id, op.op_no, op.body, had)).receipts[0].status is Status.ACCEPTED
    version = desa.pc.record(version_ref(BABAYAU))
    assert version is not None
    assert version.number("meta.sent_at") == world.clock.now()
    after.server.close()


def test_n14_numbers_that_were_given_again_are_noticed_and_what_was_lost_comes_again(
    world: World, tmp_path: Path
) -> None:
    desa, balida = Rememberer(world.pc("Norhayati", BABAYAU)), Rememberer(world.pc("Hasan", BALIDA))
    for one in (desa, balida):
        one.pc.pull()
    copy = copied(world, tmp_path / "copy")
    submits(desa)
    with world.server.store.read() as work:
        head, epoch = work.records.head(), desa.pc.place.epoch
    after = put_back(world, copy, desa.pc, balida.pc, told=False)
    for number in range(6):
        assert balida.pc.do("message.send", thread(f"n{number}"), begins(BALIDA)).status is Status.ACCEPTED
    with after.server.store.read() as work:
        assert work.records.head() > head, "the numbers that the desk knows are those of something else now"
        assert work.meta.get("epoch") == epoch, "nobody has noticed yet"
    reply = desa.pc.send()
    assert reply.reset == "epoch", "numbers that were given again were taken for those of before"
    assert reply.epoch != epoch
    desa.begin_again()
    assert desa.sends_some(9) == 1
    assert desa.pc.send().reset is None, "noticed once"
    after.server.close()


@pytest.mark.parametrize(
    ("check", "real", "planted", "reason"),
    [
        (
            test_n13_what_came_after_the_copy_comes_again_with_the_day_on_which_it_first_came,
            "if opened.head > work.records.head() or",
            "if False and",
            "the cursor shows it",
        ),
        (
            test_n14_numbers_that_were_given_again_are_noticed_and_what_was_lost_comes_again,
            "or opened.mark != _bytes_of(work.records.mark(opened.head)):",
            ":",
            "numbers that were given again were taken",
        ),
    ],
    ids=["a server that was put back keeps its epoch", "only a head beyond its own shows it"],
)
def test_a_server_that_does_not_notice_that_it_was_put_back_is_found(
    world: World, tmp_path: Path, check: Callable[[World, Path], None], real: str, planted: str, reason: str
) -> None:
    with (
        bug_in("sipa_server.services.feed", "Feed.reading", real, planted),
        pytest.raises(AssertionError, match=reason),
    ):
        check(world, tmp_path)


def test_n14_also_a_desk_that_has_not_read_as_far_as_its_own_receipts_shows_it(world: World, tmp_path: Path) -> None:
    camat, balida = Rememberer(world.enrol(world.first_code)), Rememberer(world.pc("Hasan", BALIDA))
    for number in range(520):
        with world.server.store.write() as work:
            work.records.write(Ref("progress", ids.natural_id("p", str(number))), BABAYAU, {"at": number})
    balida.pc.pull()
    copy = copied(world, tmp_path / "copy")
    reply = camat.pc.send(camat.pc.op("message.send", thread("c"), begins(BABAYAU)))
    assert reply.more, "the page ends long before the copy does"
    after = put_back(world, copy, camat.pc, balida.pc, told=False)
    for number in range(6):
        balida.pc.do("message.send", thread(f"n{number}"), begins(BALIDA))
    assert camat.pc.send().reset == "epoch"
    after.server.close()


def test_a_server_that_only_goes_on_is_never_taken_for_one_that_was_put_back(world: World, tmp_path: Path) -> None:
    desa, balida = Rememberer(world.pc("Norhayati", BABAYAU)), Rememberer(world.pc("Hasan", BALIDA))
    desa.pc.pull()
    after = put_back(world, copied(world, tmp_path / "copy"), desa.pc, balida.pc, told=False)
    for number in range(6):
        balida.pc.do("message.send", thread(f"n{number}"), begins(BALIDA))
        assert desa.pc.send().reset is None
    after.server.close()


def test_a_pc_that_was_ended_after_the_copy_is_ended_again_by_the_desk_that_ended_it(
    world: World, tmp_path: Path
) -> None:
    camat = Rememberer(world.enrol(world.first_code))
    desa = world.pc("Norhayati", BABAYAU)
    copy = copied(world, tmp_path / "copy")
    camat.does("device.revoke", Ref(RecordType.DEVICE, desa.place.device), {})
    after = put_back(world, copy, camat.pc, desa)
    desa.send()  # it lives again until the kecamatan's desk comes
    camat.begin_again()
    assert (camat.sends_some(9), camat.refused) == (1, [])
    with pytest.raises(CarriageError) as refused:
        desa.send()
    assert refused.value.code == "revoked"
    after.server.close()


def test_a_verdict_waits_for_its_version_alone_and_not_for_ever(world: World, tmp_path: Path) -> None:
    camat, desa = Rememberer(world.enrol(world.first_code)), Rememberer(world.pc("Norhayati", BABAYAU))
    copy = copied(world, tmp_path / "copy")
    submits(desa)
    camat.pc.pull()
    camat.does("review.accept", review_ref(BABAYAU), naming(camat.pc, BABAYAU, remark=""))
    camat.does("message.send", thread("c"), begins(BABAYAU))
    after = put_back(world, copy, camat.pc, desa.pc)
    camat.begin_again()
    first, second = camat.pc.send(*camat.sent).receipts
    assert (first.status, first.code, second.status) == (Status.RETRY, "not_found", Status.ACCEPTED)
    world.clock.instant += YOUNG_MS
    [late] = camat.pc.send(camat.sent[0]).receipts
    assert (late.status, late.code) == (Status.REJECTED, "not_found")
    after.server.close()


def test_an_op_that_waits_behind_another_shifts_no_place_of_those_after_it(world: World, tmp_path: Path) -> None:
    desa = Rememberer(world.pc("Norhayati", BABAYAU))
    after = put_back(world, copied(world, tmp_path / "copy"), desa.pc)
    desa.begin_again()
    desa.pc.pull()
    lost = Ref("guidance", ids.natural_id("guidance", "lost"))
    waiting = [desa.pc.op("guidance.done", lost, {"note": note}) for note in ("Sudah.", "Sudah dikerjakan.")]
    request = desa.pc.request(*waiting, desa.pc.op("report.submit", report_ref(BABAYAU), submission(BABAYAU)))
    reply = desa.pc.carrier.exchange(msgspec.structs.replace(request, short=True), desa.pc.place.token)
    assert [one.status for one in reply.answers or []] == [Status.RETRY, Status.RETRY, Status.ACCEPTED]
    assert {patch.op for patch in reply.patches if patch.type == RecordType.VERSION} == {2}
    after.server.close()


def test_a_pc_that_never_comes_back_holds_the_others_up_for_three_days(world: World, tmp_path: Path) -> None:
    camat, desa = Rememberer(world.enrol(world.first_code)), Rememberer(world.pc("Norhayati", BABAYAU))
    desa.does("message.send", thread("t"), begins(BABAYAU))
    copy = copied(world, tmp_path / "copy")
    camat.does("message.send", thread("t"), {"text": "Baik.", "files": {}})
    desa.does("message.send", thread("t"), {"text": "Terima kasih.", "files": {}})
    after = put_back(world, copy, camat.pc, desa.pc)
    desa.begin_again()
    again = desa.sent[1]
    assert desa.pc.send(again).receipts[0].status is Status.RETRY
    world.clock.instant += IN_ORDER_MS
    assert desa.pc.send(again).receipts[0].status is Status.ACCEPTED
    after.server.close()


def test_what_two_pcs_wrote_in_turn_in_one_draft_is_no_conflict_because_one_came_back_first(
    world: World, tmp_path: Path
) -> None:
    desa = Rememberer(world.pc("Norhayati", BABAYAU))
    kaur = Rememberer(world.enrol(world.server.accounts.invite("Norhayati", Role.ADMIN_DESA, BABAYAU).code))
    ref = Ref(RecordType.DRAFT, ids.draft_id(BABAYAU, TEMPLATE, PERIOD))
    copy = copied(world, tmp_path / "copy")
    key = {"village": BABAYAU, "template": TEMPLATE, "template_version": 1, "period": PERIOD}
    for rev, who in enumerate((desa, kaur, desa, kaur)):
        fields = {**key, "changes": {"ringkasan.isi": f"Kalimat {rev}."}}
        receipt = who.does("draft.save", ref, fields, Base(rev) if rev else None)
        assert receipt.rev == rev + 1
    after = put_back(world, copy, desa.pc, kaur.pc)
    for one in (desa, kaur):
        one.begin_again()
    for one in (kaur, desa, kaur, desa, kaur):
        one.sends_some(9)
    assert [one.waiting + one.refused for one in (desa, kaur)] == [[], []]
    with after.server.store.read() as work:
        assert work.records.of_type(RecordType.CONFLICT) == []
        draft = work.records.get(ref)
    assert draft is not None
    assert (draft.text("ringkasan.isi"), draft.rev) == ("Kalimat 3.", 4)
    after.server.close()


def test_a_server_that_was_never_put_back_makes_nobody_wait(world: World) -> None:
    camat = world.enrol(world.first_code)
    made = {"version": version_ref(BABAYAU).id, "content_hash": "0" * 64, "remark": ""}
    receipt = camat.do("review.accept", review_ref(BABAYAU), made)
    assert (receipt.status, receipt.code) == (Status.REJECTED, "not_found")


@pytest.mark.parametrize("told_by", ["the reply on the stick", "the network"])
def test_what_was_sealed_in_time_and_brought_late_says_so_also_after_a_restore(
    world: World, tmp_path: Path, told_by: str
) -> None:
    """Carried on the 30th day, told of it either way, and sent again by the network once the history was lost."""
    far = RemotePc.enrolled(world)
    copy = copied(world, tmp_path / "copy")
    op = far.pc.op("report.submit", report_ref(BABAYAU), submission(BABAYAU))
    sealed, sealed_at = far.bundle(op), world.clock.now()
    world.clock.forward(days=30)
    came = world.clock.now()
    answer = world.server.bundles.take(io.BytesIO(sealed))
    if told_by == "the network":
        [stamp] = far.pc.send(op).stamps
    else:
        [stamp] = far.opened(world.server.bundles.files.reply_part(answer.reply, 0, answer.reply_size)).stamps
    world.clock.forward(days=1)
    after = put_back(world, copy, far.pc)
    again = Rememberer(far.pc, [msgspec.structs.replace(op, had=stamp)])
    for _time in range(2):  # lost once more before the next backup: what was said of it goes on
        again.begin_again()
        reply = far.pc.send(*again.sent)
        again.sent = [msgspec.structs.replace(op, had=reply.stamps[0])]
        version = far.pc.record(version_ref(BABAYAU))
        assert version is not None
        assert (version.number("meta.sealed_at"), version.number("meta.sent_at")) == (sealed_at, came)
        after.server.close()
        after = put_back(after, copy, far.pc)
    after.server.close()
