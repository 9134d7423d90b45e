"""Contoh dokumen in the settings: a file is taken in, told, and given up again; a broken one is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

import ui.pages.settings.papers_view as papers
from sipa_desktop.bootstrap import Desk
from tests.support.by_name import click
from tests.support.page_context import page_context
from ui.pages.settings.papers_view import PapersView
from ui.widgets import file_choice


@pytest.fixture
def view(desk: Desk, qtbot: QtBot) -> PapersView:
    view = PapersView(page_context(desk))
    qtbot.addWidget(view)
    view.show()
    return view


def words(view: PapersView) -> str:
    return " ".join(label.text() for label in view.findChildren(QLabel) if label.isVisible())


def choose(monkeypatch: pytest.MonkeyPatch, path: Path, data: bytes) -> None:
    path.write_bytes(data)
    monkeypatch.setattr(file_choice, "file", lambda *_about: str(path))


def test_a_file_counts_for_the_chosen_type_until_the_shipped_one_is_wanted(
    view: PapersView, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "bawaan aplikasi" in words(view)
    view.kind.setCurrentIndex(view.kind.findData("lra_semester1"))
    choose(monkeypatch, tmp_path / "surat.toml", b'about = "Laporan dari {desa}"\n')
    click(view, "Pilih berkas contoh dokumen")
    assert "lra_semester1.toml" in words(view)
    click(view, "Pakai bawaan untuk Alamat, bab dan tanda tangan: Laporan Realisasi APB Desa")
    assert "lra_semester1.toml" not in words(view)


def test_a_broken_file_is_said_and_changes_nothing(
    view: PapersView, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(monkeypatch, tmp_path / "surat.docx", b"bukan Word")
    click(view, "Pilih berkas contoh dokumen")
    assert "Tidak ada yang berubah." in view.notice.sentence
    assert "bawaan aplikasi" in words(view)


def test_the_sample_is_saved_to_be_changed_in_word(
    view: PapersView, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(papers, "choose_place", lambda *_about: tmp_path / "contoh.docx")
    click(view, "Simpan contoh Word")
    assert (tmp_path / "contoh.docx").read_bytes().startswith(b"PK")
