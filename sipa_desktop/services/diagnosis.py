"""What a helper must know of this desk and may know: versions, states, counts, codes and times.

No name of a person or place, no address, no secret, no word that anybody wrote may ever enter this value.
"""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

import msgspec

from sipa_core.ports import Clock
from sipa_desktop.store.outbox import OutboxState
from sipa_desktop.store.unit_of_work import Store

PACKAGE = "sipa-desktop"


class Diagnosis(msgspec.Struct, frozen=True):
    """Facts of this moment; instants are UTC ms, None means never or unknown. `refused` counts by kind and code."""

    now: int
    app: str
    python: str
    system: str
    schema: str
    database_bytes: int
    registered: bool
    role: str
    enrolled_at: int | None
    secrets_place: str
    waiting: int
    parked: int
    received: int
    refused: tuple[tuple[str, str, int], ...]
    last_contact: int | None
    saved_at: int | None
    clock_off: int | None
    forked_at: int | None
    shut_out: str


class Diagnoses:
    """Reads the facts."""

    def __init__(self, store: Store, clock: Clock, secrets_place: str) -> None:
        self._store = store
        self._clock = clock
        self._secrets_place = secrets_place

    def read(self) -> Diagnosis:
        """The facts as of now."""
        with self._store.read() as tx:
            identity = tx.meta.identity
            parked = tx.outbox.items([OutboxState.PARKED])
            pairs = sorted({(item.kind, item.code or "") for item in parked})
            count = [(item.kind, item.code or "") for item in parked].count

            def number(key: str) -> int | None:
                said = tx.meta.get(key)
                return int(said) if said is not None and said.lstrip("-").isdecimal() else None

            return Diagnosis(
                now=self._clock.now(),
                app=app_version(),
                python=platform.python_version(),
                system=f"{platform.system()} {platform.release()} {platform.machine()}",
                schema=self._store.schema(),
                database_bytes=self._store.path.stat().st_size,
                registered=identity is not None,
                role=identity.role.value if identity is not None else "",
                enrolled_at=number("enrolled_at"),
                secrets_place=self._secrets_place,
                waiting=tx.outbox.waiting(),
                parked=len(parked),
                received=tx.outbox.received(),
                refused=tuple((kind, code, count((kind, code))) for kind, code in pairs),
                last_contact=number("last_contact"),
                saved_at=tx.saved_at(),
                clock_off=number("clock_off"),
                forked_at=number("forked_at"),
                shut_out=tx.meta.get("shut_out") or "",
            )


def app_version() -> str:
    """The version of the program; empty when it runs from its source."""
    try:
        return version(PACKAGE)
    except PackageNotFoundError:
        return ""
