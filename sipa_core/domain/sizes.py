"""Sizes of files as people read them: whole kilobytes, or megabytes with one digit after the comma."""

from __future__ import annotations

KILO = 1024


def format_bytes(size: int) -> str:
    """Return a number of bytes as `1 KB`, `286 KB`, `3,1 MB`, `12 MB`; anything above nothing is at least 1 KB."""
    if size < KILO * KILO:
        return f"{max(1, round(size / KILO)) if size > 0 else 0} KB"
    mega = size / (KILO * KILO)
    return f"{mega:.1f}".replace(".", ",").removesuffix(",0") + " MB" if mega < 10 else f"{round(mega)} MB"
