"""Cadangan in Pengaturan."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import KnownError
from sipa_desktop.platform.removable import Medium, Place
from sipa_desktop.settings import DATABASE
from tests.support.by_name import click, texts
from tests.support.page_context import page_context
from ui.pages.settings.copies import CopiesView
from ui.widgets import file_choice


@pytest.fixture
def view(qtbot: QtBot, desk: Desk) -> CopiesView:
    desk.place_of = lambda folder: Place(Medium.STICK, folder.name)
    view = CopiesView(page_context(desk))
    qtbot.addWidget(view)
    view.show()
    return view


def test_a_copy_is_made_listed_and_tried(view: CopiesView) -> None:
    assert "Belum ada cadangan di komputer ini." in texts(view)
    click(view, "Buat cadangan sekarang")
    assert view.good.text().startswith("Cadangan dibuat dan sudah diperiksa:")
    QApplication.processEvents()
    (row,) = view.model.view.here if view.model.view is not None else ()
    click(view, f"Coba pulihkan cadangan {row.when}")
    assert "utuh dan dapat dipulihkan" in view.good.text()


def test_a_stick_may_be_pulled_only_after_all_of_it_was_read_again(
    view: CopiesView, tmp_path: Path, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_choice, "folder", lambda *_about: str(tmp_path / "stick"))
    click(view, "Cadangkan ke USB…")
    assert view.good.text().endswith("Cadangan sudah diperiksa. USB aman dicabut.")
    assert view.forget.isVisibleTo(view)
    real = desk.backups.copy_to

    def spoilt_on_the_way(*about: object) -> object:
        done = real(*about)  # type: ignore[arg-type]
        file = done.copy.folder / DATABASE
        file.write_bytes(b"x" * file.stat().st_size)
        return done

    monkeypatch.setattr(desk.backups, "copy_to", spoilt_on_the_way)
    click(view, "Cadangkan ke USB…")
    assert "aman dicabut" not in view.good.text()
    assert "rusak dan tidak dipakai" in view.notice.sentence


def test_stopping_leaves_what_was_copied_and_says_so(view: CopiesView, desk: Desk, tmp_path: Path) -> None:
    def stopped(place: Path, progress: object) -> None:
        view.model.hold()
        progress(1, 9)  # type: ignore[operator]

    desk.backups.copy_to = stopped  # type: ignore[method-assign,assignment]
    view.model.copy_to(tmp_path)
    assert view.notice.sentence.startswith("Pencadangan dihentikan dulu.")
    assert view.outside.isEnabled()


@pytest.mark.parametrize(
    ("method", "begin", "what"),
    [
        ("copy_here", lambda view, _place: view.model.copy_here(), "Cadangan di komputer ini masih dibuat."),
        ("copy_to", lambda view, place: view.model.copy_to(place), "Cadangan ke USB masih disalin."),
    ],
    ids=["here", "to a stick"],
)
def test_a_copy_that_a_person_began_is_named_to_whoever_closes_meanwhile(
    view: CopiesView, desk: Desk, tmp_path: Path, method: str, begin: Callable[[CopiesView, Path], None], what: str
) -> None:
    runner = view.model._context.runner
    seen: list[tuple[str, ...]] = []

    def slow(*_about: object) -> object:
        seen.append(runner.unended)
        raise KnownError("Penuh", "USB penuh.")

    setattr(desk.backups, method, slow)
    begin(view, tmp_path)
    assert (seen, runner.unended) == ([(what,)], ())


def test_a_village_switches_the_copies_of_its_texts_off_and_on(
    qtbot: QtBot, village_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = CopiesView(page_context(village_desk))
    qtbot.addWidget(view)
    asked: list[str] = []

    def answer(_parent: object, title: str, *_about: object) -> str:
        asked.append(title)
        return "off" if len(asked) == 2 else "keep"

    monkeypatch.setattr("ui.pages.settings.draft_copies_card.ask", answer)
    assert view.drafts is not None
    assert view.drafts.kept.isChecked()
    view.drafts.kept.click()
    assert village_desk.copies.kept()
    assert view.drafts.kept.isChecked()
    view.drafts.kept.click()
    assert asked == ["Hapus salinan isian di server?"] * 2
    assert not village_desk.copies.kept()
    view.drafts.kept.click()
    assert village_desk.copies.kept()


def test_the_kecamatan_which_has_no_drafts_is_not_asked(view: CopiesView) -> None:
    assert view.drafts is None
