"""What only HTTP can get wrong: bodies, headers, statuses, and what the log and the answers give away."""

from __future__ import annotations

import asyncio
import json
import logging
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
import zstandard

from sipa_core.domain.roles import Role
from sipa_core.ops.base import QUIET
from sipa_core.ops.registry import KINDS
from sipa_core.wire import endpoints as wire_endpoints
from sipa_core.wire import onward
from sipa_core.wire.codec import MEDIA_TYPE, decode, encode, pack, unpack
from sipa_core.wire.endpoints import ENROL, EXCHANGE, TOOK_HEADER
from sipa_core.wire.exchange import MAX_PLAIN_BYTES, MAX_WIRE_BYTES, Reply
from sipa_core.wire.receipts import Status
from sipa_server.http import endpoints
from sipa_server.http.app import HEADERS, create_app
from sipa_server.http.bodies import MAX_ENROL_WIRE
from sipa_server.http.problems import STATUS
from tests.support.http_posts import check_problem, message, post
from tests.support.server import BABAYAU, Pc, World, report_ref, submission


@pytest.fixture
def desk(http: World) -> Pc:
    return http.pc("Norhayati", BABAYAU)


def test_a_plain_body_and_a_compressed_one_mean_the_same(http: World, desk: Pc) -> None:
    raw = message(desk)
    small, encoding = pack(raw)
    assert encoding == "zstd"
    plain = post(http, raw, desk.place.token)
    packed = post(http, small, desk.place.token, content_encoding="zstd", accept_encoding="zstd")
    assert packed.headers["content-encoding"] == "zstd"
    assert packed.headers["cache-control"] == "no-store"
    told = decode(unpack(packed.content, "zstd"), Reply)
    assert told.receipts == decode(plain.content, Reply).receipts
    assert told.receipts[0].status is Status.ACCEPTED


def test_an_exchange_that_took_long_says_how_long_and_no_other_does(
    http: World, desk: Pc, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endpoints, "WORTH_TELLING_MS", 0)
    assert post(http, message(desk), desk.place.token).headers[TOOK_HEADER].isdecimal()
    monkeypatch.setattr(endpoints, "WORTH_TELLING_MS", 10**9)
    assert TOOK_HEADER not in post(http, message(desk), desk.place.token).headers


