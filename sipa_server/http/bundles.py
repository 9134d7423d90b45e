"""The addresses of couriers: a sealed file in, what became of it, its sealed reply out. And who this server is.

A file goes to the disk as it comes, never gathered in memory, and is gone from there once it was taken or refused.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any, BinaryIO, Final

from litestar import Response, Router, delete, get, head, patch, post
from litestar.params import FromPath

from sipa_core.domain.attachments import is_blob_hash
from sipa_core.wire import blobs as wire
from sipa_core.wire.blobs import UploadState
from sipa_core.wire.bundles import MAX_SEALED, MEDIA_TYPE, NAME_HEADER, part_name
from sipa_core.wire.endpoints import BUNDLES, SERVER
from sipa_core.wire.problems import Problem
from sipa_server.errors import RefusedError, StorageFullError
from sipa_server.http.blobs import asked_range, received, told
from sipa_server.http.endpoints import answer, bearer
from sipa_server.http.problems import AnyRequest
from sipa_server.services.bundles import BundleService
from sipa_server.store.unit_of_work import faults_named

GATHER: Final = 256 * 1024
LEAST_FREE: Final = 256 * 1024 * 1024
MOST: Final = 4 * 1024 * 1024
"""Bytes of a reply in one answer."""


def bundle_api(service: BundleService) -> Router:
    """The routes for bundles."""

    @get(SERVER.path, sync_to_thread=True)
    def server(request: AnyRequest) -> Response[bytes]:
        return answer(request, service.card())

    @post(BUNDLES.path, status_code=200)
    async def take(request: AnyRequest) -> Response[bytes]:
        courier = await asyncio.to_thread(service.courier, bearer(request))
        if request.headers.get("content-type", "") != MEDIA_TYPE:
            raise RefusedError(Problem.BAD_REQUEST, "content type")
        announced = request.headers.get("content-length", "")
        if announced.isdecimal() and service.files.free() < LEAST_FREE + int(announced):
            raise StorageFullError
        name = request.headers.get(NAME_HEADER, "")
        with service.files.coming() as file:
            await _receive(request, file)
            done = await asyncio.to_thread(service.take, file, courier, name)
        return answer(request, done)

    @get(BUNDLES.path + "/{sha256:str}", sync_to_thread=True)
    def known(request: AnyRequest, sha256: FromPath[str]) -> Response[bytes]:
        return answer(request, service.known(bearer(request), sha256))

    @head(BUNDLES.path + "/{sha256:str}", sync_to_thread=True)
    def look(request: AnyRequest, sha256: FromPath[str]) -> Response[None]:
        token = bearer(request)
        device = service.courier(token).device.id
        return Response(None, headers=told(request, token, sha256, service.parts.state(device, _hash(sha256))))

    @patch(BUNDLES.path + "/{sha256:str}", status_code=200)
    async def go_on(request: AnyRequest, sha256: FromPath[str]) -> Response[Any]:
        token = bearer(request)
        courier = await asyncio.to_thread(service.courier, token)
        if request.headers.get("content-type", "") != wire.PIECE_TYPE:
            raise RefusedError(Problem.BAD_REQUEST, "content type")
        offset = wire.number_of(request.headers.get(wire.OFFSET_HEADER))
        size = wire.number_of(request.headers.get(wire.LENGTH_HEADER))
        if offset is None or size is None:
            raise RefusedError(Problem.BAD_REQUEST, "offset or length")
        device, name = courier.device.id, request.headers.get(NAME_HEADER, "")
        arriving = await asyncio.to_thread(service.parts.arriving, device, _hash(sha256), offset, size)
        await received(request, arriving.write, arriving.close)
        if arriving.is_whole:
            return answer(request, await asyncio.to_thread(service.take_part, courier, sha256, name))
        state = UploadState(part_name(sha256), arriving.offset)
        return Response(None, status_code=204, headers=told(request, token, sha256, state))

    @get(BUNDLES.path + "/{sha256:str}/reply", sync_to_thread=True)
    def reply(request: AnyRequest, sha256: FromPath[str]) -> Response[bytes]:
        token = bearer(request)
        size = service.known(token, sha256).reply_size
        start, end = asked_range(request.headers.get("range"), size)
        end = min(end, start + MOST)
        part = service.reply_part(token, sha256, start, end - start)
        headers = {"cache-control": "no-store", "content-range": f"bytes {start}-{end - 1}/{size}"}
        return Response(part.data, status_code=206, media_type=MEDIA_TYPE, headers=headers)

    @delete(BUNDLES.path + "/{sha256:str}/reply", status_code=204, sync_to_thread=True)
    def forget(request: AnyRequest, sha256: FromPath[str]) -> None:
        service.forget_reply(bearer(request), sha256)

    return Router(
        "/",
        route_handlers=[server, take, known, look, go_on, reply, forget],
        request_max_body_size=MAX_SEALED,
        opt={"exclude_from_csrf": True},
        include_in_schema=False,
    )


def _hash(sha256: str) -> str:
    if not is_blob_hash(sha256):
        raise RefusedError(Problem.NOT_FOUND)
    return sha256


async def _receive(request: AnyRequest, file: BinaryIO) -> None:
    held = bytearray()
    async for piece in request.stream():
        held += piece
        if len(held) >= GATHER:
            full, held = bytes(held), bytearray()
            await asyncio.to_thread(_write, file, full)
    await asyncio.to_thread(partial(_write, file, bytes(held)))


def _write(file: BinaryIO, data: bytes) -> None:
    with faults_named():
        file.write(data)
