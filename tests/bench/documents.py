"""How long documents take: a book of forty pages, a realisation, the longest budget; as PDF and for Word.

`python -m tests.bench.documents` prints medians of five, in brackets seconds of the processor: the first of a process
(cold) and the following ones (warm).
"""

from __future__ import annotations

import gc
import subprocess
import sys
import time
from collections.abc import Callable
from statistics import median

ROUNDS = 5
CASES = {
    "LPPD, a book of forty pages": ("lppd_tahunan", 18, 24),
    "LRA with its activities": ("lra_semester1", 2, 24),
    "LRA of 2,000 budget rows": ("lra_semester1", 2, 660),
}


def main() -> int:
    """Print the figures of every case."""
    for name, (key, lines, rows) in CASES.items():
        cold = median(float(_child(key, lines, rows)) for _round in range(ROUNDS))
        print(f"{name}: {_warm(key, lines, rows)}, first of a process {cold:.2f} s")
    return 0


def once(key: str, lines: int, rows: int) -> float:
    """Return how many seconds the first PDF of this process takes, the loading of the typesetter and fonts included."""
    from tests.support.long_reports import long_report, picture

    report = long_report(key, lines=lines, rows=rows)
    started = time.perf_counter()
    from sipa_render.report_paper import report_paper

    report_paper(report, picture).pdf()
    return time.perf_counter() - started


def _child(key: str, lines: int, rows: int) -> str:
    command = [sys.executable, "-m", "tests.bench.documents", key, str(lines), str(rows)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _warm(key: str, lines: int, rows: int) -> str:
    from sipa_render.report_paper import report_paper
    from sipa_render.word_file import report_word
    from tests.support.long_reports import long_report, picture
    from tests.support.papers import reader

    report = long_report(key, lines=lines, rows=rows)
    pages = len(reader(report_paper(report, picture).pdf()).pages)
    plan = _median(lambda: report_paper(report, picture))
    pdf = _median(lambda: report_paper(report, picture).pdf())
    screen = _median(lambda: report_paper(report, picture).pages(96))
    word = _median(lambda: report_word(report, picture))
    return f"{pages} pages, PDF {pdf} (its data {plan}), on screen {screen}, Word {word}"


def _median(work: Callable[[], object]) -> str:
    """Wall clock, and the processor's time, which says the same beside other work."""
    taken, worked = [], []
    for _round in range(ROUNDS):
        gc.collect()
        started, busy = time.perf_counter(), time.process_time()
        work()
        taken.append(time.perf_counter() - started)
        worked.append(time.process_time() - busy)
    return f"{median(taken):.2f} s [{median(worked):.2f}]"


if __name__ == "__main__":
    if len(sys.argv) == 4:
        print(once(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
    else:
        sys.exit(main())
