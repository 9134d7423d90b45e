"""What `dev.py run` shows on a display: the kecamatan's server with demo data, two desks and the public page.

Everything it makes lies in `demo-run/`, which it empties first; the server ends when both windows are closed.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
import webbrowser
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "demo-run"
SERVER = (sys.executable, "-m", "sipa_server")
DESK = (sys.executable, "-m", "sipa_desktop")
VILLAGE = "63.11.06.2024"
PASSWORD = "sawah hijau\n"


class DemoDay:
    """The day on which the demo plays: it begins at a given moment and goes on from there for every program alike."""

    def __init__(self, start: str) -> None:
        self._start = datetime.fromisoformat(start)
        self._began = time.monotonic()

    def now(self) -> str:
        """The moment it is in the demo, ISO 8601 with its zone."""
        passed = timedelta(seconds=time.monotonic() - self._began)
        return (self._start + passed).isoformat(timespec="milliseconds")


def main() -> int:
    """Open the demo and wait until its windows are closed; 0 when every part ended well."""
    if FOLDER.exists():
        shutil.rmtree(FOLDER)
    FOLDER.mkdir()
    say("-- making the demo data of a kecamatan")
    demo = answer_of(*SERVER, "demo", "--data", str(FOLDER / "server"), "--json")
    codes = {str(one["village"] or one["role"]): str(one["code"]) for one in demo["people"]}
    day = DemoDay(str(demo["now"]))
    serving = [*SERVER, "serve", "--data", str(FOLDER / "server"), "--host", "127.0.0.1", "--port", "0"]
    serving += ["--now", day.now(), "--json"]
    with (FOLDER / "server.log").open("wb") as log:
        server = subprocess.Popen(serving, cwd=ROOT, stdout=subprocess.PIPE, stderr=log)
    try:
        assert server.stdout is not None
        line = server.stdout.readline()
        if not line:
            say(f"The server did not start; {FOLDER.name}/server.log says why.")
            return 1
        url = str(json.loads(line)["url"])
        say(f"-- the server runs; the public page is {url}/")
        return open_desks(url, day, {"desa-babayau": codes[VILLAGE], "kecamatan": codes["admin_kecamatan"]})
    except KeyboardInterrupt:
        return 0
    finally:
        server.terminate()
        server.wait(timeout=15)


def open_desks(url: str, day: DemoDay, codes: dict[str, str]) -> int:
    """Set up one desk per code, open their windows and the public page, and wait for the windows to close."""
    for name, code in codes.items():
        command = [*desk(name, day), "setup", "--server", url, "--code", code]
        subprocess.run(command, cwd=ROOT, check=True, input=PASSWORD, text=True)
        say(f"-- the desk {name} is set up")
    say(f"-- the password of both is: {PASSWORD.strip()}")
    windows = [subprocess.Popen(desk(name, day), cwd=ROOT, stdin=subprocess.PIPE, text=True) for name in codes]
    for window in windows:
        assert window.stdin is not None
        window.stdin.write(PASSWORD)
        window.stdin.flush()
    try:
        webbrowser.open(f"{url}/desa/babayau")
        say("-- both desks are open; close their windows, or press Ctrl+C, to end the demo")
        return max(window.wait() for window in windows)
    finally:
        for window in windows:
            window.terminate()
            window.wait(timeout=15)


def desk(name: str, day: DemoDay) -> list[str]:
    """Return the command that opens a desk of the demo, at the hour it is there."""
    return [*DESK, "--profile", str(FOLDER / name), "--now", day.now(), "--password-stdin"]


def say(line: str) -> None:
    """Print one line of progress at once."""
    print(line, flush=True)


def answer_of(*command: str) -> dict[str, Any]:
    """Return the JSON object a command prints; CalledProcessError when it fails."""
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


if __name__ == "__main__":
    sys.exit(main())
