"""Request bodies: read up to a cap, opened from zstd up to another, before anybody decodes a byte of them.

Memory is bounded by the caps whatever is sent: bombs, cut frames and endless bodies end here with a problem. Opening
costs time, a few hundred bytes may ask for a fifth of a second: it is done for registered PCs only, and off the loop
where more comes out than little.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final

from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, HTTPRequestEvent, Receive, ReceiveMessage, Scope, Send

from sipa_core.wire.codec import COLUMNS, MEDIA_TYPE, WireError, unpack
from sipa_core.wire.endpoints import ENROL
from sipa_core.wire.exchange import MAX_PLAIN_BYTES, MAX_WIRE_BYTES
from sipa_core.wire.problems import Problem
from sipa_server.errors import RefusedError
from sipa_server.services.accounts import AccountService

Headers = Mapping[bytes, bytes]

MAX_ENROL_WIRE: Final = 16 * 1024
MAX_ENROL_PLAIN: Final = 64 * 1024
SMALL: Final = 64 * 1024
"""So much is opened, read and answered on the loop: a millisecond at most."""


class PlainBodies(ASGIMiddleware):
    """Gives the handler a plain JSON body of at most 4 MiB from at most 1 MiB on the wire; RefusedError otherwise.

    RefusedError for a token that is nobody's; only who has a code yet and no token, at ENROL, is heard without one, in
    a few letters.
    """

    scopes = (ScopeType.HTTP,)

    def __init__(self, accounts: AccountService) -> None:
        self._accounts = accounts

    def __deepcopy__(self, _memo: object) -> PlainBodies:
        """Itself: the routes are copied when the application is made, and the services that stand behind are not."""
        return self

    async def _open(self, headers: Headers, wire: bytes) -> bytes:
        """What is small when it is open is opened here, in less time than a thread needs to take over."""
        try:
            return _opened(headers, wire, SMALL)
        except RefusedError as fault:
            if fault.problem is not Problem.TOO_LARGE:
                raise
        return await asyncio.to_thread(_opened, headers, wire, MAX_PLAIN_BYTES)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Read, open, and hand on as if it had come plainly in one piece."""
        headers = dict(scope["headers"])
        if scope.get("method") != "POST":
            await next_app(scope, receive, send)
            return
        coded = bool(_header(headers, b"content-encoding"))
        if scope["path"] == ENROL.path:
            body = _opened(headers, await _read(headers, receive, MAX_ENROL_WIRE), MAX_ENROL_PLAIN)
        else:
            # Read first: a line that is shut while it still sends would be told as cut, and nobody would hear why.
            wire = await _read(headers, receive, MAX_WIRE_BYTES)
            token = token_in(_header(headers, b"authorization"))
            if not self._accounts.has_met(token):
                await asyncio.to_thread(self._accounts.recognise, token)
            body = await self._open(headers, wire) if coded else _opened(headers, wire, MAX_PLAIN_BYTES)
        kept = [pair for pair in scope["headers"] if pair[0] not in (b"content-encoding", b"content-length")]
        if _header(headers, b"content-encoding").strip().lower() == COLUMNS and COLUMNS not in _header(
            headers, b"accept-encoding"
        ):
            # Who writes it reads it, and need not say so.
            kept = [pair for pair in kept if pair[0] != b"accept-encoding"]
            kept.append((b"accept-encoding", COLUMNS.encode()))
        scope["headers"] = [*kept, (b"content-length", str(len(body)).encode())]
        given = False

        async def plain() -> ReceiveMessage:
            nonlocal given
            if given:
                return await receive()
            given = True
            return HTTPRequestEvent(type="http.request", body=body, more_body=False)

        await next_app(scope, plain, send)


def token_in(authorization: str) -> str:
    """The token of an Authorization header; RefusedError(unauthenticated) without one."""
    scheme, _space, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise RefusedError(Problem.UNAUTHENTICATED)
    return token.strip()


async def _read(headers: Headers, receive: Receive, most: int) -> bytes:
    stated = _header(headers, b"content-length")
    if stated.isdecimal() and int(stated) > most:
        raise RefusedError(Problem.TOO_LARGE, "wire")
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise RefusedError(Problem.BAD_REQUEST, "disconnected")
        parts.append(message["body"])
        size += len(parts[-1])
        if size > most:
            raise RefusedError(Problem.TOO_LARGE, "wire")
        if not message["more_body"]:
            return b"".join(parts)


def _opened(headers: Headers, wire: bytes, most: int) -> bytes:
    if _header(headers, b"content-type").partition(";")[0].strip().lower() != MEDIA_TYPE:
        raise RefusedError(Problem.BAD_REQUEST, "content type")
    try:
        return unpack(wire, _header(headers, b"content-encoding").strip().lower() or None, most)
    except WireError as fault:
        code = Problem.TOO_LARGE if str(fault) == "too large" else Problem.BAD_REQUEST
        raise RefusedError(code, str(fault)) from None


def _header(headers: Headers, name: bytes) -> str:
    return headers.get(name, b"").decode("latin-1")
