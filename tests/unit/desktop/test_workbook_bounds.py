"""Small workbooks that ask for gigabytes: refused in words before the reader, which cannot be stopped, sees them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from sipa_desktop import ods_bounds, tables, xlsx_bounds
from sipa_desktop.ods_bounds import ods_extents
from sipa_desktop.table_bounds import Archive, BrokenFileError, TooBigError
from sipa_desktop.table_refusals import TableRefused
from sipa_desktop.tables import read_sheets, read_table, read_tables
from sipa_desktop.xlsx_bounds import xlsx_extents
from tests.support.office_files import TITLES_XML, label, ods, ods_cell, record, with_part, with_sheet, workbook, xls

ROOT = Path(__file__).resolve().parents[3]
NOTE = "Belanja barang dan jasa " * 1300

READ = """
import json, resource, sys
from pathlib import Path
if sys.argv[2] != "0":
    resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]), int(sys.argv[2])))
from sipa_desktop.table_refusals import TableRefused
from sipa_desktop.tables import read_table
from tests.support.peaks import peak_kb
try:
    said = len(read_table(Path(sys.argv[1])).rows)
except TableRefused as refused:
    said = refused.title
print(json.dumps([said, peak_kb() // 1024]))
"""


def written(folder: Path, data: bytes) -> Path:
    path = folder / "anggaran"
    path.write_bytes(data)
    return path


def refused_as(path: Path) -> str:
    with pytest.raises(TableRefused) as caught:
        read_table(path)
    return caught.value.title


def read_apart(path: Path, limit: int = 0) -> tuple[object, int]:
    """What a process of its own says of the file, and how many megabytes it took."""
    done = subprocess.run(
        [sys.executable, "-c", READ, str(path), str(limit)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    said, megabytes = json.loads(done.stdout)
    return said, megabytes


def repeated(text: str, rows: int, columns: int, attributes: str = "") -> str:
    cell = ods_cell(text, f'table:number-columns-repeated="{columns}" {attributes}')
    return f'<table:table-row table:number-rows-repeated="{rows}">{cell}</table:table-row>'


def of_figures(columns: int, rows: int = 1) -> str:
    """A row of figures that do not say that they are figures."""
    cell = f'<table:table-cell office:value="1" table:number-columns-repeated="{columns}"/>'
    return f'<table:table-row table:number-rows-repeated="{rows}">{cell}</table:table-row>'


def sharing(*texts: str, cells: bytes, head: bytes = b"") -> bytes:
    """A workbook whose cells share texts."""
    listed = b"".join(b"<si><t>%b</t></si>" % text.encode() for text in texts)
    space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    return with_part(with_sheet(cells), "xl/sharedStrings.xml", b"<sst %b %b>%b</sst>" % (space, head, listed))


def cells_of(text: int, rows: int, first: int = 1) -> bytes:
    row = b'<row r="%d"><c r="A%d" s="1" t="s"><v>%d</v></c></row>'
    return b"".join(row % (n, n, text) for n in range(first, first + rows))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is limited on Linux only")
@pytest.mark.parametrize(
    ("rows", "title"),
    [
        (repeated(NOTE, 7_000, 20), "Berkas ini terlalu besar"),
        (repeated("a<text:s text:c='2000000000'/>", 1, 1), "Berkas ini terlalu besar"),
        (of_figures(16_000, 100_000), "Tabelnya terlalu luas"),
        (of_figures(16_000, 0) * 6_000, "Tabelnya terlalu luas"),
    ],
    ids=["a long text in many cells", "spaces by number", "figures of no kind", "rows that stand there no times"],
)
def test_an_ods_of_a_kilobyte_does_not_end_a_desk_of_four_gigabytes(tmp_path: Path, rows: str, title: str) -> None:
    said, megabytes = read_apart(written(tmp_path, ods(rows)), 4 << 30)
    assert said == title
    assert megabytes < 200


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is limited on Linux only")
@pytest.mark.parametrize("said", [b"40000000000", b"400000000000000000"])
def test_an_xlsx_that_says_it_has_more_texts_than_there_can_be_is_broken(tmp_path: Path, said: bytes) -> None:
    data = sharing("kode", cells=cells_of(0, 1), head=b'uniqueCount="%b"' % said)
    assert read_apart(written(tmp_path, data), 4 << 30)[0] == "Berkas ini rusak"


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is measured on Linux only")
def test_the_largest_repeated_table_that_is_read_takes_less_than_600_megabytes(tmp_path: Path) -> None:
    rows = repeated("\N{GRINNING FACE}abcdefghijkl", 23_400, 64, 'table:formula="of:=A1+B1+C1"')
    said, megabytes = read_apart(written(tmp_path, ods(rows)))
    assert said == 23_400
    assert megabytes < 600


def test_a_text_of_an_ods_counts_in_every_cell_that_repeats_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ods_bounds, "MAX_TEXT", 10_000)
    for rows in (
        repeated("x" * 5_000, 1, 2),
        repeated("x" * 500, 4, 6),
        repeated("", 100, 2, f'table:formula="of:={"1+" * 40}1"'),
        repeated("", 100, 2, f'office:string-value="{"x" * 90}"'),
        repeated("a<text:s text:c='90'/>", 100, 2),
        repeated("", 100, 2, f'office:date-value="{"x" * 90}"'),
        repeated("<x/>" + "é" * 60, 100, 1),
    ):
        with pytest.raises(TooBigError):
            list(ods_extents(Archive(ods(rows))))
    once = ods(repeated("x" * 5_000, 1, 1) + repeated("pendek", 100, 4))
    assert [(extent.rows, extent.columns) for extent in ods_extents(Archive(once))] == [(101, 4)]


def test_all_sheets_of_an_ods_are_laid_out_at_once_and_count_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ods_bounds, "MAX_ALL_CELLS", 1_000)
    sheet = '</table:table><table:table table:name="B">'
    assert len(list(ods_extents(Archive(ods(repeated("a", 50, 10) + sheet + repeated("a", 50, 10)))))) == 2
    with pytest.raises(TooBigError):
        list(ods_extents(Archive(ods(repeated("a", 50, 10) + sheet + repeated("a", 51, 10)))))


@pytest.mark.parametrize(
    "rows",
    [
        repeated("<table:table-row/>" + "x" * 100, 200, 2),
        repeated("<table:table-cell/>" + "x" * 100, 200, 2),
        repeated("<table:table table:name='B'/>" + "x" * 100, 200, 2),
        repeated("x", 1, -5),
        repeated("x", 1, 1).replace('"1"', '"satu"'),
    ],
    ids=["row", "cell", "table", "less than none", "no number"],
)
def test_an_ods_whose_tables_do_not_hold_together_is_broken(tmp_path: Path, rows: str) -> None:
    assert refused_as(written(tmp_path, ods(rows))) == "Berkas ini rusak"


def test_rows_of_a_table_inside_a_table_count_to_the_outer_one() -> None:
    inner = f'<table:table table:name="B">{repeated("x", 1_000, 1)}</table:table>'
    found = list(ods_extents(Archive(ods(repeated("x", 1, 9) + inner))))
    assert [(extent.rows, extent.columns) for extent in found] == [(1_001, 9)]


@pytest.mark.parametrize(
    "grammar", ["<!ATTLIST table:table-cell table:number-columns-repeated CDATA '1'>", "<!ENTITY a 'b'>", "<!-- -->"]
)
def test_an_ods_with_a_grammar_of_its_own_is_broken(tmp_path: Path, grammar: str) -> None:
    honest = ods(repeated("x", 1, 1))
    content = Archive(honest).read("content.xml").decode()
    made = content.replace("?>", f"?><!DOCTYPE office:document-content [{grammar}]>", 1)
    assert refused_as(written(tmp_path, with_part(honest, "content.xml", made.encode()))) == "Berkas ini rusak"


def test_a_long_text_that_many_cells_of_an_xlsx_share_counts_in_each(tmp_path: Path) -> None:
    path = written(tmp_path, sharing("kode", NOTE, cells=cells_of(1, 3_000)))
    assert refused_as(path) == "Berkas ini terlalu besar"
    path = written(tmp_path, sharing("kode", NOTE, cells=cells_of(0, 50_000) + cells_of(1, 1, 50_001)))
    assert len(read_tables(path)[0].rows) == 25_000, "one long note beside many short texts is an honest file"


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.replace(b"<si>", b"<!-- <si> --><si>"),
        lambda data: data.replace(b"<si>", b"<si><si/>"),
        lambda data: data.replace(b"<t>", b'<t x="<si>">'),
        lambda data: data.replace(b"<t>", b"<t><![CDATA[<si>]]>"),
    ],
    ids=["comment", "a text inside a text", "in an attribute", "letters that are no tag"],
)
def test_texts_that_cannot_be_told_apart_count_as_long_as_their_list(
    monkeypatch: pytest.MonkeyPatch, change: Callable[[bytes], bytes]
) -> None:
    monkeypatch.setattr(xlsx_bounds, "MAX_TEXT", 300_000)
    honest = sharing("kode", "x" * 20_000, "rinci", cells=cells_of(0, 100))
    assert next(xlsx_extents(Archive(honest))).text < 300_000
    made = with_part(honest, "xl/sharedStrings.xml", change(Archive(honest).read("xl/sharedStrings.xml")))
    with pytest.raises(TooBigError):
        list(xlsx_extents(Archive(made)))


FAR = b'<row r="9"><%b r="XFD1048576"><v>1</v></c></row>'


@pytest.mark.parametrize(
    "far",
    [
        FAR % (b"c" + b" " * 400_000),
        FAR.replace(b"</c>", b"</a-b:c>") % b"a-b:c",
        FAR % b'c x="/>"',
        FAR % b"""c x=" r='A1' " """,
        FAR % b'c\tcm="1"',
    ],
    ids=["tag longer than a piece", "prefix", "closed inside quotes", "place inside quotes", "another attribute"],
)
def test_a_far_cell_is_seen_however_it_is_written(tmp_path: Path, far: bytes) -> None:
    filler = b"<row/>" * 40_000
    assert refused_as(written(tmp_path, with_sheet(TITLES_XML + filler + far))) == "Tabelnya terlalu luas"


@pytest.mark.parametrize("tag", [b'c r="A9" x="<" r="XFD9"', b'c r="A9" s=1', b'c r="xfd9"'])
def test_a_cell_that_nobody_can_read_makes_the_file_broken(tag: bytes) -> None:
    with pytest.raises(BrokenFileError):
        list(xlsx_extents(Archive(with_sheet(TITLES_XML + b"<row><%b><v>1</v></c></row>" % tag))))


def test_a_workbook_of_two_kinds_at_once_is_refused(tmp_path: Path) -> None:
    """The reader would open the kind that was not looked at."""
    bomb = ods(repeated(NOTE, 7_000, 20))
    assert refused_as(written(tmp_path, with_part(bomb, "xl/workbook.xml", b"<x/>"))) == "Berkas ini rusak"
    both = with_part(with_part(workbook(("kode",)), "content.xml", b"<x/>"), "mimetype", b"spreadsheet")
    assert refused_as(written(tmp_path, both)) == "Berkas ini rusak"
    hidden = with_part(workbook(("kode",)), "XL/Workbook.bin", b"x")
    assert refused_as(written(tmp_path, hidden)) == "Jenis Excel ini belum dapat dibaca"


def test_a_sheet_that_a_workbook_names_many_times_counts_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = workbook(*((n, n) for n in range(100)))
    sheet = b'<sheet xmlns:r="%b" name="%d" sheetId="%d" r:id="rId1"/>'
    space = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    named = b"".join(sheet % (space, n, n) for n in range(1, 11))
    main = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    book = b"<workbook %b><sheets>%b</sheets></workbook>" % (main, named)
    path = written(tmp_path, with_part(one, "xl/workbook.xml", book))
    assert len(read_tables(path)) == len(read_sheets(path)) == 10
    monkeypatch.setattr(tables, "MAX_KEPT_CELLS", 1_999)
    for read in (read_tables, read_sheets):
        with pytest.raises(TableRefused, match="terlalu besar"):
            read(path)


def test_equal_texts_of_all_sheets_are_one_object(tmp_path: Path) -> None:
    rows = repeated("Belanja  barang dan jasa untuk kantor desa", 3, 3)
    data = ods(rows + '</table:table><table:table table:name="B">' + rows)
    cells = [cell for table in read_tables(written(tmp_path, data)) for row in table.rows for cell in row.cells]
    assert len(cells) == 18
    assert len(set(map(id, cells))) == 1
    assert cells[0] == "Belanja barang dan jasa untuk kantor desa"


def test_a_long_text_that_many_cells_of_an_xls_share_is_held_once(tmp_path: Path) -> None:
    text = ("\N{GRINNING FACE}" * 2_000).encode("utf-16-le")
    shared = record(0x00FC, b"\1\0\0\0\1\0\0\0" + (4_000).to_bytes(2, "little") + b"\1" + text)
    cells = [record(0x00FD, bytes((row, 0, column, 0, 0, 0, 0, 0, 0, 0))) for row in range(50) for column in range(20)]
    table = read_table(written(tmp_path, xls(*cells, label(60, 0, "kode"), shared=shared)))
    assert {cell for row in table.rows[:50] for cell in row.cells} == {"\N{GRINNING FACE}" * 1_000}
    assert len({id(cell) for row in table.rows[:50] for cell in row.cells}) == 1
    assert table.cut.startswith("Isi sel yang sangat panjang")


def test_a_reader_that_gives_up_makes_the_file_broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class GivingUp:
        from_filelike = partial(pytest.fail, "not reached")

    def give_up(_data: object) -> None:
        raise type("PanicException", (BaseException,), {})("capacity overflow")

    monkeypatch.setattr(GivingUp, "from_filelike", give_up)
    monkeypatch.setattr(tables, "CalamineWorkbook", GivingUp)
    assert refused_as(written(tmp_path, workbook(("kode",)))) == "Berkas ini rusak"
