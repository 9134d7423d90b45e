"""The papers of a report in the editor: as it stands now, each version sent, and the receipts."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sipa_core import ids
from sipa_core.messages import _
from sipa_desktop.services.documents import Documents
from sipa_desktop.services.reports_views import ReportEdit
from ui.widgets.document_dialog import Choice


def report_papers(documents: Documents, edit: ReportEdit) -> list[Choice]:
    """Return what can be printed of a report, what the person sees now first."""
    now = _("Isian di komputer ini") if edit.editable else _("Kiriman terakhir")
    return [
        (now, partial(documents.of_draft, edit.draft_id)),
        *_sent(documents, edit, upto=edit.newest - (not edit.editable)),
    ]


def receipt_papers(documents: Documents, edit: ReportEdit) -> list[Choice]:
    """Return the receipts of a report, the newest first; empty while nothing was received."""
    return [
        (_("Kiriman ke-{n}").format(n=n), partial(documents.receipt, ids.version_id(edit.report_id, n)))
        for n in range(edit.newest, 0, -1)
    ]


def _sent(documents: Documents, edit: ReportEdit, upto: int) -> Iterator[Choice]:
    for n in range(upto, 0, -1):
        yield _("Kiriman ke-{n}").format(n=n), partial(documents.of_version, ids.version_id(edit.report_id, n))
