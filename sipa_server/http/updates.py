"""The addresses of updates: what there is for a kind of PC, its signed list, and its package by ranges."""

from __future__ import annotations

from litestar import Response, Router, get
from litestar.params import FromPath

from sipa_core.wire.bundles import MEDIA_TYPE
from sipa_core.wire.endpoints import UPDATES
from sipa_core.wire.updates import MAX_PART
from sipa_server.http.blobs import asked_range
from sipa_server.http.endpoints import answer, bearer
from sipa_server.http.problems import AnyRequest
from sipa_server.services.updates import UpdateService


def update_api(service: UpdateService) -> Router:
    """The routes for updates."""

    @get(UPDATES.path + "/{platform:str}", sync_to_thread=True)
    def card(request: AnyRequest, platform: FromPath[str]) -> Response[bytes]:
        return answer(request, service.card(bearer(request), platform))

    @get(UPDATES.path + "/{platform:str}/{seq:int}/release", sync_to_thread=True)
    def release(request: AnyRequest, platform: FromPath[str], seq: FromPath[int]) -> Response[bytes]:
        return answer(request, service.release(bearer(request), platform, seq))

    @get(UPDATES.path + "/{platform:str}/{seq:int}/package", sync_to_thread=True)
    def package(request: AnyRequest, platform: FromPath[str], seq: FromPath[int]) -> Response[bytes]:
        token = bearer(request)
        size = service.size(token, platform, seq)
        start, end = asked_range(request.headers.get("range"), size)
        part = service.part(token, platform, seq, start, min(end - start, MAX_PART))
        headers = {"cache-control": "no-store", "content-range": f"bytes {start}-{start + len(part.data) - 1}/{size}"}
        return Response(part.data, status_code=206, media_type=MEDIA_TYPE, headers=headers)

    return Router(
        "/", route_handlers=[card, release, package], opt={"exclude_from_csrf": True}, include_in_schema=False
    )
