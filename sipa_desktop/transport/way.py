"""Whether this PC has any way out at all: its table of routes is asked, and nothing is sent.

Without a network Windows says of every name that there is none; only this tells such a PC from a wrong address.
"""

from __future__ import annotations

import socket
from ipaddress import ip_address
from typing import Final

from sipa_core.sync.peer import CarriageError, Trouble

_ELSEWHERE: Final = ("192.0.2.1", "2001:db8::1")
"""Addresses for documents (RFC 5737, RFC 3849): they stand for all that is far away."""
_DISCARD: Final = 9


def with_the_way_seen(fault: CarriageError, host: str) -> CarriageError:
    """The same fault, but NO_NETWORK for a name that nobody could be asked for. Refusals and waits met somebody."""
    if fault.trouble is Trouble.NO_NAME and not has_way(host):
        return CarriageError(Trouble.NO_NETWORK)
    return fault


def has_way(host: str) -> bool:
    """False when this PC knows no way to that address; for a name, to anywhere outside."""
    try:
        return _is_routed(str(ip_address(host)))
    except ValueError:
        return any(_is_routed(place) for place in _ELSEWHERE)


def _is_routed(address: str) -> bool:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as way:
            way.connect((address, _DISCARD))  # of a datagram this chooses a route and sends nothing
    except OSError:
        return False
    return True
