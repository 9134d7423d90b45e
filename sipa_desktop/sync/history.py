"""What a desk does about its drafts where a server was put back, and their copies are of a history that was lost."""

from __future__ import annotations

from sipa_core import ids
from sipa_core.ops.reports import version_mark
from sipa_core.wire.records import RecordType, Ref
from sipa_desktop.store.documents import DocumentKind
from sipa_desktop.store.unit_of_work import Tx


def name_versions(tx: Tx) -> None:
    """Give each draft the mark of the version that it goes on from, where a program from before left it out: soon its
    number may be another text (docs/protocol.md, `newest_mark`).
    """
    for one in tx.documents.of_kind(DocumentKind.DRAFT):
        key = [one.about.get(name) for name in ("village", "template", "period")]
        seen, ordinal = one.about.get("newest_seen"), one.about.get("ordinal")
        if one.about.get("newest_mark") or not isinstance(seen, int) or not isinstance(ordinal, int) or seen < 1:
            continue
        village, template, period = (str(value) for value in key)
        report = ids.report_id(village, template, period, ordinal)
        mark = version_mark(tx.records.get(Ref(RecordType.VERSION, ids.version_id(report, seen))))
        if mark:
            tx.documents.start(one.id, one.kind, {**one.about, "newest_mark": mark}, one.saved_at)


def forget_copy(tx: Tx, draft_id: str) -> None:
    """The server has no more what an own copy was made from: what this PC knew of it stands here alone."""
    for one in tx.documents.of_kind(DocumentKind.COPY):
        if one.about.get("of") == draft_id:
            tx.documents.save(one.id, dict.fromkeys(tx.documents.content(one.id)), one.saved_at)
            tx.documents.start(one.id, one.kind, {**one.about, "rev": 0, "op": "", "at": 0}, one.saved_at)
