"""The recap on paper and in a table: what is on the screen, and never a formula."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from sipa_desktop.services.overview import Overview
from sipa_desktop.services.overview_files import OverviewFiles
from sipa_desktop.services.spreadsheets import inert, workbook
from sipa_desktop.store.unit_of_work import Store
from tests.support.papers import sizes_mm, words_of
from tests.unit.desktop.services.desks import BABAYAU, HandClock, Server
from tests.unit.desktop.services.stories import send

LIVE = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=cmd|' /C calc'!A0",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    " =1",
    "\x00=1",
)


@pytest.fixture
def files(district: Store, clock: HandClock) -> OverviewFiles:
    return OverviewFiles(Overview(district, clock))


def sheet_of(data: bytes) -> Worksheet:
    return openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]


def test_the_paper_says_what_the_screen_says(
    files: OverviewFiles, village: Store, district: Store, clock: HandClock, server: Server
) -> None:
    send(village, clock, server)
    server.exchange(district)
    document = files.sheet(None, with_kelurahan=False)
    words = words_of(document.pdf())
    assert document.landscape
    assert sizes_mm(document.pdf()) == {(330, 215)}
    assert "Rekap Kecamatan Paringin, Semester I 2025" in words
    assert "Babayau" in words
    assert "Terkirim" in words
    assert "Paringin Timur" not in words
    assert "Paringin Timur" in words_of(files.sheet(None, with_kelurahan=True).pdf())


def test_the_table_has_a_row_for_every_village_with_figures_as_figures(
    files: OverviewFiles, village: Store, district: Store, clock: HandClock, server: Server
) -> None:
    send(village, clock, server)
    server.exchange(district)
    sheet = sheet_of(files.table(None, with_kelurahan=True))
    rows = list(sheet.iter_rows(min_row=4, values_only=True))
    assert rows[0][:3] == ("Kode", "Desa", "LRA Sem. I")
    babayau = next(row for row in rows if row[0] == BABAYAU)
    assert babayau[2:4] == ("Terkirim", "Terkirim 10.34")
    assert all(isinstance(value, int | float | None.__class__) for value in babayau[-6:])
    assert len(rows) == 4


def test_a_village_with_a_name_that_is_a_formula_stays_a_text(
    files: OverviewFiles, district: Store, server: Server, tmp_path: Path
) -> None:
    for number, text in enumerate(LIVE):
        code = f"63.11.06.29{number:02d}"
        server.put("village", f"v{number}", None, {"code": code, "name": text, "slug": f"v{number}"})  # type: ignore[arg-type]
    server.exchange(district)
    path = tmp_path / "rekap.xlsx"
    files.save_table(path, Overview(district, server.clock).matrix())
    for row in sheet_of(path.read_bytes()).iter_rows():
        for cell in row:
            assert cell.data_type != "f"
            assert not str(cell.value or "").lstrip().startswith(("=", "+", "@"))


@pytest.mark.parametrize("text", LIVE)
def test_cells_and_heads_are_texts_that_nothing_runs(text: str) -> None:
    sheet = sheet_of(workbook(text, [text], [[text]], [text]))
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert [cell.data_type for cell in cells] == ["s"] * len(cells)
    assert len(cells) == 3
    assert all(str(cell.value).startswith("'") for cell in cells)


@given(st.text(max_size=60))
def test_any_text_goes_into_a_table_as_a_text(text: str) -> None:
    kept = inert(text)
    assert not kept.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r"))
    sheet = sheet_of(workbook(text, ["Judul"], [[text]]))
    assert sheet["A2"].data_type == ("s" if kept else "n")
    assert sheet["A2"].value in (kept or None, kept)


def test_plain_words_and_figures_are_left_as_they_are() -> None:
    sheet = sheet_of(workbook("Rekap", ["Desa", "Nilai"], [["Babayau", 646_279_500], ["Paran", None]]))
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] == [
        ["Babayau", 646_279_500],
        ["Paran", None],
    ]
