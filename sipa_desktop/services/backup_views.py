"""What the page of copies shows, in words and plain values."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

import msgspec

from sipa_desktop.platform.removable import Medium


class CopyRow(msgspec.Struct, frozen=True):
    """One copy: where it lies, when it was made in words, what is in it in words, and its size in bytes."""

    folder: Path
    made_at: int
    when: str
    holds: str
    size: int
    place: str = ""
    device: str = ""


class BackupView(msgspec.Struct, frozen=True):
    """The copies on this PC and in the chosen place, and what should be said of them.

    `outside` is the chosen place for copies elsewhere (a stick, another disk), empty when none was chosen;
    `outside_here` tells whether it can be reached now. `warning` is a sentence, empty when all is well.
    """

    here: tuple[CopyRow, ...]
    outside: str
    outside_here: bool
    there: tuple[CopyRow, ...]
    last_outside: str
    warning: str


class Rehearsed(msgspec.Struct, frozen=True):
    """A copy was opened and read from the first page to the last; `words` say what a restoring would bring back."""

    words: str
    copy: CopyRow


class Copied(msgspec.Struct, frozen=True):
    """A copy was made and found whole; `medium` tells on what it lies."""

    words: str
    copy: CopyRow
    medium: Medium = Medium.OWN


class AlertKind(StrEnum):
    """What may stand at the top of a page about copies, the gravest first."""

    UPDATED = "updated"
    RESTORED = "restored"
    WENT_BACK = "went_back"
    FAILED = "failed"
    OUTSIDE = "outside"


class CopyAlert(msgspec.Struct, frozen=True):
    """A lasting, quiet notice: a sentence with lines below it. It goes by itself unless `put_away` is True."""

    kind: AlertKind
    title: str
    lines: tuple[str, ...] = ()

    @property
    def put_away(self) -> bool:
        """True for what stays until a person has read it."""
        return self.kind in (AlertKind.RESTORED, AlertKind.WENT_BACK)
