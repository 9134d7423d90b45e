"""The door of the phone page's forms: who has no page is not listened to."""

from __future__ import annotations

from typing import Any

import anyio
import pytest

from sipa_core import ids
from tests.support.server import World


@pytest.mark.parametrize("cookie", [b"", b"sipa_hp=" + b"A" * 28])
def test_the_picture_of_who_has_no_page_is_not_even_read(world: World, cookie: bytes) -> None:
    page = ids.natural_id("page", "nobody")
    told: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        raise AssertionError("sixteen megabytes of anybody would be held in memory")

    async def send(message: dict[str, Any]) -> None:
        told.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "https",
        "path": f"/hp/{page}/bukti",
        "raw_path": f"/hp/{page}/bukti".encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(b"content-type", b"multipart/form-data; boundary=b"), (b"cookie", cookie)],
        "client": ("192.0.2.1", 5),
        "server": ("paringin.example", 443),
        "state": {},
    }
    anyio.run(world.server.app(), scope, receive, send)
    assert told[0]["status"] == 403
