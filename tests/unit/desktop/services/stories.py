"""What happens between a village and its kecamatan, told in one call each, for tests that begin where it ends."""

from __future__ import annotations

from collections.abc import Mapping

from sipa_core import ids
from sipa_core.domain.paths import Value
from sipa_core.domain.workflow import Verdict
from sipa_core.ops.base import Applied
from sipa_core.ops.review import Accepted, Note, Opened, Returned
from sipa_core.wire.records import RecordType, Ref
from sipa_desktop.services.reports import Reports
from sipa_desktop.services.reports_views import ReportEdit, Submitted
from sipa_desktop.store.unit_of_work import Store
from tests.support.public_figures import report as whole_report
from tests.unit.desktop.services.desks import BABAYAU, HandClock, Server

LRA = ids.draft_id(BABAYAU, "lra_semester1", "2025-S1")
LRA_REPORT = ids.report_id(BABAYAU, "lra_semester1", "2025-S1")
PUBLICATION = ids.publication_id(LRA_REPORT)
REALISASI = "apbdes[02/-/-].realisasi"
NOTE = "0198a000-0000-7000-8000-000000000001"
OTHER_NOTE = "0198a000-0000-7000-8000-000000000002"


def version_ref(n: int, report: str = LRA_REPORT) -> Ref:
    """The address of the n-th version of a report."""
    return Ref(RecordType.VERSION, ids.version_id(report, n))


def send(
    store: Store,
    clock: HandClock,
    server: Server,
    changes: Mapping[str, Value] | None = None,
    *,
    template: str = "lra_semester1",
    period: str = "2025-S1",
    content: Mapping[str, Value] | None = None,
) -> str:
    """The desk writes a report, sends it and gets its receipt; returns the draft's id."""
    reports = Reports(store, clock)
    made = reports.create(template, period)
    assert isinstance(made, ReportEdit)
    if made.newest == 0:
        reports.save(made.draft_id, content if content is not None else whole_report())
    reports.save(made.draft_id, changes or {})
    assert isinstance(reports.submit(made.draft_id), Submitted)
    assert [receipt.status for receipt in server.exchange(store)] == ["accepted"]
    return made.draft_id


def judge(server: Server, district: Store, verdict: Verdict | None, n: int = 1, report: str = LRA_REPORT) -> None:
    """The kecamatan opens (None), returns with two notes, or accepts a version, and the server has it."""
    server.exchange(district)
    version = server.get(version_ref(n, report))
    assert version is not None
    ref = Ref(RecordType.REVIEW, ids.review_id(version.id))
    seen = version.text("meta.content_hash")
    with district.write() as tx:
        if verdict is None:
            outcome = tx.propose("review.open", ref, Opened(version.id, seen), "Buka")
        elif verdict is Verdict.RETURNED:
            notes = {NOTE: Note(REALISASI, "Mohon dicek lagi."), OTHER_NOTE: Note("kendala.isi", "Sebutkan alasannya.")}
            outcome = tx.propose("review.return", ref, Returned(version.id, seen, notes), "Kembalikan")
        else:
            outcome = tx.propose("review.accept", ref, Accepted(version.id, seen, "Bagus."), "Setujui")
    assert isinstance(outcome, Applied)
    server.exchange(district)


def publish(village: Store, district: Store, server: Server, clock: HandClock) -> str:
    """A report is sent and approved, and both desks hear of it; returns the publication's id."""
    send(village, clock, server)
    judge(server, district, Verdict.ACCEPTED)
    server.exchange(village)
    return PUBLICATION
