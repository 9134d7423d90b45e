"""An end to every answer: a socket's timeout begins anew with each byte, so a line that drips could hold us for days.

`ended_after` shuts the socket of a connection when its time is over; whoever reads from it then meets the end.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Any, Final
from weakref import WeakSet

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

HEAD_SECONDS: Final = 60.0
"""Longest from the last byte of a request to the last of the answer's head, unless the request itself gives more."""


@contextlib.contextmanager
def ended_after(seconds: float, connection: object) -> Iterator[threading.Event]:
    """Shut the connection's socket after so many seconds; the event says whether that was done."""
    over = threading.Event()

    def end() -> None:
        over.set()
        shut(connection)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield over
    finally:
        timer.cancel()


def shut(connection: object) -> None:
    """Shut the connection's socket: whoever sends on it or reads from it meets the end at once."""
    sock = getattr(connection, "sock", None)
    if isinstance(sock, socket.socket):
        with contextlib.suppress(OSError):
            # Not `sock.shutdown`: an SSLSocket first lets go of its TLS, and a thread that sends at that very moment
            # would go on plainly on the same line.
            socket.socket.shutdown(sock, socket.SHUT_RDWR)


class _HeadInTime:
    """What both connections have in common: the head of an answer is given up at its time."""

    timeout: float | None
    """What the pool gives for each wait of this request, by the time that the head is read."""

    def getresponse(self) -> Any:
        """The answer's head. Raises TimeoutError when it did not come whole in time: in HEAD_SECONDS, or in what the
        request gives its server to begin with an answer, such as for a bundle that is worked through first.
        """
        with ended_after(max(HEAD_SECONDS, self.timeout or 0.0), self) as over:
            try:
                head = super().getresponse()  # type: ignore[misc]
            except Exception:
                if over.is_set():
                    raise TimeoutError from None
                raise
            if over.is_set():  # what came until then was read as if it were the whole head
                head.close()
                raise TimeoutError
            return head


class PlainConnection(_HeadInTime, HTTPConnection):
    """To this computer itself."""


class TlsConnection(_HeadInTime, HTTPSConnection):
    """To a server."""


class _Remembering:
    """Knows its connections, also those that are in use."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._made, self._at_one_time = WeakSet[Any](), threading.Lock()

    def _new_conn(self) -> Any:
        made = super()._new_conn()  # type: ignore[misc]
        with self._at_one_time:
            self._made.add(made)
        return made

    def cut(self) -> None:
        """Shut every connection, whatever is under way on it."""
        with self._at_one_time:
            made = tuple(self._made)
        for one in made:
            shut(one)


class PlainPool(_Remembering, HTTPConnectionPool):
    """Opens such connections."""

    ConnectionCls = PlainConnection


class TlsPool(_Remembering, HTTPSConnectionPool):
    """Opens such connections."""

    ConnectionCls = TlsConnection


POOLS: Final = {"http": PlainPool, "https": TlsPool}
