"""Where sticks and other media that come and go are mounted on Linux; Windows shows its drives by itself."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

MOUNTS: Final = Path("/proc/self/mounts")
_PLACES: Final = ("/media/", "/run/media/")
"""Where desktops mount what comes and goes; below /mnt lie disks that stay."""
_ESCAPED: Final = re.compile(r"\\([0-7]{3})")


def mounted_sticks(mounts: Path = MOUNTS) -> tuple[Path, ...]:
    """Mount points of removable media by name; empty where the system keeps no list. Touches no medium."""
    try:
        text = mounts.read_text("utf-8", "surrogateescape")
    except OSError:
        return ()
    named = (line.split(" ")[1] for line in text.splitlines() if line.count(" ") > 1)
    points = {_ESCAPED.sub(lambda found: chr(int(found[1], 8)), name) for name in named}
    return tuple(Path(name) for name in sorted(points) if name.startswith(_PLACES))
