"""tus 1.0.0 for desks, core and creation, and blobs with ranges. Bytes go to the disk as they come, never gathered.

Nothing here decides: who may send and read what is the service's.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import Any, Final

from litestar import HttpMethod, Response, Router, head, patch, post, route
from litestar.exceptions import HTTPException
from litestar.params import FromPath

from sipa_core.domain.attachments import MAX_PDF_BYTES
from sipa_core.wire import blobs as wire
from sipa_core.wire.blobs import UploadState
from sipa_core.wire.endpoints import BLOBS, UPLOADS
from sipa_core.wire.problems import Problem
from sipa_server.errors import RefusedError
from sipa_server.http.endpoints import bearer
from sipa_server.http.problems import AnyRequest
from sipa_server.services.blobs import BlobService

GATHER: Final = 256 * 1024
"""Bytes that are held before they go to the disk."""

_RANGE: Final = re.compile(r"bytes=([0-9]{1,15})-([0-9]{1,15})?")
_PRIVATE: Final = {"cache-control": "no-store"}


class TusVersionError(HTTPException):
    """The other side speaks no version of tus that is spoken here."""

    status_code = 412


def blob_api(service: BlobService) -> Router:
    """The routes for attachments."""

    @route(UPLOADS.path, http_method=HttpMethod.OPTIONS, status_code=204)
    async def abilities() -> Response[None]:
        headers = {"Tus-Version": wire.TUS, "Tus-Extension": wire.TUS_EXTENSIONS, "Tus-Max-Size": str(MAX_PDF_BYTES)}
        return Response(None, headers=headers)

    @post(UPLOADS.path, sync_to_thread=True, status_code=201)
    def begin(request: AnyRequest) -> Response[None]:
        _speaks_tus(request)
        token = bearer(request)
        about = wire.metadata_of(request.headers.get(wire.METADATA_HEADER, "")) or {}
        size = wire.number_of(request.headers.get(wire.LENGTH_HEADER))
        if size is None:
            raise RefusedError(Problem.BAD_REQUEST, "length")
        sha256 = about.get("sha256", "")
        state = service.begin(token, sha256, about.get("media", ""), size)
        location = {"location": f"{UPLOADS.path}/{state.upload}"}
        return Response(None, headers={**told(request, token, sha256, state), **location})

    @head(UPLOADS.path + "/{upload:str}", sync_to_thread=True)
    def look(request: AnyRequest, upload: FromPath[str]) -> Response[None]:
        _speaks_tus(request)
        token = bearer(request)
        state, about = service.state(token, upload)
        length = {wire.LENGTH_HEADER: str(about.size)}
        return Response(None, headers={**told(request, token, about.sha256, state), **length})

    @patch(UPLOADS.path + "/{upload:str}", status_code=204)
    async def go_on(request: AnyRequest, upload: FromPath[str]) -> Response[None]:
        _speaks_tus(request)
        token = bearer(request)
        if request.headers.get("content-type", "") != wire.PIECE_TYPE:
            raise RefusedError(Problem.BAD_REQUEST, "content type")
        offset = wire.number_of(request.headers.get(wire.OFFSET_HEADER))
        if offset is None:
            raise RefusedError(Problem.BAD_REQUEST, "offset")
        writing = await asyncio.to_thread(service.writing, token, upload, offset)
        await received(request, writing.write, writing.close)
        state = await asyncio.to_thread(writing.finish)
        return Response(None, headers=told(request, token, writing.sha256, state))

    @route(BLOBS.path + "/{sha256:str}", http_method=[HttpMethod.GET, HttpMethod.HEAD], sync_to_thread=True)
    def blob(request: AnyRequest, sha256: FromPath[str]) -> Response[bytes]:
        token = bearer(request)
        found = service.readable(token, sha256)
        start, end = asked_range(request.headers.get("range"), found.size)
        part = service.part(token, sha256, start, end - start)
        headers = _of_blob(sha256)
        if "range" not in request.headers:
            return Response(part.data, media_type=found.media.value, headers=headers)
        headers["content-range"] = f"bytes {start}-{start + len(part.data) - 1}/{found.size}"
        return Response(part.data, status_code=206, media_type=found.media.value, headers=headers)

    return Router(
        "/",
        route_handlers=[abilities, begin, look, go_on, blob],
        request_max_body_size=MAX_PDF_BYTES + 1,
        opt={"exclude_from_csrf": True},
        include_in_schema=False,
    )


def _speaks_tus(request: AnyRequest) -> None:
    if request.headers.get(wire.VERSION_HEADER) != wire.TUS:
        raise TusVersionError(detail="tus", headers={"Tus-Version": wire.TUS})


async def received(request: AnyRequest, write: Callable[[bytes], None], close: Callable[[], None]) -> None:
    """Write what comes, in gulps, and close; also when the line is cut: what has come needs not come again."""
    held = bytearray()
    try:
        async for piece in request.stream():
            held += piece
            if len(held) >= GATHER:
                full, held = bytes(held), bytearray()
                await asyncio.to_thread(write, full)
    finally:
        try:
            await asyncio.to_thread(write, bytes(held))
        finally:
            await asyncio.to_thread(close)


def told(request: AnyRequest, token: str, sha256: str, state: UploadState) -> dict[str, str]:
    """The headers that say how far an upload is, proven to whoever holds the token."""
    headers: dict[str, Any] = {**_PRIVATE, wire.OFFSET_HEADER: str(state.offset)}
    nonce = request.headers.get(wire.NONCE_HEADER, "")
    if 0 < len(nonce) <= wire.MAX_NONCE:
        headers[wire.PROOF_HEADER] = wire.proof(token, nonce, sha256, state)
    return headers


def _of_blob(sha256: str) -> dict[str, str]:
    return {**_PRIVATE, "accept-ranges": "bytes", "etag": f'"{sha256}"', "content-disposition": "attachment"}


def asked_range(header: str | None, size: int) -> tuple[int, int]:
    """Start and end (beyond the last byte) of what is asked for; the whole without a range that can be read."""
    found = _RANGE.fullmatch(header) if header is not None else None
    if header is None:
        return 0, size
    if found is None or int(found[1]) >= size or (found[2] is not None and int(found[2]) < int(found[1])):
        raise HTTPException(status_code=416, detail="range", headers={"content-range": f"bytes */{size}"})
    return int(found[1]), min(size, int(found[2]) + 1) if found[2] is not None else size
