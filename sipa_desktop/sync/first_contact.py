"""How a PC that was enrolled by a file comes to be known: its keys go with the first request, or the first bundle."""

from __future__ import annotations

from sipa_core.ports import Entropy, Secrets
from sipa_core.sync.peer import CarriageError, Peer, Trouble
from sipa_core.wire.enrol import EnrolRequest
from sipa_core.wire.problems import Problem
from sipa_desktop.identity import Identity
from sipa_desktop.platform.keys import FILE_SECRET, TOKEN, age_pub, sign_pub
from sipa_desktop.platform.system import machine_kind
from sipa_desktop.settings import VERSION
from sipa_desktop.store.unit_of_work import Store
from sipa_desktop.sync.session import MetaKey


def introduction(identity: Identity, secrets: Secrets, entropy: Entropy, incarnation: str) -> EnrolRequest | None:
    """What this PC has to say of itself while the server may not have met it; None for one that it knows."""
    secret = secrets.get(FILE_SECRET)
    if secret is None:
        return None
    return EnrolRequest(
        code=secret,
        device_name=identity.device_name,
        sign_pub=sign_pub(secrets, entropy),
        age_pub=age_pub(secrets),
        incarnation=incarnation,
        app=VERSION,
        kind=machine_kind(),
    )


def introduce(line: Peer, store: Store, secrets: Secrets, entropy: Entropy) -> str:
    """Say who this PC is and return its token, kept; CarriageError when it has no place, or the line failed.

    A reply that was lost is asked for again: the same secret with the same key gives the same place.
    """
    with store.read() as tx:
        identity, incarnation = tx.meta.identity, tx.meta.get(MetaKey.INCARNATION)
    asked = introduction(identity, secrets, entropy, incarnation or "") if identity is not None else None
    if identity is None or asked is None:
        raise CarriageError(Trouble.PROBLEM, Problem.UNAUTHENTICATED)
    reply = line.enrol(asked)
    if (reply.server_id, reply.device, reply.person) != (identity.server_id, identity.device, identity.person):
        raise CarriageError(Trouble.NOT_OURS)
    secrets.put(TOKEN, reply.token)
    secrets.forget(FILE_SECRET)
    return reply.token
