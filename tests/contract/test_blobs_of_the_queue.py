"""What waits to be sent of the files that were lost here, or that no waiting op names any more."""

from __future__ import annotations

import pytest

from sipa_core.domain.attachments import Attachment, leaves
from sipa_desktop.bootstrap import Desk
from sipa_desktop.services.attachments import BlobState
from sipa_desktop.store.outbox import OutboxState
from tests.support import outside_files
from tests.support.faulty_peer import FaultyPeer
from tests.support.reports_with_files import attach, report
from tests.support.server import report_ref, submission
from tests.support.world import BABAYAU, World


def test_a_file_that_was_looked_for_in_vain_before_it_was_sent_is_not_called_sent(
    babayau: Desk, photo: Attachment
) -> None:
    babayau.files.place(photo.sha256).unlink()
    assert babayau.attachments.thumbnail(photo.sha256, 80, photo) is None
    babayau.sync.run_once()
    babayau.transfer.run_once()
    status = babayau.sync.status()
    assert (status.all_sent, status.blobs.waiting, status.blobs.refused) == (False, 1, 1)
    [row] = babayau.queue.parked()
    assert (row.target, row.retry) == (photo.sha256, False)


@pytest.mark.parametrize("looked_at", [False, True])
def test_a_file_that_was_lost_goes_once_it_was_attached_again(
    world: World, babayau: Desk, photo: Attachment, looked_at: bool
) -> None:
    babayau.files.place(photo.sha256).unlink()
    if looked_at:
        babayau.attachments.thumbnail(photo.sha256, 80, photo)
    babayau.sync.run_once()
    babayau.transfer.run_once()
    assert attach(babayau, outside_files.photo(900, 700)) == photo
    report(babayau, photo, newest_seen=1)
    babayau.sync.run_once()
    assert babayau.transfer.run_once().sent == 1
    assert babayau.sync.status().all_sent


def test_a_photo_of_what_was_taken_out_of_the_queue_stays_on_this_pc(babayau: Desk, line: FaultyPeer) -> None:
    wrong, right = attach(babayau, outside_files.photo(90, 60)), attach(babayau, outside_files.photo(80, 70))
    report(babayau, wrong, right)
    with babayau.store.write() as tx:
        [item] = tx.outbox.items([OutboxState.QUEUED])
        tx.take_out(item.op_id)
        tx.reproject()
    assert babayau.sync.status().blobs.waiting == 0
    report(babayau, right)
    assert babayau.sync.status().blobs.waiting == 1
    babayau.sync.run_once()
    assert babayau.transfer.run_once().sent == 1
    assert (babayau.attachments.state(wrong.sha256), babayau.attachments.state(right.sha256)) == (
        BlobState.HERE,
        BlobState.SENT,
    )


def test_a_photo_that_another_op_names_goes_although_one_was_taken_out(babayau: Desk, photo: Attachment) -> None:
    with babayau.store.write() as tx:
        [item] = tx.outbox.items([OutboxState.QUEUED])
    report(babayau, photo)
    with babayau.store.write() as tx:
        tx.outbox.add("0197f22e-c1c0-78d7-a809-8ff158b029d1", item.decoded(), "x")
        tx.take_out(item.op_id)
    assert babayau.sync.status().blobs.waiting == 1


def test_a_photo_that_was_replaced_before_it_went_does_not_go(babayau: Desk, photo: Attachment) -> None:
    from sipa_core.ops.reports import Submit

    other = attach(babayau, outside_files.photo(80, 70))
    with babayau.store.write() as tx:
        assert tx.outbox.items([OutboxState.QUEUED])
        tx.records.uncover()
        fields = Submit(**submission(BABAYAU, 0, leaves("foto", "f0", other)))
        tx.propose("report.submit", report_ref(BABAYAU), fields, "LRA", replaces=True)
        assert len(tx.outbox.items([OutboxState.QUEUED])) == 1
    assert babayau.attachments.state(photo.sha256) is BlobState.HERE
    assert babayau.attachments.state(other.sha256) is BlobState.WAITING


def test_a_file_waits_for_an_op_on_its_way_but_for_none_that_waits_for_other_desks(
    babayau: Desk, photo: Attachment
) -> None:
    assert babayau.transfer.run_once().sent == 0, "its report has not gone yet"
    with babayau.store.write() as tx:
        [item], _next = tx.outbox.seal(1, 1, 1_000_000)
        tx.outbox.wait(item.op_id, "waits")
    report(babayau, photo)
    assert babayau.transfer.run_once().sent == 1
