"""After a restore a version's number may bear another text than the one the kecamatan had judged under it."""

from __future__ import annotations

import pytest

from sipa_core import ids
from sipa_core.domain.workflow import ReportState, Verdict
from sipa_core.wire.records import Record, RecordType, Ref
from sipa_desktop.services.queue_views import Done
from sipa_desktop.services.review import Review
from sipa_desktop.services.review_views import ReviewDetail
from sipa_desktop.store.unit_of_work import Store
from tests.unit.desktop.services.desks import CountingEntropy, HandClock, Server
from tests.unit.desktop.services.stories import judge, send, version_ref

FIRST = version_ref(1)
REVIEW = Ref(RecordType.REVIEW, ids.review_id(FIRST.id))


@pytest.fixture
def review(village: Store, district: Store, server: Server, clock: HandClock, entropy: CountingEntropy) -> Review:
    """The desk of a kecamatan that had returned a text, which the server lost; the village sent another one."""
    send(village, clock, server)
    judge(server, district, Verdict.RETURNED)
    with district.write() as tx:
        before = tx.server_records.get(FIRST)
        assert before is not None
        tx.server_records.forget_revisions()
        other = {**before.fields, "meta.content_hash": "0" * 64}
        tx.server_records.take([Record(FIRST.type, FIRST.id, 1, before.village, other)])
    return Review(district, clock, entropy)


def test_a_review_of_a_lost_text_is_none_of_the_text_that_bears_its_number_now(review: Review) -> None:
    assert [row.chip for row in review.waiting().rows] == ["Baru masuk"]
    detail = review.detail(FIRST.id)
    assert isinstance(detail, ReviewDetail)
    assert (detail.state, detail.can_decide) == (ReportState.TERKIRIM, True)


def test_the_text_that_bears_its_number_now_is_reviewed_from_the_beginning(review: Review, district: Store) -> None:
    assert isinstance(review.open(FIRST.id), Done)
    assert isinstance(review.accept(FIRST.id, "Lengkap."), Done)
    with district.read() as tx:
        shown = tx.records.get(REVIEW)
    assert shown is not None
    assert (shown.text("verdict"), shown.text("content_hash")) == (Verdict.ACCEPTED, "0" * 64)
    assert not [path for path in shown.fields if path.startswith("notes[")]
