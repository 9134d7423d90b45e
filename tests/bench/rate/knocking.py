"""A client that costs little: keep-alive connections in one loop, each asking again as soon as it was answered."""

from __future__ import annotations

import re
import selectors
import socket
import time
from collections.abc import Sequence
from typing import Final, Protocol

import msgspec

_LENGTH: Final = re.compile(rb"content-length: (\d+)\r\n", re.IGNORECASE)
SECONDS_TO_ANSWER: Final = 60.0


class Asker(Protocol):
    """Who speaks over one connection."""

    def ask(self) -> bytes:
        """The next request, head and body."""
        ...

    def heard(self, body: bytes) -> None:
        """The answer to it; raises when it is not the one that is measured."""
        ...


class Rate(msgspec.Struct, frozen=True):
    """What a round saw: seconds, requests in them, milliseconds for each, processor time of this client."""

    seconds: float
    took: list[float]
    client_cpu: float

    @property
    def a_second(self) -> float:
        """Requests a second."""
        return len(self.took) / self.seconds

    def within(self, share: float) -> float:
        """The milliseconds within which this share of the requests was answered."""
        return sorted(self.took)[int(share * (len(self.took) - 1))]


class _Line:
    def __init__(self, port: int, asker: Asker) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.asker = asker
        self._held = b""
        self._whole = 0
        self._head = 0

    def ask(self) -> None:
        self._held, self._whole = b"", 0
        sent = self.asker.ask()
        self.began = time.perf_counter()
        self.socket.sendall(sent)

    def read(self) -> bool:
        """True when the answer is whole."""
        self._held += self.socket.recv(1 << 18)
        if not self._whole:
            head, ended, _body = self._held.partition(b"\r\n\r\n")
            if not ended:
                assert self._held, "the server hung up"
                return False
            said = _LENGTH.search(head + b"\r\n")
            assert head.startswith(b"HTTP/1.1 200 "), self._held[:2000]
            assert said is not None, head
            self._head = len(head) + 4
            self._whole = self._head + int(said[1])
        return len(self._held) == self._whole

    def body(self) -> bytes:
        return self._held[self._head :]


def knock(port: int, askers: Sequence[Asker], seconds: float, warm: float) -> Rate:
    """Ask for so long over a connection for each asker, after a time that does not count; hear the last answers."""
    lines = [_Line(port, one) for one in askers]
    took: list[float] = []
    with selectors.DefaultSelector() as ready:
        for line in lines:
            ready.register(line.socket, selectors.EVENT_READ, line)
            line.ask()
        start, cpu = time.perf_counter() + warm, 0.0
        end, open_lines = start + seconds, len(lines)
        while open_lines:
            events = ready.select(SECONDS_TO_ANSWER)
            assert events, "no answer"
            for key, _mask in events:
                line = key.data
                if not line.read():
                    continue
                now = time.perf_counter()
                if start <= now < end:
                    cpu = cpu or time.process_time()
                    took.append((now - line.began) * 1000)
                line.asker.heard(line.body())
                if now < end:
                    line.ask()
                else:
                    open_lines -= 1
                    ready.unregister(line.socket)
        spent = time.process_time() - cpu
    for line in lines:
        line.socket.close()
    return Rate(seconds, took, spent)


def head(path: str, length: int, more: str = "") -> bytes:
    """The head of a POST of JSON; the answer shall come plainly."""
    return (
        f"POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\naccept-encoding: identity\r\n"
        f"{more}content-length: {length}\r\n\r\n"
    ).encode()
