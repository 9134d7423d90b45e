"""The windows of the lock: a password and a paper before anything is stored, and a way in for whoever forgot it."""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from sipa_core.domain.recovery_code import groups_of, written
from sipa_desktop.bootstrap import Desk
from sipa_desktop.platform import whole_files
from sipa_desktop.platform.vault import VaultState
from sipa_desktop.sync.last_sending import Left
from tests.support.clock import HandClock
from tests.support.page_context import HeldRunner, page_context
from tests.support.vaults import PASSWORD, open_vault, vault_of
from ui.pages.settings.lock_section import NewCode
from ui.pages.unlock import making_window, unlock_window
from ui.pages.unlock.making_window import CHECK, CODE, LockMakingWindow
from ui.pages.unlock.unlock_window import NEW, UnlockWindow
from ui.runtime.tasks import InlineRunner
from ui.widgets.label import Label
from ui.widgets.question import Answer
from ui.widgets.recovery_code import PaperCheck

NOW = 1_752_114_840_000


def making(qtbot: QtBot, folder: Path) -> LockMakingWindow:
    window = LockMakingWindow(vault_of(folder), InlineRunner(), HandClock(NOW))
    qtbot.addWidget(window)
    window.show()
    return window


def unlocking(qtbot: QtBot, folder: Path) -> UnlockWindow:
    window = UnlockWindow(vault_of(folder), InlineRunner())
    qtbot.addWidget(window)
    window.show()
    return window


def choose(window: LockMakingWindow, first: str, second: str) -> None:
    window.new.first.edit.setText(first)
    window.new.second.edit.setText(second)
    window.go.click()


def type_groups(check: PaperCheck, code: str) -> None:
    """Type what it asks for, as it stands on the paper."""
    for edit in check.edits:
        number = int(edit.accessibleName().split("-")[1].split()[0])
        edit.setText(groups_of(code)[number - 1].lower())


def test_a_password_that_cannot_be_used_makes_no_lock_and_says_why(qtbot: QtBot, tmp_path: Path) -> None:
    window = making(qtbot, tmp_path)
    choose(window, "pendek", "pendek")
    assert "paling sedikit 8" in window.new.first.fault
    choose(window, PASSWORD, "sawah kering")
    assert window.new.second.fault == "Belum sama dengan yang pertama."
    assert list(tmp_path.iterdir()) == []


def test_tab_goes_from_the_password_to_its_repetition_and_the_wait_has_a_word(qtbot: QtBot, tmp_path: Path) -> None:
    runner = HeldRunner()
    window = LockMakingWindow(vault_of(tmp_path), runner, HandClock(NOW))
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    QTest.keyClicks(window.new.first.edit, PASSWORD)
    QTest.keyClick(window.new.first.edit, Qt.Key.Key_Tab)
    assert window.focusWidget() is window.new.second.edit
    QTest.keyClicks(window.new.second.edit, PASSWORD)
    QTest.keyClick(window.new.second.edit, Qt.Key.Key_Return)
    assert (window.go.text(), window.go.isEnabled()) == ("Mengunci data", False)
    runner.run_all()
    assert (window.go.text(), window.stack.currentIndex()) == ("Lanjut", CODE)


def test_where_one_group_is_wrong_both_labels_stay_in_one_line(qtbot: QtBot, tmp_path: Path) -> None:
    window = making(qtbot, tmp_path)
    choose(window, PASSWORD, PASSWORD)
    window.on_paper.click()
    first, second = window.check.edits
    first.setText("AAAA")
    window.agree.click()
    qtbot.wait(1)
    assert first.mapTo(window, first.pos()).y() == second.mapTo(window, second.pos()).y()


