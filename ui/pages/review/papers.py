"""What can be printed of a version under review: itself, those before it, and its receipt."""

from __future__ import annotations

from functools import partial

from sipa_core import ids
from sipa_core.messages import _
from sipa_desktop.services.documents import Documents
from sipa_desktop.services.review_views import ReviewDetail
from ui.widgets.document_dialog import Choice


def version_papers(documents: Documents, detail: ReviewDetail) -> list[Choice]:
    """Return the papers by their names, the version in hand first."""
    papers: list[Choice] = [
        (_("Kiriman ke-{n}").format(n=n), partial(documents.of_version, ids.version_id(detail.report_id, n)))
        for n in range(detail.n, 0, -1)
    ]
    papers.append((_("Tanda terima"), partial(documents.receipt, detail.version_id)))
    return papers
