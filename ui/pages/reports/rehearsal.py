"""What Qt learns when a budget is shown for the first time (its enumerations, styles and letters), learnt at rest."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.widgets.budget_grid import BudgetGrid
from ui.widgets.budget_model import BudgetRow

_SIZE = (640, 240)
_ROWS = (
    BudgetRow("4", "group", "Pendapatan"),
    BudgetRow("-/4.1/-", "line", "Pendapatan asli desa", 1_234_567_890, 1_234_567_890, "4.1", strong=True),
    BudgetRow("total", "total", "Jumlah", 1_234_567_890, 0),
)


def rehearse(parent: QWidget) -> None:
    """Make a small budget within `parent`, lay it out and paint it where nobody sees it, and let it go."""
    grid = BudgetGrid(parent)
    grid.resize(*_SIZE)
    grid.set_rows(_ROWS)
    grid.go_to("-/4.1/-", "anggaran")
    grid.grab()
    grid.deleteLater()
