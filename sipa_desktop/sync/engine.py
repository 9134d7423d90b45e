"""The control thread of sending: wakes on a new op, on demand, on a timer, and after a failure; never blocks a caller.

A try that fails changes no op; it only sets the time of the next one. No transaction is open while the line is used.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from sipa_core.ports import Clock, Entropy, Secrets
from sipa_core.sync import backoff
from sipa_core.sync.peer import CarriageError, Peer, Trouble
from sipa_core.wire.problems import Problem
from sipa_desktop.errors import KnownError
from sipa_desktop.events import Bus, Changes, Topic
from sipa_desktop.platform.keys import TOKEN
from sipa_desktop.store.unit_of_work import Store
from sipa_desktop.sync.session import Absorbed, MetaKey, absorb, compose
from sipa_desktop.sync.status import Phase, SyncStatus
from sipa_desktop.sync.words import trouble_words

log = logging.getLogger(__name__)

ROUND_SECONDS = 5 * 60.0
JOIN_SECONDS = 5.0
MAX_TURNS = 500
"""Most exchanges in one session; a server that always says "more" must not hold the thread for ever."""


@dataclass(frozen=True)
class SyncOutcome:
    """How a session ended: what was received, and the failure in words where there was one."""

    accepted: int
    parked: int
    taken: int
    waiting: int
    parked_in_all: int
    trouble: Trouble | None = None
    code: str | None = None
    words: str = ""

    @property
    def complete(self) -> bool:
        """True only when the session came to its end and every op of this PC has its receipt."""
        return self.trouble is None and self.waiting == 0 and self.parked_in_all == 0


class SyncEngine:
    """Sends and receives for one profile. `start` makes the thread; `run_once` works without it, in the caller's."""

    def __init__(
        self, store: Store, clock: Clock, entropy: Entropy, secrets: Secrets, peer_of: Callable[[str], Peer]
    ) -> None:
        self.statuses: Bus[SyncStatus] = Bus()
        self._store = store
        self._clock = clock
        self._entropy = entropy
        self._secrets = secrets
        self._peer_of = peer_of
        self._peer: Peer | None = None
        self._status = SyncStatus()
        self._status_lock = threading.Lock()
        self._session = threading.Lock()
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._failures = 0
        self._thread: threading.Thread | None = None
        self._unsubscribe = store.changes.subscribe(self._on_changes)
        self._refresh()

    def start(self) -> None:
        """Begin to send by itself; a first session follows at once."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="sync", daemon=True)
            self._wake.set()
            self._thread.start()

    def stop(self, timeout: float = JOIN_SECONDS) -> bool:
        """End the thread; waits at most `timeout` seconds. True when it has ended."""
        self._unsubscribe()
        self._stopping.set()
        self._wake.set()
        if self._thread is None:
            return True
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def sync_now(self) -> None:
        """Ask for a session now, also before a set time; returns at once."""
        self._failures = 0
        self._wake.set()

    def status(self) -> SyncStatus:
        """The facts of this moment."""
        with self._status_lock:
            return self._status

    def run_once(self) -> SyncOutcome:
        """Run one session to its end in the caller's thread: exchanges until neither side has more."""
        with self._session:
            return self._sessions()

    def _sessions(self) -> SyncOutcome:
        accepted = parked = taken = 0
        self._tell(phase=Phase.SENDING, trouble=None, words="", next_try_at=None)
        self._refresh(start=True)
        fault: CarriageError | None = None
        try:
            for _turn in range(MAX_TURNS):
                done = self._exchange()
                accepted, parked, taken = accepted + done.accepted, parked + done.parked, taken + done.taken
                if not done.more or self._stopping.is_set():
                    break
        except CarriageError as trouble:
            fault = trouble
        except KnownError as known:
            log.warning("sending stopped: %s", known.code)
            fault = CarriageError(Trouble.PROBLEM)
        words = trouble_words(fault) if fault is not None else ""
        self._tell(
            phase=Phase.IDLE if fault is None else Phase.WAITING,
            trouble=fault.trouble if fault is not None else None,
            words=words,
            sending_total=0,
            sent=0,
        )
        self._refresh()
        with self._store.read() as tx:
            waiting, parked_in_all = tx.outbox.waiting(), tx.outbox.parked()
        self._last_retry_after = fault.retry_after if fault is not None else None
        return SyncOutcome(
            accepted,
            parked,
            taken,
            waiting,
            parked_in_all,
            fault.trouble if fault is not None else None,
            fault.code if fault is not None else None,
            words,
        )

    def _exchange(self) -> Absorbed:
        """Compose and commit; carry without any transaction; absorb and commit."""
        with self._store.write() as tx:
            identity = tx.meta.identity
            if identity is None:
                raise CarriageError(Trouble.PROBLEM, Problem.UNAUTHENTICATED)
            request = compose(tx, self._clock, self._entropy)
        token = self._secrets.get(TOKEN)
        if token is None:
            raise CarriageError(Trouble.PROBLEM, Problem.UNAUTHENTICATED)
        if self._peer is None:
            self._peer = self._peer_of(identity.server_url)
        reply = self._peer.exchange(request, token)
        with self._store.write() as tx:
            done = absorb(tx, request, reply, self._clock, self._entropy)
        status = self.status()
        self._tell(sent=min(status.sent + done.accepted + done.parked, status.sending_total))
        return done

    def _run(self) -> None:
        wait: float | None = None
        while True:
            self._wake.wait(ROUND_SECONDS if wait is None else wait)
            self._wake.clear()
            if self._stopping.is_set():
                return
            wait = None
            with self._store.read() as tx:
                if tx.meta.identity is None:
                    continue
            try:
                outcome = self.run_once()
            except Exception:
                # A bug must not end sending for good; nothing was lost, the ops still stand in the outbox.
                log.exception("a session failed")
                self._failures += 1
                wait = backoff.delay(self._failures, self._chance())
                self._tell(phase=Phase.WAITING)
                continue
            if outcome.trouble is None:
                self._failures = 0
                continue
            self._failures += 1
            wait = backoff.delay(self._failures, self._chance(), self._last_retry_after)
            self._tell(next_try_at=self._clock.now() + int(wait * 1000))

    _last_retry_after: float | None = None

    def _chance(self) -> float:
        return int.from_bytes(self._entropy.bytes(4), "big") / 2**32

    def _on_changes(self, changes: Changes) -> None:
        if changes.touches(Topic.OUTBOX, Topic.DRAFTS, Topic.IDENTITY):
            self._refresh()
        if changes.touches(Topic.OUTBOX) and threading.current_thread() is not self._thread and self._failures == 0:
            # While the line fails, a new op waits for the set time like the others: no hammering by typing.
            self._wake.set()

    def _refresh(self, *, start: bool = False) -> None:
        """Read the facts that stand in the database."""
        with self._store.read() as tx:
            waiting, parked = tx.outbox.waiting(), tx.outbox.parked()
            contact, saved = tx.meta.get(MetaKey.LAST_CONTACT), tx.saved_at()
        more = {"sending_total": waiting, "sent": 0} if start else {}
        self._tell(
            waiting=waiting,
            parked=parked,
            last_contact=int(contact) if contact is not None else None,
            saved_at=saved,
            **more,
        )

    def _tell(self, **facts: object) -> None:
        with self._status_lock:
            told = replace(self._status, **facts)  # type: ignore[arg-type]
            if told == self._status:
                return
            self._status = told
        self.statuses.publish(told)
