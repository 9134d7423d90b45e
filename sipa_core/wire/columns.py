"""The content coding `sipa2`: our own messages with their values laid in columns, so that like stands beside like.

The skeleton is the text with each scalar member's value taken out; values follow by the path that they stood under, a
table's rows under one path. What comes out again is the same text to the byte, whatever the text was.
"""

from __future__ import annotations

import re
from typing import Final

from sipa_core.wire.dense import TooLargeError

MAX_MEMBERS: Final = 1 << 18
"""Values in one text; more would cost a reader too much memory."""

_ENDS: Final = b"\0"
"""Between skeleton and columns."""
_VALUE: Final = b"\x01"
_SAME: Final = b"\x02"
_OTHER: Final = b"\x03"
"""In a path: the row before, and the next one of the table's column of rows."""
_NEXT: Final = b"\n"
_MARKS: Final = re.compile(rb"[\0-\x03\n]")
"""No compact JSON has them. A text that does travels in another coding."""

_MEMBER: Final = re.compile(
    rb'"([^"\\\0-\x1f]*+)":("[^"\\\0-\x1f]*+(?:\\[^\0-\x1f][^"\\\0-\x1f]*+)*+"|-?[0-9]++(?![.eE])|true|false|null)'
)
_PLACE: Final = re.compile(rb'"([^"\\\0\x01\n]*+)":\x01')
_ROW: Final = re.compile(rb"([^\[\]]*+\[)([^\[\]]++)(\].*)", re.DOTALL)
_TABLE: Final = re.compile(rb'"([^"\[\]]*+\[)\x03\]')

_Member = tuple[bytes, bytes, bytes, bytes, list[bytes], list[bytes]]


class NotColumnsError(ValueError):
    """The bytes are no text that was laid in columns."""


def laid(text: bytes) -> bytes | None:
    """The text in columns; None for one that this coding does not take."""
    if _MARKS.search(text) is not None:
        return None
    parts = _MEMBER.split(text)
    if len(parts) > 3 * MAX_MEMBERS:
        return None
    columns: dict[bytes, list[bytes]] = {}
    rows: dict[bytes, list[bytes]] = {}
    known: dict[bytes, _Member] = {}
    row, skeleton = b"", list[bytes]()
    for rest, key, value in zip(parts[0::3], parts[1::3], parts[2::3], strict=False):
        member = known.get(key)
        if member is None:
            member = known[key] = _member(key, columns, rows)
        said, first, place, of_row, column, of_table = member
        if place and place != row:
            row, said = place, first
            of_table.append(of_row)
        column.append(value)
        skeleton += (rest, said)
    streams = [_NEXT.join(values) for values in (*rows.values(), *columns.values())]
    return _ENDS.join([b"".join([*skeleton, parts[-1]]), *streams])


def _member(key: bytes, columns: dict[bytes, list[bytes]], rows: dict[bytes, list[bytes]]) -> _Member:
    """How a member of this name is told: in the row before and in another; its row with its table and alone; its column
    and that of the table's rows.
    """
    found = _ROW.fullmatch(key)
    if found is None:
        return _said(key), b"", b"", b"", columns.setdefault(key, []), []
    table, row, leaf = found.groups()
    same = table + _SAME + leaf
    column, of_table = columns.setdefault(same, []), rows.setdefault(table, [])
    return _said(same), _said(table + _OTHER + leaf), table + row, row, column, of_table


def _said(path: bytes) -> bytes:
    return b'"' + path + b'":' + _VALUE


def read(laid_out: bytes, cap: int) -> bytes:
    """The text that was laid in columns, of at most `cap` bytes. TooLargeError, or NotColumnsError."""
    if laid_out.count(_VALUE) > MAX_MEMBERS or laid_out.count(_NEXT) > 2 * MAX_MEMBERS:
        raise TooLargeError
    skeleton, *streams = laid_out.split(_ENDS, MAX_MEMBERS)
    parts = _PLACE.split(skeleton)
    paths, tables = parts[1::2], _TABLE.findall(skeleton)
    column_of = {path: path.replace(_OTHER, _SAME) for path in dict.fromkeys(paths)}
    names, begun = list(dict.fromkeys(column_of.values())), list(dict.fromkeys(tables))
    if len(streams) != len(names) + len(begun):
        raise NotColumnsError
    told: list[bytes] = [b""] * (3 * len(paths) + 1)
    told[0::3] = parts[0::2]
    said = {path: b'"' + path + b'":' for path in column_of}
    told[1::3] = [said[path] for path in paths]
    told[2::3] = _drawn([column_of[path] for path in paths], names, streams[len(begun) :])
    return _with_rows(b"".join(told), _drawn(tables, begun, streams), cap)


def _drawn(asked: list[bytes], names: list[bytes], streams: list[bytes]) -> list[bytes]:
    """For each name that is asked for the next of its column; every column is used up."""
    held = {name: iter(stream.split(_NEXT)) for name, stream in zip(names, streams, strict=False)}
    drawn = list(map(next, map(held.__getitem__, asked)))
    if len(drawn) != len(asked) or any(next(left, None) is not None for left in held.values()):
        raise NotColumnsError
    return drawn


def _with_rows(text: bytes, rows: list[bytes], cap: int) -> bytes:
    first, *stretches = text.split(_OTHER)
    if len(stretches) != len(rows) or _SAME in first:
        raise NotColumnsError
    size = len(text) + sum(
        len(row) - 1 + stretch.count(_SAME) * (len(row) - 1) for row, stretch in zip(rows, stretches, strict=True)
    )
    if size > cap:
        raise TooLargeError
    told = [row + stretch.replace(_SAME, row) for row, stretch in zip(rows, stretches, strict=True)]
    return b"".join([first, *told])
