"""Pieces of a large bundle: cut one byte before, at and after every boundary; offsets of others; and planted faults."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from typing import Any

import pytest

from sipa_core.sync.peer import CarriageError
from sipa_core.wire import bundles
from sipa_core.wire.bundles import BundleState
from sipa_desktop.transport.http import HttpPeer
from sipa_server.errors import RefusedError
from sipa_server.services.bundle_parts import BundleParts
from sipa_server.store.bundle_files import BundleFiles
from tests.support.remote_pc import RemotePc
from tests.support.server import Pc, World

PIECE = 400
NAME = "SIPA-DESA-BABAYAU-20250710-1034-1.sipa"


@pytest.fixture
def world(http: World) -> World:
    return http


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundles, "WHOLE_BELOW", PIECE)


def places(size: int) -> list[int]:
    """One byte around every boundary, at the beginning and at the end."""
    edges = [*range(0, size, PIECE), size]
    return sorted({at + off for at in edges for off in (-1, 0, 1) if 0 < at + off <= size})


def wrong_after_cuts(world: World, camat: Pc, far: RemotePc) -> list[str]:
    """What does not end well when what came before is so many bytes: each bundle is one op, taken once and whole."""
    wrong, peer = [], HttpPeer(world.url)
    size = len(far.bundle(far.guidance(), far.guidance(), far.guidance()))
    try:
        for at in places(size):
            sealed = far.bundle(far.guidance(), far.guidance(), far.guidance())
            digest = hashlib.sha256(sealed).hexdigest()
            came = world.server.bundles.parts.arriving(camat.place.device, digest, 0, len(sealed))
            came.write(sealed[: min(at, len(sealed))])
            came.close()
            try:
                answer = peer.hand_over(io.BytesIO(sealed), digest, NAME, camat.place.token)
            except CarriageError as fault:
                wrong.append(f"{at}: {fault.code or fault.trouble.value}")
                continue
            left = world.server.bundles.parts.state(camat.place.device, digest).offset
            if answer.state is not BundleState.TAKEN or left:
                wrong.append(f"{at}: {answer.state} {answer.code}, {left} bytes left behind")
    finally:
        peer.close()
    return wrong


def test_a_bundle_cut_around_any_boundary_of_its_pieces_goes_on_and_is_taken_whole(
    http: World, camat: Pc, far: RemotePc
) -> None:
    assert wrong_after_cuts(http, camat, far) == []
    reply = far.pc.send()
    assert sum(record.type == "guidance" for record in reply.changes) >= 3


@pytest.mark.parametrize(
    ("where", "name", "fault"),
    [
        (BundleFiles, "part_size", lambda real: lambda files, *of: max(0, real(files, *of) - 1)),
        (BundleFiles, "part_size", lambda real: lambda files, *of: real(files, *of) + 1 if real(files, *of) else 0),
        (BundleParts, "write", lambda real: lambda parts, name, turn, file, data: file.write(data[:-1])),
    ],
    ids=["says one byte less", "says one byte more", "loses the last byte of a piece"],
)
def test_the_same_cuts_find_a_planted_fault(
    http: World,
    camat: Pc,
    far: RemotePc,
    monkeypatch: pytest.MonkeyPatch,
    where: type,
    name: str,
    fault: Callable[[Any], Any],
) -> None:
    monkeypatch.setattr(where, name, fault(getattr(where, name)))
    assert wrong_after_cuts(http, camat, far) != []


@pytest.mark.parametrize("off", [-1, 1])
def test_a_piece_for_another_place_adds_nothing(http: World, camat: Pc, off: int) -> None:
    parts, digest = http.server.bundles.parts, "a" * 64
    first = parts.arriving(camat.place.device, digest, 0, 3 * PIECE)
    first.write(b"x" * PIECE)
    first.close()
    with pytest.raises(RefusedError, match="offset_moved"):
        parts.arriving(camat.place.device, digest, PIECE + off, 3 * PIECE)
    assert parts.state(camat.place.device, digest).offset == PIECE
