"""What the kecamatan sees of proofs of posting: the list that waits, and one proof with what to look at."""

from __future__ import annotations

from dataclasses import dataclass

from sipa_core.domain.attachments import Attachment
from sipa_core.domain.workflow import PostingState
from sipa_desktop.services.posting_views import ItemView


@dataclass(frozen=True)
class ProofRow:
    """One proof that waits. `day` is "16 Jul"; `picture` the first picture given, None for an address alone."""

    posting_id: str
    village: str
    channel: str
    channel_name: str
    title: str
    day: str
    picture: Attachment | None


@dataclass(frozen=True)
class ProofList:
    """What waits to be looked at, of all channels or of one; `channels` are (key, name, how many) for the filter."""

    rows: tuple[ProofRow, ...]
    total: int
    villages: int
    channels: tuple[tuple[str, str, int], ...]
    words: str


class ToldItem(ItemView, frozen=True):
    """One thing that the law asks for: `told` at all, and `place` where it stands (text, picture, both, nowhere)."""

    place: str = ""


@dataclass(frozen=True)
class ProofDetail:
    """One proof. `facts` are (label, value) in the order of the page, `questions` (what to look at, what it should be),
    `warnings` sentences about the same proof given elsewhere. `can_decide` while no verdict stands;
    `reasons` are ready ones to refuse it with.
    """

    posting_id: str
    village: str
    channel: str
    channel_name: str
    title: str
    report_title: str
    state: PostingState
    url: str
    caption: str
    with_picture: bool
    pictures: tuple[Attachment, ...]
    facts: tuple[tuple[str, str], ...]
    questions: tuple[tuple[str, str], ...]
    items: tuple[ToldItem, ...]
    warnings: tuple[str, ...]
    reason: str
    can_decide: bool
    publication_id: str
    reasons: tuple[str, ...] = ()
