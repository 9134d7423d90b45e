"""HttpPeer: one requests session to one origin; every answer is bounded, classified, and decoded strictly.

A token goes to the pinned origin only; nothing is redirected; plain http is spoken to this computer only. A 200 from a
captive portal is no success: only a message of this protocol counts.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterator
from typing import Final, TypeVar
from urllib.parse import urlsplit

import msgspec
import requests
import truststore
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError, NameResolutionError

from sipa_core.sync.peer import CarriageError, Trouble
from sipa_core.wire import codec, endpoints
from sipa_core.wire.codec import WireError
from sipa_core.wire.endpoints import Endpoint
from sipa_core.wire.enrol import EnrolReply, EnrolRequest
from sipa_core.wire.exchange import MAX_WIRE_BYTES, Reply, Request
from sipa_core.wire.problems import ProblemBody
from sipa_desktop.transport.address import is_loopback

T = TypeVar("T")

CONNECT_SECONDS: Final = 10.0
READ_SECONDS: Final = 30.0
WHOLE_SECONDS: Final = 300.0
"""Longest for a whole answer: 1 MiB on a slow line fits; an answer that drips for ever does not."""

MAX_REPLY_BYTES: Final = 4 * MAX_WIRE_BYTES
_PIECE: Final = 16 * 1024


class _SystemTrust(HTTPAdapter):
    """Certificates are judged by the operating system's store, as the browser on the same PC does."""

    def init_poolmanager(self, *args: object, **kwargs: object) -> None:
        super().init_poolmanager(*args, ssl_context=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT), **kwargs)  # type: ignore[arg-type]


class HttpPeer:
    """Carries messages to the server at `origin` (from `origin_of`)."""

    def __init__(self, origin: str) -> None:
        parts = urlsplit(origin)
        if parts.scheme != "https" and not is_loopback(parts.hostname):
            raise CarriageError(Trouble.PLAIN_HTTP)
        self._origin = origin
        self._session = requests.Session()
        if is_loopback(parts.hostname):
            self._session.trust_env = False  # no proxy between this computer and itself
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

    def _ask(self, endpoint: Endpoint, message: object, kind: type[T], token: str | None) -> T:
        body, encoding = codec.pack(codec.encode(message))
        headers = {"Content-Type": codec.MEDIA_TYPE, "Accept": codec.MEDIA_TYPE, "Accept-Encoding": codec.ENCODING}
        if encoding is not None:
            headers["Content-Encoding"] = encoding
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        try:
            with self._session.request(
                endpoint.method,
                self._origin + endpoint.path,
                data=body,
                headers=headers,
                timeout=(CONNECT_SECONDS, READ_SECONDS),
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
    if media != codec.MEDIA_TYPE:
        # A page where a message should be: somebody between here and the server answers for it.
        raise CarriageError(Trouble.PORTAL if media == "text/html" else Trouble.NOT_OURS)
    raw = _body(response)
    try:
        return codec.decode(codec.unpack(raw, response.headers.get("Content-Encoding")), kind)
    except WireError:
        raise CarriageError(Trouble.NOT_OURS) from None


def _problem(response: requests.Response, media: str) -> CarriageError:
    wait = _seconds(response.headers.get("Retry-After"))
    if media == codec.PROBLEM_TYPE:
        try:
            raw = codec.unpack(_body(response), response.headers.get("Content-Encoding"))
            problem = msgspec.json.decode(raw, type=ProblemBody)
        except (WireError, msgspec.DecodeError):
            return CarriageError(Trouble.NOT_OURS)
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
    # decode_content=False: decompression is ours, under a cap; urllib3 would open a bomb for us.
    try:
        yield from response.raw.stream(_PIECE, decode_content=False)
    except (HTTPError, OSError) as fault:
        raise classified(fault) from None


def _seconds(header: str | None) -> float | None:
    return float(header) if header is not None and header.strip().isdecimal() else None


def classified(fault: BaseException) -> CarriageError:
    """What kind of trouble a failure of the line is, from the whole chain of causes."""
    for cause in _chain(fault):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return CarriageError(Trouble.CLOCK if _is_about_dates(cause) else Trouble.CERTIFICATE)
        if isinstance(cause, (NameResolutionError, socket.gaierror)):
            return CarriageError(Trouble.NO_NAME)
        if isinstance(cause, ConnectionRefusedError):
            return CarriageError(Trouble.REFUSED)
        if isinstance(cause, OSError) and cause.errno in (101, 113, 10051, 10065):  # unreachable, POSIX and Windows
            return CarriageError(Trouble.NO_NETWORK)
    if isinstance(fault, requests.exceptions.SSLError):
        return CarriageError(Trouble.CERTIFICATE)
    if isinstance(fault, requests.exceptions.ProxyError):
        return CarriageError(Trouble.PROXY)
    if any(isinstance(cause, TimeoutError) for cause in _chain(fault)) or isinstance(fault, requests.Timeout):
        return CarriageError(Trouble.TIMEOUT)
    return CarriageError(Trouble.CUT)


def _chain(fault: BaseException) -> Iterator[BaseException]:
    """The fault, what it was raised from, and the reasons that libraries hide in attributes and arguments."""
    waiting, seen = [fault], set[int]()
    while waiting:
        one = waiting.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        inner = [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]
        waiting += [cause for cause in inner if isinstance(cause, BaseException)]


def _is_about_dates(fault: ssl.SSLCertVerificationError) -> bool:
    text = f"{fault.verify_message} {fault}".lower()
    return fault.verify_code in (9, 10) or "expired" in text or "not yet valid" in text
