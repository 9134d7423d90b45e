"""What a server says of the newest program it holds for a kind of PC; nothing of it is believed before the maker's
signature was checked (sipa_core.release).
"""

from __future__ import annotations

import re
from typing import Annotated, Final

import msgspec

MAX_PART: Final = 4 * 1024 * 1024
"""Bytes of a package in one answer."""
_PLATFORM: Final = re.compile(r"[a-z0-9-]{1,40}")


class UpdateCard(msgspec.Struct, frozen=True):
    """A hint: the number and the version of the newest release for this kind of PC; 0 and "" when there is none."""

    seq: Annotated[int, msgspec.Meta(ge=0, lt=2**53)] = 0
    version: Annotated[str, msgspec.Meta(max_length=40)] = ""


class SignedUpdate(msgspec.Struct, frozen=True):
    """The signed release at the head of that package, as text; where its files lie follows from it."""

    signed: str


def is_platform(text: str) -> bool:
    """True for what a kind of PC may be called."""
    return _PLATFORM.fullmatch(text) is not None
