"""Files that clerks pick: real tables are read, all else is refused in words, and nothing hangs or swells."""

from __future__ import annotations

import csv
import io
import os
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sipa_core.imports.preview import looks_like_table
from sipa_core.imports.table import MAX_COLUMNS, MAX_ROWS
from sipa_desktop.csv_texts import csv_rows
from sipa_desktop.table_refusals import TableRefused
from sipa_desktop.tables import MAX_BYTES, read_table, read_tables
from tests.support.office_files import (
    TITLES_XML,
    container,
    ods,
    ods_cell,
    record,
    saved,
    with_part,
    with_sheet,
    workbook,
    xls,
)

ROOT = Path(__file__).resolve().parents[3]
ROWS = [("Kode", "Uraian", "Anggaran (Rp)"), ("4.2.1", "Dana Desa", "768.432.000"), ("02.03", "Pekerjaan Umum", "5")]


def written(folder: Path, data: bytes, name: str = "anggaran.csv") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def refusal(path: Path) -> TableRefused:
    with pytest.raises(TableRefused) as caught:
        read_table(path)
    return caught.value


def locked_xls() -> bytes:
    return xls(shared=record(0x002F, b"\0\0"))


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_a_csv_is_read_whatever_its_separator_and_encoding(tmp_path: Path, separator: str, encoding: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\r\n").writerows(
        [*ROWS, ("02.01", "Pendidikan “usia dini”", "7")]
    )
    table = read_table(written(tmp_path, out.getvalue().encode(encoding)))
    assert [row.cells for row in table.rows] == [*ROWS, ("02.01", "Pendidikan “usia dini”", "7")]
    assert table.cut == ""


def test_money_with_commas_does_not_hide_the_separator(tmp_path: Path) -> None:
    text = "Kode;Uraian;Anggaran\n4.2.1;Dana Desa;768.432.000,00\n4.2.3;ADD;689.300.000,00\n"
    table = read_table(written(tmp_path, text.encode()))
    assert table.rows[1].cells == ("4.2.1", "Dana Desa", "768.432.000,00")


def test_the_line_that_tells_excel_the_separator_is_no_row_of_the_table(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, b"sep=|\r\nkode|anggaran\r\n4.2.1|5\r\n"))
    assert [(row.number, row.cells) for row in table.rows] == [(2, ("kode", "anggaran")), (3, ("4.2.1", "5"))]


def test_a_quotation_mark_that_is_never_closed_does_not_swallow_the_file(tmp_path: Path) -> None:
    lines = "".join(f"02.0{n % 8 + 1};Kegiatan {n};{n}\n" for n in range(200))
    table = read_table(written(tmp_path, ('kode;uraian;anggaran\n4.2.1;"Dana Desa;5\n' + lines).encode()))
    assert len(table.rows) == 202


def test_values_of_a_workbook_come_as_a_person_would_type_them(tmp_path: Path) -> None:
    data = workbook(
        ("Kode", "Uraian", "Anggaran", "Realisasi"),
        ("4.2.1", "Dana  Desa ", 768432000, 461059200.0),
        (4.2, "Transfer", 1250000.5, "Rp 5.000"),
        (2.03, "Irigasi", 1.125, 0.5),
        (date(2025, 3, 1), "Jalan", None, True),
        (),
        ("02.03", "Jumlah", "=SUM(C2:C3)", 0),
    )
    table = read_table(written(tmp_path, data, "anggaran.xlsx"))
    assert [(row.number, row.cells) for row in table.rows] == [
        (1, ("Kode", "Uraian", "Anggaran", "Realisasi")),
        (2, ("4.2.1", "Dana Desa", "768432000", "461059200")),
        (3, ("4.2", "Transfer", "1250000,50", "Rp 5.000")),
        (4, ("2.03", "Irigasi", "1,125", "0.5")),
        (5, ("2025-03-01", "Jalan", "", "1")),
        (7, ("02.03", "Jumlah", "", "0")),
    ], "a formula without a stored value is empty, never text to be run; 1,125 is never a thousand"


def test_the_sheet_with_titles_of_a_budget_is_chosen_and_hidden_ones_come_last(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].title = "Sampul"
    book.worksheets[0].append(("PEMERINTAH DESA",))
    for title, state in (("Lama", "hidden"), ("APBDes", "visible")):
        sheet = book.create_sheet(title)
        sheet.sheet_state = state
        for row in ROWS:
            sheet.append(row)
    book.create_sheet("Kosong")
    path = written(tmp_path, saved(book), "apbdes.xlsx")
    assert read_table(path).name == "APBDes"
    assert [table.name for table in read_tables(path)] == ["Sampul", "APBDes", "Lama"]


