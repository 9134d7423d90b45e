"""The evidence of a drill that is run in pieces: a JSON file in which later runs add to what was run before."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.support.programs import ROOT

Facts = dict[str, Any]


def evidence_file(drill: str) -> Path:
    """Where the evidence of a drill is kept."""
    return ROOT / "docs" / "evidence" / f"{drill}.json"


def known(drill: str) -> Facts:
    """What was kept so far."""
    path = evidence_file(drill)
    read: Facts = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    return read


def stamp() -> Facts:
    """On what, and when (UTC)."""
    changed = _git("status", "--porcelain", "--", ".", ":!docs/evidence")
    return {
        "commit": _git("rev-parse", "--short", "HEAD") + ("+changes" if changed else ""),
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
    }


def keep(drill: str, piece: Facts | None, controls: Facts, goal: Facts) -> Facts:
    """Add a piece and replace controls; returns what is kept now, with the sums of all pieces."""
    before = known(drill)
    pieces = [*before.get("pieces", []), *([piece] if piece is not None else [])]
    kept = {
        "drill": drill,
        "goal": goal,
        "together": summed(pieces),
        "controls": before.get("controls", {}) | controls,
        "pieces": pieces,
    }
    path = evidence_file(drill)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return kept


def summed(pieces: Iterable[Facts]) -> Facts:
    """The sums of every count in the pieces, also of counts by name."""
    total: Counter[str] = Counter()
    nested: dict[str, Counter[str]] = {}
    for piece in pieces:
        for name, value in piece.items():
            if isinstance(value, int):
                total[name] += value
            elif isinstance(value, dict):
                nested.setdefault(name, Counter()).update(value)
    return {**total, **{name: dict(sorted(counts.items())) for name, counts in nested.items()}}


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
