"""Reading again what has changed, but only while somebody sees it: a page behind others costs no reading.

A model hears of every committed change. In sight it reads at once; out of sight it remembers that it must, and reads
when it comes into sight.
"""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QObject
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from sipa_desktop.events import Changes, Topic
from ui.runtime.bridge import Bridge


class FollowingModel(QObject):
    """A view model that `load`s again when one of its `topics` has changed; `load` clears `_stale`."""

    topics: ClassVar[tuple[Topic, ...]] = ()

    def __init__(self, changes: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.awake = False
        self._stale = True
        changes.arrived.connect(self._heard)

    def wake(self, awake: bool) -> None:
        """Say whether it is in sight; what changed meanwhile is read now."""
        self.awake = awake
        if awake and self._stale:
            self.load()

    def load(self) -> None:
        """Read everything that is shown."""
        raise NotImplementedError

    def read_again(self) -> None:
        """Read now, or when it comes into sight."""
        self._stale = True
        if self.awake:
            self.load()

    def _heard(self, changes: Changes) -> None:
        if changes.touches(*self.topics):
            self.read_again()


class FollowingView(QWidget):
    """A page, or a part of one, whose models follow changes while it is in sight."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._following: tuple[FollowingModel, ...] = ()

    def follow(self, *models: FollowingModel) -> None:
        """Wake these models with the view."""
        self._following = models

    def page_shown(self) -> None:
        """Read again what changed while the page was behind others."""
        self._wake(awake=True)

    def showEvent(self, event: QShowEvent) -> None:
        """Follow changes while it is in sight."""
        super().showEvent(event)
        self._wake(awake=True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Only remember changes while it is not."""
        super().hideEvent(event)
        self._wake(awake=False)

    def _wake(self, *, awake: bool) -> None:
        for model in self._following:
            model.wake(awake)
