"""Patches of short replies: a record that begins anew in another history takes nothing from the one that was lost."""

from __future__ import annotations

import msgspec

from sipa_core import ids
from sipa_core.sync.short import follows_of, in_place, patch_of, patched
from sipa_core.wire.exchange import Patch, Request
from sipa_core.wire.ops import SealedOp
from sipa_core.wire.records import Record


def test_a_record_that_begins_anew_takes_nothing_of_a_lost_history() -> None:
    body = msgspec.Raw(b'{"fields":{"changes":{"umum.uraian":"Baru."}}}')
    request = Request("q", "d", "i", "e", [SealedOp("o", 1, body)])
    lost = Record("draft", "x", 0, "v", {"umum.kendala": "Lama."})
    made = patched(Patch("draft", "x", 1, "v", {}, 0, 0), lost, request)
    assert made is not None
    assert (made.rev, made.fields) == (1, {"umum.uraian": "Baru."})
    known = Record("draft", "x", 3, "v", {"umum.kendala": "Lama."})
    grown = patched(Patch("draft", "x", 4, "v", {}, 3, 0), known, request)
    assert grown is not None
    assert grown.fields == {"umum.kendala": "Lama.", "umum.uraian": "Baru."}


KEY = {"village": "v", "template": "t", "template_version": 2, "period": "2025-06", "ordinal": 0}


def a_request(kind: str, record: str) -> Request:
    body = msgspec.json.encode({"record": {"type": kind, "id": record}, "fields": {**KEY, "content": {"u.a": "Ada."}}})
    return Request("q", "d", "i", "e", [SealedOp("o", 1, msgspec.Raw(body))])


def test_a_terse_patch_leaves_out_what_follows_from_its_op_and_gives_the_same_record() -> None:
    request = a_request("report", "r")
    body = bytes(request.ops[0].body)
    about = {"meta.type": "t", "meta.period": "2025-06", "meta.ordinal": 0, "meta.template_version": 2}
    fields = {"u.a": "Ada.", **about, "meta.report": "r", "meta.n": 3, "meta.content_hash": request.ops[0].content_hash}
    after = Record("version", ids.version_id("r", 3), 1, "v", fields)
    told = patch_of(None, after, {"u.a": "Ada."}, 0, follows_of(body))
    assert (told.id, told.set, told.op, told.by) == ("", {"meta.n": 3}, 0, 0)
    full = in_place(told, request)
    assert full is not None
    assert patched(full, None, request) == after


def test_what_does_not_follow_is_told_and_what_is_gone_is_gone() -> None:
    request = a_request("report", "r")
    after = Record("report", "r", 2, "v", {"type": "t", "period": "2025-06", "ordinal": 0, "newest": 2})
    held = Record("report", "r", 1, "v", {"type": "t", "period": "2025-06", "ordinal": 0, "newest": 1, "recalled": 1})
    told = patch_of(held, after, {}, 0, follows_of(bytes(request.ops[0].body)))
    full = in_place(told, request)
    assert full is not None
    assert patched(full, held, request) == after
    other = Record("version", "another", 1, "v", {"meta.type": "other"})
    named = patch_of(None, other, {}, 0, follows_of(bytes(request.ops[0].body)))
    assert named.id == "another"
    full = in_place(named, request)
    assert full is not None
    assert patched(full, None, request) == other


def test_a_patch_by_an_op_that_is_not_there_or_that_says_no_id_is_none() -> None:
    request = a_request("report", "r")
    assert in_place(Patch("report", "", 1, "v", {}, by=1), request) is None
    assert in_place(Patch("review", "", 1, "v", {}, by=0), request) is None
    assert in_place(Patch("report", "x", 1, "v", {}), request) == Patch("report", "x", 1, "v", {})
