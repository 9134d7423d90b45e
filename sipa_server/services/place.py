"""The kecamatan that a server stands in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """The kecamatan this server stands in, as `init` wrote it down."""

    kecamatan: str
    kecamatan_name: str
    kabupaten_name: str
    zone: str = "Asia/Makassar"
