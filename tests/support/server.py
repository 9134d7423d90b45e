"""A real server on real files with a clock in hand, and bare PCs that speak the protocol by hand.

The same PC speaks to the services in process or over HTTP; what is true of one must be true of the other.
"""

from __future__ import annotations

import asyncio
import hashlib
import shutil
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

import msgspec
import uvicorn.server
from litestar import Litestar

from sipa_core import ids
from sipa_core.domain.roles import Role
from sipa_core.sync.peer import Peer
from sipa_core.wire.codec import encode
from sipa_core.wire.enrol import EnrolReply, EnrolRequest
from sipa_core.wire.exchange import Reply, Request
from sipa_core.wire.ops import Base, MadeAt, OpBody, SealedOp
from sipa_core.wire.receipts import Receipt
from sipa_core.wire.records import Record, Ref, Value
from sipa_desktop.transport.http import HttpPeer
from sipa_server.bootstrap import Server, init_server, open_server
from sipa_server.http.app import create_app
from sipa_server.listen import Listener, bind, url_of
from sipa_server.settings import Settings
from tests.support.paper_peer import PaperPeer
from tests.support.public_figures import report as told_report

KECAMATAN = "63.11.06"
BABAYAU = "63.11.06.2024"
BALIDA = "63.11.06.2034"
KELURAHAN = "63.11.06.1019"
TEMPLATE = "lra_semester1"
PERIOD = "2025-S1"
PUBLIC_URL = "https://paringin.contoh.id"
START = 1_752_114_840_000
"""Thursday 10 July 2025, 10.34 WITA."""


class _Hurried:
    """asyncio for uvicorn, which otherwise sleeps a quarter of a second of real time until a test's server is gone."""

    @staticmethod
    async def sleep(seconds: float) -> None:
        await asyncio.sleep(seconds / 20)

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name)


vars(uvicorn.server)["asyncio"] = _Hurried()


class ManualClock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: int = START) -> None:
        self.instant = now

    def now(self) -> int:
        return self.instant

    def monotonic(self) -> float:
        return self.instant / 1000

    def forward(self, *, days: float = 0, hours: float = 0, seconds: float = 0) -> None:
        self.instant += int((days * 86_400 + hours * 3_600 + seconds) * 1000)


class SeededEntropy:
    """Bytes that follow from a seed, so that a failing test fails again."""

    def __init__(self, seed: str = "seed") -> None:
        self._seed = seed
        self._turn = 0
        self._lock = threading.Lock()

    def restart(self, seed: str) -> None:
        """Go on from another seed, whatever was drawn before."""
        with self._lock:
            self._seed, self._turn = seed, 0

    def bytes(self, count: int) -> bytes:
        with self._lock:
            self._turn += 1
            return hashlib.shake_256(f"{self._seed} {self._turn}".encode()).digest(count)


@dataclass
class Pc:
    """An office PC as the protocol sees it: place, token, op numbers, and what it has read of the feed."""

    carrier: Peer
    place: EnrolReply
    entropy: SeededEntropy
    clock: ManualClock
    incarnation: str
    op_no: int = 0
    cursor: str | None = None
    records: dict[tuple[str, str], Record] = field(default_factory=dict)

    def op(
        self,
        kind: str,
        ref: Ref,
        fields: Mapping[str, object] | msgspec.Struct,
        *,
        actor: str | None = None,
        base: Base | None = None,
    ) -> SealedOp:
        """Seal the next op."""
        self.op_no += 1
        made = MadeAt(self.clock.now(), "Asia/Makassar")
        body = OpBody(kind, ref, msgspec.Raw(encode(fields)), actor or self.place.person, made, base)
        return SealedOp(ids.new_id(self.clock, self.entropy), self.op_no, msgspec.Raw(encode(body)))

    def request(self, *ops: SealedOp) -> Request:
        """A message with these ops, reading on from where the PC is."""
        request_id = ids.new_id(self.clock, self.entropy)
        return Request(request_id, self.place.device, self.incarnation, self.place.epoch, list(ops), self.cursor)

    def send(self, *ops: SealedOp) -> Reply:
        """Exchange once and take the changes."""
        reply = self.carrier.exchange(self.request(*ops), self.place.token)
        self.take(reply)
        return reply

    def take(self, reply: Reply) -> None:
        """Lay a reply's records over what is known."""
        self.cursor = reply.cursor
        for record in reply.changes:
            known = self.records.get((record.type, record.id))
            assert known is None or record.rev >= known.rev, "a revision went back"
            self.records[record.type, record.id] = record

    def do(self, kind: str, ref: Ref, fields: Mapping[str, object] | msgspec.Struct) -> Receipt:
        """Send one op and give its receipt."""
        [receipt] = self.send(self.op(kind, ref, fields)).receipts
        return receipt

    def pull(self) -> None:
        """Read the feed to its end."""
        while self.send().more:
            pass

    def record(self, ref: Ref) -> Record | None:
        """The record as this PC knows it."""
        return self.records.get((ref.type, ref.id))


@dataclass
class World:
    """One server and its clock; `carrier` is how PCs reach it."""

    server: Server
    clock: ManualClock
    entropy: SeededEntropy
    carrier: Peer
    first_code: str
    url: str = ""

    def pc(self, name: str, village: str | None = None, *, hand_over: bool = False) -> Pc:
        """Invite a person and enrol a PC for them."""
        role = Role.ADMIN_KECAMATAN if village is None else Role.ADMIN_DESA
        invitation = self.server.accounts.invite(name, role, village, hand_over=hand_over)
        return self.enrol(invitation.code)

    def enrol(self, code: str, sign_pub: str | None = None) -> Pc:
        """Enrol a PC with a code."""
        incarnation = self.entropy.bytes(16).hex()
        key = sign_pub or self.entropy.bytes(32).hex()
        return Pc(
            self.carrier,
            self.carrier.enrol(EnrolRequest(code, "PC kantor", key, "", incarnation)),
            self.entropy,
            self.clock,
            incarnation,
        )


