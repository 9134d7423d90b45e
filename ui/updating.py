"""An update as the leaving program leads it: the data are copied and closed, the other release is started and watched.

It ends when that one has taken over, or when it failed; then the data are opened here again, as they were.
"""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from ui.runtime.faults import sentence_of

if TYPE_CHECKING:
    from sipa_desktop.services.update_trial import Trial, TrialState
    from ui.opening import Opening
    from ui.runtime.tasks import Runner

LOOK_MS = 300


class Updating(QObject):
    """`taken_over` when the other release is the one that is started from now on; `over` when it is not, with a
    sentence when it did not even begin; else the data tell it.
    """

    taken_over = Signal()
    over = Signal(str)

    def __init__(self, opening: Opening, runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._opening, self._runner = opening, runner
        self._trial: Trial | None = None
        self._timer = QTimer(self, singleShot=True, interval=LOOK_MS)
        self._timer.timeout.connect(self._look)

    def begin(self, name: str, *, copied: bool = True) -> None:
        """Copy and close the data, and start the release in that folder; without `copied` they were only being read."""
        work = partial(self._start, name, copied)
        self._runner.command(work, self._started, self._failed, owner=self)

    def _start(self, name: str, copied: bool) -> Trial:
        trial = self._opening.give_to_update(name, copied=copied)
        trial.begin(["--profile", str(self._opening.profile)])
        return trial

    def _started(self, trial: Trial) -> None:
        self._trial = trial
        self._timer.start()

    def _look(self) -> None:
        if self._trial is not None:
            self._runner.query(self._trial.look, self._seen, self._failed, owner=self)

    def _seen(self, state: TrialState) -> None:
        from sipa_desktop.services.update_trial import TrialState

        if state is TrialState.PROVEN:
            self.taken_over.emit()
        elif state is TrialState.FAILED:
            assert self._trial is not None
            self._runner.command(self._trial.end, self._put_back, self._failed, owner=self)
        else:
            self._timer.start()

    def _put_back(self, _ended: None) -> None:
        """Whoever opens the data again puts them back as they were, and tells it."""
        self.over.emit("")

    def _failed(self, fault: Exception) -> None:
        logging.getLogger(__name__).warning("the update did not begin: %s", type(fault).__name__)
        self.over.emit(sentence_of(fault))
