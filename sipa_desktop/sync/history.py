"""What a desk writes down of a server's history just before it hears that another one began."""

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
