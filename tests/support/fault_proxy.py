"""A TCP line that fails as told: it cuts, swallows, delays and doubles what goes through it.

It understands nothing of what it carries, so it can break anything.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from dataclasses import dataclass
from types import TracebackType
from urllib.parse import urlsplit


@dataclass
class Fault:
    """What happens to the next connections; None or 0 leaves a thing as it is.

    `cut_reply_after` and `cut_request_after` are in bytes of one connection.
    """

    cut_reply_after: int | None = None
    cut_request_after: int | None = None


class FaultProxy:
    """Carries every connection to `url` (http) and breaks it as `fault` says. `asked` and `replied` count the bytes,
    `opened` the connections, `cuts` how often a line was really cut: what ends before the place of a cut passes whole.
    """

    def __init__(self, url: str) -> None:
        self._target = ("", 0)
        self.target(url)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.fault = Fault()
        self.replied = 0
        self.asked = 0
        self.cuts = 0
        self.opened = 0
        self._closing = False
        self._ends: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._accepting = threading.Thread(target=self._accept, daemon=True)

    def target(self, url: str) -> None:
        """Lead the next connections to another server."""
        parts = urlsplit(url)
        self._target = (parts.hostname or "", parts.port or 80)

    def __enter__(self) -> FaultProxy:
        self._accepting.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing = True
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", int(self.url.rpartition(":")[2]))):
            pass
        self._accepting.join(5)
        self._listener.close()
        for end in self._ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)
        for end in self._ends:
            end.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _address = self._listener.accept()
            except OSError:
                return
            self._ends.append(near)
            if self._closing:
                return
            self.opened += 1
            fault = self.fault
            try:
                far = socket.create_connection(self._target)
            except OSError:
                near.close()
                continue
            self._ends.append(far)
            ends = (near, far)
            out = threading.Thread(target=self._carry, args=(near, far, ends, fault.cut_request_after, "asked"))
            back = threading.Thread(target=self._carry, args=(far, near, ends, fault.cut_reply_after, "replied"))
            for thread in (out, back):
                thread.daemon = True
                thread.start()
                self._threads.append(thread)

    def _carry(
        self, source: socket.socket, sink: socket.socket, ends: tuple[socket.socket, ...], limit: int | None, name: str
    ) -> None:
        carried = 0
        try:
            while piece := source.recv(65536):
                setattr(self, name, getattr(self, name) + len(piece))
                if limit is not None and carried + len(piece) > limit:
                    self.cuts += 1
                    sink.sendall(piece[: limit - carried])
                    break
                sink.sendall(piece)
                carried += len(piece)
        except OSError:
            pass
        for end in ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
