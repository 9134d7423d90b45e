"""The windows of a start, one after the other."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import resources
from sipa_desktop.bootstrap import Desk
from sipa_desktop.entrance import ProfileInUseError
from sipa_desktop.errors import KnownError
from sipa_desktop.platform.profile_lock import ProfileLock
from sipa_desktop.services.preferences import Theme
from tests.support.by_name import click, fill, texts
from tests.support.demo_office import BABAYAU, demo_desk
from tests.support.programs import ROOT
from tests.support.starts import HandOpening, HandWindows, begun, close
from tests.support.vaults import PASSWORD, vault_of
from tests.support.world import URL, World
from ui.application import Program, Stage
from ui.design import kept_look
from ui.design.kept_look import KeptLook
from ui.design.theme import look
from ui.fault_window import FaultWindow
from ui.main_window import MainWindow
from ui.opening import Door, Opened, Opening
from ui.pages.setup.page import SetupWindow
from ui.runtime.tasks import InlineRunner
from ui.start_window import CORNER, SIGN_UNITS, TRIANGLES, StartWindow


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    desk = demo_desk(tmp_path / "babayau", BABAYAU)
    monkeypatch.setattr(desk.sync, "start", lambda: None)
    return desk


def loaded_by(code: str) -> set[str]:
    """What a new Python has loaded after the code."""
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print(*sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


def test_nothing_heavy_is_loaded_before_the_first_window_was_painted(tmp_path: Path) -> None:
    code = f"""
import sys
from pathlib import Path
from ui import application

class Seen(application._Life):
    def begin(self):
        print(*sys.modules)
        self._app.quit()

application._Life = Seen
sys.argv = ["sipa", "--profile", {str(tmp_path)!r}]
from sipa_desktop.__main__ import main
main()
sys.exit()"""
    loaded = loaded_by(code)
    assert "ui.start_window" in loaded
    heavy = {"sqlalchemy", "requests", "keyring", "alembic", "msgspec", "cryptography", "typst", "PIL", "zstandard"}
    assert not loaded & heavy
    assert not {name for name in loaded if name.startswith(("sipa_desktop.services", "sipa_desktop.store", "ui.pages"))}


def test_python_imports_by_its_own_means_after_the_windows_were_loaded() -> None:
    code = """
