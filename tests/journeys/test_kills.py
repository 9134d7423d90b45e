"""Three kills of the desk's windows at seeded moments; the drill `kills` does five hundred."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.support.kills import Life, office

LIVES = (
    Life("text", "typing", 1, 2.4, 11),
    Life("cell", "saving", 1, 0.004, 12),
    Life("text", "under way", 1, 0.03, 13),
)


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
def test_kills_while_typing_saving_and_sending_lose_two_seconds_at_most(tmp_path: Path) -> None:
    with office(tmp_path / "kantor") as killed:
        verdicts = [killed.kill_once(life) for life in LIVES]
    assert [(verdict.wrong, verdict.by_itself) for verdict in verdicts] == [([], "")] * len(LIVES)
