"""The mark of a channel where posts are made."""

from __future__ import annotations

from typing import Final

_MARKS: Final = {
    "website": "globe-hemisphere-west",
    "facebook": "facebook-logo",
    "instagram": "instagram-logo",
    "whatsapp": "whatsapp-logo",
    "tiktok_youtube": "tiktok-logo",
    "papan_informasi": "push-pin",
}


def channel_mark(channel: str) -> str:
    """Return the icon of a channel; one that this program does not know gets the sign of a publication."""
    return _MARKS.get(channel, "megaphone-simple")