def test_an_answer_says_in_its_head_where_a_desk_with_much_to_send_goes_on(
    http: World, desk: Pc, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(onward, "MANY_OPS", 1)
    desk.send()  # the first reply tells the scope, which must be read before anything follows
    answer = post(http, message(desk), desk.place.token)
    said = onward.heard(answer.headers[onward.NEXT_HEADER])
    assert said == onward.Onward(decode(answer.content, Reply).cursor, more=False)
    assert onward.NEXT_HEADER not in post(http, encode(desk.request()), desk.place.token).headers


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer ", "Basic abc", "Bearer salah", "bearer ä"])
def test_without_a_good_token_nothing_is_heard(http: World, desk: Pc, authorization: str) -> None:
    answer = post(http, message(desk), authorization=authorization.encode("latin-1").decode("latin-1"))
    check_problem(answer, 401, "unauthenticated")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert desk.send().changes
    assert desk.record(report_ref(BABAYAU)) is None


def test_a_revoked_pc_is_told_so(http: World, desk: Pc) -> None:
    http.server.accounts.revoke_device(desk.place.device)
    check_problem(post(http, message(desk), desk.place.token), 401, "revoked")


@pytest.mark.parametrize("body", [b"", b"x", b"[]", b"{}", b"\xff", b"[" * 100_000, b'{"ops":[]}'])
def test_what_is_no_message_is_a_bad_request(http: World, desk: Pc, body: bytes) -> None:
    check_problem(post(http, body, desk.place.token), 400, "bad_request")


def test_letters_that_are_no_utf_8_are_a_bad_request(http: World, desk: Pc) -> None:
    body = encode(desk.request()).replace(desk.incarnation.encode(), b"\xff\xfe")
    check_problem(post(http, body, desk.place.token), 400, "bad_request")


def test_an_op_whose_words_are_no_utf_8_is_refused_at_once_and_for_good(http: World, desk: Pc) -> None:
    body = message(desk).replace(b"Belanja berjalan", b"\xff\xfe")
    answer = post(http, body, desk.place.token)
    [receipt] = decode(answer.content, Reply).receipts
    assert (receipt.status, receipt.code) == (Status.REJECTED, "invalid")


def test_an_unknown_member_of_the_envelope_is_named_but_not_quoted(http: World, desk: Pc) -> None:
    body = json.loads(encode(desk.request())) | {"device": 7}
    told = check_problem(post(http, json.dumps(body).encode(), desk.place.token), 400, "bad_request")
    assert "device" in str(told["detail"])


@pytest.mark.parametrize("media", ["text/html", "application/x-www-form-urlencoded", "text/plain", ""])
def test_another_content_type_is_refused(http: World, desk: Pc, media: str) -> None:
    check_problem(post(http, message(desk), desk.place.token, content_type=media), 400, "bad_request")


def test_whoever_asks_for_html_still_gets_the_problem(http: World, desk: Pc) -> None:
    check_problem(post(http, b"<html>", desk.place.token, accept="text/html"), 400, "bad_request")


def test_a_bomb_is_refused_by_the_size_it_states(http: World, desk: Pc) -> None:
    bomb = zstandard.ZstdCompressor(level=19).compress(b" " * (200 << 20))
    assert len(bomb) < MAX_WIRE_BYTES
    check_problem(post(http, bomb, desk.place.token, content_encoding="zstd"), 413, "too_large")


def test_a_bomb_that_states_no_size_is_refused(http: World, desk: Pc) -> None:
    compressor = zstandard.ZstdCompressor(level=19, write_content_size=False).compressobj()
    bomb = compressor.compress(b" " * (50 << 20)) + compressor.flush()
    check_problem(post(http, bomb, desk.place.token, content_encoding="zstd"), 400, "bad_request")


def test_a_frame_that_lies_about_its_size_is_refused(http: World, desk: Pc) -> None:
    honest = bytearray(zstandard.ZstdCompressor(write_content_size=True).compress(b" " * 100_000))
    at = honest.index((100_000).to_bytes(4, "little"))
    honest[at : at + 4] = (10).to_bytes(4, "little")
    check_problem(post(http, bytes(honest), desk.place.token, content_encoding="zstd"), 400, "bad_request")


@pytest.mark.parametrize("cut", [1, 5, 40])
def test_a_cut_frame_and_one_with_a_tail_are_refused(http: World, desk: Pc, cut: int) -> None:
    small, encoding = pack(message(desk))
    assert encoding == "zstd"
    check_problem(post(http, small[:-cut], desk.place.token, content_encoding="zstd"), 400, "bad_request")
    check_problem(post(http, small + b"x" * cut, desk.place.token, content_encoding="zstd"), 400, "bad_request")
    assert post(http, small, desk.place.token, content_encoding="zstd").status_code == 200


def test_what_costs_time_to_open_is_opened_for_registered_pcs_only(
    http: World, desk: Pc, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = list[int]()

    def counting(data: bytes, encoding: str | None, cap: int) -> bytes:
        opened.append(len(data))
        return unpack(data, encoding, cap)

    monkeypatch.setattr("sipa_server.http.bodies.unpack", counting)
    dear = zstandard.ZstdCompressor().compress(b"{" + b'"a":1,' * 300_000 + b'"b":1}')
    for token in (None, "nobody"):
        check_problem(post(http, dear, token, content_encoding="zstd"), 401, "unauthenticated")
    check_problem(post(http, dear, path=ENROL.path, content_encoding="zstd"), 413, "too_large")
    check_problem(post(http, b" " * (MAX_ENROL_WIRE + 1), path=ENROL.path), 413, "too_large")
    assert opened == [len(dear)], "the one whose stated size was looked at"
    check_problem(post(http, dear, desk.place.token, content_encoding="zstd"), 400, "bad_request")


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd, zstd"])
def test_another_encoding_is_refused(http: World, desk: Pc, encoding: str) -> None:
    check_problem(post(http, message(desk), desk.place.token, content_encoding=encoding), 400, "bad_request")


def test_a_body_beyond_the_wire_limit_is_refused_before_it_is_read(http: World) -> None:
    connection = connect(http.url)
    connection.putrequest("POST", EXCHANGE.path)
    connection.putheader("content-type", MEDIA_TYPE)
    connection.putheader("content-length", str(10 << 30))
    connection.endheaders(b"{")
    answer = connection.getresponse()
    assert (answer.status, json.loads(answer.read())["code"]) == (413, "too_large")
    connection.close()


def test_an_endless_body_in_chunks_is_cut_off_at_the_wire_limit(http: World) -> None:
    connection = connect(http.url)
    connection.putrequest("POST", EXCHANGE.path)
    connection.putheader("content-type", MEDIA_TYPE)
    connection.putheader("transfer-encoding", "chunked")
    connection.endheaders()
    for _ in range(MAX_WIRE_BYTES // 65536 + 1):
        connection.send(b"10000\r\n" + b" " * 65536 + b"\r\n")
    answer = connection.getresponse()
    assert (answer.status, json.loads(answer.read())["code"]) == (413, "too_large")
    connection.close()


def test_a_message_of_almost_four_mebibytes_is_taken_when_it_is_packed(http: World, desk: Pc) -> None:
    ops = [desk.op("report.burn", report_ref(BABAYAU), {"text": f"{n}" + "a" * 1_900_000}) for n in range(2)]
    raw = encode(desk.request(*ops))
    assert MAX_WIRE_BYTES < len(raw) < MAX_PLAIN_BYTES
    check_problem(post(http, raw, desk.place.token), 413, "too_large")
    answer = post(http, pack(raw)[0], desk.place.token, content_encoding="zstd")
    assert [one.code for one in decode(answer.content, Reply).receipts] == ["unknown_kind", "unknown_kind"]


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/v1/exchange", 401, "unauthenticated"),
        ("PUT", "/v1/enrol", 405, "bad_request"),
        ("GET", "/v1/tidak-ada", 404, "not_found"),
        ("GET", "/../etc/passwd", 404, "not_found"),
        ("DELETE", "/", 404, "not_found"),
    ],
)
def test_an_address_that_is_not_there_is_a_problem_too(
    http: World, method: str, path: str, status: int, code: str
) -> None:
    with requests.Session() as session:
        session.trust_env = False
        check_problem(session.request(method, http.url + path, timeout=20), status, code)


def test_every_answer_has_the_security_headers_and_its_own_request_id(http: World, desk: Pc) -> None:
    answers = [
        post(http, encode(desk.request()), desk.place.token),
        post(http, b"x", desk.place.token),
        post(http, b"x" * (MAX_WIRE_BYTES + 1), desk.place.token),
        post(http, encode(desk.request())),
        post(http, b"{}", path="/tidak-ada"),
    ]
    assert [answer.status_code for answer in answers] == [200, 400, 413, 401, 404]
    for answer in answers:
        to_desk = str(answer.request.url).endswith(EXCHANGE.path)
        wanted = {"x-content-type-options": "nosniff"} if to_desk else HEADERS
        if answer.status_code == 200:
            wanted = {}  # signed, asked for by no browser, and each header is paid for on a line of 2 kB/s
        assert {name: answer.headers[name] for name in HEADERS if name in answer.headers} == wanted
        assert "server" not in answer.headers
        assert "strict-transport-security" not in answer.headers
    assert len({answer.headers["x-request-id"] for answer in answers[1:]}) == len(answers) - 1


def test_a_bug_is_answered_without_a_word_of_it_and_logged_without_a_value(
    http: World, desk: Pc, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def break_down(*_args: object) -> None:
        raise RuntimeError("rahasia warga")

    monkeypatch.setattr(http.server.exchanges, "_take_all", break_down)
    with caplog.at_level(logging.INFO):
        answer = post(http, message(desk), desk.place.token)
    check_problem(answer, 500, "internal")
    assert "rahasia" not in answer.text
    assert "rahasia" not in caplog.text
    assert "RuntimeError" in caplog.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-request-id"] in caplog.text


def test_a_full_disk_is_told_as_such_and_nothing_of_the_message_stands(http: World, desk: Pc) -> None:
    desk.pull()
    with http.server.store.engines.writer.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    long = submission(BABAYAU, changes={"ringkasan.isi": "Panjang. " * 5_000})  # no slack of the file holds it
    body = encode(desk.request(desk.op("report.submit", report_ref(BABAYAU), long)))
    answer = post(http, body, desk.place.token)
    check_problem(answer, 507, "storage_full")
    assert answer.headers["retry-after"] == "30"
    assert desk.send().changes == []
    with http.server.store.engines.writer.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    assert decode(post(http, body, desk.place.token).content, Reply).receipts[0].status is Status.ACCEPTED


def test_a_busy_database_asks_for_another_try(http: World, desk: Pc, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http.server.store.engines.writer, "patience", 0.1)
    body = message(desk)
    with http.server.store.write():
        answer = post(http, body, desk.place.token)
    check_problem(answer, 503, "internal")
    assert answer.headers["retry-after"] == "30"
    assert post(http, body, desk.place.token).status_code == 200


def test_too_many_tries_say_when_to_come_again(http: World) -> None:
    for letter in "ABCDE":
        body = {"code": letter * 8, "device_name": "PC", "sign_pub": "1f" * 32, "age_pub": "", "incarnation": "ab"}
        check_problem(post(http, encode(body), path=ENROL.path), 403, "code_wrong")
    answer = post(http, encode(body), path=ENROL.path)
    assert check_problem(answer, 429, "too_many_tries")["retry_after"] == 3600
    assert answer.headers["retry-after"] == "3600"


def test_the_log_knows_no_secret_and_no_word_of_a_report(
    http: World, desk: Pc, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        code = http.server.accounts.invite("Norhayati", Role.ADMIN_DESA, BABAYAU).code
        place = http.enrol(code).place
        post(http, message(desk), desk.place.token)
        post(http, b"x", desk.place.token, path="/lacak?kunci=K7QD-M2XA-9FWP")
    said = "\n".join(one.getMessage() for one in caplog.records if not one.name.startswith("urllib3"))
    assert "POST /v1/exchange 200" in said
    for secret in (code, place.token, desk.place.token, "Belanja berjalan", "K7QD"):
        assert secret not in said


def test_behind_https_browsers_are_told_to_stay_there(http: World) -> None:
    server = http.server
    services = (server.accounts, server.exchanges, server.blobs, server.phones, server.bundles, server.updates)
    app = create_app(*services, server.entropy, https=True)
    sent: list[dict[str, object]] = []

    async def go() -> None:
        async def receive() -> dict[str, object]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(event: dict[str, object]) -> None:
            sent.append(event)

        scope = {
            "type": "http", "method": "GET", "path": "/", "raw_path": b"/", "query_string": b"", "headers": [],
            "server": ("x", 1), "client": ("x", 1), "scheme": "http", "http_version": "1.1", "root_path": "",
            "asgi": {"version": "3.0"}, "state": {}, "extensions": {},
        }  # fmt: skip
        await app(scope, receive, send)  # type: ignore[arg-type]

    asyncio.run(go())
    assert (b"strict-transport-security", b"max-age=31536000") in sent[0]["headers"]  # type: ignore[operator]


def connect(url: str) -> HTTPConnection:
    parts = urlsplit(url)
    assert parts.hostname is not None
    return HTTPConnection(parts.hostname, parts.port, timeout=20)


def test_the_document_names_every_problem_with_its_status() -> None:
    protocol = (Path(__file__).parents[3] / "docs" / "protocol.md").read_text(encoding="utf-8")
    told = protocol.partition("## HTTP problems")[2].partition("\n## ")[0]
    assert [code for code, status in STATUS.items() if f"`{code}` {status}" not in told] == []


def test_the_document_names_every_kind_every_quiet_one_and_every_address() -> None:
    protocol = (Path(__file__).parents[3] / "docs" / "protocol.md").read_text(encoding="utf-8")
    assert [kind for kind in KINDS if f"\n| `{kind}` | " not in protocol] == []
    quiet = protocol.partition("**Quiet** kinds (")[2].partition(")")[0]
    assert {kind for kind in KINDS if f"`{kind}`" in quiet} == QUIET
    addresses = [one for one in vars(wire_endpoints).values() if isinstance(one, wire_endpoints.Endpoint)]
    assert [one for one in addresses if one.path not in protocol] == []
