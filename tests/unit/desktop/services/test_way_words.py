"""What is said after `tersimpan di komputer ini`: true of a line, of one that is gone, and of sticks."""

from __future__ import annotations

from sipa_desktop.services.way_words import way_words
from sipa_desktop.store.unit_of_work import Store
from tests.unit.desktop.services.desks import at

BY_LINE = "dikirim saat tersambung"
EITHER_WAY = "dikirim lewat USB berikutnya atau saat tersambung"


def said(store: Store) -> str:
    with store.read() as tx:
        return way_words(tx)


def test_the_way_that_is_named_is_the_one_that_this_pc_goes(village: Store) -> None:
    assert said(village) == BY_LINE, "a practice or a desk of which nothing is known"
    with village.write() as tx:
        tx.meta.put("enrolled_at", str(at("2025-07-01 08:00")))
    assert said(village) == EITHER_WAY, "registered by a file, and never had a line"
    with village.write() as tx:
        tx.meta.put("last_contact", str(at("2025-07-02 08:00")))
    assert said(village) == BY_LINE
    with village.write() as tx:
        no = tx.bundles.made("r", "i", "e", at("2025-07-03 08:00"), [], 0)
        assert said(village) == BY_LINE, "nothing went to a stick before it was read back"
        tx.bundles.written(no, "SIPA-A-1.sipa", 9, at("2025-07-03 08:01"))
    assert said(village) == EITHER_WAY, "the last way out was a stick"
    with village.write() as tx:
        tx.meta.put("last_contact", str(at("2025-07-04 08:00")))
    assert said(village) == BY_LINE, "the line is back"