def test_the_lock_is_made_only_with_a_code_that_stands_on_paper(qtbot: QtBot, tmp_path: Path) -> None:
    window = making(qtbot, tmp_path)
    choose(window, PASSWORD, PASSWORD)
    assert window.stack.currentIndex() == CODE
    code = window.model.code
    window.on_paper.click()
    assert window.stack.currentIndex() == CHECK
    window.agree.click()
    assert vault_of(tmp_path).recovery_at is None
    assert all("Ketik kelompok ini" in edit.accessibleDescription() for edit in window.check.edits)
    type_groups(window.check, code)
    with qtbot.waitSignal(window.finished):
        window.agree.click()
    again = vault_of(tmp_path)
    assert again.recovery_at is not None
    assert again.unlock_by_code(written(code))


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "Hard disk komputer ini penuh"),
        (errno.EROFS, "Folder data SIPA sedang tidak dapat ditulisi"),
        (errno.EIO, "Hard disk komputer ini tidak menulis atau membaca dengan benar"),
    ],
)
def test_a_disk_that_does_not_take_the_code_is_told_where_the_person_looks(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, said: str
) -> None:
    def refuse(*_about: object) -> object:
        raise OSError(number, os.strerror(number))

    window = making(qtbot, tmp_path)
    choose(window, PASSWORD, PASSWORD)
    code = window.model.code
    window.on_paper.click()
    type_groups(window.check, code)
    with monkeypatch.context() as broken:
        broken.setattr(whole_files, "open_new", refuse)
        window.agree.click()
    shown = [one.text() for one in window.findChildren(Label) if one.isVisible()]
    assert any(said in text for text in shown), shown
    assert not any("USB-nya" in text or "tempat lain." in text for text in shown)
    with qtbot.waitSignal(window.finished):
        window.agree.click()


def test_a_new_code_is_out_of_sight_while_it_is_typed_from_its_paper(
    qtbot: QtBot, tmp_path: Path, village_desk: Desk
) -> None:
    vault = open_vault(tmp_path)
    dialog = NewCode(page_context(village_desk), vault)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.old.edit.setText(PASSWORD)
    dialog.go.click()
    assert (dialog.code.isVisible(), dialog.check.isVisible()) == (True, False)
    code = dialog._code
    dialog.go.click()
    assert (dialog.code.isVisible(), dialog.paper.isVisible(), dialog.check.isVisible()) == (False, False, True)
    dialog.check.edits[0].setText("AAAA")
    dialog.go.click()
    assert vault.recovery_at is None or not vault_of(tmp_path).unlock_by_code(written(code))
    dialog.see_again.click()
    assert (dialog.code.isVisible(), dialog.check.isVisible(), dialog._code) == (True, False, code)
    dialog.go.click()
    type_groups(dialog.check, code)
    dialog.go.click()
    assert dialog.result() == dialog.DialogCode.Accepted
    assert vault_of(tmp_path).unlock_by_code(written(code))


def test_the_sheet_of_the_first_day_names_the_computer(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making_window.QSysInfo, "machineHostName", lambda: "KANTOR-BABAYAU")
    window = making(qtbot, tmp_path)
    choose(window, PASSWORD, PASSWORD)
    facts = window._paper().paper.data["facts"]
    assert isinstance(facts, list)
    assert [fact["label"] for fact in facts] == ["Komputer", "Dibuat"]
    assert "KANTOR-BABAYAU" in facts[0]["value"].replace("\u2011", "-")


def test_a_making_that_was_cut_off_goes_on_at_the_code(qtbot: QtBot, tmp_path: Path) -> None:
    choose(making(qtbot, tmp_path), PASSWORD, PASSWORD)
    vault = vault_of(tmp_path)
    assert vault.unlock(PASSWORD)
    window = LockMakingWindow(vault, InlineRunner(), HandClock(NOW))
    qtbot.addWidget(window)
    assert window.stack.currentIndex() == CODE
    assert window.model.code


def test_the_password_opens_and_is_not_left_in_the_field(qtbot: QtBot, tmp_path: Path) -> None:
    open_vault(tmp_path)
    window = unlocking(qtbot, tmp_path)
    window.password.edit.setText(PASSWORD)
    with qtbot.waitSignal(window.finished):
        window.open.click()
    assert window.password.text == ""


def test_a_wrong_password_is_told_and_each_next_try_waits_longer_but_never_for_good(
    qtbot: QtBot, tmp_path: Path
) -> None:
    open_vault(tmp_path)
    window = unlocking(qtbot, tmp_path)
    pauses = []
    for _try in range(7):
        window.model.try_password("sawah kering")
        pauses.append(window.model.pause)
        assert not window.open.isEnabled()
        while window.model.pause:
            window.model._tick()
    assert pauses == [1, 2, 4, 8, 16, 30, 30]
    assert "tidak cocok" in window.password.fault
    with qtbot.waitSignal(window.finished):
        window.model.try_password(PASSWORD)


