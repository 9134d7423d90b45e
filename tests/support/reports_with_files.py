"""Reports that name files, sent from a real desk."""

from __future__ import annotations

from sipa_core.domain.attachments import Attachment, leaves
from sipa_core.ops.reports import Submit
from sipa_desktop.bootstrap import Desk
from tests.support.server import report_ref, submission
from tests.support.world import BABAYAU


def attach(desk: Desk, data: bytes, name: str = "Rapat.jpg") -> Attachment:
    """Take a file into a desk's profile."""
    one = desk.attachments.take_bytes(data, name)
    assert isinstance(one, Attachment)
    return one


def report(desk: Desk, *files: Attachment, village: str = BABAYAU, newest_seen: int = 0) -> None:
    """Send a report that names the files."""
    content: dict[str, object] = {}
    for at, one in enumerate(files):
        content.update(leaves("foto", f"f{at}", one))
    fields = Submit(**submission(village, newest_seen, content))
    with desk.store.write() as tx:
        tx.propose("report.submit", report_ref(village), fields, "LRA")
