"""Walks of two and three PCs over one draft: no word goes that nobody let go, and all come to rest together."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.draft_walk import Walk
from tests.support.planting import bug_in

DESK = "sipa_desktop.services"
FOLLOWS_ANY = (
    f"{DESK}.draft_versions",
    "step_of",
    'known = copy is not None and version.text("meta.copy") == mark_of(copy.content)',
    "known = copy is not None",
)
TAKES_BACK = (
    f"{DESK}.conflicts",
    "_of_drafts",
    "base = _common(carry_marks.split(known.content)[0] if known is not None and known.rev else {}, kept)",
    "base = _common(said, kept)",
)


@pytest.mark.parametrize("names", ["AB", "ABC"])
@pytest.mark.parametrize("seed", range(12))
def test_a_walk_keeps_every_word_that_nobody_let_go(tmp_path: Path, names: str, seed: int) -> None:
    walk = Walk(seed, tmp_path, names)
    assert walk.run() == "", "\n".join(walk.trace)


@pytest.mark.parametrize("seed", range(12))
def test_a_walk_keeps_every_word_also_when_the_server_is_put_back(tmp_path: Path, seed: int) -> None:
    walk = Walk(1000 + seed, tmp_path, "ABC", bad_days=True)
    assert walk.run() == "", "\n".join(walk.trace)


@pytest.mark.parametrize("seed", range(12))
def test_a_walk_keeps_every_word_also_when_copies_are_switched_off_and_on(tmp_path: Path, seed: int) -> None:
    walk = Walk(2000 + seed, tmp_path, "ABC", switches=True)
    assert walk.run() == "", "\n".join(walk.trace)


@pytest.mark.parametrize(
    ("bug", "seeds"), [(FOLLOWS_ANY, (12, 13, 15)), (TAKES_BACK, (38, 48, 76))], ids=["follows any", "takes back"]
)
def test_a_walk_finds_a_planted_bug(tmp_path: Path, bug: tuple[str, str, str, str], seeds: tuple[int, ...]) -> None:
    with bug_in(*bug):
        assert all(Walk(seed, tmp_path / str(seed), "AB").run() for seed in seeds)
