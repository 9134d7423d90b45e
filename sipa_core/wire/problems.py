"""Problem codes: every refusal that travels has a code here and words for a person in sipa_core.ops.words.

HTTP answers carry problem+json (RFC 9457) with the code in `code`; receipts carry it in `code`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import msgspec

SERVER_HEADER: Final = "SIPA-Server"
"""Names the answering server in every answer, also in a refusal: a PC must not take another server's "unknown" for its
own's.
"""


class Problem(StrEnum):
    """Codes of receipts (rejected) and of HTTP problems."""

    # receipts
    LOCKED = "locked"
    SUPERSEDED = "superseded"
    ALREADY_DECIDED = "already_decided"
    FORBIDDEN = "forbidden"
    INVALID = "invalid"
    UNKNOWN_KIND = "unknown_kind"
    NOT_FOUND = "not_found"
    NOT_NOW = "not_now"
    ITEM_MISSING = "item_missing"
    FULL = "full"
    OPENED = "opened"
    RECALLED = "recalled"
    OP_ID_REUSE = "op_id_reuse"
    NOT_OWED = "not_owed"
    OWN_DEVICE = "own_device"
    LAST_ADMIN = "last_admin"
    BASE_REJECTED = "base_rejected"
    INTERNAL = "internal"
    # HTTP
    BAD_REQUEST = "bad_request"
    TOO_LARGE = "too_large"
    UNAUTHENTICATED = "unauthenticated"
    REVOKED = "revoked"
    CODE_WRONG = "code_wrong"
    CODE_USED = "code_used"
    CODE_EXPIRED = "code_expired"
    FILE_SPENT = "file_spent"
    UNCONFIRMED = "unconfirmed"
    VILLAGE_TAKEN = "village_taken"
    TOO_MANY_TRIES = "too_many_tries"
    VERSION = "version"
    STORAGE_FULL = "storage_full"
    OFFSET_MOVED = "offset_moved"
    HASH_MISMATCH = "hash_mismatch"
    FILE_REFUSED = "file_refused"
    TOO_MANY_FILES = "too_many_files"


class ProblemBody(msgspec.Struct, frozen=True, omit_defaults=True):
    """The body of an HTTP problem. `detail` is English, for logs; people read the words of the code."""

    code: str
    title: str
    status: int
    detail: str = ""
    type: str = "about:blank"
    retry_after: int | None = None
