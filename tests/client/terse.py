"""What a terse reply leaves out because it follows from the op that it speaks of: leaves of a record, and its id."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from tests.client.keys import natural_id, sha256_hex
from tests.client.trust import NotOurServerError

FOLLOWING = ("report", "progress", "draft", "version")


def named(patch: Mapping[str, Any], bodies: Sequence[bytes]) -> str:
    """The id of the record that a patch is about; NotOurServerError when it is left out and does not follow."""
    if patch.get("id"):
        return str(patch["id"])
    if (place := patch.get("by")) is None:
        raise NotOurServerError("a record without a name")
    body, kind = json.loads(bodies[place]), patch["type"]
    record, said = body["record"], body["fields"]
    if kind == record["type"]:
        return str(record["id"])
    if kind == "version":
        return natural_id("version", record["id"], str(patch["set"]["meta.n"]))
    if kind == "progress":
        return natural_id("progress", said["village"], said["template"], said["period"], str(said.get("ordinal", 0)))
    raise NotOurServerError("a name that does not follow")


def followed(patch: Mapping[str, Any], bodies: Sequence[bytes]) -> dict[str, Any]:
    """The leaves that follow from the op of a patch; none where it names no op, and none of other types."""
    kind = patch["type"]
    if (place := patch.get("by")) is None or kind not in FOLLOWING:
        return {}
    body = json.loads(bodies[place])
    said = body["fields"]
    leaves = {"type": said["template"], "period": said["period"], "ordinal": said.get("ordinal", 0)}
    if kind in ("report", "progress"):
        return leaves
    leaves["template_version"] = said["template_version"]
    if kind == "version":
        leaves |= {"report": body["record"]["id"], "content_hash": sha256_hex(bodies[place])}
    return {f"meta.{name}": value for name, value in leaves.items()}
