"""The next message, under way while the answer before it is read and taken: never more than one, and only where the
head of that answer says that all went well.

It is sent when the server has answered the one before, so the order on the server is that of the queue. What it brings
counts only after what was before it is on this PC's disk; otherwise it is dropped, as if the line had been cut.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress

import msgspec

from sipa_core.ports import Clock, Entropy
from sipa_core.sync.peer import CarriageError, Heard, Peer
from sipa_core.wire.exchange import Limits, Reply, Request
from sipa_core.wire.onward import Onward, took_all
from sipa_desktop.store.unit_of_work import Store, Tx
from sipa_desktop.sync import scope
from sipa_desktop.sync.session import MetaKey, compose

Answer = Callable[[], Heard]
"""Gives the answer, not read yet, or raises what asking for it raised."""
Beside = Callable[[Answer], Answer]
"""How something is asked while the caller goes on."""


class Ahead(msgspec.Struct, frozen=True):
    """A message under way."""

    request: Request
    answer: Answer


def in_turn(asked: Answer) -> Answer:
    """Ask at once, in the caller's own thread: the same each time."""
    try:
        heard = asked()
    except CarriageError as fault:
        return _raising(fault)
    return lambda: heard


def beside(asked: Answer) -> Answer:
    """Ask in a thread that is there for this alone."""
    said: list[Heard] = []
    faults: list[BaseException] = []

    def ask() -> None:
        try:
            said.append(asked())
        except BaseException as fault:  # noqa: BLE001 - it is raised where the answer is wanted
            faults.append(fault)

    thread = threading.Thread(target=ask, name="sync-ahead", daemon=True)
    thread.start()

    def answer() -> Heard:
        thread.join()
        if faults:
            raise faults[0]
        return said[0]

    return answer


def _raising(fault: CarriageError) -> Answer:
    def answer() -> Heard:
        raise fault

    return answer


def next_request(
    tx: Tx, before: Request, onward: Onward, clock: Clock, entropy: Entropy, limit: int, *, terse: bool
) -> Request | None:
    """Seal and make the message that follows the answer to `before`, which is not read yet; commit, then send.

    None unless this desk stands where it stood when it asked, and there is more to ask or to send.
    """
    if tx.meta.get(MetaKey.EPOCH) != before.epoch or scope.leaving_in(tx) is not None:
        return None
    behind = tx.outbox.behind([op.op_id for op in before.ops])
    if behind is None:
        return None
    request = compose(tx, clock, entropy, limit, behind=behind, cursor=onward.cursor, terse=terse)
    return request if request.ops or (onward.more and onward.cursor != before.cursor) else None


def as_foreseen(tx: Tx, reply: Reply, onward: Onward | None) -> bool:
    """True when a taken reply was what the head of its answer promised: only then counts what went by it."""
    return onward is None or (took_all(reply) and tx.meta.get(MetaKey.CURSOR) == onward.cursor == reply.cursor)


class Following:
    """At most one message that is under way while the answer before it is read and taken."""

    def __init__(self, store: Store, clock: Clock, entropy: Entropy, asking: Beside) -> None:
        self._store, self._clock, self._entropy, self._asking = store, clock, entropy, asking
        self._ahead: Ahead | None = None

    def go(self, line: Peer, token: str, request: Request, onward: Onward | None, limit: int, limits: Limits) -> None:
        """Send what follows the answer to `request`, where that is known: at most `limit` ops, with 0 nothing."""
        if onward is None or not limit:
            return
        limit = min(limit, limits.most_ops)
        with self._store.write() as tx:
            following = next_request(tx, request, onward, self._clock, self._entropy, limit, terse=limits.terse)
        if following is not None:
            self._ahead = Ahead(following, self._asking(lambda: line.ask(following, token)))

    def take(self) -> Ahead | None:
        """The message that is under way, whose answer the caller will read; None when there is none."""
        ahead, self._ahead = self._ahead, None
        return ahead

    def drop(self) -> None:
        """What is under way counts for nothing, as if the line had been cut; the line is free when this returns."""
        ahead = self.take()
        if ahead is not None:
            with suppress(CarriageError):
                ahead.answer()
