"""The first window of the bundle beside the same from source: `python -m tests.bench.frozen_start BUNDLE`.

Both start on a new profile of their own, warm, seen from outside on an X server; rounds are interleaved and
medians of five are told. The goal: the bundle takes at most 1.2 times as long.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.bench.start import Measured, display, line, mapped, rounds

GOAL = 1.2
TITLE = "^SIPA Desktop"


def main() -> int:
    """Measure; 1 when the goal was missed."""
    program = Path(sys.argv[1]) / "sipa-desktop"
    with display() as environment:
        source, frozen = [sys.executable, "-m", "sipa_desktop"], [str(program)]
        bare = [sys.executable, "-m", "tests.bench.start_probe", "bare", "-", "0", "10000"]
        for command in (source, frozen):
            mapped(command, TITLE, environment)  # so that nothing is compiled, or read from a cold disk, in a round

        def one() -> Measured:
            return {
                "bare": mapped(bare, "^Bare window$", environment),
                "source": mapped(source, TITLE, environment),
                "frozen": mapped(frozen, TITLE, environment),
            }

        found = rounds(one)
    print(f"  from source                      {found['source']:.3f} s")
    line("first window of the bundle", found["frozen"], found["source"], "that from source", GOAL)
    return int(found["frozen"] > GOAL * found["source"])


if __name__ == "__main__":
    sys.exit(main())
