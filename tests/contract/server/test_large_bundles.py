"""A large bundle goes to the server piece by piece, and after a cut only what is missing goes again."""

from __future__ import annotations

import hashlib
import io
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from sipa_core.sync.peer import CarriageError, Trouble
from sipa_core.wire import bundles
from sipa_core.wire.bundles import BundleState
from sipa_desktop.transport.http import HttpPeer
from sipa_server.services import bundle_parts
from tests.support.fault_proxy import Fault, FaultProxy
from tests.support.remote_pc import RemotePc
from tests.support.server import Pc, World

NAME = "SIPA-DESA-BABAYAU-20250710-1034-1.sipa"
JUNK = random.Random(6).randbytes(900_000)


@pytest.fixture
def world(http: World) -> World:
    return http


@pytest.fixture
def proxy(http: World) -> Iterator[FaultProxy]:
    with FaultProxy(http.url) as made:
        yield made


def hand_over(pc: Pc, url: str, sealed: bytes) -> bundles.BundleAnswer:
    peer = HttpPeer(url)
    try:
        return peer.hand_over(io.BytesIO(sealed), hashlib.sha256(sealed).hexdigest(), NAME, pc.place.token)
    finally:
        peer.close()


def test_what_came_before_a_cut_does_not_go_again(camat: Pc, proxy: FaultProxy) -> None:
    for after in (400_000, 300_000):
        proxy.fault = Fault(cut_request_after=after)
        with pytest.raises(CarriageError) as cut:
            hand_over(camat, proxy.url, JUNK)
        assert cut.value.trouble is Trouble.CUT
    proxy.fault, proxy.asked = Fault(), 0
    answer = hand_over(camat, proxy.url, JUNK)
    assert (answer.state, answer.code) == (BundleState.REFUSED, "not_a_bundle"), "it was looked at whole"
    assert proxy.asked < 250_000


def test_a_bundle_in_pieces_is_taken_once_and_leaves_nothing_behind(
    http: World, far: RemotePc, camat: Pc, proxy: FaultProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundles, "WHOLE_BELOW", 400)
    sealed = far.bundle(far.guidance(), far.guidance())
    proxy.fault = Fault(cut_request_after=1500)
    with pytest.raises(CarriageError):
        hand_over(camat, proxy.url, sealed)
    parts = http.server.bundles.files.folder / "bagian"
    assert len(list(parts.iterdir())) == 1
    proxy.fault = Fault()
    answer = hand_over(camat, proxy.url, sealed)
    assert (answer.state, answer.reply_size > 0) == (BundleState.TAKEN, True)
    assert hand_over(camat, proxy.url, sealed) == answer
    assert not list(parts.iterdir())


def test_a_part_that_was_spoilt_is_thrown_away_and_goes_anew(
    http: World, far: RemotePc, camat: Pc, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundles, "WHOLE_BELOW", 400)
    sealed = far.bundle(far.guidance())
    digest = hashlib.sha256(sealed).hexdigest()
    with http.server.bundles.parts._files.open_part(camat.place.device, digest, 0) as part:
        part.write(b"x" * 100)
    with pytest.raises(CarriageError) as spoilt:
        hand_over(camat, http.url, sealed)
    assert spoilt.value.code == "hash_mismatch"
    assert hand_over(camat, http.url, sealed).state is BundleState.TAKEN


def test_a_newer_connection_goes_on_and_the_older_adds_nothing(http: World, camat: Pc) -> None:
    parts, digest = http.server.bundles.parts, "a" * 64
    old = parts.arriving(camat.place.device, digest, 0, 10)
    old.write(b"123")
    new = parts.arriving(camat.place.device, digest, 3, 10)
    for late in (lambda: old.write(b"4"), lambda: parts.arriving(camat.place.device, digest, 0, 10)):
        with pytest.raises(Exception, match="offset_moved"):
            late()
    new.write(b"4567")
    with pytest.raises(Exception, match="too_large"):
        new.write(b"89012")
    new.close()
    old.close()
    assert parts.state(camat.place.device, digest).offset == 7


def test_parts_that_nobody_goes_on_with_are_forgotten(http: World, camat: Pc, tmp_path: Path) -> None:
    parts, device = http.server.bundles.parts, camat.place.device
    for number in range(bundle_parts.MOST + 2):
        http.clock.forward(seconds=60)
        parts.arriving(device, f"{number:064d}", 0, 10).close()
    folder = http.server.bundles.files.folder / "bagian"
    assert len(list(folder.iterdir())) == bundle_parts.MOST
    http.clock.forward(days=15)
    parts.arriving("other", "b" * 64, 0, 10).close()
    assert [one.name for one in folder.iterdir()] == [f"other-{'b' * 64}"]


def test_a_village_may_not_send_pieces_of_bundles(http: World, far: RemotePc) -> None:
    with pytest.raises(CarriageError) as no:
        hand_over(far.pc, http.url, JUNK)
    assert no.value.code == "forbidden"
