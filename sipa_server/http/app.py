"""The application: the desks' API, whatever else bootstrap hangs in, and what every answer has in common.

Every answer, refusals and faults included, carries the security headers and a request id, but an exchange's own; the
log knows only that id, the method, the status and the route's pattern, never an address, a query, a body or a header.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Final

from litestar import Litestar
from litestar.config.app import AppConfig
from litestar.datastructures import MutableScopeHeaders
from litestar.types import Message, Scope

from sipa_core.ports import Entropy
from sipa_core.wire.blobs import TUS, VERSION_HEADER
from sipa_core.wire.endpoints import EXCHANGE, UPLOADS
from sipa_core.wire.exchange import MAX_WIRE_BYTES
from sipa_core.wire.problems import SERVER_HEADER
from sipa_server.http.blobs import blob_api
from sipa_server.http.bundles import bundle_api
from sipa_server.http.endpoints import api
from sipa_server.http.problems import HANDLERS
from sipa_server.http.updates import update_api
from sipa_server.services.accounts import AccountService
from sipa_server.services.blobs import BlobService
from sipa_server.services.bundles import BundleService
from sipa_server.services.exchange import ExchangeService
from sipa_server.services.phone import PhoneService
from sipa_server.services.updates import UpdateService

_log = logging.getLogger(__name__)

HEADERS: Final[dict[str, str]] = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
"""Set where a page has not set its own."""

_FOR_DESKS: Final = frozenset({"x-content-type-options"})
"""No browser shows an answer of the exchange; on a slow line the other headers cost more than what it says."""


def create_app(
    accounts: AccountService,
    exchanges: ExchangeService,
    blobs: BlobService,
    phones: PhoneService,
    bundles: BundleService,
    updates: UpdateService,
    entropy: Entropy,
    hooks: Sequence[Callable[[AppConfig], AppConfig]] = (),
    *,
    https: bool = False,
) -> Litestar:
    """The ASGI application; `hooks` add further pages, `https` says that browsers reach it by TLS only."""

    async def seal(message: Message, scope: Scope) -> None:
        if message["type"] != "http.response.start":
            return
        request_id = entropy.bytes(8).hex()
        to_desk = str(scope.get("path", "")).startswith(EXCHANGE.path)
        spoken = to_desk and message["status"] in (200, 304)
        headers = MutableScopeHeaders.from_message(message)
        for name, value in HEADERS.items():
            if not to_desk or (name in _FOR_DESKS and not spoken):
                headers.setdefault(name, value)
        if https and not to_desk:
            headers.setdefault("strict-transport-security", "max-age=31536000")
        if spoken:
            # On a line of 2 kB/s each header costs more than what most replies say; they are signed or proved, name
            # their server themselves, and no browser asks for them.
            if message["status"] == 304:
                del headers["content-type"]
        else:
            headers["x-request-id"] = request_id
            headers.setdefault(SERVER_HEADER, accounts.server_id)
        if str(scope.get("path", "")).startswith(UPLOADS.path):
            headers.setdefault(VERSION_HEADER, TUS)
        route = scope.get("path_template") or "-"
        _log.info("%s %s %s %s", request_id, scope.get("method"), route, message["status"])

    return Litestar(
        route_handlers=[api(accounts, exchanges, phones), blob_api(blobs), bundle_api(bundles), update_api(updates)],
        on_app_init=list(hooks),
        before_send=[seal],
        exception_handlers=HANDLERS,
        openapi_config=None,
        request_max_body_size=MAX_WIRE_BYTES,
        logging_config=None,
    )
