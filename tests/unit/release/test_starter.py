"""The starter for Linux: it starts the release in use, stands in the person's menu, and takes itself away."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

STARTER = Path(__file__).resolve().parents[3] / "tools" / "starter" / "starter.sh"


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """An installed program whose one release says what it was called with."""
    root = tmp_path / "SIPA Desktop"
    release = root / "versi" / "000001"
    release.mkdir(parents=True)
    (release / "sipa-desktop").write_text('#!/bin/sh\necho "started $*"\n')
    (release / "sipa-desktop").chmod(0o755)
    (root / "aktif").write_text("000001\n")
    shutil.copy(STARTER, root / "sipa-desktop")
    (root / "sipa-desktop").chmod(0o755)
    return root


def call(program: Path, *arguments: str, words: str = "") -> str:
    environment = {"PATH": os.environ["PATH"], "HOME": str(program.parent)}
    command = [str(program / "sipa-desktop"), *arguments]
    return subprocess.run(
        command, env=environment, input=words, capture_output=True, text=True, timeout=30, check=False
    ).stdout


def entry_of(program: Path) -> Path:
    return program.parent / ".local" / "share" / "applications" / "sipa-desktop.desktop"


def test_the_first_start_puts_it_into_the_menu_and_a_moved_folder_is_followed(program: Path) -> None:
    assert call(program) == "started \n"
    assert f'Exec="{program}/sipa-desktop"\nTryExec={program}/sipa-desktop\n' in entry_of(program).read_text()
    moved = program.rename(program.parent / "Program SIPA")
    call(moved)
    assert f'Exec="{moved}/sipa-desktop"\n' in entry_of(moved).read_text()
    assert os.listdir(entry_of(moved).parent) == ["sipa-desktop.desktop"]


def test_a_verb_writes_no_entry(program: Path) -> None:
    assert call(program, "check", "--json") == "started check --json\n"
    assert not entry_of(program).exists()


def test_it_takes_itself_and_its_entry_away_and_nothing_else_but_only_when_told_so(program: Path) -> None:
    call(program)
    data = program.parent / ".local" / "share" / "SIPA Desktop" / "sipa.db"
    data.parent.mkdir()
    data.write_text("data")
    assert "Tidak ada yang berubah" in call(program, "--lepas", words="tidak\n")
    assert entry_of(program).exists()
    assert "Data kantor tetap ada" in call(program, "--lepas", words="ya\n")
    assert not program.exists()
    assert not entry_of(program).exists()
    assert data.read_text() == "data"
