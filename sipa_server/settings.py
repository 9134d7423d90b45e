"""How this server is run: where its data lies, and by which address citizens reach it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """`public_url` has no slash at its end; empty while nobody said it."""

    data: Path
    public_url: str = ""
