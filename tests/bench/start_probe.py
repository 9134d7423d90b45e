"""One start in a process of its own, told by lines `name nanoseconds` of the machine's steady clock; after each moment
`name-cpu nanoseconds`, the processor time that the process had used by then.

`python -m tests.bench.start_probe bare|libraries|desk [PROFILE [SECONDS]]`. The desk is the real program; only its key
comes out of a file instead of the keyring, nobody types a password, and it is the hour of the demo's story (on another
day the page would be full of reports that the story never came to). After SECONDS at rest it tells its memory.
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


def desk(profile: Path, rest: float) -> None:
    """The program from its first line to the desk with its first page's content."""
    from ui import application

    class KeyInHand(application.Opening):
        def examine(self) -> object:
            from sipa_desktop.platform.system import MovedClock, SystemEntropy
            from sipa_desktop.platform.vault import Vault

            self.clock = MovedClock(int(profile.with_name(HOUR_NAME).read_text()))
            self.vault = Vault(profile, OneKey(profile), self.clock, SystemEntropy())
            self.vault.opened_by_person = True
            return super().examine()

    application.Opening = KeyInHand

    class Life(application._Life):
        def begin(self) -> None:
            tell("paint")
            super().begin()

        def _settled(self) -> None:
            super()._settled()
            from PySide6.QtCore import Qt  # not before the first paint: to load it costs 20 ms

            window = self._program.window
            model = window.page(window.current).model
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


class OneKey:
    """A keyring that holds the one key of the bench's profile."""

    def __init__(self, profile: Path) -> None:
        self._file = profile.with_name(KEY_NAME)

    def get(self, name: str) -> str | None:
        """The key."""
        return self._file.read_text()

    def put(self, name: str, value: str) -> None:
        """The key is there already."""


STAY_MS = 50
"""How long a window stays after it was measured; longer when somebody outside looks for it."""


if __name__ == "__main__":
    if len(sys.argv) > 4:
        STAY_MS = int(sys.argv[4])
    if sys.argv[1] == "desk":
        desk(Path(sys.argv[2]), float(sys.argv[3]))
    else:
        bare(libraries=sys.argv[1] == "libraries")
