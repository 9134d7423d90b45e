"""The content coding `sipa2`: our own messages with their values laid in columns, so that like stands beside like.

The skeleton is the text with each scalar member's value taken out; values follow by the path that they stood under, a
table's rows under one path. What comes out again is the same text to the byte, whatever the text was.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from sipa_core.wire import dense
from sipa_core.wire.dense import TooLargeError

MAX_MEMBERS: Final = 1 << 18
"""Values in one text; more would cost a reader too much memory."""

SKELETON: Final = dense.SKELETON + (
    b'{"op_id":"01a","op_no":1,"body":{"kind":"report.submit","record":{"type":"report","id":"'
    b'"},"fields":{"village":"63.11.06.2024","template":"kegiatan_bulanan","template_version":1,"period":"2026-01",'
    b'"content":{"},"newest_seen":0,"ordinal":0},"actor":"01a","made_at":{"at":17,"zone":"Asia/Jakarta"}}}],"cursor":"'
    b'","app":"0.1.0","short":true,"terse":true}{"request_id":"01a","server_id":"","epoch":"","now":17,"receipts":[],'
    b'"signature":"","changes":[],"since":1,"upto":1,"cursor":"AAAAAAAAA","more":false,"limits":{"ops":200,"terse":true},'
    b'"stamps":["WzE3","WzE4NzUsW11d."],"answers":[["accepted",1,1,0,null,null],["accepted",2,2,0,null,null]],"patches":['
    b'{"type":"report","id":"","rev":1,"village":"63.11.06.2024","set":{"newest":1},"by":0},'
    b'{"type":"version","id":"","rev":1,"village":"63.11.06.2024","set":{"meta.n":1,"meta.sent_at":17,"meta.sender":"'
    b'Admin Desa","meta.device":"PC Kantor","meta.due":"2026-01-01"},"op":0,"by":0},'
    b'{"type":"progress","id":"","rev":2,"village":"63.11.06.2024","set":{"filled":1,"total":20,"at":17},"base":1,"by":0}'
    b'{"type":"draft","id":"","rev":2,"village":"63.11.06.2024","set":{"meta.saved_at":17},"base":1,"op":0,"by":0},'
    b'{"request_id":"01a","device":"01a","incarnation":"","epoch":"","ops":[{"op_id":"01a","op_no":2,"body":{"kind":'
    b'"draft.save","record":{"type":"draft","id":"},"fields":{"village":"63.11.06.2024","template":"kegiatan_bulanan",'
    b'"template_version":1,"period":"2026-01","changes":{"].realisasi":1000000},"newest_seen":0,"ordinal":0},"actor":"01a",'
    b'"made_at":{"at":17,"zone":"Asia/Makassar"},"base":{"rev":1}}},{"op_id":"01a'
)
"""What zstd may point back to under this coding, with the words of terse messages; it never changes either."""
_ENDS: Final = b"\0"
"""Between skeleton and columns."""
_VALUE: Final = b"\x01"
_SAME: Final = b"\x02"
_OTHER: Final = b"\x03"
"""In a path: the row before, and the next one of the table's column of rows."""
_NEXT: Final = b"\n"
_MARKS: Final = (_ENDS, _VALUE, _SAME, _OTHER, _NEXT)
"""No compact JSON has them. A text that does travels in another coding."""

_MEMBER: Final = re.compile(
    rb'"([^"\\\0-\x1f]*+)":("[^"\\\0-\x1f]*+(?:\\[^\0-\x1f][^"\\\0-\x1f]*+)*+"|-?[0-9]++(?![.eE])|true|false|null)'
)
_PLACE: Final = re.compile(rb'"([^"\\\0\x01\n]*+)":\x01')
_TABLE: Final = re.compile(rb'"([^"\[\]]*+\[)\x03\]')

_Cell = tuple[bytes, bytes, Callable[[bytes], None], Callable[[bytes], None]]
_Member = tuple[bytes, bytes, bytes, bytes, Callable[[bytes], None], Callable[[bytes], None]]


class NotColumnsError(ValueError):
    """The bytes are no text that was laid in columns."""


def laid(text: bytes) -> bytes | None:
    """The text in columns; None for one that this coding does not take."""
    if any(mark in text for mark in _MARKS):
        return None
    parts = _MEMBER.split(text)
    keys, values = parts[1::3], parts[2::3]
    if len(keys) > MAX_MEMBERS:
        return None
    members = _Members()
    row, skeleton = b"", list[bytes]()
    told = skeleton.append
    for (said, first, place, of_row, rows, column), value in zip(map(members.__getitem__, keys), values, strict=True):
        column(value)
        if place and place != row:
            row = place
            rows(of_row)
            told(first)
        else:
            told(said)
    streams = [_NEXT.join(entries) for entries in (*members.rows.values(), *members.columns.values())]
    del parts[2::3]
    parts[1::2] = skeleton
    return _ENDS.join([b"".join(parts), *streams])


class _Members(dict[bytes, _Member]):
    """By its name, how a member is told: in the row before and in another; its row with its table and alone; where the
    row and where the value goes.
    """

    def __init__(self) -> None:
        super().__init__()
        self.columns: dict[bytes, list[bytes]] = {}
        self.rows: dict[bytes, list[bytes]] = {}
        self._cells: dict[tuple[bytes, bytes], _Cell] = {}

    def __missing__(self, key: bytes) -> _Member:
        table, begins, rest = key.partition(b"[")
        row, ends, leaf = rest.partition(b"]")
        if not (begins and ends and row) or b"]" in table or b"[" in row:
            column = self.columns.setdefault(key, [])
            made: _Member = (_said(key), b"", b"", b"", column.append, column.append)
        else:
            cell = self._cells.get((table, leaf)) or self._cell(table, leaf)
            made = (cell[0], cell[1], table + begins + row, row, cell[2], cell[3])
        self[key] = made
        return made

    def _cell(self, table: bytes, leaf: bytes) -> _Cell:
        """What is the same for a leaf in every row of a table."""
        head, tail = table + b"[", b"]" + leaf
        same, of_table = head + _SAME + tail, self.rows.setdefault(head, [])
        column = self.columns.setdefault(same, [])
        made = self._cells[table, leaf] = (_said(same), _said(head + _OTHER + tail), of_table.append, column.append)
        return made


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
    longest = max(map(len, rows), default=0)
    if len(text) + (text.count(_SAME) + len(rows)) * longest > cap and cap < len(text) + sum(
        len(row) - 1 + stretch.count(_SAME) * (len(row) - 1) for row, stretch in zip(rows, stretches, strict=True)
    ):
        raise TooLargeError
    told = [row + stretch.replace(_SAME, row) for row, stretch in zip(rows, stretches, strict=True)]
    return b"".join([first, *told])
