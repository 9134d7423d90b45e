"""One start in a process of its own, told by lines `name nanoseconds` of the machine's steady clock; after each moment
`name-cpu nanoseconds`, the processor time that the process had used by then.

`python -m tests.bench.start_probe bare|libraries|desk|guarded [PROFILE [SECONDS]]`. The desk is the real program; only
its key comes out of a file instead of the keyring, nobody types a password unless it is `guarded`, and it is the hour
of the demo's story (on another day the page would be full of reports that the story never came to). After SECONDS at
rest it tells its memory.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

KEY_NAME = "kunci-uji"
HOUR_NAME = "jam-uji"


def tell(name: str, value: int | None = None) -> None:
    """Write one line for the bench."""
    if value is None:
        print(name, time.monotonic_ns())
        value, name = time.process_time_ns(), f"{name}-cpu"
    print(name, value, flush=True)


def bare(*, libraries: bool) -> None:
    """A window with nothing in it, after the three heavy libraries if asked."""
    if libraries:
        import keyring  # noqa: F401
        import requests  # noqa: F401
        import sqlalchemy.orm  # noqa: F401
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QWidget

    class Bare(QWidget):
        def paintEvent(self, event: object) -> None:
            QTimer.singleShot(0, painted)

    def painted() -> None:
        tell("paint")
        QTimer.singleShot(STAY_MS, app.quit)

    app = QApplication([])
    window = Bare()
    window.setWindowTitle("Bare window")
    window.resize(1366, 697)
    window.show()
    app.exec()


def desk(profile: Path, rest: float, *, guarded: bool = False) -> None:
    """The program from its first line to the desk with its first page's content; `guarded` as every start in an office
    is: the password is asked, and typed in TYPED_MS.
    """
    from ui import application

    class KeyInHand(application.Opening):
        def examine(self) -> object:
            from sipa_desktop.platform.system import MovedClock, SystemEntropy
            from sipa_desktop.platform.vault import Vault

            self.clock = MovedClock(int(profile.with_name(HOUR_NAME).read_text()))
            self.vault = Vault(profile, OneKey(profile), self.clock, SystemEntropy())
            self.vault.opened_by_person = not guarded
            return super().examine()

    application.Opening = KeyInHand

    class Life(application._Life):
        def begin(self) -> None:
            tell("paint")
            super().begin()
            if guarded:
                self._program._windows = _asking()

        def _settled(self) -> None:
            super()._settled()
            from PySide6.QtCore import Qt  # not before the first paint: to load it costs 20 ms

            window = self._program.window
            page = window.page(window.current)
            model = page.model
            if model.view is not None:  # it stood ready behind the password's window
                page.installEventFilter(_painted(page, self._stands))
                return
            # After what the page drew for its content; to ask again and again would cost the start some hundredths.
            model.changed.connect(lambda: QTimer.singleShot(0, self._stands), Qt.ConnectionType.SingleShotConnection)

        def _stands(self) -> None:
            tell("usable")
            QTimer.singleShot(max(STAY_MS, int(rest * 1000)), self._end)

        def _end(self) -> None:
            if rest:
                for line in Path("/proc/self/smaps_rollup").read_text().splitlines():
                    if line.startswith(("Rss:", "Pss:")):
                        tell(line[:3].lower(), int(line.split()[1]))
            self._app.exit(0)

    application._Life = Life
    from PySide6.QtCore import QTimer

    from sipa_desktop.__main__ import main
    from sipa_desktop.settings import default_profile

    # As the icon does it: where the profile lies is found out, no arguments are read.
    main([] if default_profile() == profile else ["--profile", str(profile)])


def _painted(widget: object, then: object) -> object:
    """A filter that calls once, after the widget was painted for the first time."""
    from PySide6.QtCore import QEvent, QObject, QTimer

    class Painted(QObject):
        def eventFilter(self, _widget: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint and not self.property("told"):
                self.setProperty("told", True)
                QTimer.singleShot(0, then)
            return False

    return Painted(widget)


def _asking() -> object:
    """Windows of which the one that asks for the password tells when it was painted, and gets it typed."""
    from PySide6.QtCore import QTimer

    from ui.stage_windows import Windows

    def enter(window: object) -> None:
        window.password.edit.setText(PASSWORD)
        tell("entered")
        window.password.entered.emit()  # as the Enter key does

    def asked(window: object) -> None:
        tell("asked")
        QTimer.singleShot(TYPED_MS, lambda: enter(window))

    class Asking(Windows):
        def unlock(self, *arguments: object) -> object:
            window = super().unlock(*arguments)
            window.installEventFilter(_painted(window, lambda: asked(window)))
            return window

    return Asking()


class OneKey:
    """A keyring that holds the one key of the bench's profile."""

    def __init__(self, profile: Path) -> None:
        self._file = profile.with_name(KEY_NAME)

    def get(self, name: str) -> str | None:
        """The key."""
        return self._file.read_text()

    def put(self, name: str, value: str) -> None:
        """The key is there already."""


TYPED_MS = 2_000
"""How long a person needs for a password; the profile is opened meanwhile."""
PASSWORD = "sandi kantor desa"
STAY_MS = 50
"""How long a window stays after it was measured; longer when somebody outside looks for it."""


if __name__ == "__main__":
    if len(sys.argv) > 4:
        STAY_MS = int(sys.argv[4])
    if sys.argv[1] in ("desk", "guarded"):
        desk(Path(sys.argv[2]), float(sys.argv[3]), guarded=sys.argv[1] == "guarded")
    else:
        bare(libraries=sys.argv[1] == "libraries")
