"""What ships with the program as data: report types, duties, code lists, regions, words, fonts and icons.

A leaf: it imports nothing of the program. Names are relative with forward slashes (`templates/lra_semester1.toml`);
a name can never climb out of this folder.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

_HERE: Final = Path(__file__).parent
"""A folder from source and in the bundle alike; importlib.resources would cost the first window a twentieth of its
time."""
GUIDE: Final = "panduan"
"""The users' guide is a document of the project; a bundle and a package carry it among the resources."""
_GUIDE_IN_SOURCE: Final = _HERE.parent / "docs" / GUIDE


def read_bytes(name: str) -> bytes:
    """Return the bytes of a shipped file; FileNotFoundError when there is none of that name."""
    return _entry(name).read_bytes()


def read_text(name: str) -> str:
    """Return a shipped file as UTF-8 text; FileNotFoundError when there is none of that name."""
    return read_bytes(name).decode("utf-8")


def names(folder: str, suffix: str = "") -> tuple[str, ...]:
    """Return the sorted names (`folder/file`) of the files of a folder that end with the suffix."""
    found = (entry.name for entry in _entry(folder).iterdir() if entry.is_file())
    return tuple(f"{folder}/{name}" for name in sorted(found) if name.endswith(suffix))


def _entry(name: str) -> Path:
    parts = name.split("/")
    if "\\" in name or any(part in ("", ".", "..") for part in parts):
        raise FileNotFoundError(name)
    if parts[0] == GUIDE and _GUIDE_IN_SOURCE.is_dir():
        return _GUIDE_IN_SOURCE.joinpath(*parts[1:])
    return _HERE.joinpath(*parts)
