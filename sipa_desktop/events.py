"""What has changed, said once to whoever listens: pages subscribe here and never to each other.

Listeners are called on the thread that made the change; a listener that fails must not stop the others.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from enum import StrEnum
from typing import Generic, TypeVar

import msgspec

log = logging.getLogger(__name__)

E = TypeVar("E")


class Topic(StrEnum):
    """The kinds of things a page may show."""

    REPORTS = "reports"
    REVIEWS = "reviews"
    PUBLICATIONS = "publications"
    FEEDBACK = "feedback"
    CONSULTATION = "consultation"  # threads with the kecamatan, and what was agreed in them
    PEOPLE = "people"  # persons and PCs, on the kecamatan's desk
    ATTACHMENTS = "attachments"  # a file came, or left
    OFFICE = "office"  # villages, templates, duties, channels
    OUTBOX = "outbox"
    DRAFTS = "drafts"
    COPIES = "copies"  # a copy of the data was made or failed, or the data was put back from one
    STICKS = "sticks"  # a bundle was written to a stick, taken from one, or handed over
    UPDATES = "updates"  # a newer version of the program may be had, or was tried
    IDENTITY = "identity"


class Changes(msgspec.Struct, frozen=True):
    """Which kinds of things changed in one committed transaction."""

    topics: frozenset[Topic] = msgspec.field(default_factory=frozenset)

    def touches(self, *topics: Topic) -> bool:
        """True when any of the topics changed."""
        return bool(self.topics & set(topics))


class Bus(Generic[E]):
    """Passes events of one type to its subscribers, in the order of subscription."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[E], None]] = []
        self._lock = threading.Lock()

    def subscribe(self, listener: Callable[[E], None]) -> Callable[[], None]:
        """Call `listener` for every later event; the returned function ends it."""
        with self._lock:
            self._listeners.append(listener)

        def unsubscribe() -> None:
            with self._lock:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return unsubscribe

    def publish(self, event: E) -> None:
        """Pass the event on; returns when every listener was called."""
        with self._lock:
            listeners = list(self._listeners)
        for listener in listeners:
            try:
                listener(event)
            except Exception:
                log.exception("a listener failed")
