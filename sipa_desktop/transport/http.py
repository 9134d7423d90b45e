"""HttpPeer: one requests session to one origin; what comes back is judged in `answers`.

A token goes to the pinned origin only; nothing is redirected; plain http is spoken to this computer only.
"""

from __future__ import annotations

import hashlib
import io
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import DefaultCookiePolicy
from typing import Any, BinaryIO, Final, TypeVar
from urllib.parse import urlsplit

import requests
import truststore
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies
from urllib3.util import SKIP_HEADER

from sipa_core.sync.peer import CarriageError, Heard, Trouble
from sipa_core.wire import blobs, bundles, codec, endpoints
from sipa_core.wire.blobs import BlobPart, UploadState
from sipa_core.wire.bundles import BundleAnswer, ServerCard
from sipa_core.wire.endpoints import Endpoint
from sipa_core.wire.enrol import CodeReply, CodeRequest, EnrolReply, EnrolRequest
from sipa_core.wire.exchange import MAX_WIRE_BYTES, Reply, Request
from sipa_core.wire.onward import NEXT_HEADER, heard
from sipa_core.wire.phone import PhonePageEnd, PhonePageEnded, PhonePageReply, PhonePageRequest
from sipa_core.wire.problems import Problem
from sipa_core.wire.unchanged import CURSOR_HEADER, NONCE_HEADER
from sipa_core.wire.updates import SignedUpdate, UpdateCard
from sipa_desktop.transport import answers
from sipa_desktop.transport.address import is_loopback, parted
from sipa_desktop.transport.answers import read_done, read_message, read_part, read_state, read_unchanged
from sipa_desktop.transport.deadline import POOLS, ended_after
from sipa_desktop.transport.faults import classified
from sipa_desktop.transport.validity import validity_of
from sipa_desktop.transport.way import with_the_way_seen

T = TypeVar("T")

CONNECT_SECONDS: Final = 10.0
READ_SECONDS: Final = 30.0
BUNDLE_SECONDS: Final = 300.0
"""A bundle is opened and spoken through before the answer comes."""
PIECE_SECONDS: Final = 10.0
_BARE: Final = dict.fromkeys(("User-Agent", "Accept-Encoding"), SKIP_HEADER)
"""Nobody reads them, and an exchange is sent four times an hour over 2G."""
_TELLING: Final = 16 * 1024
"""Bytes of a body from which on its time tells how quick the line is."""
NEAR_SECONDS: Final = 0.1
"""Who answers a small question within this is on no slow line; 2G needs five times as long."""
_SEND_PIECE: Final = 4 * 1024
"""A piece must leave within CONNECT_SECONDS (urllib3 gives that time to each send), also on a very slow line."""