def test_an_ods_is_read_and_its_endless_empty_rows_are_not(tmp_path: Path) -> None:
    empty = "<table:table-cell table:number-columns-repeated='16382'/>"
    rows = f"<table:table-row>{ods_cell('kode')}{ods_cell('anggaran')}{empty}</table:table-row>"
    rows += f"<table:table-row>{ods_cell('4.2.1')}{ods_cell('5')}</table:table-row>"
    rows += f"<table:table-row table:number-rows-repeated='1048574'>{empty}</table:table-row>"
    table = read_table(written(tmp_path, ods(rows), "anggaran.ods"))
    assert [row.cells for row in table.rows] == [("kode", "anggaran"), ("4.2.1", "5")]


@pytest.mark.parametrize(
    ("data", "title", "word"),
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\x80" * 200, "Berkas ini bukan tabel", "foto"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "Berkas ini bukan tabel", "gambar"),
        (b"%PDF-1.7\n%abc", "Berkas ini bukan tabel", "PDF"),
        (b"MZ\x90\x00\x03" + b"\0" * 60, "Berkas ini bukan tabel", "program"),
        (b"<!DOCTYPE html><table><tr><td>kode</td></tr></table>", "Berkas ini halaman web", ".xlsx"),
        (b"\xef\xbb\xbf \n<html><body>kode;anggaran</body></html>", "Berkas ini halaman web", ".xlsx"),
        (b"", "Berkas ini kosong", "Tidak ada baris"),
        (b"\xef\xbb\xbf\r\n \r\n\t\r\n", "Berkas ini kosong", "Tidak ada baris"),
        (b";;;\n;;\n", "Berkas ini kosong", "Tidak ada baris"),
        (bytes(range(1, 32)) * 40, "Berkas ini bukan tabel", "tidak dikenali"),
        (b"kode;anggaran\n4;\0\0\0\n", "Berkas ini bukan tabel", "tidak dikenali"),
        (b"PK\x03\x04 not a zip", "Berkas ini rusak", "tidak dapat dibaca"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\1" * 700, "Berkas ini rusak", "tidak dapat dibaca"),
        (container("EncryptedPackage", b"x" * 5000), "Berkas ini memakai kata sandi", "hapus kata sandinya"),
        (container("WordDocument", b"x" * 5000), "Berkas ini bukan tabel", "Word"),
        (
            locked_xls(),
            "Berkas ini memakai kata sandi",
            "hapus kata sandinya",
        ),
        (b"a;b\n" * (MAX_BYTES // 4 + 1), "Berkas ini terlalu besar", "berkas baru"),
    ],
    ids=lambda value: value[:12] if isinstance(value, str) else None,
)
def test_what_is_no_table_is_refused_in_words_though_it_is_named_csv(
    tmp_path: Path, data: bytes, title: str, word: str
) -> None:
    refused = refusal(written(tmp_path, data))
    assert refused.title == title
    assert word in refused.message
    assert "Laporan tidak berubah" in refused.message


def test_a_folder_and_a_file_that_is_gone_are_refused_in_words(tmp_path: Path) -> None:
    assert refusal(tmp_path).title == "Ini folder"
    assert refusal(tmp_path / "tidak-ada.xlsx").title == "Berkas tidak ditemukan"


def test_other_zips_are_told_apart_from_spreadsheets(tmp_path: Path) -> None:
    for part, word in (("word/document.xml", "Word"), ("foto.jpg", "tidak ada tabel Siskeudes")):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as made:
            made.writestr(part, "x")
        assert word in refusal(written(tmp_path, out.getvalue(), "anggaran.xlsx")).message
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("xl/workbook.bin", "x")
    assert ".xlsx" in refusal(written(tmp_path, out.getvalue(), "anggaran.xlsb")).message


def test_an_ods_with_a_password_is_refused_as_such(tmp_path: Path) -> None:
    data = ods(f"<table:table-row>{ods_cell('kode')}</table:table-row>", "<manifest:encryption-data/>")
    assert refusal(written(tmp_path, data, "a.ods")).title == "Berkas ini memakai kata sandi"


def far_xlsx() -> bytes:
    return with_sheet(TITLES_XML + b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


def far_xlsx_of_another_writer() -> bytes:
    return with_sheet(TITLES_XML + b"<row><x:c s='1' r='XFD1048576'><v>1</v></x:c></row>")


def far_xlsx_of_another_place() -> bytes:
    with zipfile.ZipFile(io.BytesIO(far_xlsx())) as opened:
        sheet = opened.read("xl/worksheets/sheet1.xml")
    links = b'<Relationship Id="rId1" Target="hidden/s.bin" Type="%s/worksheet"/>'
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    start = b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    moved = with_part(workbook(("kode",)), "xl/hidden/s.bin", sheet)
    return with_part(moved, "xl/_rels/workbook.xml.rels", start + links % kind + b"</Relationships>")


def far_ods() -> bytes:
    wide = ods_cell("5", "table:number-columns-repeated='16000'")
    return ods(f"<table:table-row table:number-rows-repeated='100000'>{wide}</table:table-row>")


@pytest.mark.parametrize("make", [far_xlsx, far_xlsx_of_another_writer, far_xlsx_of_another_place, far_ods])
def test_one_figure_in_the_last_corner_is_refused_before_the_sheet_is_laid_out(
    tmp_path: Path, make: Callable[[], bytes]
) -> None:
    refused = refusal(written(tmp_path, make()))
    assert refused.title == "Tabelnya terlalu luas"
    assert "baris" in refused.message


def swelling() -> bytes:
    return with_sheet(TITLES_XML + b" " * 90_000_000)


def swelling_beside_the_table() -> bytes:
    return with_part(workbook(("kode",)), "xl/media/x.bin", b"\0" * 20_000_000)


def of_another_size_than_said(more: int) -> bytes:
    honest = with_sheet(TITLES_XML + b" " * 60_000)
    with zipfile.ZipFile(io.BytesIO(honest)) as opened:
        size = opened.getinfo("xl/worksheets/sheet1.xml").file_size
    return honest.replace(struct.pack("<I", size), struct.pack("<I", size + more))


def ods_with_a_part_larger_than_said() -> bytes:
    honest = with_part(ods(f"<table:table-row>{ods_cell('kode')}</table:table-row>"), "styles.xml", b"<s>" * 1_111)
    return honest.replace(struct.pack("<I", 3_333), struct.pack("<I", 3_000))


def with_two_parts_in_one_place() -> bytes:
    honest = workbook(("kode",))
    first = honest.index(b"PK\x01\x02")
    second = honest.index(b"PK\x01\x02", first + 4)
    return honest[: second + 42] + honest[first + 42 : first + 46] + honest[second + 46 :]


def with_two_parts_of_one_name() -> bytes:
    honest = with_part(workbook(("kode",)), "xl/workbook.xm_", b"<b/>")
    return honest.replace(b"xl/workbook.xm_", b"xl/workbook.xml")


def cut_in_the_middle() -> bytes:
    honest = workbook(("kode",))
    return honest[: len(honest) // 2]


def without_places_of_its_cells() -> bytes:
    return with_sheet(b'<row r="1048576"><c><v>1</v></c></row>')


@pytest.mark.parametrize(
    ("make", "title"),
    [
        (swelling, "Berkas ini terlalu besar"),
        (swelling_beside_the_table, "Berkas ini terlalu besar"),
        (partial(of_another_size_than_said, 100), "Berkas ini rusak"),
        (partial(of_another_size_than_said, -100), "Berkas ini rusak"),
        (ods_with_a_part_larger_than_said, "Berkas ini rusak"),
        (with_two_parts_in_one_place, "Berkas ini terlalu besar"),
        (with_two_parts_of_one_name, "Berkas ini rusak"),
        (cut_in_the_middle, "Berkas ini rusak"),
        (without_places_of_its_cells, "Berkas ini rusak"),
    ],
)
def test_a_zip_that_swells_or_lies_about_itself_is_refused(
    tmp_path: Path, make: Callable[[], bytes], title: str
) -> None:
    assert refusal(written(tmp_path, make(), "a.xlsx")).title == title


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is measured on Linux only")
@pytest.mark.parametrize("kind", ["empty", "styled"])
def test_a_sheet_of_a_million_empty_rows_is_read_quickly_in_little_memory(tmp_path: Path, kind: str) -> None:
    row = b'<row r="%d"/>' if kind == "empty" else b'<row r="%d"><c r="A1" s="0"/></row>'
    path = written(tmp_path, with_sheet(TITLES_XML + b"".join(row % n for n in range(3, 1_048_577))), "a.xlsx")
    code = (
        "import sys, time; from pathlib import Path; from sipa_desktop.tables import read_table;"
        "begun = time.process_time(); table = read_table(Path(sys.argv[1])); used = time.process_time() - begun;"
        "most = next(line for line in Path('/proc/self/status').read_text().splitlines() if line.startswith('VmHWM'));"
        "print(len(table.rows), int(most.split()[1]) // 1024, used)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], cwd=ROOT, capture_output=True, text=True, check=True)
    rows, megabytes, seconds = done.stdout.split()
    assert rows == "2"
    assert int(megabytes) < 256
    assert float(seconds) < 10, "a guard against hanging; measured about one second"


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is measured on Linux only")
def test_reading_a_bomb_does_not_expand_it(tmp_path: Path) -> None:
    path = written(tmp_path, with_sheet(b" " * 90_000_000), "a.xlsx")
    assert refusal(path).title == "Berkas ini terlalu besar"
    code = (  # in a process of its own: another test of this one may have taken more before
        "import sys; from pathlib import Path; from sipa_desktop.errors import KnownError;"
        "from sipa_desktop.tables import read_table; from tests.support.peaks import peak_kb\n"
        "before = peak_kb()\n"
        "try: read_table(Path(sys.argv[1]))\n"
        "except KnownError: print(peak_kb() - before)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(done.stdout) < 64 * 1024


def test_a_csv_of_blank_lines_and_one_of_endless_width_end_soon(tmp_path: Path) -> None:
    assert refusal(written(tmp_path, b"\n" * 5_000_000)).title == "Berkas ini kosong"
    wide = read_table(written(tmp_path, b"kode;anggaran" + b";" * 1_000_000 + b"x\n4.2.1;5\n"))
    assert wide.rows[0].cells == ("kode", "anggaran")
    assert wide.cut.startswith("Isi sel yang sangat panjang atau kolom yang sangat jauh")


def test_a_csv_is_cut_into_cells_only_as_far_as_it_is_kept(tmp_path: Path) -> None:
    rows = csv_rows("ab;" * 200 + "\n" + "  ;  \n" * 3 + ("ab;" * 70 + "\n") * 30_000, ";")
    assert len(rows) == MAX_ROWS + 1 + 3
    assert {len(row) for row in rows if row != [""]} == {MAX_COLUMNS + 1}
    assert rows[1:4] == [[""]] * 3, "blank rows count, for every row has its number in the file"
    assert refusal(written(tmp_path, b"ab;" * 1_000_000)).title == "Berkas ini terlalu besar"


def test_a_file_longer_than_what_is_read_says_so(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, b"kode;anggaran\n" + b"4.2.1;5\n" * 26_000))
    assert table.cut == "Hanya 25.000 baris pertama yang dibaca. Sisanya tidak dimasukkan."
    assert looks_like_table(table)


SEEDS = [
    with_sheet(TITLES_XML),
    ods(f"<table:table-row>{ods_cell('kode')}{ods_cell('anggaran')}</table:table-row>"),
    (ROOT / "tests/data/anggaran.xls").read_bytes(),
    b"kode;uraian;anggaran\n4.2.1;Dana Desa;5\n",
]


@given(
    seed=st.sampled_from(SEEDS),
    changes=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=12),
    cut=st.floats(0.2, 1),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_file_is_read_or_refused_and_never_anything_else(
    tmp_path: Path, seed: bytes, changes: list[tuple[float, int]], cut: float
) -> None:
    data = bytearray(seed)
    for place, value in changes:
        data[int(place * len(data))] = value
    path = written(tmp_path, bytes(data[: int(len(data) * cut) + 1]), "rusak.xlsx")
    try:
        table = read_table(path)
    except TableRefused as refused:
        read, words = False, refused.message
    else:
        read, words = bool(table.rows), ""
    assert read or words


def test_a_file_of_200_mb_is_refused_by_its_size_and_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "anggaran.xlsx"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    monkeypatch.setattr(Path, "open", lambda *_more: pytest.fail("it was opened"))
    no = refusal(path)
    assert no.title == "Berkas ini terlalu besar"
    assert "paling besar 20 MB" in no.message
    assert "Laporan tidak berubah" in no.message


def test_a_bundle_for_the_server_is_told_to_be_no_table(tmp_path: Path) -> None:
    no = refusal(written(tmp_path, b"age-encryption.org/v1\n-> X25519 abc\n" + bytes(9000), "SIPA-babayau-1.sipa"))
    assert no.title == "Berkas ini bukan tabel"
    assert "kiriman SIPA yang terkunci" in no.message


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such pipes here")
def test_a_pipe_that_nobody_writes_to_holds_nobody_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "anggaran.csv")
    assert refusal(tmp_path / "anggaran.csv").title
