"""What lies on a stick: a village's one holds nothing of the kecamatan's, and its pages name what is really there."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from sipa_core.sync.enrolment_file import open_enrolment
from sipa_server.bootstrap import init_server
from sipa_server.settings import Settings
from tests.support.server import KECAMATAN
from tools.release import read_first, stick

SOURCES = ("ui", "sipa_desktop", "sipa_core")
SETUP, LINUX, SERVER = (
    "SIPA-Desktop-0.1.0-7-pasang.exe",
    "SIPA-Desktop-0.1.0-7-linux-x64.tar.xz",
    "SIPA-Server-0.1.0-7-linux-x64.tar.xz",
)


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A kecamatan's server, and beside it what a release made; its packed programs are no programs."""
    out = tmp_path / "release"
    (out / "lists").mkdir(parents=True)
    for name in (SETUP, LINUX, SERVER, "sipa-update-0.1.0-7-windows-x64.sipa-up"):
        (out / name).write_bytes(name.encode())
    monkeypatch.setattr(stick, "OUT", out)

    def draw(folder: Path, _enrolment: Path) -> None:
        for name in ("daftar", "beranda", "usb"):
            Image.new("RGB", (80, 30)).save(folder / f"{name}.png")

    monkeypatch.setattr(read_first, "draw_windows", draw)
    init_server(Settings(tmp_path / "server"), KECAMATAN, "Syahrani")
    return tmp_path / "server"


def test_a_stick_for_villages_lets_nobody_in_at_the_kecamatan(built: Path, tmp_path: Path) -> None:
    stick.make_stick(tmp_path / "usb", built, "63.11.06.2024", "https://sipa.contoh.id")
    files = list((tmp_path / "usb").rglob("*.sipadaftar"))
    assert [open_enrolment(one.read_bytes()).village for one in files] == ["63.11.06.2024"]
    assert not (tmp_path / "usb" / stick.KECAMATAN).exists()


def test_a_stick_for_the_kecamatan_brings_its_server_and_the_file_of_its_own_pc(built: Path, tmp_path: Path) -> None:
    told = stick.make_stick(tmp_path / "usb", built, "63.11.06.2024", "https://sipa.contoh.id", kecamatan="Rina")
    own = tmp_path / "usb" / stick.KECAMATAN
    there = {one.name for one in own.iterdir()}
    assert {SERVER, "deploy", "menjalankan-server.md", read_first.KECAMATAN_NAME} <= there
    (file,) = own.glob("*.sipadaftar")
    assert open_enrolment(file.read_bytes()).village is None
    assert f"kecamatan/{read_first.KECAMATAN_NAME}" in told["files"]


@pytest.mark.parametrize(("server", "here"), [("http://127.0.0.1:8443", True), ("https://sipa.contoh.id", False)])
def test_the_pages_send_nobody_over_a_network_to_a_server_that_only_its_own_computer_reaches(
    built: Path, tmp_path: Path, server: str, here: bool
) -> None:
    stick.make_stick(tmp_path / "usb", built, "63.11.06.2024", server, kecamatan="Rina")
    village = _words(tmp_path / "usb" / read_first.NAME)
    office = _words(tmp_path / "usb" / stick.KECAMATAN / read_first.KECAMATAN_NAME)
    assert ("Dengan jaringan semuanya terkirim sendiri" in village) is not here
    assert ("menerima hanya lewat USB" in village) is here
    assert ("jaringan kantor yang sama" in office) is not here
    assert ("jadi desa hanya lewat USB" in office) is here


def _words(page: Path) -> str:
    return " ".join("".join(one.extract_text() for one in PdfReader(page).pages).split())


def test_the_pages_of_a_stick_name_only_what_the_windows_say() -> None:
    said = "".join(path.read_text("utf-8") for top in SOURCES for path in (stick.ROOT / top).rglob("*.py"))
    for text in read_first.TEXTS.glob("baca-saya*.typ"):
        named = [" ".join(one.split()) for one in re.findall(r"#key\[([^\]]*)\]", text.read_text("utf-8"))]
        assert len(named) > 10
        missing = [
            one for one in named if f'"{one}' not in said and one != read_first.KECAMATAN_NAME.removesuffix(".pdf")
        ]
        assert not missing, f"{text.name}: no window says {missing}"


def test_a_stick_that_is_not_empty_is_left_as_it_is(built: Path, tmp_path: Path) -> None:
    shutil.copytree(built, tmp_path / "usb")
    before = sorted((tmp_path / "usb").rglob("*"))
    with pytest.raises(stick.NotMade, match="not empty"):
        stick.make_stick(tmp_path / "usb", built, "63.11.06.2024")
    assert sorted((tmp_path / "usb").rglob("*")) == before
