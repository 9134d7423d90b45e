"""Whatever answers in the server's place is told apart, bounded, and changes nothing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import zstandard

from sipa_core.sync.peer import CarriageError, Trouble
from sipa_core.wire import codec, endpoints
from sipa_core.wire.exchange import Reply, Request
from sipa_core.wire.onward import Onward
from sipa_desktop.sync.words import trouble_short, trouble_words
from sipa_desktop.transport import answers, deadline
from sipa_desktop.transport import http as transport
from sipa_desktop.transport.address import origin_of
from sipa_desktop.transport.http import HttpPeer

Answer = Callable[[BaseHTTPRequestHandler], None]
REQUEST = Request("r1", "d1", "i1", "e1", [])
REPLY = Reply("r1", "s1", "e1", 1, [], "", [], 0, 0, "c", more=False)


class _Stage(ThreadingHTTPServer):
    """A real HTTP server that answers as the test tells it to."""

    daemon_threads = True
    answer: Answer
    seen: list[tuple[str, str | None]]
    reads: list[str | None]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Stage

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.server.seen.append((self.path, self.headers.get("Authorization")))
        self.server.reads.append(self.headers.get("Accept-Encoding"))
        self.server.answer(self)

    do_GET = do_POST  # noqa: N815

    def log_message(self, *_arguments: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture
def stage() -> Iterator[_Stage]:
    server = _Stage(("127.0.0.1", 0), _Handler)
    server.seen, server.reads = [], []
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def say(status: int, media: str, body: bytes, **headers: str) -> Answer:
    """Answer with this."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", media)
        handler.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def cut_short(handler: BaseHTTPRequestHandler) -> None:
    """Promise a whole reply and stop in the middle."""
    raw = codec.encode(REPLY)
    handler.send_response(200)
    handler.send_header("Content-Type", codec.MEDIA_TYPE)
    handler.send_header("Content-Length", str(len(raw)))
    handler.end_headers()
    handler.wfile.write(raw[: len(raw) // 2])
    handler.wfile.flush()
    handler.connection.close()
    handler.close_connection = True


def peer(stage: _Stage) -> HttpPeer:
    return HttpPeer(f"http://127.0.0.1:{stage.server_address[1]}")


def trouble(stage: _Stage, answer: Answer) -> CarriageError:
    stage.answer = answer
    with pytest.raises(CarriageError) as failed:
        peer(stage).exchange(REQUEST, "secret-token")
    assert trouble_words(failed.value)
    assert "secret-token" not in str(failed.value)
    return failed.value


GOOD = codec.encode(REPLY)
PROBLEM = codec.encode({"code": "revoked", "title": "revoked", "status": 401})
BOMB = zstandard.ZstdCompressor(write_content_size=True).compress(b"\0" * (64 * 1024 * 1024))


def test_a_whole_reply_comes_through_plain_and_compressed(stage: _Stage) -> None:
    stage.answer = say(200, codec.MEDIA_TYPE, GOOD)
    assert peer(stage).exchange(REQUEST, "t") == REPLY
    small = zstandard.ZstdCompressor(write_content_size=True).compress(GOOD)
    stage.answer = say(200, codec.MEDIA_TYPE, small, Content_Encoding="zstd")
    assert peer(stage).exchange(REQUEST, "t") == REPLY
    assert stage.seen[0] == ("/v1/exchange", "Bearer t")


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (say(200, "text/html", b"<html>Selamat datang di WiFi</html>"), Trouble.PORTAL),
        (say(302, "text/html", b"", Location="http://127.0.0.1:1/login"), Trouble.PORTAL),
        (say(511, "text/html", b"<html></html>"), Trouble.PORTAL),
        (say(407, "text/html", b""), Trouble.PROXY),
        (say(200, codec.MEDIA_TYPE, b'{"ok":true}'), Trouble.NOT_OURS),
        (say(200, codec.MEDIA_TYPE, b"not json"), Trouble.NOT_OURS),
        (say(200, "application/octet-stream", GOOD), Trouble.NOT_OURS),
        (say(404, "text/html", b"<html></html>"), Trouble.NOT_OURS),
        (say(502, "text/html", b"<html></html>"), Trouble.SERVER),
        (say(500, "text/plain", b"boom"), Trouble.SERVER),
        (say(429, "text/plain", b""), Trouble.BUSY),
        (say(200, codec.MEDIA_TYPE, GOOD, Content_Encoding="gzip"), Trouble.NOT_OURS),
        (say(200, codec.MEDIA_TYPE, b"junk", Content_Encoding="zstd"), Trouble.NOT_OURS),
        (say(200, codec.MEDIA_TYPE, BOMB, Content_Encoding="zstd"), Trouble.NOT_OURS),
        (cut_short, Trouble.CUT),
    ],
    ids=[
        "a portal's page with 200", "a portal's redirect", "511", "a proxy wants a password", "another's JSON",
        "broken JSON", "not a message", "a page of another site", "a gateway's page", "a server's fault", "too busy",
        "an encoding nobody asked for", "broken zstd", "a bomb", "stops in the middle",
    ],
)  # fmt: skip
def test_what_is_no_reply_is_named_for_what_it_is(stage: _Stage, answer: Answer, expected: Trouble) -> None:
    assert trouble(stage, answer).trouble is expected


