"""What happens between two steps of the server must not slip through."""

from __future__ import annotations

import contextlib
import os
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from sipa_core.sync.peer import CarriageError
from sipa_server.services.accounts import AccountService
from sipa_server.services.callers import Caller
from tests.support.server import BABAYAU, World, report_ref, submission


@pytest.mark.parametrize("writes", [True, False])
def test_a_revocation_between_the_token_and_the_transaction_counts(
    world: World, monkeypatch: pytest.MonkeyPatch, writes: bool
) -> None:
    pc = world.pc("Norhayati", BABAYAU)
    recognise = AccountService.recognise

    def then_revoked(self: AccountService, token: str) -> Caller:
        caller = recognise(self, token)
        self.revoke_device(caller.device.id)
        return caller

    monkeypatch.setattr(AccountService, "recognise", then_revoked)
    ops = [pc.op("report.submit", report_ref(BABAYAU), submission(BABAYAU))] if writes else []
    with pytest.raises(CarriageError) as refused:
        pc.send(*ops)
    assert refused.value.code == "revoked"
    with world.server.store.read() as work:
        assert work.records.get(report_ref(BABAYAU)) is None


def test_an_op_is_answered_only_after_its_commit(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    pc = world.pc("Norhayati", BABAYAU)
    op = pc.op("report.submit", report_ref(BABAYAU), submission(BABAYAU))
    dialect = world.server.store.engines.writer.dialect

    def fail(_connection: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(dialect, "do_commit", fail)
    with pytest.raises(CarriageError) as refused:
        pc.send(op)
    assert refused.value.code == "storage_full"
    monkeypatch.undo()
    with world.server.store.read() as work:
        assert work.ops.find(op.op_id) is None
    assert pc.send(op).receipts[0].code is None


def test_the_same_picture_from_two_at_once_is_kept_once_and_fails_nobody(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    both, files = threading.Barrier(2, timeout=10), world.server.blobs.files
    fsync = os.fsync

    def together(handle: int) -> None:
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait(2)
        fsync(handle)

    monkeypatch.setattr(os, "fsync", together)
    with ThreadPoolExecutor(2) as senders:
        kept = [one.result() for one in [senders.submit(files.put, b"foto") for _sender in range(2)]]
    assert kept[0] == kept[1]
    assert files.whole(kept[0])
