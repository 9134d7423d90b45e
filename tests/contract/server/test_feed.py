"""What a desk may rely on when it reads: nothing left out, nothing of others, and a cursor that cannot be bent."""

from __future__ import annotations

import base64
import struct

import pytest

from sipa_core.wire.codec import encode
from sipa_core.wire.exchange import MAX_CHANGES, MAX_PLAIN_BYTES
from sipa_core.wire.receipts import Status
from sipa_core.wire.records import Ref
from sipa_server.services.epochs import current_epoch
from tests.support.server import BABAYAU, BALIDA, Pc, World, report_ref, submission, version_ref


@pytest.fixture
def desk(world: World) -> Pc:
    return world.pc("Norhayati", BABAYAU)


def fill(world: World, count: int, village: str | None, size: int = 1) -> None:
    """Write records straight into the store, as many ops would have."""
    with world.server.store.write() as work:
        for n in range(count):
            work.records.write(Ref("later", f"{village}-{size}-{n}"), village, {"text": "a" * size, "n": n})


def test_a_long_feed_comes_in_pages_and_nothing_is_left_out(world: World, desk: Pc) -> None:
    fill(world, 2 * MAX_CHANGES, BABAYAU)
    sizes, more = [], True
    while more:
        reply = desk.send()
        sizes.append(len(reply.changes))
        more = reply.more
        if len(sizes) == 1:
            # What is written while a desk reads comes too, at its newest revision.
            fill(world, 3, BABAYAU, size=7)
    assert sizes[:2] == [MAX_CHANGES, MAX_CHANGES]
    assert len([key for key in desk.records if key[0] == "later"]) == 2 * MAX_CHANGES + 3
    assert desk.send().changes == []


def test_a_page_stays_within_the_bytes_of_a_message(world: World, desk: Pc) -> None:
    fill(world, 12, BABAYAU, size=500_000)
    seen = 0
    while True:
        reply = desk.send()
        assert len(encode(reply)) < MAX_PLAIN_BYTES
        seen += len([record for record in reply.changes if record.type == "later"])
        if not reply.more:
            break
    assert seen == 12


def test_a_record_comes_once_at_its_newest_revision(world: World, desk: Pc) -> None:
    for seen in range(3):
        desk.do("report.submit", report_ref(BABAYAU), submission(BABAYAU, seen))
    fresh = world.pc("Norhayati", BABAYAU)
    reply = fresh.send()
    [report] = [record for record in reply.changes if record.type == "report"]
    assert (report.rev, report.number("newest")) == (3, 3)
    assert len([record for record in reply.changes if record.type == "version"]) == 3


def test_a_reply_says_from_where_to_where_it_reads(world: World, desk: Pc) -> None:
    first = desk.send()
    assert first.since == 0
    fill(world, 2, BALIDA)
    second = desk.send()
    # Records of others move the reading on although none of them comes.
    assert (second.since, second.upto, second.changes) == (first.upto, first.upto + 2, [])


def test_the_kecamatan_reads_all_its_villages_but_no_other_kecamatan(world: World, camat: Pc) -> None:
    fill(world, 1, BABAYAU)
    fill(world, 1, BALIDA)
    fill(world, 1, "63.11.07.2001")
    fill(world, 1, "63.11.061.2001")
    camat.pull()
    assert {record.village for record in camat.records.values()} == {None, BABAYAU, BALIDA}


def bent(cursor: str, at: int) -> str:
    raw = bytearray(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    raw[at] ^= 1
    return base64.urlsafe_b64encode(bytes(raw)).rstrip(b"=").decode()


@pytest.mark.parametrize("at", [0, 15, 16, 23, 24, 39, 40])
def test_a_bent_cursor_is_not_believed(desk: Pc, at: int) -> None:
    desk.pull()
    assert desk.cursor is not None
    desk.cursor = bent(desk.cursor, at)
    reply = desk.send()
    assert (reply.reset, reply.since) == ("cursor", 0)
    assert reply.changes


@pytest.mark.parametrize("cursor", ["", "x", "ä", "AAAA", "A" * 400])
def test_a_cursor_that_was_made_up_is_not_believed(desk: Pc, cursor: str) -> None:
    desk.cursor = cursor
    reply = desk.send()
    assert (reply.reset, reply.since) == ("cursor", 0)


def test_a_cursor_of_a_wider_scope_starts_the_reading_again(desk: Pc, camat: Pc) -> None:
    camat.pull()
    desk.cursor = camat.cursor
    reply = desk.send()
    assert (reply.reset, reply.since) == ("scope", 0)
    assert reply.changes


def test_a_database_put_back_from_a_copy_begins_a_new_epoch_and_takes_the_lost_ops_again(
    world: World, desk: Pc
) -> None:
    desk.pull()
    before = desk.place.epoch
    with world.server.store.read() as work:
        head = work.records.head()
    op = desk.op("report.submit", report_ref(BABAYAU), submission(BABAYAU))
    assert desk.send(op).receipts[0].status is Status.ACCEPTED
    forget_everything_after(world, head)
    reply = desk.send()
    assert (reply.reset, reply.since) == ("epoch", 0)
    assert reply.epoch != before
    desk.records.clear()
    desk.take(reply)
    assert desk.send(op).receipts[0].status is Status.ACCEPTED
    assert desk.record(version_ref(BABAYAU)) is not None
    assert desk.send().reset is None


def test_a_cursor_in_the_form_of_before_is_still_read_and_a_bent_one_is_not(world: World, desk: Pc) -> None:
    desk.pull()
    with world.server.store.read() as work:
        head, mark, epoch = work.records.head(), work.records.mark(work.records.head()), current_epoch(work)
    plain = struct.pack(">QI8s16s", head, 0, bytes.fromhex(mark[:16]), bytes.fromhex(epoch))
    plain += f"admin_desa {BABAYAU}".encode()
    mac = world.server.keys.mac("cursor 2", plain)[:16]
    desk.cursor = base64.urlsafe_b64encode(mac + plain).rstrip(b"=").decode()
    assert desk.send().reset is None
    desk.cursor = base64.urlsafe_b64encode(mac + plain[:-1] + b"5").rstrip(b"=").decode()
    assert desk.send().reset == "cursor"


def test_a_cursor_of_the_epoch_before_starts_again_once(world: World, desk: Pc, camat: Pc) -> None:
    desk.pull()
    camat.pull()
    camat.cursor, old = None, desk.cursor
    with world.server.store.read() as work:
        head = work.records.head()
    desk.do("report.submit", report_ref(BABAYAU), submission(BABAYAU))
    forget_everything_after(world, head)
    desk.send()
    desk.cursor = old
    assert desk.send().reset == "epoch"
    assert desk.send().reset is None


def forget_everything_after(world: World, head: int) -> None:
    """Put the records and ops back to what they were, as yesterday's copy of the database would."""
    with world.server.store.engines.writer.begin() as connection:
        connection.exec_driver_sql("DELETE FROM records WHERE seq > ?", (head,))
        connection.exec_driver_sql("DELETE FROM feed_marks WHERE seq > ?", (head,))
        connection.exec_driver_sql("DELETE FROM ops")
        connection.exec_driver_sql("UPDATE feed_head SET seq = ?", (head,))
