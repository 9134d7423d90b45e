"""Addresses of servers as people type them: what can be used, and what must never be opened.

Apart from `http`, so that nothing of the network is imported before something is sent.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


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
        port = parts.port
    except ValueError:
        return None
    host = parts.hostname
    if not host or parts.username or parts.query or parts.fragment or parts.path not in ("", "/"):
        return None
    if parts.scheme == "http" and not is_loopback(host):
        return None
    if parts.scheme not in ("http", "https") or any(ch.isspace() for ch in host):
        return None
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" + (f":{port}" if port is not None else "")