@dataclass(frozen=True)
class Prepared:
    """A folder that was initialised once; each test works on its own copy of it."""

    folder: Path
    code: str


def prepare(folder: Path) -> Prepared:
    """Initialise a server for Paringin."""
    settings = Settings(folder, public_url=PUBLIC_URL)
    invitation = init_server(settings, KECAMATAN, "Syahrani", clock=ManualClock(), entropy=SeededEntropy("init"))
    assert invitation is not None
    return Prepared(folder, invitation.code)


@contextmanager
def direct_world(prepared: Prepared, folder: Path) -> Iterator[World]:
    """A server whose PCs reach it within the process."""
    clock, entropy = ManualClock(), SeededEntropy()
    shutil.copytree(prepared.folder, folder)
    server = open_server(Settings(folder), clock=clock, entropy=entropy)
    try:
        yield World(server, clock, entropy, server.peer(), prepared.code)
    finally:
        server.close()


@contextmanager
def http_world(prepared: Prepared, folder: Path) -> Iterator[World]:
    """The same behind real HTTP on a free port of this machine; PCs speak with the desk's own client."""
    with direct_world(prepared, folder) as world, serving(world.server) as url:
        peer = HttpPeer(url)
        try:
            yield replace(world, carrier=peer, url=url)
        finally:
            peer.close()


@contextmanager
def paper_world(prepared: Prepared, folder: Path) -> Iterator[World]:
    """The same, whose PCs speak with the client that was written from the paper alone."""
    with http_world(prepared, folder) as world:
        yield replace(world, carrier=cast(Peer, PaperPeer(world.url)))


@contextmanager
def dense_paper_world(prepared: Prepared, folder: Path) -> Iterator[World]:
    """The same in the form that desks speak: columns, short and terse replies."""
    with http_world(prepared, folder) as world:
        yield replace(world, carrier=cast(Peer, PaperPeer(world.url, dense=True)))


@contextmanager
def serving(server: Server) -> Iterator[str]:
    """Run the desks' API of a server in a thread and give its address; the thread is gone afterwards."""
    services = (server.accounts, server.exchanges, server.blobs, server.phones, server.bundles, server.updates)
    app = create_app(*services, server.entropy)
    with listening(app, bind("127.0.0.1", 0, guarded=False)) as url:
        yield url


@contextmanager
def whole_site(folder: Path, clock: ManualClock) -> Iterator[tuple[Server, str]]:
    """A new server with its public pages on a free port, whose public address is that port."""
    bound = bind("127.0.0.1", 0, guarded=False)
    settings = Settings(folder, public_url=url_of(bound))
    assert init_server(settings, KECAMATAN, "Syahrani", clock=clock, entropy=SeededEntropy("init")) is not None
    server = open_server(settings, clock=clock, entropy=SeededEntropy())
    try:
        with listening(server.app(), bound) as url:
            yield server, url
    finally:
        server.close()


@contextmanager
def listening(app: Litestar, bound: socket.socket, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """Run an application in a thread on a bound socket and give its address; the thread is gone afterwards."""
    ready = threading.Event()
    listener = Listener(app, ready=ready.set, tls=tls)
    thread = threading.Thread(target=listener.run, kwargs={"sockets": [bound]}, daemon=True)
    thread.start()
    assert ready.wait(20), "the server did not start"
    try:
        yield url_of(bound)
    finally:
        listener.should_exit = True
        thread.join(20)
        bound.close()
        assert not thread.is_alive()


def report_ref(village: str, template: str = TEMPLATE, period: str = PERIOD) -> Ref:
    """The address of a report."""
    return Ref("report", ids.report_id(village, template, period))


def version_ref(village: str, n: int = 1, template: str = TEMPLATE, period: str = PERIOD) -> Ref:
    """The address of a version."""
    return Ref("version", ids.version_id(report_ref(village, template, period).id, n))


def review_ref(village: str, n: int = 1) -> Ref:
    """The address of a version's review."""
    return Ref("review", ids.review_id(version_ref(village, n).id))


def publication_ref(village: str) -> Ref:
    """The address of a report's publication."""
    return Ref("publication", ids.publication_id(report_ref(village).id))


def posting_ref(village: str, channel: str = "facebook") -> Ref:
    """The address of a channel's posting."""
    return Ref("posting", ids.posting_id(publication_ref(village).id, channel))


def content(changes: Mapping[str, Value] | None = None) -> dict[str, Value]:
    """A whole invented report that can be told to the public."""
    return {path: value for path, value in told_report(changes).items() if value is not None}


def submission(village: str, newest_seen: int = 0, changes: Mapping[str, Value] | None = None) -> dict[str, object]:
    """The fields of report.submit."""
    return {
        "village": village,
        "template": TEMPLATE,
        "template_version": 1,
        "period": PERIOD,
        "content": content(changes),
        "newest_seen": newest_seen,
    }


def naming(pc: Pc, village: str, n: int = 1, **more: object) -> dict[str, object]:
    """The fields by which a review names its version, as the PC knows it."""
    version = pc.record(version_ref(village, n))
    assert version is not None
    return {"version": version.id, "content_hash": version.text("meta.content_hash"), **more}
