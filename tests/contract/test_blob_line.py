"""Attachments over real HTTP through a line that breaks at any byte: everything arrives, and little goes twice."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sipa_core.domain.attachments import Attachment
from sipa_core.sync.peer import CarriageError, Trouble
from sipa_core.wire.problems import Problem
from sipa_desktop.bootstrap import Desk
from sipa_desktop.platform.keys import TOKEN
from sipa_desktop.services.attachments import BlobState
from sipa_desktop.sync import pieces
from sipa_desktop.transport.http import HttpPeer
from sipa_server.errors import RefusedError, StorageError, StorageFullError
from tests.support import outside_files
from tests.support.fault_proxy import Fault, FaultProxy
from tests.support.server import serving
from tests.support.world import World

ROOM = 2_000
"""Bytes of heads around a piece."""


@pytest.fixture
def proxy(world: World) -> Iterator[FaultProxy]:
    with serving(world.server) as url, FaultProxy(url) as made:
        yield made


@pytest.fixture
def desk(world: World, proxy: FaultProxy) -> Iterator[Desk]:
    made = world.village()
    peer = HttpPeer(proxy.url)
    made.transfer._peer_of = lambda _url: peer
    yield made
    peer.close()


def waiting(desk: Desk) -> Attachment:
    one = desk.attachments.take_bytes(outside_files.photo(900, 700), "Rapat.jpg")
    assert isinstance(one, Attachment)
    with desk.store.write() as tx:
        tx.blobs.send([one.sha256])
    return one


@pytest.mark.parametrize("after", [100, 700, 40_000, 66_000, 66_500, 131_000])
def test_requests_that_are_cut_cost_at_most_a_piece_each(
    world: World, desk: Desk, proxy: FaultProxy, after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "MAX_PIECE", pieces.MIN_PIECE)
    one = waiting(desk)
    cuts = 0
    for _cut in range(4):
        proxy.fault = Fault(cut_request_after=after)
        if desk.transfer.run_once().trouble is not None:
            cuts += 1
    proxy.fault = Fault()
    for _try in range(3):  # the first may still meet the connection that was cut
        if desk.transfer.run_once().complete:
            break
    assert desk.attachments.state(one.sha256) is BlobState.SENT
    assert world.server.blobs.files.whole(one.sha256)
    assert cuts >= 1
    assert proxy.asked <= one.size + (cuts + 1) * pieces.MIN_PIECE + 40 * ROOM


@pytest.mark.parametrize("after", [50, 150, 300, 600])
def test_answers_that_are_cut_are_asked_for_again(world: World, desk: Desk, proxy: FaultProxy, after: int) -> None:
    one = waiting(desk)
    proxy.fault = Fault(cut_reply_after=after)
    for _cut in range(3):
        desk.transfer.run_once()
    proxy.fault = Fault()
    for _try in range(3):
        if desk.transfer.run_once().complete:
            break
    assert desk.attachments.state(one.sha256) is BlobState.SENT
    assert world.server.blobs.files.whole(one.sha256)


@pytest.mark.parametrize("after", [200, 5_000, 65_000, 120_000])
def test_a_fetching_through_a_line_that_breaks_ends_whole(
    world: World, desk: Desk, proxy: FaultProxy, after: int
) -> None:
    one = waiting(desk)
    assert desk.transfer.run_once().complete
    kept = desk.attachments.bytes_of(one)
    assert kept is not None
    desk.files.place(one.sha256).unlink()
    assert desk.attachments.bytes_of(one) is None
    proxy.fault = Fault(cut_reply_after=after)
    for _cut in range(6):
        desk.transfer.run_once()
    proxy.fault = Fault()
    for _try in range(3):
        desk.transfer.run_once()
    assert desk.attachments.bytes_of(one) == kept


def test_the_question_how_far_a_file_is_and_what_follows_go_over_one_connection(desk: Desk, proxy: FaultProxy) -> None:
    one, token = waiting(desk), desk.transfer._secrets.get(TOKEN)
    assert token is not None
    peer = HttpPeer(proxy.url)
    begun, before = peer.begin_upload(one.sha256, one.media.value, one.size, token), proxy.opened
    for _question in range(3):
        assert peer.upload_state(begun.upload, one.sha256, token) == begun
    assert peer.upload(begun, one.sha256, b"\xff\xd8", token).offset == 2
    assert proxy.opened == before
    peer.close()


@pytest.mark.parametrize(
    ("refusal", "trouble", "code"),
    [
        (StorageError("busy"), Trouble.SERVER, None),
        (StorageFullError(), Trouble.SERVER, Problem.STORAGE_FULL),
        (RefusedError(Problem.TOO_MANY_TRIES, retry_after=77), Trouble.BUSY, None),
    ],
)
def test_a_server_that_does_not_say_now_how_far_a_file_is_does_not_look_like_a_cut_line(
    world: World,
    desk: Desk,
    proxy: FaultProxy,
    refusal: Exception,
    trouble: Trouble,
    code: str | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refused(*_asked: str) -> None:
        raise refusal

    monkeypatch.setattr(world.server.blobs, "state", refused)
    peer, token = HttpPeer(proxy.url), desk.transfer._secrets.get(TOKEN)
    with pytest.raises(CarriageError) as told:
        peer.upload_state("0" * 32, "a" * 64, token or "")
    peer.close()
    assert (told.value.trouble, told.value.code) == (trouble, code)
    assert told.value.retry_after, "and when to ask again comes through"
