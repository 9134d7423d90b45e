"""What the page and the verbs show of sticks: what was written, what was taken in, what is carried for others."""

from __future__ import annotations

from pathlib import Path

import msgspec

from sipa_core.wire.bundles import BundleState
from sipa_desktop.platform.removable import Place


class Written(msgspec.Struct, frozen=True):
    """Files that were read back and are whole. `words` say what they hold, where, and whether that may be pulled;
    `on_stick` is False when they are known to lie on this PC's own disk.
    """

    files: tuple[Path, ...]
    words: str
    on_stick: bool = True


class Refusal(msgspec.Struct, frozen=True):
    """A file that was not used, and why."""

    name: str
    code: str
    words: str


class TakenIn(msgspec.Struct):
    """What taking in a folder did. `receipts` own ops got theirs (of those that a person knows of), `reports` of them
    are reports, `news` records came, `carried` bundles of others are kept, `waiting` replies wait for the one before,
    `known` were taken before, `others` are not for this PC. `place` is where the person had it look.
    """

    receipts: int = 0
    reports: int = 0
    parked: int = 0
    news: int = 0
    attachments: int = 0
    replies: int = 0
    carried: int = 0
    waiting: int = 0
    known: int = 0
    others: int = 0
    more: bool = False
    refused: list[Refusal] = []
    place: Place | None = None

    @property
    def anything(self) -> bool:
        """True when some file was for this PC, or is carried now."""
        return bool(self.replies or self.carried or self.waiting)


class CarriedRow(msgspec.Struct, frozen=True):
    """A bundle that is carried, in words. `state` is None until the server has said what became of it."""

    sha256: str
    name: str
    detail: str
    state: BundleState | None
    words: str
    has_reply: bool
    reply_written: bool


class StickView(msgspec.Struct, frozen=True):
    """The USB part of *Kirim dan terima*. `out_words` says what would leave ("1 laporan, 3,3 MB"), `last_words` what
    became of the last stick; both may be empty. `ready` is False until the server's key is known here.
    """

    ready: bool
    out_words: str
    last_words: str
    courier: bool
    carried: tuple[CarriedRow, ...] = ()
    to_hand: int = 0
    replies: int = 0


class Handed(msgspec.Struct, frozen=True):
    """What handing over did: how many bundles the server has, how many it did not use (their rows say why), how many
    replies came. `words` say why it stopped, empty when all went.
    """

    handed: int
    unused: int
    replies: int
    left: int
    words: str = ""
    code: str = ""
