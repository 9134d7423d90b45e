"""The codings `sipa1` and `sipa2`, written from docs/protocol.md and the skeletons beside it, against our own."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
import zstandard

from sipa_core.wire import columns
from sipa_core.wire import dense as ours
from sipa_core.wire.codec import pack, unpack
from tests.client import dense
from tests.client.trust import NotOurServerError

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden"
CODINGS = ("sipa1", "sipa2")
LONG = "é" * 60
"""A row of sixty letters and more than a hundred bytes."""


def messages(form: str) -> list[bytes]:
    """All messages of a form that are kept as plain text."""
    return [path.read_bytes() for path in sorted((GOLDEN / form).glob("*.json"))]


def opened_raw(frame: bytes, coding: str) -> bytes:
    """What a frame opens to, before rows and columns are put back."""
    shared = zstandard.ZstdCompressionDict(dense.skeleton(int(coding[-1])), dict_type=zstandard.DICT_TYPE_RAWCONTENT)
    return zstandard.ZstdDecompressor(dict_data=shared).decompress(frame)


@pytest.mark.parametrize(("number", "used"), [(1, ours.SKELETON), (2, columns.SKELETON)])
def test_the_skeletons_beside_the_paper_and_the_expression_in_it_are_those_in_use(number: int, used: bytes) -> None:
    published, paper = dense.skeleton(number), (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
    assert published == used
    assert f"(`{dense.ROW.decode()}`;" in paper
    assert f"{len(used):,} bytes, SHA-256 `{hashlib.sha256(used).hexdigest()}`, in [skeleton-{number}.txt]" in paper


@pytest.mark.parametrize("coding", CODINGS)
def test_golden_frames_are_read_and_the_same_rows_and_columns_are_written(coding: str) -> None:
    frames = sorted((GOLDEN / "form-4").glob(f"*.{coding}"))
    assert frames
    for path in frames:
        plain = zstandard.ZstdDecompressor().decompress(path.with_suffix(".zstd").read_bytes())
        assert dense.opened(path.read_bytes(), coding) == plain
        assert opened_raw(path.read_bytes(), coding) == opened_raw(dense.packed(plain, coding), coding)


@pytest.mark.parametrize("coding", CODINGS)
def test_each_side_reads_what_the_other_writes_and_both_write_the_same(coding: str) -> None:
    how, cut = {"densely": coding == "sipa1", "in_columns": coding == "sipa2"}, 0
    together = b"[%b]" % b",".join(text for text in awkward() if b"\n" not in text)
    for plain in [*messages("form-4"), *awkward(), *map(many, [*awkward(), together])]:
        assert unpack(dense.packed(plain, coding), coding) == plain
        frame, said = pack(plain, **how)
        if said != coding:
            continue
        inner = opened_raw(frame, coding)
        assert dense.opened(frame, coding) == plain
        if coding == "sipa1" or b"\0" in inner:  # small texts are not worth columns
            assert opened_raw(dense.packed(plain, coding), coding) == inner
            cut += 1
    assert cut > 4


def awkward() -> list[bytes]:
    """Names and values at the edge of what the paper says."""
    names = ("a[b]", f"a[{LONG}]", "a[]b[c]", "[b]", "a[[b]]", "a[b", "a[b]c[d]", "a]b[c]", 'a[b]"[c]')
    rows = {f"{name}.{leaf}": name for leaf in "xy" for name in names}
    values = {"a[b]c[d]e": -3, "a[b]c[d]f": 1.5, "": None, "é[é].é": True, "k": 'with \\ and "a[b].x":1', "q": "é\t"}
    within = {"a[x].b": "q[a[b]. hi", "a[x].c": 1, "q[a[b].d": 2, "a[b].e": 3, "a[b]]f].g": 4, "a[x].h": "[b]. [b]."}
    more: list[object] = [
        within,
        {"f": 1.5, "g": 1e30, "h": -0, "i": -7},
        {"x\\": ":1", "y\n": 1},
        [],
        {"a": [1, {"b": 2}]},
    ]
    texts = [rows | values, [rows] * 2, {"t[1]a": 1, "t[1]b": 2, "u[1]a": 3, "t[2]a": 4}, *more]
    made = [json.dumps(text, separators=(",", ":"), ensure_ascii=False).encode() for text in texts]
    return [*made, b'{"a":1,\n"b":2}', b'{"a": 1,"b" :2}', b'{"a":' + b"1" * 400 + b"}"]


def many(text: bytes) -> bytes:
    """A text of so many values beside this one that columns are worth it."""
    rows = (
        b'{"a":"%d","b":%d,"c":"%d","d":%d,"e":"%d","w":%b}' % (2 * n, 3 * n, n + 5, n, n // 2, text)
        for n in range(400)
    )
    return b"[" + b",".join(rows) + b"]"


@pytest.mark.parametrize(
    "inner",
    [
        b'{"a":\x01}\x001\n2',
        b'{"a":\x01,"a":\x01}\x001',
        b'{"a[\x02]b":\x01}\x001',
        b'{"a[\x03]b":\x01,"c[\x02]d":\x01}\x00r\x001\x002',
        b'{"a[\x03]b":\x01}\x001',
        b'{"a":"\x02","b":\x01}\x001',
    ],
)
def test_skeletons_that_do_not_fit_their_columns_are_refused(inner: bytes) -> None:
    with pytest.raises(NotOurServerError):
        dense.out_of_columns(inner)


@pytest.mark.parametrize("coding", CODINGS)
def test_a_frame_that_grows_beyond_the_limit_or_hides_its_size_is_refused(coding: str) -> None:
    row = b"r" * 90
    grows = b'{"":0' + b"".join(b',"a[%b].x":1' % row for _ in range(50_000)) + b"}"
    with pytest.raises(NotOurServerError):
        dense.opened(dense.packed(grows, coding), coding)
    with pytest.raises(NotOurServerError):
        dense.opened(zstandard.ZstdCompressor(write_content_size=False).compress(b"{}"), coding)
    with pytest.raises(NotOurServerError):
        dense.opened(b"{}", coding)
    full = b'{"a":"' + b"x" * (dense.OPENED_AT_MOST - 8) + b'"}'
    assert dense.opened(dense.packed(full, coding), coding) == full
