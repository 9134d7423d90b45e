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
from tests.support.planting import bug_in
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


OTHERS: dict[str, tuple[Answer, Trouble, str, str]] = {
    "a portal's page": (says(200, "text/html", LOGIN), Trouble.PORTAL, "Jaringan meminta masuk", "Buka peramban"),
    "302": (
        says(302, "text/html", b"", Location="http://127.0.0.1:1/"),
        Trouble.PORTAL,
        "meminta masuk",
        "Buka peramban",
    ),
    "307": (says(307, "", b"", Location="https://wifi.invalid/"), Trouble.PORTAL, "meminta masuk", "Buka peramban"),
    "511": (says(511, "text/html", LOGIN), Trouble.PORTAL, "meminta masuk", "Buka peramban"),
    "a portal's JSON": (
        says(200, "application/json", b'{"status":"ok"}'),
        Trouble.NOT_OURS,
        "Bukan server kami",
        "jaringan lain",
    ),
    "JSON that looks like ours": (
        says(200, codec.MEDIA_TYPE, b'{"sipa":1}'),
        Trouble.NOT_OURS,
        "Bukan server kami",
        "jaringan lain",
    ),
    "407": (says(407, "text/html", LOGIN), Trouble.PROXY, "Perantara jaringan menolak", "pengelola jaringan"),
    "502": (says(502, "text/html", LOGIN), Trouble.SERVER, "Server terganggu", "dicoba lagi"),
    "503": (says(503, "text/html", LOGIN), Trouble.SERVER, "Server terganggu", "dicoba lagi"),
    "504": (says(504, "", b""), Trouble.SERVER, "Server terganggu", "dicoba lagi"),
    "a page not found": (says(404, "text/html", LOGIN), Trouble.NOT_OURS, "Bukan server kami", "jaringan lain"),
    "a broken refusal": (
        says(401, "application/problem+json", b"{"),
        Trouble.NOT_OURS,
        "Bukan server kami",
        "jaringan lain",
    ),
    "gzip garbage": (garbage(200), Trouble.NOT_OURS, "Bukan server kami", "jaringan lain"),
    "gzip garbage beside 503": (garbage(503), Trouble.SERVER, "Server terganggu", "dicoba lagi"),
    "10 GB": (large, Trouble.NOT_OURS, "Bukan server kami", "jaringan lain"),
}
"""What somebody else answers; what it is called, the words at the bottom of the window, and what to do."""


@pytest.mark.parametrize("name", OTHERS)
def test_what_others_answer_changes_nothing_and_is_named(office: FarDesk, name: str) -> None:
    answer, trouble, short, todo = OTHERS[name]
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


HTTP, ANSWERS, ENGINE = "sipa_desktop.transport.http", "sipa_desktop.transport.answers", "sipa_desktop.sync.engine"


@pytest.mark.parametrize(
    ("name", "bug", "reason"),
    [
        (
            "a portal's page",
            (ANSWERS, "read_body", 'if media == "text/html":', "if False:"),
            "NOT_OURS: .* != <Trouble.PORTAL",
        ),
        (
            "a portal's JSON",
            (
                ENGINE,
                "SyncEngine._carry",
                "raise self._ours(fault) from None",
                "return Absorbed(0, 0, 0, more=False, retry=False, forked=False)",
            ),
            "None != <Trouble.NOT_OURS",
        ),
        ("511", (ENGINE, "SyncEngine._note", "if fault.code in OF_ITS_PLACE:", "if True:"), "'shut_out': 'None'"),
        (
            "407",
            (ANSWERS, "_refuse_strangers", "if response.status_code == 407:", "if False:"),
            "NOT_OURS: .* != <Trouble.PROXY",
        ),
        (
            "gzip garbage beside 503",
            (ANSWERS, "_problem", "Trouble.SERVER", "Trouble.NOT_OURS"),
            "NOT_OURS: .* != <Trouble.SERVER",
        ),
    ],
    ids=[
        "a page counts as another server",
        "what is no answer is told as done",
        "whatever refuses shuts the PC out",
        "a proxy is not known",
        "a fault of the server is another server",
    ],
)
def test_the_same_answers_find_a_planted_bug(
    office: FarDesk, name: str, bug: tuple[str, str, str, str], reason: str
) -> None:
    with bug_in(*bug), pytest.raises(AssertionError, match=reason):
        test_what_others_answer_changes_nothing_and_is_named(office, name)


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


def test_an_answer_that_counts_for_any_request_is_found(office: FarDesk) -> None:
    taken = "return msgspec.structs.replace(said, receipts=[], answers=None)"
    with (
        bug_in("sipa_desktop.sync.session", "check", "raise CarriageError(Trouble.STALE)", taken),
        pytest.raises(AssertionError, match=r"None != <Trouble\.STALE"),
    ):
        test_an_answer_kept_from_another_request_is_no_answer_to_this_one(office)


def test_a_portal_sees_the_token_at_most_where_it_was_meant_to_go(office: FarDesk) -> None:
    with false_line(office.line.target) as elsewhere:
        office.line.answer = says(307, "", b"", Location=f"{elsewhere.url}/v1/exchange")
        done = office.desk.sync.run_once()
        assert elsewhere.seen == [], "what was sent went on to another place"
        assert done.trouble is Trouble.PORTAL


def test_a_redirect_that_is_followed_is_found(office: FarDesk) -> None:
    with (
        bug_in(HTTP, "HttpPeer._sent", "allow_redirects=False", "allow_redirects=True"),
        pytest.raises(AssertionError, match="went on to another place"),
    ):
        test_a_portal_sees_the_token_at_most_where_it_was_meant_to_go(office)


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


def check_that_it_ends_in_time(office: FarDesk, monkeypatch: pytest.MonkeyPatch, part: str, drops: int) -> None:
    monkeypatch.setattr(deadline, "HEAD_SECONDS", 0.4)
    monkeypatch.setattr(transport, "READ_SECONDS", 0.4)
    monkeypatch.setattr(answers, "WHOLE_SECONDS", 0.4)

    def drips(handler: Handler) -> None:
        if part == "body":
            handler.head(200, {"Content-Type": codec.MEDIA_TYPE, "Transfer-Encoding": "chunked"})
        else:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Lambat: ")
        for _drop in range(drops):
            if handler.server.over.wait(0.02):
                return
            handler.wfile.write(b"1")  # of a size of a chunk, or of a header: a line that never ends
        handler.close_connection = True

    office.line.answer = drips
    done = office.desk.sync.run_once()
    assert done.trouble is Trouble.TIMEOUT
    assert "Jaringan lambat" in office.strip()
    assert "aman di komputer ini" in done.words


@pytest.mark.parametrize("part", ["head", "body"])
def test_an_answer_that_drips_ends_at_its_time(office: FarDesk, monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    check_that_it_ends_in_time(office, monkeypatch, part, drops=3000)


def test_an_answer_whose_time_nobody_counts_is_found(office: FarDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        bug_in(HTTP, "HttpPeer._sent", "ended_after(answers.WHOLE_SECONDS", "ended_after(600.0"),
        bug_in(ANSWERS, "_body", "if time.monotonic() > end:", "if False:"),
        pytest.raises(AssertionError, match=r"Trouble\.TIMEOUT"),
    ):
        check_that_it_ends_in_time(office, monkeypatch, "body", drops=60)
