"""The client that was written from docs/protocol.md alone, against the real server program over HTTP.

What it cannot do, another program that keeps to the paper could not do either: then the paper or the server is wrong.
"""

from __future__ import annotations

import ast
import copy
import json
import random
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.client.acts import FIRST, a_village, draft, judge, newest, place, said, same_digest, status, submit
from tests.client.blobs import Upload, download
from tests.client.client import Client, enrol
from tests.client.codes import ask_code
from tests.client.http_line import Answer, Line, dumps
from tests.client.keys import fresh_id, natural_id, sha256_hex
from tests.client.trust import NotOurServerError, RefusalError
from tests.support.programs import ServerProgram, serving

ACTIVITY = {"nama": "Gotong royong", "tempat": "Balai desa", "tanggal": "2026-08-03", "hasil": "Bersih", "pos": 0}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProgram]:
    with serving(tmp_path_factory.mktemp("paper") / "server") as running:
        yield running


@pytest.fixture(scope="module")
def kecamatan(server: ServerProgram) -> Client:
    client = enrol(server.url, server.codes["admin_kecamatan"])
    client.sync()
    return client


def test_the_client_knows_nothing_of_the_programs_but_the_paper() -> None:
    modules = sorted(Path(__file__).parents[1].joinpath("client").glob("*.py"))
    trees = [ast.parse(module.read_text()) for module in modules]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    named = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    named |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    assert "zstandard" in named
    assert not {name for name in named if name.split(".")[0].startswith(("sipa_", "ui"))}
    assert {name for name in named if name.startswith("tests")} <= {f"tests.client.{module.stem}" for module in modules}


@pytest.mark.parametrize("short", [True, False])
def test_a_report_goes_its_whole_way_and_both_sides_hold_the_same(kecamatan: Client, short: bool) -> None:
    village = a_village(kecamatan, "63.11.06.2024" if short else "63.11.06.2005", short=short)
    kecamatan.short = short
    sent = submit(village, FIRST)
    village.sync()
    kecamatan.sync()
    first = newest(kecamatan, village.place)
    opened = judge(kecamatan, "review.open", first)
    note = fresh_id()
    notes = {note: {"path": "umum.uraian", "text": "Tulis siapa yang hadir."}}
    returned = judge(kecamatan, "review.return", first, notes=notes)
    kecamatan.sync()
    village.sync()
    review = village.feed.get("review", natural_id("review", first.id))
    again = submit(village, FIRST | {"umum.uraian": "Dua puluh warga membersihkan balai desa."}, newest_seen=1)
    village.sync()
    kecamatan.sync()
    second = newest(kecamatan, village.place)
    judge(kecamatan, "review.open", second)
    accepted = judge(kecamatan, "review.accept", second, remark="")
    kecamatan.sync()
    village.sync()

    assert [status(op) for op in (sent, opened, returned, again, accepted)] == [("accepted", None)] * 5
    assert review.fields["verdict"] == "returned"
    assert review.fields[f"notes[{note}].text"] == "Tulis siapa yang hadir."
    assert second.fields["meta.n"] == 2
    assert village.feed.get("review", natural_id("review", first.id)).fields[f"notes[{note}].fixed"] is True
    assert village.feed.get("review", natural_id("review", second.id)).fields["verdict"] == "accepted"
    assert village.feed.get("version", second.id) == second
    assert same_digest(village)
    assert same_digest(kecamatan)


def test_a_lost_reply_costs_nothing_the_same_receipt_comes_again(kecamatan: Client) -> None:
    village = a_village(kecamatan, "63.11.06.2006")
    op = draft(village, {"umum.uraian": "Satu."})
    sealed = village.outbox.seal(10)
    lost = village.post(village.request(sealed)).json()
    village.sync()

    assert op.receipt is not None
    assert [op.receipt.status, op.receipt.seq, op.receipt.rev] == lost["answers"][0][:3]
    assert op.receipt.received_at == (lost["answers"][0][3] or lost["now"])
    assert op.stamp == lost["stamps"][0]
    assert same_digest(village)


