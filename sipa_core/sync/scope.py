"""A scope as the server tells it: what of it is signed, and what it holds.

Only such a word, signed for this very answer, lets a desk remove what it holds; absence from the feed never does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final

import msgspec

from sipa_core.domain.roles import Actor, Role
from sipa_core.domain.scopes import KECAMATAN_ONLY, VILLAGE_ONLY
from sipa_core.wire.exchange import ScopeTold

FEW: Final = 20
"""So many records a desk forgets at once, whatever their share."""
MANY: Final = 100
"""More than so many it never forgets by itself."""
SHARE: Final = 0.10
"""Between the two, what is more than this part of all that it holds waits for a person."""


def scope_told(actor: Actor, place_name: str, at: int) -> ScopeTold:
    """The actor's scope in words that no rule is needed for, not signed yet."""
    without = KECAMATAN_ONLY if actor.role is Role.ADMIN_DESA else VILLAGE_ONLY
    left = [] if actor.role is Role.ADMIN_DESA else sorted(actor.left)
    return ScopeTold(actor.role.value, actor.kecamatan, actor.village, place_name, at, sorted(without), left)


def scope_digest(request_id: str, told: ScopeTold) -> bytes:
    """What is signed of it: the answer it stands in, and every word."""
    said: Sequence[str] = (
        "sipa-scope-1",
        request_id,
        told.role,
        told.kecamatan,
        told.village or "",
        told.place_name,
        str(told.at),
        ",".join(told.without),
        ",".join(told.left),
    )
    return hashlib.sha256("\0".join(said).encode()).digest()


def same_scope(one: ScopeTold, two: ScopeTold) -> bool:
    """True when both hold the same records; names and times apart."""
    return _bare(one) == _bare(two)


def holds(told: ScopeTold, record_type: str, village: str | None) -> bool:
    """True when records of that type and village are in the scope."""
    if record_type in told.without:
        return False
    if village is None:
        return True
    if told.village is not None:
        return village == told.village
    return village.startswith(told.kecamatan + ".") and village not in told.left


def asks_first(going: int, held: int) -> bool:
    """True when so many records of those held are not forgotten before a person has agreed (N23)."""
    return going > MANY or (going > FEW and going > SHARE * held)


def _bare(told: ScopeTold) -> ScopeTold:
    return msgspec.structs.replace(told, place_name="", at=0, signature="")
