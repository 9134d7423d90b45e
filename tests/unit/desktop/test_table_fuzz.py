"""Three hundred files with bytes turned, cut or doubled: each is read or refused in a sentence, none ends otherwise."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest
from openpyxl import Workbook

import resources
from sipa_core.domain.periods import parse_period
from sipa_core.domain.template_text import read_template
from sipa_core.imports.forms import FormAbout, about_of, form_pages, read_form
from sipa_core.imports.package_preview import preview_package
from sipa_core.imports.preview import ImportPreview, TableProblem, preview
from sipa_core.imports.table import Package
from sipa_desktop.services.form_book import form_workbook
from sipa_desktop.services.office import code_names
from sipa_desktop.table_refusals import TableRefused
from sipa_desktop.tables import read_sheets, read_source
from tests.support import siskeudes

NAMES = code_names()
LRA = read_template(resources.read_text("templates/lra_semester1.toml"), "lra_semester1.toml")
ABOUT = FormAbout("lra_semester1", 1, "2025-S1")
TURNS = 75


def _workbook() -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (("Kode", "Uraian", "Anggaran"), ("4.2.1", "Dana Desa", 100), ("02.03", "Pekerjaan Umum", 90)):
        sheet.append(row)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The bytes with a few faults of the kinds that sticks, converters and bad intent make."""
    found = bytearray(data)
    for _n in range(chance.randint(1, 6)):
        at = chance.randrange(len(found))
        match chance.randrange(5):
            case 0:
                found[at] ^= 1 << chance.randrange(8)
            case 1:
                del found[at : at + chance.randint(1, 40)]
            case 2:
                found[at:at] = found[max(0, at - 20) : at]
            case 3:
                found[at : at + 4] = chance.randbytes(4)
            case _:
                del found[max(1, at) :]
        if not found:
            return b"P"
    return bytes(found)


def shown(path: Path) -> ImportPreview | TableProblem | TableRefused:
    try:
        source = read_source(path)
    except TableRefused as refused:
        return refused
    if isinstance(source, Package):
        return preview_package(source, LRA, parse_period("2025-S1"), {}, NAMES)
    return preview(source, {}, NAMES)


@pytest.mark.parametrize("kind", ["zip", "xlsx", "csv"])
def test_a_damaged_file_is_read_or_refused_in_a_sentence(kind: str, tmp_path: Path) -> None:
    parts = siskeudes.tables()
    whole = {
        "zip": siskeudes.zipped(parts),
        "xlsx": _workbook(),
        "csv": siskeudes.written(parts["Ta_RABRinci"]).encode(),
    }[kind]
    chance, file = random.Random(kind), tmp_path / f"berkas.{kind}"
    for _turn in range(TURNS):
        file.write_bytes(mutated(whole, chance))
        found = shown(file)
        said = found.message if isinstance(found, TableRefused) else getattr(found, "words", "ada isinya")
        assert said.strip()


def test_a_package_whose_texts_are_damaged_is_read_or_refused_in_a_sentence() -> None:
    chance = random.Random("isi")
    for _turn in range(TURNS):
        parts = siskeudes.tables()
        for rows in parts.values():
            for _n in range(chance.randint(0, 3)):
                row = rows[chance.randrange(len(rows))]
                at = chance.randrange(len(row))
                row[at] = chance.choice(["", "\x00", "=1+1", "9" * 40, "1e999", "..", "-", "٣", row[at][::-1], "4.2.1"])
        package = Package("a.zip", tuple(siskeudes.raw(parts)))
        found = preview_package(package, LRA, parse_period("2025-S1"), {}, NAMES)
        assert isinstance(found, ImportPreview) or found.words


def test_a_damaged_form_is_read_or_refused_in_a_sentence(tmp_path: Path) -> None:
    whole = form_workbook("LRA", "2025", ABOUT, form_pages(LRA, {"kendala.isi": "Hujan"}, NAMES))
    chance, file = random.Random("formulir"), tmp_path / "formulir.xlsx"
    for _turn in range(25):
        file.write_bytes(mutated(whole, chance))
        try:
            sheets = read_sheets(file)
        except TableRefused:
            continue
        about = about_of(sheets)
        assert about is None or read_form(about, sheets, LRA, NAMES).about == about
