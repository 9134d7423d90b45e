"""Carrying the bundles of others: a kecamatan's desk keeps sealed files until the server has them, and their replies
until a stick has them. It can read neither.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final

from sipa_core.domain import dates, rights
from sipa_core.domain.sizes import format_bytes
from sipa_core.messages import _
from sipa_core.ports import Clock, Secrets
from sipa_core.sync.bundle_words import bundle_words, state_words
from sipa_core.sync.peer import CarriageError, Peer, Trouble
from sipa_core.sync.signing import is_signed
from sipa_core.wire.bundles import (
    MAX_SEALED,
    REPLY_MARK,
    SUFFIX,
    BundleAnswer,
    BundleState,
    answer_digest,
    is_bundle_name,
)
from sipa_core.wire.problems import Problem
from sipa_desktop.errors import KnownError
from sipa_desktop.events import Topic
from sipa_desktop.identity import Identity
from sipa_desktop.platform.keys import TOKEN
from sipa_desktop.platform.removable import Medium
from sipa_desktop.platform.stick_files import StickFiles
from sipa_desktop.platform.whole_files import write_checked
from sipa_desktop.store.bundles import CarriedBundle
from sipa_desktop.store.unit_of_work import Store, StoreClosedError
from sipa_desktop.sync.clock import judged
from sipa_desktop.sync.engine import SyncEngine
from sipa_desktop.sync.outcome import SyncOutcome
from sipa_desktop.sync.stick_views import CarriedRow, Handed, Written
from sipa_desktop.sync.stick_words import place_words, unconfirmed_words
from sipa_desktop.sync.words import trouble_words

log = logging.getLogger(__name__)

REPLY: Final = ".balasan"
PIECE: Final = 1024 * 1024
KEPT_DAYS: Final = 60
"""A reply that a stick has is kept so long, for a stick may be lost."""
MOST_AGAIN: Final = 16 * 1024 * 1024
"""Bytes of a bundle that goes over the line once more for the sake of a newer reply."""
_DAY_MS: Final = 24 * 60 * 60 * 1000


class Courier:
    """What is carried. Handing over takes as long as the line takes: never on the window's thread."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        secrets: Secrets,
        peer_of: Callable[[str], Peer],
        sticks: StickFiles,
        engine: SyncEngine,
    ) -> None:
        self._store = store
        self._clock = clock
        self._secrets = secrets
        self._peer_of = peer_of
        self._sticks = sticks
        self._engine = engine
        self._round = threading.Lock()
        self._end: Callable[[], None] | None = None

    def start(self) -> None:
        """Hand over by itself whenever a session went well."""
        if self._end is None:
            self._end = self._engine.sessions.subscribe(self._on_session)

    def stop(self, _timeout: float = 0.0) -> bool:
        """Begin nothing new; what is under way ends when the profile is closed."""
        if self._end is not None:
            self._end()
            self._end = None
        return True

    def serves(self) -> bool:
        """True on a desk that may carry for others."""
        with self._store.read() as tx:
            identity = tx.meta.identity
        return identity is not None and rights.may(identity.role, "bundle.carry", own=identity.village is None)

    def keep(self, sealed: BinaryIO, sha256: str, name: str) -> bool | None:
        """Keep a sealed file to hand over; False when it was taken before, None when this desk does not carry it."""
        if not self.serves() or name.lower().endswith(f"{REPLY_MARK}{SUFFIX}"):
            return None
        with self._store.read() as tx:
            known = tx.bundles.carrying(sha256)
        if known is not None and (known.handed_at is not None or self._sticks.place(sha256 + SUFFIX).exists()):
            return False
        kept = self._sticks.keep(sealed, sha256 + SUFFIX)
        with self._store.write() as tx:
            if known is not None:
                tx.bundles.put_down(sha256)
            shown = name if is_bundle_name(name) else f"{sha256[:8]}{SUFFIX}"
            tx.bundles.carry(sha256, shown, kept.stat().st_size, self._clock.now())
            tx.touch(Topic.STICKS)
        return True

    def rows(self) -> tuple[CarriedRow, ...]:
        """Everything carried, the newest first."""
        with self._store.read() as tx:
            identity, carried = tx.meta.identity, tx.bundles.all_carried()
        zone = identity.zone if identity is not None else dates.DEFAULT_ZONE
        return tuple(self._row(one, zone) for one in carried)

    def hand_over(self) -> Handed:
        """Hand over what is kept and fetch the replies, one after the other; stops at the first fault of the line.

        A session is asked for afterwards: it brings what is to be reviewed now, and the new PC that waits for its yes.
        """
        done = self._hand_all()
        if done.handed or done.unused or done.left:
            self._engine.sync_now()
        return done

    def _hand_all(self) -> Handed:
        with self._round:
            handed, unused, replies, waits, fault = 0, 0, 0, 0, None
            try:
                for one in self._to_hand():
                    try:
                        answer = self._hand(one)
                    except CarriageError as carried:
                        if carried.code != Problem.UNCONFIRMED:
                            raise
                        waits += 1  # its PC has to be said to be right first; the file is kept and offered again
                        continue
                    taken = answer.state is BundleState.TAKEN
                    handed += taken and one.handed_at is None
                    unused += not taken
                    replies += self._fetch(one, answer)
            except CarriageError as carried:
                fault = judged(carried, self._clock.now(), self._engine.told())
            left = len(self._to_hand())
        if fault is None and waits:
            return Handed(handed, unused, replies, left, unconfirmed_words(waits), Problem.UNCONFIRMED.value)
        if fault is None:
            return Handed(handed, unused, replies, left)
        return Handed(handed, unused, replies, left, trouble_words(fault), fault.code or fault.trouble.value)

    def write_replies(self, folder: Path) -> Written:
        """Write every reply that no stick has yet, as of now where there is a line; said to be there after it was read
        back. KnownError.
        """
        newest = self._renew()
        with self._store.read() as tx:
            carried = tx.bundles.all_carried()
        files = []
        for one in carried:
            source = self._sticks.place(one.reply + REPLY)
            if not one.reply or one.written_at is not None or not source.exists():
                continue
            target = folder / one.reply_name
            digest, _size = write_checked(target, partial(_copy, source))
            if digest != one.reply:
                target.unlink(missing_ok=True)
                self._sticks.drop(source.name)
                continue
            with self._store.write() as tx:
                tx.bundles.reply_written(one.sha256, self._clock.now())
                tx.touch(Topic.STICKS)
            self._sticks.drop(one.sha256 + SUFFIX)
            files.append(target)
        if not files:
            raise KnownError(
                _("Belum ada balasan"),
                _("Tidak ada balasan yang belum ditulis. Serahkan dulu berkas desa ke server, lalu coba lagi."),
                "no_replies",
            )
        self._put_down_old(carried)
        lies = self._sticks.place_of(folder)
        what = _("{n} balasan").format(n=len(files))
        words = place_words(what, lies, _("Salin berkasnya ke USB sebelum dibawa ke desa."))
        if not newest:
            words += " " + _("Server tidak terjangkau: putusan yang lebih baru ikut dengan USB berikutnya.")
        return Written(tuple(files), words, lies.medium is not Medium.OWN)

    def _renew(self) -> bool:
        """Fetch the replies anew that no stick has yet, so that what was decided since they were made goes along.

        False when the server could not be asked; those at hand are as good as before.
        """
        with self._store.read() as tx:
            carried = [one for one in tx.bundles.all_carried() if one.reply and one.written_at is None]
        ready = [one for one in carried if self._sticks.place(one.sha256 + SUFFIX).exists()]
        if not ready:
            return True
        if self._engine.run_once().trouble is not None:  # what was decided here has to be there first
            return False
        with self._round:
            try:
                for one in ready:
                    line, token, _identity = self._line()
                    line.forget_reply(one.sha256, token)
                    self._fetch(one, self._hand(one))
            except CarriageError as fault:
                log.warning("a reply could not be made anew: %s", fault.code or fault.trouble.value)
                return False
        return True

    def _row(self, one: CarriedBundle, zone: str) -> CarriedRow:
        state = BundleState(one.state) if one.state in set(BundleState) else None
        has_reply = self._has_reply(one)
        words = state_words(state) if state is not None else _("Menunggu diserahkan ke server")
        if has_reply:
            words = _("Balasan sudah ditulis") if one.written_at is not None else _("Balasan siap ditulis ke USB")
        elif state is not None and state is not BundleState.TAKEN:
            words = bundle_words(one.code)
        elif state is None and not self._sticks.place(one.sha256 + SUFFIX).exists():
            words = _("Berkasnya tidak ada lagi di komputer ini. Ambil lagi dari USB.")
        detail = f"{dates.format_stamp(one.taken_at, zone)}, {format_bytes(one.size)}"
        return CarriedRow(one.sha256, one.name, detail, state, words, has_reply, one.written_at is not None)

    def _to_hand(self) -> list[CarriedBundle]:
        """Those that the server has not, or whose reply is not here yet; the first taken first."""
        with self._store.read() as tx:
            carried = tx.bundles.all_carried()
        # The sealed file goes only when all is done, so a reply that was cut on its way is asked for again.
        return [
            one
            for one in reversed(carried)
            if self._sticks.place(one.sha256 + SUFFIX).exists() and not self._has_reply(one)
        ]

    def _has_reply(self, one: CarriedBundle) -> bool:
        return bool(one.reply) and self._sticks.place(one.reply + REPLY).exists()

    def _hand(self, one: CarriedBundle) -> BundleAnswer:
        line, token, identity = self._line()
        place = self._sticks.place(one.sha256 + SUFFIX)
        with open(place, "rb") as sealed:
            answer = line.hand_over(sealed, one.sha256, one.name, token)
        if (
            answer.server_id != identity.server_id
            or answer.sha256 != one.sha256
            or not is_signed(identity.server_sign_pub, answer_digest(answer), answer.signature)
        ):
            raise CarriageError(Trouble.NOT_OURS)
        with self._store.write() as tx:
            tx.bundles.handed(one.sha256, answer.state.value, answer.code, self._clock.now())
            tx.touch(Topic.STICKS)
        if not answer.reply:
            self._sticks.drop(place.name)  # only now: the server has said, signed, what became of it
        return answer

    def _fetch(self, one: CarriedBundle, answer: BundleAnswer) -> bool:
        """Fetch the sealed reply whole, by its hash; True when it lies here then.

        The bundle itself stays until a stick has the reply, for one that is newer; a large one does not.
        """
        if not answer.reply or not 0 < answer.reply_size <= MAX_SEALED:
            return False
        line, token, _identity = self._line()
        total, at = hashlib.sha256(), 0
        with self._sticks.coming() as made:
            while at < answer.reply_size:
                part = line.sealed_reply(one.sha256, at, PIECE, token)
                if not part.data or at + len(part.data) > answer.reply_size:
                    raise CarriageError(Trouble.NOT_OURS)
                made.write(part.data)
                total.update(part.data)
                at += len(part.data)
            if total.hexdigest() != answer.reply:
                raise CarriageError(Trouble.NOT_OURS)
            self._sticks.keep(made, answer.reply + REPLY)
        name = answer.reply_name if is_bundle_name(answer.reply_name.replace(REPLY_MARK, "")) else f"SIPA{REPLY_MARK}"
        with self._store.write() as tx:
            tx.bundles.has_reply(one.sha256, answer.reply, name, answer.reply_size)
            tx.touch(Topic.STICKS)
        if one.reply and one.reply != answer.reply:
            self._sticks.drop(one.reply + REPLY)
        if one.size > MOST_AGAIN:
            self._sticks.drop(one.sha256 + SUFFIX)
        return True

    def _line(self) -> tuple[Peer, str, Identity]:
        with self._store.read() as tx:
            identity = tx.meta.identity
        token = self._secrets.get(TOKEN)
        if identity is None or token is None:
            raise CarriageError(Trouble.PROBLEM, Problem.UNAUTHENTICATED)
        return self._peer_of(identity.line), token, identity

    def _put_down_old(self, carried: list[CarriedBundle]) -> None:
        before = self._clock.now() - KEPT_DAYS * _DAY_MS
        for one in carried:
            ended = one.written_at if one.reply else one.handed_at
            if ended is not None and ended < before:
                for name in (one.reply + REPLY, one.sha256 + SUFFIX):
                    self._sticks.drop(name)
                with self._store.write() as tx:
                    tx.bundles.put_down(one.sha256)

    def _on_session(self, outcome: SyncOutcome) -> None:
        if outcome.trouble is None and not self._round.locked() and self.serves() and self._to_hand():
            threading.Thread(target=self._hand_quietly, name="courier", daemon=True).start()

    def _hand_quietly(self) -> None:
        try:
            done = self._hand_all()
            if done.handed or done.unused:
                self._engine.sync_now()
            if done.code:
                log.warning("carried files wait: %s", done.code)
        except StoreClosedError:
            return
        except Exception:
            # A bug must not end sending for good; the sealed files still lie here and wait.
            log.exception("carried files could not be handed over")


def _copy(source: Path, out: BinaryIO) -> None:
    with open(source, "rb") as file:
        while piece := file.read(PIECE):
            out.write(piece)
