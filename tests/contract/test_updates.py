"""Updates by the server: what the operator places there is checked, offered and fetched in pieces, after all work."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from sipa_core.release.faults import ReleaseError, ReleaseFault
from sipa_core.release.manifest import Product, Release
from sipa_core.release.package import Package
from sipa_core.release.signed import SIGNED_NAME
from sipa_core.sync.peer import CarriageError
from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import Refused
from sipa_desktop.platform.installation import POINTER, Installation, platform_word
from sipa_desktop.services.reports_views import ReportEdit
from sipa_desktop.services.updates import Updates
from sipa_desktop.services.updates_views import Source
from sipa_desktop.store.migrate import HEAD as SCHEMA
from sipa_desktop.sync.update_fetch import PIECE, UpdateFetch
from sipa_desktop.transport.http import HttpPeer
from sipa_server.errors import KnownError, RefusedError
from tests.support.faulty_peer import FaultyPeer
from tests.support.releases import HEAD, KEYS, packed
from tests.support.server import serving
from tests.support.update_kills import FILLED
from tests.support.world import URL, World

LARGE = bytes(range(256)) * 4 + random.Random(1).randbytes(PIECE * 2)
OLD = {"sipa-desktop": b"program 1", "_internal/besar.bin": LARGE, "_internal/lama.txt": b"lama"}
NEW = {"sipa-desktop": b"program 2" + LARGE[:PIECE], "_internal/besar.bin": LARGE, "_internal/baru.txt": b"baru"}


def head(seq: int, **more: object) -> Release:
    changes = {"seq": seq, "version": f"1.{seq}.0", "platform": platform_word(), "schema": SCHEMA, **more}
    return msgspec.structs.replace(HEAD, **changes)


@dataclass
class Line:
    """A village whose program is release 13, and the server with a release 14."""

    world: World
    desk: Desk
    peer: FaultyPeer
    updates: Updates
    fetcher: UpdateFetch
    own: Installation
    package: Path


@pytest.fixture
def line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    monkeypatch.setattr("sipa_server.bootstrap.read_release_keys", lambda _raw: KEYS)
    world = World(tmp_path)
    desk = world.desk("desa")
    assert not isinstance(desk.enrolment.setup(URL, world.village_code()), Refused)
    assert desk.sync.run_once().complete
    own = Installation(tmp_path / "program", "000013", KEYS)
    raw = packed(OLD, head(13))
    own.folder("000013").joinpath("_internal").mkdir(parents=True)
    for name, data in OLD.items():
        (own.folder("000013") / name).write_bytes(data)
    (own.folder("000013") / SIGNED_NAME).write_bytes(Package(io.BytesIO(raw), KEYS).signed)
    (own.root / POINTER).write_text("000013\n")
    updates = Updates(desk.store, desk.clock, desk.profile, desk.backups, own, practice=False)
    fetcher = UpdateFetch(
        desk.store, desk.clock, desk.secrets, desk.lines.to, desk.sync, own, desk.profile, updates.offer_of_server
    )
    package = tmp_path / "baru.sipa-up"
    package.write_bytes(packed(NEW, head(14)))
    yield Line(world, desk, world.lines["desa"], updates, fetcher, own, package)
    fetcher.stop()
    desk.close()
    world.server.close()


def test_what_the_operator_places_is_offered_and_only_what_changed_is_fetched(line: Line) -> None:
    assert line.fetcher.ask() is None
    line.world.server.updates.add(line.package)
    assert line.fetcher.ask() is not None
    offer = line.updates.view().offer
    assert offer is not None
    assert (offer.source, offer.version, offer.path) == (Source.SERVER, "1.14.0", None)
    line.peer.fetched.clear()
    line.fetcher.want()
    assert line.fetcher.run_once()
    assert sum(most for _start, most in line.peer.fetched) < PIECE * 2
    brought = line.fetcher.whole
    assert brought is not None
    assert line.updates.lay_brought(brought, lambda _done, _all: None) == "000014"
    assert line.own.is_whole("000014")
    assert {name: (line.own.folder("000014") / name).read_bytes() for name in NEW} == NEW
    assert line.own.active() == "000013"


def test_fetching_goes_on_where_the_line_was_cut(line: Line) -> None:
    line.world.server.updates.add(line.package)
    line.fetcher.ask()
    line.fetcher.want()
    line.peer.lose_blob_reply = 1
    with pytest.raises(CarriageError):
        line.fetcher.run_once()
    line.peer.fetched.clear()
    assert line.fetcher.run_once()
    assert len({start for start, _most in line.peer.fetched}) == len(line.peer.fetched)


def test_work_that_waits_goes_first(line: Line) -> None:
    line.world.server.updates.add(line.package)
    line.fetcher.ask()
    edit = line.desk.reports.create("lra_semester1", "2025-S1")
    assert isinstance(edit, ReportEdit)
    line.desk.reports.save(edit.draft_id, FILLED)
    assert not isinstance(line.desk.reports.submit(edit.draft_id), Refused)
    line.fetcher.want()
    assert not line.fetcher.run_once()
    assert line.fetcher.fetching
    assert line.desk.sync.run_once().complete
    assert line.fetcher.run_once()


def test_a_server_that_lies_is_found_out(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    service = line.world.server.updates
    service.add(line.package)
    raw = bytearray(line.package.read_bytes())
    raw[-20] ^= 1
    place = next((line.world.folder / "server" / "pembaruan").glob("*.sipa-up"))
    place.write_bytes(raw)
    line.fetcher.ask()
    line.fetcher.want()
    with pytest.raises(ReleaseError) as refused:
        line.fetcher.run_once()
    assert refused.value.fault is ReleaseFault.CHANGED
    assert line.fetcher.whole is None


def test_the_server_offers_only_what_is_signed_newer_and_for_desks(line: Line, tmp_path: Path) -> None:
    service = line.world.server.updates
    service.add(line.package)
    for name, raw in {
        "same": line.package.read_bytes(),
        "older": packed(NEW, head(12)),
        "server": packed(NEW, head(20, product=Product.SERVER)),
        "cut": packed(NEW, head(21))[:-1],
        "no": b"PK",
    }.items():
        file = tmp_path / f"{name}.sipa-up"
        file.write_bytes(raw)
        with pytest.raises(KnownError):
            service.add(file)
    assert [one.seq for one in service.offered()] == [14]


def test_over_http_a_package_comes_by_ranges_and_only_to_who_has_a_pc_here(line: Line) -> None:
    line.world.server.updates.add(line.package)
    token = line.desk.secrets.get("token")
    assert token is not None
    whole = line.package.read_bytes()
    with serving(line.world.server) as url:
        peer = HttpPeer(url)
        assert peer.update_card(platform_word(), token).seq == 14
        assert peer.update_card("windows-arm", token).seq == 0
        part = peer.update_part(platform_word(), 14, 100, 50, token)
        assert (part.data, part.total) == (whole[100:150], len(whole))
        assert peer.update_release(platform_word(), 14, token).signed.encode() in whole
        for wrong in (("../kunci", 14, token), (platform_word(), 13, token), (platform_word(), 14, "x")):
            with pytest.raises(CarriageError):
                peer.update_part(wrong[0], wrong[1], 0, 10, wrong[2])
        peer.close()
    with pytest.raises(RefusedError):
        line.world.server.updates.card("x", platform_word())


def test_the_update_is_asked_for_at_the_line_that_all_else_goes_by(line: Line) -> None:
    """An office's server is known by its own certificate, which stands in the line and not in the address."""
    with line.desk.store.read() as tx:
        identity = tx.meta.identity
    assert identity is not None
    asked: list[str] = []

    def peer_of(address: str) -> FaultyPeer:
        asked.append(address)
        return line.peer

    at_the_office = msgspec.structs.replace(identity, certificate="ab" * 32)
    with line.desk.store.write() as tx:
        tx.meta.put("identity", msgspec.json.encode(at_the_office).decode())
    line.fetcher._peer_of = peer_of
    line.fetcher.ask()
    assert asked == [at_the_office.line]