def test_a_copied_profile_is_noticed_and_both_go_on(kecamatan: Client) -> None:
    village = a_village(kecamatan, "63.11.06.2007")
    copied = copy.deepcopy(village)
    first, second = draft(village, {"umum.uraian": "Asli."}), draft(copied, {"umum.kendala": "Salinan."})
    village.sync()
    before = copied.outbox.incarnation
    sealed = copied.outbox.seal(10)
    message = copied.request(sealed)
    fork, again = copied.take(message, sealed, copied.post(message))

    assert fork["answers"][0][0] == "fork"
    assert again
    assert copied.outbox.incarnation != before
    assert second.receipt is None
    copied.sync()
    village.sync()
    assert status(first) == ("accepted", None)
    assert status(second) == ("merged", None)
    assert village.feed.held == copied.feed.held
    assert same_digest(village)


def test_drafts_of_two_pcs_are_merged_kept_apart_and_resolved(kecamatan: Client) -> None:
    one, two = a_village(kecamatan, "63.11.06.2008"), a_village(kecamatan, "63.11.06.2008")
    draft(one, {"umum.uraian": "Awal."})
    one.sync()
    two.sync()
    rev = one.feed.get(*place(one, "draft")).rev
    draft(one, {"umum.uraian": "Dari PC satu."}, {"rev": rev})
    other = draft(two, {"umum.kendala": "Dari PC dua."}, {"rev": rev})
    one.sync()
    two.sync()
    merged = two.feed.get(*place(two, "draft"))
    clash = draft(two, {"umum.uraian": "Dari PC dua."}, {"rev": rev})
    two.sync()

    assert status(other) == ("merged", None)
    assert (merged.fields["umum.uraian"], merged.fields["umum.kendala"]) == ("Dari PC satu.", "Dari PC dua.")
    assert status(clash) == ("conflict", None)
    assert clash.receipt is not None
    assert clash.receipt.field == clash.op_id
    assert two.feed.get(*place(two, "draft")) == merged

    one.sync()
    kept = one.feed.get("conflict", clash.op_id)
    assert (kept.fields["base:umum.uraian"], kept.fields["mine:umum.uraian"]) == ("Awal.", "Dari PC dua.")
    assert (kept.fields["state"], kept.fields["draft"]) == ("open", merged.id)
    late = one.op("conflict.resolve", ("conflict", kept.id), {"rev": merged.rev - 1, "changes": {}})
    chosen = one.op(
        "conflict.resolve", ("conflict", kept.id), {"rev": merged.rev, "changes": {"umum.uraian": "Dari PC dua."}}
    )
    second = one.op("conflict.resolve", ("conflict", kept.id), {"rev": merged.rev + 1, "changes": {}})
    one.sync()
    two.sync()
    assert [status(op) for op in (late, chosen, second)] == [
        ("rejected", "superseded"),
        ("accepted", None),
        ("rejected", "already_decided"),
    ]
    assert two.feed.get(*place(two, "draft")).fields["umum.uraian"] == "Dari PC dua."
    assert two.feed.get("conflict", clash.op_id).fields["state"] == "resolved"
    assert one.outbox.parked() == [late, second]
    assert same_digest(one)
    assert same_digest(two)


def test_an_op_whose_base_is_unknown_waits_and_keeps_its_number(kecamatan: Client) -> None:
    village = a_village(kecamatan, "63.11.06.2009")
    first = draft(village, {"umum.uraian": "Awal."}, {"op": fresh_id()})
    second = draft(village, {"umum.kendala": "Tidak ada."})
    village.sync()

    assert (first.receipt, second.receipt) == (None, None)
    assert (first.number, second.number) == (1, 2)
    village.sync()
    assert (first.receipt, first.number) == (None, 1)


def test_nothing_new_is_said_with_a_proof_and_something_new_is_not(kecamatan: Client) -> None:
    village = a_village(kecamatan, "63.11.06.2012")
    assert village.unchanged()
    other = a_village(kecamatan, "63.11.06.2012")
    draft(other, {"umum.uraian": "Dari PC lain."})
    other.sync()
    assert not village.unchanged()
    village.sync()
    assert village.unchanged()
    village.line = Told(village.line, {"sipa-proof": "0" * 32})
    with pytest.raises(NotOurServerError):
        village.unchanged()


