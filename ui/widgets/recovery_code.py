"""A recovery code on the screen, in seven groups with their numbers, and the asking for two of them from the paper."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit, QWidget

from sipa_core.messages import _
from ui.design.measures import Size
from ui.design.theme import px, watch
from ui.design.type import Role
from ui.widgets.boxes import Column, Row
from ui.widgets.field import Field
from ui.widgets.label import Label

COLUMNS = 4


class RecoveryCode(QFrame):
    """The groups, large, to be copied by hand when there is no printer."""

    def __init__(self, groups: Sequence[str] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._grid = QGridLayout(self)
        self.set_groups(groups)
        watch(self._measure)

    def set_groups(self, groups: Sequence[str]) -> None:
        """Show another code, or none."""
        while (item := self._grid.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        for at, letters in enumerate(groups):
            holder = QWidget()
            column = Column(holder, Size.NONE)
            column.addWidget(Label(_("kelompok {n}").format(n=at + 1), Role.CAPTION, "ink2"))
            shown = Label(letters, Role.KPI_DENSE)
            shown.setAccessibleName(_("Kelompok {n}: {letters}").format(n=at + 1, letters=" ".join(letters)))
            column.addWidget(shown)
            self._grid.addWidget(holder, at // COLUMNS, at % COLUMNS)

    def _measure(self) -> None:
        self._grid.setContentsMargins(px(Size.GAP_20), px(Size.GAP_12), px(Size.GAP_20), px(Size.GAP_12))
        self._grid.setHorizontalSpacing(px(Size.GAP_16))
        self._grid.setVerticalSpacing(px(Size.GAP_10))


class PaperCheck(QWidget):
    """Asks for two groups of the code as they stand on the paper. `changed` on every key, `entered` with Enter."""

    changed = Signal()
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wanted: tuple[str, str] = ("", "")
        self._edits = (QLineEdit(), QLineEdit())
        self._fields = (Field("", self._edits[0]), Field("", self._edits[1]))
        row = Row(self, Size.GAP_12)
        for field, edit in zip(self._fields, self._edits, strict=True):
            row.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
            edit.setMaxLength(8)
            edit.textEdited.connect(self.changed)
            edit.returnPressed.connect(self.entered)

    @property
    def edits(self) -> tuple[QLineEdit, QLineEdit]:
        """Return the two editors in their order."""
        return self._edits

    def ask(self, groups: Sequence[str], first: int, second: int) -> None:
        """Ask for these two groups, counted from 1."""
        self._wanted = (groups[first - 1], groups[second - 1])
        for field, edit, number in zip(self._fields, self._edits, (first, second), strict=True):
            field.set_label(_("Kelompok ke-{n} di kertas").format(n=number))
            edit.clear()
            field.set_fault("")

    def agrees(self) -> bool:
        """Tell whether both are as on the paper; the one that is not says so."""
        right = [edit.text().strip().upper() == wanted for edit, wanted in zip(self._edits, self._wanted, strict=True)]
        for field, edit, is_right in zip(self._fields, self._edits, right, strict=True):
            unlike = _("Tidak sama dengan kodenya. Periksa tulisan di kertas, atau tekan Lihat kode lagi.")
            fault = unlike if edit.text().strip() else _("Ketik kelompok ini dari kertas.")
            field.set_fault("" if is_right else fault)
        return all(right)
