"""Every test of the windows begins with the light theme at 100 % and ends with no window left."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from ui.design.theme import look, start
from ui.runtime.garbage import keep_off_workers


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> Iterator[None]:
    keep_off_workers()  # xdist has a thread of its own too; what is due is collected after each test (tests/conftest)
    start(qapp)
    yield
    for window in qapp.topLevelWidgets():
        window.close()
        window.deleteLater()
    # Deferred deletions wait for the event loop, which a test never returns to.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qapp.processEvents()
    if (look().theme, look().scale) != ("light", 1.0):
        look().set("light", 1.0)
