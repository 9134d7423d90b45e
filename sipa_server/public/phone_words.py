"""What the page for phones shows, in words: the channels, the picture, where each proof stands, when it closes."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote

from sipa_core.domain import dates
from sipa_core.domain.channels import Channel
from sipa_core.domain.workflow import PostingState
from sipa_core.messages import _
from sipa_core.wire.phone import PHONE_PATH
from sipa_server.public.pictures import Shape
from sipa_server.services.phone import PhoneChannel, PhoneView

_ICONS: Final = {
    "website": "globe-hemisphere-west",
    "facebook": "facebook-logo",
    "instagram": "instagram-logo",
    "whatsapp": "whatsapp-logo",
    "tiktok_youtube": "tiktok-logo",
    "papan_informasi": "push-pin",
}
_OPENS: Final = {
    "facebook": "https://www.facebook.com/",
    "instagram": "https://www.instagram.com/",
    "tiktok_youtube": "https://www.tiktok.com/",
}
_OTHER_ICON: Final = "megaphone-simple"
_OWED: Final = frozenset({PostingState.OWED.value, PostingState.REFUSED.value})


def closed() -> str:
    """What is said where a page was, or never was."""
    return _("Halaman ini sudah tertutup. Buka lagi dari komputer desa: Publikasi, lalu Buka di HP.")


def chosen(view: PhoneView, key: str) -> PhoneChannel:
    """The channel asked for, else the first that is owed and must be posted, else the first."""
    asked = [one for one in view.channels if one.channel.key == key]
    owed = [one for one in view.channels if one.state in _OWED and not one.channel.optional]
    return next(iter([*asked, *owed, *view.channels]))


def page(view: PhoneView, shown: PhoneChannel, shape: Shape, now: int, zone: str) -> dict[str, Any]:
    """Everything that stands on the page, with one channel in hand."""
    address = f"{PHONE_PATH}/{view.page}"
    told = view.report.line.template.publication
    return {
        "address": address,
        "seal": view.seal,
        "person": view.person_name,
        "village": view.report.line.village.label,
        "title": f"{told.name if told is not None else view.report.line.template.title(view.report.line.period)}"
        + (f" {view.report.line.period.label}" if told is not None else ""),
        "channels": [
            {
                "name": one.channel.name,
                "icon": _icon(one.channel),
                "address": f"{address}?saluran={quote(one.channel.key)}",
                "here": one is shown,
                "done": one.state not in _OWED,
            }
            for one in view.channels
        ],
        "picture": f"{view.report.line.path}/{shape.file_name}",
        "file": f"{view.report.line.village.slug}-{view.report.line.period}-{shape.value}.png",
        "height": 140 if shape is Shape.FEED else 199,
        "size": _("1080 x 1350") if shape is Shape.FEED else _("1080 x 1920"),
        "shapes": [
            {
                "name": one.value.capitalize(),
                "address": f"{address}?saluran={quote(shown.channel.key)}&bentuk={one.value}",
                "here": one is shape,
            }
            for one in Shape
        ],
        "channel": _channel(shown, now, zone),
        "closes": _("Tertutup sendiri {when}").format(when=_moment(view.expires_at, now, zone)),
    }


def _channel(shown: PhoneChannel, now: int, zone: str) -> dict[str, Any]:
    proved = shown.state not in _OWED
    words = ""
    if proved and shown.proved_at:
        words = _("Bukti {channel} sudah sampai di kecamatan, {when}.").format(
            channel=shown.channel.name, when=_moment(shown.proved_at, now, zone)
        )
    return {
        "key": shown.channel.key,
        "name": shown.channel.name,
        "icon": _icon(shown.channel),
        "advice": shown.channel.advice,
        "caption": shown.caption,
        "rows": min(14, max(5, len(shown.caption) // 36 + shown.caption.count("\n"))),
        "open": _opened(shown),
        "proved": words,
        "reason": shown.reason if shown.state == PostingState.REFUSED else "",
        "locked": shown.state == PostingState.VERIFIED,
        "url": shown.url,
        "asks_url": shown.channel.takes_url,
        "asks_picture": shown.channel.takes_picture,
        "picture_words": _("Foto papan") if shown.channel.takes_photo_only else _("Tangkapan layar posting"),
    }


def _icon(channel: Channel) -> str:
    return _ICONS.get(channel.key, _OTHER_ICON)


def _opened(shown: PhoneChannel) -> str:
    """Where the channel's own app or site opens; WhatsApp takes the words along. Empty where no one address serves."""
    if shown.channel.key == "whatsapp":
        return f"https://wa.me/?text={quote(shown.caption)}"
    return _OPENS.get(shown.channel.key, "")


def _moment(instant: int, now: int, zone: str) -> str:
    """`pukul 10.34` today, `12 Juli pukul 10.34` on another day."""
    day, time = dates.local_date(instant, zone), dates.format_time(instant, zone)
    if day == dates.local_date(now, zone):
        return _("pukul {time}").format(time=time)
    return _("{day} pukul {time}").format(day=f"{day.day} {dates.month_name(day.month)}", time=time)
