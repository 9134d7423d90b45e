"""How often something may be tried in an hour, by one address and by everybody; the clock and the database are given.

Addresses are kept only as HMACs and for the hour; over the limit nothing else is looked at. A home line with IPv6 owns
a whole /64 and could speak from each address of it: it counts as one.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import Final

from sipa_core.ports import Clock
from sipa_core.wire.problems import Problem
from sipa_server.errors import RefusedError
from sipa_server.platform.keys import ServerKeys
from sipa_server.store.unit_of_work import Work

HOUR: Final = 60 * 60 * 1000


@dataclass(frozen=True)
class Limit:
    """At most so many counted tries in an hour; None: no limit for everybody together."""

    what: str
    per_address: int
    together: int | None = None


ENROL: Final = Limit("enrol", per_address=5, together=50)
TRACK: Final = Limit("track", per_address=60)
"""A whole village may stand behind one address; a number that somebody guesses at has a limit of its own."""
TRACK_NUMBER: Final = Limit("track_number", per_address=10)
"""So often an address may try keys for one number: who mistypes theirs locks nobody else out."""
FEEDBACK: Final = Limit("feedback", per_address=30, together=500)
"""A mobile carrier gives many villagers one address."""
PHONE_CODE: Final = Limit("phone_code", per_address=30, together=1000)
PHONE_PAGE: Final = Limit("phone_page", per_address=30)
PHONE_PROOF: Final = Limit("phone_proof", per_address=60)
CODE: Final = Limit("code", per_address=60)
MESSAGE: Final = Limit("message", per_address=20, together=1000)


class Limits:
    """Counts tries and says when it is enough."""

    def __init__(self, clock: Clock, keys: ServerKeys) -> None:
        self._clock = clock
        self._keys = keys

    def check(self, work: Work, limit: Limit, address: str) -> None:
        """Raise RefusedError(too_many_tries) with the seconds to wait when this address, or all, are at the limit."""
        wait = self.wait(work, limit, address)
        if wait:
            raise RefusedError(Problem.TOO_MANY_TRIES, limit.what, retry_after=wait)

    def wait(self, work: Work, limit: Limit, address: str) -> int:
        """Seconds until another try is heard; 0 when one is heard now."""
        now = self._clock.now()
        since = now - HOUR + 1
        own = work.tries.times(limit.what, since, now, self._hidden(address))
        everybody = work.tries.times(limit.what, since, now) if limit.together is not None else []
        freed = 0
        if len(own) >= limit.per_address:
            freed = own[-limit.per_address] + HOUR
        if limit.together is not None and len(everybody) >= limit.together:
            freed = max(freed, everybody[-limit.together] + HOUR)
        return max(0, -(-(freed - now) // 1000)) if freed else 0

    def count(self, work: Work, limit: Limit, address: str) -> None:
        """Count one try of this address."""
        now = self._clock.now()
        work.tries.add(limit.what, self._hidden(address), now, forget_before=now - HOUR)

    def _hidden(self, address: str) -> str:
        return self._keys.mac("address", line_of(address).encode()).hex()


def line_of(address: str) -> str:
    """What counts as one: the address, or the first half of an IPv6 one; whatever is no address stays as it is."""
    try:
        read = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(read, IPv6Address):
        return str(read)
    if read.ipv4_mapped is not None:
        return str(read.ipv4_mapped)
    return f"{IPv6Address(int(read) >> 64 << 64)}/64"