def test_whoever_forgot_the_password_comes_in_by_the_code_and_makes_a_new_one(qtbot: QtBot, tmp_path: Path) -> None:
    vault = open_vault(tmp_path)
    code = vault.draft_code()
    vault.keep_code(code)
    window = unlocking(qtbot, tmp_path)
    window.forgotten.click()
    window.code.setText(written(code)[:-1])
    window.use_code.click()
    assert "belum lengkap" in window._code_field.fault
    window.code.setText(written(code))
    window.use_code.click()
    assert window.stack.currentIndex() == NEW
    window.new.first.edit.setText("kebun karet tua")
    window.new.second.edit.setText("kebun karet tua")
    with qtbot.waitSignal(window.finished):
        window.take.click()
    assert vault_of(tmp_path).unlock("kebun karet tua")
    assert not vault_of(tmp_path).unlock(PASSWORD)


@pytest.mark.parametrize(("answer", "begun"), [("stay", False), ("again", True)])
def test_whoever_has_no_code_begins_again_only_after_reading_what_that_means(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str, *, begun: bool
) -> None:
    open_vault(tmp_path)
    asked: list[str] = []

    def say(_parent: object, _title: str, words: str, *_rest: object) -> str:
        asked.append(words)
        return answer

    monkeypatch.setattr(unlock_window, "ask", say)
    window = unlocking(qtbot, tmp_path)
    told: list[bool] = []
    window.begin_again.connect(lambda: told.append(True))
    window.forgotten.click()
    window.no_code.click()
    assert "disisihkan, tidak dihapus" in asked[0]
    assert bool(told) is begun
    assert vault_of(tmp_path).state is VaultState.LOCKED


LEFT = Left(texts=2, ops=1, files=3, why="Tidak ada jaringan")


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (Left(0, 0, 0), "Semua yang Anda kirim sudah sampai di kecamatan"),
        (Left(1, 0, 0), "1 tulisan belum pernah dikirim."),
        (LEFT, "1 kiriman dan 3 foto atau PDF belum sampai di kecamatan. Sebabnya: tidak ada jaringan. 2 tulisan"),
    ],
)
def test_what_waits_is_sent_before_data_are_given_up_and_what_is_left_is_said(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, left: Left, words: str
) -> None:
    open_vault(tmp_path)
    tried: list[bool] = []

    def send_last() -> Left:
        tried.append(window.no_code.isEnabled())
        return left

    asked: list[tuple[str, list[str]]] = []

    def say(_parent: object, _title: str, said: str, answers: Sequence[Answer], _safe: str) -> str:
        asked.append((said, [one.key for one in answers]))
        return "send" if len(asked) == 1 and not left.nothing_waits else "again"

    monkeypatch.setattr(unlock_window, "ask", say)
    window = UnlockWindow(vault_of(tmp_path), InlineRunner(), send_last)
    qtbot.addWidget(window)
    window.forgotten.click()
    with qtbot.waitSignal(window.begin_again):
        window.no_code.click()
    assert words in asked[0][0]
    assert tried == ([False] if left.nothing_waits else [False, False])
    assert ("send" in asked[0][1]) is not left.nothing_waits
    assert window.no_code.isEnabled()


def test_whoever_goes_back_while_it_is_sent_is_asked_nothing(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_vault(tmp_path)
    monkeypatch.setattr(unlock_window, "ask", lambda *_about: pytest.fail("asked"))

    def back() -> Left:
        window.back.click()
        return LEFT

    window = UnlockWindow(vault_of(tmp_path), InlineRunner(), back)
    qtbot.addWidget(window)
    window.forgotten.click()
    window.no_code.click()
    assert not window.model.sending


def test_the_code_is_judged_while_it_is_typed(qtbot: QtBot, tmp_path: Path) -> None:
    vault = open_vault(tmp_path)
    code = vault.draft_code()
    window = unlocking(qtbot, tmp_path)
    window.forgotten.click()
    field = window._code_field

    def typed(text: str) -> tuple[str, str]:
        window.code.clear()
        qtbot.keyClicks(window.code, text)
        return field.fault, window.code.accessibleDescription()

    slipped = code[:3] + ("A" if code[3] != "A" else "B") + code[4:]
    assert typed("") == ("", "28 huruf dan angka, tujuh kelompok berisi empat.")
    assert typed(f"{code[:4]}-{code[4:6].lower()}") == ("", "6 dari 28 huruf dan angka.")
    assert typed(written(code)) == ("", "Kode tertulis lengkap dan benar.")
    assert typed(slipped)[0].startswith("Ada huruf yang salah.")
    assert typed(f"{code[:5]}0I")[0] == "Kode tidak memakai 0 I. Periksa lagi lembarnya."
    assert typed(code + "A")[0].startswith("Lebih dari 28")
    assert typed(written(code).lower()) == ("", "Kode tertulis lengkap dan benar.")
