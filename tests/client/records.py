"""What a client holds of the feed: records by type and id, pages laid over them, the digest over all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tests.client.scopes import holds
from tests.client.terse import followed, named

Leaf = str | int | float | bool | None
Leaves = dict[str, Leaf]


class GapError(Exception):
    """A page that does not join on to what is held: nothing of it is taken, the feed is read from its start."""


@dataclass(frozen=True)
class Record:
    """One record at one revision."""

    type: str
    id: str
    rev: int
    village: str | None
    fields: Leaves


@dataclass
class Feed:
    """All records that came, the cursor to go on from, and the feed number read so far."""

    cursor: str | None = None
    upto: int = 0
    held: dict[tuple[str, str], Record] = field(default_factory=dict)

    def take(self, reply: Mapping[str, Any], bodies: Sequence[bytes]) -> None:
        """Lay one page over what is held, all or nothing; GapError when it does not join on. `bodies`: the ops sent."""
        reset = bool(reply.get("reset"))
        if reply.get("since", 0) > (0 if reset else self.upto):
            raise GapError
        found = [_whole(change) for change in reply.get("changes", [])]
        found += [self._patched(patch, bodies) for patch in reply.get("patches", [])]
        for record in found:
            before = self.held.get((record.type, record.id))
            if before is None or record.rev > before.rev:
                self.held[record.type, record.id] = record
        self.cursor, self.upto = reply["cursor"], reply["upto"]

    def another_history(self) -> None:
        """Keep everything, and let any revision of the new history take its place."""
        self.held = {key: replace(record, rev=0) for key, record in self.held.items()}

    def beyond(self, scope: Mapping[str, Any]) -> list[tuple[str, str]]:
        """Type and id of every record that is not in the scope."""
        return [key for key, record in self.held.items() if not holds(scope, record.type, record.village)]

    def forget(self, beyond: Iterable[tuple[str, str]], keep: set[tuple[str, str]]) -> None:
        """Let go of these, but those to keep."""
        for key in set(beyond) - keep:
            del self.held[key]

    def restart(self) -> None:
        """Read from the start; what is held stays."""
        self.cursor, self.upto = None, 0

    def of(self, kind: str) -> list[Record]:
        """All records of a type, in the order of their ids."""
        return sorted((record for (name, _), record in self.held.items() if name == kind), key=lambda one: one.id)

    def get(self, kind: str, name: str) -> Record:
        """One record; KeyError when it is not held."""
        return self.held[kind, name]

    def digest(self) -> dict[str, Any]:
        """Count and XOR of SHA-256 over `type|id|rev`, as the server's digest has them."""
        total = 0
        for record in self.held.values():
            name = f"{record.type}|{record.id}|{record.rev}".encode()
            total ^= int.from_bytes(hashlib.sha256(name).digest(), "big")
        return {"count": len(self.held), "xor": f"{total:064x}"}

    def _patched(self, patch: Mapping[str, Any], bodies: Sequence[bytes]) -> Record:
        base, fields, name = patch.get("base", 0), Leaves(), named(patch, bodies)
        if base:
            held = self.held.get((patch["type"], name))
            if held is None or held.rev != base:
                raise GapError
            fields.update(held.fields)
        if (place := patch.get("op")) is not None:
            said = json.loads(bodies[place])["fields"]
            _lay(fields, said.get("content") or said.get("changes") or {})
        _lay(fields, followed(patch, bodies))
        _lay(fields, patch.get("set", {}))
        return Record(patch["type"], name, patch["rev"], patch.get("village"), fields)


def _lay(fields: Leaves, changes: Mapping[str, Leaf]) -> None:
    for path, value in changes.items():
        if value is None:
            fields.pop(path, None)
        else:
            fields[path] = value


def _whole(change: Mapping[str, Any]) -> Record:
    return Record(change["type"], change["id"], change["rev"], change.get("village"), dict(change["fields"]))
