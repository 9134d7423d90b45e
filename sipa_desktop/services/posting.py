"""Publications of the village: the checklist of channels, ready words and picture, and the proofs.

A channel is ticked only by a proof, and only when what the law asks for has reached the reader.
"""

from __future__ import annotations

from sipa_core.ports import Clock
from sipa_desktop.errors import Refused
from sipa_desktop.services.posting_views import CaptionView, PublicationDetail, PublicationRow
from sipa_desktop.services.queue_views import Done
from sipa_desktop.services.reports_views import Saved
from sipa_desktop.store.unit_of_work import Store


class Posting:
    """The publications in this desk's scope (a village: its own; the kecamatan: all, to read)."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def publications(self) -> list[PublicationRow]:
        """Every publication, newest approval first."""
        raise NotImplementedError

    def detail(self, publication_id: str) -> PublicationDetail | Refused:
        """One publication with its checklist."""
        raise NotImplementedError

    def caption(self, publication_id: str, channel: str, *, with_picture: bool = True) -> CaptionView | Refused:
        """The ready words of a channel: as last left by a person, else as made from the report's figures."""
        raise NotImplementedError

    def save_caption(self, publication_id: str, channel: str, text: str) -> Saved | Refused:
        """Journal the words of one channel of one version; an empty text brings the ready words back."""
        raise NotImplementedError

    def picture(self, publication_id: str) -> bytes | Refused:
        """The ready picture as PNG, 1080 wide; made once per version and kept in memory."""
        raise NotImplementedError

    def prove(self, publication_id: str, channel: str, url: str, *, with_picture: bool) -> Done | Refused:
        """Queue the proof of a post; refused while an item of the law is missing, or the address proves nothing."""
        raise NotImplementedError
