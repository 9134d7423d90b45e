"""Reads a table from a file of the office: CSV of any separator and encoding, .xlsx, .xls, .ods, or a zip of such.

What a file is, its content says, never its name. Whatever cannot be a table is refused with a sentence before it is
expanded; no file may hang the desk or fill its memory.
"""

from __future__ import annotations

import csv
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from io import BytesIO, StringIO
from itertools import islice
from pathlib import Path
from typing import TypeVar

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from sipa_core.imports.package_tables import is_wanted, looks_like_package
from sipa_core.imports.preview import looks_like_table
from sipa_core.imports.table import Package, RawTable, table_of
from sipa_core.messages import _
from sipa_desktop.errors import KnownError
from sipa_desktop.ole_files import MAGIC as OLE_MAGIC
from sipa_desktop.ole_files import OleFile
from sipa_desktop.table_bounds import (
    Archive,
    BrokenFileError,
    Extent,
    LockedError,
    TooBigError,
    ods_extents,
    xlsx_extents,
)
from sipa_desktop.xls_files import read_xls

MAX_BYTES = 20 * 1024 * 1024
MAX_SHEETS = 20
MAX_FILE_ROWS = 100_000
MAX_CELLS = 1_500_000
"""Cells between the first and the last filled one of a sheet; each costs the reader some 32 bytes."""

MAX_FORM_SHEETS, MAX_FORM_ROWS, MAX_TEXT = 40, 4_000, 32_000
"""Of a workbook that is read cell by cell, as forms are."""

T = TypeVar("T")

_SEPARATORS = (";", "\t", ",", "|")
_BEGIN = 400
_SNIFFED_LINES = 60
_MOST_LINES = 20
"""A cell of more lines than this is a quotation mark that was never closed."""

_NO_TABLE = (
    (b"\xff\xd8\xff", "foto"),
    (b"\x89PNG", "gambar"),
    (b"GIF8", "gambar"),
    (b"%PDF", "dokumen PDF"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"{\\rtf", "dokumen teks"),
    (b"Rar!", "arsip"),
    (b"7z\xbc\xaf", "arsip"),
    (b"\x1f\x8b", "arsip"),
    (b"SQLite format 3", "basis data"),
    (b"age-encryption.org/", "kiriman SIPA yang terkunci"),
    (b"\x00\x01\x00\x00Standard", "basis data Access"),
)
"""How files begin that clerks pick by mistake, and what to call them."""


class TableRefused(KnownError):  # noqa: N818 - an answer to a wrong file, no fault of the program
    """A file that is no table, or none that may be opened; the report is untouched."""

    def __init__(self, title: str, message: str) -> None:
        super().__init__(title, message, "table_refused")


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
        raise _unknown()
    with _in_words():
        return _opened(Archive(data), data, _cells_of)


def _cells_of(book: CalamineWorkbook) -> dict[str, list[list[str]]]:
    return {
        name: [[cell[:MAX_TEXT] for cell in row] for row in islice(_texts(_rows_of(book, name)), MAX_FORM_ROWS)]
        for name in book.sheet_names[:MAX_FORM_SHEETS]
    }


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
    filled = tuple(table for table in _tables(data, name) if table.rows)
    if not filled:
        raise _empty()
    return filled


def _tables(data: bytes, name: str, *, inside: bool = False) -> list[RawTable]:
    if data.startswith(b"PK"):
        return _from_zip(data, inside=inside)
    return _from_ole(data) if data.startswith(OLE_MAGIC) else [_from_text(data, name)]


def _bytes_of(path: Path) -> bytes:
    try:
        about = path.stat()
        if stat.S_ISDIR(about.st_mode):
            raise TableRefused(_("Ini folder"), _("Pilih berkas di dalamnya. Laporan tidak berubah."))
        if not stat.S_ISREG(about.st_mode):
            raise _broken()  # a pipe would hold us until somebody writes to it
        if about.st_size > MAX_BYTES:
            raise _too_big()  # by its size alone: an old PC has no memory to spare for what is refused anyway
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError as fault:
        words = _("Berkasnya tidak ada lagi di tempat itu. Laporan tidak berubah. Pilih lagi berkasnya.")
        raise TableRefused(_("Berkas tidak ditemukan"), words) from fault
    except OSError as fault:
        words = _("Tutup dulu berkas ini di Excel atau program lain, lalu coba lagi. Laporan tidak berubah.")
        raise TableRefused(_("Berkas belum dapat dibuka"), words) from fault
    if len(data) > MAX_BYTES:
        raise _too_big()
    _refuse_by_start(data)
    return data


def _refuse_by_start(data: bytes) -> None:
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise _empty()
    for start, word in _NO_TABLE:
        if data.startswith(start):
            raise _no_table(word)


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
        _refuse_by_start(data)
        text = _decoded(data)
    except TableRefused:
        return None  # something else that lay in the folder
    head = next((line for line in StringIO(text.lstrip("\ufeff")) if line.strip()), "")
    separator = max(_SEPARATORS, key=head.count)
    titles = next(iter(_csv_rows(head, separator)), [])
    if is_wanted(part, titles):
        return table_of(_csv_rows(text, separator), part)
    return table_of([titles], part)


