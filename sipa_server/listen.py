"""Runs the application on a socket until it is told to stop.

Plain http leaves this machine only when a reverse proxy in front of it speaks https; anything else is refused. A server
in an office speaks https itself, with its own certificate.
"""

from __future__ import annotations

import ipaddress
import logging
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from litestar import Litestar

from sipa_core.messages import _
from sipa_server.errors import KnownError


def is_loopback(host: str) -> bool:
    """True for an address that only this machine can reach."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def bind(host: str, port: int, *, guarded: bool) -> socket.socket:
    """A bound socket (port 0: any free one); KnownError when plain http would leave this machine.

    `guarded`: https is spoken here, or by a proxy in front.
    """
    if not guarded and not is_loopback(host):
        raise KnownError(
            _("Alamat {host} belum aman").format(host=host),
            _(
                "Tanpa https isi laporan dapat dibaca di jaringan, jadi server tidak dijalankan. "
                "Pakai 127.0.0.1, pasang proksi https di depannya lalu ulangi dengan --behind-proxy, atau tetapkan "
                "server ini sebagai server kantor dengan `sipa-server stand`."
            ),
            "plain_http",
        )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named, or asyncio leaves Nagle on: the body of each answer would wait until its head was acknowledged.
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
    except OSError as fault:
        made.close()
        raise KnownError(
            _("Port {port} tidak dapat dipakai").format(port=port),
            _("Server tidak dijalankan. Mungkin sudah ada yang berjalan di port itu. Pilih --port lain."),
            "port_taken",
        ) from fault
    return made


def url_of(bound: socket.socket, *, https: bool = False) -> str:
    """The address of a bound socket."""
    host, port = bound.getsockname()[:2]
    scheme = "https" if https else "http"
    return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"


class Listener(uvicorn.Server):
    """A server that says when it can be reached, and nothing of itself to those who ask."""

    def __init__(
        self,
        app: Litestar,
        proxies: str = "",
        ready: Callable[[], None] = lambda: None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        config = uvicorn.Config(
            app,
            access_log=False,
            log_config=None,
            server_header=False,
            proxy_headers=bool(proxies),
            forwarded_allow_ips=proxies or None,
        )
        if tls is not None:
            config.load()
            config.ssl = tls  # it would otherwise read key and certificate from files
        super().__init__(config)
        # It would write addresses and queries; `access_log=False` alone leaves it to whoever configures logging.
        logging.getLogger("uvicorn.access").disabled = True
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to listen, then say so."""
        await super().startup(sockets)
        if self.started:
            self._ready()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop on the usual signals; to be told to stop is a good end, so the signal is not raised again afterwards."""
        with super().capture_signals():
            yield
            self._captured_signals.clear()
