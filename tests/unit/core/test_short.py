"""Patches of short replies: a record that begins anew in another history takes nothing from the one that was lost."""

from __future__ import annotations

import msgspec

from sipa_core.sync.short import patched
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
