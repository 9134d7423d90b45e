"""The next message, under way while the reply before it is taken: never more than one, and only where all went well.

It is sent when the server has answered the one before, so the order on the server is that of the queue. What it brings
counts only after what was before it is on this PC's disk; otherwise it is dropped, as if the line had been cut.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress

import msgspec

from sipa_core.ports import Clock, Entropy
from sipa_core.sync.peer import CarriageError, Peer
from sipa_core.wire.exchange import Reply, Request
from sipa_core.wire.receipts import Status
from sipa_desktop.store.unit_of_work import Store, Tx
from sipa_desktop.sync import scope
from sipa_desktop.sync.session import MetaKey, check, compose

Answer = Callable[[], Reply]
"""Gives the reply, or raises what asking for it raised."""
Beside = Callable[[Answer], Answer]
"""How something is asked while the caller goes on."""


class Ahead(msgspec.Struct, frozen=True):
    """A message under way."""

    request: Request
    reply: Answer


def in_turn(asked: Answer) -> Answer:
    """Ask at once, in the caller's own thread: the same each time."""
    try:
        reply = asked()
    except CarriageError as fault:
        return _raising(fault)
    return lambda: reply


def beside(asked: Answer) -> Answer:
    """Ask in a thread that is there for this alone."""
    said: list[Reply] = []
    faults: list[BaseException] = []

    def ask() -> None:
        try:
            said.append(asked())
        except BaseException as fault:  # noqa: BLE001 - it is raised where the reply is wanted
            faults.append(fault)

    thread = threading.Thread(target=ask, name="sync-ahead", daemon=True)
    thread.start()

    def answer() -> Reply:
        thread.join()
        if faults:
            raise faults[0]
        return said[0]

    return answer


def _raising(fault: CarriageError) -> Answer:
    def answer() -> Reply:
        raise fault

    return answer


def next_request(
    tx: Tx, before: Request, said: Reply, clock: Clock, entropy: Entropy, limit: int, *, terse: bool
) -> Request | None:
    """Seal and make the message that follows the reply to `before`, which is not taken yet; commit, then send.

    None unless the reply settles every op and goes on where this desk stands, and there is more to ask or to send.
    """
    reply = check(tx, before, said)
    epoch = tx.meta.get(MetaKey.EPOCH)
    goes_on = reply.epoch == epoch == before.epoch and reply.since <= tx.meta.upto <= reply.upto
    otherwise = reply.reset is not None or reply.scope is not None or reply.token is not None
    if otherwise or not goes_on or scope.leaving_in(tx) is not None:
        return None
    if any(one.status is not Status.ACCEPTED for one in reply.receipts):
        return None
    behind = tx.outbox.behind([op.op_id for op in before.ops])
    if behind is None:
        return None
    request = compose(tx, clock, entropy, limit, behind=behind, cursor=reply.cursor, terse=terse)
    return request if request.ops or (reply.more and reply.cursor != before.cursor) else None


class Following:
    """At most one message that is under way while the reply before it is taken."""

    def __init__(self, store: Store, clock: Clock, entropy: Entropy, asking: Beside) -> None:
        self._store, self._clock, self._entropy, self._asking = store, clock, entropy, asking
        self._ahead: Ahead | None = None

    def go(self, line: Peer, token: str, request: Request, reply: Reply, limit: int) -> None:
        """Send what follows the reply to `request` before it is taken, where it is known what that is."""
        terse = reply.limits.terse
        with self._store.write() as tx:
            following = next_request(tx, request, reply, self._clock, self._entropy, limit, terse=terse)
        if following is not None:
            self._ahead = Ahead(following, self._asking(lambda: line.exchange(following, token)))

    def take(self) -> Ahead | None:
        """The message that is under way, whose reply the caller will take; None when there is none."""
        ahead, self._ahead = self._ahead, None
        return ahead

    def drop(self) -> None:
        """What is under way counts for nothing, as if the line had been cut; the line is free when this returns."""
        ahead = self.take()
        if ahead is not None:
            with suppress(CarriageError):
                ahead.reply()
