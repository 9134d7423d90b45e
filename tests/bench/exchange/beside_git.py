"""git over http beside the exchange: a file a report. Pushing and pulling are measured, adding and committing not."""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.exchange import reports
from tests.bench.exchange.measure import Line, cpu_of, free_port, running


class Git:
    """A bare repository behind http and a line, and two clones of it."""

    name = "git"

    def __init__(self, folder: Path, line: Line, pid: int) -> None:
        self.line = line
        self._pid = pid
        self._first, self._second = folder / "first", folder / "second"
        url = f"http://127.0.0.1:{line.port}/shared.git"
        for clone in (self._first, self._second):
            _git(folder, "clone", "-q", url, clone.name)
            _git(clone, "config", "user.name", "Bench")
            _git(clone, "config", "user.email", "bench@example.org")
        _git(self._first, "commit", "-q", "--allow-empty", "-m", "Begin")
        _git(self._first, "push", "-q", "origin", "HEAD:main")
        _git(self._second, "pull", "-q", "origin", "main")

    def rest(self) -> None:
        """Nothing goes on behind its work."""

    def moved(self) -> None:
        """It remembers nothing of a line."""

    def client_cpu(self) -> float:
        """Of all git commands that have ended."""
        spent = resource.getrusage(resource.RUSAGE_CHILDREN)
        return spent.ru_utime + spent.ru_stime

    def server_cpu(self) -> float:
        """Of the http server and its backends."""
        return cpu_of(self._pid)

    def write(self, count: int) -> None:
        """Write and commit so many files."""
        for number in range(count):
            (self._first / f"{number:05}.json").write_bytes(reports.whole(number))
        self._commit()

    draft = write

    def change(self, count: int) -> None:
        """Change one field of so many files and commit."""
        for number in range(count):
            (self._first / f"{number:05}.json").write_bytes(reports.changed(number))
        self._commit()

    def push(self) -> None:
        """Push."""
        _git(self._first, "push", "-q", "origin", "HEAD:main")

    def pull(self) -> None:
        """Pull into the second clone."""
        _git(self._second, "pull", "-q", "origin", "main")

    def _commit(self) -> None:
        _git(self._first, "add", "-A")
        _git(self._first, "commit", "-q", "-m", "Laporan")


@contextmanager
def git(folder: Path) -> Iterator[Git]:
    """A new repository and two clones."""
    bare, port = folder / "served" / "shared.git", free_port()
    bare.mkdir(parents=True)
    _git(bare, "init", "-q", "--bare", "-b", "main")
    _git(bare, "config", "http.receivepack", "true")
    server = Path(__file__).with_name("git_server.py")
    with running([sys.executable, str(server), str(port), str(bare.parent)], port) as process:
        line = Line(port)
        try:
            yield Git(folder, line, process.pid)
        finally:
            line.close()


def prepare() -> str:
    """What is missing, in words, or nothing."""
    if shutil.which("git") is None:
        return "git is not installed here"
    where = subprocess.run(["git", "--exec-path"], capture_output=True, text=True, check=True).stdout.strip()
    return "" if (Path(where) / "git-http-backend").exists() else "git-http-backend is not installed here"


def _git(folder: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True)
