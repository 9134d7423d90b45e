"""The way back when the data cannot be used, or when the person wants a copy back: which window, which work, then over.

Nobody works with the data meanwhile. Whoever leads the program shows the windows and opens the profile again.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from sipa_core.messages import _
from sipa_desktop.services.found_copies import Found
from ui.fault_window import CARRY, MEND, OTHER, RENEW, WITH_COPIES, FaultWindow
from ui.restore_window import RestoreWindow
from ui.restoring import Restoring, WordNeededError
from ui.runtime.faults import sentence_of
from ui.widgets import file_choice
from ui.widgets.question import Answer, ask

if TYPE_CHECKING:
    from sipa_desktop.errors import KnownError
    from ui.opening import Opening
    from ui.runtime.tasks import Runner


class Recovery(QObject):
    """`showing` with a window that takes the place of the one before; `over` with what came of it in words (empty when
    the person only went back): the profile is to be opened again.
    """

    showing = Signal(QWidget)
    over = Signal(str)

    def __init__(
        self,
        opening: Opening,
        runner: Runner,
        fault_window: Callable[[KnownError, str], FaultWindow],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._restoring = Restoring(opening)
        self._runner = runner
        self._fault_window = fault_window

    def tell(self, fault: KnownError) -> None:
        """Show the window of a fault; where a copy helps, the newest good one is looked for first."""
        if fault.code not in WITH_COPIES:
            self._show_fault(fault, None)
            return
        done = partial(self._show_fault, fault)
        self._runner.query(self._restoring.best, done, lambda _fault: self._show_fault(fault, None), owner=self)

    def look_for_copy(self, folder: Path | None = None) -> None:
        """Show the window in which a copy is chosen."""
        self._show_copies(folder, "")

    def put_back(self, folder: Path) -> None:
        """Put this copy back; one with a key of its own asks for its password in a window."""
        failed = partial(self._not_put_back, folder)
        self._runner.command(partial(self._restoring.restore, folder), self.over.emit, failed, owner=self)

    def _show_fault(self, fault: KnownError, best: Found | None) -> None:
        window = self._fault_window(fault, best.when if best is not None else "")
        window.acted.connect(partial(self._acted, window, best))
        self.showing.emit(window)

    def _acted(self, window: FaultWindow, best: Found | None, key: str) -> None:
        if key == MEND:
            window.work(True)
            failed = partial(self._not_mended, window, best)
            self._runner.command(self._restoring.mend, self.over.emit, failed, owner=window)
        elif key == OTHER:
            self.look_for_copy()
        elif key == RENEW:
            self._renew(window)
        elif key == CARRY:
            self._carry(window)

    def _renew(self, window: FaultWindow) -> None:
        words = _(
            "Data yang rusak disisihkan, tidak dihapus. Yang sudah terkirim datang lagi dari kecamatan; draf dan "
            "kiriman yang belum terkirim tidak ikut. Mintalah kode pendaftaran baru kepada admin kecamatan."
        )
        answers = [Answer("stay", _("Jangan dulu")), Answer("renew", _("Daftarkan lagi"), "danger")]
        if ask(window, _("Daftarkan lagi komputer ini?"), words, answers, "stay") == "renew":
            window.work(True)
            failed = partial(self._not_done, window)
            self._runner.command(self._restoring.put_aside, lambda _done: self.over.emit(""), failed, owner=window)

    def _carry(self, window: FaultWindow) -> None:
        chosen = file_choice.folder(window, _("Pilih tempat untuk salinan data"))
        if chosen:
            window.work(True)
            work = partial(self._restoring.carry_away, Path(chosen))
            self._runner.query(work, partial(self._carried, window), partial(self._not_done, window), owner=window)

    def _carried(self, window: FaultWindow, words: str) -> None:
        window.work(False)
        window.say(words)

    def _not_done(self, window: FaultWindow, fault: Exception) -> None:
        window.work(False)
        window.say(sentence_of(fault))

    def _not_mended(self, window: FaultWindow, best: Found | None, fault: Exception) -> None:
        if isinstance(fault, WordNeededError) and best is not None:
            self.look_for_copy(best.folder)
        else:
            self._not_done(window, fault)

    def _not_put_back(self, folder: Path, fault: Exception) -> None:
        self._show_copies(folder, "" if isinstance(fault, WordNeededError) else sentence_of(fault))

    def _show_copies(self, folder: Path | None, said: str) -> None:
        window = RestoreWindow(self._restoring, self._runner, folder)
        window.finished.connect(self.over)
        window.left.connect(partial(self.over.emit, ""))
        window.notice.say(said)
        self.showing.emit(window)
