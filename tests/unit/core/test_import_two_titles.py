"""Titles of two lines, as forms merge them: one title over anggaran and realisasi, whose own stand below it."""

from __future__ import annotations

import pytest

from sipa_core.imports.columns import Column, find_header
from sipa_core.imports.table import table_of

DANA_DESA = ["4.2.1", "Dana Desa", "1.000", "500"]


@pytest.mark.parametrize("over", ["Jumlah (Rp)", "APB Desa", "Tahun Anggaran 2025", "Nilai"])
def test_a_title_over_two_columns_hides_neither(over: str) -> None:
    rows = [["LAPORAN REALISASI"], ["Kode", "Uraian", over], ["", "", "Anggaran", "Realisasi"], DANA_DESA]
    header = find_header(table_of(rows), {})
    assert header is not None
    assert (header.index(Column.ANGGARAN), header.index(Column.REALISASI)) == (2, 3)
    assert [one.sample for one in header.columns] == DANA_DESA
    assert header.row == 3, "the second line is no row of the budget"


@pytest.mark.parametrize("row", [["", "Realisasi", "", ""], DANA_DESA, ["", "", "Anggaran", "500"]])
def test_a_row_below_the_titles_stays_a_row(row: list[str]) -> None:
    header = find_header(table_of([["Kode", "Uraian", "Anggaran", "Realisasi"], row, DANA_DESA]), {})
    assert header is not None
    assert header.row == 1