def _is_csv(part: str) -> bool:
    return part.lower().endswith((".csv", ".txt", ".tsv")) and "__macosx" not in part.lower()


def _from_archive(archive: Archive) -> list[RawTable]:
    """The tables of the files in a zip; zips inside are looked into when they are spreadsheets, and no deeper."""
    found: list[RawTable] = []
    for part in sorted(archive.names)[:MAX_SHEETS]:
        if "__macosx" in part.lower() or not part.lower().endswith((".csv", ".txt", ".xlsx", ".xls", ".ods")):
            continue
        try:
            data = archive.read(part, MAX_BYTES)
            _refuse_by_start(data)
            found.extend(_tables(data, part.rpartition("/")[2], inside=True))
        except TableRefused:
            continue
    if not found:
        words = _(
            "Di dalam zip ini tidak ada tabel Siskeudes, Excel, atau CSV yang dapat dibaca. Laporan tidak berubah. "
            "Pilih zip dari Siskeudes, atau tabelnya langsung."
        )
        raise TableRefused(_("Zip ini tidak berisi tabel"), words)
    return found


def _from_zip(data: bytes, *, inside: bool = False) -> list[RawTable]:
    with _in_words():
        archive = Archive(data)
        if inside or _is_workbook(archive) or "word/document.xml" in archive.names:
            return _opened(archive, data, _tables_of)
        return _from_archive(archive)


def _is_workbook(archive: Archive) -> bool:
    books = {"xl/workbook.xml", "xl/workbook.bin"}
    return bool(books & archive.names) or b"spreadsheet" in archive.read("mimetype", 100)


def _opened(archive: Archive, data: bytes, read: Callable[[CalamineWorkbook], T]) -> T:
    """What a workbook says, once it is known to be one and to stay within bounds."""
    if "xl/workbook.xml" in archive.names:
        extents: Iterable[Extent] = xlsx_extents(archive)
    elif "xl/workbook.bin" in archive.names:
        raise TableRefused(_("Jenis Excel ini belum dapat dibaca"), _save_as_xlsx())
    elif _is_workbook(archive):
        extents = ods_extents(archive)
    else:
        raise _no_table(_("dokumen Word") if "word/document.xml" in archive.names else _("arsip"))
    for extent in extents:
        _refuse_wide(extent)
    archive.prove()
    try:
        with CalamineWorkbook.from_filelike(BytesIO(data)) as book:
            return read(book)
    except PasswordError as fault:
        raise _locked() from fault
    except (CalamineError, OSError, ValueError) as fault:
        raise _broken() from fault


@contextmanager
def _in_words() -> Iterator[None]:
    """Faults of the inside of a file become sentences."""
    try:
        yield
    except LockedError as fault:
        raise _locked() from fault
    except TooBigError as fault:
        raise _too_big() from fault
    except BrokenFileError as fault:
        raise _broken() from fault


def _from_ole(data: bytes) -> list[RawTable]:
    with _in_words():
        container = OleFile(data)
        if "EncryptedPackage" in container.names:
            raise LockedError
        if not container.names & {"Workbook", "Book"}:
            raise _no_table(_("dokumen Word") if "WordDocument" in container.names else _("berkas Office lain"))
        sheets = sorted(read_xls(container), key=lambda sheet: not sheet.visible)
        return [table_of(_texts(sheet.rows()), sheet.name) for sheet in sheets]


def _tables_of(book: CalamineWorkbook) -> list[RawTable]:
    sheets = sorted(book.sheets_metadata, key=lambda sheet: sheet.visible is not SheetVisibleEnum.Visible)
    return [_sheet(book, sheet.name) for sheet in sheets[:MAX_SHEETS]]


def _sheet(book: CalamineWorkbook, name: str) -> RawTable:
    sheet = book.get_sheet_by_name(name)
    first = 1 + sheet.start[0] if sheet.start is not None else 1
    return table_of(_texts(sheet.iter_rows()), name, first)


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
        case datetime() | date() | time() | timedelta():
            return str(value)
        case _:
            return str(value)


