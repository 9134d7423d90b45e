"""The content coding `sipa2`: our own messages with their values laid in columns, so that like stands beside like.

The skeleton is the text with each scalar member's value taken out; values follow by the path that they stood under, a
table's rows under one path. What comes out again is the same text to the byte, whatever the text was.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain, repeat
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
_AFTER_NAME: Final = re.compile(rb'":("[^"]*+"|-?[0-9]++(?![.eE])|true|false|null)')
"""The same from the end of the name on, in a text without escaped quotes and control bytes: in half of the time."""
_CELL: Final = re.compile(rb"([^\[\]]*+\[)([^\[\]]++)(\].*+)", re.DOTALL)
_PLACE: Final = re.compile(rb'"([^"\\\0\x01\n]*+)":\x01')
_TABLE: Final = re.compile(rb'"([^"\[\]]*+\[)\x03\]')
_OBJECT: Final = b"{"
_ALIKE: Final = 4096
"""Objects that are looked for others like them; beyond so many the rest counts as one."""

_Member = tuple[bytes, bytes, bytes, bytes, bytes, bytes]
_Streams = dict[bytes, list[bytes]]


class NotColumnsError(ValueError):
    """The bytes are no text that was laid in columns."""


class _NotNamedError(Exception):
    """A value stands where the quick look for members took something else for a name."""


def laid(text: bytes) -> bytes | None:
    """The text in columns; None for one that this coding does not take."""
    if any(mark in text for mark in _MARKS):
        return None
    if not (b"\\" in text and b'\\"' in text) and not any(control in text for control in range(0x20)):
        parts = _AFTER_NAME.split(text)
        with suppress(_NotNamedError):
            return _laid(parts[:-1:2], parts[1::2], parts[-1])
    parts = _MEMBER.split(text)
    before = [gap + b'"' + name for gap, name in zip(parts[0:-1:3], parts[1::3], strict=True)]
    return _laid(before, parts[2::3], parts[-1])


def _laid(before: list[bytes], values: list[bytes], rest: bytes) -> bytes | None:
    """In columns what stands `before` each value, up to the end of its name, with the values, and the rest."""
    if len(values) > MAX_MEMBERS:
        return None
    rows: defaultdict[bytes, list[bytes]] = defaultdict(list)
    columns: defaultdict[bytes, list[bytes]] = defaultdict(list)
    last, skeleton = b"", list[bytes]()
    told = skeleton.append
    for (same, other, place, table, row, column), value in zip(map(_KNOWN.__getitem__, before), values, strict=True):
        columns[column].append(value)
        if place and place != last:
            last = place
            rows[table].append(row)
            told(other)
        else:
            told(same)
    told(rest)
    return _ENDS.join([b"".join(skeleton), *map(_NEXT.join, rows.values()), *map(_NEXT.join, columns.values())])


class _Members(dict[bytes, _Member]):
    """By what stands before its value, how a member is told in the row before and in another; its row with its table
    (empty: none), the table and the row alone; its column. The names of leaves are the same day after day.
    """

    def __missing__(self, before: bytes) -> _Member:
        gap, quote, name = before.rpartition(b'"')
        if not quote or b"\\" in name:
            raise _NotNamedError
        cell = _CELL.fullmatch(name)
        if cell is None:
            made: _Member = (before + _SAID, b"", b"", b"", b"", name)
        else:
            table, row, leaf = cell.groups()
            head, tail = gap + quote + table, leaf + _SAID
            made = (head + _SAME + tail, head + _OTHER + tail, table + row, table, row, table + _SAME + leaf)
        if len(before) <= _SHORT:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[before] = made
        return made


_SAID: Final = b'":' + _VALUE
_SHORT, _REMEMBERED = 200, 4096
"""What is remembered of names from text to text: some MB at most."""
_KNOWN: Final = _Members()


def read(laid_out: bytes, cap: int) -> bytes:
    """The text that was laid in columns, of at most `cap` bytes. TooLargeError, or NotColumnsError."""
    if laid_out.count(_NEXT) > 2 * MAX_MEMBERS:
        raise TooLargeError
    skeleton, *streams = laid_out.split(_ENDS, MAX_MEMBERS)
    # Most objects of a message are told alike: what one of them asks for, all those do.
    objects = skeleton.split(_OBJECT, _ALIKE)
    asked = _asked(objects) or _asked(objects := [skeleton])
    if asked is None:
        raise NotColumnsError
    tables, columns = asked
    begun, names = _once(tables), _once(columns)
    if len(streams) != len(begun) + len(names):
        raise NotColumnsError
    rows = {name: _escaped(stream).split(_NEXT) for name, stream in zip(begun, streams, strict=False)}
    of_table = {name: iter(row) for name, row in rows.items()}
    of_column = {name: iter(one.split(_NEXT)) for name, one in zip(names, streams[len(begun) :], strict=True)}
    shapes = {
        one: _Shape(one, [of_table[name] for name in tables[one]], [of_column[name] for name in columns[one]])
        for one in tables
    }
    told = list(map(shapes.__getitem__, objects))
    longest = max((max(map(len, row)) for row in rows.values()), default=0)
    text = _formed(told, cap, watched=longest * sum(shape.marks for shape in told) > cap - len(laid_out))
    if any(next(left, None) is not None for left in chain(of_table.values(), of_column.values())):
        raise NotColumnsError
    return text


def _asked(objects: list[bytes]) -> tuple[_Streams, _Streams] | None:
    """By what stands between two braces: the tables that it asks for rows, and the columns that it asks for values.
    None when a mark is none, or belongs to a name with a brace in it.
    """
    values = {one: one.count(_VALUE) for one in dict.fromkeys(objects)}
    if sum(map(values.__getitem__, objects)) > MAX_MEMBERS:
        raise TooLargeError
    tables = {one: _TABLE.findall(one) for one in values}
    columns = {one: _PLACE.findall(one.replace(_OTHER, _SAME)) for one in values}
    if any(len(columns[one]) != many or len(tables[one]) != one.count(_OTHER) for one, many in values.items()):
        return None
    return tables, columns


def _once(asked: _Streams) -> list[bytes]:
    """Each name once, in the order in which the text first speaks of it."""
    return list(dict.fromkeys(chain.from_iterable(asked.values())))


class _Shape:
    """What the objects with one skeleton have in common. Each draws from the tables and columns of the whole text, in
    its order, so that the next object goes on where this one ended.
    """

    def __init__(self, skeleton: bytes, rows: list[Iterator[bytes]], values: list[Iterator[bytes]]) -> None:
        self.first, *self.stretches = [one.split(_SAME) for one in _open(skeleton).split(_OTHER)]
        """Around the row before, and around each row of its own."""
        for stretch in self.stretches:
            stretch.insert(0, b"")
        self.marks = skeleton.count(_SAME) + skeleton.count(_OTHER)
        self.rows: Iterator[tuple[bytes, ...]] = zip(*rows, strict=False) if rows else repeat(())
        self.values: Iterator[tuple[bytes, ...]] = zip(*values, strict=False) if values else repeat(())


def _formed(shapes: Iterable[_Shape], cap: int, *, watched: bool) -> bytes:
    """The text of objects of these shapes, of at most `cap` bytes. `watched`: its rows may make it longer."""
    last, width, told, size = None, 0, list[bytes](), 0
    for shape in shapes:
        rows, values = next(shape.rows, None), next(shape.values, None)
        if rows is None or values is None or (last is None and len(shape.first) > 1):
            raise NotColumnsError
        before = last or b""
        if watched:  # before they are laid out: a small text may ask for more than there is room for
            widths = [width, *map(_width, rows)]  # each row is looked through once, however many objects follow it
            around = zip(widths, (shape.first, *shape.stretches), strict=True)
            size += sum(wide * (len(stretch) - 1) for wide, stretch in around)
            if size > cap:
                raise TooLargeError
            width = widths[-1]
        form = before.join(shape.first) + b"".join(map(bytes.join, rows, shape.stretches))
        told.append(form % values)
        if rows:
            last = rows[-1]
    text = _OBJECT.join(told)
    if len(text) > cap:
        raise TooLargeError
    return text


def _width(row: bytes) -> int:
    """How long it is in the text."""
    return len(row) - row.count(b"%%")


def _open(skeleton: bytes) -> bytes:
    """As a form that `%` fills with values."""
    return _escaped(skeleton).replace(_VALUE, b"%b")


def _escaped(text: bytes) -> bytes:
    return text.replace(b"%", b"%%")
