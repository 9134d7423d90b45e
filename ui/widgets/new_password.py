"""A new password, asked for twice so that no slip of the hand locks anybody out."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from sipa_core.messages import _
from sipa_desktop.platform.vault import SHORTEST, fault_of_password
from ui.design.measures import Size
from ui.widgets.boxes import Column
from ui.widgets.password_field import PasswordField


class NewPassword(QWidget):
    """`entered` with Enter in the second field. What was typed is never kept anywhere else."""

    entered = Signal()

    def __init__(self, label: str, gap: Size = Size.GAP_16, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = _("Paling sedikit {n} huruf. Pakai beberapa kata yang mudah diingat.").format(n=SHORTEST)
        self.first = PasswordField(label, words)
        self.second = PasswordField(_("Ketik sekali lagi"))
        column = Column(self, gap)
        column.addWidget(self.first)
        column.addWidget(self.second)
        self.setFocusProxy(self.first)
        self._stops = (self.first.edit, self.second.edit, self.first.eye, self.second.eye)
        self.first.entered.connect(self.second.setFocus)
        self.second.entered.connect(self.entered)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Go from one field to the other before the eyes: who types a password presses Tab and types it again."""
        focus = QApplication.focusWidget()
        at = next((number for number, stop in enumerate(self._stops) if stop is focus), None)
        there = at + (1 if forward else -1) if at is not None else -1
        if not 0 <= there < len(self._stops):
            return super().focusNextPrevChild(forward)
        self._stops[there].setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
        return True

    @property
    def text(self) -> str:
        """Return the password as it was typed first."""
        return self.first.text

    def agrees(self) -> bool:
        """Return True when it can be taken; else say at the field why not."""
        fault = fault_of_password(self.first.text)
        differs = not fault and self.first.text != self.second.text
        self.first.set_fault(fault)
        self.second.set_fault(_("Belum sama dengan yang pertama.") if differs else "")
        return not fault and not differs

    def set_fault(self, sentence: str) -> None:
        """Say what else stands in the way, or with an empty text that all is well."""
        self.first.set_fault(sentence)

    def clear(self) -> None:
        """Empty both fields and hide what is typed next."""
        self.first.clear()
        self.second.clear()
