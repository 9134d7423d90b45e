"""The control thread of sending: wakes on a new op, on demand, on a timer, and after a failure; never blocks a caller.

A try that fails changes no op; it only sets the time of the next one. No transaction waits for the line, and
after `stop` the profile's file is not touched again.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Final

from msgspec.structs import replace

from sipa_core.ops.base import QUIET
from sipa_core.ports import Clock, Entropy, Secrets
from sipa_core.sync import backoff
from sipa_core.sync.peer import CarriageError, Peer, Trouble
from sipa_core.wire.exchange import Limits, Request
from sipa_core.wire.problems import Problem
from sipa_desktop.errors import KnownError
from sipa_desktop.events import Bus, Changes, Topic
from sipa_desktop.platform.keys import TOKEN
from sipa_desktop.store.unit_of_work import Store, Tx
from sipa_desktop.sync import scope
from sipa_desktop.sync.ahead import Answer, Beside, Following, as_foreseen
from sipa_desktop.sync.ahead import beside as beside
from sipa_desktop.sync.ahead import in_turn as in_turn
from sipa_desktop.sync.clock import Told, clock_off, judged
from sipa_desktop.sync.copies import Copies, NoCopies
from sipa_desktop.sync.first_contact import introduce
from sipa_desktop.sync.indexing import index_words
from sipa_desktop.sync.outcome import Sum, SyncOutcome
from sipa_desktop.sync.own_thread import JOIN_SECONDS, OwnThread
from sipa_desktop.sync.server_key import lacks_server_key, learn_server_key
from sipa_desktop.sync.session import Absorbed, MetaKey, absorb, compose, nothing_new, told_in
from sipa_desktop.sync.standing import OF_ITS_PLACE, counted, keep_refusal, put_away, standing
from sipa_desktop.sync.status import Heard, Phase, SyncStatus
from sipa_desktop.sync.words import forgotten_words, fork_words, trouble_words

log = logging.getLogger(__name__)

ROUND_SECONDS: Final = 15 * 60.0
LOOK_SECONDS: Final = 60.0
"""So often the clock of this PC is looked at while nothing is sent."""
COPY_SECONDS: Final = 120.0
"""So long after the first typing the server gets a copy of it: often enough for a dead disk, seldom enough for 2G."""
JUMP_MS: Final = 60_000
"""From so much on, a clock that moved otherwise than time did was set, or the PC slept: worth a try now."""
MAX_TURNS: Final = 500
MAX_IDLE_TURNS: Final = 3
"""Turns in a row that settle and bring nothing; a server that only ever says "again" must not hold the thread."""

UNTAKEABLE: Final = frozenset({Problem.TOO_LARGE.value, Problem.BAD_REQUEST.value})
"""Refusals of a whole message that one op in it may have caused: it is looked for, and must not stop the others."""


class _StoppedError(Exception):
    """The desk is being closed in the middle of a session; what was under way is asked again next time."""


class SyncEngine:
    """Sends and receives for one profile. `start` makes the thread; `run_once` works without it, in the caller's."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        entropy: Entropy,
        secrets: Secrets,
        peer_of: Callable[[str], Peer],
        copies: Copies | None = None,
        asking: Beside = in_turn,
    ) -> None:
        self.statuses: Bus[SyncStatus] = Bus()
        self.sessions: Bus[SyncOutcome] = Bus()
        self._store = store
        self._clock = clock
        self._entropy = entropy
        self._secrets = secrets
        self._peer_of = peer_of
        self._copies = copies or NoCopies()
        self._following = Following(store, clock, entropy, asking)
        self._typed_at: float | None = None
        self._status = SyncStatus()
        self._status_lock = threading.Lock()
        self._telling = threading.RLock()
        self._session = threading.Lock()
        self._own_thread = OwnThread("sync", self._run)
        self._wake, self._stopping = self._own_thread.wake, self._own_thread.stopping
        self._failures, self._not_before = 0, 0.0
        self._limits = Limits()
        self._wait = ROUND_SECONDS
        self._told_at: tuple[int, float] | None = None
        self._pinned = ""
        self._key_asked, self._names_seen = False, True
        self._looked = (clock.now(), clock.monotonic())
        self._unsubscribe = store.changes.subscribe(self._on_changes)
        self._refresh()

    def start(self) -> None:
        """Begin to send by itself; a first session follows at once."""
        if not self._own_thread.begun:
            self._wake.set()
        self._own_thread.start()

    def stop(self, timeout: float = JOIN_SECONDS) -> bool:
        """End the thread; waits at most `timeout` seconds. True when it has ended."""
        self._unsubscribe()
        return self._own_thread.stop(timeout)

    def sync_now(self) -> None:
        """Ask for a session before its set time, though not before the server's own `Retry-After`; returns at once."""
        self._wake.set()

    def status(self) -> SyncStatus:
        """The facts of this moment; no SQL."""
        with self._status_lock:
            return self._status

    def put_away(self, what: Heard) -> None:
        """A person has read it; it is not told again until it happens again."""
        with self._store.write() as tx:
            put_away(tx, what)
        self._refresh()

    def agree_to_forget(self) -> int:
        """A person has read that this PC's place is another: what is not of it goes. How many records went."""
        with self._store.write() as tx:
            gone = scope.agree(tx)
        self._refresh()
        return gone

    def run_once(self) -> SyncOutcome:
        """Run one session to its end in the caller's thread: exchanges until neither side has more."""
        with self._session, self._store.long_log():
            outcome = self._whole_session()
        self.sessions.publish(outcome)
        self._store.fold()
        index_words(self._store, self._stopping)
        return outcome

    def _whole_session(self) -> SyncOutcome:
        self._tell(phase=Phase.SENDING, trouble=None, code=None, words="", next_try_at=None)
        total, fault = Sum(), None
        self._typed_at = None
        try:
            self._copies.queue()
            self._refresh(start=True)
            try:
                total, fault = self._turns(total)
                if fault is None and self._copies.holds and self._copies.queue():
                    total, fault = self._turns(total)
            finally:
                self._following.drop()
            if total.taken + total.accepted:
                self._copies.follow()
            self._learn_key(fault)
        except KnownError as known:
            log.warning("sending stopped: %s", known.code)
            fault = CarriageError(Trouble.THIS_PC)
            words = f"{known.title}. {known.message}"
        else:
            fault = judged(fault, self._clock.now(), self.told()) if fault is not None else None
            words = trouble_words(fault) if fault is not None else ""
        self._note(fault)
        self._tell(
            phase=Phase.IDLE if fault is None else Phase.WAITING,
            trouble=fault.trouble if fault is not None else None,
            code=fault.code if fault is not None else None,
            words=words,
            sending_total=0,
            sent=0,
        )
        self._refresh()
        status = self.status()
        notice = fork_words() if total.forked else forgotten_words(total.forgotten)
        return SyncOutcome(total, status.waiting, status.parked, status.trouble, status.code, words, notice)

    def _learn_key(self, fault: CarriageError | None) -> None:
        """A PC from before bundles asks once a start, when the line is known to be good."""
        if fault is None and not self._key_asked and lacks_server_key(self._store):
            self._key_asked = True
            learn_server_key(self._store, self._line()[0])

    def _turns(self, total: Sum) -> tuple[Sum, CarriageError | None]:
        """Exchange until neither side has more, or a fault; adds to `total` what was settled, before a fault too."""
        limit, idle, known = self._limits.most_ops, 0, False
        for _turn in range(MAX_TURNS):
            try:
                done, limit = self._turn(limit, more=known)
            except CarriageError as fault:
                if self._stopping.is_set():
                    raise _StoppedError from None
                return total, fault
            if done is None:
                continue
            total, known = total.plus(done), done.more
            if done.retry:
                break
            if not done.more:
                return total, None
            idle = 0 if done.accepted + done.parked + done.taken else idle + 1
            if idle >= MAX_IDLE_TURNS:
                break
        return total, CarriageError(Trouble.SERVER)

    def _turn(self, limit: int, *, more: bool) -> tuple[Absorbed | None, int]:
        """One exchange, and how many ops the next may carry: fewer while the one op is looked for that spoils all.

        `more`: the reply before said that there is more, so nobody need ask whether there is.
        """
        (line, token), ahead = self._line(), self._following.take()
        if ahead is None:
            with self._store.write() as tx:
                request = compose(
                    tx, self._clock, self._entropy, limit, terse=self._limits.terse, seen=self._names_seen
                )
            if not more and self._asks_only(request) and self._unchanged(line, token, request.cursor or ""):
                with self._store.write() as tx:
                    return nothing_new(tx, self._clock.now()), self._limits.most_ops
        request, answer = (request, None) if ahead is None else (ahead.request, ahead.answer)
        try:
            return self._carry(line, token, request, answer, limit * 2), min(self._limits.most_ops, limit * 2)
        except CarriageError as fault:
            if fault.code == Problem.BAD_REQUEST and (request.terse or request.seen):
                # An older program stands there since.
                self._limits = replace(self._limits, terse=False)
                self._names_seen = self._names_seen and not request.seen
                return None, limit
            if fault.code not in UNTAKEABLE or not request.ops:
                raise
            if len(request.ops) > 1:
                return None, len(request.ops) // 2
            # Is it this op, or any message? Without it the message must get through, else the fault is elsewhere.
            with self._store.write() as tx:
                bare = compose(tx, self._clock, self._entropy, 0)
            done, self._names_seen = self._carry(line, token, bare), True  # it was the op, and no older program
            with self._store.write() as tx:
                tx.outbox.park_unsent(request.ops[0].op_id, str(fault.code), self._clock.now())
                tx.touch(Topic.OUTBOX)
                tx.reproject()
            return replace(done, parked=1, more=True), self._limits.most_ops

    def _asks_only(self, request: Request) -> bool:
        """True when the smallest question will do: nothing to send, and the server was spoken to in this run."""
        asks = request.ops or request.digest or request.seen
        return self._told_at is not None and not asks and request.cursor is not None

    def _unchanged(self, line: Peer, token: str, cursor: str) -> bool:
        try:
            same = line.unchanged(cursor, token)
        except CarriageError as fault:
            raise self._ours(fault) from None
        if self._stopping.is_set():
            raise _StoppedError
        return same

    def _ours(self, fault: CarriageError) -> CarriageError:
        """Another server may say nothing of this PC's place."""
        return fault if fault.server_id in (None, self._pinned) else CarriageError(Trouble.NOT_OURS)

    def _line(self) -> tuple[Peer, str]:
        """The line to the pinned server and this PC's token; CarriageError when this PC has no place there."""
        with self._store.read() as tx:
            identity = tx.meta.identity
        if identity is None:
            raise CarriageError(Trouble.PROBLEM, Problem.UNAUTHENTICATED)
        self._pinned = identity.server_id
        line = self._peer_of(identity.line)
        token = self._secrets.get(TOKEN)
        if token is None:
            try:
                token = introduce(line, self._store, self._secrets, self._entropy)
            except CarriageError as fault:
                raise self._ours(fault) from None
        return line, token

    def _carry(self, line: Peer, token: str, request: Request, answer: Answer | None = None, then: int = 0) -> Absorbed:
        """Carry a composed request without any transaction (or take the answer to one that is under way); absorb the
        reply and commit. Meanwhile the next message goes, with at most `then` ops.
        """
        try:
            heard = line.ask(request, token) if answer is None else answer()
            self._following.go(line, token, request, heard.onward, then, self._limits)
            reply = heard.read()
        except CarriageError as fault:
            raise self._ours(fault) from None
        if self._stopping.is_set():
            raise _StoppedError
        # Not indexed in the same breath: a page of words takes longer to index than to take, and somebody waits.
        with self._store.write(index=False) as tx:
            done = absorb(tx, request, reply, self._clock, self._entropy)
            foreseen, told = as_foreseen(tx, reply, heard.onward), told_in(tx)
        if not foreseen:
            self._following.drop()
        if reply.token is not None:
            # The one in use holds until this one was used, so a fault between here and there locks nobody out.
            self._secrets.put(TOKEN, reply.token)
        # A clock that went back says nothing, and is asked for in full until it is right.
        self._told_at = None if told is not None and told.back else (reply.now, self._clock.monotonic())
        self._limits = reply.limits
        status = self.status()
        self._tell(sent=min(status.sent + done.accepted + done.parked, status.sending_total))
        return done

    def _note(self, fault: CarriageError | None) -> None:
        """Set when the next try may be, and keep that the server no longer knows this PC."""
        if fault is None:
            self._failures, self._not_before = 0, 0.0
            return
        self._failures += 1
        wait = backoff.delay(self._failures, self._chance(), fault.retry_after)
        self._not_before = self._clock.monotonic() + wait if fault.retry_after is not None else 0.0
        self._tell(next_try_at=self._clock.now() + int(wait * 1000))
        self._wait = wait
        if fault.code in OF_ITS_PLACE:
            with self._store.write() as tx:
                keep_refusal(tx, str(fault.code))

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._rest()
            self._wake.clear()
            if self._stopping.is_set():
                return
            held = self._not_before - self._clock.monotonic()
            if held > 0:
                self._wait = held
                continue
            self._wait = ROUND_SECONDS
            try:
                self._try()
            except _StoppedError:
                return
            except Exception:
                # A bug must not end sending for good; nothing was lost, the ops still stand in the outbox.
                log.exception("a session failed")
                if self._stopping.is_set():
                    return
                fault = CarriageError(Trouble.THIS_PC)
                self._note(fault)
                self._tell(phase=Phase.WAITING, trouble=fault.trouble, words=trouble_words(fault))

    def _rest(self) -> None:
        """Wait for the set time or somebody's wish; a clock that was set ends the waiting too, for it may have been
        the reason that nothing could be sent.
        """
        left = self._wait
        while left > 0 and not self._wake.wait(min(left, LOOK_SECONDS)):
            left -= LOOK_SECONDS
            if self._clock_jumped() or self._copy_is_due():
                return
            self._tell(**self._clock_facts(self.status().told))

    def _copy_is_due(self) -> bool:
        return self._typed_at is not None and self._clock.monotonic() - self._typed_at >= COPY_SECONDS

    def _clock_jumped(self) -> bool:
        before, passed = self._looked
        self._looked = (self._clock.now(), self._clock.monotonic())
        return abs((self._looked[0] - before) - (self._looked[1] - passed) * 1000) > JUMP_MS

    def told(self) -> Told | None:
        """What the server last said of the time, in this run or before."""
        with self._store.read() as tx:
            return self._told_in(tx)

    def _told_in(self, tx: Tx) -> Told | None:
        kept = told_in(tx)
        if kept is None or self._told_at is None:
            return kept
        said, at = self._told_at
        return Told(said, kept.here, int((self._clock.monotonic() - at) * 1000))

    def _clock_facts(self, told: Told | None) -> dict[str, object]:
        if told is not None and self._told_at is not None:
            told = replace(told, since=int((self._clock.monotonic() - self._told_at[1]) * 1000))
        found = clock_off(self._clock.now(), told)
        return {
            "told": replace(told, since=0) if told is not None else None,
            "clock_off": found.off if found is not None else None,
            "clock_least": found is not None and not found.exact,
        }

    def _try(self) -> None:
        with self._store.read() as tx:
            known = tx.meta.identity is not None
        if known:
            self.run_once()

    def _chance(self) -> float:
        return int.from_bytes(self._entropy.bytes(4), "big") / 2**32

    def _on_changes(self, changes: Changes) -> None:
        if not changes.touches(Topic.OUTBOX, Topic.DRAFTS, Topic.IDENTITY, Topic.ATTACHMENTS):
            return
        self._refresh()
        if changes.touches(Topic.DRAFTS) and self._typed_at is None:
            self._typed_at = self._clock.monotonic()
        if changes.touches(Topic.OUTBOX, Topic.IDENTITY) and not self._own_thread.is_current:
            self._wake.set()

    def _refresh(self, *, start: bool = False) -> None:
        """Read the facts that stand in the database. One at a time: an older reading must not be told after a newer."""
        with self._telling:
            with self._store.read() as tx:
                stands, written = tx.outbox.standing(QUIET), tx.documents.last_saved()
                waiting, quiet, to_hand = stands.waiting, stands.quiet, tx.bundles.to_hand()
                contact = tx.meta.get(MetaKey.LAST_CONTACT)
                clock, unsent = self._clock_facts(self._told_in(tx)), tx.blobs.unsent()
                stands_so = standing(tx)
            # A session that carries nothing that a person wrote is no sending to speak of.
            more = {"sending_total": waiting if waiting > quiet else 0, "sent": 0} if start else {}
            self._tell(
                waiting=waiting - quiet,
                quiet=quiet,
                parked=stands.parked,
                to_hand=to_hand,
                received=stands.received,
                last_contact=int(contact) if contact is not None else None,
                saved_at=max((at for at in (written, stands.last_made) if at is not None), default=None),
                **stands_so,
                **clock,
                blobs=counted(self.status().blobs, unsent),
                **more,
            )

    def refresh_blobs(self) -> int:
        """Read what attachments wait, tell it, and return how many."""
        with self._telling:
            with self._store.read() as tx:
                unsent = tx.blobs.unsent()
            self._tell(blobs=counted(self.status().blobs, unsent))
        return unsent.count

    def tell_blobs(self, **facts: object) -> None:
        """Tell what the transfer of attachments is about (fields of BlobStatus)."""
        with self._telling:
            self._tell(blobs=replace(self.status().blobs, **facts))

    def _tell(self, **facts: object) -> None:
        with self._telling:  # published in the order in which it became true
            with self._status_lock:
                told = replace(self._status, **facts)
                if told == self._status:
                    return
                self._status = told
            self.statuses.publish(told)
