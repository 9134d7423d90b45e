"""Where a profile lies when nobody named a folder."""

from __future__ import annotations

from pathlib import Path

DATABASE = "sipa.db"
BLOBS = "blobs"


def default_profile() -> Path:
    """This user's own data folder for SIPA, outside the program's folder so that an update never touches it."""
    import platformdirs

    return Path(platformdirs.user_data_dir("SIPA Desktop", appauthor=False))


VERSION = "0.1.0"
"""The program's version as the kecamatan sees it beside each PC; a test holds it to pyproject.toml."""
