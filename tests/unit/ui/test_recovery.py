"""The ways back, as a person walks them: damaged data, a copy that is asked for, another PC, a folder only to read."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from sipa_core.domain.recovery_code import draw_code, written
from sipa_desktop.bootstrap import Desk
from sipa_desktop.disk_faults import BusyError, DamagedError, DiskFaultError, DiskFullError, ReadOnlyError
from sipa_desktop.entrance import UnwritableError
from sipa_desktop.errors import KnownError
from sipa_desktop.platform.key_file import NAMES
from sipa_desktop.platform.vault import Vault
from sipa_desktop.settings import DATABASE
from sipa_desktop.store import exchange
from tests.support.by_name import click, texts
from tests.support.clock import SeededEntropy
from tests.support.demo_office import BABAYAU, demo_desk
from tests.support.vaults import PASSWORD, vault_of
from ui.application import Program, Stage
from ui.daily_copy import DailyCopy
from ui.design.kept_look import KeptLook
from ui.design.theme import look
from ui.fault_window import FaultWindow
from ui.main_window import MainWindow
from ui.opening import Opening
from ui.restore_window import RestoreWindow
from ui.restoring import Restoring
from ui.runtime.tasks import InlineRunner
from ui.start_window import StartWindow
from ui.widgets import file_choice


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """A closed profile with one copy in it."""
    desk = demo_desk(tmp_path / "babayau", BABAYAU)
    desk.backups.copy_here()
    desk.close()
    return tmp_path / "babayau"


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Desk, "start_sending", lambda _desk: None)


class PersonOpening(Opening):
    """An opening whose password somebody has always just typed."""

    def examine(self) -> object:  # type: ignore[override]
        if self.vault is None:
            self.vault = vault_of(self.profile)
            self.vault.unlock(PASSWORD)
        return super().examine()


def begun(profile: Path, runner: InlineRunner | None = None) -> tuple[Program, PersonOpening]:
    opening = PersonOpening(profile, vault=opened(profile))
    program = Program(opening, runner or InlineRunner(), window=StartWindow(KeptLook()))
    program.begin()
    return program, opening


def opened(profile: Path) -> Vault:
    vault = vault_of(profile)
    assert vault.unlock(PASSWORD)
    return vault


def break_page(profile: Path) -> None:
    """Spoil the last page, which nothing at an opening reads."""
    with (profile / DATABASE).open("r+b") as file:
        file.seek(-2000, 2)
        file.write(b"spoilt")


def at(program: Program) -> Stage:
    """Where the program is now."""
    return program.stage


def end(program: Program, opening: Opening) -> None:
    if program.window is not None:
        program.window.close()
    opening.close()


def test_damaged_data_are_told_before_anything_is_shown_and_come_back_from_the_newest_copy(
    qtbot: QtBot, profile: Path
) -> None:
    break_page(profile)
    program, opening = begun(profile)
    fault = program.window
    assert at(program) is Stage.FAULT
    assert isinstance(fault, FaultWindow)
    assert fault.buttons["mend"].text().startswith("Pulihkan dari cadangan")
    fault.buttons["mend"].click()
    assert at(program) is Stage.DESK
    window = program.window
    assert isinstance(window, MainWindow)
    qtbot.waitUntil(lambda: any("Data dipulihkan dari cadangan" in text for text in texts(window)))
    assert list(profile.glob(f"{exchange.ASIDE}-*"))
    end(program, opening)


def test_a_page_that_turns_out_damaged_at_work_leads_to_the_same_window(qtbot: QtBot, profile: Path) -> None:
    runner = InlineRunner()
    program, opening = begun(profile, runner)
    assert at(program) is Stage.DESK

    def damaged() -> None:
        raise DamagedError

    runner.query(damaged, lambda _value: None, lambda _fault: None)
    assert at(program) is Stage.FAULT
    assert isinstance(program.window, FaultWindow)
    end(program, opening)


def test_a_copy_asked_for_on_the_desk_is_put_back_and_the_desk_opens_again(qtbot: QtBot, profile: Path) -> None:
    program, opening = begun(profile)
    window = program.window
    assert isinstance(window, MainWindow)
    (copy,) = (profile / "cadangan").iterdir()
    window.navigator.restore_asked.emit(copy)
    assert at(program) is Stage.DESK
    assert program.window is not window
    assert list(profile.glob(f"{exchange.ASIDE}-*"))
    end(program, opening)


def test_a_new_pc_asks_for_the_password_of_the_copy_and_opens_its_desk(
    qtbot: QtBot, profile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sipa_desktop.entrance.vault_of_copy", lambda folder, _clock: vault_of(folder))
    opening = PersonOpening(tmp_path / "new")
    words: list[str] = []
    window = RestoreWindow(Restoring(opening), InlineRunner())
    qtbot.addWidget(window)
    window.finished.connect(words.append)
    monkeypatch.setattr(file_choice, "folder", lambda *_about: str(profile / "cadangan"))
    window.show()
    click(window, "Pilih folder cadangan…")
    assert not window.word.isVisible()
    window.go.click()
    assert window.word.isVisible()
    assert window.word.echoMode() is QLineEdit.EchoMode.Password
    window.word.setText("bukan ini")
    window.go.click()
    assert "tidak membuka cadangan ini" in window._word_field.fault
    assert window.focusWidget() is window.word
    assert window.word.selectedText() == window.word.text()
    assert words == []
    window.word.setText(PASSWORD)
    window.go.click()
    assert words != []
    assert words[0].startswith("Data dipulihkan dari cadangan")
    opening.close()
    again, fresh = begun(tmp_path / "new")
    assert at(again) is Stage.DESK
    end(again, fresh)


def test_a_folder_without_a_copy_is_said_to_be_none(qtbot: QtBot, tmp_path: Path) -> None:
    window = RestoreWindow(Restoring(Opening(tmp_path / "new")), InlineRunner(), tmp_path)
    qtbot.addWidget(window)
    assert window.notice.sentence.startswith("Di folder itu tidak ada cadangan.")
    assert not window.go.isEnabled()


def test_a_code_is_judged_while_it_is_typed_and_a_password_is_not(qtbot: QtBot, tmp_path: Path) -> None:
    window = RestoreWindow(Restoring(Opening(tmp_path / "new")), InlineRunner())
    qtbot.addWidget(window)
    window.show()
    window._ask_word(asked=True)
    code = written(draw_code(SeededEntropy("code")))
    wrong = code[:-1] + ("2" if code[-1] != "2" else "3")
    window.word.setText(wrong)
    assert "Ada huruf yang salah" in window._word_field.fault
    window.word.setText(code)
    assert window._word_field.fault == ""
    assert "Kode tertulis lengkap dan benar." in texts(window)
    window.word.setText("sandi-kantor-2026-yang-panjang-sekali-untuk-semua")
    assert window._word_field.fault == ""
    assert any("Lupa? Ketik kode pemulihan" in text for text in texts(window))


def test_data_in_a_folder_that_can_only_be_read_are_carried_away_whole(
    qtbot: QtBot, profile: Path, tmp_path: Path
) -> None:
    opening = Opening(profile, vault=opened(profile))
    before = {path: path.read_bytes() for path in profile.iterdir() if path.is_file()}
    words = Restoring(opening).carry_away(tmp_path / "stick")
    assert words.startswith("Salinan data ada di")
    assert "sudah diperiksa utuh" in words
    assert {path: path.read_bytes() for path in profile.iterdir() if path.is_file()} == before
    (found,) = Restoring(opening).look(tmp_path / "stick")
    assert "kiriman laporan" in found.words
    assert set(FaultWindow(UnwritableError()).buttons) == {"again", "carry", "folder", "close"}


def test_without_the_key_the_words_say_that_nobody_knows_whether_the_copy_is_whole(
    profile: Path, tmp_path: Path
) -> None:
    words = Restoring(Opening(profile)).carry_away(tmp_path / "stick")
    assert "belum dapat diperiksa utuh atau tidak" in words
    (copy,) = (tmp_path / "stick").iterdir()
    assert (copy / DATABASE).read_bytes() == (profile / DATABASE).read_bytes()


def test_damaged_data_are_carried_away_all_the_same_and_called_damaged(profile: Path, tmp_path: Path) -> None:
    break_page(profile)
    words = Restoring(Opening(profile, vault=opened(profile))).carry_away(tmp_path / "stick")
    assert "sebagian isinya rusak" in words
    (copy,) = (tmp_path / "stick").iterdir()
    assert (copy / DATABASE).stat().st_size == (profile / DATABASE).stat().st_size


@pytest.mark.parametrize("fault", [DiskFullError(), DiskFaultError(), ReadOnlyError(), BusyError()])
def test_a_fault_of_the_disk_at_the_start_speaks_of_no_screen_and_offers_to_carry_the_data_away(
    qtbot: QtBot, fault: KnownError
) -> None:
    window = FaultWindow(fault)
    qtbot.addWidget(window)
    window.show()
    (said,) = [text for text in texts(window) if text == fault.opening]
    assert "layar" not in said
    assert ("carry" in window.buttons) is not isinstance(fault, BusyError)


def test_without_any_copy_the_window_offers_another_place_and_a_new_registration(qtbot: QtBot) -> None:
    lost = FaultWindow(KnownError("Terkunci", "Kunci hilang.", "vault_damaged"))
    qtbot.addWidget(lost)
    assert set(lost.buttons) == {"other", "renew", "folder", "close"}
    damaged = FaultWindow(DamagedError())
    qtbot.addWidget(damaged)
    assert "tidak ada cadangan yang utuh" in damaged.accessibleDescription()
    assert "Pulihkan dari cadangan terakhir" in FaultWindow(DamagedError(), "kemarin").accessibleDescription()


def test_with_the_largest_letters_no_button_of_a_fault_lies_on_another(qtbot: QtBot) -> None:
    window = FaultWindow(DamagedError())
    qtbot.addWidget(window)
    look().set(scale=2.0)
    window.resize(1366, 697)
    window.show()
    QApplication.processEvents()
    places = [QRect(one.mapTo(window, QPoint()), one.size()) for one in window.buttons.values()]
    assert not any(one.intersects(other) for one, other in combinations(places, 2))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = demo_desk(tmp_path / "desk", BABAYAU)
    yield desk
    desk.close()


def test_the_daily_copy_is_made_by_itself_and_what_hinders_it_is_told_quietly(
    qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = InlineRunner()
    daily = DailyCopy(desk, runner, runner)
    daily.ask()
    assert len(desk.backups.view().here) == 1
    daily.ask()
    assert len(desk.backups.view().here) == 1
    monkeypatch.setattr(desk.backups, "due", lambda: True)
    monkeypatch.setattr("sipa_desktop.services.backup.write_snapshot", no_room)
    daily.ask()
    titles = [one.title for one in desk.backups.alerts()]
    assert "Cadangan hari ini belum jadi." in titles
    assert len(desk.backups.view().here) == 1


def no_room(*_about: object) -> None:
    raise OSError(28, "No space left on device")


def refuse_new_key(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Refuse the key file that was made ready, as a scanner does that holds it, while the list is not empty."""
    rename, holds = os.replace, [True]

    def replace(source: str | Path, target: str | Path) -> None:
        if holds and Path(source).parent.name == exchange.READY and Path(source).name == NAMES[0]:
            raise PermissionError(errno.EACCES, "held by a scanner")
        rename(source, target)

    monkeypatch.setattr(os, "replace", replace)
    return holds