def test_a_redirect_is_not_followed_and_the_token_goes_nowhere_else(stage: _Stage) -> None:
    other = _Stage(("127.0.0.1", 0), _Handler)
    other.seen = []
    trouble(stage, say(307, "text/html", b"", Location=f"http://127.0.0.1:{other.server_address[1]}/v1/exchange"))
    other.server_close()
    assert other.seen == []


def test_the_servers_own_code_and_its_wait_come_through(stage: _Stage) -> None:
    failed = trouble(stage, say(401, codec.PROBLEM_TYPE, PROBLEM, Retry_After="120"))
    assert (failed.trouble, failed.code, failed.retry_after) == (Trouble.PROBLEM, "revoked", 120.0)


def test_a_server_that_is_off_is_told_apart_from_a_slow_one(stage: _Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = peer(stage)
    stage.shutdown()
    stage.server_close()
    with pytest.raises(CarriageError) as failed:
        gone.exchange(REQUEST, "t")
    assert failed.value.trouble is Trouble.REFUSED


def test_a_server_that_never_answers_is_given_up(stage: _Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "READ_SECONDS", 0.2)
    release = threading.Event()
    failed = trouble(stage, lambda _handler: release.wait(5) and None)
    release.set()
    assert failed.trouble is Trouble.TIMEOUT


def test_a_bundle_may_take_its_server_longer_than_any_other_message(
    stage: _Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadline, "HEAD_SECONDS", 0.2)
    monkeypatch.setattr(transport, "READ_SECONDS", 0.2)

    def slow(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(0.5)
        say(404, codec.PROBLEM_TYPE, PROBLEM)(handler)

    stage.answer = slow
    with peer(stage)._sent(endpoints.SERVER, {}, b"", read_seconds=5.0) as response:
        assert response.status_code == 404
    assert trouble(stage, slow).trouble is Trouble.TIMEOUT


def test_an_endless_answer_is_cut_at_the_cap(stage: _Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "MAX_REPLY_BYTES", 100_000)

    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", codec.MEDIA_TYPE)
        handler.send_header("Connection", "close")
        handler.end_headers()
        try:
            for _piece in range(1000):
                handler.wfile.write(b" " * 16_384)
        except OSError:
            return

    assert trouble(stage, endless).trouble is Trouble.NOT_OURS


@pytest.mark.parametrize(
    ("typed", "origin"),
    [
        ("https://sipa.balangan.go.id", "https://sipa.balangan.go.id"),
        (" sipa.balangan.go.id/ ", "https://sipa.balangan.go.id"),
        ("https://sipa.balangan.go.id:8443", "https://sipa.balangan.go.id:8443"),
        ("http://127.0.0.1:8765", "http://127.0.0.1:8765"),
        ("http://localhost:8765/", "http://localhost:8765"),
        ("http://sipa.balangan.go.id", None),
        ("https://nama:sandi@sipa.go.id", None),
        ("https://sipa.go.id/masuk?x=1", None),
        ("ftp://sipa.go.id", None),
        ("https://", None),
        ("https://sipa.go.id:teks", None),
        ("dua kata", None),
    ],
)
def test_an_address_is_read_as_people_type_it_and_refused_where_it_is_unsafe(typed: str, origin: str | None) -> None:
    assert origin_of(typed) == origin


def test_plain_http_to_another_computer_is_never_opened() -> None:
    with pytest.raises(CarriageError) as refused:
        HttpPeer("http://192.0.2.1")
    assert refused.value.trouble is Trouble.PLAIN_HTTP


def test_every_trouble_has_words_that_say_what_is_safe() -> None:
    for one in Trouble:
        long = trouble_words(CarriageError(one))
        assert trouble_short(one)
        assert any(word in long for word in ("aman", "Tidak ada yang"))
        assert "error" not in long.lower()
        assert "!" not in long


def test_a_line_that_answers_at_once_is_quick_until_a_large_body_tells_better(
    stage: _Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    small, coding = codec.pack(
        codec.encode(Reply("r1", "s1", "e1", 1, [], "", [], 0, 0, "c" * 300, more=False)), in_columns=True
    )
    assert coding == codec.COLUMNS
    stage.answer = say(200, codec.MEDIA_TYPE, small, Content_Encoding=coding)
    far, near = peer(stage), peer(stage)
    for one, seconds in ((far, 0.0), (near, 10.0)):
        monkeypatch.setattr(transport, "NEAR_SECONDS", seconds)
        one.exchange(REQUEST, "t")
        one.exchange(REQUEST, "t")
    assert stage.reads[1::2] == ["sipa2", "sipa2;q=.5"]


def test_where_the_next_message_goes_on_is_known_before_the_answer_is_read(stage: _Stage) -> None:
    stage.answer = say(200, codec.MEDIA_TYPE, b"no message", Sipa_Next="c7;more")
    heard = peer(stage).ask(REQUEST, "t")
    assert heard.onward == Onward("c7", more=True)
    with pytest.raises(CarriageError):
        heard.read()
