"""How this server is run: where its data lies, where it listens, and by which address citizens reach it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """`public_url` has no slash at its end; `behind_proxy` says that a reverse proxy speaks https for this server."""

    data: Path
    host: str = "127.0.0.1"
    port: int = 8080
    public_url: str = ""
    behind_proxy: bool = False
