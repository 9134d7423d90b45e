"""d0006: a receipt from before it goes on to count, and has no proof; one that comes now has."""

from __future__ import annotations

from pathlib import Path

from alembic import command

from sipa_core.sync.receipt_proof import Signed, hashes_of
from sipa_core.wire.ops import content_hash
from sipa_core.wire.receipts import Receipt, Status
from sipa_desktop.store import migrate
from sipa_desktop.store.engine import open_engines
from sipa_desktop.store.unit_of_work import Store
from tests.support.clock import HandClock, SeededEntropy
from tests.support.vaults import KEY

OLD = (
    "INSERT INTO outbox (op_id, op_no, kind, type, id, title, body, content_hash, made_at, state, attempts, receipt) "
    "VALUES "
    "('{op}', 1, 'report.submit', 'report', 'r', 'Laporan', x'7b7d', '{hash}', 1, '{state}', 1, {receipt})"
)


def test_a_receipt_of_before_counts_and_a_new_one_has_its_proof(tmp_path: Path) -> None:
    path, digest = tmp_path / "sipa.db", content_hash(b"{}")
    engines = open_engines(path, KEY)
    with engines.writer.connect() as connection, connection.begin():
        command.upgrade(migrate.config(connection), "d0005")
        kept = f"""'{{"op_id":"o","content_hash":"{digest}","status":"accepted","received_at":1,"stamp":"s"}}'"""
        connection.exec_driver_sql(OLD.format(op="o", hash=digest, state="receipted", receipt=kept))
    engines.dispose()
    store = Store(path, HandClock(1), SeededEntropy("d0006"), KEY)
    with store.write() as tx:
        assert (tx.outbox.received(), tx.outbox.proof(digest)) == (1, None)
        receipt = Receipt("o", digest, Status.ACCEPTED, 5, seq=2, rev=1)
        tx.outbox.accepted(receipt, "s", "q")
        tx.outbox.keep_signed(Signed("q", hashes_of([receipt]), "00" * 64, "00" * 32))
        proof = tx.outbox.proof(digest)
        assert proof is not None
        assert (proof.receipt, proof.together) == (receipt, 1)
    store.close()
