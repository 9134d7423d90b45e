"""The line itself: what may reach into a request from outside, what a slow or broken one costs, and how it is named."""

from __future__ import annotations

import errno
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import msgspec
import pytest
import requests
import urllib3.exceptions

from sipa_core.sync.peer import CarriageError, Trouble
from sipa_core.wire import codec
from sipa_core.wire.exchange import Reply, Request
from sipa_core.wire.ops import SealedOp
from sipa_core.wire.problems import Problem
from sipa_desktop.transport import answers
from sipa_desktop.transport import http as transport
from sipa_desktop.transport.address import is_plain_http, origin_of
from sipa_desktop.transport.faults import classified
from sipa_desktop.transport.http import HttpPeer

REQUEST = Request("r1", "d1", "i1", "e1", [])
REPLY = Reply("r1", "s1", "e1", 1, [], "", [], 0, 0, "c", more=False)
GOOD = codec.encode(REPLY)


class Office(ThreadingHTTPServer):
    """A server that keeps what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.seen: list[tuple[str, dict[str, str], bytes]] = []
        self.answer = lambda handler: handler.whole()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Office

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.server.seen.append((self.path, {name.lower(): text for name, text in self.headers.items()}, body))
        self.server.answer(self)

    def head(self, status: int = 200, media: str = codec.MEDIA_TYPE, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media)
        for name, text in headers.items():
            self.send_header(name.replace("_", "-"), text)
        self.end_headers()

    def whole(self) -> None:
        self.head(Content_Length=str(len(GOOD)))
        self.wfile.write(GOOD)

    def log_message(self, *_arguments: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture
def office() -> Iterator[Office]:
    server = Office()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def peer(office: Office) -> Iterator[HttpPeer]:
    made = HttpPeer(office.url)
    yield made
    made.close()


def trouble(peer: HttpPeer) -> Trouble:
    with pytest.raises(CarriageError) as failed:
        peer.exchange(REQUEST, "token")
    return failed.value.trouble


def test_a_netrc_of_the_user_does_not_replace_the_token(
    office: Office, peer: HttpPeer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("default login orang password rahasia\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    peer.exchange(REQUEST, "token")
    assert office.seen[0][1]["authorization"] == "Bearer token"
    far = HttpPeer("https://sipa.contoh.id")
    assert far._session.trust_env is False
    far.close()


def test_a_proxy_of_the_environment_does_not_stand_between_this_computer_and_itself(
    office: Office, peer: HttpPeer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    assert peer.exchange(REQUEST, "token") == REPLY


def test_the_offices_proxy_is_used_for_the_server_and_named_when_it_refuses(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def wants_a_password(handler: Handler) -> None:
        asked.append(handler.path)
        handler.head(407, "text/html", Content_Length="0")

    monkeypatch.setattr(Handler, "do_CONNECT", wants_a_password, raising=False)
    monkeypatch.setenv("HTTPS_PROXY", office.url)
    far = HttpPeer("https://sipa.contoh.invalid")
    assert trouble(far) is Trouble.PROXY
    assert asked == ["sipa.contoh.invalid:443"]
    assert not office.seen, "neither token nor message was shown to the proxy"
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    assert trouble(far) is Trouble.PROXY
    far.close()


def test_a_cookie_of_a_portal_is_not_carried_to_the_server(office: Office, peer: HttpPeer) -> None:
    office.answer = lambda handler: handler.head(302, "text/html", Content_Length="0", Set_Cookie="sesi=1; Path=/")
    assert trouble(peer) is Trouble.PORTAL
    office.answer = Handler.whole
    peer.exchange(REQUEST, "token")
    assert "cookie" not in office.seen[-1][1]


@pytest.mark.parametrize("chunked", [False, True], ids=["a body of known length", "a body in chunks"])
def test_an_answer_that_drips_is_given_up_at_its_time(
    office: Office, peer: HttpPeer, monkeypatch: pytest.MonkeyPatch, chunked: bool
) -> None:
    monkeypatch.setattr(answers, "WHOLE_SECONDS", 0.5)
    ended = threading.Event()

    def drip(handler: Handler) -> None:
        if chunked:
            handler.head(Transfer_Encoding="chunked")
            handler.wfile.write(b"ffff\r\n")
        else:
            handler.head(Content_Length="65535")
        try:
            while not ended.wait(0.02):
                handler.wfile.write(b" ")
        except OSError:
            return
        handler.close_connection = True

    office.answer = drip
    begun = time.monotonic()
    assert trouble(peer) is Trouble.TIMEOUT
    assert time.monotonic() - begun < 5
    ended.set()


def test_a_whole_answer_in_chunks_is_taken(office: Office, peer: HttpPeer) -> None:
    def chunks(handler: Handler) -> None:
        handler.head(Transfer_Encoding="chunked")
        for at in range(0, len(GOOD), 50):
            piece = GOOD[at : at + 50]
            handler.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        handler.wfile.write(b"0\r\n\r\n")

    office.answer = chunks
    assert peer.exchange(REQUEST, "token") == REPLY


def test_chunks_that_stop_in_the_middle_are_a_cut(office: Office, peer: HttpPeer) -> None:
    def stops(handler: Handler) -> None:
        handler.head(Transfer_Encoding="chunked")
        handler.wfile.write(b"ffff\r\n" + GOOD[:40])
        handler.close_connection = True

    office.answer = stops
    assert trouble(peer) is Trouble.CUT


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (507, Problem.STORAGE_FULL, Trouble.SERVER),
        (503, Problem.INTERNAL, Trouble.SERVER),
        (401, Problem.REVOKED, Trouble.PROBLEM),
        (429, Problem.TOO_MANY_TRIES, Trouble.BUSY),
    ],
)
def test_a_fault_of_the_server_is_told_apart_from_its_refusal(
    office: Office, peer: HttpPeer, status: int, code: Problem, expected: Trouble
) -> None:
    def says(handler: Handler) -> None:
        body = codec.encode({"code": code, "title": "t", "status": status})
        handler.head(status, codec.PROBLEM_TYPE, Content_Length=str(len(body)), Retry_After="30")
        handler.wfile.write(body)

    office.answer = says
    with pytest.raises(CarriageError) as failed:
        peer.exchange(REQUEST, "token")
    assert (failed.value.trouble, failed.value.code, failed.value.retry_after) == (expected, code, 30.0)


def test_a_message_that_no_server_would_take_does_not_leave(
    office: Office, peer: HttpPeer, monkeypatch: pytest.MonkeyPatch
) -> None:
    import random

    monkeypatch.setattr(transport, "MAX_WIRE_BYTES", 10_000)
    noise = random.Random(1).randbytes(20_000).hex()
    op = SealedOp("o", 1, msgspec.Raw(msgspec.json.encode({"text": noise})))
    with pytest.raises(CarriageError) as refused:
        peer.exchange(Request("r1", "d1", "i1", "e1", [op]), "token")
    assert refused.value.code == Problem.TOO_LARGE
    assert office.seen == []


def test_a_long_message_on_a_slow_line_has_time_for_every_piece(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """urllib3 gives the whole of a body the time of one connect; a village on 20 kB/s would never get through."""
    import random

    monkeypatch.setattr(transport, "CONNECT_SECONDS", 1.0)
    body = random.Random(2).randbytes(200_000).hex()
    op = SealedOp("o", 1, msgspec.Raw(msgspec.json.encode({"text": body})))

    def reads_slowly(handler: Handler) -> None:
        left = int(handler.headers["Content-Length"])
        while left > 0:
            piece = handler.rfile.read(min(8192, left))
            left -= len(piece)
            time.sleep(0.06)  # the slowness of the line is what is tried here
        handler.whole()

    monkeypatch.setattr(Handler, "do_POST", reads_slowly)
    monkeypatch.setattr(Handler, "rbufsize", 0)
    office.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    peer = HttpPeer(office.url)
    narrow = [*urllib3.connection.HTTPConnection.default_socket_options, (socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)]
    peer._session.get_adapter(office.url).poolmanager.connection_pool_kw["socket_options"] = narrow  # type: ignore[attr-defined]
    begun = time.monotonic()
    assert peer.exchange(Request("r1", "d1", "i1", "e1", [op]), "token") == REPLY
    assert time.monotonic() - begun > 1.0, "the line was not slow enough to show anything"
    peer.close()


@pytest.mark.parametrize(
    ("cause", "expected"),
    [
        (socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution"), Trouble.NO_NETWORK),
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), Trouble.NO_NAME),
        (OSError(errno.ENETUNREACH, "Network is unreachable"), Trouble.NO_NETWORK),
        (OSError(10051, "WSAENETUNREACH"), Trouble.NO_NETWORK),
        (OSError(errno.EHOSTUNREACH, "No route to host"), Trouble.REFUSED),
        (OSError(10065, "WSAEHOSTUNREACH"), Trouble.REFUSED),
        (ConnectionRefusedError(), Trouble.REFUSED),
        (ConnectionResetError(), Trouble.CUT),
        (TimeoutError(), Trouble.TIMEOUT),
        (BrokenPipeError(), Trouble.CUT),
    ],
)
def test_a_cause_is_found_under_the_wrappings_of_two_libraries(cause: OSError, expected: Trouble) -> None:
    wrapped = urllib3.exceptions.MaxRetryError(None, "/", urllib3.exceptions.HTTPError(cause))  # type: ignore[arg-type]
    assert classified(requests.ConnectionError(wrapped)).trouble is expected


@pytest.mark.parametrize(
    "typed", ["https://@sipa.go.id", "https://:pw@sipa.go.id", "https://sipa_go.id", "https://a..b", "https://x:0", "/"]
)
def test_an_address_that_could_mean_something_else_is_none(typed: str) -> None:
    assert origin_of(typed) is None


def test_plain_http_is_known_for_what_it_is() -> None:
    assert is_plain_http(" HTTP://sipa.go.id")
    assert not is_plain_http("https://sipa.go.id")
