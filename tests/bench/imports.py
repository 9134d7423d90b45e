"""How soon a table of 20,000 rows and a Siskeudes package of that size are shown before anything enters.

`python -m tests.bench.imports`: medians of five rounds after one that is not counted; last the same workbook from its
choice to the painted preview in the real window. Reading the cells alone, with the library that the desk uses, is timed
in the same round, so that a figure can be told apart from the machine it was on.
"""

from __future__ import annotations

import gc
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from openpyxl import Workbook
from PySide6.QtWidgets import QApplication
from python_calamine import CalamineWorkbook

import resources
from sipa_core.domain.budget_codes import BudgetNames
from sipa_core.domain.periods import parse_period
from sipa_core.domain.template_text import read_template
from sipa_core.imports.package_preview import preview_package
from sipa_core.imports.preview import ImportPreview, preview
from sipa_core.imports.table import Package, RawTable
from sipa_desktop import tables
from sipa_desktop.services.office import code_names
from tests.bench.opening import FirstPaint
from tests.bench.stalls import lra_draft, village
from tests.support import siskeudes
from ui.design.theme import start

ROUNDS = 5
ROWS = 20_000
LIMIT = 2.0
"""Seconds until 20,000 rows of a workbook are shown."""

TITLES = ("Kode Kegiatan", "Kode Rekening", "Uraian", "Sumber Dana", "Anggaran", "Realisasi")


def workbook(path: Path, names: BudgetNames) -> None:
    """Write ROWS rows of activity and account."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("RAB")
    sheet.append(TITLES)
    activities = [code for code in names.kegiatan if code.count(".") == 2]
    accounts = [code for code in names.rekening if code.count(".") == 2 and code[0] == "5"]
    for n in range(ROWS):
        activity, turn = activities[n % len(activities)], n // len(activities)
        account, last = accounts[turn % len(accounts)], 1 + turn // len(accounts)
        sheet.append([activity, f"{account}.{last:02d}", f"Rincian {n}", "DDS" if n % 3 else "ADD", 10**6 + n, n * 50])
    book.save(path)


def package(path: Path) -> None:
    """Write a package whose journal has ROWS rows."""
    parts = siskeudes.tables()
    lines = parts["Ta_JurnalUmumRinci"]
    parts["Ta_JurnalUmumRinci"] = [lines[0], *(lines[1 + n % (len(lines) - 1)] for n in range(ROWS))]
    path.write_bytes(siskeudes.zipped(parts))


def shown_table(path: Path, names: BudgetNames) -> ImportPreview:
    """What a clerk sees of the workbook."""
    table = tables.read_source(path)
    assert isinstance(table, RawTable)
    found = preview(table, {}, names)
    assert isinstance(found, ImportPreview)
    assert len(found.rows) == ROWS
    return found


def shown_package(path: Path, names: BudgetNames) -> ImportPreview:
    """What a clerk sees of the package."""
    source = tables.read_source(path)
    assert isinstance(source, Package)
    template = read_template(resources.read_text("templates/lra_semester1.toml"), "lra_semester1.toml")
    found = preview_package(source, template, parse_period("2025-S1"), {}, names)
    assert isinstance(found, ImportPreview)
    assert found.changes
    return found


def cells_only(path: Path) -> int:
    """The bare reading of the cells, nothing made of them."""
    with CalamineWorkbook.from_path(path) as book:
        return sum(len(row) for row in book.get_sheet_by_index(0).iter_rows())


def seconds(job: Callable[[], object]) -> tuple[float, float]:
    """Wall clock and processor time of one turn."""
    wall, own = time.perf_counter(), time.process_time()
    job()
    return time.perf_counter() - wall, time.process_time() - own


def window_shown(path: Path) -> list[tuple[float, float]]:
    """Wall clock and processor time of all threads, from the choice of the file to the painted preview."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    start(app)
    found = []
    with village() as windows:
        windows.window.show_page("reports")
        page = windows.window.page("reports")
        page.open_report(lra_draft(windows.desk))  # type: ignore[union-attr]
        windows.settle()
        gc.freeze()  # as the application does when the first page stands
        painted = FirstPaint(
            lambda widget: page.importing.shown is not None and page.preview.isAncestorOf(widget)  # type: ignore[union-attr]
        )
        for _turn in range(ROUNDS + 1):
            taken = painted.after(lambda: page.import_path(path))  # type: ignore[union-attr]
            found.append((taken.wall / 1000, taken.own / 1000))
            page._to_editor()  # type: ignore[union-attr]
            windows.settle()
    return found


def main() -> None:
    """Print the figures."""
    names = code_names()
    with tempfile.TemporaryDirectory() as folder:
        book, zipped = Path(folder) / "rab.xlsx", Path(folder) / "siskeudes.zip"
        workbook(book, names)
        package(zipped)
        jobs: dict[str, Callable[[], object]] = {
            "cells of the workbook alone": partial(cells_only, book),
            f"{ROWS:,} rows of a workbook shown": partial(shown_table, book, names),
            f"package with {ROWS:,} journal rows shown": partial(shown_package, zipped, names),
        }
        told: dict[str, list[tuple[float, float]]] = {name: [] for name in jobs}
        for turn in range(ROUNDS + 1):
            for name, job in jobs.items():
                taken = seconds(job)
                if turn:
                    told[name].append(taken)
        first, *told["the workbook shown in the window"] = window_shown(book)
    bare = statistics.median(wall for wall, _own in told["cells of the workbook alone"])
    for name, turns in told.items():
        wall = statistics.median(one for one, _own in turns)
        own = statistics.median(one for _wall, one in turns)
        print(f"{name}: {wall:.2f} s, {own:.2f} s of the processor, {wall / bare:.1f} times the bare cells")
    print(f"the first of a process in the window: {first[0]:.2f} s, {first[1]:.2f} s of the processor")
    shown = max(first[0], statistics.median(wall for wall, _own in told["the workbook shown in the window"]))
    print(f"limit {LIMIT:.1f} s: {'kept' if shown <= LIMIT else 'missed'}")


if __name__ == "__main__":
    main()
