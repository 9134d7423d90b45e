"""What the card of updates shows."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

import msgspec


class Source(StrEnum):
    """Where a new release comes from."""

    USB = "usb"
    SERVER = "server"


class Offer(msgspec.Struct, frozen=True):
    """A release that may be installed: where it lies (None: still at the server), in words what it is and brings."""

    version: str
    seq: int
    source: Source
    title: str
    size_words: str
    notes: tuple[str, ...]
    path: Path | None = None


class UpdateView(msgspec.Struct, frozen=True):
    """The version at work, and what is known of newer ones. `blocked` says why nothing can be installed here.

    `told` is what became of the last try, until it was read.
    """

    version_words: str
    blocked: str = ""
    offer: Offer | None = None
    told: str = ""


class Looked(msgspec.Struct, frozen=True):
    """What a look into a stick found: an offer, or the sentence why there is none."""

    offer: Offer | None
    words: str = ""
