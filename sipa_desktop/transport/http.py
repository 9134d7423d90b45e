"""HttpPeer: one requests session to one origin; every answer is bounded, classified, and decoded strictly.

A token goes to the pinned origin only; nothing is redirected; plain http is spoken to this computer only. A 200 from a
captive portal is no success: only a message of this protocol counts.
"""

from __future__ import annotations

import io
import ssl
import time
from collections.abc import Iterator
from http.cookiejar import DefaultCookiePolicy
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

import msgspec
import requests
import truststore
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies
from urllib3.exceptions import HTTPError

from sipa_core.sync.peer import CarriageError, Trouble
from sipa_core.wire import codec, endpoints
from sipa_core.wire.codec import WireError
from sipa_core.wire.endpoints import Endpoint
from sipa_core.wire.enrol import CodeReply, CodeRequest, EnrolReply, EnrolRequest
from sipa_core.wire.exchange import MAX_PLAIN_BYTES, MAX_WIRE_BYTES, Reply, Request
from sipa_core.wire.problems import Problem, ProblemBody
from sipa_desktop.transport.address import is_loopback
from sipa_desktop.transport.faults import classified

T = TypeVar("T")

CONNECT_SECONDS: Final = 10.0
READ_SECONDS: Final = 30.0
WHOLE_SECONDS: Final = 600.0
"""Longest for the body of an answer: 1 MiB at 2 kB/s fits; an answer that drips for ever does not."""

MAX_REPLY_BYTES: Final = MAX_PLAIN_BYTES
"""Not MAX_WIRE_BYTES: a proxy that takes our Accept-Encoding away makes the server answer plainly."""
_PIECE: Final = 16 * 1024
_SEND_PIECE: Final = 4 * 1024
"""A piece must leave within CONNECT_SECONDS (urllib3 gives that time to each send), also on a very slow line."""


class _SystemTrust(HTTPAdapter):
    """Certificates are judged by the operating system's store alone, as the browser on the same PC does."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        trust = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        super().init_poolmanager(*args, ssl_context=trust, blocksize=_SEND_PIECE, **kwargs)

    def proxy_manager_for(self, proxy: Any, **kwargs: Any) -> Any:
        trust = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        return super().proxy_manager_for(proxy, ssl_context=trust, blocksize=_SEND_PIECE, **kwargs)

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        # The base class would lay certifi's list beside the system's, and trust whom the system has ceased to trust.
        conn.cert_reqs, conn.ca_certs, conn.ca_cert_dir = "CERT_REQUIRED", None, None


class HttpPeer:
    """Carries messages to the server at `origin` (from `address.origin_of`)."""

    def __init__(self, origin: str) -> None:
        parts = urlsplit(origin)
        self._here = is_loopback(parts.hostname)
        if parts.scheme != "https" and not self._here:
            raise CarriageError(Trouble.PLAIN_HTTP)
        self._origin = origin
        self._session = requests.Session()
        # The environment must not reach into a request: a .netrc would replace the token, CURL_CA_BUNDLE the trust.
        self._session.trust_env = False
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._session.mount("https://", _SystemTrust())
        self._session.headers["User-Agent"] = "sipa-desktop"

    def close(self) -> None:
        """Close the connection."""
        self._session.close()

    def exchange(self, request: Request, token: str) -> Reply:
        """One exchange. Raises CarriageError."""
        return self._ask(endpoints.EXCHANGE, request, Reply, token)

    def enrol(self, request: EnrolRequest) -> EnrolReply:
        """Ask for this PC's place. Raises CarriageError."""
        return self._ask(endpoints.ENROL, request, EnrolReply, None)

    def code(self, request: CodeRequest, token: str) -> CodeReply:
        """Ask for a code for another PC. Raises CarriageError."""
        return self._ask(endpoints.CODE, request, CodeReply, token)

    def _ask(self, endpoint: Endpoint, message: object, kind: type[T], token: str | None) -> T:
        body, encoding = codec.pack(codec.encode(message))
        if len(body) > MAX_WIRE_BYTES:
            raise CarriageError(Trouble.PROBLEM, Problem.TOO_LARGE)
        headers = {"Content-Type": codec.MEDIA_TYPE, "Accept": codec.MEDIA_TYPE, "Accept-Encoding": codec.ENCODING}
        if encoding is not None:
            headers["Content-Encoding"] = encoding
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        url = self._origin + endpoint.path
        try:
            with self._session.request(
                endpoint.method,
                url,
                data=io.BytesIO(body),  # a file is sent in pieces, each with its own time limit
                headers=headers,
                timeout=(CONNECT_SECONDS, READ_SECONDS),
                proxies={} if self._here else get_environ_proxies(url),
                allow_redirects=False,
                stream=True,
            ) as response:
                return _read(response, kind)
        except requests.RequestException as fault:
            raise classified(fault) from None


