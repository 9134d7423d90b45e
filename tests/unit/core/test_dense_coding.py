"""The coding `sipa1`: what was sent comes out to the byte, bounded, and never means anything else later."""

from __future__ import annotations

import hashlib

import pytest
import zstandard

from sipa_core.wire import codec, dense
from sipa_core.wire.codec import DENSE, ENCODING, WireError, pack, unpack
from tests.support.server import content

HARD = (
    b'{"a[b].c":1,"a[b].d":"x[y].z","x[y].w":2,"a[b].c":3}',
    b'{"a[b].c":"\\"a[b].c","a[b].e":"a[b].","a[b]":[{"a[b].f":"[x]."}]}',
    b'{"k[r1].nama":"","k[r1].tempat":"k[r1].","k[r2].nama":"k[r1].nama"}',
    b'{"k[1].a":1,"k[1].b.c[d].e":2,"k[1].f":3}',
)


@pytest.mark.parametrize("text", HARD)
def test_a_text_comes_out_as_it_went_in(text: bytes) -> None:
    assert dense.lengthened(dense.shortened(text), 10_000) == text


def test_a_message_in_our_own_coding_is_smaller_and_the_same() -> None:
    raw = codec.encode({"ops": [{"content": content({f"apbdes[-/5.{n}/-].nama": "Jalan"})} for n in range(20)]})
    plain, dense_one = pack(raw), pack(raw, densely=True)
    assert (plain[1], dense_one[1]) == (ENCODING, DENSE)
    assert len(dense_one[0]) < len(plain[0])
    assert unpack(*dense_one) == raw


def test_what_is_no_json_because_it_holds_the_mark_is_still_none() -> None:
    raw = b'"\x01.a"' * 100
    packed, encoding = pack(raw, densely=True)
    with pytest.raises(WireError):
        codec.decode(unpack(packed, encoding), dict[str, str])


def test_rows_that_grow_beyond_the_cap_are_refused() -> None:
    row = b'"' + b"a" * 90 + b"[" + b"b" * 90 + b"]."
    bomb = zstandard.ZstdCompressor(level=19).compress(row + b'"\x01.' * 1_000_000)
    assert len(bomb) < 1_000
    with pytest.raises(WireError, match="too large"):
        unpack(bomb, DENSE)


def test_the_words_that_both_sides_hold_never_change() -> None:
    digest = hashlib.sha256(dense.SKELETON).hexdigest()
    assert digest == "773ea04dfddebf954f4f15f5fa23919b01298ee5b82008b3b5b3d076cffdff2a", (
        "another skeleton needs another name of the coding"
    )


def test_what_the_server_worked_is_not_the_time_of_the_line() -> None:
    assert codec.line_rate(80_000, 3.5, 0.3) == 25_000
    assert codec.line_rate(80_000, 4.0, 90.0) == 20_000, "a word that cannot be true counts for nothing"


def test_only_a_slow_or_unknown_line_gets_the_highest_level() -> None:
    large = codec.SMALL + 1
    assert codec.level_for(large, None) == codec.level_for(large, 25_000) == codec.SLOW_LEVEL
    assert codec.level_for(large, 5_000_000) == codec.QUICK_LEVEL
    assert codec.level_for(1_000, 5_000_000) == codec.SLOW_LEVEL