def test_a_restoring_that_could_not_be_finished_is_when_the_person_goes_back(
    qtbot: QtBot, profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, opening = begun(profile)
    before = opening.vault
    holds = refuse_new_key(monkeypatch)
    window = program.window
    assert isinstance(window, MainWindow)
    (copy,) = (profile / "cadangan").iterdir()
    window.navigator.restore_asked.emit(copy)
    asked = program.window
    assert isinstance(asked, RestoreWindow)
    assert "meneruskannya saat dibuka lagi" in asked.notice.sentence
    asked.back.click()
    fault = program.window
    assert isinstance(fault, FaultWindow)
    assert fault.accessibleName() == "Data belum selesai diganti"
    holds.clear()
    fault.buttons["again"].click()
    assert at(program) is Stage.UNLOCK  # the key file is that of the copy, and nobody typed its password yet
    assert opening.vault is not before
    assert not (profile / exchange.READY).exists()
    assert (profile / NAMES[0]).exists()
    assert len(list(profile.glob(f"{exchange.ASIDE}-*"))) == 1
    end(program, opening)


def test_a_mending_that_could_not_be_finished_is_at_the_second_press_and_not_begun_anew(
    qtbot: QtBot, profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_page(profile)
    program, opening = begun(profile)
    holds = refuse_new_key(monkeypatch)
    fault = program.window
    assert isinstance(fault, FaultWindow)
    fault.buttons["mend"].click()
    assert "meneruskannya saat dibuka lagi" in fault.notice.sentence
    holds.clear()
    fault.buttons["mend"].click()
    assert at(program) is Stage.DESK
    window = program.window
    assert isinstance(window, MainWindow)
    qtbot.waitUntil(lambda: any("Pemulihan tadi sudah selesai." in text for text in texts(window)))
    assert len(list(profile.glob(f"{exchange.ASIDE}-*"))) == 1
    end(program, opening)
