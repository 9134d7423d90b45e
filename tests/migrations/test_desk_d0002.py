"""d0002 with data: a desk from before attachments keeps every word, and has none of them."""

from __future__ import annotations

from pathlib import Path

from sipa_core.domain.attachments import Media
from sipa_core.wire.records import RecordType
from sipa_desktop.store.unit_of_work import Store
from tests.support.clock import HandClock, SeededEntropy
from tests.support.vaults import KEY


def test_a_desk_from_before_attachments_keeps_every_word_and_can_take_some(before: Path) -> None:
    store = Store(before, HandClock(1), SeededEntropy("d0002"), KEY)
    with store.write() as tx:
        assert tx.documents.content("d") == {"kendala.isi": "Hujan"}
        assert [record.text("name") for record in tx.records.all(RecordType.VILLAGE)] == ["Babayau"]
        assert tx.meta.get("next_no") == "17"
        assert tx.blobs.unsent().count == 0
        tx.blobs.keep("a" * 64, Media.PDF, 7, 3)
    with store.read() as tx:
        kept = tx.blobs.get("a" * 64)
        assert kept is not None
        assert (kept.media, kept.size, kept.here, kept.to_send) == (Media.PDF, 7, True, False)
    assert store.integrity() == "ok"
    store.close()
