"""What the report in the editor is made of besides its model: a save that came back, the rows shown, what differs."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from sipa_core.domain.paths import Value
from sipa_desktop.errors import Refused
from sipa_desktop.services.reports_views import ReportEdit, Saved
from ui.pages.reports.budget_rows import grid_rows
from ui.widgets.budget_model import BudgetRow

Rows = tuple[BudgetRow, ...]


class SaveJob(msgspec.Struct, frozen=True):
    """A save that came back: of which draft, what was in it, and the desk's answer."""

    draft_id: str
    changes: Mapping[str, Value]
    answer: Saved | Refused


def rows_of(answer: ReportEdit | Refused | None, before: Rows) -> Rows:
    """Return the rows of the budget of a report as the grid shows them; none where it has no budget."""
    if not isinstance(answer, ReportEdit) or answer.budget is None:
        return ()
    return grid_rows(answer.budget, before, answer.template.money_columns)


def differs(content: Mapping[str, Value], path: str, value: Value) -> bool:
    """Tell whether a value is another than the one that stands at its path."""
    # True == 1 in Python, but a tick is not a figure; a value that is not there is None.
    known = content.get(path)
    return known != value or type(known) is not type(value) or (path not in content and value is not None)
