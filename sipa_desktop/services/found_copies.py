"""Copies in a place that a person pointed at, in words to choose by. Reading the notes only, not the copies."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import merge
from pathlib import Path

from sipa_core.domain import dates
from sipa_desktop.store.snapshot import Snapshot, read_snapshot, snapshots_in


@dataclass(frozen=True)
class Found:
    """One copy as a person chooses it: when it was made, whose it is and what it holds, in words."""

    folder: Path
    when: str
    words: str


def look(place: Path) -> tuple[Found, ...]:
    """The copies in a place: itself, what lies in it, or in its folders of copies; newest first.

    Within a folder the one made last is the newest, whatever the clock said; folders are merged by date.
    """
    one = read_snapshot(place)
    found = [one] if one is not None else snapshots_in(place)
    if not found:
        try:
            inner = sorted(path for path in place.iterdir() if path.is_dir())
        except OSError:
            inner = []
        of_each = (snapshots_in(folder) for folder in inner)
        found = list(merge(*of_each, key=lambda copy: copy.note.made_at, reverse=True))
    return tuple(found_copy(copy) for copy in found)


def found_copy(copy: Snapshot) -> Found:
    """One copy in words to choose by."""
    from sipa_desktop.services.backup import holds_words

    when = dates.format_moment(copy.note.made_at)
    return Found(copy.folder, when, ", ".join(part for part in (copy.note.place, holds_words(copy.note)) if part))
