"""A line on which somebody else answers: every request is answered as told, or carried to the real server and back.

It understands HTTP and nothing of the messages. With a certificate it stands there as TLS does that somebody opens.
"""

from __future__ import annotations

import contextlib
import ssl
import threading
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

Answer = Callable[["Handler"], None]


class FalseLine(ThreadingHTTPServer):
    """Answers by `answer`, else carries to `target` (http); `seen` keeps path and token of every request, `replies`
    the bodies that the real server gave.
    """

    daemon_threads = True

    def __init__(self, target: str, certificate: Path | None = None) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.target = target
        self.answer: Answer | None = None
        self.spoil: Callable[[bytes], bytes] | None = None
        self.seen: list[tuple[str, str | None]] = []
        self.replies: list[bytes] = []
        self.over = threading.Event()
        self._scheme = "http"
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.socket = context.wrap_socket(self.socket, server_side=True)
            self._scheme = "https"

    @property
    def url(self) -> str:
        """Where a desk finds it."""
        return f"{self._scheme}://localhost:{self.server_address[1]}"

    def handle_error(self, *_about: object) -> None:
        """A handshake that was refused, a reader that left: that is what is tried."""


class Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    server: FalseLine

    def do_POST(self) -> None:
        """Answer falsely or carry on."""
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.server.seen.append((self.path, self.headers.get("Authorization")))
        if self.server.answer is not None:
            with contextlib.suppress(OSError):
                self.server.answer(self)
            return
        parts = urlsplit(self.server.target)
        far = HTTPConnection(parts.hostname or "", parts.port or 80, timeout=20)
        skip = ("host", "connection", "content-length", "accept-encoding")
        headers = {name: text for name, text in self.headers.items() if name.lower() not in skip}
        far.request(self.command, self.path, body, {**headers, "Accept-Encoding": "identity"})
        reply = far.getresponse()
        raw = reply.read()
        far.close()
        self.server.replies.append(raw)
        kept = {
            name: text
            for name, text in reply.getheaders()
            if name.lower() not in ("content-length", "transfer-encoding", "connection", "date", "server")
        }
        self.whole(reply.status, raw if self.server.spoil is None else self.server.spoil(raw), kept)

    do_GET = do_POST  # noqa: N815
    do_HEAD = do_POST  # noqa: N815
    do_PATCH = do_POST  # noqa: N815

    def head(self, status: int, headers: dict[str, str]) -> None:
        """Send the head alone."""
        self.send_response(status)
        for name, text in headers.items():
            self.send_header(name, text)
        self.end_headers()

    def whole(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        """Send a whole answer."""
        self.head(status, {**headers, "Content-Length": str(len(body))})
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Keep the test's output clean."""


def says(status: int, media: str = "", body: bytes = b"", **headers: str) -> Answer:
    """Answer every request with this."""
    told = {name.replace("_", "-"): text for name, text in headers.items()}
    return lambda handler: handler.whole(status, body, {**({"Content-Type": media} if media else {}), **told})


@contextlib.contextmanager
def false_line(target: str, certificate: Path | None = None) -> Iterator[FalseLine]:
    """Such a line on a free port; gone afterwards."""
    server = FalseLine(target, certificate)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
        thread.join(10)
