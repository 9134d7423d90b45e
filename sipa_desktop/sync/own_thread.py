"""One thread of the sending: begun once, woken when there is work, ended within a time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

JOIN_SECONDS: Final = 5.0


class OwnThread:
    """`run` waits for `wake`, clears it, and returns once `stopping` is set."""

    def __init__(self, name: str, run: Callable[[], None]) -> None:
        self._name, self._run = name, run
        self._thread: threading.Thread | None = None
        self.wake = threading.Event()
        self.stopping = threading.Event()

    @property
    def begun(self) -> bool:
        """True once it was started, also after it has ended."""
        return self._thread is not None

    @property
    def is_current(self) -> bool:
        """True in the thread itself."""
        return threading.current_thread() is self._thread

    def start(self) -> None:
        """Begin; a second time does nothing."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()

    def stop(self, timeout: float = JOIN_SECONDS) -> bool:
        """End; waits at most `timeout` seconds. True when it has ended, or never began."""
        self.stopping.set()
        self.wake.set()
        if self._thread is None:
            return True
        self._thread.join(timeout)
        return not self._thread.is_alive()