def _from_text(data: bytes, name: str) -> RawTable:
    text = _decoded(data)
    start = text.lstrip("\ufeff \t\r\n")[:400].lower()
    if start.startswith(("<!doctype html", "<html", "<table", "<?xml", "<head", "<body", "<div", "<meta")):
        words = _("Isinya halaman web, walaupun namanya berkas tabel. {advice}").format(advice=_save_as_xlsx())
        raise TableRefused(_("Berkas ini halaman web"), words)
    separator = _separator(text)
    table = table_of(_csv_rows(text, separator), name)
    if len(table.rows) and not table.cut and text.count("\n") > MAX_FILE_ROWS:
        words = _("Hanya {n} baris pertama yang dibaca. Sisanya tidak dimasukkan.")
        return RawTable(table.name, table.rows, words.format(n=f"{MAX_FILE_ROWS:,}".replace(",", ".")))
    return table


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
    elif (wide := _wide_letters(data)) is not None:
        text = data.decode(wide, "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", "replace")
    sample = text[:4000]
    strange = sum(1 for sign in sample if sign == "\ufffd" or (ord(sign) < 32 and sign not in "\t\r\n\f"))
    if "\0" in text or strange * 50 > len(sample):
        raise _unknown()
    return text


def _wide_letters(data: bytes) -> str | None:
    """The coding of a text of two bytes a letter that does not say so, None for every other."""
    begin = data[:_BEGIN]
    first, second = begin[::2].count(0), begin[1::2].count(0)
    if max(first, second) * 5 < len(begin) or min(first, second):
        return None
    return "utf-16-le" if second else "utf-16-be"


def _separator(text: str) -> str:
    """The separator that gives titles of a budget, else the one that gives most rows of more than one cell."""
    first, _newline, _rest = text.lstrip("\ufeff").partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        return first.strip()[-1]
    sample = "".join(islice(StringIO(text), _SNIFFED_LINES))
    tables = {separator: table_of(_csv_rows(sample, separator)) for separator in _SEPARATORS}
    titled = next((separator for separator, table in tables.items() if looks_like_table(table)), None)
    split = {separator: sum(len(row.cells) > 1 for row in table.rows) for separator, table in tables.items()}
    return titled or max(_SEPARATORS, key=lambda separator: split[separator])


def _csv_rows(text: str, separator: str) -> list[list[str]]:
    """The rows; where quotation marks do not fit together, every line is taken as it stands."""
    lines, for_excel = text.lstrip("\ufeff"), []
    if lines.lower().startswith("sep="):
        # The line is for Excel only; it still counts as a row of the file.
        for_excel, lines = [[""]], lines.partition("\n")[2]
    try:
        rows = list(islice(csv.reader(StringIO(lines, newline=""), delimiter=separator), MAX_FILE_ROWS))
    except csv.Error:
        rows = []
    if not rows or any(cell.count("\n") > _MOST_LINES for row in rows for cell in row):
        rows = [line.rstrip("\r\n").split(separator) for line in islice(StringIO(lines), MAX_FILE_ROWS)]
    return [*for_excel, *rows]


def _refuse_wide(extent: Extent) -> None:
    if extent.rows * extent.columns <= MAX_CELLS:
        return
    words = _(
        "Ada isi sampai baris {rows} dan kolom ke-{columns}, jauh dari tabelnya. Laporan tidak berubah. "
        "Salin tabelnya ke berkas baru, lalu coba lagi."
    )
    shown = {"rows": f"{extent.rows:,}".replace(",", "."), "columns": extent.columns}
    raise TableRefused(_("Tabelnya terlalu luas"), words.format(**shown))


def _save_as_xlsx() -> str:
    return _(
        "Buka berkasnya di Excel, pilih Simpan Sebagai, jenis Excel (.xlsx), lalu coba lagi. Laporan tidak berubah."
    )


def _no_table(word: str) -> TableRefused:
    words = _(
        "Isi berkas ini {word}, jadi angkanya tidak dapat diambil. Laporan tidak berubah. Pilih berkas Excel atau CSV."
    )
    return TableRefused(_("Berkas ini bukan tabel"), words.format(word=_(word)))


def _unknown() -> TableRefused:
    words = _("Isinya tidak dikenali sebagai tabel. Laporan tidak berubah. Pilih berkas Excel atau CSV.")
    return TableRefused(_("Berkas ini bukan tabel"), words)


def _empty() -> TableRefused:
    return TableRefused(
        _("Berkas ini kosong"), _("Tidak ada baris di dalamnya. Laporan tidak berubah. Pilih berkas lain.")
    )


def _locked() -> TableRefused:
    words = _(
        "Buka di Excel, hapus kata sandinya, simpan, lalu coba lagi. Kalau ini zip, buat zip baru tanpa kata sandi. "
        "Laporan tidak berubah."
    )
    return TableRefused(_("Berkas ini memakai kata sandi"), words)


def _broken() -> TableRefused:
    return TableRefused(
        _("Berkas ini rusak"), _("Sebagian isinya tidak dapat dibaca. {advice}").format(advice=_save_as_xlsx())
    )


def _too_big() -> TableRefused:
    words = _(
        "Isinya jauh lebih besar dari anggaran sebuah desa; berkas tabel paling besar 20 MB. Laporan tidak berubah. "
        "Salin tabelnya saja ke berkas baru, lalu coba lagi."
    )
    return TableRefused(_("Berkas ini terlalu besar"), words)
