"""Who sees a record: a property of its type and its village, never of single fields.

Feed, rights and attachments use this one function; the server's store says the same in SQL, and a test holds the two
together (docs/protocol.md, "Words").
"""

from __future__ import annotations

from typing import Final

from sipa_core.domain.roles import Actor, Role
from sipa_core.wire.records import RecordType

KECAMATAN_ONLY: Final[frozenset[str]] = frozenset(
    {RecordType.FEEDBACK_KECAMATAN, RecordType.PERSON, RecordType.DEVICE, RecordType.PROGRESS}
)
"""Types that no village ever receives, although each such record belongs to one: a word about the village itself, the
people and PCs of others, and how far a report has come."""

VILLAGE_ONLY: Final[frozenset[str]] = frozenset({RecordType.DRAFT, RecordType.CONFLICT, RecordType.VILLAGE_SETTING})
"""Types that only the village itself receives: a text being written is read by nobody at the kecamatan."""


def sees(actor: Actor, record_type: str, village: str | None) -> bool:
    """True when records of that type and village are in the actor's scope."""
    if actor.role is Role.ADMIN_DESA and record_type in KECAMATAN_ONLY:
        return False
    if actor.role is Role.ADMIN_KECAMATAN and record_type in VILLAGE_ONLY:
        return False
    return village is None or actor.owns(village)
