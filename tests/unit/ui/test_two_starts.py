"""S08: two real programs on one profile: the second opens nothing of it and ends; the first one's window comes up."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sipa_desktop.settings import DATABASE
from tests.support.desk_for_windows import new_desk
from tests.support.programs import ROOT

FIRST = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from ui import program, second_start
stands, look = program.Program._wait_in, second_start.SecondStart.look

def wait_in(self, *about):
    stands(self, *about)
    print("stands", flush=True)
    QTimer.singleShot(40_000, QApplication.instance().quit)

def to_front(self):
    was = self._sign.exists()
    look(self)
    if was and not self._sign.exists():
        print("front", flush=True)
        QApplication.instance().quit()

program.Program._wait_in, second_start.SecondStart.look = wait_in, to_front
from sipa_desktop.__main__ import main
sys.exit(main(["--profile", sys.argv[1]]))
"""

SECOND = """
import sys
from pathlib import Path
import sqlcipher3.dbapi2 as driver

def heard(event, about):
    if event == "open" and isinstance(about[0], str) and Path(about[0]).parent == Path(sys.argv[1]):
        print("opens", Path(about[0]).name, flush=True)

real = driver.connect

def connect(path, *about, **more):
    print("opens", Path(str(path)).name, flush=True)
    return real(path, *about, **more)

sys.addaudithook(heard)
driver.connect = connect
from sipa_desktop.__main__ import main
sys.exit(main(["--profile", sys.argv[1]]))
"""


OPENS_TOO = """
import os
from sipa_desktop.platform.profile_lock import ProfileLock
from ui.program import Program
ProfileLock.take = lambda self: True
Program._wait_in = lambda self, *about: os._exit(0)
"""
"""A planted bug: the second start does not ask whether the profile is taken. It ends where it would show a window."""


def check_two_starts(folder: Path, bug: str = "") -> None:
    """Start the program on a profile, start it once more with that bug, and look at what both did."""
    around = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": str(folder), "DBUS_SESSION_BUS_ADDRESS": "none:"}
    profile = folder / "data"
    new_desk(profile).close()
    before = (profile / DATABASE).read_bytes()
    with subprocess.Popen(
        [sys.executable, "-c", FIRST, str(profile)], cwd=ROOT, env=around, stdout=subprocess.PIPE, text=True
    ) as first:
        try:
            assert first.stdout is not None
            assert first.stdout.readline() == "stands\n"
            second = subprocess.run(
                [sys.executable, "-c", bug + SECOND, str(profile)],
                cwd=ROOT,
                env=around,
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )
            opened = {line for line in second.stdout.splitlines() if line.startswith("opens ")}
            assert opened == {"opens sipa.kunci", "opens sipa.panggil"}, "the lock and the sign, and no data"
            assert (second.returncode, "sudah terbuka" in second.stdout) == (0, True)
            assert (profile / DATABASE).read_bytes() == before
            assert first.communicate(timeout=60)[0] == "front\n"
            assert not (profile / "sipa.panggil").exists()
        finally:
            first.kill()


def test_the_window_of_the_first_program_comes_to_the_front_when_a_second_is_started(tmp_path: Path) -> None:
    check_two_starts(tmp_path)


def test_a_second_start_that_opens_the_profile_too_is_found(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="the lock and the sign, and no data"):
        check_two_starts(tmp_path, OPENS_TOO)
