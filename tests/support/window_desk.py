"""The other end of tests.support.window_driver: a desk with windows, led by a test."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.support.programs import ROOT

WAIT_SECONDS = 60.0
LOOK_AGAIN_SECONDS = 0.03


class WindowDesk:
    """One desk with its windows in a process of its own; its lock is open unless it is `locked` as for a person."""

    def __init__(
        self, profile: Path, now: str | None = None, platform: str = "offscreen", *, locked: bool = False
    ) -> None:
        command = [sys.executable, "-m", "tests.support.window_driver", str(profile), *([now] if now else [])]
        command += ["--locked"] if locked else []
        environment = {**os.environ, "QT_QPA_PLATFORM": platform}
        self._log = (profile.parent / f"{profile.name}.log").open("w")
        self._process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )

    def click(self, name: str) -> None:
        """Press the button of that name, once it is in sight."""
        self._ask("click", name=name)

    def fill(self, name: str, text: str) -> None:
        """Type into the field of that name, in place of what stands there."""
        self._ask("fill", name=name, text=text)

    def press(self, keys: str) -> None:
        """Press keys, such as `Alt+2`."""
        self._ask("press", keys=keys)

    def type(self, text: str) -> None:
        """Type where the caret stands."""
        self._ask("type", text=text)

    def cell(self, row: str, column: str, text: str) -> None:
        """Type into a cell of the budget grid."""
        self._ask("cell", row=row, column=column, text=text)

    def answer(self, verb: str) -> None:
        """Press a button of the question in front whose words begin with the verb; none in front is an error."""
        self._ask("answer", verb=verb)

    def choose(self, text: str) -> str:
        """Click the row whose words hold the text; all its words."""
        return str(self._ask("choose", text=text))

    def drop(self, path: Path) -> None:
        """Drag a file onto the window."""
        self._ask("drop", path=str(path))

    def file(self, path: Path) -> None:
        """Answer the open file dialog."""
        self._ask("file", path=str(path))

    def paste(self, text: str) -> None:
        """Paste a block at the place in hand."""
        self._ask("paste", text=text)

    def ready(self, name: str) -> None:
        """Wait until the button or field of that name can be used."""
        self._ask("ready", name=name)

    def wait(self, text: str) -> str:
        """Wait until the words are in sight; the whole text they stand in."""
        return str(self._ask("wait", text=text))

    def fetch(self, text: str) -> None:
        """Press F5, as often as it takes, until the words have come from the other side."""
        end = time.monotonic() + WAIT_SECONDS
        while True:
            self.press("F5")
            for _look in range(40):
                if self._once("wait", {"text": text})["ok"]:
                    return
                time.sleep(0.05)
            assert time.monotonic() < end, f"{text!r} did not come; in sight are {self.texts()}"

    def texts(self) -> list[str]:
        """Every text and name in sight."""
        told: list[str] = self._ask("texts")
        return told

    def shot(self, path: Path) -> None:
        """Write a picture of the window in front."""
        self._ask("shot", path=str(path))

    def value(self, name: str) -> str:
        """What stands in the field of that name."""
        return str(self._ask("value", name=name))

    def moment(self, iso: str) -> None:
        """Let the clock of the PC jump to a moment."""
        self._ask("moment", iso=iso)

    def close(self) -> int:
        """Close the windows as a person does; the exit code."""
        if self._process.poll() is None:
            self._ask("quit")
        code = self._process.wait(30)
        self._let_go()
        return code

    def kill(self) -> None:
        """End the process at once, as a power cut does."""
        self._process.kill()
        self._process.wait(30)
        self._let_go()

    def _let_go(self) -> None:
        """Close what led to the process."""
        for end in (self._process.stdin, self._process.stdout, self._log):
            if end is not None:
                with suppress(BrokenPipeError):
                    end.close()

    def _ask(self, do: str, **what: object) -> Any:
        """Ask until it can be done; what is not in sight yet may come."""
        end = time.monotonic() + WAIT_SECONDS
        while True:
            answer = self._once(do, what)
            if answer["ok"]:
                return answer["told"]
            if not answer.get("again") or time.monotonic() > end:
                raise AssertionError(answer["told"])
            time.sleep(LOOK_AGAIN_SECONDS)

    def _once(self, do: str, what: Mapping[str, object]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps({"do": do, **what}) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            pass
        line = self._process.stdout.readline()
        assert line, f"the desk ended: {Path(self._log.name).read_text()[-3000:]}"
        answer: dict[str, Any] = json.loads(line)
        return answer
