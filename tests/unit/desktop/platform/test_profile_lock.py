"""One program a profile."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sipa_desktop.bootstrap import ProfileInUseError, open_desk
from tests.support.clock import DictSecrets, HandClock, SeededEntropy


def opened(profile: Path) -> object:
    return open_desk(profile, clock=HandClock(1), entropy=SeededEntropy("lock"), secrets=DictSecrets())


def test_a_second_start_never_opens_the_database_and_calls_the_first_window(tmp_path: Path) -> None:
    first = open_desk(tmp_path, clock=HandClock(1), entropy=SeededEntropy("lock"), secrets=DictSecrets())
    before = (tmp_path / "sipa.db").stat().st_mtime_ns
    second = subprocess.run(
        [sys.executable, "-m", "sipa_desktop", "--profile", str(tmp_path), "status"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert second.returncode == 3
    assert "sudah terbuka" in second.stdout
    assert first.lock.raise_path.exists()
    assert (tmp_path / "sipa.db").stat().st_mtime_ns == before
    first.close()


def test_the_profile_is_free_again_when_the_first_has_ended(tmp_path: Path) -> None:
    first = open_desk(tmp_path, clock=HandClock(1), entropy=SeededEntropy("lock"), secrets=DictSecrets())
    with pytest.raises(ProfileInUseError):
        opened(tmp_path)
    first.close()
    again = open_desk(tmp_path, clock=HandClock(1), entropy=SeededEntropy("lock"), secrets=DictSecrets())
    again.close()
