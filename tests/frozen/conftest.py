"""The frozen desk as the tests see it: built once for a state of the sources, and a screen that nobody looks at."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "frozen"
PROGRAM = BUILD / "dist" / "sipa-desktop" / "sipa-desktop"
STAMP = BUILD / "built-from.txt"
PACKAGES = ("sipa_core", "sipa_desktop", "sipa_render", "sipa_sqlite", "ui", "resources")
SOURCES = (*PACKAGES, "docs/panduan", "build.spec", "tools/release/spec_files.py", "requirements/all.txt")


def state_of_sources() -> str:
    """Return a digest of everything the bundle is made from."""
    digest = hashlib.sha256(sys.version.encode())
    for name in SOURCES:
        place = ROOT / name
        files = [place] if place.is_file() else [file for file in sorted(place.rglob("*")) if file.is_file()]
        for file in files:
            if "__pycache__" not in file.parts:
                digest.update(file.relative_to(ROOT).as_posix().encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()


@pytest.fixture(scope="session")
def frozen_desk() -> Path:
    """Return the program of the bundle, built anew only when something it is made from has changed."""
    state = state_of_sources()
    if not (PROGRAM.exists() and STAMP.exists() and STAMP.read_text() == state):
        STAMP.unlink(missing_ok=True)
        command = [sys.executable, "-m", "PyInstaller", "build.spec", "--noconfirm", "--log-level", "WARN"]
        folders = ["--distpath", str(BUILD / "dist"), "--workpath", str(BUILD / "work")]
        built = subprocess.run([*command, *folders], cwd=ROOT, capture_output=True, text=True, check=False)
        assert built.returncode == 0, built.stdout + built.stderr
        STAMP.write_text(state)
    return PROGRAM


@pytest.fixture
def bare_environment(tmp_path: Path) -> dict[str, str]:
    """Return an environment in which only the system and an empty home exist, nothing of the developer's."""
    return {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "LANG": "C.UTF-8"}


@pytest.fixture
def screen() -> Iterator[str]:
    """Give the name of a virtual display of the size of an office laptop; it is gone after the test."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1366x768x24", "-nolisten", "tcp", "-noreset"]
    server = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        number = pipe.readline().strip()
    assert number, "Xvfb did not start"
    yield f":{number}"
    server.terminate()
    server.wait(timeout=10)
