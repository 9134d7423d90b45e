"""The channels of publication as dated data, and the addresses of posts.

A platform's limits are never written into code: they stand in `resources/channels/channels.toml` or in a record that
the kecamatan sent. An address is accepted as proof only when it is a plain web address that anybody can open.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from sipa_core.messages import _
from sipa_core.wire.records import Fields, Value

MAX_ADDRESS: Final = 2000

_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_TOP_LABEL = re.compile(r"[a-z]{2,63}|xn--[a-z0-9-]{1,59}")
_ADDRESS = re.compile(r"[!#$%&'()*+,./0-9:;=?@A-Z_a-z~\[\]-]+")


class Evidence(StrEnum):
    """What can prove a post."""

    URL = "url"
    SCREENSHOT = "screenshot"
    PHOTO = "photo"


class Unit(StrEnum):
    """How a channel counts its text."""

    CHARACTERS = "characters"
    UTF16 = "utf16"


class Channel(msgspec.Struct, frozen=True):
    """One channel as it was on the day `checked_on`. None means that no limit is known; limits are in `unit`."""

    key: str
    name: str
    advice: str
    checked_on: date
    unit: Unit
    text_max: int | None
    text_fold: int | None
    hashtags_max: int | None
    durable: bool
    reaches_everyone: bool
    optional: bool
    evidence: tuple[Evidence, ...]
    hosts: tuple[str, ...]
    posts: tuple[str, ...]
    order: int = 0

    @property
    def takes_url(self) -> bool:
        """True when the address of a post proves it."""
        return Evidence.URL in self.evidence

    @property
    def takes_picture(self) -> bool:
        """True when a screenshot or a photo proves it."""
        return Evidence.SCREENSHOT in self.evidence or Evidence.PHOTO in self.evidence

    @property
    def takes_photo_only(self) -> bool:
        """True for a channel on paper: it has no address, and only a photo shows it."""
        return self.evidence == (Evidence.PHOTO,)


class ChannelError(ValueError):
    """Channel data that cannot be used; says which channel and what is wrong with it."""


def parse_channels(toml: str) -> tuple[Channel, ...]:
    """Read a channels file, in its order; ChannelError for unknown or missing fields, or a key that stands twice."""
    try:
        tables = tomllib.loads(toml).get("channel", [])
    except tomllib.TOMLDecodeError as error:
        raise ChannelError(str(error)) from error
    found = tuple(_from_table(table, order) for order, table in enumerate(tables))
    if len({channel.key for channel in found}) != len(found):
        raise ChannelError("a channel stands twice")
    return found


def fields_of(channel: Channel) -> dict[str, Value]:
    """Return the channel as the leaves of a `channel` record; `from_fields` gives the same channel back."""
    return {
        "key": channel.key,
        "name": channel.name,
        "advice": channel.advice,
        "checked_on": channel.checked_on.isoformat(),
        "unit": channel.unit.value,
        "text_max": channel.text_max,
        "text_fold": channel.text_fold,
        "hashtags_max": channel.hashtags_max,
        "durable": channel.durable,
        "reaches_everyone": channel.reaches_everyone,
        "optional": channel.optional,
        "evidence": " ".join(channel.evidence),
        "hosts": " ".join(channel.hosts),
        "posts": " ".join(channel.posts),
        "pos": channel.order,
    }


def from_fields(fields: Fields) -> Channel:
    """Return the channel that a `channel` record describes; ChannelError when it cannot be read."""
    table = {name: value for name, value in fields.items() if value is not None and name in _SHAPE}
    for name in ("evidence", "hosts", "posts"):
        table[name] = str(table.get(name, "")).split()  # type: ignore[assignment]
    # A newer kecamatan may know kinds of proof that this program does not; the others still count.
    known = [kind for kind in table["evidence"] if kind in set(Evidence)]  # type: ignore[union-attr]
    table["evidence"] = known  # type: ignore[assignment]
    order = fields.get("pos")
    return _from_table(table, order if isinstance(order, int) else 0)


def address_problem(url: str) -> str | None:
    """Return a sentence for the person why the address cannot be a proof, or None when it can.

    A proof is http or https, at most 2,000 plain characters, at a public host name, without user name or password.
    """
    if not url:
        return _("Tempel alamat posting di sini.")
    if len(url) > MAX_ADDRESS:
        return _("Alamat ini terlalu panjang. Salin lagi alamat postingnya.")
    if not _ADDRESS.fullmatch(url):
        return _("Alamat ini memuat spasi atau tanda yang bukan bagian alamat. Salin lagi alamat postingnya.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return _("Alamat ini belum terbaca. Salin lagi alamat postingnya.")
    if parts.scheme not in ("http", "https"):
        return _("Alamat posting diawali https:// atau http://. Salin lagi dari aplikasi atau peramban.")
    if "@" in parts.netloc:
        return _("Alamat ini memuat nama pengguna. Salin alamat posting yang dapat dibuka siapa saja.")
    if port == 0 or not _is_public_host(parts.hostname or ""):
        return _("Alamat ini tidak dapat dibuka warga. Salin alamat posting yang dapat dibuka siapa saja.")
    return None


def whole_address(text: str) -> str:
    """Return what was typed with the https:// that people leave out (`www.facebook.com/…`); what is no address with it
    either, or has a scheme, as it stands.
    """
    plain = text.strip()
    whole = f"https://{plain}"
    return whole if "://" not in plain and address_problem(whole) is None else plain


def is_proof_address(url: str) -> bool:
    """True when the address may be stored as the proof of a post."""
    return address_problem(url) is None


def recognise(url: str, channels: Iterable[Channel]) -> str | None:
    """Return the key of the channel on whose platform the address lies, or None when it is nobody's or no proof."""
    if not is_proof_address(url):
        return None
    host = urlsplit(url).hostname or ""
    return next((channel.key for channel in channels if any(_host_fits(host, at) for at in channel.hosts)), None)


