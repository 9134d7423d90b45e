"""The desks' door and the citizens' pages in one application, as bootstrap hangs them together."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from litestar.testing import TestClient

from sipa_core.wire.codec import PROBLEM_TYPE
from sipa_server.http.app import HEADERS
from tests.support.server import World


@pytest.fixture
def client(world: World) -> Iterator[TestClient]:  # type: ignore[type-arg]
    with TestClient(world.server.app()) as made:
        yield made


@pytest.mark.parametrize("path", ["/", "/desa/babayau", "/desa/babayau/masukan", "/lacak"])
def test_citizens_get_pages_under_the_strict_policy(client: TestClient, path: str) -> None:  # type: ignore[type-arg]
    answer = client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert answer.headers["content-security-policy"] == HEADERS["content-security-policy"]
    assert answer.headers["strict-transport-security"]


@pytest.mark.parametrize(
    "path", ["/tidak-ada", "/desa/tidak-ada", "/desa/babayau/laporan/x", "/desa/a/b/c/d", "/../server.key"]
)
def test_a_citizen_at_a_wrong_address_gets_a_page(client: TestClient, path: str) -> None:  # type: ignore[type-arg]
    answer = client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "Halaman ini tidak ada" in answer.text


def test_a_desk_at_a_wrong_address_gets_a_problem(client: TestClient) -> None:  # type: ignore[type-arg]
    answer = client.get("/v1/tidak-ada", headers={"accept": "text/html"})
    assert (answer.status_code, answer.headers["content-type"]) == (404, PROBLEM_TYPE)
    assert answer.json()["code"] == "not_found"
