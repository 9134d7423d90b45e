"""PouchDB beside the exchange: its replication to express-pouchdb, both in node with their data in memory."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.exchange.measure import Driver, Line, cpu_of, free_port, running

_SCRIPT = Path(__file__).with_name("pouch_side.cjs")
_PACKAGES = (
    "pouchdb-core@9",
    "pouchdb-adapter-memory@9",
    "pouchdb-adapter-http@9",
    "pouchdb-mapreduce@9",
    "pouchdb-replication@9",
    "express@4",
    "express-pouchdb@4.2",
)


class Pouch:
    """A served database with a line before it, and a client with two databases."""

    name = "PouchDB"

    def __init__(self, modules: Path, texts: Path, line: Line, pid: int) -> None:
        self.line = line
        self._pid = pid
        self._texts = texts
        self._client = Driver(["node", str(_SCRIPT)], NODE_PATH=modules)
        self._client.do("open", f"http://127.0.0.1:{line.port}/shared")

    def close(self) -> None:
        """End the client."""
        self._client.close()

    def rest(self) -> None:
        """Nothing goes on behind its work."""

    def moved(self) -> None:
        """It remembers nothing of a line."""

    def client_cpu(self) -> float:
        """Of the client."""
        return self._client.cpu()

    def server_cpu(self) -> float:
        """Of the server."""
        return cpu_of(self._pid)

    def write(self, count: int) -> None:
        """Put so many documents."""
        self._client.do("add", self._texts / "reports.jsonl", count)

    draft = write

    def change(self, count: int) -> None:
        """Change one field of so many documents."""
        self._client.do("change", self._texts / "changed.jsonl", count)

    def push(self) -> None:
        """Replicate to the server."""
        self._client.do("push")

    def pull(self) -> None:
        """Replicate into the second database."""
        self._client.do("pull")


@contextmanager
def pouch(cache: Path, folder: Path, texts: Path) -> Iterator[Pouch]:
    """A new server and a new client."""
    modules, port = cache / "pouchdb" / "node_modules", free_port()
    command = ["node", str(_SCRIPT), "serve", str(port), str(folder / "pouch.log")]
    with running(command, port, NODE_PATH=modules) as process:
        line = Line(port)
        side = Pouch(modules, texts, line, process.pid)
        try:
            yield side
        finally:
            side.close()
            line.close()


def prepare(cache: Path) -> str:
    """Install what is needed when it is not there; what is missing, in words, or nothing."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return "node and npm are not installed here"
    place = cache / "pouchdb"
    if not (place / "node_modules" / "express-pouchdb").exists():
        place.mkdir(parents=True, exist_ok=True)
        (place / "package.json").write_text('{"private": true}\n')
        try:
            subprocess.run(
                ["npm", "install", "--silent", "--no-audit", "--no-fund", *_PACKAGES],
                cwd=place,
                check=True,
                capture_output=True,
                timeout=600,
            )
        except (OSError, subprocess.SubprocessError) as fault:
            return f"PouchDB cannot be had here ({type(fault).__name__})"
    return ""
