"""Bodies that are posted to a server by hand, as no client of ours would send them."""

from __future__ import annotations

import requests

from sipa_core.wire.codec import MEDIA_TYPE, PROBLEM_TYPE, encode
from sipa_core.wire.endpoints import EXCHANGE
from tests.support.server import BABAYAU, Pc, World, report_ref, submission


def post(
    world: World, body: bytes, token: str | None = None, path: str = EXCHANGE.path, **headers: str
) -> requests.Response:
    """The answer to a body that is sent as it is."""
    sent = {"content-type": MEDIA_TYPE, "accept-encoding": "identity"}
    if token is not None:
        sent["authorization"] = f"Bearer {token}"
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    with requests.Session() as session:
        session.trust_env = False
        return session.post(world.url + path, data=body, headers=sent, timeout=20)


def check_problem(answer: requests.Response, status: int, code: str) -> dict[str, object]:
    """The problem that the answer must be."""
    assert answer.status_code == status
    assert answer.headers["content-type"] == PROBLEM_TYPE
    body: dict[str, object] = answer.json()
    assert (body["code"], body["status"]) == (code, status)
    assert answer.headers["cache-control"] == "no-store"
    return body


def message(pc: Pc) -> bytes:
    """An exchange with a report, in plain JSON."""
    return encode(pc.request(pc.op("report.submit", report_ref(BABAYAU), submission(BABAYAU))))
