"""What the pages show of a publication: the checklist of channels, ready words and picture, and what still lacks."""

from __future__ import annotations

from datetime import date

import msgspec

from sipa_core.domain.attachments import Attachment
from sipa_core.domain.post_links import Fate
from sipa_core.domain.publication_figures import PublicFigures
from sipa_core.domain.workflow import PostingState, PublicationState


class PublicationRow(msgspec.Struct, frozen=True):
    """One publication in the list: `done` of `total` channels that must be posted. `words` is "Disetujui 15 Juli".

    `refused` counts the proofs that the kecamatan sent back.
    """

    id: str
    title: str
    words: str
    state: PublicationState
    done: int
    total: int
    complete: bool
    refused: int = 0


class ChannelRow(msgspec.Struct, frozen=True):
    """One channel of the checklist. `words` is the line below the name: advice while owed, the proof's time after.

    `ticked` only with a proof; `pending` while that proof waits on this PC. `open` says that a proof is taken now, by
    an address (`takes_url`) or by pictures (`takes_picture`, of the post, or with `is_board` of the board itself);
    `action` is the word of its button, empty when nothing is to be done. `reason` is the kecamatan's, `pictures` those
    given as proof.
    """

    key: str
    posting_id: str
    name: str
    words: str
    state: PostingState
    chip: str
    action: str
    ticked: bool
    pending: bool
    optional: bool
    open: bool
    url: str
    takes_url: bool = True
    takes_picture: bool = False
    is_board: bool = False
    reason: str = ""
    pictures: tuple[Attachment, ...] = ()
    place: str = ""


class PublicPageRow(msgspec.Struct, frozen=True):
    """The public page itself, which needs no hand: its state, its address (empty while unknown), its words."""

    state: PublicationState
    chip: str
    url: str
    words: str


class ItemView(msgspec.Struct, frozen=True):
    """One thing that the law asks to be told (`basis` names the rule), and whether it stands in caption or picture."""

    key: str
    label: str
    words: str
    told: bool
    basis: str = ""


class PublicationDetail(msgspec.Struct, frozen=True):
    """One publication. `figures` is None with `refused` words when the report's figures cannot be told as they are.

    `today` is the day of the office, which a proof has unless another is said.
    """

    id: str
    title: str
    words: str
    village: str
    state: PublicationState
    held_words: str
    version: str
    figures: PublicFigures | None
    refused: str
    page: PublicPageRow
    channels: tuple[ChannelRow, ...]
    items: tuple[ItemView, ...]
    done: int
    total: int
    today: date = date.min


class CaptionView(msgspec.Struct, frozen=True):
    """The ready words of one channel as last left. `count` is in the channel's own unit, `limit` None when unknown.

    `seen` is what stands before "lihat selengkapnya" (empty where nothing is folded), `problem` why the channel does
    not take the text as it is, `checked_words` how old the channel's rules are.

    `missing` lists what the law asks for and neither caption nor picture says: while it is not empty no proof is taken.
    """

    publication: str
    channel: str
    text: str
    count: int
    limit: int | None
    count_words: str
    too_long: bool
    edited: bool
    saved_at: int | None
    missing: tuple[ItemView, ...]
    seen: str = ""
    problem: str = ""
    checked_words: str = ""


class LinkView(msgspec.Struct, frozen=True):
    """One link of a pasted text: the channel it is laid to with its `name`, or why it is asked or refused.

    `choices` are (key, name) of the channels it may belong to.
    """

    url: str
    fate: Fate
    channel: str
    name: str
    words: str
    choices: tuple[tuple[str, str], ...]


class Carried(msgspec.Struct, frozen=True):
    """The folder that was written for a phone, and how many files lie in it."""

    folder: str
    files: int
    words: str
