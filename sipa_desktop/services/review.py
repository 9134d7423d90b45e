"""The kecamatan's review: what waits, one version with its checks, notes being written, and the verdict.

Notes stay on this PC until they are given back; a verdict is never given past notes that stand.
"""

from __future__ import annotations

from sipa_core.ports import Clock, Entropy
from sipa_desktop.errors import Refused
from sipa_desktop.services.queue_views import Done
from sipa_desktop.services.review_views import ReviewDetail, ReviewList
from sipa_desktop.store.unit_of_work import Store


class Review:
    """The reviews of a kecamatan's desk."""

    def __init__(self, store: Store, clock: Clock, entropy: Entropy) -> None:
        self._store = store
        self._clock = clock
        self._entropy = entropy

    def waiting(self) -> ReviewList:
        """Newest versions without a verdict, the longest waiting first; and publications held for a person."""
        raise NotImplementedError

    def detail(self, version_id: str) -> ReviewDetail | Refused:
        """One version, whatever its state; decided ones are read-only."""
        raise NotImplementedError

    def open(self, version_id: str) -> Done | Refused:
        """Say that somebody looks (the village sees *Diperiksa*); a second opening queues nothing."""
        raise NotImplementedError

    def save_note(self, version_id: str, key: str | None, path: str, text: str) -> str | Refused:
        """Journal a note on a path ("" for the whole report) and return its key; None makes a new one."""
        raise NotImplementedError

    def remove_note(self, version_id: str, key: str) -> None:
        """Take a note away again."""
        raise NotImplementedError

    def give_back(self, version_id: str) -> Done | Refused:
        """Queue the return with all written notes; refused in words while there is none."""
        raise NotImplementedError

    def accept(self, version_id: str, remark: str = "") -> Done | Refused:
        """Queue the approval; refused in words while notes are written."""
        raise NotImplementedError

    def release_publication(self, publication_id: str) -> Done | Refused:
        """Let a held publication out after a person has looked."""
        raise NotImplementedError
