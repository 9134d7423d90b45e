"""Windows programs in Debian's wine 8: a prefix of their own, the libraries that wine lacks, a screen nobody sees.

What wine needs and Windows does not is here alone: nothing of it goes into a bundle.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Final

SOURCES: Final = Path(__file__).resolve().parent
STAND_INS: Final = ("bcryptprimitives", "icuuc", "mscms")
COMPILER: Final = "x86_64-w64-mingw32-gcc"
PROGRAMS: Final = {"wine": "wine wine64", "Xvfb": "xvfb", COMPILER: "gcc-mingw-w64-x86-64"}
"""What has to be on the PATH, and the Debian packages that bring it."""

# wbemprox: Python 3.12's `platform` dies in wine's WMI. mscoree, mshtml: no offer to fetch them. mscms: the stand-in.
OVERRIDES: Final = "wbemprox=;mscoree=;mshtml=;mscms=n"


def missing_programs() -> list[str]:
    """Return the Debian packages that have to be installed first."""
    return [packages for program, packages in PROGRAMS.items() if shutil.which(program) is None]


class Wine:
    """A Windows of its own below a folder, with a screen; used with `with`, which ends everything it started."""

    def __init__(self, folder: Path) -> None:
        self._prefix = folder / "prefix"
        self._home = folder / "home"
        self._stand_ins = folder / "stand-ins"
        self._screen: subprocess.Popen[bytes] | None = None
        self.display = ""

    def __enter__(self) -> Wine:
        self._home.mkdir(parents=True, exist_ok=True)
        reading, writing = os.pipe()
        command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1366x768x24", "-nolisten", "tcp", "-noreset"]
        self._screen = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            self.display = f":{pipe.readline().strip()}"
        if not (self._prefix / "system.reg").exists():
            self.run(["wineboot", "--init"], seconds=300)
            self.run(["winecfg", "-v", "win10"], seconds=120)
        self._put_stand_ins()
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self.end_all()
        if self._screen is not None:
            self._screen.terminate()
            self._screen.wait(timeout=20)

    @property
    def drive(self) -> Path:
        """Its drive C:, as this system sees it."""
        return self._prefix / "drive_c"

    @property
    def user(self) -> Path:
        """The folder of its one user."""
        return next(one for one in sorted((self.drive / "users").iterdir()) if one.name != "Public" and one.is_dir())

    def environment(self, **more: str) -> dict[str, str]:
        """Return what a program in this Windows is started with: nothing of the developer's."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self._home),
            "LANG": "C.UTF-8",
            "DISPLAY": self.display,
            "WINEPREFIX": str(self._prefix),
            "WINEARCH": "win64",
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": OVERRIDES,
            "PYTHONUTF8": "1",
            "PYTHONPYCACHEPREFIX": windows_path(self._home / "pycache"),
            **more,
        }

    def start(
        self, command: list[str], *, cwd: Path | None = None, words: str = "", **more: str
    ) -> subprocess.Popen[bytes]:
        """Start a Windows program with some words on its standard input.

        Its output comes through a pipe, since wine passes on a file as no handle at all.
        """
        running = subprocess.Popen(
            ["wine", *command],
            cwd=cwd,
            env=self.environment(**more),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        assert running.stdin is not None
        running.stdin.write(words.encode())
        running.stdin.flush()
        return running

    def run(
        self, command: list[str], *, seconds: int, cwd: Path | None = None, words: str = "", **more: str
    ) -> tuple[int, str]:
        """Run a Windows program to its end; return its exit code (-1 after `seconds`) and what it said."""
        running = self.start(command, cwd=cwd, words=words, **more)
        try:
            said, _nothing = running.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            self.end_all()  # what it started in its turn would hold the pipe open for ever
            running.kill()
            said, _nothing = running.communicate()
            return -1, said.decode("utf-8", "replace")
        return running.returncode, said.decode("utf-8", "replace").replace("\r\n", "\n")

    def end_all(self) -> None:
        """End every Windows program of this prefix, and of no other."""
        subprocess.run(["wineserver", "-k"], env=self.environment(), check=False)

    def _put_stand_ins(self) -> None:
        self._stand_ins.mkdir(parents=True, exist_ok=True)
        for name in STAND_INS:
            source, made = SOURCES / f"{name}.c", self._stand_ins / f"{name}.dll"
            libraries = ["-ladvapi32"] if name == "bcryptprimitives" else []
            subprocess.run([COMPILER, "-shared", "-O2", "-s", "-o", str(made), str(source), *libraries], check=True)
            shutil.copy(made, self._prefix / "drive_c" / "windows" / "system32" / made.name)


def windows_path(path: Path) -> str:
    """Return how a program in wine calls a path of this system."""
    return "Z:" + str(path.resolve()).replace("/", "\\")
