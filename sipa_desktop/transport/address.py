"""Addresses of servers as people type them: what can be used, and what must never be opened.

Apart from `http`, so that nothing of the network is imported before something is sent.
"""

from __future__ import annotations

import re
from ipaddress import IPv6Address
from typing import Final
from urllib.parse import urlsplit

_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_FINGERPRINT: Final = re.compile(r"[0-9a-f]{64}")
_NAME: Final = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")


def is_loopback(host: str | None) -> bool:
    """True for this computer itself."""
    return host in _LOOPBACK


def origin_of(url: str) -> str | None:
    """`https://host[:port]` of a typed address, or None when it cannot be one.

    An address without a scheme means https; plain http is taken for this computer only; no path, user or query.
    """
    typed = url.strip()
    if "://" not in typed:
        typed = f"https://{typed}"
    try:
        parts = urlsplit(typed)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if "@" in parts.netloc or parts.query or parts.fragment or parts.path not in ("", "/") or port == 0:
        return None
    if parts.scheme not in ("http", "https") or not _is_host(host):
        return None
    if parts.scheme == "http" and not is_loopback(host):
        return None
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" + (f":{port}" if port is not None else "")


def pinned(origin: str, certificate: str) -> str:
    """The line to a server that vouches for itself: its origin, and the SHA-256 (hex) of its own certificate.

    Without a certificate the origin alone: a public authority vouches for the server.
    """
    return f"{origin}#{certificate}" if certificate else origin


def parted(line: str) -> tuple[str, str]:
    """The origin and the certificate's SHA-256 (empty: a public authority's) of what `pinned` made."""
    origin, _mark, certificate = line.partition("#")
    if certificate and _FINGERPRINT.fullmatch(certificate) is None:
        raise ValueError("not a certificate's SHA-256")
    return origin, certificate


def is_plain_http(url: str) -> bool:
    """True for an address that asks for plain http: when it cannot be used, that is what must be said of it."""
    return url.strip().lower().startswith("http://")


def _is_host(host: str) -> bool:
    if ":" in host:
        try:
            IPv6Address(host)
        except ValueError:
            return False
        return True
    return _NAME.fullmatch(host) is not None and ".." not in host
