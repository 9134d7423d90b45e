"""Reads a table from a file of the office: CSV of any separator and encoding, .xlsx, .xls, .ods, or a zip of such.

What a file is, its content says, never its name. Whatever cannot be a table is refused with a sentence before it is
expanded; no file may hang the desk or fill its memory.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from functools import partial
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import TypeVar

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from sipa_core.imports.package_tables import is_wanted, looks_like_package
from sipa_core.imports.preview import looks_like_table
from sipa_core.imports.table import KeptTexts, Package, RawTable, table_of
from sipa_core.messages import _
from sipa_desktop.csv_texts import MAX_FILE_ROWS, csv_rows, decoded, separator_of, titles_of
from sipa_desktop.ods_bounds import ods_extents
from sipa_desktop.ole_files import MAGIC as OLE_MAGIC
from sipa_desktop.ole_files import OleFile
from sipa_desktop.table_bounds import MAX_TEXT, Archive, BrokenFileError, Extent, LockedError, TooBigError
from sipa_desktop.table_refusals import (
    TableRefused,
    broken,
    empty,
    locked,
    no_table,
    refuse_by_start,
    save_as_xlsx,
    too_big,
    unknown,
)
from sipa_desktop.xls_files import read_xls
from sipa_desktop.xlsx_bounds import xlsx_extents

MAX_BYTES = 20 * 1024 * 1024
MAX_SHEETS = 20
MAX_CELLS = 1_500_000
"""Cells between the first and the last filled one of a sheet; each costs the reader some 32 bytes."""

MAX_KEPT_CELLS = 2_000_000
"""Cells of all tables of a file together: a workbook may name one sheet many times, and a zip hold many workbooks."""

MAX_FORM_SHEETS, MAX_FORM_ROWS, MAX_FORM_CELL = 40, 4_000, 32_000
"""Of a workbook that is read cell by cell, as forms are."""

T = TypeVar("T")


def read_table(path: Path, fits: Callable[[RawTable], bool] = looks_like_table) -> RawTable:
    """Return the table of a file: of several sheets the first whose titles fit, else the one with most rows.

    `fits` tells titles, those of a budget if nothing else is said. TableRefused when the file is no table.
    """
    return _fitting(read_tables(path), fits)


def read_source(path: Path, fits: Callable[[RawTable], bool] = looks_like_table) -> RawTable | Package:
    """Return the table as `read_table` does, or all tables of a zip that is the export of Siskeudes."""
    data = _bytes_of(path)
    package = _package(data, path.name) if data.startswith(b"PK") else None
    return package or _fitting(_filled(data, path.name), fits)


def read_tables(path: Path) -> tuple[RawTable, ...]:
    """Return the filled sheets of a file, visible ones first; a CSV has one. TableRefused when there is none."""
    return _filled(_bytes_of(path), path.name)


def read_sheets(path: Path) -> dict[str, list[list[str]]]:
    """Return the sheets of a workbook (.xlsx, .ods) with their cells as they stand, line breaks and hidden ones too.

    TableRefused as above, and for every other kind of file.
    """
    data = _bytes_of(path)
    if not data.startswith(b"PK"):
        raise unknown()
    with _in_words():
        return _opened(Archive(data), data, _cells_of)


class _Kept:
    """The tables of a file as they are kept: all together within bounds, equal texts of them one object."""

    def __init__(self) -> None:
        self._texts = KeptTexts()
        self._cells = self._letters = 0

    def table(self, rows: Iterable[Sequence[str]], name: str, first: int = 1) -> RawTable:
        """Return a table, counted in; TooBigError when that is too much."""
        table = table_of(rows, name, first, self._texts)
        self.count(row.cells for row in table.rows)
        return table

    def count(self, rows: Iterable[Sequence[str]]) -> None:
        """Count rows in; TooBigError when that is too much."""
        for cells in rows:
            self._cells += len(cells)
            self._letters += sum(map(len, cells))
        self.refuse_more()

    def refuse_more(self) -> None:
        """Raise TooBigError when more was counted in than may be kept."""
        if self._cells > MAX_KEPT_CELLS or self._letters > MAX_TEXT:
            raise TooBigError


def _cells_of(book: CalamineWorkbook) -> dict[str, list[list[str]]]:
    kept, found = _Kept(), {}
    same: dict[str, str] = {}
    for name in book.sheet_names[:MAX_FORM_SHEETS]:
        rows = islice(_texts(_rows_of(book, name)), MAX_FORM_ROWS)
        found[name] = [[same.setdefault(text, text) for text in (cell[:MAX_FORM_CELL] for cell in row)] for row in rows]
        kept.count(found[name])
    return found


def _rows_of(book: CalamineWorkbook, name: str) -> Iterator[list[object]]:
    """The rows from the first cell of the sheet on, whatever its first filled one is."""
    sheet = book.get_sheet_by_name(name)
    down, right = sheet.start if sheet.start is not None else (0, 0)
    yield from ([] for _n in range(min(down, MAX_FORM_ROWS)))
    for row in sheet.iter_rows():
        yield [*[""] * right, *row]


def _fitting(tables: Sequence[RawTable], fits: Callable[[RawTable], bool]) -> RawTable:
    return next(filter(fits, tables), None) or max(tables, key=lambda table: len(table.rows))


def _filled(data: bytes, name: str) -> tuple[RawTable, ...]:
    with _in_words():
        filled = tuple(table for table in _tables(data, name, _Kept()) if table.rows)
    if not filled:
        raise empty()
    return filled


def _tables(data: bytes, name: str, kept: _Kept, *, inside: bool = False) -> list[RawTable]:
    if data.startswith(b"PK"):
        return _from_zip(data, kept, inside=inside)
    return _from_ole(data, kept) if data.startswith(OLE_MAGIC) else [_from_text(data, name, kept)]


def _bytes_of(path: Path) -> bytes:
    try:
        about = path.stat()
        if stat.S_ISDIR(about.st_mode):
            raise TableRefused(_("Ini folder"), _("Pilih berkas di dalamnya. Laporan tidak berubah."))
        if not stat.S_ISREG(about.st_mode):
            raise broken()  # a pipe would hold us until somebody writes to it
        if about.st_size > MAX_BYTES:
            raise too_big()  # by its size alone: an old PC has no memory to spare for what is refused anyway
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError as fault:
        words = _("Berkasnya tidak ada lagi di tempat itu. Laporan tidak berubah. Pilih lagi berkasnya.")
        raise TableRefused(_("Berkas tidak ditemukan"), words) from fault
    except OSError as fault:
        words = _("Tutup dulu berkas ini di Excel atau program lain, lalu coba lagi. Laporan tidak berubah.")
        raise TableRefused(_("Berkas belum dapat dibuka"), words) from fault
    if len(data) > MAX_BYTES:
        raise too_big()
    refuse_by_start(data)
    return data


def _package(data: bytes, name: str) -> Package | None:
    """The tables of a zip of CSV files when they are those of Siskeudes; a name in it is read, never followed."""
    with _in_words():
        archive = Archive(data)
        tables = [_part(archive, part) for part in sorted(archive.names) if _is_csv(part)]
        package = Package(name, tuple(table for table in tables if table is not None))
        if not looks_like_package(package.tables):
            return None
        archive.prove()
        return package


def _part(archive: Archive, part: str) -> RawTable | None:
    data = archive.read(part, MAX_BYTES)
    try:
        refuse_by_start(data)
        text = decoded(data)
    except TableRefused:
        return None  # something else that lay in the folder
    separator, titles = titles_of(text)
    if is_wanted(part, titles):
        return table_of(csv_rows(text, separator), part)
    return table_of([titles], part)


def _is_csv(part: str) -> bool:
    return part.lower().endswith((".csv", ".txt", ".tsv")) and "__macosx" not in part.lower()


def _from_archive(archive: Archive, kept: _Kept) -> list[RawTable]:
    """The tables of the files in a zip; zips inside are looked into when they are spreadsheets, and no deeper."""
    found: list[RawTable] = []
    for part in sorted(archive.names)[:MAX_SHEETS]:
        if "__macosx" in part.lower() or not part.lower().endswith((".csv", ".txt", ".xlsx", ".xls", ".ods")):
            continue
        try:
            data = archive.read(part, MAX_BYTES)
            refuse_by_start(data)
            with _in_words():
                found.extend(_tables(data, part.rpartition("/")[2], kept, inside=True))
        except TableRefused:
            # One that is no table is passed over; when there is no room for it, what stands behind it is not read.
            kept.refuse_more()
    if not found:
        words = _(
            "Di dalam zip ini tidak ada tabel Siskeudes, Excel, atau CSV yang dapat dibaca. Laporan tidak berubah. "
            "Pilih zip dari Siskeudes, atau tabelnya langsung."
        )
        raise TableRefused(_("Zip ini tidak berisi tabel"), words)
    return found


def _from_zip(data: bytes, kept: _Kept, *, inside: bool = False) -> list[RawTable]:
    archive = Archive(data)
    if inside or _is_workbook(archive) or "word/document.xml" in archive.names:
        return _opened(archive, data, partial(_tables_of, kept))
    return _from_archive(archive, kept)


def _is_workbook(archive: Archive) -> bool:
    books = {"xl/workbook.xml", "xl/workbook.bin"}
    return bool(books & archive.names) or b"spreadsheet" in archive.read("mimetype", 100)


def _opened(archive: Archive, data: bytes, read: Callable[[CalamineWorkbook], T]) -> T:
    """What a workbook says, once it is known to be one, of one kind only, and to stay within bounds."""
    names = {name.lower().replace("\\", "/") for name in archive.names}
    if any(name.endswith("workbook.bin") for name in names):
        raise TableRefused(_("Jenis Excel ini belum dapat dibaca"), save_as_xlsx())
    if "content.xml" in names and names & {"_rels/.rels", "xl/workbook.xml"}:
        # The reader tries one kind after the other, and would open the one that was not looked at.
        raise broken()
    if "xl/workbook.xml" in archive.names:
        extents: Iterable[Extent] = xlsx_extents(archive)
    elif _is_workbook(archive):
        extents = ods_extents(archive)
    else:
        raise no_table(_("dokumen Word") if "word/document.xml" in archive.names else _("arsip"))
    for extent in extents:
        _refuse_wide(extent)
    archive.prove()
    try:
        with CalamineWorkbook.from_filelike(BytesIO(data)) as book:
            return read(book)
    except PasswordError as fault:
        raise locked() from fault
    except (CalamineError, OSError, ValueError) as fault:
        raise broken() from fault
    except BaseException as fault:
        # What the reader itself gives up at is no Exception, so that nobody takes it for one.
        if type(fault).__name__ != "PanicException":
            raise
        raise broken() from fault


@contextmanager
def _in_words() -> Iterator[None]:
    """Faults of the inside of a file become sentences."""
    try:
        yield
    except LockedError as fault:
        raise locked() from fault
    except TooBigError as fault:
        raise too_big() from fault
    except BrokenFileError as fault:
        raise broken() from fault


def _from_ole(data: bytes, kept: _Kept) -> list[RawTable]:
    container = OleFile(data)
    if "EncryptedPackage" in container.names:
        raise LockedError
    if not container.names & {"Workbook", "Book"}:
        raise no_table(_("dokumen Word") if "WordDocument" in container.names else _("berkas Office lain"))
    sheets = sorted(read_xls(container), key=lambda sheet: not sheet.visible)
    return [kept.table(_texts(sheet.rows()), sheet.name) for sheet in sheets]


def _tables_of(kept: _Kept, book: CalamineWorkbook) -> list[RawTable]:
    sheets = sorted(book.sheets_metadata, key=lambda sheet: sheet.visible is not SheetVisibleEnum.Visible)
    return [_sheet(book, sheet.name, kept) for sheet in sheets[:MAX_SHEETS]]


def _sheet(book: CalamineWorkbook, name: str, kept: _Kept) -> RawTable:
    sheet = book.get_sheet_by_name(name)
    first = 1 + sheet.start[0] if sheet.start is not None else 1
    return kept.table(_texts(sheet.iter_rows()), name, first)


def _texts(rows: Iterable[Sequence[object]]) -> Iterator[list[str]]:
    # Nearly all cells are texts already, and there may be millions.
    return ([value if type(value) is str else _text(value) for value in row] for row in rows)


def _text(value: object) -> str:
    """A cell as a person would have typed it; fractions of a figure stand behind a comma, those of a code do not."""
    match value:
        case bool():
            return "1" if value else "0"
        case float() if value.is_integer() and abs(value) < 10**15:
            return str(int(value))
        case float() if 100 <= abs(value) < 10**15:
            whole = round(value, 2)
            return str(int(whole)) if whole.is_integer() else f"{whole:.2f}".replace(".", ",")
        case float():
            before, _point, behind = str(value).partition(".")
            # A code has two digits behind its point at most, and three would be read as thousands.
            return f"{before},{behind}" if len(behind) > 2 else str(value)
        case datetime() | date() | time() | timedelta():
            return str(value)
        case _:
            return str(value)


def _from_text(data: bytes, name: str, kept: _Kept) -> RawTable:
    text = decoded(data)
    start = text.lstrip("\ufeff \t\r\n")[:400].lower()
    if start.startswith(("<!doctype html", "<html", "<table", "<?xml", "<head", "<body", "<div", "<meta")):
        words = _("Isinya halaman web, walaupun namanya berkas tabel. {advice}").format(advice=save_as_xlsx())
        raise TableRefused(_("Berkas ini halaman web"), words)
    separator = separator_of(text)
    table = kept.table(csv_rows(text, separator), name)
    if len(table.rows) and not table.cut and text.count("\n") > MAX_FILE_ROWS:
        words = _("Hanya {n} baris pertama yang dibaca. Sisanya tidak dimasukkan.")
        return RawTable(table.name, table.rows, words.format(n=f"{MAX_FILE_ROWS:,}".replace(",", ".")))
    return table


def _refuse_wide(extent: Extent) -> None:
    if extent.rows * extent.columns <= MAX_CELLS:
        return
    words = _(
        "Ada isi sampai baris {rows} dan kolom ke-{columns}, jauh dari tabelnya. Laporan tidak berubah. "
        "Salin tabelnya ke berkas baru, lalu coba lagi."
    )
    shown = {"rows": f"{extent.rows:,}".replace(",", "."), "columns": extent.columns}
    raise TableRefused(_("Tabelnya terlalu luas"), words.format(**shown))
