"""The client that was written from docs/protocol.md alone, in the form that desks speak: packed, terse, ahead."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.client.acts import FIRST, a_village, draft, judge, newest, place, same_digest, status, submit
from tests.client.client import Client, enrol
from tests.client.codes import ask_code
from tests.client.http_line import Answer, Line, dumps
from tests.client.keys import fresh_id, natural_id, sha256_hex
from tests.client.outbox import Op, Outbox
from tests.client.receipts import believed
from tests.client.records import Feed
from tests.client.trust import NotOurServerError
from tests.support.server import serving
from tests.support.world import World

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "form-4"


@pytest.fixture(scope="module")
def kecamatan(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    world = World(tmp_path_factory.mktemp("dense"))
    try:
        with serving(world.server) as url:
            client = enrol(url, world.kecamatan_code)
            client.sync()
            yield client
    finally:
        world.close()


class Listening(Line):
    """A line that keeps what went over it, on which somebody writes other headers into the answers to messages."""

    def __init__(self, line: Line, told: Mapping[str, str] | None = None) -> None:
        super().__init__(f"http://{line.place}", line.server_id, line.coding)
        self.written, self.went, self._told = line.written, list[tuple[dict[str, str], Answer]](), dict(told or {})

    def ask(self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Answer:
        answer = super().ask(method, path, body, headers)
        self.went.append((dict(headers or {}), answer))
        known = {name: text for name, text in self._told.items() if name in answer.headers}
        return replace(answer, headers=answer.headers | known)


def plain(client: Client) -> Feed:
    """All that the same PC may read, from the start, in whole records and under zstd."""
    line = Line(f"http://{client.line.place}", client.line.server_id, "zstd")
    reader = replace(client, line=line, feed=Feed(), outbox=Outbox(client.outbox.incarnation), short=False)
    reader.sync()
    return reader.feed


def guidance(client: Client, count: int) -> list[Op]:
    """So many ops that each make a record."""
    fields = {"village": client.place, "text": "Lengkapi buku kas.", "due": "2027-07-14", "thread": "", "label": ""}
    return [client.op("guidance.put", ("guidance", fresh_id()), fields) for _ in range(count)]


@pytest.mark.parametrize("coding", ["sipa1", "sipa2", "zstd"])
def test_a_server_that_answered_in_a_coding_is_written_to_in_it(kecamatan: Client, coding: str) -> None:
    code = ask_code(kecamatan, "Nama 63.11.06.2005", "63.11.06.2005")
    village = enrol(f"http://{kecamatan.line.place}", code)
    village.line.coding = coding
    village.sync()
    village.line = line = Listening(village.line)
    sent = guidance(village, 2)
    village.sync()
    (asked, answer) = line.went[0]
    assert (asked["Content-Encoding"], answer.headers["content-encoding"]) == (coding, coding)
    assert ("Accept-Encoding" in asked) == (coding != "sipa2")
    assert [status(op) for op in sent] == [("accepted", None)] * 2
    assert same_digest(village)


def test_what_a_terse_reply_leaves_out_is_worked_out_to_the_last_leaf(kecamatan: Client) -> None:
    village = a_village(kecamatan, "63.11.06.2006")
    village.line = line = Listening(village.line)

    def both(client: Client) -> None:
        client.sync()
        assert client.feed.held == plain(client).held

    draft(village, {"umum.uraian": "Satu.", "umum.nihil": True})
    both(village)
    draft(village, {"umum.uraian": None, "umum.kendala": "Hujan."}, {"rev": 1})
    both(village)
    clash = draft(village, {"umum.kendala": "Panas."}, {"rev": 1})
    both(village)
    rev = village.feed.get(*place(village, "draft")).rev
    village.op("conflict.resolve", ("conflict", clash.op_id), {"rev": rev, "changes": {"umum.kendala": "Panas."}})
    both(village)
    submit(village, FIRST)
    both(village)
    kecamatan.sync()
    first = newest(kecamatan, village.place)
    judge(kecamatan, "review.open", first)
    notes = {fresh_id(): {"path": "umum.uraian", "text": "Siapa yang hadir?"}}
    judge(kecamatan, "review.return", first, notes=notes)
    both(kecamatan)
    village.sync()
    submit(village, FIRST | {"umum.uraian": "Dua puluh warga."}, newest_seen=1)
    both(village)
    kecamatan.sync()
    second = newest(kecamatan, village.place)
    village.op("report.recall", place(village, "report"), {"version": second.id})
    submit(village, FIRST | {"umum.uraian": "Dua puluh dua warga."}, newest_seen=1)
    both(village)
    replies = [answer.json() for _asked, answer in line.went]
    assert all((one["server_id"], one["epoch"]) == ("", "") for one in replies)
    assert {(patch["type"], bool(patch["id"])) for one in replies for patch in one.get("patches", [])} >= {
        ("draft", False),
        ("report", False),
        ("version", False),
        ("review", True),
        ("conflict", True),
    }


def test_a_terse_reply_counts_by_its_signature_alone(kecamatan: Client) -> None:
    village = a_village(kecamatan, "63.11.06.2007")
    op = submit(village, FIRST)
    sealed = village.outbox.seal(10)
    message = village.request(sealed)
    answer = village.post(message)
    true = answer.json()
    assert true["server_id"] == ""
    for lie in (
        {"signature": ""},
        {"signature": "0" * 128},
        {"request_id": fresh_id()},
        {"server_id": "0" * 64},
        {"answers": [["accepted", *true["answers"][0][1:3], true["now"] - 1, None, None]]},
    ):
        with pytest.raises(NotOurServerError):
            village.take(message, sealed, replace(answer, body=dumps(true | lie)))
    with pytest.raises(NotOurServerError):
        village.take({name: it for name, it in message.items() if name != "terse"}, sealed, answer)
    assert op.receipt is None
    village.take(message, sealed, answer)
    assert status(op) == ("accepted", None)


def test_the_golden_terse_reply_gives_the_records_that_it_gave() -> None:
    asked, said, place_of = (
        json.loads((GOLDEN / f"{name}.json").read_bytes())
        for name in ("exchange-terse.request", "exchange-terse.reply", "enrol-desa.reply")
    )
    bodies = [dumps(op["body"]) for op in asked["ops"]]
    sealed = [(op["op_id"], body) for op, body in zip(asked["ops"], bodies, strict=True)]
    receipts = believed(said, sealed, asked["request_id"], place_of["server_sign_pub"])
    assert [(one.status, one.received_at) for one in receipts] == [("accepted", said["now"])] * 2
    feed = Feed(upto=said["since"])
    feed.take(said, bodies)
    (version,) = feed.of("version")
    report = asked["ops"][1]["body"]["record"]["id"]
    assert version.id == natural_id("version", report, "1")
    named: dict[str, Any] = {"type": "kegiatan_bulanan", "period": "2025-07", "ordinal": 0}
    assert feed.get("report", report).fields == named | {"newest": 1}
    hashed = {"meta.report": report, "meta.content_hash": sha256_hex(bodies[1]), "umum.uraian": "Satu."}
    assert hashed.items() <= version.fields.items()
    (text,) = feed.of("draft")
    assert text.fields["meta.template_version"] == 2


def order(client: Client, seen: list[str], patch: pytest.MonkeyPatch) -> None:
    """Write down whether a message leaves or a reply is taken."""
    post, take = client.post, client.take

    def posted(message: Mapping[str, Any]) -> Answer:
        seen.append("sent")
        return post(message)

    def taken(*all_of_it: Any) -> Any:
        seen.append("taken")
        return take(*all_of_it)

    patch.setattr(client, "post", posted)
    patch.setattr(client, "take", taken)


def test_the_next_message_goes_ahead_where_the_head_says_so(kecamatan: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    village, other = (a_village(kecamatan, "63.11.06.2008") for _ in range(2))
    village.line = line = Listening(village.line)
    seen: list[str] = []
    order(village, seen, monkeypatch)
    few = guidance(village, 19)
    village.sync()
    many = guidance(village, 560)
    village.sync()
    assert seen == ["sent", "taken", "sent", "sent", "taken", "sent", "taken", "taken"]
    assert ["sipa-next" in answer.headers for _asked, answer in line.went] == [False, True, True, True]
    assert {status(op) for op in [*few, *many]} == {("accepted", None)}
    seen.clear()
    order(other, seen, monkeypatch)
    other.sync()
    assert seen == ["sent", "sent", "taken", "taken"]
    assert other.feed.held == plain(other).held
    assert same_digest(village)
    assert same_digest(other)


def test_a_head_that_promises_what_the_reply_does_not_keep_costs_nothing(kecamatan: Client) -> None:
    village = a_village(kecamatan, "63.11.06.2009")
    cursor = str(village.feed.cursor)
    for lie in (cursor, "nowhere", f"{cursor};more"):
        village.line = Listening(village.line, {"sipa-next": lie})
        sent = guidance(village, 20)
        village.ops_at_most = 20
        sent += guidance(village, 3)
        seen: list[str] = []
        with pytest.MonkeyPatch.context() as patch:
            order(village, seen, patch)
            village.sync()
        assert seen == ["sent", "sent", "taken", "sent", "taken"], "what came ahead is dropped, and sent again"
        assert {status(op) for op in sent} == {("accepted", None)}
        assert sorted(op.number for op in sent) == list(range(sent[0].number, sent[0].number + 23))
        assert village.feed.held == plain(village).held
        assert same_digest(village)


def test_no_head_says_where_to_go_on_when_an_op_was_refused(kecamatan: Client) -> None:
    village = a_village(kecamatan, "63.11.06.2012")
    village.line = line = Listening(village.line)
    guidance(village, 20)
    village.op("no.such.kind", ("report", fresh_id()), {})
    village.sync()
    assert "sipa-next" not in line.went[0][1].headers
    assert len(village.outbox.parked()) == 1
