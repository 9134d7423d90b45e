"""What a village and the kecamatan do in the tests, said in ops by the client from the paper."""

from __future__ import annotations

from typing import Any

from tests.client.client import Client, enrol
from tests.client.codes import ask_code
from tests.client.keys import natural_id
from tests.client.outbox import Op
from tests.client.records import Record

TYPE, VERSION, PERIOD = "kegiatan_bulanan", 2, "2026-08"
FIRST = {"umum.uraian": "Gotong royong di balai desa.", "umum.nihil": True}


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
    return bool(client.sync(digest=True)["digest"] == client.feed.digest())
