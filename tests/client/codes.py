"""Enrolment codes, asked for by a kecamatan's PC over the line."""

from __future__ import annotations

from tests.client.client import SIPA, Client
from tests.client.keys import fresh_id
from tests.client.trust import NotOurServerError


def ask_code(client: Client, name: str, village: str | None, *, hand_over: bool = False) -> str:
    """A code for a person of a village (None: of the kecamatan); RefusalError when the server gives none."""
    request_id = fresh_id()
    message = {"sipa": SIPA, "request_id": request_id, "device": client.device, "name": name, "village": village}
    said = client.line.post("/v1/code", message | {"hand_over": hand_over}, client.token).json()
    if said.get("request_id") != request_id or said.get("server_id") != client.line.server_id:
        raise NotOurServerError("a code of somebody else")
    return str(said["code"])