class Told(Line):
    """A line on which somebody writes other headers into the answers."""

    def __init__(self, line: Line, headers: dict[str, str]) -> None:
        super().__init__(f"http://{line.place}", line.server_id)
        self._headers = headers

    def ask(self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Answer:
        answer = super().ask(method, path, body, headers)
        return replace(answer, headers=answer.headers | self._headers)


def changed(answer: Answer, **members: Any) -> Answer:
    """The same answer with other members."""
    return replace(answer, body=dumps(json.loads(answer.body) | members))


@pytest.mark.parametrize("short", [True, False])
def test_a_changed_reply_is_refused_and_changes_nothing(kecamatan: Client, short: bool) -> None:
    village = a_village(kecamatan, "63.11.06.2013" if short else "63.11.06.2014", short=short)
    op = submit(village, FIRST)
    before = copy.deepcopy(village.feed)
    sealed = village.outbox.seal(10)
    message = village.request(sealed)
    answer = village.post(message)
    true = answer.json()
    if short:
        lies: list[dict[str, Any]] = [
            {"answers": [["accepted", true["answers"][0][1] + 1, *true["answers"][0][2:]]]},
            {"answers": []},
        ]
    else:
        lies = [{"receipts": [true["receipts"][0] | {"status": "rejected"}]}, {"receipts": []}]
        lies.append({"receipts": [true["receipts"][0] | {"op_id": fresh_id()}]})
    lies += [{"request_id": fresh_id()}, {"server_id": "0" * 64}, {"signature": "0" * 128}, {"sipa": 2}]
    for lie in lies:
        with pytest.raises(NotOurServerError):
            village.take(message, sealed, changed(answer, **lie))
    with pytest.raises(NotOurServerError):
        village.take(message, sealed, replace(answer, headers={"content-type": "text/html"}))
    assert op.receipt is None
    assert village.feed == before
    village.take(message, sealed, answer)
    assert status(op) == ("accepted", None)


def test_a_page_that_starts_after_what_was_read_is_not_laid_on(kecamatan: Client) -> None:
    village = a_village(kecamatan, "63.11.06.2017")
    draft(village, {"umum.uraian": "Satu."})
    sealed = village.outbox.seal(10)
    message = village.request(sealed)
    reply = village.post(message)
    village.feed.upto -= 1
    held = dict(village.feed.held)
    assert village.take(message, sealed, reply)[1]
    assert (village.feed.held, village.feed.upto, village.feed.cursor) == (held, 0, None)
    assert same_digest(village)


def test_a_fresh_token_is_used_from_then_on(kecamatan: Client) -> None:
    village = a_village(kecamatan, "63.11.06.2017")
    message = village.request([])
    village.take(message, [], changed(village.post(message), token="fresh"))
    assert village.token == "fresh"
    with pytest.raises(RefusalError, match="401 unauthenticated"):
        village.sync()


def picture() -> bytes:
    """A PNG of colours by chance, always the same, of some 70 KiB."""
    rows = b"".join(b"\0" + random.Random(row).randbytes(3 * 200) for row in range(120))
    head = struct.pack(">IIBBBBB", 200, 120, 8, 2, 0, 0, 0)
    parts = [b"IHDR" + head, b"IDAT" + zlib.compress(rows), b"IEND"]
    chunks = (struct.pack(">I", len(part) - 4) + part + struct.pack(">I", zlib.crc32(part)) for part in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def test_an_upload_goes_on_where_it_was_cut_and_comes_down_to_who_may_read_it(kecamatan: Client) -> None:
    village, data = a_village(kecamatan, "63.11.06.2022"), picture()
    name, activity, photo = sha256_hex(data), fresh_id(), fresh_id()
    cut = Upload(village, data, "image/png")
    cut.piece(30_000)
    resumed = Upload(village, data, "image/png")
    assert (resumed.path, resumed.offset) == (cut.path, 30_000)
    cut.piece(1_000)
    with pytest.raises(RefusalError, match="409 offset_moved"):
        resumed.piece()
    assert resumed.where() == 31_000
    with pytest.raises(RefusalError, match="404"):
        download(kecamatan, name)
    resumed.finish()
    assert download(village, name, piece=20_000) == data
    with pytest.raises(RefusalError, match="404"):
        download(kecamatan, name)

    content: dict[str, Any] = {"umum.uraian": "Gotong royong."}
    content |= {f"kegiatan[{activity}].{column}": text for column, text in ACTIVITY.items()}
    told = {"sha256": name, "name": "balai.png", "media": "image/png", "size": len(data), "width": 200, "height": 120}
    content |= {f"foto[{photo}].{column}": value for column, value in (told | {"pos": 0, "kegiatan": activity}).items()}
    sent = submit(village, content)
    village.sync()
    kecamatan.sync()
    assert status(sent) == ("accepted", None)
    assert download(kecamatan, name) == data


def test_files_that_are_not_what_they_say_are_refused(kecamatan: Client) -> None:
    village, data = a_village(kecamatan, "63.11.06.2034"), picture()
    with pytest.raises(RefusalError, match="415 file_refused"):
        Upload(village, b"words", "text/plain")
    with pytest.raises(RefusalError, match="415 file_refused"):
        Upload(village, b"no picture", "image/png").finish()
    with pytest.raises(RefusalError, match="422 hash_mismatch"):
        Upload(village, data, "image/png", sha256_hex(b"another")).finish()
    village.line = Told(village.line, {"upload-offset": str(len(data))})
    with pytest.raises(NotOurServerError):
        Upload(village, data, "image/png")


def test_ops_are_refused_under_the_codes_of_the_paper(kecamatan: Client) -> None:
    village = a_village(kecamatan, "63.11.06.2038")
    report = place(village, "report")
    told, unknown = submit(village, FIRST), {"version": fresh_id(), "content_hash": "0" * 64, "remark": ""}
    refused = [
        (village.op("no.such.kind", report, {}), "unknown_kind"),
        (village.op("review.accept", ("review", fresh_id()), unknown), "not_found"),
        (submit(village, FIRST), "superseded"),
        (village.op("report.submit", report, said(village, content=FIRST, more=1)), "invalid"),
        (village.op("report.recall", report, {"version": fresh_id()}), "superseded"),
        (kecamatan.op("device.revoke", ("device", kecamatan.device), {}), "own_device"),
        (kecamatan.op("report.submit", report, said(village, content=FIRST)), "forbidden"),
    ]
    village.sync()
    kecamatan.sync()
    assert [status(op) for op, _ in refused] == [("rejected", code) for _, code in refused]

    told.body, told.receipt, before = told.body.replace(b"Gotong", b"Royong"), None, told.receipt
    village.sync()
    assert status(told) == ("rejected", "op_id_reuse")
    assert before is not None
    assert before.status == "accepted"


def test_whole_messages_are_refused_under_the_codes_of_the_paper(server: ServerProgram, kecamatan: Client) -> None:
    village = a_village(kecamatan, "63.11.06.1019")
    message, post = village.request([]), village.post
    refused: list[tuple[str, Callable[[], object]]] = [
        ("403 code_wrong", lambda: enrol(server.url, "ABCDEFGH")),
        ("409 code_used", lambda: enrol(server.url, server.codes["admin_kecamatan"])),
        ("409 village_taken", lambda: ask_code(kecamatan, "Nama Lain", village.place)),
        ("403 forbidden", lambda: ask_code(village, "Nama", village.place)),
        ("400 bad_request", lambda: post(message | {"unknown": 1})),
        ("400 version", lambda: post(message | {"sipa": 2})),
        ("403 forbidden", lambda: post(message | {"device": fresh_id()})),
        ("401 unauthenticated", lambda: village.line.post("/v1/exchange", message, "nobody")),
        ("413 too_large", lambda: post(message | {"request_id": "x" * (4 * 1024 * 1024)})),
        ("404 not_found", lambda: village.line.checked(village.line.ask("GET", "/v1/nowhere"))),
        ("412", lambda: village.line.checked(village.line.ask("POST", "/v1/uploads", headers=bearer(village)))),
    ]
    for said_so, ask in refused:
        with pytest.raises(RefusalError, match=said_so):
            ask()
    kecamatan.op("device.revoke", ("device", village.device), {})
    kecamatan.sync()
    with pytest.raises(RefusalError, match="401 revoked"):
        village.sync()
    village.line = Told(village.line, {"sipa-server": "0" * 64})
    with pytest.raises(NotOurServerError):
        village.sync()


def bearer(client: Client) -> dict[str, str]:
    """The header that names who asks."""
    return {"Authorization": f"Bearer {client.token}"}
