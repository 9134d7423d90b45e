"""Where a profile lies when nobody named a folder."""

from __future__ import annotations

import sys
from pathlib import Path

DATABASE = "sipa.db"
PRACTICE_FLAG = "--latihan"
BLOBS = "blobs"
UPDATE_NOTE = "pembaruan.json"


def default_profile() -> Path:
    """This user's own data folder for SIPA, outside the program's folder so that an update never touches it."""
    import platformdirs

    return Path(platformdirs.user_data_dir("SIPA Desktop", appauthor=False))


def licences_file() -> Path | None:
    """The licences of everything shipped, which a build lays beside the program; None from source."""
    beside = Path(sys.executable).with_name("LISENSI.txt")
    return beside if getattr(sys, "frozen", False) and beside.is_file() else None


def practice_profile() -> Path:
    """Where a practice lies: beside the real data, never in it."""
    return default_profile().with_name("SIPA Latihan")


def practice_command() -> tuple[str, list[str]]:
    """The program and its arguments that open a practice, from source and from the bundle alike."""
    arguments = [] if getattr(sys, "frozen", False) else ["-m", "sipa_desktop"]
    return sys.executable, [*arguments, PRACTICE_FLAG]


VERSION = "0.1.0"
"""The program's version as the kecamatan sees it beside each PC; a test holds it to pyproject.toml."""
