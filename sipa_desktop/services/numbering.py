"""A new run of numbers for data that may be behind what the server, or another PC, knows of them."""

from __future__ import annotations

from typing import Final

from sipa_core.ports import Entropy
from sipa_desktop.store.unit_of_work import Tx

WENT_BACK_AT: Final = "went_back_at"
"""The small fact that commits were gone at an opening, and when that was seen (UTC ms)."""
_INCARNATION, _NEXT_NO = "incarnation", "next_no"


def number_anew(tx: Tx, entropy: Entropy) -> None:
    """Begin a new run of numbers: the server, or the PC that a copy was made on, may know more of the old one."""
    if tx.meta.get(_INCARNATION) is None:
        return
    tx.outbox.unseal()
    tx.meta.put(_INCARNATION, entropy.bytes(16).hex())
    tx.meta.put(_NEXT_NO, "1")
