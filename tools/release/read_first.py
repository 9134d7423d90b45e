"""`BACA-SAYA.pdf` of a stick: one page in plain Indonesian, with pictures of the real windows.

A stick for the kecamatan has a second page for its server and its own first PC.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import typst
from PIL import Image

from sipa_core.domain.dates import format_date
from sipa_core.sync.enrolment_file import open_enrolment
from sipa_desktop.settings import VERSION
from sipa_desktop.transport.address import is_loopback

ROOT: Final = Path(__file__).resolve().parents[2]
TEXTS: Final = Path(__file__).resolve().parent / "texts"
SHEET: Final = "lembar.typ"
NAME, KECAMATAN_NAME = "BACA-SAYA.pdf", "BACA-SAYA-KECAMATAN.pdf"
_REGISTERING: Final = (560, 90, 1266, 510)
"""The form in the first window, without what stands around it."""


def make_read_first(
    target: Path, setup: str, linux: str, places: Sequence[str], enrolment: Path, *, kecamatan: bool = False
) -> None:
    """Write the page for a stick with that setup, program for Linux ("" for none) and places.

    `enrolment` is one of its files, for the picture and for where the server is; `kecamatan`: there is a second page.
    ValueError when it is more than one page.
    """
    here = _is_here(open_enrolment(enrolment.read_bytes()).server_url)
    data = {"setup": setup, "linux": linux, "places": ", ".join(places), "kecamatan": kecamatan, "here": here}
    _one_page(target, "baca-saya.typ", data, lambda folder: draw_windows(folder, enrolment))


def make_kecamatan_page(target: Path, server: str, kecamatan: str, address: str, file: str) -> None:
    """Write the second page: the packed server's name, the place, where its server is, its own enrolment file.

    ValueError when it is more than one page.
    """
    here = _is_here(address)
    data = {"server": server, "kecamatan": kecamatan, "address": address, "file": file, "here": here}
    _one_page(target, "baca-saya-kecamatan.typ", data)


def _is_here(address: str) -> bool:
    """True for a server that only its own computer reaches: villages come to it with a stick alone."""
    return is_loopback(urlsplit(address).hostname)


def _one_page(
    target: Path, text: str, data: dict[str, Any], draw: Callable[[Path], None] = lambda _folder: None
) -> None:
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept)
        for name in (text, SHEET):
            shutil.copy(TEXTS / name, folder / name)
        draw(folder)
        told = data | {"version": VERSION, "day": format_date(date.today())}
        made: Any = typst.compile(
            str(folder / text),
            root=str(folder),
            format="pdf",
            font_paths=[str(ROOT / "resources" / "fonts")],
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(told, ensure_ascii=False)},
        )
    target.write_bytes(made)
    from pypdf import PdfReader

    if len(PdfReader(target).pages) != 1:
        raise ValueError(f"{target.name} is not one page")


def draw_windows(folder: Path, enrolment: Path) -> None:
    """Draw the three windows that the page shows."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication, QWidget

    from tests.support.by_name import fill
    from tools.make_screens import Studio, home, sending, settle
    from ui.design.theme import look, start
    from ui.pages.settings.stick_card import StickCard
    from ui.runtime.qt_words import install

    app = QApplication.instance() or QApplication(["pictures"])
    assert isinstance(app, QApplication)
    install(app)
    start(app)
    look().set("light", 1.0)

    def registering(studio: Studio) -> QWidget:
        window = studio.unregistered()
        window.show_file_way()
        window.model.read_file(str(enrolment))
        fill(window, "Nama komputer", "Komputer Kaur Keuangan")
        return window

    def stick_card(studio: Studio) -> QWidget:
        card = sending(studio).findChild(StickCard)
        assert card is not None
        return card

    windows: dict[str, Callable[[Studio], QWidget]] = {"daftar": registering, "beranda": home, "usb": stick_card}
    for name, make in windows.items():
        with tempfile.TemporaryDirectory() as kept:
            studio = Studio(Path(kept))
            try:
                window = make(studio)
                settle()
                window.grab().save(str(folder / f"{name}.png"))
                window.window().hide()
                window.window().deleteLater()
            finally:
                studio.close()
        with Image.open(folder / f"{name}.png") as drawn:
            whole = drawn.convert("RGB")
            part = whole.crop(_REGISTERING) if name == "daftar" else whole
            part.quantize(128).save(folder / f"{name}.png", optimize=True)
