"""A report type that this program cannot understand is named above the list; the others go on."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from sipa_core import ids
from sipa_core.domain.template_text import to_fields
from sipa_core.wire.records import Record, RecordType
from sipa_desktop.bootstrap import Desk
from tests.support.demo_office import page_context
from tests.support.told_samples import template
from ui.pages.reports.page import ReportsPage
from ui.runtime.tasks import InlineRunner


def test_a_type_that_cannot_be_used_is_named_with_its_field_and_the_list_stands(desk: Desk, qtbot: QtBot) -> None:
    fields = to_fields(template("dip_berkala"))
    fields |= {"key": "lokal_ronda", "definition": str(fields["definition"]).replace('"choice"', '"hologram"')}
    broken = Record(RecordType.TEMPLATE, ids.natural_id("template", "lokal_ronda", 1), 1, None, fields)
    with desk.store.write() as tx:
        tx.server_records.take([broken])
        tx.reproject()
    page = ReportsPage(page_context(desk, InlineRunner()))
    qtbot.addWidget(page)
    assert page.model.rows
    [said] = page.model.unread_types
    assert "lokal_ronda" in said
    assert "informasi[*].bentuk" in said
