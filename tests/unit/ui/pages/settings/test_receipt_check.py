"""Periksa tanda terima, with the keyboard and for a reader: a file or a pasted code in, plain words out."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sipa_desktop.services.receipt_looks import Look, Verdict
from tests.support.by_name import texts
from ui.pages.settings.receipt_check import ReceiptDialog
from ui.runtime.tasks import InlineRunner
from ui.widgets import file_choice

TRUE = Look(
    Verdict.TRUE, "Tanda terima asli", "Server menandatanganinya.", (("Laporan", "Laporan Juni"), ("Kiriman", "ke-1"))
)
CHANGED = Look(Verdict.CHANGED, "Tidak sah, sudah diubah", "Minta yang asli.")


class Looks:
    """Says what it was told to, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[object] = []
        self.fault: OSError | None = None

    def of_file(self, path: Path) -> Look:
        self.asked.append(path)
        if self.fault is not None:
            raise self.fault
        return TRUE

    def of_text(self, given: str) -> Look:
        self.asked.append(given)
        return CHANGED


@pytest.fixture
def looks() -> Looks:
    return Looks()


@pytest.fixture
def dialog(looks: Looks, qtbot: QtBot) -> ReceiptDialog:
    made = ReceiptDialog(looks, InlineRunner())  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_chosen_file_is_answered_with_sign_words_and_facts(
    dialog: ReceiptDialog, looks: Looks, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert dialog.told.isHidden()
    monkeypatch.setattr(file_choice, "file", lambda *_asked, **_kinds: "/usb/tanda-terima.pdf")
    QTest.keyClick(dialog.choose, Qt.Key.Key_Space)
    assert looks.asked == [Path("/usb/tanda-terima.pdf")]
    assert not dialog.told.isHidden()
    shown = texts(dialog.told)
    assert [one in shown for one in ("Tanda terima asli", "tanda-terima.pdf", "Laporan", "Laporan Juni")] == [True] * 4
    said = "Tanda terima asli. Server menandatanganinya. Laporan: Laporan Juni. Kiriman: ke-1."
    assert dialog.told.accessibleName() == said


def test_a_pasted_code_is_answered_by_itself_and_an_empty_field_says_nothing(
    dialog: ReceiptDialog, looks: Looks
) -> None:
    QApplication.clipboard().setText("SIPA-TT1.ABC")
    dialog.code.setFocus()
    QTest.keyClick(dialog.code, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    dialog.check_code()
    assert looks.asked == ["SIPA-TT1.ABC"]
    assert "Tidak sah, sudah diubah" in texts(dialog.told)
    dialog.code.clear()
    dialog.check_code()
    assert dialog.told.isHidden()
    assert len(looks.asked) == 1


def test_a_file_that_cannot_be_read_is_said_in_words(dialog: ReceiptDialog, looks: Looks) -> None:
    looks.fault = OSError("gone")
    dialog.check_file(Path("/usb/hilang.pdf"))
    assert "tidak dapat dibaca" in dialog.told.accessibleName()
