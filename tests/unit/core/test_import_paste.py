"""A block pasted from a spreadsheet lands where the person stands and takes nothing away."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sipa_core.imports.paste import paste, table_from_block
from sipa_core.imports.preview import looks_like_table
from sipa_core.imports.table import block_rows

ROWS = ("-/4.1/-", "-/4.2.1/-", None, "02.01/-/-", "02.03/-/-")
COLUMNS = ("anggaran", "realisasi")


def test_a_block_of_indonesian_money_fills_the_cells_from_where_it_is_laid() -> None:
    done = paste("18.000.000\tRp 7.250.000,-\r\n768.432.000,00\t461059200\r\n", ROWS, COLUMNS, 0, 0)
    assert done.changes == {
        "apbdes[-/4.1/-].anggaran": 18_000_000,
        "apbdes[-/4.1/-].realisasi": 7_250_000,
        "apbdes[-/4.2.1/-].anggaran": 768_432_000,
        "apbdes[-/4.2.1/-].realisasi": 461_059_200,
    }
    assert done.words == "4 angka ditempel."


def test_a_single_figure_lands_in_one_cell() -> None:
    assert paste("5", ROWS, COLUMNS, 3, 1).changes == {"apbdes[02.01/-/-].realisasi": 5}


def test_an_empty_cell_of_the_block_leaves_what_stood_there() -> None:
    done = paste("\t5\n\n6\t\n", ROWS, COLUMNS, 0, 0)
    assert done.changes == {"apbdes[-/4.1/-].realisasi": 5}
    assert done.on_computed == 1, "the third row of the block fell on a sum"


def test_what_falls_beside_the_grid_or_on_sums_is_counted_and_told() -> None:
    done = paste("1\t2\t3\n4\t5\t6\n7\t8\t9", ROWS, COLUMNS, 3, 1)
    assert done.changes == {"apbdes[02.01/-/-].realisasi": 1, "apbdes[02.03/-/-].realisasi": 4}
    assert done.beyond == 7
    assert done.words == "2 angka ditempel. 7 sel di luar tabel, dilewati."


def test_a_cell_that_cannot_be_read_is_named_with_its_reason_and_likely_reading() -> None:
    done = paste("1,250,000\nbanyak\n\n-7.000", ROWS, COLUMNS, 0, 0)
    assert done.changes == {}
    assert [(cell.row, cell.path, cell.meant) for cell in done.refused] == [
        (1, "apbdes[-/4.1/-].anggaran", (1_250_000,)),
        (2, "apbdes[-/4.2.1/-].anggaran", ()),
        (4, "apbdes[02.01/-/-].anggaran", (7_000,)),
    ]
    assert all(cell.reason for cell in done.refused)


def test_line_breaks_inside_a_quoted_cell_do_not_make_rows() -> None:
    assert block_rows('"Jalan\nRT 03"\t5\n"kata ""kutip"""\t6\n') == [["Jalan\nRT 03", "5"], ['kata "kutip"', "6"]]
    assert block_rows('5" pipa\t7') == [['5" pipa', "7"]]


def test_nothing_pasted_changes_nothing() -> None:
    assert paste("", ROWS, COLUMNS, 0, 0).changes == {}
    assert block_rows("\n") == []


def test_a_block_with_titles_is_known_for_a_table() -> None:
    assert looks_like_table(table_from_block("Kode\tUraian\tAnggaran\n4.2.1\tDana Desa\t5\n"))
    assert not looks_like_table(table_from_block("768.432.000\t461.059.200\n"))


@given(text=st.text(max_size=80), row=st.integers(0, 6), column=st.integers(0, 3))
def test_whatever_is_pasted_only_cells_of_the_grid_change_and_none_below_zero(text: str, row: int, column: int) -> None:
    done = paste(text, ROWS, COLUMNS, row, column)
    allowed = {f"apbdes[{key}].{name}" for key in ROWS if key for name in COLUMNS}
    assert set(done.changes) <= allowed
    assert all(isinstance(value, int) and value >= 0 for value in done.changes.values())
