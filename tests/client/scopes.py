"""Scopes as the server tells them: believed under its signature only, and what of the held records they hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.client.keys import signed
from tests.client.trust import NotOurServerError

FEW, MANY = 20, 100


def told_scope(reply: Mapping[str, Any], request_id: str, public: str) -> Mapping[str, Any] | None:
    """The scope in a reply, None for none; NotOurServerError unless the pinned server has signed it for this answer."""
    scope: Mapping[str, Any] | None = reply.get("scope")
    if scope is None:
        return None
    said = ["sipa-scope-1", request_id, scope["role"], scope["kecamatan"], scope.get("village") or ""]
    said += [scope["place_name"], str(scope["at"]), ",".join(scope["without"]), ",".join(scope.get("left", []))]
    if not signed(public, scope.get("signature", ""), "\0".join(said).encode()):
        raise NotOurServerError("a scope that our server did not sign")
    return scope


def holds(scope: Mapping[str, Any], kind: str, village: str | None) -> bool:
    """Whether records of that type and village are in the scope."""
    if kind in scope["without"]:
        return False
    if village is None or scope.get("village"):
        return village in (None, scope.get("village"))
    return village.startswith(scope["kecamatan"] + ".") and village not in scope.get("left", [])
