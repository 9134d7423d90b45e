"""The coding `sipa2`: whatever goes in comes out to the byte, bounded, and nothing comes out of what was spoilt."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from itertools import cycle

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from sipa_core.wire import codec, columns
from sipa_core.wire.codec import COLUMNS, DENSE, WireError, pack, unpack
from sipa_core.wire.columns import NotColumnsError
from sipa_core.wire.dense import TooLargeError
from tests.support.server import content

CAP = 1_000_000
HARD = (
    b"",
    b"{}",
    b'"',
    b'{"a[b].c":1,"a[b].d":"x[y].z","x[b].w":2,"a[b].c":-3,"a[b].c":1.5,"a[q].c":1e9}',
    b'{"a[b].c":"\\"a[b].c\\\\","a[b].e":"a[b].","a[b]":[{"a[b].f":"[x]."}],"t":true,"n":null,"":0}',
    b'{"k[1].a":1,"k[1].b.c[d].e":2,"k[1].f":3,"]k[1":4,"k[].a":5,"k\\"[1]":6}',
    b'{"a[x].b":1,"c[x].d":2,"a[x].e":3,"c[x].d":4}',
    '{"nama":"Desa Béringin","a[ü].b":"—"}'.encode(),
    b'{"a":"\\"","b":"x\\\\","c":"\\n","d\\"":1,"e\\n":"f":2}',
    b'{"e\\n":"f":2,"g\\\\h":3,"i":4}',
    b'{"a":"\t","b":1,"c\t":2,"d":3}',
    b'{"{":1,"a{[b{].c{":2,"a{[b{].d{":3,"x":{"a{[b}].c{":"{"}}',
    b'{"a":1":2":"b":3,"c":":4","d":":"}',
    b'[{"%":"%b","a[%].b":1,"a[%].c":"%"}]',
    b'[{"a[r].b":1,"a[s].b":2},{"a[s].c":3}]',
    b'[{"a[' + b"%" * 300 + b'].b":1},{"a[' + b"%" * 300 + b'].c":1}]',
)
PIECES = st.sampled_from(
    [
        b'"a[r].b":',
        b'"a[s].b":',
        b'"c[r].d":',
        b'"e":',
        b"1",
        b'"x"',
        b'"\\""',
        b",",
        b"{",
        b"}",
        b'"',
        b"[",
        b"]",
        b"\\",
        b"\t",
    ]
)


def by_the_paper(text: bytes) -> bytes:
    """The text in columns, word for word after docs/protocol.md."""
    member = (
        rb'"([^"\\\0-\x1f]*+)":("[^"\\\0-\x1f]*+(?:\\[^\0-\x1f][^"\\\0-\x1f]*+)*+"|-?[0-9]++(?![.eE])|true|false|null)'
    )
    rows: dict[bytes, list[bytes]] = {}
    columns: dict[bytes, list[bytes]] = {}
    before = b""

    def told(found: re.Match[bytes]) -> bytes:
        nonlocal before
        name, value = found.groups()
        cell = re.fullmatch(rb"([^][]*\[)([^][]+)(\].*)", name, re.DOTALL)
        column = cell[1] + b"\2" + cell[3] if cell is not None else name
        columns.setdefault(column, []).append(value)
        if cell is None or cell[1] + cell[2] == before:
            return b'"' + column + b'":\1'
        before = cell[1] + cell[2]
        rows.setdefault(cell[1], []).append(cell[2])
        return b'"' + cell[1] + b"\3" + cell[3] + b'":\1'

    skeleton = re.sub(member, told, text)
    return b"\0".join([skeleton, *map(b"\n".join, rows.values()), *map(b"\n".join, columns.values())])


def read_by_the_paper(laid: bytes) -> bytes | None:
    """What columns say, mark by mark; None where they do not fit. Good while no name has a brace in it."""
    skeleton, *streams = laid.split(b"\0")
    names = re.findall(rb'"([^"\\\n\x01]*)":\x01', skeleton.replace(b"\3", b"\2"))
    tables = re.findall(rb'"([^"\[\]]*\[)\x03\]', skeleton)
    begun, named = list(dict.fromkeys(tables)), list(dict.fromkeys(names))
    fits = (len(names), len(tables)) == (skeleton.count(b"\1"), skeleton.count(b"\3"))
    if not fits or len(streams) != len(begun) + len(named):
        return None
    rows = {name: one.split(b"\n") for name, one in zip(begun, streams, strict=False)}
    values = {name: one.split(b"\n") for name, one in zip(named, streams[len(begun) :], strict=True)}
    told, row = [], None
    for part in re.split(rb"([\1-\3])", skeleton):
        drawn = {b"\1": values.get(names[0], []) if names else [], b"\3": rows.get(tables[0], []) if tables else []}
        if part in drawn:
            (names if part == b"\1" else tables).pop(0)
            if not drawn[part]:
                return None
            told.append(drawn[part].pop(0))
            row = told[-1] if part == b"\3" else row
        elif part == b"\2":
            if row is None:
                return None
            told.append(row)
        else:
            told.append(part)
    return None if any(rows.values()) or any(values.values()) else b"".join(told)


PLACES = (b'"a[\3].b":\1', b'"a[\2].b":\1', b'"c[\3].b":\1', b'"c[\2].%":\1', b'"e":\1', b'"%b"', b"{", b"}")
HELD = st.sampled_from([b"", b"1", b"%", b"%b", b"\1", b"\2\3", b"{", b"long"])


@given(
    skeleton=st.lists(st.sampled_from(PLACES), max_size=12),
    held=st.lists(HELD, min_size=1, max_size=7),
    less=st.sampled_from([0, 0, 0, 0, 1, -1]),
    room=st.integers(-12, 2),
)
def test_columns_are_read_as_the_paper_says_or_refused(
    skeleton: list[bytes], held: list[bytes], less: int, room: int
) -> None:
    said, drawn = b"".join(skeleton), cycle(held)
    asked = re.findall(rb'"([^"\[]*\[)\x03\]', said), re.findall(rb'"([^"\x01]*)":\x01', said.replace(b"\3", b"\2"))
    streams = [[next(drawn) for _ in range(many)] for one in asked for many in Counter(one).values()]
    if streams:  # one value or row too few, or too many
        streams[-1] = streams[-1][less:] if less >= 0 else [*streams[-1], b"1"]
    laid = b"\0".join([said, *map(b"\n".join, streams)])
    text = read_by_the_paper(laid)
    if text is None:
        with pytest.raises(NotColumnsError):
            columns.read(laid, CAP)
    elif room < 0:
        with pytest.raises(TooLargeError):
            columns.read(laid, len(text) + room)
    else:
        assert columns.read(laid, len(text) + room) == text


def test_objects_that_are_told_alike_go_on_where_the_ones_before_ended() -> None:
    alike = b'{"a[r%d].b":%d,"a[r%d].c":"%%","d":[{"a[q].b":0,"e":1}]},{"a[q].c":2}'
    text = b",".join(alike % (n, n, n) for n in range(3_000))
    laid = columns.laid(text)
    assert laid is not None
    assert columns.read(laid, CAP) == text


@pytest.mark.parametrize("text", HARD)
def test_a_text_comes_out_of_its_columns_as_it_went_in(text: bytes) -> None:
    laid = columns.laid(text)
    assert laid == by_the_paper(text)
    assert columns.read(laid, len(text)) == text


@given(st.lists(PIECES, max_size=60))
def test_so_does_every_text_even_one_that_is_no_json(pieces: list[bytes]) -> None:
    text = b"".join(pieces)
    laid = columns.laid(text)
    assert laid == by_the_paper(text)
    assert columns.read(laid, CAP) == text


def test_a_name_that_was_met_in_another_text_goes_to_the_columns_of_its_own() -> None:
    first, second = b'{"a[r].b":1,"a[r].c":2}', b'{"c":3,"a[r].c":4,"a[r].b":5}'
    laid = [columns.laid(text) for text in (first, second, first)]
    assert laid == [by_the_paper(text) for text in (first, second, first)]


def test_names_are_not_remembered_without_end() -> None:
    for many in range(3):
        columns.laid(b",".join(b'"%d-%d":1' % (many, n) for n in range(3_000)))
        columns.laid(b'"%s":1' % (b"long" * 1_000))
    assert len(columns._KNOWN) <= 4096
    assert max(map(len, columns._KNOWN)) <= 200


@given(st.binary(max_size=80))
def test_bytes_from_outside_are_read_or_refused(laid: bytes) -> None:
    try:
        text = columns.read(b'"a[\x03].b":\x01' + laid, CAP)
    except (NotColumnsError, TooLargeError):
        return
    assert b'"a[' in text


@pytest.mark.parametrize("mark", [b"\0", b"\x01", b"\n"])
def test_a_text_with_the_marks_in_it_goes_in_the_older_way(mark: bytes) -> None:
    raw = b'{"a":"' + (b"x" + mark) * 100_000 + b'"}'
    assert columns.laid(raw) is None
    assert unpack(*pack(raw, in_columns=True)) == raw


def test_the_words_that_both_sides_hold_never_change() -> None:
    digest = hashlib.sha256(columns.SKELETON).hexdigest()
    assert digest == "4228f65813eddfa931f9531d3818293f5c9b1a90db0b1b4d2972f75816648de2"


def test_reports_are_smaller_in_columns_than_in_rows_and_the_same() -> None:
    rows = {f"apbdes[-/5.{n}/{n % 7}].{leaf}": n * 1_000 for n in range(900) for leaf in ("anggaran", "realisasi")}
    raw = codec.encode({"ops": [{"op_no": n, "body": content(rows)} for n in range(4)]})
    in_rows, in_columns = pack(raw, densely=True), pack(raw, in_columns=True)
    assert (in_rows[1], in_columns[1]) == (DENSE, COLUMNS)
    assert len(in_columns[0]) < len(in_rows[0])
    assert unpack(*in_columns) == raw


def test_a_small_message_takes_the_smaller_of_both() -> None:
    raw = codec.encode({"ops": [{"content": content({f"apbdes[-/5.{n}/-].nama": "Jalan"})} for n in range(20)]})
    small, coding = pack(raw, in_columns=True)
    assert coding == COLUMNS
    assert len(small) <= len(pack(raw, densely=True)[0])
    assert unpack(small, coding) == raw


@pytest.mark.parametrize(
    "bomb",
    [
        b'"a[\x03].b":\x01' + b'"a[\x02].b":\x01' * 100_000 + b"\0" + b"r" * 100 + b"\0" + b"\n".join([b"1"] * 100_001),
        b'"":\x01' * (columns.MAX_MEMBERS + 1) + b"\0",
    ],
)
def test_what_would_grow_beyond_the_cap_is_refused(bomb: bytes) -> None:
    with pytest.raises(WireError, match="too large"):
        unpack(zstandard.ZstdCompressor(level=19).compress(bomb), COLUMNS)


def test_rows_that_would_fill_any_memory_are_counted_before_they_are_laid_out() -> None:
    marks = b'"a[\x03].b":\x01' + b'"a[\x02].b":\x01' * 200_000
    bomb = b"\0".join([marks, b"r" * 3_000_000, b"\n".join([b"1"] * 200_001)])
    with pytest.raises(TooLargeError):
        columns.read(bomb, 2 * len(bomb))


def test_a_long_row_is_looked_through_once_however_many_objects_follow_it(monkeypatch: pytest.MonkeyPatch) -> None:
    width, looked = columns._width, list[int]()
    monkeypatch.setattr(columns, "_width", lambda row: looked.append(len(row)) or width(row))
    laid = b'"a[\x03]":\x01' + b"{" * 4_000 + b"\0" + b"r" * 50_000 + b"\0" + b"1"
    assert columns.read(laid, 60_000) == b'"a[' + b"r" * 50_000 + b']":1' + b"{" * 4_000
    assert looked == [50_000]


@pytest.mark.parametrize(
    "spoilt",
    [
        b'"a":\x01\x001\n2',
        b'"a":\x01\x001\x002',
        b'"a[\x03].b":\x01\x001',
        b'"a[\x02].b":\x01\x001',
        b'"a[\x03].b":\x01"a[\x03].b":\x01\0r\x001\n2',
        b'{\x03}"a[\x03].b":\x01\0r\x001',
        b'"a[\x03].b":\x01,"a[\x03]"\0r\x001',
    ],
)
def test_columns_that_do_not_fit_their_text_are_no_message(spoilt: bytes) -> None:
    with pytest.raises(NotColumnsError):
        columns.read(spoilt, CAP)


def test_a_desk_says_shortly_what_it_reads_once_it_knows_the_server() -> None:
    assert codec.accepted(in_columns=False, rate=None) == "zstd, sipa1, sipa2"
    assert codec.accepted(in_columns=True, rate=25_000) == "sipa2"
    page, quick = codec.SMALL + 1, codec.accepted(in_columns=True, rate=5_000_000)
    assert codec.reply_level("sipa2", page) == codec.SLOW_LEVEL
    assert codec.reply_level(quick, page) == codec.BRISK_LEVEL
    assert codec.reply_level(quick, 1_000) == codec.QUICK_LEVEL
    assert codec.reply_level("zstd, sipa1", page) == codec.REPLY_LEVEL


def test_a_text_at_the_cap_is_never_sent_in_columns_that_go_beyond_it() -> None:
    members = b",".join(b'"k%d":1' % number for number in range(200_000))
    raw = b'{"a":"' + b"x" * (codec.MAX_PLAIN_BYTES - len(members) - 9) + b'",' + members + b"}"
    assert len(raw) <= codec.MAX_PLAIN_BYTES
    laid = columns.laid(raw)
    assert laid is not None
    assert len(laid) > codec.MAX_PLAIN_BYTES
    assert unpack(*pack(raw, densely=True, in_columns=True)) == raw
