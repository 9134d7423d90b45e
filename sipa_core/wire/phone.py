"""The phone page: how a desk asks for a page of one publication that a phone may open for two days, and ends it.

The code is the only secret; it travels once, in the answer that makes it, and on the phone only in the bodies of posts
(docs/decisions/008). The address in a QR carries it behind `#`, which no browser sends to anybody.
"""

from __future__ import annotations

import hashlib
import re
from typing import Final

import msgspec

from sipa_core.wire.enrol import CODE_ALPHABET
from sipa_core.wire.version import SIPA

PHONE_PATH: Final = "/hp"
CODE_LETTERS: Final = 28
"""28 letters of 30 are 137 bits: nobody guesses one, and they can still be typed by hand."""
PHONE_HOURS: Final = 48
MAX_CAPTIONS: Final = 40
MAX_CAPTION: Final = 10_000

_CODE = re.compile(f"[{CODE_ALPHABET}]{{{CODE_LETTERS}}}")


class PhonePageRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A page is asked for: the publication, and the words that the person left for each channel (by its key)."""

    request_id: str
    device: str
    publication: str
    captions: dict[str, str] = {}
    sipa: int = SIPA


class PhonePageReply(msgspec.Struct, frozen=True):
    """The page that was made. `site` is the public address without a slash at its end, empty where none is known."""

    request_id: str
    server_id: str
    page: str
    code: str
    site: str
    expires_at: int
    now: int
    signature: str
    sipa: int = SIPA


class PhonePageEnd(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A page is to be ended at once."""

    device: str
    page: str
    sipa: int = SIPA


class PhonePageEnded(msgspec.Struct, frozen=True):
    """The page is ended, now or before."""

    page: str
    sipa: int = SIPA


def phone_digest(request_id: str, page: str, code: str, site: str, expires_at: int) -> bytes:
    """What the server signs of a reply, so that nobody between can send a phone to another page."""
    parts = ("sipa-phone-1", request_id, page, code, site, str(expires_at))
    return hashlib.sha256("\0".join(parts).encode()).digest()


def normal_page_code(typed: str) -> str | None:
    """The code as it was made, or None when what was typed cannot be one; case, spaces and dashes do not matter."""
    code = "".join(ch for ch in typed.upper() if ch not in " -\u2013\u00a0\t\r\n#")
    return code if _CODE.fullmatch(code) else None


def code_in_groups(code: str) -> str:
    """`ABCD-EFGH-…`, to be read and typed."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def phone_address(site: str) -> str:
    """Where the page is opened, with the code typed there."""
    return f"{site}{PHONE_PATH}"


def phone_link(site: str, code: str) -> str:
    """The address for the QR: the code stands behind `#` and never reaches a log."""
    return f"{phone_address(site)}#{code}"
