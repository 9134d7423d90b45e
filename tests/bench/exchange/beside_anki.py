"""Anki beside the exchange: its own client and its own sync server, in an environment of their own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.exchange.measure import Driver, Line, cpu_of, free_port, running

VERSION = "26.9.3"


class Anki:
    """A sync server with a line before it and two collections of one account."""

    name = "Anki"

    def __init__(self, python: Path, folder: Path, texts: Path, line: Line, pid: int) -> None:
        self.line = line
        self._pid = pid
        self._texts = texts
        self._first = self._client(python, folder / "first.anki2", "up")
        self._second = self._client(python, folder / "second.anki2", "down")

    def close(self) -> None:
        """End both clients."""
        self._first.close()
        self._second.close()

    def rest(self) -> None:
        """Nothing goes on behind its work."""

    def moved(self) -> None:
        """It remembers nothing of a line."""

    def client_cpu(self) -> float:
        """Of both clients."""
        return self._first.cpu() + self._second.cpu()

    def server_cpu(self) -> float:
        """Of the sync server."""
        return cpu_of(self._pid)

    def write(self, count: int) -> None:
        """Add so many notes."""
        self._first.do("add", self._texts / "reports.jsonl", count)

    draft = write

    def change(self, count: int) -> None:
        """Change one field of so many notes."""
        self._first.do("change", self._texts / "changed.jsonl", count)

    def push(self) -> None:
        """Sync the first collection."""
        self._first.do("sync")

    def pull(self) -> None:
        """Sync the second."""
        self._second.do("sync")

    def _client(self, python: Path, path: Path, direction: str) -> Driver:
        made = Driver([str(python), str(Path(__file__).with_name("anki_client.py"))])
        made.do("open", path, f"http://127.0.0.1:{self.line.port}/")
        made.do("whole", direction)
        return made


@contextmanager
def anki(cache: Path, folder: Path, texts: Path) -> Iterator[Anki]:
    """A new server and two new collections."""
    python, port = cache / "anki" / "bin" / "python", free_port()
    settings = {"SYNC_USER1": "bench:bench", "SYNC_BASE": folder / "server", "SYNC_HOST": "127.0.0.1"}
    with running([str(python), "-m", "anki.syncserver"], port, SYNC_PORT=port, **settings) as process:
        line = Line(port)
        side = Anki(python, folder, texts, line, process.pid)
        try:
            yield side
        finally:
            side.close()
            line.close()


def prepare(cache: Path) -> str:
    """Make the environment when it is not there; what is missing, in words, or nothing."""
    place = cache / "anki"
    try:
        if not (place / "bin" / "python").exists():
            subprocess.run([sys.executable, "-m", "venv", str(place)], check=True, capture_output=True)
            subprocess.run(
                [str(place / "bin" / "python"), "-m", "pip", "install", "-q", f"anki=={VERSION}"],
                check=True,
                capture_output=True,
                timeout=600,
            )
        subprocess.run([str(place / "bin" / "python"), "-c", "import anki.syncserver"], check=True, capture_output=True)
    except (OSError, subprocess.SubprocessError) as fault:
        return f"Anki cannot be had here ({type(fault).__name__})"
    return ""
