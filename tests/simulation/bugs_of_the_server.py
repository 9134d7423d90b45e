"""Bugs of the server that are planted to show that the simulation finds such a bug (`planted.py`)."""

from __future__ import annotations

from typing import Final

from tests.simulation.bug import Bug

SERVER: Final[tuple[Bug, ...]] = (
    Bug(
        "N03",
        "the feed leaves a record out",
        "sipa_server.store.record_rows",
        "RecordRows.page",
        "after=after, most",
        "after=after + (after % 7 == 3), most",
    ),
    Bug(
        "N14",
        "a page's end is told as the feed's end",
        "sipa_server.store.record_rows",
        "RecordRows.page",
        "upto if more else self.head()",
        "self.head()",
    ),
    Bug(
        "N01",
        "a known op is applied again",
        "sipa_server.services.exchange",
        "ExchangeService._take",
        "if known is not None:",
        "if False:",
    ),
    Bug(
        "N10",
        "a copied profile is not noticed",
        "sipa_server.services.exchange",
        "ExchangeService._take",
        "if work.ops.number_taken(caller.device.id, incarnation, op.op_no):",
        "if False:",
    ),
    Bug(
        "N13",
        "a cursor from beyond the history is believed",
        "sipa_server.services.feed",
        "Feed.reading",
        "if opened.head > work.records.head() or opened.mark != _bytes_of(work.records.mark(opened.head)):",
        "if False:",
    ),
    Bug(
        "N18",
        "a full disk is answered as done",
        "sipa_server.store.unit_of_work",
        "faults_named",
        "raise StorageFullError from fault",
        "return",
    ),
    Bug(
        "A04",
        "a file is kept under any hash",
        "sipa_server.services.blobs",
        "BlobService.complete",
        "if hashlib.sha256(data).hexdigest() != upload.sha256:",
        "if False:",
    ),
    Bug(
        "N11",
        "a text that nobody has seen is followed",
        "sipa_core.ops.reports",
        "submit",
        "if fields.newest_seen != newest:",
        "if False:",
    ),
    Bug(
        "N11",
        "a conflict is over before anybody has chosen",
        "sipa_core.ops.drafts",
        "_kept",
        "ConflictState.OPEN.value",
        "ConflictState.RESOLVED.value",
    ),
    Bug(
        "N11",
        "a report is approved and nothing is written",
        "sipa_core.ops.review",
        "accept",
        "{**_about(ref, named, view), **_opening(named, view, context), **verdict}",
        "{}",
    ),
    Bug(
        "N13",
        "the first document file of a name stays for ever",
        "sipa_core.ops.documents",
        "put",
        '"data": fields.data or None',
        '"data": (known.text("data") if known is not None else "") or fields.data or None',
    ),
    Bug(
        "W03",
        "a form that is sent twice makes two matters",
        "sipa_server.services.feedback",
        "FeedbackService.submit",
        "if before:",
        "if False:",
    ),
    Bug(
        "N20",
        "the audit forgets what was before",
        "sipa_server.store.audit_rows",
        "AuditRows.add",
        "last, previous = self._last or self._newest()",
        "last, previous = (self._last or self._newest())[0], START",
    ),
)
