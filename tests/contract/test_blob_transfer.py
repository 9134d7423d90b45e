"""Attachments between desks and a real server over a line that can be cut: nothing twice, lost or lied about."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from sipa_core.domain.attachments import Attachment
from sipa_core.sync import backoff
from sipa_core.sync.peer import CarriageError, Trouble
from sipa_core.wire.problems import Problem
from sipa_desktop.bootstrap import Desk
from sipa_desktop.services.attachments import BlobState
from sipa_desktop.sync import pieces
from tests.support import outside_files
from tests.support.faulty_peer import FaultyPeer
from tests.support.reports_with_files import attach, report
from tests.support.world import BALANG, World


def test_a_report_whose_photos_wait_is_not_everything_sent(babayau: Desk, photo: Attachment) -> None:
    assert babayau.sync.run_once().complete
    status = babayau.sync.status()
    assert (status.waiting, status.blobs.waiting, status.blobs.size, status.all_sent) == (0, 1, photo.size, False)
    done = babayau.transfer.run_once()
    assert (done.sent, done.waiting, done.complete) == (1, 0, True)
    assert babayau.sync.status().all_sent
    assert babayau.attachments.state(photo.sha256) is BlobState.SENT


def test_no_file_goes_before_the_ops_that_name_it(babayau: Desk, photo: Attachment, line: FaultyPeer) -> None:
    assert babayau.transfer.run_once().sent == 0
    assert line.pieces == []
    assert babayau.sync.status().blobs.waiting == 1


def test_what_was_attached_and_named_by_nothing_is_not_sent(babayau: Desk, line: FaultyPeer) -> None:
    attach(babayau, outside_files.photo(100, 100))
    babayau.sync.run_once()
    assert babayau.transfer.run_once().sent == 0
    assert line.pieces == []
    assert babayau.sync.status().all_sent


def test_small_files_go_before_large_ones(babayau: Desk, line: FaultyPeer) -> None:
    sizes = [(900, 700), (100, 80), (400, 300)]
    files = [attach(babayau, outside_files.photo(*size)) for size in sizes]
    report(babayau, *files)
    babayau.sync.run_once()
    assert babayau.transfer.run_once().sent == 3
    firsts = [length for offset, length in line.pieces if offset == 0]
    assert firsts == sorted(firsts)


def test_the_kecamatan_sees_a_photo_as_soon_as_it_asks(world: World, babayau: Desk, photo: Attachment) -> None:
    babayau.sync.run_once()
    kecamatan = world.kecamatan()
    assert kecamatan.attachments.thumbnail(photo.sha256, 80, photo) is None
    assert kecamatan.attachments.state(photo.sha256) is BlobState.MISSING
    assert kecamatan.transfer.run_once().received == 0
    assert kecamatan.attachments.state(photo.sha256) is BlobState.ABSENT
    babayau.transfer.run_once()
    kecamatan.sync.run_once()
    assert kecamatan.attachments.state(photo.sha256) is BlobState.MISSING
    assert kecamatan.transfer.run_once().received == 1
    assert kecamatan.attachments.thumbnail(photo.sha256, 80, photo) is not None
    there, own = kecamatan.attachments.bytes_of(photo), babayau.attachments.bytes_of(photo)
    assert there is not None
    assert there == own


def test_another_village_gets_nothing(world: World, babayau: Desk, photo: Attachment) -> None:
    babayau.sync.run_once()
    babayau.transfer.run_once()
    balang = world.village("balang", BALANG, "Rusmini")
    balang.attachments.want(photo)
    assert balang.transfer.run_once().received == 0
    assert balang.attachments.state(photo.sha256) is BlobState.ABSENT


BOUNDARIES = [0, 1, pieces.MIN_PIECE - 1, pieces.MIN_PIECE]


@pytest.mark.parametrize("through", BOUNDARIES)
@pytest.mark.parametrize("piece", [0, 1, 2])
def test_a_cut_at_any_boundary_goes_on_where_it_was_cut(
    babayau: Desk, photo: Attachment, line: FaultyPeer, through: int, piece: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "MAX_PIECE", pieces.MIN_PIECE)
    babayau.sync.run_once()

    def cut() -> None:
        if len(line.pieces) == piece + 1:
            line.cut_piece_after = through

    line.on_piece = cut
    first = babayau.transfer.run_once()
    assert (first.trouble, first.sent, first.waiting) == (Trouble.CUT, 0, 1)
    assert not babayau.sync.status().all_sent
    line.on_piece = None
    line.pieces.clear()
    assert babayau.transfer.run_once().sent == 1
    assert line.pieces[0][0] == piece * pieces.MIN_PIECE + through, "not a byte twice, not a byte skipped"


@pytest.mark.parametrize("replies", [1, 2, 3, 4, 5])
def test_answers_that_are_lost_cost_nothing(
    babayau: Desk, photo: Attachment, line: FaultyPeer, replies: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "MAX_PIECE", pieces.MIN_PIECE)
    babayau.sync.run_once()
    for _lost in range(replies):
        line.lose_blob_reply = 1
        if babayau.transfer.run_once().sent:
            break
    line.lose_blob_reply = 0
    babayau.transfer.run_once()
    assert babayau.attachments.state(photo.sha256) is BlobState.SENT
    assert len({offset for offset, _length in line.pieces}) == len(line.pieces), "no piece went twice"


def test_a_sending_goes_on_after_both_sides_were_started_anew(
    world: World, babayau: Desk, photo: Attachment, line: FaultyPeer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "MAX_PIECE", pieces.MIN_PIECE)
    babayau.sync.run_once()
    line.on_piece = lambda: setattr(line, "down", len(line.pieces) > 2)
    assert babayau.transfer.run_once().trouble is Trouble.NO_NETWORK
    babayau.close()
    world.server.close()
    world._open_server()
    line.down, line.on_piece = False, None
    line.pieces.clear()
    again = world.desk("babayau")
    assert again.sync.status().blobs.sent == 2 * pieces.MIN_PIECE
    assert again.transfer.run_once().sent == 1
    assert line.pieces[0][0] == 2 * pieces.MIN_PIECE


def test_a_tail_that_the_server_lost_goes_once_more(
    world: World, babayau: Desk, photo: Attachment, line: FaultyPeer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "MAX_PIECE", pieces.MIN_PIECE)
    babayau.sync.run_once()

    def lose_tail() -> None:
        if len(line.pieces) == 3:
            [part] = (world.server.blobs.files.folder / "bagian").iterdir()
            with open(part, "r+b") as file:
                file.truncate(1000)

    line.on_piece = lose_tail
    assert babayau.transfer.run_once().sent == 1
    assert [offset for offset, _length in line.pieces][2:4] == [2 * pieces.MIN_PIECE, 1000]


def test_two_pcs_that_send_the_same_file_at_once_end_with_one(world: World, babayau: Desk, photo: Attachment) -> None:
    second = world.village("babayau-2")
    same = attach(second, outside_files.photo(900, 700))
    assert same.sha256 == photo.sha256
    babayau.sync.run_once()
    with second.store.write() as tx:
        tx.blobs.send([same.sha256])
    start = threading.Barrier(2)
    ended: list[int] = []

    def run(desk: Desk) -> None:
        start.wait()
        for _try in range(10):
            if desk.transfer.run_once().complete:
                break
        ended.append(desk.sync.status().blobs.waiting)

    threads = [threading.Thread(target=run, args=(desk,)) for desk in (babayau, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ended == [0, 0]
    assert world.server.blobs.files.whole(photo.sha256)
    with world.server.store.read() as work:
        assert work.blobs.count() == (1, photo.size)


def test_the_source_may_change_after_attaching(world: World, babayau: Desk, tmp_path: Path) -> None:
    source = tmp_path / "dari kamera.jpg"
    source.write_bytes(outside_files.photo(300, 200))
    one = babayau.attachments.take_file(source)
    assert isinstance(one, Attachment)
    report(babayau, one)
    source.write_bytes(b"lain")
    babayau.sync.run_once()
    assert babayau.transfer.run_once().complete
    assert world.server.blobs.files.whole(one.sha256)


def test_hentikan_dulu_keeps_what_went_and_lanjutkan_goes_on(
    babayau: Desk, photo: Attachment, line: FaultyPeer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "MAX_PIECE", pieces.MIN_PIECE)
    babayau.sync.run_once()
    line.on_piece = lambda: babayau.transfer.pause() if len(line.pieces) == 2 else None
    stopped = babayau.transfer.run_once()
    assert (stopped.trouble, stopped.waiting, len(line.pieces)) == (None, 1, 2)
    status = babayau.sync.status().blobs
    assert (status.paused, status.under_way, status.sent) == (True, False, 2 * pieces.MIN_PIECE)
    assert babayau.transfer.run_once().sent == 0
    line.on_piece = None
    babayau.transfer.resume()
    assert babayau.transfer.run_once().sent == 1
    assert line.pieces[2][0] == 2 * pieces.MIN_PIECE


def test_a_file_that_the_server_refuses_holds_up_no_other_and_is_never_called_sent(
    world: World, babayau: Desk, line: FaultyPeer
) -> None:
    bad = attach(babayau, outside_files.photo(90, 60))
    good = attach(babayau, outside_files.photo(500, 400))
    report(babayau, bad, good)
    babayau.sync.run_once()
    real = line.peer.upload

    def refusing(state, sha256, data, token):
        if sha256 == bad.sha256:
            raise CarriageError(Trouble.PROBLEM, Problem.FILE_REFUSED)
        return real(state, sha256, data, token)

    line.peer.upload = refusing
    done = babayau.transfer.run_once()
    assert (done.sent, done.waiting, done.complete) == (1, 1, False)
    status = babayau.sync.status()
    assert (status.blobs.refused, status.all_sent) == (1, False)
    assert babayau.transfer.run_once().sent == 0


def test_a_file_that_rotted_here_is_named_and_not_sent(babayau: Desk, photo: Attachment, line: FaultyPeer) -> None:
    babayau.files.place(photo.sha256).write_bytes(b"rusak")
    babayau.sync.run_once()
    done = babayau.transfer.run_once()
    assert (done.sent, line.pieces) == (0, [])
    assert not babayau.sync.status().all_sent


def test_a_server_that_was_put_back_gets_the_files_again(world: World, babayau: Desk, photo: Attachment) -> None:
    babayau.sync.run_once()
    copy = world.back_up()
    babayau.transfer.run_once()
    second = attach(babayau, outside_files.photo(300, 200))
    report(babayau, photo, second, newest_seen=1)
    babayau.sync.run_once()
    babayau.transfer.run_once()
    assert babayau.sync.status().all_sent
    world.put_back(copy)
    babayau.sync.run_once()
    babayau.sync.run_once()
    assert not babayau.sync.status().all_sent
    assert babayau.transfer.run_once().complete
    assert world.server.blobs.files.whole(photo.sha256)
    assert world.server.blobs.files.whole(second.sha256)


def test_a_file_that_a_server_put_back_by_hand_lacks_is_missed_within_a_day(
    world: World, babayau: Desk, photo: Attachment, line: FaultyPeer, monkeypatch: pytest.MonkeyPatch
) -> None:
    babayau.sync.run_once()
    copy = world.back_up()
    assert babayau.transfer.run_once().sent == 1
    asked: list[str] = []
    begin = line.begin_upload
    monkeypatch.setattr(line, "begin_upload", lambda sha, *rest: asked.append(sha) or begin(sha, *rest))
    world.clock.pass_time(hours=25)
    assert babayau.transfer.run_once().sent == babayau.transfer.run_once().sent == 0
    assert asked == [photo.sha256], "once a day, and what is there costs a question"
    world.put_back(copy)
    babayau.sync.run_once()
    world.clock.pass_time(hours=23)
    assert babayau.transfer.run_once().sent == 0, "the copy has every record: nothing tells of it before"
    world.clock.pass_time(hours=2)
    assert babayau.transfer.run_once().sent == 1
    assert world.server.blobs.files.whole(photo.sha256)
    assert babayau.attachments.state(photo.sha256) is BlobState.SENT


def test_who_is_of_another_village_now_does_not_send_the_files_of_the_one_before_again(
    world: World, babayau: Desk, photo: Attachment, line: FaultyPeer
) -> None:
    babayau.sync.run_once()
    babayau.transfer.run_once()
    went, identity = len(line.pieces), babayau.identity()
    assert identity is not None
    world.server.scopes.move(identity.person, BALANG)
    babayau.sync.run_once()
    for _day in range(3):
        world.clock.pass_time(hours=25)
        assert babayau.transfer.run_once().sent == 0
    assert len(line.pieces) == went


def test_a_line_that_fails_at_the_daily_question_is_no_trouble_with_files(
    world: World, babayau: Desk, photo: Attachment, line: FaultyPeer
) -> None:
    babayau.sync.run_once()
    babayau.transfer.run_once()
    world.clock.pass_time(hours=25)
    line.down = True
    assert babayau.transfer.run_once().trouble is None


@pytest.mark.parametrize("cuts", [1, 2, 3])
def test_a_fetching_that_was_cut_goes_on_where_it_stopped(
    world: World, babayau: Desk, photo: Attachment, cuts: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "MAX_PIECE", pieces.MIN_PIECE)
    babayau.sync.run_once()
    babayau.transfer.run_once()
    kecamatan = world.kecamatan()
    line = world.lines["kecamatan"]
    kecamatan.attachments.want(photo)
    real, left = line.peer.blob, [cuts]

    def cut(sha256, start, most, token):
        if start and left[0]:
            left[0] -= 1
            raise CarriageError(Trouble.CUT)
        return real(sha256, start, most, token)

    line.peer.blob = cut
    for _cut in range(cuts):
        assert kecamatan.transfer.run_once().trouble is Trouble.CUT
    assert kecamatan.transfer.run_once().received == 1
    assert [start for start, _most in line.fetched].count(0) == 1


def test_other_bytes_than_the_hash_says_are_never_shown(world: World, babayau: Desk, photo: Attachment) -> None:
    babayau.sync.run_once()
    babayau.transfer.run_once()
    kecamatan = world.kecamatan()
    kecamatan.attachments.want(photo)
    spoilt = world.server.blobs.files.place(photo.sha256)
    spoilt.write_bytes(b"\0" * photo.size)
    assert kecamatan.transfer.run_once().received == 0
    assert kecamatan.attachments.bytes_of(photo) is None


def test_the_pieces_grow_with_the_line_and_stay_within_bounds(
    babayau: Desk, line: FaultyPeer, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = attach(babayau, outside_files.scanned_paper(4 * 1024 * 1024), "Pindaian.pdf")
    report(babayau, paper)
    babayau.sync.run_once()
    assert babayau.transfer.run_once().sent == 1
    lengths = [length for _offset, length in line.pieces]
    assert lengths[0] == pieces.MIN_PIECE
    assert max(lengths) == pieces.MAX_PIECE
    slow = iter(range(0, 100_000, 40))
    monkeypatch.setattr(babayau.transfer._clock, "monotonic", lambda: float(next(slow)))
    other = attach(babayau, outside_files.photo(900, 700))
    report(babayau, paper, other, newest_seen=1)
    babayau.sync.run_once()
    line.pieces.clear()
    assert babayau.transfer.run_once().sent == 1
    assert [length for _offset, length in line.pieces][1] == pieces.MIN_PIECE


def test_a_report_does_not_wait_for_a_large_file(world: World, babayau: Desk, line: FaultyPeer) -> None:
    paper = attach(babayau, outside_files.scanned_paper(3 * 1024 * 1024), "Pindaian.pdf")
    report(babayau, paper)
    babayau.sync.run_once()
    sent_in_between: list[int] = []

    def write_in_between() -> None:
        if len(line.pieces) == 2:
            report(babayau, paper, newest_seen=1)
            sent_in_between.append(babayau.sync.run_once().accepted)

    line.on_piece = write_in_between
    assert babayau.transfer.run_once().sent == 1
    assert sent_in_between == [1]


@pytest.mark.parametrize("left", [0, 1, pieces.MIN_PIECE - 1, pieces.MIN_PIECE, pieces.MIN_PIECE + 1])
def test_what_the_server_lost_of_an_upload_is_sent_again_and_nothing_else(
    world: World, babayau: Desk, photo: Attachment, line: FaultyPeer, left: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "MAX_PIECE", pieces.MIN_PIECE)
    babayau.sync.run_once()
    line.on_piece = lambda: setattr(line, "down", len(line.pieces) > 2)
    assert babayau.transfer.run_once().trouble is Trouble.NO_NETWORK
    (part,) = (world.server.blobs.files.folder / "bagian").iterdir()
    assert part.stat().st_size > left
    os.truncate(part, left)  # what the power took
    line.on_piece, line.down = None, False
    line.pieces.clear()
    babayau.transfer.run_once()
    assert babayau.transfer.run_once().complete
    assert line.pieces[-1][0] + line.pieces[-1][1] == photo.size
    assert babayau.attachments.state(photo.sha256) is BlobState.SENT
    assert world.server.blobs.files.whole(photo.sha256)
    assert left in [offset for offset, _length in line.pieces], "from where the server is"


def cut_at_piece(line: FaultyPeer, number: int) -> None:
    """The line breaks in the middle of this piece from now on."""
    line.pieces.clear()
    line.on_piece = lambda: setattr(line, "cut_piece_after", 1 if len(line.pieces) == number else None)


def test_a_line_that_breaks_after_carrying_much_is_tried_again_within_a_second_and_a_dead_one_is_not(
    babayau: Desk, photo: Attachment, line: FaultyPeer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "MAX_PIECE", pieces.MIN_PIECE)
    waits: list[float] = []

    def run() -> None:
        assert babayau.transfer.run_once().trouble is Trouble.CUT
        waits.append(babayau.transfer._wait or 0.0)

    babayau.sync.run_once()
    cut_at_piece(line, 1)
    run()  # nothing was gained before
    cut_at_piece(line, 3)
    run()  # two pieces were
    cut_at_piece(line, 1)
    run()
    line.on_piece, line.cut_before = None, 1
    run()
    first, after_gain, dead, longer = waits
    assert after_gain < backoff.SOON
    assert min(first, dead, longer) >= backoff.SHORTEST
    assert babayau.transfer._failures == 2


def test_a_server_that_loses_what_it_got_is_asked_ever_more_seldom(
    world: World, babayau: Desk, photo: Attachment, line: FaultyPeer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "MAX_PIECE", pieces.MIN_PIECE)
    babayau.sync.run_once()
    for _round in range(4):
        cut_at_piece(line, 2)
        assert babayau.transfer.run_once().trouble is Trouble.CUT
        [part] = (world.server.blobs.files.folder / "bagian").iterdir()
        os.truncate(part, 0)
    assert babayau.transfer._failures == 3, "only the first time was a gain"