def _read(response: requests.Response, kind: type[T]) -> T:
    media = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if 300 <= response.status_code < 400 or response.status_code == 511:
        raise CarriageError(Trouble.PORTAL)
    if response.status_code == 407:
        raise CarriageError(Trouble.PROXY)
    if response.status_code != 200:
        raise _problem(response, media)
    # Our server states a length. Without one, what cannot be read may be a reply that was cut in its head.
    unreadable = Trouble.NOT_OURS if _is_framed(response) else Trouble.CUT
    if media == "text/html":
        # A page where a message should be: somebody between here and the server answers for it.
        raise CarriageError(Trouble.PORTAL)
    raw = _body(response)
    if media != codec.MEDIA_TYPE:
        raise CarriageError(unreadable)
    try:
        return codec.decode(codec.unpack(raw, response.headers.get("Content-Encoding")), kind)
    except WireError:
        raise CarriageError(unreadable) from None


def _is_framed(response: requests.Response) -> bool:
    stated = response.headers.get("Content-Length", "")
    return stated.isdecimal() or "Transfer-Encoding" in response.headers


def _problem(response: requests.Response, media: str) -> CarriageError:
    wait = _seconds(response.headers.get("Retry-After"))
    if media == codec.PROBLEM_TYPE:
        try:
            raw = codec.unpack(_body(response), response.headers.get("Content-Encoding"))
            problem = msgspec.json.decode(raw, type=ProblemBody)
        except (WireError, msgspec.DecodeError):
            return CarriageError(Trouble.NOT_OURS)
        if response.status_code >= 500:
            return CarriageError(Trouble.SERVER, problem.code, wait)
        trouble = Trouble.BUSY if response.status_code == 429 else Trouble.PROBLEM
        return CarriageError(trouble, problem.code, wait)
    if response.status_code in (502, 503, 504):
        return CarriageError(Trouble.SERVER, retry_after=wait)
    if response.status_code == 429:
        return CarriageError(Trouble.BUSY, retry_after=wait)
    return CarriageError(Trouble.SERVER if response.status_code >= 500 else Trouble.NOT_OURS)


def _body(response: requests.Response) -> bytes:
    """The raw bytes, at most MAX_REPLY_BYTES and within WHOLE_SECONDS; a body shorter than announced is a cut."""
    end = time.monotonic() + WHOLE_SECONDS
    pieces, size = [], 0
    for piece in _pieces(response):
        size += len(piece)
        if size > MAX_REPLY_BYTES:
            raise CarriageError(Trouble.NOT_OURS)
        if time.monotonic() > end:
            raise CarriageError(Trouble.TIMEOUT)
        pieces.append(piece)
    announced = response.headers.get("Content-Length", "")
    if announced.isdecimal() and int(announced) != size:
        raise CarriageError(Trouble.CUT)
    return b"".join(pieces)


def _pieces(response: requests.Response) -> Iterator[bytes]:
    # read1 gives what has come; read(n) would wait for n bytes and never look at the clock. decode_content=False:
    # decompression is ours, under a cap; urllib3 would open a bomb for us.
    try:
        while piece := response.raw.read1(_PIECE, decode_content=False):
            yield piece
    except (HTTPError, OSError) as fault:
        raise classified(fault) from None


def _seconds(header: str | None) -> float | None:
    return float(header) if header is not None and header.strip().isdecimal() else None
