"""The content codings `sipa1` and `sipa2`: a text without its repetitions, in zstd over a known skeleton."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import zstandard

from tests.client.trust import NotOurServerError

OPENED_AT_MOST: Final = 4 * 1024 * 1024
VALUES_AT_MOST: Final = 262_144
PUBLISHED: Final = Path(__file__).resolve().parents[2] / "docs" / "protocol"

ROW: Final = rb'"([^"\\\[\]\x01]{1,100}\[[^"\\\[\]\x01]{1,100}\])\.'
_WHOLE_ROW = re.compile(ROW)
_ANY_ROW = re.compile(rb'"\x01\.|' + ROW)
_CELL = re.compile(
    rb'"([^"\\\x00-\x1f]*+)":("(?:[^"\\\x00-\x1f]|\\[^\x00-\x1f])*+"|-?[0-9]++(?![.eE])|true|false|null)'
)
_PLACE = re.compile(rb'"([^"\\\x00\x01\x04-\x1f]*+)":\x01')
_NAMED_ROW = re.compile(rb"([^\[\]]*)\[([^\[\]]+)\](.*)", re.DOTALL)


def skeleton(number: int) -> bytes:
    """The bytes that are published with the paper: all of the file but its line ends."""
    return b"".join((PUBLISHED / f"skeleton-{number}.txt").read_bytes().splitlines())


_SHARED = {
    f"sipa{number}": zstandard.ZstdCompressionDict(skeleton(number), dict_type=zstandard.DICT_TYPE_RAWCONTENT)
    for number in (1, 2)
}


def packed(text: bytes, coding: str) -> bytes:
    """A text under one of the two codings."""
    inner = in_columns(text) if coding == "sipa2" else None
    return zstandard.ZstdCompressor(dict_data=_SHARED[coding]).compress(shortened(text) if inner is None else inner)


def opened(frame: bytes, coding: str) -> bytes:
    """The text of a frame; NotOurServerError when it is none, or too large."""
    try:
        if not 0 <= zstandard.frame_content_size(frame) <= OPENED_AT_MOST:
            raise NotOurServerError("a frame without its size, or too large")
        inner = zstandard.ZstdDecompressor(dict_data=_SHARED[coding]).decompress(frame)
    except zstandard.ZstdError as error:
        raise NotOurServerError("no zstd") from error
    return out_of_columns(inner) if coding == "sipa2" and b"\0" in inner else lengthened(inner)


def shortened(text: bytes) -> bytes:
    """The text of `sipa1`: a row is named once, a byte stands for it while it stays the same."""
    before = b""

    def short(found: re.Match[bytes]) -> bytes:
        nonlocal before
        same, before = found[1] == before, found[1]
        return b'"\x01.' if same else found[0]

    return _WHOLE_ROW.sub(short, text)


def lengthened(text: bytes) -> bytes:
    """The text that `shortened` made this of; NotOurServerError when a row is meant that was not named."""
    before, size = b"", len(text)

    def long(found: re.Match[bytes]) -> bytes:
        nonlocal before, size
        before = found[1] or before
        size += 0 if found[1] else len(before)
        if not before or size > OPENED_AT_MOST:
            raise NotOurServerError("a row that was not named, or too much of them")
        return b'"' + before + b"."

    return _ANY_ROW.sub(long, text)


def in_columns(text: bytes) -> bytes | None:
    """The text of `sipa2`; None for one that has to travel otherwise."""
    if re.search(rb"[\x00-\x03\n]", text):
        return None
    rows: dict[bytes, list[bytes]] = {}
    columns: dict[bytes, list[bytes]] = {}
    before: tuple[bytes, bytes] | None = None

    def cut(found: re.Match[bytes]) -> bytes:
        nonlocal before
        name = found[1]
        if (parts := _NAMED_ROW.fullmatch(name)) is not None:
            table, row, leaf = parts.groups()
            mark = b"\x02" if before == (table, row) else b"\x03"
            if mark == b"\x03":
                rows.setdefault(table, []).append(row)
            before = table, row
            columns.setdefault(b"%b[\x02]%b" % (table, leaf), []).append(found[2])
            return b'"%b[%b]%b":\x01' % (table, mark, leaf)
        columns.setdefault(name, []).append(found[2])
        return b'"%b":\x01' % name

    cut_out = _CELL.sub(cut, text)
    if not 0 < sum(map(len, columns.values())) <= VALUES_AT_MOST:
        return None
    inner = b"\0".join([cut_out, *(b"\n".join(one) for one in (*rows.values(), *columns.values()))])
    return inner if len(inner) <= OPENED_AT_MOST else None


def out_of_columns(inner: bytes) -> bytes:
    """The text that `in_columns` made this of; NotOurServerError when skeleton and columns do not fit."""
    bare, *given = inner.split(b"\0")
    names = [found[1] for found in _PLACE.finditer(bare)]
    tables = dict.fromkeys(table for name in names for table, mark, _leaf in _parts(name) if mark == b"\x03")
    kinds = dict.fromkeys(name.replace(b"[\x03]", b"[\x02]", 1) for name in names)
    if len(given) != len(tables) + len(kinds):
        raise NotOurServerError("not as many columns as names")
    entries = [iter(column.split(b"\n")) for column in given]
    rows = dict(zip(tables, entries, strict=False))
    values = dict(zip(kinds, entries[len(tables) :], strict=True))
    held: dict[bytes, bytes] = {}
    last, size = b"", len(inner)

    def fill(found: re.Match[bytes]) -> bytes:
        nonlocal last, size
        name = found[1]
        value = next(values[name.replace(b"[\x03]", b"[\x02]", 1)])
        for table, mark, leaf in _parts(name):
            if mark == b"\x03":
                held[table], last = next(rows[table]), table
            elif last != table:
                raise NotOurServerError("a row of another table")
            name = b"%b[%b]%b" % (table, held[table], leaf)
        size += len(name)
        if size > OPENED_AT_MOST * 2:
            raise NotOurServerError("too large")
        return b'"%b":%b' % (name, value)

    try:
        text = _PLACE.sub(fill, bare)
    except StopIteration:
        raise NotOurServerError("a column that is too short") from None
    if any(next(one, None) is not None for one in entries) or re.search(rb"[\x00-\x03]", text):
        raise NotOurServerError("a column that is too long, or a mark of no name")
    if len(text) > OPENED_AT_MOST:
        raise NotOurServerError("too large")
    return text


def _parts(name: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    found = _NAMED_ROW.fullmatch(name)
    if found is not None and found[2] in (b"\x02", b"\x03"):
        yield found[1], found[2], found[3]
