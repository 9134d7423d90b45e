"""The whole loop through the windows of two desks, each a process of its own, against a real server over HTTP."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from tests.journeys import play


@pytest.fixture
def display() -> Iterator[str]:
    """A virtual screen for visible windows; its name."""
    server = shutil.which("Xvfb")
    assert server is not None, "Xvfb belongs to the set-up (dev.py)"
    read, write = os.pipe()
    command = [server, "-displayfd", str(write), "-screen", "0", "1366x768x24", "-nolisten", "tcp", "-noreset"]
    process = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as told:
        number = told.readline().strip()
    yield f":{number}"
    process.terminate()
    process.wait(10)


def pictures_are_of_windows(folder: Path) -> None:
    """Every picture of a step shows something, in the size of the office's screens."""
    pictures = sorted(folder.glob("[0-9][0-9].png"))
    assert len(pictures) >= 15
    for picture in pictures:
        with Image.open(picture) as seen:
            assert seen.width >= 300
            assert len(seen.convert("L").getcolors(256) or []) > 20


def test_the_loop_through_the_windows(tmp_path: Path) -> None:
    assert play.main(tmp_path / "play") == 0
    pictures_are_of_windows(tmp_path / "play")


def test_the_loop_through_visible_windows(tmp_path: Path, display: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", display)
    assert play.main(tmp_path / "play", "xcb") == 0
    pictures_are_of_windows(tmp_path / "play")
