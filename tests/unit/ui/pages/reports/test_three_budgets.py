"""The budgets of a year in the window: realised (LRA, LPJ) and changed (perubahan), with SiLPA, reasons and imports."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import Refused
from sipa_desktop.services.reports_views import ReportEdit
from tests.support import siskeudes
from tests.support.by_name import click, texts
from tests.support.demo_office import page_context
from tests.support.every_duty import use_every_duty
from ui.pages.reports.budget_section import BudgetSection
from ui.pages.reports.page import ReportsPage
from ui.widgets.question import Question

ROW = "02.03.10/-/-"


def begun(desk: Desk, key: str, period: str) -> ReportEdit:
    made = desk.reports.create(key, period)
    assert isinstance(made, ReportEdit), made
    return made


def shown(desk: Desk, qtbot: QtBot, draft: str) -> tuple[ReportsPage, BudgetSection]:
    page = ReportsPage(page_context(desk))
    qtbot.addWidget(page)
    page.resize(1158, 661)
    page.show()
    page.open_report(draft)
    qtbot.waitUntil(lambda: page.editing.edit is not None and page.editing.edit.checked)
    page.editor.go_to(f"apbdes[{ROW}].anggaran")
    assert isinstance(page.editor.current, BudgetSection)
    return page, page.editor.current


def overspent(page: ReportsPage) -> list[str]:
    """Where the check asks for the reason of the row."""
    edit = page.editing.edit
    assert edit is not None
    return [one.path for one in edit.findings if one.code == "overspent" and ROW in one.path]


@pytest.mark.parametrize(
    ("key", "period", "first", "second"),
    [
        ("lra_semester1", "2025-S1", "anggaran", "realisasi"),
        ("lpj_apbdes", "2025", "anggaran", "realisasi"),
        ("apbdes_perubahan", "2025-08-14", "anggaran_awal", "anggaran"),
    ],
)
def test_more_than_was_planned_is_taken_with_its_reason_and_what_is_left_is_told(
    desk: Desk, qtbot: QtBot, key: str, period: str, first: str, second: str
) -> None:
    use_every_duty(desk)
    draft = begun(desk, key, period).draft_id
    desk.reports.save(
        draft,
        {
            f"apbdes[-/4.2.1/-].{first}": 300_000_000,
            f"apbdes[-/4.2.1/-].{second}": 300_000_000,
            f"apbdes[{ROW}].{first}": 200_000_000,
            f"apbdes[{ROW}].{second}": 240_000_000,
        },
    )
    page, section = shown(desk, qtbot, draft)
    budget = section.grid.budget
    words = [[str(budget.data(budget.index(at, c)) or "") for c in range(5)] for at in range(budget.rowCount())]
    assert next(row for row in words if row[0].startswith("Pembangunan/Rehabilitasi"))[4] == "120,0%"
    assert any(row[0] == "Sisa lebih (SiLPA)" for row in words)
    over = overspent(page)
    assert bool(over) == (key != "apbdes_perubahan")
    if over:
        assert "Alasan" in " ".join(texts(page))
        page.editing.set_values({over[0]: "Tambahan Dana Desa yang disetujui lewat Perkades."})
        page.editing.flush()
        qtbot.waitUntil(lambda: not overspent(page))


@pytest.mark.parametrize(("key", "period"), [("lpj_apbdes", "2025"), ("apbdes_perubahan", "2025-08-14")])
def test_accounts_of_siskeudes_are_added_up_and_opened_down(
    desk: Desk, qtbot: QtBot, tmp_path: Path, key: str, period: str
) -> None:
    use_every_duty(desk)
    draft = begun(desk, key, period).draft_id
    file = tmp_path / "siskeudes-2025.zip"
    file.write_bytes(siskeudes.zipped(siskeudes.tables()))
    preview = desk.imports.preview(draft, desk.imports.read_file(file).table)
    assert not isinstance(preview, Refused), preview
    assert not isinstance(desk.imports.apply(draft, preview, {}), Refused)
    page, section = shown(desk, qtbot, draft)
    qtbot.waitUntil(lambda: ROW in page.editing.opened_keys)
    assert section.grid.go_to(ROW, "anggaran")
    click(page, "Lihat rincian")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, Question)
    assert "siskeudes-2025.zip" in dialog.accessibleDescription()
    dialog.reject()
