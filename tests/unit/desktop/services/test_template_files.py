"""A kecamatan's document file is tried before it counts, and a broken one changes nothing."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from sipa_desktop.errors import Refused
from sipa_desktop.services.own_templates import FOLDER
from sipa_desktop.services.template_files import OwnFile, TemplateFiles
from sipa_desktop.store.unit_of_work import Store
from tests.unit.desktop.services.desks import HandClock


@pytest.fixture
def files(village: Store, clock: HandClock, tmp_path: Path) -> TemplateFiles:
    return TemplateFiles(village, clock, tmp_path)


def given(tmp_path: Path, name: str, data: bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


def test_a_good_file_counts_until_it_is_dropped(files: TemplateFiles, tmp_path: Path) -> None:
    file = given(tmp_path, "surat.toml", b'about = "Laporan dari {desa}"\n')
    taken = files.take(file, "lra_semester1")
    assert isinstance(taken, OwnFile)
    assert [one.name for one in files.listed()] == ["lra_semester1.toml"]
    files.drop("lra_semester1.toml")
    assert files.listed() == ()


def test_an_emblem_takes_the_place_of_the_one_before(files: TemplateFiles, tmp_path: Path) -> None:
    for ending, form in ((".png", "PNG"), (".jpg", "JPEG")):
        raw = io.BytesIO()
        Image.new("RGB", (40, 40), "green").save(raw, form)
        assert isinstance(files.take(given(tmp_path, f"gambar{ending}", raw.getvalue())), OwnFile)
    assert len(files.listed()) == 1


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("surat.toml", b"about = ["),
        ("surat.docx", b"bukan Word"),
        ("surat.typ", b'#read("/etc/passwd")'),
        ("surat.typ", b"#let x = "),
        ("gambar.png", b"bukan gambar"),
        ("surat.exe", b"MZ"),
    ],
)
def test_a_broken_or_dangerous_file_changes_nothing(
    files: TemplateFiles, tmp_path: Path, name: str, data: bytes
) -> None:
    refused = files.take(given(tmp_path, name, data))
    assert isinstance(refused, Refused)
    assert files.listed() == ()
    assert not (tmp_path / FOLDER).exists() or list((tmp_path / FOLDER).iterdir()) == []


def test_the_shipped_sample_is_a_file_that_can_be_taken_in_again(files: TemplateFiles, tmp_path: Path) -> None:
    files.sample(tmp_path / "contoh.docx")
    assert isinstance(files.take(tmp_path / "contoh.docx"), OwnFile)