class _InTime(HTTPAdapter):
    """The head of every answer has an end, however slowly it drips."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = POOLS

    def proxy_manager_for(self, proxy: Any, **kwargs: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **kwargs)
        manager.pool_classes_by_scheme = POOLS
        return manager

    def cut(self) -> None:
        """Shut every connection."""
        for manager in (self.poolmanager, *tuple(self.proxy_manager.values())):
            for key in manager.pools.keys():  # noqa: SIM118 - it can be iterated over in no other way
                pool = manager.pools.get(key)
                if pool is not None:
                    pool.cut()


class _SystemTrust(_InTime):
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


_USUAL_TRUST: Final = frozenset({"ssl_context", "ca_certs", "ca_cert_dir"})


class _Pinned(_InTime):
    """One server's own certificate and no other, whatever its dates: a PC's clock may be wrong, its paper is not."""

    def __init__(self, certificate: str) -> None:
        self._certificate = certificate
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        trust = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        trust.check_hostname = False
        trust.verify_mode = ssl.CERT_NONE  # the fingerprint is compared in its place, before anything is sent
        kwargs |= {"assert_fingerprint": self._certificate, "assert_hostname": False}
        super().init_poolmanager(*args, ssl_context=trust, blocksize=_SEND_PIECE, **kwargs)

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        conn.cert_reqs, conn.ca_certs, conn.ca_cert_dir = "CERT_NONE", None, None

    def build_connection_pool_key_attributes(self, request: Any, verify: Any, cert: Any = None) -> Any:
        host, given = super().build_connection_pool_key_attributes(request, verify, cert)
        # The base class would put the usual trust back.
        pool: dict[str, Any] = {key: value for key, value in given.items() if key not in _USUAL_TRUST}
        return host, pool | {"cert_reqs": "CERT_NONE"}


class HttpPeer:
    """Carries messages to the server at `line`: `address.origin_of`, or `address.pinned` with its own certificate."""

    def __init__(self, line: str) -> None:
        origin, certificate = parted(line)
        parts = urlsplit(origin)
        here = is_loopback(parts.hostname)
        if parts.scheme != "https" and not here:
            raise CarriageError(Trouble.PLAIN_HTTP)
        self._near = here or bool(certificate)
        """On this PC or in this office: no proxy stands between."""
        self._origin = origin
        self._asked = 0
        self._spoken = ""
        """The newest of our own codings that the server has answered in, so it can read it too."""
        self._rate: float | None = None
        self._rate_down: float | None = None
        self._session = requests.Session()
        # The environment must not reach into a request: a .netrc would replace the token, CURL_CA_BUNDLE the trust.
        self._session.trust_env = False
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._session.mount("https://", _Pinned(certificate) if certificate else _SystemTrust())
        self._session.mount("http://", _InTime())
        self._session.headers.clear()
        self._session.headers["User-Agent"] = "sipa-desktop"

    def close(self) -> None:
        """Close the connection."""
        self._session.close()

    def cut(self) -> None:
        """Shut what is under way, from any thread: whoever waits for an answer meets the end of it at once."""
        for adapter in tuple(self._session.adapters.values()):
            if isinstance(adapter, _InTime):
                adapter.cut()

    def exchange(self, request: Request, token: str) -> Reply:
        """One exchange. Raises CarriageError."""
        return self.ask(request, token).read()

    def ask(self, request: Request, token: str) -> Heard:
        """One exchange, whose answer has come whole and is not read yet. Raises CarriageError."""
        response, raw = self._answered(endpoints.EXCHANGE, request, token)
        return Heard(heard(response.headers.get(NEXT_HEADER)), lambda: answers.message_in(response, raw, Reply))

    def unchanged(self, cursor: str, token: str) -> bool:
        """True when the server proves that nothing is new since the cursor. Raises CarriageError."""
        nonce = self._nonce(token)[:16]
        headers = {
            CURSOR_HEADER: f'"{cursor}"',
            NONCE_HEADER: nonce,
            "Authorization": f"Bearer {token}",
            **_BARE,
        }
        with self._sent(endpoints.UNCHANGED, headers, b"") as response:
            return read_unchanged(response, token, nonce, cursor)

    def enrol(self, request: EnrolRequest) -> EnrolReply:
        """Ask for this PC's place. Raises CarriageError."""
        return self._ask(endpoints.ENROL, request, EnrolReply, None)

    def phone_page(self, request: PhonePageRequest, token: str) -> PhonePageReply:
        """Ask for a page for the phone. Raises CarriageError."""
        return self._ask(endpoints.PHONE_PAGE, request, PhonePageReply, token)

    def end_phone_page(self, request: PhonePageEnd, token: str) -> PhonePageEnded:
        """End a page for the phone. Raises CarriageError."""
        return self._ask(endpoints.PHONE_PAGE_END, request, PhonePageEnded, token)

    def begin_upload(self, sha256: str, media: str, size: int, token: str) -> UploadState:
        """Begin to send a blob, or find out how far it is. Raises CarriageError."""
        about = blobs.metadata({"sha256": sha256, "media": media})
        headers = {blobs.LENGTH_HEADER: str(size), blobs.METADATA_HEADER: about}
        return self._tus("POST", endpoints.UPLOADS.path, sha256, token, headers)

    def upload_state(self, upload: str, sha256: str, token: str) -> UploadState:
        """How far an upload is. Raises CarriageError."""
        return self._tus("HEAD", f"{endpoints.UPLOADS.path}/{upload}", sha256, token, {})

    def upload(self, state: UploadState, sha256: str, data: bytes, token: str) -> UploadState:
        """Send the next piece. Raises CarriageError."""
        headers = {blobs.OFFSET_HEADER: str(state.offset), "Content-Type": blobs.PIECE_TYPE}
        return self._tus("PATCH", f"{endpoints.UPLOADS.path}/{state.upload}", sha256, token, headers, data)

    def blob(self, sha256: str, start: int, most: int, token: str) -> BlobPart:
        """A stretch of a blob. Raises CarriageError."""
        headers = {"Range": f"bytes={start}-{start + most - 1}", "Authorization": f"Bearer {token}"}
        with self._sent(Endpoint("GET", f"{endpoints.BLOBS.path}/{sha256}"), headers, b"") as response:
            return read_part(response, start)

    def server(self) -> ServerCard:
        """Who the server is. Raises CarriageError."""
        with self._sent(endpoints.SERVER, {"Accept-Encoding": codec.ENCODING}, b"") as response:
            return read_message(response, ServerCard)

    def hand_over(self, sealed: BinaryIO, sha256: str, name: str, token: str) -> BundleAnswer:
        """Hand a sealed bundle over, unless the server has it already. Raises CarriageError."""
        headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": codec.ENCODING}
        try:
            with self._sent(Endpoint("GET", f"{endpoints.BUNDLES.path}/{sha256}"), headers, b"") as response:
                return read_message(response, BundleAnswer)
        except CarriageError as fault:
            if fault.code != Problem.NOT_FOUND:
                raise
        size = sealed.seek(0, io.SEEK_END)
        sealed.seek(0)
        begun = self._part_state(sha256, token) if size > bundles.WHOLE_BELOW else None
        if begun is not None:
            return self._hand_over_in_pieces(sealed, size, sha256, name, token, begun)
        headers |= {"Content-Type": bundles.MEDIA_TYPE, bundles.NAME_HEADER: name}
        with self._sent(endpoints.BUNDLES, headers, sealed, BUNDLE_SECONDS) as response:
            return read_message(response, BundleAnswer)

    def _part_state(self, sha256: str, token: str) -> UploadState | None:
        """How much of a bundle the server has from this PC; None when it takes bundles in one request only."""
        path, nonce = f"{endpoints.BUNDLES.path}/{sha256}", self._nonce(token)
        with self._sent(Endpoint("HEAD", path), self._proven(token, nonce), b"") as response:
            if response.status_code == 405:
                return None
            return read_state(response, f"/{bundles.part_name(sha256)}", sha256, token, nonce)

    def _hand_over_in_pieces(
        self, sealed: BinaryIO, size: int, sha256: str, name: str, token: str, state: UploadState
    ) -> BundleAnswer:
        """Send what the server has not; a line that is cut leaves what went, and the next time goes on there."""
        most = bundles.WHOLE_BELOW
        while True:
            sealed.seek(state.offset)
            piece, nonce = sealed.read(most), self._nonce(token)
            headers = {
                **self._proven(token, nonce),
                "Content-Type": blobs.PIECE_TYPE,
                "Accept-Encoding": codec.ENCODING,
                blobs.OFFSET_HEADER: str(state.offset),
                blobs.LENGTH_HEADER: str(size),
                bundles.NAME_HEADER: name,
            }
            began, last = time.monotonic(), state.offset + len(piece) == size
            endpoint = Endpoint("PATCH", f"{endpoints.BUNDLES.path}/{sha256}")
            with self._sent(endpoint, headers, piece, BUNDLE_SECONDS if last else 0) as response:
                if last:
                    return read_message(response, BundleAnswer)
                after = read_state(response, f"/{bundles.part_name(sha256)}", sha256, token, nonce)
            if after.offset != state.offset + len(piece):
                raise CarriageError(Trouble.SERVER)
            state, rate = after, len(piece) / max(0.001, time.monotonic() - began)
            most = max(bundles.WHOLE_BELOW // 4, min(blobs.MAX_PIECE, 2 * most, int(rate * PIECE_SECONDS)))

    def forget_reply(self, sha256: str, token: str) -> None:
        """Let the reply to a bundle be made anew when the file comes again. Raises CarriageError."""
        endpoint = Endpoint("DELETE", f"{endpoints.BUNDLES.path}/{sha256}/reply")
        with self._sent(endpoint, {"Authorization": f"Bearer {token}"}, b"") as response:
            read_done(response)

    def sealed_reply(self, sha256: str, start: int, most: int, token: str) -> BlobPart:
        """A stretch of a sealed reply. Raises CarriageError."""
        headers = {"Range": f"bytes={start}-{start + most - 1}", "Authorization": f"Bearer {token}"}
        with self._sent(Endpoint("GET", f"{endpoints.BUNDLES.path}/{sha256}/reply"), headers, b"") as response:
            return read_part(response, start)

    def update_card(self, platform: str, token: str) -> UpdateCard:
        """What the server has for this kind of PC. Raises CarriageError."""
        headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": codec.ENCODING}
        with self._sent(Endpoint("GET", f"{endpoints.UPDATES.path}/{platform}"), headers, b"") as response:
            return read_message(response, UpdateCard)

    def update_release(self, platform: str, seq: int, token: str) -> SignedUpdate:
        """The signed list of that release. Raises CarriageError."""
        headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": codec.ENCODING}
        path = f"{endpoints.UPDATES.path}/{platform}/{seq}/release"
        with self._sent(Endpoint("GET", path), headers, b"") as response:
            return read_message(response, SignedUpdate)

    def update_part(self, platform: str, seq: int, start: int, most: int, token: str) -> BlobPart:
        """A stretch of its package. Raises CarriageError."""
        headers = {"Range": f"bytes={start}-{start + most - 1}", "Authorization": f"Bearer {token}"}
        path = f"{endpoints.UPDATES.path}/{platform}/{seq}/package"
        with self._sent(Endpoint("GET", path), headers, b"") as response:
            return read_part(response, start)

    def _tus(
        self, method: str, path: str, sha256: str, token: str, more: dict[str, str], data: bytes = b""
    ) -> UploadState:
        nonce = self._nonce(token)
        headers = {**self._proven(token, nonce), blobs.VERSION_HEADER: blobs.TUS, **more}
        with self._sent(Endpoint(method, path), headers, data) as response:
            return read_state(response, path, sha256, token, nonce)

    @staticmethod
    def _proven(token: str, nonce: str) -> dict[str, str]:
        """What asks for an answer that only our server can give."""
        return {blobs.NONCE_HEADER: nonce, "Authorization": f"Bearer {token}"}

    def _nonce(self, token: str) -> str:
        """32 hex digits. The token makes them unguessable; they must only never be the same twice."""
        self._asked += 1
        said = f"{token} {time.monotonic_ns()} {self._asked}"
        return hashlib.sha256(said.encode()).hexdigest()[:32]

    def code(self, request: CodeRequest, token: str) -> CodeReply:
        """Ask for a code for another PC. Raises CarriageError."""
        return self._ask(endpoints.CODE, request, CodeReply, token)

    def _ask(self, endpoint: Endpoint, message: object, kind: type[T], token: str | None) -> T:
        response, raw = self._answered(endpoint, message, token)
        return answers.message_in(response, raw, kind)

    def _answered(self, endpoint: Endpoint, message: object, token: str | None) -> tuple[requests.Response, bytes]:
        """The answer to a message and its bytes as they came; by then the line is free for the next one."""
        raw = codec.encode(message)
        level, spoken = codec.level_for(len(raw), self._rate), self._spoken
        in_columns = spoken == codec.COLUMNS
        body, encoding = codec.pack(raw, level, densely=spoken == codec.DENSE, in_columns=in_columns)
        if len(body) > MAX_WIRE_BYTES:
            raise CarriageError(Trouble.PROBLEM, Problem.TOO_LARGE)
        taken = codec.accepted(in_columns=in_columns, rate=self._rate_down)
        headers = {**_BARE, "Content-Type": codec.MEDIA_TYPE}
        if encoding is not None:
            headers["Content-Encoding"] = encoding
        if taken != encoding:  # who writes a coding reads it
            headers["Accept-Encoding"] = taken
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        began = time.monotonic()
        with self._sent(endpoint, headers, body) as response:
            headed, coding = time.monotonic(), response.headers.get("Content-Encoding")
            if coding in (codec.DENSE, codec.COLUMNS):
                self._spoken = coding
            worked = answers.seconds_of_the_server(response)
            if len(body) >= _TELLING:
                self._rate = codec.line_rate(len(body), headed - began, worked)
            raw = answers.read_body(response)
            if len(raw) >= _TELLING:
                self._rate_down = codec.line_rate(len(raw), time.monotonic() - headed)
            elif time.monotonic() - began - worked < NEAR_SECONDS:
                # Until a large body tells better: the highest level would cost more time than it saves.
                self._rate, self._rate_down = self._rate or codec.SLOW_LINE, self._rate_down or codec.SLOW_LINE
        return response, raw

    @contextmanager
    def _sent(
        self, endpoint: Endpoint, headers: dict[str, str], body: bytes | BinaryIO, read_seconds: float = 0
    ) -> Iterator[requests.Response]:
        url = self._origin + endpoint.path
        proxies = {} if self._near else get_environ_proxies(url)
        try:
            with (
                self._session.request(
                    endpoint.method,
                    url,
                    data=io.BytesIO(body)
                    if body and isinstance(body, bytes)
                    else body or None,  # sent in pieces, each with its own time limit
                    headers={"Accept-Encoding": "identity", **headers},
                    timeout=(CONNECT_SECONDS, read_seconds or READ_SECONDS),
                    proxies=proxies,
                    allow_redirects=False,
                    stream=True,
                ) as response,
                ended_after(answers.WHOLE_SECONDS, response.raw.connection) as over,
            ):
                try:
                    yield response
                except CarriageError:
                    if over.is_set():
                        raise CarriageError(Trouble.TIMEOUT) from None
                    raise
        except requests.RequestException as fault:
            parts, told = urlsplit(self._origin), classified(fault)
            if not is_loopback(parts.hostname):
                told = with_the_way_seen(told, parts.hostname or "")
            if told.trouble is Trouble.CLOCK and not proxies:
                seen = validity_of(parts.hostname or "", parts.port or 443, CONNECT_SECONDS)
                told = CarriageError(Trouble.CLOCK, validity=seen)
            raise told from None
