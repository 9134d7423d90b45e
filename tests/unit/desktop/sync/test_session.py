"""The two halves of a session by themselves: what is composed, and what a reply may do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import msgspec
import pytest

from sipa_core.sync.peer import CarriageError
from sipa_core.wire.exchange import Reply, Request, ScopeTold
from sipa_core.wire.problems import Problem
from sipa_core.wire.receipts import Status
from sipa_core.wire.records import Record, RecordType
from sipa_desktop.events import Changes, Topic
from sipa_desktop.store.outbox import OutboxState
from sipa_desktop.sync.scope import SCOPE
from sipa_desktop.sync.session import Absorbed, MetaKey, absorb, compose, nothing_new
from tests.support.scripted_server import BABAYAU, EPOCH, FEEDBACK, OTHER_EPOCH, Bench

OTHER_WORD = "01980000-0000-7000-8000-0000000000fe"


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    yield made
    made.close()


class _BackError(Exception):
    """The data are put back to the hour before."""


def composed(bench: Bench, limit: int = 100) -> Request:
    with bench.store.write() as tx:
        return compose(tx, bench.clock, bench.entropy, limit)


def absorbed(bench: Bench, request: Request, reply: Reply) -> Absorbed:
    with bench.store.write() as tx:
        return absorb(tx, request, reply, bench.clock, bench.entropy)


def meta(bench: Bench) -> dict[str, str | None]:
    with bench.store.read() as tx:
        return {key.value: tx.meta.get(key) for key in MetaKey}


def shown(bench: Bench) -> Record:
    with bench.store.read() as tx:
        record = tx.records.get(FEEDBACK)
    assert record is not None
    return record


def word(rev: int, **more: str) -> Record:
    fields = {"state": "baru", "msg[a].who": "citizen", "msg[a].text": "Lampu padam", "msg[a].at": 1, **more}
    return Record(FEEDBACK.type, FEEDBACK.id, rev, BABAYAU, fields)


def test_numbers_and_bytes_are_fixed_at_the_first_try_and_stay_the_same(bench: Bench) -> None:
    bench.answer("Satu.")
    bench.answer("Dua.")
    first = composed(bench)
    bench.answer("Tiga.")
    second = composed(bench)
    assert [op.op_no for op in second.ops] == [1, 2, 3]
    assert second.ops[:2] == first.ops
    assert first.request_id != second.request_id


def test_a_reply_that_names_no_server_counts_only_where_that_was_asked_for_and_under_the_pinned_key(
    bench: Bench,
) -> None:
    bench.answer("Satu.")
    asked = composed(bench)
    terse = msgspec.structs.replace(asked, terse=True)
    unnamed = msgspec.structs.replace(bench.server.with_status(Status.ACCEPTED)(asked), server_id="")
    forged = msgspec.structs.replace(unnamed, signature="0" * 128)
    for request, reply in ((asked, unnamed), (terse, forged)):
        with pytest.raises(CarriageError, match="not_ours"):
            absorbed(bench, request, reply)
    assert absorbed(bench, terse, unnamed).accepted == 1


def test_an_op_that_was_tried_is_never_replaced_also_not_after_a_fork(bench: Bench) -> None:
    op_id = bench.answer("Satu.")
    request = composed(bench)
    absorbed(bench, request, bench.server.with_status(Status.FORK)(request))
    with bench.store.write() as tx:
        item = tx.outbox.get(op_id)
        assert item is not None
        tx.outbox.add("01980000-0000-7000-8000-0000000000ff", item.decoded(), "Jawaban", replaces=True)
        assert len(tx.outbox.items([item.state])) >= 1
    again = composed(bench)
    assert again.ops[0].op_id == op_id
    assert bytes(again.ops[0].body) == bytes(request.ops[0].body)
    assert len(again.ops) == 2


def test_a_fork_begins_a_new_run_of_numbers_once_however_often_it_is_said(bench: Bench) -> None:
    bench.answer()
    request = composed(bench)
    reply = bench.server.with_status(Status.FORK)(request)
    assert absorbed(bench, request, reply).forked
    incarnation = meta(bench)["incarnation"]
    assert incarnation != request.incarnation
    assert not absorbed(bench, request, reply).forked
    assert meta(bench)["incarnation"] == incarnation
    again = composed(bench)
    assert (again.incarnation, again.ops[0].op_no, again.ops[0].op_id) == (incarnation, 1, request.ops[0].op_id)


def test_the_same_reply_twice_changes_nothing_more(bench: Bench) -> None:
    bench.answer()
    request = composed(bench)
    reply = bench.server.accept(request)
    absorbed(bench, request, reply)
    before = meta(bench), shown(bench)
    told: list[Changes] = []
    bench.store.changes.subscribe(told.append)
    done = absorbed(bench, request, reply)
    assert (done.accepted, done.parked, done.taken, done.more) == (0, 0, 0, False)
    after = meta(bench), shown(bench)
    assert {**after[0], "last_contact": ""} == {**before[0], "last_contact": ""}
    assert after[1] == before[1]
    assert told == [], "nobody is called for nothing"


def test_an_op_id_used_by_other_bytes_goes_again_under_a_new_id_by_itself(bench: Bench) -> None:
    old = bench.answer("Satu.")
    request = composed(bench)
    done = absorbed(bench, request, bench.server.with_status(Status.REJECTED, Problem.OP_ID_REUSE)(request))
    assert (done.parked, done.more) == (0, True)
    assert bench.state(old) == "withdrawn"
    again = composed(bench)
    assert again.ops[0].op_id != old
    assert bytes(again.ops[0].body) == bytes(request.ops[0].body)


def test_a_page_that_starts_beyond_what_was_read_waits_for_the_one_before(bench: Bench) -> None:
    request = composed(bench)
    late = bench.server.reply(request, changes=[word(3, subject="baru")], since=50, upto=60, cursor="c60")
    done = absorbed(bench, request, late)
    assert (done.taken, done.retry, done.more) == (0, True, False)
    assert (meta(bench)["cursor"], meta(bench)["upto"], shown(bench).rev) == (None, None, 1)
    first = bench.server.reply(request, changes=[word(2)], since=0, upto=50, cursor="c50")
    assert absorbed(bench, request, first).taken == 1
    assert absorbed(bench, request, late).taken == 1
    assert (meta(bench)["cursor"], meta(bench)["upto"], shown(bench).text("subject")) == ("c60", "60", "baru")


def test_what_a_stick_brought_before_is_shown_as_the_server_said_it_once_the_feed_comes_past(bench: Bench) -> None:
    # Seed 34555: the record came with the receipt, the cursor did not, and the feed brought nothing new of it later.
    poll = composed(bench)
    absorbed(bench, poll, bench.server.reply(poll, upto=5, cursor="c5"))
    bench.server.seq = 9
    bench.answer("Lampu diganti besok.")
    request = composed(bench)
    said = word(7, subject="Kata server")
    carried = msgspec.structs.replace(bench.server.accept(request), changes=[said], since=0, upto=10, cursor="c10")
    with bench.store.write() as tx:
        tx.meta.put(SCOPE, msgspec.json.encode(HERE).decode())
        absorb(tx, request, carried, bench.clock, bench.entropy, carried=True)
        assert (tx.meta.get(MetaKey.CURSOR), tx.records.pending_types()) == ("c5", {RecordType.FEEDBACK})
    poll = composed(bench)
    absorbed(bench, poll, bench.server.reply(poll, changes=[said], since=5, upto=10, cursor="c10"))
    assert (shown(bench).fields, shown(bench).rev) == (said.fields, 7)
    with bench.store.read() as tx:
        assert not tx.records.pending_types()


def test_data_that_go_back_twice_bring_such_words_under_the_same_new_id(bench: Bench) -> None:
    op_id = bench.answer()
    found = set[str]()
    for _hour in range(2):
        with bench.store.read() as tx:
            before = {one.op_id for one in tx.outbox.items([OutboxState.QUEUED, OutboxState.SENDING])}
        assert before == {op_id}
        with suppress(_BackError), bench.store.write() as tx:
            request = compose(tx, bench.clock, bench.entropy)
            absorb(
                tx,
                request,
                bench.server.with_status(Status.REJECTED, Problem.OP_ID_REUSE)(request),
                bench.clock,
                bench.entropy,
            )
            found |= {one.op_id for one in tx.outbox.items([OutboxState.QUEUED])}
            raise _BackError
    assert len(found) == 1
    assert op_id not in found


def test_an_older_page_that_comes_late_moves_nothing_back(bench: Bench) -> None:
    request = composed(bench)
    absorbed(bench, request, bench.server.reply(request, changes=[word(5, subject="baru")], upto=60, cursor="c60"))
    absorbed(bench, request, bench.server.reply(request, changes=[word(2, subject="lama")], upto=50, cursor="c50"))
    assert (meta(bench)["cursor"], meta(bench)["upto"], shown(bench).text("subject")) == ("c60", "60", "baru")


HERE = ScopeTold("admin_desa", "63.11.06", BABAYAU, "Desa Babayau", 1_000, [])
AWAY = msgspec.structs.replace(HERE, village="63.11.06.2006")


@pytest.mark.parametrize(
    ("said", "since", "reset", "leads_on"),
    [
        (None, 5, None, False),
        (AWAY, 5, None, False),
        (msgspec.structs.replace(AWAY, at=2_000), 5, None, False),
        (msgspec.structs.replace(AWAY, at=2_000), 0, "scope", True),
        (msgspec.structs.replace(AWAY, at=2_000), 0, None, False),
        (msgspec.structs.replace(HERE, at=900), 5, None, True),
        (msgspec.structs.replace(HERE, at=900), 4, None, False),
        (msgspec.structs.replace(HERE, at=2_000), 0, None, False),
        (msgspec.structs.replace(HERE, at=2_000), 0, "epoch", False),
    ],
    ids=[
        "said by an older program",
        "of before",
        "of another place",
        "of another place, from its start",
        "of another place, asked for before anything was read",
        "of ours",
        "of ours, from before what was read since",
        "of ours, asked for before anything was read",
        "of ours, asked for in the history before (seed 65277)",
    ],
)
def test_a_carried_page_of_another_scope_or_from_an_earlier_place_is_none_to_read_on_from(
    bench: Bench, said: ScopeTold | None, since: int, reset: str | None, leads_on: bool
) -> None:
    request = composed(bench)
    absorbed(bench, request, bench.server.reply(request, upto=5, cursor="c5"))
    with bench.store.write() as tx:
        tx.meta.put(SCOPE, msgspec.json.encode(HERE).decode())
        told = bench.server.signed(request, said) if said is not None else None
        reply = bench.server.reply(request, since=since, reset=reset, upto=9, cursor="c9", now=999, scope=told)
        absorb(tx, request, reply, bench.clock, bench.entropy, carried=True)
        assert tx.meta.get(MetaKey.CURSOR) == ("c9" if leads_on else "c5")


@pytest.mark.parametrize("whole", [True, False])
def test_a_place_that_a_stick_told_and_that_changed_back_since_is_asked_for_anew(bench: Bench, whole: bool) -> None:
    """Seed 70189: the cursor is of the scope before, which is the present one again, so the server says nothing."""
    first = composed(bench)
    absorbed(bench, first, bench.server.reply(first, upto=5, cursor="c5", scope=bench.server.signed(first, HERE)))
    stick = composed(bench)
    told = bench.server.signed(stick, msgspec.structs.replace(AWAY, at=2_000))
    with bench.store.write() as tx:
        reply = bench.server.reply(stick, since=5, upto=9, cursor="c9", now=2_000, scope=told)
        absorb(tx, stick, reply, bench.clock, bench.entropy, carried=True)
    question = composed(bench)
    if whole:
        done = absorbed(bench, question, bench.server.reply(question, since=5, upto=5, cursor="c5"))
    else:
        with bench.store.write() as tx:
            done = nothing_new(tx, bench.clock.now())
    assert done.more
    anew = composed(bench)
    assert anew.cursor is None
    back = msgspec.structs.replace(HERE, at=3_000)
    absorbed(bench, anew, bench.server.reply(anew, upto=9, cursor="c9", scope=bench.server.signed(anew, back)))
    with bench.store.read() as tx:
        assert tx.meta.identity is not None
        assert tx.meta.identity.village == BABAYAU
    later = composed(bench)
    assert not absorbed(bench, later, bench.server.reply(later, since=9, upto=9, cursor="c9")).more


@pytest.mark.parametrize("more", [1, 2])
def test_a_place_that_sticks_told_and_took_back_is_asked_for_anew_by_the_line(bench: Bench, more: int) -> None:
    """Bundles of one stick name one cursor; what went with the place is not beyond it."""
    first = composed(bench)
    absorbed(bench, first, bench.server.reply(first, upto=5, cursor="c5", scope=bench.server.signed(first, HERE)))
    words = [AWAY, *([HERE] * more)]
    for number, said in enumerate(words, start=2):
        stick = composed(bench)
        told = bench.server.signed(stick, msgspec.structs.replace(said, at=number * 1_000))
        with bench.store.write() as tx:
            reply = bench.server.reply(stick, since=5, upto=5, cursor="c5", now=number * 1_000, scope=told)
            absorb(tx, stick, reply, bench.clock, bench.entropy, carried=True)
    question = composed(bench)
    assert absorbed(bench, question, bench.server.reply(question, since=5, upto=5, cursor="c5")).more
    assert composed(bench).cursor is None


def test_absence_removes_nothing(bench: Bench) -> None:
    request = composed(bench)
    absorbed(bench, request, bench.server.reply(request, changes=[], upto=9, cursor="c9", reset="scope"))
    assert shown(bench).text("msg[a].text") == "Lampu padam"


def test_an_own_answer_is_shown_until_the_feed_brings_it_and_not_twice(bench: Bench) -> None:
    op_id = bench.answer("Lampu diganti.")
    request = composed(bench)
    receipt = bench.server.receipt(request.ops[0], Status.ACCEPTED)
    absorbed(bench, request, bench.server.reply(request, [receipt], upto=0, more=True, cursor="c0"))
    assert bench.state(op_id) == "receipted"
    assert shown(bench).text("state") == "dijawab"
    fed = word(2, **{f"msg[{op_id}].who": "office", f"msg[{op_id}].text": "Lampu diganti."}, state="dijawab")
    nothing = composed(bench)
    absorbed(bench, nothing, bench.server.reply(nothing, changes=[fed], upto=receipt.seq, cursor="c1"))
    texts = [path for path in shown(bench).fields if path.endswith(".text")]
    assert len(texts) == 2
    with bench.store.read() as tx:
        assert tx.records.pending(RecordType.FEEDBACK) == set()


@pytest.mark.parametrize("read", [1, 2], ids=["while it is read", "when it was read"])
def test_what_the_feed_showed_of_an_own_answer_stays_as_it_said_when_it_is_read_once_more(
    bench: Bench, read: int
) -> None:
    op_id = bench.answer("Lampu diganti.")
    request = composed(bench)
    receipt = bench.server.receipt(request.ops[0], Status.ACCEPTED)
    fed = word(7, **{f"msg[{op_id}].who": "office", f"msg[{op_id}].text": "Lampu diganti."}, state="selesai")
    told = bench.server.reply(request, [receipt], changes=[fed], upto=receipt.seq, cursor="c1")
    absorbed(bench, request, told)
    assert shown(bench).fields == fed.fields
    other = Record(FEEDBACK.type, OTHER_WORD, 1, BABAYAU, word(1).fields)
    pages = [([other], 0, receipt.seq - 1, "scope"), ([fed], receipt.seq - 1, receipt.seq + 1, None)]
    for changes, since, upto, reset in pages[:read]:
        poll = composed(bench)
        page = bench.server.reply(poll, changes=changes, since=since, upto=upto, cursor=f"n{upto}", reset=reset)
        absorbed(bench, poll, page)
    assert shown(bench).fields == fed.fields, "the answer was laid over what the server said since"
    with bench.store.read() as tx:
        assert tx.records.pending(RecordType.FEEDBACK) == set()


def test_a_refused_answer_is_taken_back_from_the_screen_and_its_page_is_told(bench: Bench) -> None:
    op_id = bench.answer()
    assert shown(bench).text("state") == "dijawab"
    told: list[Changes] = []
    bench.store.changes.subscribe(told.append)
    request = composed(bench)
    done = absorbed(bench, request, bench.server.with_status(Status.REJECTED, Problem.FORBIDDEN)(request))
    assert (done.parked, bench.state(op_id), shown(bench).text("state")) == (1, "parked", "baru")
    assert {topic for one in told for topic in one.topics} == {Topic.OUTBOX, Topic.FEEDBACK}


def test_a_server_put_back_from_a_copy_is_sent_again_what_it_lost(bench: Bench) -> None:
    op_id = bench.answer("Lampu diganti.")
    request = composed(bench)
    absorbed(bench, request, bench.server.accept(request))
    fed = word(7, state="dijawab", subject="dari riwayat lama")
    nothing = composed(bench)
    absorbed(bench, nothing, bench.server.reply(nothing, changes=[fed], upto=9, cursor="c9"))
    assert bench.state(op_id) == "receipted"

    bench.server.epoch = OTHER_EPOCH
    poll = composed(bench)
    assert poll.epoch == EPOCH
    done = absorbed(
        bench, poll, bench.server.reply(poll, changes=[word(2, subject="dari salinan")], reset="epoch", upto=4)
    )
    assert done.more, "what was received before is sent again at once"
    assert bench.state(op_id) == "sending"
    assert shown(bench).text("subject") == "dari salinan", "revisions of two histories are not compared"
    again = composed(bench)
    assert (again.epoch, [op.op_id for op in again.ops]) == (OTHER_EPOCH, [op_id])
    assert bytes(again.ops[0].body) == bytes(request.ops[0].body)
    absorbed(bench, again, bench.server.accept(again))
    assert bench.state(op_id) == "receipted"


def test_a_reply_of_a_history_that_is_over_says_nothing(bench: Bench) -> None:
    old = composed(bench)
    late = bench.server.reply(old, changes=[word(9, subject="lama")], upto=9, cursor="c9")
    bench.server.epoch = OTHER_EPOCH
    poll = composed(bench)
    absorbed(bench, poll, bench.server.reply(poll, changes=[word(2)], reset="epoch", upto=2, cursor="n2"))
    before = meta(bench)
    assert absorbed(bench, old, late).taken == 0
    assert meta(bench) == before
    assert shown(bench).rev == 2


def test_a_receipt_for_an_op_that_was_never_in_the_request_is_ignored(bench: Bench) -> None:
    op_id = bench.answer()
    request = composed(bench)
    bare = msgspec.structs.replace(request, ops=[])
    receipt = bench.server.receipt(request.ops[0], Status.ACCEPTED)
    assert absorbed(bench, bare, bench.server.reply(bare, [receipt])).accepted == 0
    assert bench.state(op_id) == "sending"


def test_a_signature_of_another_key_changes_nothing(bench: Bench) -> None:
    bench.answer()
    request = composed(bench)
    before = meta(bench)
    with pytest.raises(CarriageError):
        absorbed(bench, request, msgspec.structs.replace(bench.server.accept(request), signature="ab" * 64))
    assert meta(bench) == before


@pytest.mark.parametrize("year", [2000, 2035, 9999])
def test_a_clock_that_is_wrong_by_years_loses_nothing_and_is_told(bench: Bench, year: int) -> None:
    bench.clock.at = (year - 1970) * 31_556_952_000
    op_id = bench.answer()
    request = composed(bench)
    assert absorbed(bench, request, bench.server.accept(request)).accepted == 1
    assert bench.state(op_id) == "receipted"
    off = meta(bench)["clock_off"]
    assert off is not None
    assert (int(off) > 0) is (year == 2000)
    bench.clock.at = bench.server.now
    poll = composed(bench)
    absorbed(bench, poll, bench.server.reply(poll))
    assert meta(bench)["clock_off"] is None
