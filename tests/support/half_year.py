"""Babayau's report of the first half of 2025, due on 14 July: written, handed in, looked for on both sides."""

from __future__ import annotations

from sipa_core import ids
from sipa_core.wire.records import RecordType, Ref
from sipa_desktop.bootstrap import Desk
from tests.support.public_figures import report as report_content
from tests.support.world import BABAYAU, World, ok

REPORT = ids.report_id(BABAYAU, "lra_semester1", "2025-S1")
DRAFT = ids.draft_id(BABAYAU, "lra_semester1", "2025-S1")


def write_report(desk: Desk) -> None:
    """Let the whole report stand in the draft."""
    ok(desk.reports.create("lra_semester1", "2025-S1"))
    ok(desk.reports.save(DRAFT, report_content()))


def hand_in_report(desk: Desk) -> None:
    """Write the whole report and let it wait to be sent."""
    write_report(desk)
    ok(desk.reports.submit(DRAFT))


def report_state(desk: Desk) -> str:
    """What the list of reports says of it: `menunggu`, `terkirim`, …"""
    return next(row.state.value for row in desk.reports.list() if row.draft_id == DRAFT)


def versions_at_server(world: World) -> int:
    """How many versions of it the server has."""
    with world.server.store.read() as work:
        record = work.records.get(Ref(RecordType.REPORT, REPORT))
    return record.number("newest") if record is not None else 0
