"""The client that was written from docs/protocol.md alone, against the real server program over HTTP.

What it cannot do, another program that keeps to the paper could not do either: then the paper or the server is wrong.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.client.client import Client, enrol
from tests.client.codes import ask_code
from tests.client.http_line import Answer, dumps
from tests.client.keys import fresh_id, natural_id
from tests.client.outbox import Op
from tests.client.records import Record
from tests.client.trust import NotOurServerError
from tests.support.programs import ServerProgram, serving

TYPE, VERSION, PERIOD = "kegiatan_bulanan", 2, "2026-08"
FIRST = {"umum.uraian": "Gotong royong di balai desa.", "umum.nihil": True}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProgram]:
    with serving(tmp_path_factory.mktemp("paper") / "server") as running:
        yield running


@pytest.fixture(scope="module")
def kecamatan(server: ServerProgram) -> Client:
    client = enrol(server.url, server.codes["admin_kecamatan"])
    client.sync()
    return client


def a_village(kecamatan: Client, code: str, *, short: bool = True) -> Client:
    """A PC of a village's person, who got the code from the kecamatan over the line."""
    client = enrol(f"http://{kecamatan.line.place}", ask_code(kecamatan, f"Nama {code}", code))
    client.short = short
    client.sync()
    return client


def said(client: Client, **more: Any) -> dict[str, Any]:
    """The fields that name the report of PERIOD, and more."""
    return {
        "village": client.place,
        "template": TYPE,
        "template_version": VERSION,
        "period": PERIOD,
        "ordinal": 0,
        "newest_seen": 0,
    } | more


def place(client: Client, kind: str) -> tuple[str, str]:
    """The report or the draft of PERIOD."""
    return kind, natural_id(kind, client.place, TYPE, PERIOD, "0")


def draft(client: Client, changes: dict[str, Any], base: dict[str, Any] | None = None) -> Op:
    """Copy what was typed."""
    return client.op("draft.save", place(client, "draft"), said(client, changes=changes), base)


def submit(client: Client, content: dict[str, Any], newest_seen: int = 0) -> Op:
    """Send the report."""
    return client.op("report.submit", place(client, "report"), said(client, content=content, newest_seen=newest_seen))


def judge(client: Client, kind: str, version: Record, **more: Any) -> Op:
    """An act of the kecamatan on one version."""
    named = {"version": version.id, "content_hash": version.fields["meta.content_hash"]}
    return client.op(kind, ("review", natural_id("review", version.id)), named | more)


def newest(client: Client, village: str) -> Record:
    """The version of a village's report with the highest number."""
    found = [one for one in client.feed.of("version") if one.village == village]
    return max(found, key=lambda one: int(one.fields["meta.n"] or 0))


def status(op: Op) -> tuple[str, str | None]:
    """What the receipt of an op says."""
    assert op.receipt is not None
    return op.receipt.status, op.receipt.code


def same_digest(client: Client) -> bool:
    """Whether client and server hold the same, by the digest of the server."""
    client.sync()
    return client.sync(digest=True)["digest"] == client.feed.digest()


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
    village.token = other.token
    assert village.feed.cursor == other.feed.cursor


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
        lies = [{"answers": [["accepted", true["answers"][0][1] + 1, *true["answers"][0][2:]]]}, {"answers": []}]
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
