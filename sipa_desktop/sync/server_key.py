"""The key that bundles for the server are sealed with: told at registration, and asked for once by PCs from before.

It counts only under the signature of the pinned server, so whoever stands in between can put no key of their own.
"""

from __future__ import annotations

import msgspec

from sipa_core.sync.peer import CarriageError, Peer
from sipa_core.sync.signing import is_signed
from sipa_core.wire.bundles import card_digest
from sipa_desktop.events import Topic
from sipa_desktop.store.unit_of_work import Store


def lacks_server_key(store: Store) -> bool:
    """True on a registered PC that cannot seal anything for its server yet."""
    with store.read() as tx:
        identity = tx.meta.identity
    return identity is not None and not identity.server_age_pub


def learn_server_key(store: Store, line: Peer) -> bool:
    """Ask for the key and keep it; False when the server has none to tell, or the answer is not our server's."""
    try:
        card = line.server()
    except CarriageError:
        return False  # an older server, or the line went; asked again with the next start
    with store.write() as tx:
        identity = tx.meta.identity
        ours = (
            identity is not None
            and card.server_id == identity.server_id
            and is_signed(identity.server_sign_pub, card_digest(card.server_age_pub), card.signature)
        )
        if identity is None or not ours:
            return False
        told = msgspec.structs.replace(identity, server_age_pub=card.server_age_pub)
        tx.meta.put("identity", msgspec.json.encode(told).decode())
        tx.touch(Topic.STICKS)
    return True
