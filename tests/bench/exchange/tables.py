"""The figures as a table in Markdown, each beside the best of its peers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from tests.bench.exchange.measure import Figures

UNCUT = "W5 uncut"
"""The file of W5 over a line that nobody cuts."""
_HEAD = (
    "| work, line | program | up B | down B | requests | wall s | CPU s client / server | bytes, wall ÷ Anki |\n"
    "|---|---|---|---|---|---|---|---|"
)


def told(figures: Sequence[Figures]) -> str:
    """The table; the last column says how the program stands to Anki in the same work of the same run."""
    lines = [_HEAD]
    for (work, line), group in groupby(figures, key=lambda one: (one.work, one.line)):
        ones = list(group)
        anki = next((one for one in ones if one.peer == "Anki"), None)
        for one in ones:
            ratio = "" if anki is None else f"{_both(one) / _both(anki):.2f}, {one.wall / anki.wall:.2f}"
            lines.append(
                f"| {work}, {line} | {one.peer} | {one.up:,} | {one.down:,} | {one.requests} | {one.wall:.2f} "
                f"| {one.client_cpu:.2f} / {one.server_cpu:.2f} | {ratio} |"
            )
    walls = {one.work: one.wall for one in figures}
    if UNCUT in walls:
        lines += ["", f"W5: wall {walls['W5'] / walls[UNCUT]:.3f} x the same file uncut"]
    return "\n".join(lines)


def _both(one: Figures) -> int:
    return one.up + one.down
