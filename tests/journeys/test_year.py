"""A year of a village, made by its clerk in the real windows: from the APB Desa to the LPJ and what is told of it."""

from __future__ import annotations

from pathlib import Path

from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

from tests.journeys.year import money, story


def test_a_year_of_a_village_is_made_without_typing_a_figure_twice(tmp_path: Path) -> None:
    folder = tmp_path / "tahun"
    year = story.play(folder, thorough=False)
    account = PdfReader(folder / "lpj.pdf")
    words = "".join(page.extract_text() for page in account.pages)
    for figure in (money.SPENT, money.BELANJA_CHANGED, 528_940_000):
        assert money.rupiah(figure) in words, figure
    assert "900/031/DB/2028" in words
    assert len(account.outline) >= 7
    assert {money.SPENT, money.BELANJA_CHANGED} <= cells(folder / "lpj.xlsx")
    assert money.BELANJA in cells(folder / "apbdes.xlsx")
    book = Document(str(folder / "lppd.docx"))
    heads = [one.text for one in book.paragraphs if one.style is not None and one.style.name == "Heading 1"]
    assert len(heads) >= 9, heads
    told = "".join(page.extract_text() for page in PdfReader(folder / "lppd.pdf").pages)
    assert money.rupiah(money.SPENT) in told
    assert year.tally.twice() == []
    assert len(year.tally.figures) <= 4, year.tally.figures
    assert 0 < year.tally.from_zip <= 15, "from a Siskeudes zip to the sent half year"


def cells(path: Path) -> set[object]:
    """Every value of the first sheet."""
    return {cell.value for row in load_workbook(path).worksheets[0] for cell in row}
