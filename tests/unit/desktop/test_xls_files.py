"""Old workbooks: every kind of cell is read, nothing large is made, and a broken file ends in words."""

from __future__ import annotations

import struct
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from sipa_desktop import xls_files
from sipa_desktop.ole_files import OleFile
from sipa_desktop.table_bounds import BrokenFileError, TooBigError
from sipa_desktop.table_refusals import TableRefused
from sipa_desktop.tables import read_table
from sipa_desktop.xls_files import read_xls
from tests.support.office_files import container, label, record, xls

ROOT = Path(__file__).resolve().parents[3]


def written(folder: Path, data: bytes) -> Path:
    path = folder / "anggaran.xls"
    path.write_bytes(data)
    return path


def test_an_old_xls_is_read_with_its_row_numbers() -> None:
    table = read_table(ROOT / "tests/data/anggaran.xls")
    assert table.name == "Anggaran 2025"
    assert (table.rows[2].number, table.rows[2].cells[0]) == (4, "Kode")
    assert table.rows[-1].cells == ("02.03", "Pekerjaan Umum dan Penataan Ruang", "150000000", "55000000")


def test_all_kinds_of_cells_of_an_xls_are_read(tmp_path: Path) -> None:
    at = struct.pack
    many = at("<HH", 1, 1) + at("<HI", 0, 461_059_200 << 2 | 2) + at("<HI", 0, 12_345 << 2 | 3) + at("<H", 2)
    cells = [
        *(label(0, column, text) for column, text in enumerate(("kode", "anggaran", "realisasi", "sah"))),
        label(1, 0, "4.2.1"),
        record(0x00BD, many),
        record(0x0205, at("<HHHBB", 1, 3, 0, 1, 0)),
        record(0x00FD, at("<HHHI", 2, 0, 0, 1)),
        record(0x0203, at("<HHHd", 2, 1, 0, 1250000.5)),
        record(0x027E, at("<HHHI", 2, 2, 0, (-7 << 2 | 2) & 0xFFFFFFFF)),
        record(0x0006, at("<HHHd", 3, 1, 0, 99.0) + bytes(8)),
        record(0x0006, at("<HHH", 3, 0, 0) + b"\0\0\0\0\0\0\xff\xff" + bytes(8)),
        record(0x0207, at("<HB", 5, 1) + "02.03".encode("utf-16-le")),
        record(0x0006, at("<HHH", 3, 2, 0) + b"\2\0\0\0\0\0\xff\xff" + bytes(8)),
    ]
    # Two shared texts, the second broken off in the middle and gone on with in another width.
    begun = at("<II", 2, 2) + at("<HB", 1, 0) + b"x" + at("<HB", 8, 0) + b"Dana"
    table = record(0x00FC, begun) + record(0x003C, b"\1" + " Des".encode("utf-16-le"))
    read = read_table(written(tmp_path, xls(*cells, shared=table)))
    assert [row.cells for row in read.rows] == [
        ("kode", "anggaran", "realisasi", "sah"),
        ("4.2.1", "461059200", "123,45", "1"),
        ("Dana Des", "1250000,50", "-7"),
        ("02.03", "99", "#N/A"),
    ]


def test_a_figure_in_the_last_corner_of_an_xls_costs_nothing(tmp_path: Path) -> None:
    cells = [label(0, 0, "kode"), label(0, 1, "anggaran"), record(0x0203, struct.pack("<HHHd", 65535, 255, 0, 1.0))]
    table = read_table(written(tmp_path, xls(*cells)))
    assert [row.cells for row in table.rows] == [("kode", "anggaran")]
    assert table.cut.startswith("Isi sel yang sangat panjang atau kolom yang sangat jauh")


@pytest.mark.parametrize(
    "data",
    [
        xls(record(0x0203, struct.pack("<HHHd", 1, 300, 0, 1.0))),
        xls(record(0x00FD, struct.pack("<HHHI", 0, 0, 0, 9))),
        xls(record(0x0204, struct.pack("<HHHHB", 0, 0, 0, 500, 0) + b"short")),
        container("Book", b"x"),
    ],
    ids=["column beyond the last", "text of no list", "text that ends early", "before Excel 97"],
)
def test_an_xls_that_does_not_hold_together_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(TableRefused) as caught:
        read_table(written(tmp_path, data))
    assert caught.value.title == "Berkas ini rusak"


def with_places(count: int, *places: int, following: int = 0xFFFFFFFE, extra: int = 0) -> bytes:
    """A container whose head says that its table of sectors lies at these places, and where more places are listed."""
    made = bytearray(container("Workbook", b"x"))
    struct.pack_into("<I", made, 44, count)
    struct.pack_into("<II", made, 68, following, extra)
    struct.pack_into(f"<{len(places)}I", made, 76, *places)
    return bytes(made)


def list_in_a_circle() -> bytes:
    """A list of places that goes on in its own sector."""
    head = with_places(0x1000, following=10, extra=0xFFFFFFF0)
    return head + struct.pack("<128I", *[0xFFFFFFFF] * 127, 10) + bytes(200_000)


def table_of_one_sector() -> bytes:
    """A list of places that names the same sector again and again."""
    head = with_places(0x1000, *[0] * 109, following=10, extra=40)
    lists = (struct.pack("<128I", *[0] * 127, 11 + at) for at in range(40))
    return head + b"".join(lists) + bytes(200_000)


def chain_on_the_spot() -> bytes:
    """A directory whose one sector follows itself, in a table for far more sectors than there are."""
    head = bytearray(with_places(109, *range(3, 112))[:512])
    struct.pack_into("<I", head, 48, 1)
    return bytes(head) + bytes(3 * 512) + struct.pack("<13952I", *[1] * 13952)


@pytest.mark.parametrize("make", [list_in_a_circle, table_of_one_sector, chain_on_the_spot])
def test_a_container_that_names_a_sector_twice_is_refused_in_little_more_memory_than_it_has_bytes(
    make: Callable[[], bytes],
) -> None:
    data = make()
    tracemalloc.start()
    try:
        with pytest.raises(BrokenFileError):
            OleFile(data)
        assert tracemalloc.get_traced_memory()[1] < 8 * len(data)
    finally:
        tracemalloc.stop()


def whole_row(row: int) -> bytes:
    """One record that holds 256 figures."""
    figures = struct.pack("<HI", 0, 1 << 2 | 2) * 256
    return record(0x00BD, struct.pack("<HH", row, 0) + figures + struct.pack("<H", 255))


def test_figures_that_share_a_record_are_counted_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xls_files, "MAX_RECORDS", 1000)
    assert len(read_xls(OleFile(xls(*map(whole_row, range(3)))))[0].cells) == 3
    with pytest.raises(TooBigError):
        read_xls(OleFile(xls(*map(whole_row, range(4)))))


def test_sheets_that_lie_over_each_other_hold_no_more_than_the_file() -> None:
    assert len(read_xls(OleFile(xls(label(0, 0, "kode" * 2000))))) == 1
    with pytest.raises(TooBigError):
        read_xls(OleFile(xls(label(0, 0, "kode" * 2000), times=20)))
