"""How much two titles are alike, found out quickly: to compare a long text takes long, and a table may have many."""

from __future__ import annotations

from difflib import SequenceMatcher


def likeness(one: str, other: str, least: float) -> float:
    """Return how much two texts are alike, from 0 to 1; 0 when their lengths alone say: less than `least`."""
    found = SequenceMatcher(None, one, other)
    return found.ratio() if found.real_quick_ratio() >= least else 0.0
