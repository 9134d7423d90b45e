"""The peers, each a process of its own: `python -m tests.bench.rate.bare KIND FOLDER PORT`.

`thread` and `loop` are Litestar under the server's own listener: one POST that decodes JSON with msgspec and inserts
one row in a transaction of its own (WAL, synchronous=FULL), in a thread as the server does it, or on the loop. They ask
nothing of anybody. `fixed` answers every request with the same bytes: what the client itself is able to do.
"""

from __future__ import annotations

import asyncio
import re
import sys
import threading
from pathlib import Path
from typing import Any, Final

import msgspec
import sqlcipher3.dbapi2 as driver
from litestar import Litestar, Response, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import RawBody

from sipa_core.wire.codec import MEDIA_TYPE
from sipa_core.wire.endpoints import EXCHANGE
from sipa_core.wire.exchange import MAX_PLAIN_BYTES
from sipa_server.listen import Listener, bind

FILE: Final = "bare.db"
_LENGTH: Final = re.compile(rb"content-length: (\d+)\r\n", re.IGNORECASE)
_ANSWER: Final = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 11\r\n\r\n" + b'{"ok":true}'


class Op(msgspec.Struct):
    """What a row is made of."""

    op_id: str
    body: msgspec.Raw


class Asked(msgspec.Struct):
    """The message, as far as somebody reads it who believes everything."""

    ops: list[Op]


class Table:
    """One table and one connection that all threads share."""

    def __init__(self, file: Path) -> None:
        self._raw: Any = driver.connect(str(file), check_same_thread=False, isolation_level=None)
        self._raw.execute("PRAGMA journal_mode=WAL")
        self._raw.execute("PRAGMA synchronous=FULL")
        self._raw.execute("CREATE TABLE ops (op_id TEXT PRIMARY KEY, body BLOB NOT NULL)")
        self._lock = threading.Lock()
        self._decoder = msgspec.json.Decoder(Asked)

    def insert(self, body: bytes) -> Response[bytes]:
        """Decode it, insert the row, answer; the row is on the disk then."""
        [op] = self._decoder.decode(body).ops
        with self._lock:
            self._raw.execute("INSERT INTO ops VALUES (?, ?)", (op.op_id, bytes(op.body)))
        return Response(b'{"ok":true}', media_type=MEDIA_TYPE)


def app(table: Table, *, threads: bool) -> Litestar:
    """The bare application."""

    @post(EXCHANGE.path, sync_to_thread=True, status_code=200)
    def in_thread(body: RawBody) -> Response[bytes]:
        return table.insert(body)

    @post(EXCHANGE.path, status_code=200)
    async def on_loop(body: RawBody) -> Response[bytes]:
        return table.insert(body)

    handler: HTTPRouteHandler = in_thread if threads else on_loop
    return Litestar([handler], openapi_config=None, logging_config=None, request_max_body_size=MAX_PLAIN_BYTES)


class Fixed(asyncio.Protocol):
    """Reads a request to its end and says the same to each."""

    def __init__(self) -> None:
        self._held = b""
        self._left = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        assert isinstance(transport, asyncio.WriteTransport)
        self._out = transport

    def data_received(self, data: bytes) -> None:
        """One request at a time: nobody here sends the next one before the answer."""
        if not self._left:
            self._held += data
            head, ended, body = self._held.partition(b"\r\n\r\n")
            said = _LENGTH.search(head + b"\r\n")
            if not ended or said is None:
                return
            self._left, self._held, data = int(said[1]), b"", body
        self._left -= len(data)
        if not self._left:
            self._out.write(_ANSWER)


async def _fixed(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Fixed, "127.0.0.1", port)
    await server.serve_forever()


def main() -> None:
    """Serve until told to stop."""
    kind, folder, port = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    if kind == "fixed":
        asyncio.run(_fixed(port))
        return
    made = app(Table(folder / FILE), threads=kind == "thread")
    Listener(made).run(sockets=[bind("127.0.0.1", port, guarded=False)])


if __name__ == "__main__":
    main()
