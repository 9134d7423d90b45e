"""A server as it was when a form of the messages was the newest: it refuses what that form had not, and tells no more.

What it knew is read from the golden messages of the form; behind it works the server of today.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from unittest.mock import patch

import msgspec

from sipa_core.ops import registry
from sipa_core.sync.peer import CarriageError, Trouble
from sipa_core.wire.codec import decode, encode
from sipa_core.wire.enrol import EnrolReply, EnrolRequest
from sipa_core.wire.exchange import Reply, Request
from sipa_core.wire.problems import Problem
from sipa_core.wire.updates import UpdateCard
from sipa_server.direct import DirectPeer
from tests.support.faulty_peer import FaultyPeer

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
NEVER_SEEN = {"sipa", "reset", "token"}
"""Members of every form that come on days which no golden day has."""


class OlderServer(FaultyPeer):
    """`form` None: the server was brought up to date."""

    def __init__(self, peer: DirectPeer, form: str) -> None:
        super().__init__(peer)
        self.form: str | None = form

    def exchange(self, request: Request, token: str) -> Reply:
        """Answer as that server did; `bad_request` for a message that it could not read."""
        if self.form is None:
            return super().exchange(request, token)
        self._read(request, "exchange-*.request")
        for op in request.ops:
            body = json.loads(bytes(op.body))
            known = {name for one in _said(self.form, "exchange-*.request") for op in one["ops"] for name in op["body"]}
            _hold(body, known)
        kinds = {
            name: kind for name, kind in registry.KINDS.items() if (GOLDEN / self.form / f"op-{name}.json").exists()
        }
        with patch.object(registry, "KINDS", kinds):
            reply = super().exchange(request, token)
        return decode(encode(self._told(reply, "exchange-*.reply")), Reply)

    def unchanged(self, cursor: str, token: str) -> bool:
        """A server from before short replies has no such address."""
        if self.form == "form-1":
            raise CarriageError(Trouble.PROBLEM, Problem.NOT_FOUND.value)
        return super().unchanged(cursor, token)

    def enrol(self, request: EnrolRequest) -> EnrolReply:
        """Give a place as that server did."""
        if self.form is None:
            return super().enrol(request)
        self._read(request, "enrol-*.request")
        return decode(encode(self._told(super().enrol(request), "enrol-*.reply")), EnrolReply)

    def update_card(self, platform: str, token: str) -> UpdateCard:
        """No server of these forms had updates."""
        if self.form is None:
            return super().update_card(platform, token)
        raise CarriageError(Trouble.PROBLEM, Problem.NOT_FOUND.value)

    def _read(self, message: msgspec.Struct, kind: str) -> None:
        assert self.form is not None
        _hold(json.loads(encode(message)), {name for one in _said(self.form, kind) for name in one})

    def _told(self, message: msgspec.Struct, kind: str) -> dict[str, Any]:
        assert self.form is not None
        known = {name for one in _said(self.form, kind) for name in one} | NEVER_SEEN
        told = {name: value for name, value in json.loads(encode(message)).items() if name in known}
        if "limits" in told:
            limits = {name for one in _said(self.form, kind) for name in one["limits"]}
            told["limits"] = {name: value for name, value in told["limits"].items() if name in limits}
        return told


def _said(form: str, names: str) -> list[dict[str, Any]]:
    found = [json.loads(path.read_bytes()) for path in sorted((GOLDEN / form).glob(f"{names}.json"))]
    assert found
    return found


def _hold(message: dict[str, Any], known: set[str]) -> None:
    """Requests are read strictly, since ever."""
    if message.keys() - known - NEVER_SEEN:
        raise CarriageError(Trouble.PROBLEM, Problem.BAD_REQUEST.value)
