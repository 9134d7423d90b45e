"""What a server does on its loop, in its writer and beside both, when many messages come."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec
import pytest

from sipa_core.wire.codec import WireError, decode, encode, pack, unpack
from sipa_core.wire.exchange import Reply, Request
from sipa_server.http import endpoints
from tests.support.http_posts import check_problem, message, post
from tests.support.server import BABAYAU, Pc, World, report_ref


@pytest.fixture
def desk(http: World) -> Pc:
    return http.pc("Norhayati", BABAYAU)


def test_a_revoked_pc_has_one_more_body_opened_at_most(http: World, desk: Pc, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = list[int]()

    def counting(data: bytes, encoding: str | None, cap: int) -> bytes:
        opened.append(len(data))
        return unpack(data, encoding, cap)

    monkeypatch.setattr("sipa_server.http.bodies.unpack", counting)
    packed = pack(message(desk))[0]
    assert post(http, packed, desk.place.token, content_encoding="zstd").status_code == 200
    http.server.accounts.revoke_device(desk.place.device)
    opened.clear()
    for _try in range(3):
        check_problem(post(http, packed, desk.place.token, content_encoding="zstd"), 401, "revoked")
    assert len(opened) <= 1


def test_messages_that_wait_for_the_writer_share_its_next_commit(
    http: World, desk: Pc, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialect, commits = http.server.store.engines.writer.dialect, list[int]()
    commit = dialect.do_commit

    def counted(connection: object) -> None:
        commits.append(1)
        commit(connection)

    post(http, message(desk), desk.place.token)
    monkeypatch.setattr(dialect, "do_commit", counted)
    bodies = [encode(desk.request(desk.op("report.burn", report_ref(BABAYAU), {}))) for _message in range(6)]
    with ThreadPoolExecutor(6) as senders:
        with http.server.store.write():
            sent = [senders.submit(post, http, body, desk.place.token) for body in bodies]
            time.sleep(1)
        answers = [one.result() for one in sent]
    assert [decode(one.content, Reply).receipts[0].code for one in answers] == ["unknown_kind"] * 6
    assert len(commits) <= 3  # of the block that held them up, of the first, of all others


def test_a_large_message_is_read_and_answered_off_the_loop(
    http: World, desk: Pc, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = dict[str, set[str]]()
    desk.pull()  # else all of the feed would come with the first answer
    for name in ("_message", "_encoded"):
        act = getattr(endpoints, name)

        def seen(*given: Any, name: str = name, act: Any = act) -> Any:
            threads.setdefault(name, set()).add(threading.current_thread().name)
            return act(*given)

        monkeypatch.setattr(endpoints, name, seen)
    small = encode(desk.request(desk.op("report.burn", report_ref(BABAYAU), {})))
    large = encode(desk.request(desk.op("report.burn", report_ref(BABAYAU), {"text": "a" * 100_000})))
    loops = []
    for body in (small, large):
        threads.clear()
        assert post(http, body, desk.place.token).status_code == 200
        loops.append({name: set(found) for name, found in threads.items()})
    assert loops[0]["_message"] == loops[0]["_encoded"]
    assert not loops[1]["_message"] & loops[0]["_message"]
    assert not loops[1]["_encoded"] & loops[0]["_encoded"]


def test_what_is_large_when_it_is_open_is_opened_and_packed_off_the_loop(
    http: World, desk: Pc, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, answered = list[tuple[str, bool]](), list[tuple[str, int]]()

    def opening(data: bytes, encoding: str | None, cap: int) -> bytes:
        try:
            plain = unpack(data, encoding, cap)
        except WireError:
            opened.append((threading.current_thread().name, False))
            raise
        opened.append((threading.current_thread().name, True))
        return plain

    def packing(raw: bytes, *how: Any, **more: Any) -> tuple[bytes, str | None]:
        answered.append((threading.current_thread().name, len(raw)))
        return pack(raw, *how, **more)

    monkeypatch.setattr("sipa_server.http.bodies.unpack", opening)
    monkeypatch.setattr(endpoints, "pack", packing)
    desk.pull()
    headers = {"content_encoding": "sipa2", "accept_encoding": "sipa2"}
    opened.clear()
    answered.clear()
    short = msgspec.structs.replace(decode(message(desk), Request), short=True, terse=True)
    post(http, pack(encode(short), in_columns=True)[0], desk.place.token, **headers)
    [(loop, whole)], [(here, size)] = opened, answered
    assert (whole, here) == (True, loop)
    assert size <= endpoints.SHORT
    # A row that is named once and meant again and again: little comes in and much comes out.
    row = "a" * 90
    dear = "".join(f'"{row}[{row}].b{number}":1,' for number in range(2_000))
    for text in (dear, "a" * 100_000):
        opened.clear()
        small = pack(f'{{{text}"z":1}}'.encode(), in_columns=True)[0]
        assert len(small) < 20_000
        check_problem(post(http, small, desk.place.token, **headers), 400, "bad_request")
        assert opened[0] == (loop, False)
        assert opened[-1][0] != loop
    whole_feed = msgspec.structs.replace(desk.request(), cursor=None)
    answered.clear()
    post(http, encode(whole_feed), desk.place.token, accept_encoding="sipa2")
    [(there, size)] = answered
    assert there != loop
    assert size > endpoints.SHORT
