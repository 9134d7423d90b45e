"""N05, N06, N09: somebody else answers in the server's place. Nothing of it counts, and the screen says what it is."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from sipa_core.sync.peer import Trouble
from sipa_core.wire import codec
from sipa_desktop.transport import answers, deadline
from sipa_desktop.transport import http as transport
from tests.support.false_answers import Answer, Handler, false_line, says
from tests.support.far_desk import FarDesk, opened
from tests.support.server import serving
from tests.support.world import World

ZONE = "Asia/Makassar"
LOGIN = b"<html><body>Selamat datang di WiFi Balai Desa. Masukkan nomor HP.</body></html>"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[FarDesk]:
    with ExitStack() as stack:
        yield opened(stack, tmp_path)


def garbage(status: int) -> Answer:
    return says(status, codec.MEDIA_TYPE, gzip.compress(b"\0" * 100_000), Content_Encoding="gzip")


def large(handler: Handler) -> None:
    """A body of 10 GB, as far as anybody reads."""
    handler.head(200, {"Content-Type": codec.MEDIA_TYPE, "Content-Length": str(10 * 1024**3)})
    piece = b" " * 65_536
    for _piece in range(10 * 1024**3 // len(piece)):
        handler.wfile.write(piece)


@pytest.mark.parametrize(
    ("answer", "trouble", "short", "todo"),
    [
        (says(200, "text/html", LOGIN), Trouble.PORTAL, "Jaringan meminta masuk", "Buka peramban"),
        (says(302, "text/html", b"", Location="http://127.0.0.1:1/"), Trouble.PORTAL, "meminta masuk", "Buka peramban"),
        (says(307, "", b"", Location="https://wifi.invalid/"), Trouble.PORTAL, "meminta masuk", "Buka peramban"),
        (says(511, "text/html", LOGIN), Trouble.PORTAL, "meminta masuk", "Buka peramban"),
        (says(200, "application/json", b'{"status":"ok"}'), Trouble.NOT_OURS, "Bukan server kami", "jaringan lain"),
        (says(200, codec.MEDIA_TYPE, b'{"sipa":1}'), Trouble.NOT_OURS, "Bukan server kami", "jaringan lain"),
        (says(407, "text/html", LOGIN), Trouble.PROXY, "Perantara jaringan menolak", "pengelola jaringan"),
        (says(502, "text/html", LOGIN), Trouble.SERVER, "Server terganggu", "dicoba lagi"),
        (says(503, "text/html", LOGIN), Trouble.SERVER, "Server terganggu", "dicoba lagi"),
        (says(504, "", b""), Trouble.SERVER, "Server terganggu", "dicoba lagi"),
        (says(404, "text/html", LOGIN), Trouble.NOT_OURS, "Bukan server kami", "jaringan lain"),
        (says(401, "application/problem+json", b"{"), Trouble.NOT_OURS, "Bukan server kami", "jaringan lain"),
        (garbage(200), Trouble.NOT_OURS, "Bukan server kami", "jaringan lain"),
        (garbage(503), Trouble.SERVER, "Server terganggu", "dicoba lagi"),
        (large, Trouble.NOT_OURS, "Bukan server kami", "jaringan lain"),
    ],
    ids=[
        "a portal's page", "302", "307", "511", "a portal's JSON", "JSON that looks like ours", "407", "502", "503",
        "504", "a page not found", "a broken refusal", "gzip garbage", "gzip garbage beside 503", "10 GB",
    ],
)  # fmt: skip
def test_what_others_answer_changes_nothing_and_is_named(
    office: FarDesk, answer: Answer, trouble: Trouble, short: str, todo: str
) -> None:
    before, asked = office.kept(), len(office.line.seen)
    office.line.answer = answer
    done = office.desk.sync.run_once()
    assert (done.trouble, office.kept()) == (trouble, before)
    assert short in office.strip()
    assert "1 menunggu kirim" in office.strip()
    assert "Semua terkirim" not in office.strip()
    assert "aman di komputer ini" in done.words
    assert todo in done.words
    assert [path for path, _token in office.line.seen[asked:]] == ["/v1/exchange"], "asked once, and nowhere else"
    office.line.answer = None
    assert office.desk.sync.run_once().complete


def test_an_answer_kept_from_another_request_is_no_answer_to_this_one(office: FarDesk) -> None:
    cached = office.line.replies[-1]
    before = office.kept()
    office.line.answer = says(200, codec.MEDIA_TYPE, cached)
    done = office.desk.sync.run_once()
    assert (done.trouble, office.kept()) == (Trouble.STALE, before)
    assert "Jawaban lama dari jaringan" in office.strip()
    assert "tidak dipakai" in done.words
    office.line.answer = None
    assert office.desk.sync.run_once().complete


def test_a_portal_sees_the_token_at_most_where_it_was_meant_to_go(office: FarDesk) -> None:
    with false_line(office.line.target) as elsewhere:
        office.line.answer = says(307, "", b"", Location=f"{elsewhere.url}/v1/exchange")
        assert office.desk.sync.run_once().trouble is Trouble.PORTAL
        assert elsewhere.seen == []


def test_another_kecamatans_server_is_not_believed_that_this_pc_is_unknown(office: FarDesk, tmp_path: Path) -> None:
    (tmp_path / "lain").mkdir()
    other = World(tmp_path / "lain", seed=2)
    before = office.kept()
    with serving(other.server) as url:
        office.line.target, right = url, office.line.target
        done = office.desk.sync.run_once()
    other.close()
    assert (done.trouble, done.code) == (Trouble.NOT_OURS, None)
    assert office.kept() == before
    assert office.desk.enrolment.shut_out() is None
    assert "Bukan server kami" in office.strip()
    assert "dicabut" not in office.strip()
    office.line.target = right
    assert office.desk.sync.run_once().complete


@pytest.mark.parametrize("said", ["120", "Thu, 10 Jul 2025 02:36:40 GMT"], ids=["seconds", "a date"])
def test_a_server_that_asks_for_patience_gets_it_by_its_own_clock(office: FarDesk, said: str) -> None:
    def busy(handler: Handler) -> None:
        handler.send_response_only(503)
        for name, text in {"Date": "Thu, 10 Jul 2025 02:34:40 GMT", "Retry-After": said, "Content-Length": "0"}.items():
            handler.send_header(name, text)
        handler.end_headers()

    office.line.answer = busy
    assert office.desk.sync.run_once().trouble is Trouble.SERVER
    at = office.desk.sync.status().next_try_at
    assert at is not None
    assert 110_000 < at - office.world.clock.at < 133_000


def test_a_stranger_cannot_silence_a_desk_for_longer_than_a_day(office: FarDesk) -> None:
    office.line.answer = says(503, "", b"", Retry_After="99999999999")
    office.desk.sync.run_once()
    at = office.desk.sync.status().next_try_at
    assert at is not None
    assert at - office.world.clock.at <= 1.1 * 86_400_000


@pytest.mark.parametrize("part", ["head", "body"])
def test_an_answer_that_drips_ends_at_its_time(office: FarDesk, monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    monkeypatch.setattr(deadline, "HEAD_SECONDS", 0.4)
    monkeypatch.setattr(transport, "READ_SECONDS", 0.4)
    monkeypatch.setattr(answers, "WHOLE_SECONDS", 0.4)

    def drips(handler: Handler) -> None:
        if part == "body":
            handler.head(200, {"Content-Type": codec.MEDIA_TYPE, "Transfer-Encoding": "chunked"})
        else:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Lambat: ")
        while not handler.server.over.wait(0.02):
            handler.wfile.write(b"1")  # of a size of a chunk, or of a header: a line that never ends

    office.line.answer = drips
    done = office.desk.sync.run_once()
    assert done.trouble is Trouble.TIMEOUT
    assert "Jaringan lambat" in office.strip()
    assert "aman di komputer ini" in done.words
