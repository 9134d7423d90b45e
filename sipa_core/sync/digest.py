"""Whether two sides hold the same records: a count and an XOR of hashes, which no order can change.

It says that something differs, not what; the answer is to read the feed once more, which adds and never removes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from sipa_core.wire.exchange import Digest


def digest_of(held: Iterable[tuple[str, str, int]]) -> Digest:
    """The digest over (type, id, rev) of every record."""
    count, total = 0, 0
    for record_type, record_id, rev in held:
        said = f"{record_type}|{record_id}|{rev}".encode()
        total ^= int.from_bytes(hashlib.sha256(said).digest(), "big")
        count += 1
    return Digest(count, f"{total:064x}")
