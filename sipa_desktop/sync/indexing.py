"""The index of words after a session: what came is found by its words once everybody was told that it came."""

from __future__ import annotations

import logging
from threading import Event
from typing import Final

from sipa_desktop.errors import KnownError
from sipa_desktop.store.unit_of_work import Store

log = logging.getLogger(__name__)

BATCH: Final = 500
"""Things that are indexed in one transaction: a save waits no longer than that."""


def index_words(store: Store, stopping: Event) -> None:
    """Index what is noted, until all is done or the desk is closed; a fault leaves it for another time."""
    try:
        with store.read() as tx:
            left = tx.search.backlog()
        while left > 0 and not stopping.is_set():
            with store.write(index=False) as tx:
                done = tx.search.settle(0, BATCH)
            left = left - done if done else 0
    except KnownError as known:
        log.warning("the index of words waits: %s", known.code)