import builtins
own = builtins.__import__
import ui.start_window, PySide6.QtWidgets
assert builtins.__import__ is own, "PySide6 would read the source of every module that comes after it"
"""
    assert "PySide6.QtWidgets" in loaded_by(code)


def test_the_modules_of_the_desk_window_come_without_the_database_and_the_network() -> None:
    loaded = loaded_by("import ui.window_work, ui.pages.counts, ui.pages.home.page, ui.pages.overview.page")
    assert not loaded & {"sqlalchemy", "requests", "keyring", "alembic", "cryptography", "typst", "PIL"}


def test_the_first_window_is_in_the_look_of_last_time(qtbot: QtBot, tmp_path: Path) -> None:
    assert kept_look.read(tmp_path) == KeptLook("light", 100)
    kept_look.keep(tmp_path, KeptLook("dark", 150))
    window = StartWindow(kept_look.read(tmp_path))
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.seen):
        window.show()
    assert window.palette().window().color().lightness() < 60
    assert "Membuka data di komputer ini…" in texts(window)


@pytest.mark.parametrize("left", ["", "dark", "blue 100", "dark much", "dark 99999999999999999999", "\x00\xff"])
def test_a_look_that_cannot_be_read_is_that_of_the_first_day_or_a_possible_one(tmp_path: Path, left: str) -> None:
    (tmp_path / kept_look.NAME).write_text(left, encoding="latin-1")
    kept = kept_look.read(tmp_path)
    assert kept in (KeptLook("light", 100), KeptLook("dark", 200))


def test_the_sign_of_the_first_window_is_the_one_of_the_program() -> None:
    drawing = resources.read_text("icons/sipa.svg")
    assert f'viewBox="0 0 {SIGN_UNITS:.0f} {SIGN_UNITS:.0f}"' in drawing
    assert f'rx="{CORNER:.0f}"' in drawing
    path = re.search(r'd="M([^"]+)"', drawing)
    assert path is not None
    starts = [
        tuple(map(float, part.replace("M", "").split("h")[0].split("H")[0].split()))
        for part in path[1].split("z")
        if part
    ]
    assert starts == [triangle[0] for triangle in TRIANGLES]


def test_a_registered_computer_comes_to_its_desk_in_the_place_of_the_first_window(qtbot: QtBot, desk: Desk) -> None:
    first = StartWindow(KeptLook())
    first.setGeometry(40, 50, 1100, 640)
    first.show()
    program = Program(HandOpening(desk), InlineRunner(), window=first)
    settled: list[bool] = []
    program.settled.connect(lambda: settled.append(True))
    program.begin()
    assert program.stage is Stage.DESK
    assert isinstance(program.window, MainWindow)
    assert program.window.geometry() == first.geometry()
    assert settled == [True]
    qtbot.waitUntil(lambda: not [w for w in QApplication.topLevelWidgets() if isinstance(w, StartWindow)])
    assert program.window.isVisible()
    program.window.close()
    desk.close()


def test_the_look_that_the_person_chose_is_there_at_the_next_first_window(qtbot: QtBot, desk: Desk) -> None:
    desk.preferences.put(theme=Theme.DARK, scale=125)
    program = begun(HandOpening(desk))
    assert (look().theme, look().scale) == ("dark", 1.25)
    assert kept_look.read(desk.profile) == KeptLook("dark", 125)
    look().set(scale=1.5)
    assert kept_look.read(desk.profile) == KeptLook("dark", 150)
    assert program.window is not None
    program.window.close()
    desk.close()


def test_sending_begins_once_the_desk_stands(qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[str] = []
    monkeypatch.setattr("ui.program.SENDING_DELAY_MS", 0)
    monkeypatch.setattr(desk.sync, "start", lambda: started.append("ops"))
    monkeypatch.setattr(desk.transfer, "start", lambda: started.append("files"))
    program = begun(HandOpening(desk))
    assert started == []
    qtbot.waitUntil(lambda: started == ["ops", "files"])
    assert program.window is not None
    program.window.close()
    desk.close()


def test_a_computer_without_a_lock_makes_one_before_anything_is_opened(qtbot: QtBot, desk: Desk) -> None:
    opening, windows = HandOpening(desk, Door.NEW), HandWindows()
    program = begun(opening, windows)
    assert (program.stage, opening.opened) == (Stage.LOCK_SETUP, 0)
    windows.steps[0].finished.emit()
    assert program.stage is Stage.DESK
    close(program, desk)


def test_a_locked_computer_is_opened_after_the_password_and_loads_while_it_is_typed(qtbot: QtBot, desk: Desk) -> None:
    opening, windows = HandOpening(desk, Door.LOCKED), HandWindows()
    program = begun(opening, windows)
    assert (program.stage, opening.opened, opening.loaded) == (Stage.UNLOCK, 0, 1)
    windows.steps[0].finished.emit()
    assert (program.stage, opening.opened) == (Stage.DESK, 1)
    close(program, desk)


@pytest.mark.parametrize("door", [Door.FREE, Door.LOCKED])
def test_lists_that_an_update_has_made_anew_are_told_of_in_words_and_only_to_whoever_was_let_in(
    qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch, door: Door
) -> None:
    opening, windows, seen = HandOpening(desk, door), HandWindows(), list[str]()
    program = Program(opening, InlineRunner(), windows, StartWindow(KeptLook()))
    opens = opening.open

    def slow() -> Opened:
        opening.told((35, 100))
        assert isinstance(program.window, StartWindow)
        seen.append(program.window.accessibleDescription())
        return opens()

    monkeypatch.setattr(opening, "open", slow)
    program.begin()
    opening.told((1, 100))
    for step in windows.steps:
        assert program.window is step
        step.finished.emit()
    assert seen[0].startswith("Menyusun daftar sesudah pembaruan: 35%.")
    assert program.stage is Stage.DESK
    close(program, desk)


def test_what_is_being_made_stops_when_the_program_ends(tmp_path: Path) -> None:
    opening = Opening(tmp_path)
    opening._tell(1, 2)
    opening.end()
    with pytest.raises(InterruptedError):
        opening._tell(2, 2)


def test_what_waits_is_sent_while_the_password_is_asked(
    qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun_sending: list[bool] = []
    monkeypatch.setattr(desk, "start_sending", lambda: begun_sending.append(True))
    monkeypatch.setattr("ui.program.SENDING_DELAY_MS", 0)
    program = begun(HandOpening(desk, Door.GUARDED), HandWindows())
    qtbot.waitUntil(lambda: begun_sending == [True])
    assert program.stage is Stage.UNLOCK
    close(program, desk)


def test_the_first_run_leads_to_the_desk(qtbot: QtBot, tmp_path: Path) -> None:
    world = World(tmp_path)
    desk = world.desk("babayau")
    program = begun(HandOpening(desk))
    setup = program.window
    assert program.stage is Stage.REGISTER
    assert isinstance(setup, SetupWindow)
    fill(setup, "Alamat server kecamatan", URL)
    fill(setup, "Kode pendaftaran", world.village_code())
    click(setup, "Daftarkan")
    click(setup, "Buka SIPA")
    assert program.stage is Stage.DESK
    assert isinstance(program.window, MainWindow)
    assert program.window.isVisible()
    program.window.close()
    world.close()


def test_a_fault_has_a_window_and_a_second_try_can_go_on(qtbot: QtBot, desk: Desk) -> None:
    opening = HandOpening(desk)
    opening.fault = KnownError("Disk penuh", "Data aman. Kosongkan ruang.", "disk_full")
    program = begun(opening)
    fault = program.window
    assert program.stage is Stage.FAULT
    assert isinstance(fault, FaultWindow)
    assert {"Disk penuh", "Data aman. Kosongkan ruang."} <= set(texts(fault))
    opening.fault = None
    click(fault, "Coba lagi")
    assert program.stage is Stage.DESK
    close(program, desk)


def test_a_fault_that_no_second_try_heals_offers_none(qtbot: QtBot, desk: Desk) -> None:
    opening = HandOpening(desk)
    opening.fault = KnownError("Penyimpanan lama", "Pasang SIPA terbaru.", "old_sqlite")
    program = begun(opening)
    assert isinstance(program.window, FaultWindow)
    assert set(program.window.buttons) == {"close", "folder"}
    click(program.window, "Tutup")
    assert not program.window.isVisible()
    desk.close()


def test_a_fault_that_nobody_foresaw_is_told_in_words_of_its_own(qtbot: QtBot, desk: Desk) -> None:
    opening = HandOpening(desk)
    opening.fault = ZeroDivisionError("/home/siti/rahasia")
    program = begun(opening)
    assert program.window is not None
    assert "SIPA belum dapat dibuka" in texts(program.window)
    assert not any("rahasia" in text for text in texts(program.window))
    program.window.close()
    desk.close()


def test_a_profile_that_is_open_elsewhere_ends_the_program_without_a_window(qtbot: QtBot, desk: Desk) -> None:
    opening = HandOpening(desk)
    opening.fault = ProfileInUseError()
    program = Program(opening, InlineRunner(), window=StartWindow(KeptLook()))
    with qtbot.waitSignal(program.elsewhere):
        program.begin()
    assert program.stage is Stage.ELSEWHERE
    assert isinstance(program.window, StartWindow)
    desk.close()


def test_a_second_start_brings_the_first_window_to_the_front(
    qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = begun(HandOpening(desk))
    assert program.window is not None
    raised: list[bool] = []
    monkeypatch.setattr(program.window, "raise_", lambda: raised.append(True))
    desk.lock.call_first()
    qtbot.waitUntil(lambda: raised != [])
    assert not desk.lock.raise_path.exists()
    close(program, desk)


def test_the_opening_tells_the_door_by_the_vault(tmp_path: Path) -> None:
    def door(opening: Opening) -> Door:
        found = opening.examine()
        opening.close()
        return found

    folder = tmp_path / "desk"
    assert door(Opening(folder)) is Door.NEW
    vault = vault_of(folder)
    vault.create(PASSWORD)
    assert door(Opening(folder)) is Door.LOCKED
    assert door(Opening(folder, vault=vault)) is Door.FREE
    vault.opened_by_person = False
    assert door(Opening(folder, vault=vault)) is Door.GUARDED


def test_the_opening_holds_the_profile_from_the_first_look_to_the_end(tmp_path: Path) -> None:
    opening = Opening(tmp_path)
    opening.examine()
    opening.examine()
    assert ProfileLock(tmp_path).take() is False
    with pytest.raises(ProfileInUseError):
        Opening(tmp_path).examine()
    opening.close()
    again = ProfileLock(tmp_path)
    assert again.take() is True
    again.release()


def test_loading_ahead_reads_nothing_of_the_profile(tmp_path: Path) -> None:
    Opening(tmp_path / "none").load()
    assert list(tmp_path.iterdir()) == []


def test_a_desk_makes_a_service_once_and_only_when_asked(desk: Desk) -> None:
    assert "imports" not in vars(desk)
    assert desk.imports is desk.imports
    desk.warm()
    assert {"imports", "documents", "overview", "transfer"} <= set(vars(desk))
    desk.close()
