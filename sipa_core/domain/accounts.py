"""Persons and PCs as the records that the kecamatan's desk sees; the server writes them as people and PCs come and go.

No code, token or key ever stands in such a record: of a code only until when it counts.
"""

from __future__ import annotations

from typing import Final

from sipa_core.domain.paths import Value
from sipa_core.domain.workflow import NONE, AccountState
from sipa_core.wire.records import Record

CONTACT_STEP: Final = 60 * 60 * 1000
"""A PC's contact is told to the feed at most once in this time (ms), so that contacts do not flood it."""

MAX_PHONE: Final = 30


def person_fields(
    name: str, role: str, kecamatan: str, created_at: int, ended_at: int | None, code_until: int | None
) -> dict[str, Value]:
    """Return the leaves of a `person` record; `code_until` is when the newest unused code ends, None without one."""
    return {
        "name": name,
        "role": role,
        "kecamatan": kecamatan,
        "created_at": created_at,
        "ended_at": ended_at,
        "code_until": code_until,
    }


def device_fields(
    person: str, name: str, created_at: int, revoked_at: int | None, waiting_since: int | None = None
) -> dict[str, Value]:
    """Return the leaves of a `device` record that its row tells; contacts and bundles add the rest.

    `waiting_since`: a PC that came with an enrolment file, until somebody of the kecamatan says that it is right.
    """
    about: dict[str, Value] = {"person": person, "name": name, "created_at": created_at, "revoked_at": revoked_at}
    return {**about, "waiting_since": waiting_since}


def contact_fields(known: Record | None, app: str, now: int) -> dict[str, Value]:
    """Return what a contact changes in a device's record; nothing while the last told one is less than a step old.

    Another version of the program is told at once.
    """
    return _told_fields("contact_at", known, app, now)


def carried_fields(known: Record | None, app: str, now: int) -> dict[str, Value]:
    """Return what a bundle that somebody carried here changes in the record of the PC that made it, as a contact would.

    It moves `carried_at`, never `contact_at`: the PC itself was not here.
    """
    return _told_fields("carried_at", known, app, now)


def _told_fields(leaf: str, known: Record | None, app: str, now: int) -> dict[str, Value]:
    told = known.number(leaf) if known is not None else 0
    other_app = bool(app) and (known is None or known.text("app") != app)
    if not other_app and told <= now < told + CONTACT_STEP:
        return {}
    return {leaf: now, **({"app": app} if app else {})}


def device_state(record: Record | None) -> str:
    """The state of a PC; NONE where there is none."""
    if record is None:
        return NONE
    if record.number("revoked_at"):
        return AccountState.ENDED
    return AccountState.WAITING if record.number("waiting_since") else AccountState.ACTIVE


def person_state(record: Record | None) -> str:
    """The state of a person; NONE where there is none."""
    if record is None:
        return NONE
    return AccountState.ENDED if record.number("ended_at") else AccountState.ACTIVE
