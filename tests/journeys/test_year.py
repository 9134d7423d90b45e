"""A year of a village, made by its clerk in the real windows: from the APB Desa to what citizens read of it."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook
from pypdf import PdfReader

from tests.journeys.year import money, story


def test_a_year_of_a_village_is_made_without_typing_a_figure_twice(tmp_path: Path) -> None:
    folder = tmp_path / "tahun"
    year = story.play(folder)
    words = "".join(page.extract_text() for page in PdfReader(folder / "apbdes.pdf").pages)
    assert money.rupiah(money.BELANJA) in words
    cells = [cell.value for row in load_workbook(folder / "apbdes.xlsx").worksheets[0] for cell in row]
    assert money.BELANJA in cells
    assert year.tally.twice() == []
