"""Bugs that are planted in the real code, one at a time, to show that the simulation finds such a bug.

A bug is a text of the real source put in the place of another (`tests/support/planting.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import CodeType
from typing import Final

from tests.simulation.faults import favoured
from tests.simulation.world import prepared
from tests.support.planting import bug_in


@dataclass(frozen=True)
class Bug:
    """One bug: the fault that brings it out, where it is, what stands there, and what is put in its place."""

    near: str
    name: str
    module: str
    function: str
    real: str
    planted: str

    def seeds(self, count: int) -> range:
        """The first seeds whose favourite is the fault that brings it out."""
        return favoured(self.near, count)


BUGS: Final[tuple[Bug, ...]] = (
    # The desk: what a session takes.
    Bug(
        "N02",
        "the last record of a page is forgotten",
        "sipa_desktop.sync.session",
        "_take_changes",
        "scope.only_inside(tx, reply), *",
        "scope.only_inside(tx, reply)[:-1], *",
    ),
    Bug(
        "N12",
        "a refusal counts as a receipt",
        "sipa_desktop.sync.session",
        "_take_receipts",
        "tx.outbox.park(receipt)",
        "tx.outbox.accepted(receipt)",
    ),
    Bug(
        "N14",
        "after a restore nothing is sent again",
        "sipa_desktop.sync.session",
        "_meet_epoch",
        "tx.outbox.reopen()",
        "pass",
    ),
    Bug(
        "N14",
        "after a restore files are not sent again",
        "sipa_desktop.store.blobs",
        "Blobs.send_again",
        "*mine, blob.c.here",
        "*mine, sa.false()",
    ),
    Bug(
        "N14",
        "revisions of two histories are compared",
        "sipa_desktop.sync.session",
        "_meet_epoch",
        "tx.server_records.forget_revisions()",
        "pass",
    ),
    Bug(
        "N01",
        "op numbers begin anew at every session",
        "sipa_desktop.sync.session",
        "compose",
        "tx.meta.put(MetaKey.NEXT_NO, str(next_no))",
        "pass",
    ),
    Bug(
        "N06",
        "any server's answer is ours",
        "sipa_desktop.sync.session",
        "check",
        "or not ours:",
        "or False:",
    ),
    Bug(
        "N06",
        "a stranger may shut a PC out",
        "sipa_desktop.sync.engine",
        "SyncEngine._ours",
        "if fault.server_id in (None, self._pinned) else CarriageError(Trouble.NOT_OURS)",
        "",
    ),
    Bug(
        "N18",
        "a full server parks the op",
        "sipa_desktop.sync.engine",
        "SyncEngine._turn",
        "if fault.code not in UNTAKEABLE or not request.ops:",
        "if fault.code not in (*UNTAKEABLE, Problem.STORAGE_FULL.value) or not request.ops:",
    ),
    Bug(
        "N03",
        "nothing is ever new",
        "sipa_server.services.exchange",
        "ExchangeService.unchanged",
        "if reading.reset is not None or work.records.moved(actor, reading.since):",
        "if reading.reset is not None:",
    ),
    Bug(
        "N11",
        "two texts of a draft are put together over each other",
        "sipa_core.ops.drafts",
        "save",
        "if merged.conflicts:",
        "if False:",
    ),
    # The desk: its queue and its records.
    Bug(
        "N01",
        "what is being sent does not count as waiting",
        "sipa_desktop.store.outbox",
        "Outbox.standing",
        "statements.standing(WAITING,",
        "statements.standing((OutboxState.QUEUED.value,),",
    ),
    Bug(
        "N12",
        "what was refused does not count",
        "sipa_desktop.store.outbox",
        "Outbox.standing",
        "quiet, PARKED)",
        "quiet, ())",
    ),
    Bug(
        "N01",
        "a new text takes the place of one that was sent",
        "sipa_desktop.store.outbox",
        "Outbox.add",
        "known = statements.NEVER_SENT.scalar(",
        "known = next((one.op_id for one in self.items((OutboxState.QUEUED, OutboxState.SENDING))"
        " if (one.kind, one.ref) == (body.kind, body.record)), None) or statements.NEVER_SENT.scalar(",
    ),
    Bug(
        "N02",
        "only every second revision is taken",
        "sipa_desktop.store.records",
        "ServerRecords.take",
        "if said.rev > held.get((said.type, said.id), 0)]",
        "if said.rev > held.get((said.type, said.id), 0) + 1 or (said.type, said.id) not in held]",
    ),
    Bug(
        "N12",
        "the effect of an own op stays for ever",
        "sipa_desktop.store.records",
        "Records.uncover",
        "_UNSAID.run(self._connection)",
        "return",
    ),
    Bug(
        "N12",
        "what an own op covers is not kept",
        "sipa_desktop.store.records",
        "Records.lay_over",
        "if known is not None:",
        "if False:",
    ),
    Bug(
        "N02",
        "what was covered comes back over a newer word",
        "sipa_desktop.store.records",
        "ServerRecords.take",
        "_TAKEN.run_all(",
        "0 and _TAKEN.run_all(",
    ),
    Bug(
        "S04",
        "a full disk is told as saved",
        "sipa_desktop.store.unit_of_work",
        "Store._spoken",
        "raise told from None",
        "return",
    ),
    Bug(
        "S04",
        "a taken-back transaction is told as saved",
        "sipa_desktop.store.search",
        "SearchIndex.settle",
        "if not self._stands():",
        "if False:",
    ),
    Bug(
        "N11",
        "a part of a text goes with its sending",
        "sipa_desktop.services.reports",
        "Reports._submit",
        "tx.touch(Topic.DRAFTS)\n        item",
        'tx.documents.save(draft_id, {path: None for path in content if path.startswith("umum.")}, office.now)'
        "\n        item",
    ),
    Bug(
        "N02",
        "the desk counts other records than the server",
        "sipa_desktop.store.records",
        "ServerRecords.digest",
        "heard.c.rev > 0",
        "heard.c.rev > 1",
    ),
    Bug(
        "S02",
        "some leaves are not written",
        "sipa_desktop.store.documents",
        "Documents.save",
        "if value is not None\n        ]",
        'if value is not None and not path.endswith("uraian")\n        ]',
    ),
    Bug(
        "N11",
        "another PC's text silently takes the place of a draft",
        "sipa_desktop.services.drafts",
        "step_of",
        "return Step.FOLLOWS if nothing_own else Step.ASKS",
        "return Step.FOLLOWS",
    ),
    Bug(
        "N11",
        "a choice takes along what nobody was asked about",
        "sipa_desktop.services.conflicts",
        "Conflicts.resolve",
        "content = resolved(pair.merged, choices)",
        "content = {path: value for path, value in resolved(pair.merged, choices).items()"
        " if path in pair.theirs or path in choices}",
    ),
    Bug(
        "N11",
        "what only this PC says goes when the other's copy comes",
        "sipa_desktop.services.draft_copies",
        "_follow",
        "content = theirs if nothing_own else merged.content",
        "content = theirs if nothing_own else {one: said for one, said in merged.content.items() if one in theirs}",
    ),
    # The desk: its scope, and sticks.
    Bug(
        "N23",
        "drafts are forgotten with the scope",
        "sipa_desktop.store.forgetting",
        "Forgetting.remove",
        "self._let_go(named)",
        'self._connection.exec_driver_sql("DELETE FROM document")',
    ),
    Bug(
        "N23",
        "much is forgotten and nobody is asked",
        "sipa_desktop.sync.scope",
        "settle",
        "if not agreed and asks_first(len(outside), held):",
        "if False:",
    ),
    Bug(
        "N23",
        "what an unsent op speaks of is forgotten",
        "sipa_desktop.sync.scope",
        "settle",
        "if ref not in spoken_of]",
        "]",
    ),
    Bug(
        "N23",
        "a moved PC never hears of it",
        "sipa_server.services.exchange",
        "ExchangeService._outcome",
        "self._scope(work, request, caller, now) if anew else None",
        "None",
    ),
    Bug(
        "U03",
        "a file on a stick is carried again and again",
        "sipa_desktop.sync.courier",
        "Courier.keep",
        "if known is not None and (known.handed_at",
        "if False and (known.handed_at",
    ),
    Bug(
        "U01",
        "a bundle that was refused is told as taken",
        "sipa_desktop.sync.courier",
        "Courier._hand_all",
        "taken = answer.state is BundleState.TAKEN",
        "taken = True",
    ),
    Bug(
        "N13b",
        "a restore leaves the attachments behind",
        "sipa_server.services.backup_restore",
        "restore",
        "keep=True",
        "keep=False",
    ),
    Bug(
        "P02",
        "newer data are opened by an older program",
        "sipa_desktop.store.migrate",
        "migrate",
        "if not _is_ancestor(known):",
        "if False:",
    ),
    # The desk: files.
    Bug(
        "A01",
        "a file is told to be sent after its first piece",
        "sipa_desktop.sync.transfer",
        "BlobTransfer._send_all",
        "while state.offset < blob.size:",
        "while state.offset < 0:",
    ),
    Bug(
        "A04",
        "a file that came is not looked at",
        "sipa_desktop.store.blob_files",
        "BlobFiles.finish_part",
        "if not whole:",
        "if False:",
    ),
    # The server.
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


@contextmanager
def planted(bug: Bug) -> Iterator[CodeType]:
    """Run the block with the bug in the program, whose changed code is given; afterwards the program is as it was."""
    prepared()  # the beginning is made by the program as it is
    with bug_in(bug.module, bug.function, bug.real, bug.planted) as changed:
        yield changed


def by_name(name: str) -> Bug:
    """The bug of that name; KeyError when there is none."""
    return {bug.name: bug for bug in BUGS}[name]
