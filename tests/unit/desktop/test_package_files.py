"""A zip from Siskeudes on its way in: read whatever its encoding or folders, refused when it is built to do harm."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from sipa_core.imports.table import Package, RawTable
from sipa_desktop.table_refusals import TableRefused
from sipa_desktop.tables import read_source
from tests.support import siskeudes


def written(folder: Path, data: bytes, name: str = "siskeudes-juni-2025.zip") -> Path:
    file = folder / name
    file.write_bytes(data)
    return file


def read(folder: Path, data: bytes) -> Package:
    found = read_source(written(folder, data))
    assert isinstance(found, Package), found
    return found


@pytest.mark.parametrize(
    ("separator", "encoding", "folder"),
    [
        (",", "utf-8", ""),
        (";", "utf-8-sig", "Data APBDes/"),
        ("\t", "utf-16", ""),
        (",", "cp1252", "../../../etc/"),
        ("|", "utf-8", "C:\\Users\\"),
    ],
)
def test_separator_encoding_and_folders_do_not_matter(
    tmp_path: Path, separator: str, encoding: str, folder: str
) -> None:
    package = read(tmp_path, siskeudes.zipped(siskeudes.tables(), separator, encoding, folder))
    rows = {table.name.replace("\\", "/").rpartition("/")[2]: len(table.rows) for table in package.tables}
    assert rows["Ta_RABRinci.csv"] == len(siskeudes.BUDGET) + 1
    assert list(tmp_path.iterdir()) == [tmp_path / "siskeudes-juni-2025.zip"], "nothing is written anywhere"


def test_a_long_table_that_nobody_needs_is_not_read_to_its_end(tmp_path: Path) -> None:
    parts = siskeudes.tables()
    parts["Ta_Bukti"] = [["No", "Isi"], *([["1", "x"]] * 500)]
    package = read(tmp_path, siskeudes.zipped(parts))
    assert {len(table.rows) for table in package.tables if table.name == "Ta_Bukti.csv"} == {1}


def test_a_zip_of_one_spreadsheet_is_that_spreadsheet(tmp_path: Path) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("catatan.txt", "bukan tabel")
        archive.writestr("realisasi.csv", "Kode;Uraian;Anggaran\n4.2.1;Dana Desa;100\n")
    found = read_source(written(tmp_path, made.getvalue()))
    assert isinstance(found, RawTable)
    assert found.name == "realisasi.csv"


def _zip(**parts: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(f"{name}.csv", data)
    return made.getvalue()


def _nested(depth: int) -> bytes:
    inner = siskeudes.zipped(siskeudes.tables())
    for n in range(depth):
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"data{n}.zip", inner)
        inner = made.getvalue()
    return inner


@pytest.mark.parametrize(
    ("data", "title"),
    [
        (_zip(Ta_RAB=b"0" * 60_000_000), "Berkas ini terlalu besar"),
        (_zip(**{f"t{n}": b"a" for n in range(1_200)}), "Berkas ini terlalu besar"),
        (_nested(3), "Zip ini tidak berisi tabel"),
        (siskeudes.zipped(siskeudes.tables())[:-200], "Berkas ini rusak"),
        (_zip(Ta_RAB=b"\x00\x01\x02" * 900), "Zip ini tidak berisi tabel"),
    ],
    ids=["bomb", "many", "nested", "cut", "binary"],
)
def test_a_zip_built_to_do_harm_is_refused_in_words(tmp_path: Path, data: bytes, title: str) -> None:
    with pytest.raises(TableRefused) as refused:
        read_source(written(tmp_path, data))
    assert refused.value.title == title
    assert "Laporan tidak berubah" in refused.value.message
