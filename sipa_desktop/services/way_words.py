"""How what was just written goes from here, in the words after `tersimpan di komputer ini`."""

from __future__ import annotations

from sipa_core.messages import _
from sipa_desktop.store.unit_of_work import Tx


def way_words(tx: Tx) -> str:
    """`dikirim saat tersambung`; where the last way out was a stick, or a registered PC never had a line, both ways.

    A PC that only ever uses sticks is not promised a line, and one that has a line again hears no more of sticks.
    """
    last, contact = tx.bundles.last_written(), tx.meta.last_contact
    by_stick = last is not None and last.sealed_at > (contact or 0)
    if by_stick or (contact is None and tx.meta.get("enrolled_at") is not None):
        return _("dikirim lewat USB berikutnya atau saat tersambung")
    return _("dikirim saat tersambung")
