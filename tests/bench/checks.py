"""What the check of a report with 2,000 budget rows costs, beside reading its budget once.

`python -m tests.bench.checks`: medians of five; half of the rows bear names of their own, and the report is laid beside
the budget of its year, the half-year report and last year's.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import resources
from sipa_core.domain.beside import Beside, OtherReport
from sipa_core.domain.budget import read_budget
from sipa_core.domain.budget_codes import BudgetNames, read_names
from sipa_core.domain.checks import check
from sipa_core.domain.paths import Value
from sipa_core.domain.periods import parse_period
from sipa_core.domain.template_text import read_template

ROWS = 2_000
ROUNDS = 5


def main() -> None:
    """Measure and tell."""
    names = read_names(resources.read_text("codes/kode_rekening.csv"), resources.read_text("codes/kode_kegiatan.csv"))
    template = read_template(resources.read_text("templates/lpj_apbdes.toml"), "lpj_apbdes")
    content = report(names)
    plan = {path: value for path, value in content.items() if path.endswith("anggaran")}
    beside = Beside(
        period=parse_period("2025"),
        village="Babayau",
        earlier=(OtherReport("lpj_apbdes", parse_period("2024"), "LPJ 2024", content),),
        same_year=(
            OtherReport("apbdes", parse_period("2025"), "APB Desa 2025", plan),
            OtherReport("lra_semester1", parse_period("2025-S1"), "Semester I 2025", content),
        ),
    )
    tree = read_budget(content, names)
    reading = _median(lambda: read_budget(content, names))
    alone = _median(lambda: check(template, content, names, tree=tree))
    whole = _median(lambda: check(template, content, names, beside, tree))
    print(f"read {reading:.1f} ms, check {alone:.1f} ms, with three reports beside {whole:.1f} ms")
    print(f"ratio to reading: {alone / reading:.2f} alone, {whole / reading:.2f} beside others")


def report(names: BudgetNames) -> dict[str, Value]:
    """Return a report with 2,000 rows of the budget, sixty activities and four long texts."""
    accounts = [code for code in names.rekening if code.startswith("5.") and code.count(".") == 2]
    keys = [f"{code}/{account}/DD" for code in names.kegiatan if code.count(".") == 2 for account in accounts][:ROWS]
    content: dict[str, Value] = {}
    for n, key in enumerate(keys):
        row = f"apbdes[{key}]"
        content |= {f"{row}.anggaran": 1_000_000 + n * 1_000, f"{row}.realisasi": 900_000 + n * 777}
        content[f"{row}.uraian"] = names.rekening[key.split("/")[1]] if n % 2 else f"Belanja khusus nomor {n} kegiatan"
    for n in range(60):
        row = f"kegiatan[k{n}]"
        content |= {f"{row}.nama": f"Kegiatan nomor {n}", f"{row}.lokasi": "RT 01", f"{row}.fisik": 95}
        content |= {f"{row}.anggaran": 1_000_000, f"{row}.realisasi": 950_000}
    for path in ("pengantar.isi", "ringkasan.isi", "catatan.pendapatan", "catatan.belanja"):
        content[path] = " ".join(f"kata {n} tentang {path} dan jalan" for n in range(60))
    return content


def _median(work: Callable[[], object]) -> float:
    """The median of five rounds, in milliseconds."""
    times = []
    for _round in range(ROUNDS):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return statistics.median(times) * 1_000


if __name__ == "__main__":
    main()
