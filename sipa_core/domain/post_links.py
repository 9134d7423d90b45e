"""Links pasted in one block: found in any text, and each laid to the channel that owes a post.

Nothing is fetched: the channel is read from the address alone, so it works without a network. What cannot be decided is
asked back, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import msgspec

from sipa_core.domain.channels import MAX_ADDRESS, Channel, address_problem, is_post, recognise
from sipa_core.messages import _

MAX_TEXT: Final = 20_000
MAX_LINKS: Final = 40

_LINK = re.compile(
    r"(?<![\w@.-])(?:https?://|www\.|(?=[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}/))[^\s<>\"“”«»|\\^`{}]+", re.IGNORECASE
)
_END = ".,;:!?…'’*_~"
_PAIRS = {")": "(", "]": "["}
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|igsh|igshid|mibextid|rdid|share_url|si|feature|_r|_t|is_from_webapp")
_SEARCH = re.compile(r"/(search|explore|hashtag|hashtags|tag|tags|results|cari)(/|$)")


class Fate(StrEnum):
    """What becomes of a link: it is laid to a channel · somebody must say to which · it is refused, with the reason."""

    FOUND = "found"
    ASK = "ask"
    REFUSED = "refused"


class PostLink(msgspec.Struct, frozen=True):
    """A link of the text. `channel` is the key it is laid to, empty otherwise; `words` say why it is asked or refused.

    `choices` are the keys of the channels that it may belong to, when it is asked.
    """

    url: str
    fate: Fate
    channel: str = ""
    words: str = ""
    choices: tuple[str, ...] = ()


def links_in(text: str) -> tuple[str, ...]:
    """Return the web addresses of a text in their order, at most 40, with the scheme that a message left out.

    Marks of the sentence around an address are left off; of a longer text only the first 20,000 characters are read.
    """
    found = (_trimmed(match.group()) for match in _LINK.finditer(text[:MAX_TEXT]))
    whole = (url if "://" in url[:8] else f"https://{url}" for url in found if len(url) > 8)
    return tuple(whole)[:MAX_LINKS]


def same_address(url: str) -> str:
    """Return what two addresses of the same post have in common: no scheme, no `www.` or `m.`, no tracking marks."""
    try:
        parts = urlsplit(url.strip())
        query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(pair[0])]
    except ValueError:
        return url.strip()
    host = re.sub(r"^(www|m|web|mbasic)\.", "", (parts.hostname or "").lower())
    return urlunsplit(("", host, parts.path.rstrip("/"), urlencode(sorted(query)), ""))


def lay_out(
    text: str,
    channels: Sequence[Channel],
    owed: Collection[str],
    used: Mapping[str, str] | None = None,
) -> tuple[PostLink, ...]:
    """Return every link of the text with what becomes of it; empty when the text has none.

    `owed` holds the keys of the channels that still take a proof; `used` names, by `same_address`, what other post an
    address already proves. Two links for one channel are both asked, as is one of a platform nobody knows.
    """
    laid: list[PostLink] = []
    seen: set[str] = set()
    for url in links_in(text):
        key = same_address(url)
        if key in seen:
            laid.append(PostLink(url, Fate.REFUSED, words=_("Tautan ini sudah ada di atas.")))
            continue
        seen.add(key)
        elsewhere = (used or {}).get(key, "")
        if elsewhere:
            words = _("Tautan ini sudah menjadi bukti {post}.").format(post=elsewhere)
            laid.append(PostLink(url, Fate.REFUSED, words=words))
        else:
            laid.append(_laid(url, channels, owed))
    return _asked_twice(laid, channels)


def refusal_on(url: str, channel: Channel, channels: Sequence[Channel]) -> str | None:
    """Return why the address proves no post on the channel, as a sentence; None when it may."""
    problem = address_problem(url)
    if problem is not None:
        return problem
    if not channel.takes_url:
        return _("{channel} tidak punya tautan. Beri foto sebagai bukti.").format(channel=channel.name)
    other = recognise(url, channels)
    if other is not None and other != channel.key:
        name = next(one.name for one in channels if one.key == other)
        words = _("Alamat ini dari {other}, bukan {channel}. Tempel alamat posting di {channel}.")
        return words.format(other=name, channel=channel.name)
    return _no_post(url, channel) if other is not None else None


def _laid(url: str, channels: Sequence[Channel], owed: Collection[str]) -> PostLink:
    problem = address_problem(url)
    if problem is not None:
        return PostLink(url[:MAX_ADDRESS], Fate.REFUSED, words=problem)
    key = recognise(url, channels)
    if key is None:
        choices = tuple(one.key for one in channels if one.takes_url and one.key in owed)
        if not choices:
            return PostLink(url, Fate.REFUSED, words=_("Semua saluran yang memakai tautan sudah ada buktinya."))
        return PostLink(url, Fate.ASK, words=_("Alamat ini belum dikenal. Saluran apa ini?"), choices=choices)
    channel = next(one for one in channels if one.key == key)
    refused = refusal_on(url, channel, channels)
    if refused is not None:
        return PostLink(url, Fate.REFUSED, words=refused)
    if key not in owed:
        words = _("{channel} sudah ada buktinya, jadi tautan ini tidak dipakai.").format(channel=channel.name)
        return PostLink(url, Fate.REFUSED, words=words)
    return PostLink(url, Fate.FOUND, key)


def _asked_twice(laid: Sequence[PostLink], channels: Sequence[Channel]) -> tuple[PostLink, ...]:
    """Two links on the platform of one channel: only a person knows which of them is this report's post."""
    names = {one.key: one.name for one in channels}
    often = [link.channel for link in laid if link.fate is Fate.FOUND]
    return tuple(
        PostLink(
            link.url,
            Fate.ASK,
            words=_("Ada lebih dari satu tautan {channel}. Yang ini dipakai?").format(channel=names[link.channel]),
            choices=(link.channel,),
        )
        if link.channel and often.count(link.channel) > 1
        else link
        for link in laid
    )


def _no_post(url: str, channel: Channel) -> str | None:
    """Why an address of the channel's platform is no post; None when it may be one.

    Platforms change the form of their posts: only what is plainly a search, a profile or a front page is sent back.
    """
    if is_post(url, channel):
        return None
    parts = urlsplit(url)
    if _SEARCH.search(parts.path.lower()):
        return _("Alamat ini hasil pencarian, bukan satu posting. Buka postingnya, lalu salin alamatnya dari sana.")
    if not parts.query and parts.path.strip("/").count("/") == 0:
        return _("Alamat ini bukan alamat satu posting. Buka postingnya, lalu salin alamatnya dari sana.")
    return None


def _trimmed(url: str) -> str:
    """Leave off what belongs to the sentence: marks at the end, and a bracket that was never opened."""
    while url and (url[-1] in _END or (url[-1] in _PAIRS and url.count(url[-1]) > url.count(_PAIRS[url[-1]]))):
        url = url[:-1]
    return url