def is_post(url: str, channel: Channel) -> bool:
    """True when the address is that of one post on the channel, not of a profile or of the platform itself."""
    if not is_proof_address(url):
        return False
    parts = urlsplit(url)
    host = parts.hostname or ""
    query = f"?{parts.query}" if parts.query else ""
    for pattern in channel.posts:
        at, slash, path = pattern.partition("/")
        target = parts.path + (query if "?" in path else "")
        if slash and _host_fits(host, at) and _glob(f"/{path}").fullmatch(target):
            return True
    return False


def _is_public_host(host: str) -> bool:
    labels = host.split(".")
    return (
        len(host) <= 253
        and len(labels) >= 2
        and all(_LABEL.fullmatch(label) for label in labels)
        and _TOP_LABEL.fullmatch(labels[-1]) is not None
    )


def _host_fits(host: str, pattern: str) -> bool:
    if pattern.startswith("*."):
        return host == pattern[2:] or host.endswith(pattern[1:])
    return host == pattern


@lru_cache(maxsize=256)
def _glob(pattern: str) -> re.Pattern[str]:
    """`*` is at least one character of a path step (after `?`, of anything); a slash at the end does not matter."""
    path, mark, query = pattern.partition("?")
    made = "[^/]+".join(map(re.escape, path.split("*")))
    return re.compile(made + (r"\?" + ".+".join(map(re.escape, query.split("*"))) if mark else "/?"))


_SHAPE: Final[dict[str, tuple[type, bool]]] = {
    "key": (str, True),
    "name": (str, True),
    "advice": (str, True),
    "checked_on": (object, True),
    "unit": (str, True),
    "text_max": (int, False),
    "text_fold": (int, False),
    "hashtags_max": (int, False),
    "durable": (bool, True),
    "reaches_everyone": (bool, True),
    "optional": (bool, False),
    "evidence": (list, True),
    "hosts": (list, True),
    "posts": (list, True),
}
"""Field, its type, and whether it must be there."""


def _from_table(table: dict[str, Any], order: int) -> Channel:
    who = table.get("key", "?")
    for name, (kind, needed) in _SHAPE.items():
        if name in table and not isinstance(table[name], kind):
            raise ChannelError(f"channel {who}: {name} is of the wrong type")
        if needed and name not in table:
            raise ChannelError(f"channel {who}: {name} is missing")
    unknown = set(table) - set(_SHAPE)
    if unknown:
        raise ChannelError(f"channel {who}: unknown field {sorted(unknown)[0]}")
    try:
        return Channel(
            key=table["key"],
            name=table["name"],
            advice=table["advice"],
            checked_on=date.fromisoformat(str(table["checked_on"])),
            unit=Unit(table["unit"]),
            text_max=table.get("text_max"),
            text_fold=table.get("text_fold"),
            hashtags_max=table.get("hashtags_max"),
            durable=table["durable"],
            reaches_everyone=table["reaches_everyone"],
            optional=table.get("optional", False),
            evidence=tuple(Evidence(kind) for kind in table["evidence"]),
            hosts=tuple(table["hosts"]),
            posts=tuple(table["posts"]),
            order=order,
        )
    except ValueError as error:
        raise ChannelError(f"channel {who}: {error}") from error
