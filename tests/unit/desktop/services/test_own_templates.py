"""The kecamatan's own templates are used, and where they cannot be, a sentence says so and a document is made."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from PIL import Image

import resources
from sipa_desktop.errors import KnownError
from sipa_desktop.services.documents import Documents
from sipa_desktop.services.documents_views import Document
from sipa_desktop.services.own_templates import OwnTemplates
from sipa_desktop.services.reports import Reports
from sipa_desktop.store.unit_of_work import Store
from tests.support.papers import words_of
from tests.support.public_figures import report as whole_report
from tests.unit.desktop.services.desks import HandClock
from tests.unit.desktop.services.stories import LRA

LETTER = b'about = "Laporan semester dari {desa}"\ncopies = ["Inspektorat {kabupaten}"]\n'
SHEET = b"""#show: sheet
#letterhead()
SUSUNAN SENDIRI
#for run in d.runs { for part in run.blocks { part.at("text", default: "") } }
"""


@pytest.fixture
def made(village: Store, clock: HandClock, tmp_path: Path) -> Document:
    reports = Reports(village, clock)
    reports.create("lra_semester1", "2025-S1")
    reports.save(LRA, whole_report())
    return document(village, clock, tmp_path)


def document(village: Store, clock: HandClock, folder: Path) -> Document:
    found = Documents(village, clock, Reports(village, clock), lambda _one: None, OwnTemplates(folder)).of_draft(LRA)
    assert isinstance(found, Document)
    return found


def test_a_report_can_be_had_for_word_and_excel(made: Document, tmp_path: Path) -> None:
    assert made.endings == (".pdf", ".docx", ".xlsx")
    for ending, sign in ((".pdf", b"%PDF"), (".docx", b"PK"), (".XLSX", b"PK")):
        path = tmp_path / f"laporan{ending}"
        assert made.save_as(path) == ""
        assert path.read_bytes().startswith(sign)
    with pytest.raises(KnownError, match="no_such_form"):
        made.save_as(tmp_path / "laporan.odt")
    assert not (tmp_path / "laporan.odt").exists()


def test_the_workbook_has_figures_as_numbers_and_no_formula(
    made: Document, village: Store, clock: HandClock, tmp_path: Path
) -> None:
    Reports(village, clock).save(LRA, {"kegiatan[x].nama": '=HYPERLINK("http://x")', "kegiatan[x].anggaran": 7})
    document(village, clock, tmp_path).save_as(tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    cells = [cell for sheet in book for row in sheet for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert any(cell.value == '\'=HYPERLINK("http://x")' for cell in cells)
    budget = book["Realisasi APB Desa"]
    assert [cell.value for cell in budget[4]][:4] == ["Kode", "Uraian", "Anggaran", "Realisasi"]
    assert all(isinstance(row[2].value, int) for row in budget.iter_rows(min_row=5) if row[2].value is not None)


def test_own_arrangement_and_emblem_are_used(made: Document, village: Store, clock: HandClock, tmp_path: Path) -> None:
    drawn = io.BytesIO()
    Image.new("RGB", (40, 60), "#0B4F41").save(drawn, "PNG")
    (tmp_path / "lra_semester1.toml").write_bytes(LETTER)
    (tmp_path / "lambang.png").write_bytes(drawn.getvalue())
    own = document(village, clock, tmp_path)
    words = words_of(own.pdf())
    assert "Laporan semester dari Babayau" in words
    assert "Inspektorat Balangan" in words
    assert "lambang" not in words
    assert own.remark == ""
    assert "lambang" in words_of(made.pdf())


def test_an_own_typst_file_sets_the_paper(made: Document, village: Store, clock: HandClock, tmp_path: Path) -> None:
    (tmp_path / "umum.typ").write_bytes(SHEET)
    assert "SUSUNAN SENDIRI" in words_of(document(village, clock, tmp_path).pdf())


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("umum.toml", b"about = 3\n", "Susunan dokumen"),
        ("umum.toml", b'unknown = "x"\n', "Susunan dokumen"),
        ("umum.toml", b"\xff\xfe", "Susunan dokumen"),
        ("umum.typ", b"#panic()", "Susunan PDF"),
        ("umum.typ", b'#import "@preview/x:0.1.0"', "import"),
        ("umum.typ", b'#read("/etc/passwd")', "read"),
        ("umum.typ", b'#image("/etc/passwd")', "Susunan PDF"),
        ("umum.typ", b"\xff", "bukan teks"),
    ],
)
def test_what_cannot_be_used_is_said_and_the_shipped_one_taken(
    made: Document, village: Store, clock: HandClock, tmp_path: Path, name: str, data: bytes, says: str
) -> None:
    (tmp_path / name).write_bytes(data)
    own = document(village, clock, tmp_path)
    assert says in own.remark
    assert "bawaan aplikasi" in own.remark
    assert words_of(own.pdf()) == words_of(made.pdf())


def test_a_broken_word_template_is_said_when_the_file_is_written(
    made: Document, village: Store, clock: HandClock, tmp_path: Path
) -> None:
    (tmp_path / "lra_semester1.docx").write_bytes(b"nothing")
    own = document(village, clock, tmp_path)
    assert "Contoh Word" in own.save_as(tmp_path / "out.docx")
    assert (tmp_path / "out.docx").read_bytes().startswith(b"PK")
    (tmp_path / "lra_semester1.docx").write_bytes(resources.read_bytes("documents/umum.docx"))
    assert document(village, clock, tmp_path).save_as(tmp_path / "out.docx") == ""


def test_a_picture_that_is_none_leaves_the_place_of_the_emblem(
    made: Document, village: Store, clock: HandClock, tmp_path: Path
) -> None:
    (tmp_path / "lambang.png").write_bytes(b"<svg/>")
    assert "lambang" in words_of(document(village, clock, tmp_path).pdf())
