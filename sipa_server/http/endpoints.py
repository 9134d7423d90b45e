"""The addresses of SIPA-Sync. They decode, call one service, encode; they decide nothing."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from functools import partial
from typing import Any, Final, ParamSpec, TypeVar

from litestar import Response, Router, get, post
from litestar.params import RawBody

from sipa_core.wire import onward
from sipa_core.wire.codec import COLUMNS, DENSE, ENCODING, MEDIA_TYPE, WireError, decode, encode, pack, reply_level
from sipa_core.wire.endpoints import (
    CODE,
    ENROL,
    EXCHANGE,
    PHONE_PAGE,
    PHONE_PAGE_END,
    TOOK_HEADER,
    UNCHANGED,
    WORTH_TELLING_MS,
)
from sipa_core.wire.enrol import CodeRequest, EnrolRequest
from sipa_core.wire.exchange import MAX_PLAIN_BYTES, Request, StoredReply
from sipa_core.wire.phone import PhonePageEnd, PhonePageRequest
from sipa_core.wire.problems import Problem
from sipa_core.wire.unchanged import CURSOR_HEADER, MAX_CURSOR, MAX_NONCE, NONCE_HEADER, PROOF_HEADER, proof
from sipa_server.errors import RefusedError
from sipa_server.http.bodies import SMALL, PlainBodies, token_in
from sipa_server.http.problems import AnyRequest
from sipa_server.services.accounts import AccountService
from sipa_server.services.exchange import ExchangeService
from sipa_server.services.phone import PhoneService

P = ParamSpec("P")
T = TypeVar("T")
FEW: Final = 8
SHORT: Final = 2 * 1024
"""Up to so many ops are answered, and so many bytes packed, in little more time than a thread needs to take over."""


def api(accounts: AccountService, exchanges: ExchangeService, phones: PhoneService) -> Router:
    """The routes for desks, on their services."""

    @post(ENROL.path, sync_to_thread=True, status_code=200)
    def enrol(request: AnyRequest, body: RawBody) -> Response[bytes]:
        address = request.client.host if request.client is not None else ""
        return answer(request, accounts.enrol(_message(body, EnrolRequest), address))

    @post(EXCHANGE.path, status_code=200)
    async def exchange(request: AnyRequest, body: RawBody) -> Response[bytes]:
        began = time.monotonic()
        asked = await _in_thread_if(len(body) > SMALL, _message, body, Request)
        token = bearer(request)
        if asked.ops:
            outcome = await exchanges.soon(asked, token)
            much = len(asked.ops) > FEW or len(body) + _carried(outcome.reply) > SMALL
            reply, raw = await _in_thread_if(much, _encoded, partial(exchanges.said, outcome))
        else:
            reply, raw = await asyncio.to_thread(_encoded, partial(exchanges.exchange, asked, token))
        said = await _in_thread_if(len(raw) > SHORT, packed, request, raw)
        further = onward.onward(asked, reply)
        if further is not None:
            said.headers[onward.NEXT_HEADER] = onward.told(further)
        took = int((time.monotonic() - began) * 1000)
        if took >= WORTH_TELLING_MS:
            said.headers[TOOK_HEADER] = str(took)
        return said

    @get(UNCHANGED.path, sync_to_thread=True)
    def unchanged(request: AnyRequest) -> Response[bytes]:
        token, cursor = bearer(request), request.headers.get(CURSOR_HEADER, "").strip('"')
        nonce = request.headers.get(NONCE_HEADER, "")
        if not 0 < len(cursor) <= MAX_CURSOR or not 0 < len(nonce) <= MAX_NONCE:
            raise RefusedError(Problem.BAD_REQUEST, "cursor or nonce")
        if not exchanges.unchanged(cursor, token):
            return Response(b"", status_code=204)
        return Response(b"", status_code=304, headers={PROOF_HEADER: proof(token, nonce, cursor)})

    @post(PHONE_PAGE.path, sync_to_thread=True, status_code=200)
    def phone_page(request: AnyRequest, body: RawBody) -> Response[bytes]:
        return answer(request, phones.make(_message(body, PhonePageRequest), bearer(request)))

    @post(PHONE_PAGE_END.path, sync_to_thread=True, status_code=200)
    def end_phone_page(request: AnyRequest, body: RawBody) -> Response[bytes]:
        return answer(request, phones.end(_message(body, PhonePageEnd), bearer(request)))

    @post(CODE.path, sync_to_thread=True, status_code=200)
    def code(request: AnyRequest, body: RawBody) -> Response[bytes]:
        return answer(request, accounts.make_code(_message(body, CodeRequest), bearer(request)))

    return Router(
        "/",
        route_handlers=[enrol, exchange, unchanged, phone_page, end_phone_page, code],
        middleware=[PlainBodies(accounts)],
        request_max_body_size=MAX_PLAIN_BYTES,
        opt={"exclude_from_csrf": True},
        include_in_schema=False,
    )


def _message(body: bytes, kind: type[Any]) -> Any:
    try:
        return decode(body, kind)
    except WireError as fault:
        raise RefusedError(Problem.BAD_REQUEST, str(fault)) from None


async def _in_thread_if(far: bool, act: Callable[P, T], *given: P.args, **more: P.kwargs) -> T:
    """Do it here where it is short; what takes long may not hold up whoever else speaks to the server."""
    return await asyncio.to_thread(act, *given, **more) if far else act(*given, **more)


def bearer(request: AnyRequest) -> str:
    """The token of a request; RefusedError(unauthenticated) without one."""
    return token_in(request.headers.get("authorization", ""))


def _encoded(answered: Callable[[], StoredReply]) -> tuple[StoredReply, bytes]:
    reply = answered()
    return reply, encode(reply)


def _carried(reply: StoredReply) -> int:
    return sum(len(bytes(record.fields)) for record in reply.changes)


def answer(request: AnyRequest, message: object) -> Response[bytes]:
    """A message as an answer, under zstd or our own coding where the caller takes it."""
    return packed(request, encode(message))


def packed(request: AnyRequest, raw: bytes) -> Response[bytes]:
    """The same of a message that was encoded."""
    # Never kept by anybody between, so nobody needs to be told by what it varies.
    headers = {"cache-control": "no-store"}
    asked = request.headers.get("accept-encoding", "")
    accepted = {part.partition(";")[0].strip() for part in asked.split(",")}
    densely, in_columns = DENSE in accepted, COLUMNS in accepted
    if densely or in_columns or ENCODING in accepted:
        raw, encoding = pack(raw, reply_level(asked, len(raw)), densely=densely, in_columns=in_columns)
        if encoding is not None:
            headers["content-encoding"] = encoding
    return Response(raw, media_type=MEDIA_TYPE, headers=headers)
