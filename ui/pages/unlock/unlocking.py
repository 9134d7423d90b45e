"""What the lock windows do: try a password or a code, make a lock, start over. No widgets here.

A password is held only while it is tried. After a wrong one the next try waits a little longer, up to half a minute;
nobody is ever locked out for good.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from sipa_core.messages import _
from ui.runtime.faults import sentence_of
from ui.runtime.tasks import Runner

if TYPE_CHECKING:
    from sipa_desktop.platform.vault import Vault
    from sipa_desktop.sync.last_sending import Left

log = logging.getLogger(__name__)

FIRST_PAUSE_S: Final = 1
LONGEST_PAUSE_S: Final = 30


class Unlocking(QObject):
    """Tries the ways into a vault. `changed` when `busy`, `pause` or `fault` are others; `opened` once."""

    changed = Signal()
    opened = Signal()
    renewed = Signal()
    """The recovery code was right: a new password is asked for."""
    parting = Signal(object)
    """What waited was sent as far as it went: what is `Left`, or None where the key is not at hand."""

    def __init__(
        self,
        vault: Vault,
        runner: Runner,
        parent: QObject | None = None,
        send_last: Callable[[], Left | None] | None = None,
    ) -> None:
        super().__init__(parent)
        self._vault, self._runner, self._send_last = vault, runner, send_last
        self.sending = False
        """Tell whether what waits is being sent before the data are given up."""
        self.busy = False
        self.fault = ""
        self.pause = 0
        """Whole seconds until the next try."""
        self._next_pause = FIRST_PAUSE_S
        self._timer = QTimer(self, interval=1000)
        self._timer.timeout.connect(self._tick)

    @property
    def waits(self) -> bool:
        """Tell whether a try is not taken now."""
        return self.busy or self.pause > 0

    def try_password(self, password: str) -> None:
        """Try a password."""
        if not self.waits and password:
            self._try(partial(self._vault.unlock, password), self._password_tried)

    def try_code(self, typed: str) -> None:
        """Try a recovery code as it was typed."""
        if not self.waits:
            self._try(partial(self._vault.unlock_by_code, typed), self._code_tried)

    def forget_fault(self) -> None:
        """Put away what was said of the last try."""
        self.fault = ""

    def take_password(self, password: str) -> None:
        """Take a new password in the place of a forgotten one."""
        self._try(partial(self._taken, password), self._renewed)

    def part(self) -> None:
        """Send what waits, before the data are given up; `parting` then."""
        if self._send_last is None or self.sending:
            return
        self.sending = True
        self.changed.emit()
        self._runner.query(self._send_last, self._parted, self._not_sent, owner=self)

    def _parted(self, left: Left | None) -> None:
        self.sending = False
        self.changed.emit()
        self.parting.emit(left)

    def _not_sent(self, fault: Exception) -> None:
        """Data that cannot be opened with their key cannot be sent either."""
        log.warning("nothing could be sent before the data are given up: %s", type(fault).__name__)
        self._parted(None)

    def _taken(self, password: str) -> bool:
        self._vault.set_password(password)
        return True

    def _try(self, work: Callable[[], bool], then: Callable[[bool], None]) -> None:
        self.busy, self.fault = True, ""
        self.changed.emit()
        self._runner.query(work, then, self._failed, owner=self)

    def _password_tried(self, right: bool) -> None:
        self._tried(right, _("Kata sandi itu tidak cocok. Periksa huruf besar dan kecilnya."))
        if right:
            self.opened.emit()

    def _code_tried(self, right: bool) -> None:
        self._tried(right, _("Kode itu tidak cocok. Periksa lagi lembar kode pemulihan, huruf demi huruf."))
        if right:
            self.renewed.emit()

    def _renewed(self, _done: bool) -> None:
        self.busy = False
        self.opened.emit()

    def _tried(self, right: bool, words: str) -> None:
        self.busy = False
        if right:
            self._next_pause = FIRST_PAUSE_S
        else:
            self.fault, self.pause = words, self._next_pause
            self._next_pause = min(self._next_pause * 2, LONGEST_PAUSE_S)
            self._timer.start()
        self.changed.emit()

    def _failed(self, fault: Exception) -> None:
        self.busy, self.fault = False, sentence_of(fault)
        self.changed.emit()

    def _tick(self) -> None:
        self.pause = max(0, self.pause - 1)
        if self.pause == 0:
            self._timer.stop()
        self.changed.emit()


class LockMaking(QObject):
    """Makes the lock of a new profile: a password, then a recovery code that the person was seen to have on paper."""

    changed = Signal()
    made = Signal()
    """The password holds; the code comes next."""
    finished = Signal()

    def __init__(self, vault: Vault, runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._vault, self._runner = vault, runner
        self.busy = False
        self.fault = ""
        self.code = ""

    @property
    def has_lock(self) -> bool:
        """Tell whether the password was chosen already, in this run or before it was cut off."""
        from sipa_desktop.platform.vault import VaultState

        return self._vault.state is VaultState.OPEN

    @property
    def holds_data(self) -> bool:
        """Tell whether data of a version without a lock lie here."""
        from sipa_desktop.settings import DATABASE

        return not self.has_lock and (self._vault.folder / DATABASE).exists()

    def make(self, password: str) -> None:
        """Make the key and lay it under the password."""
        self._work(partial(self._create, password), self._created)

    def draft(self) -> None:
        """Draw a code to be shown; it opens nothing yet."""
        self.code = self._vault.draft_code()

    def keep(self) -> None:
        """Let the code open the data, once the person has it on paper."""
        self._work(partial(self._vault.keep_code, self.code), self._kept)

    def _create(self, password: str) -> None:
        self._vault.folder.mkdir(parents=True, exist_ok=True)
        self._vault.create(password)

    def _work(self, work: Callable[[], object], then: Callable[[object], None]) -> None:
        self.busy, self.fault = True, ""
        self.changed.emit()
        self._runner.command(work, then, self._failed, owner=self)

    def _created(self, _done: object) -> None:
        self.busy = False
        self.draft()
        self.made.emit()
        self.changed.emit()

    def _kept(self, _done: object) -> None:
        self.busy = False
        self.finished.emit()

    def _failed(self, fault: Exception) -> None:
        self.busy, self.fault = False, sentence_of(fault)
        self.changed.emit()
