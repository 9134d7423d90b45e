"""What can still be read of an encrypted database with bad pages: true rows only, also between the bad ones."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from sipa_desktop.store.carry_over import Carried, lay_over
from sipa_desktop.store.documents import DocumentKind
from sipa_desktop.store.salvage import Row, salvage
from sipa_desktop.store.unit_of_work import Store
from tests.support.clock import HandClock, SeededEntropy
from tests.support.vaults import KEY

PAGE = 4096
DOCUMENTS, LEAVES = 40, 12


def opened(path: Path) -> Store:
    return Store(path, HandClock(1), SeededEntropy("salvage"), KEY)


def fill(store: Store, said: str, at: int) -> None:
    with store.write() as tx:
        for number in range(DOCUMENTS):
            tx.documents.start(f"d{number}", DocumentKind.DRAFT, {"n": number}, at)
            leaves = {f"kendala.{leaf}": f"{said} {number} {leaf} " * 20 for leaf in range(LEAVES)}
            tx.documents.save(f"d{number}", dict(leaves), at)


@pytest.fixture
def spoilt(tmp_path: Path) -> Path:
    """A closed database whose drafts fill some hundred pages."""
    store = opened(tmp_path / "sipa.db")
    fill(store, "isi", 2)
    store.close()
    return tmp_path / "sipa.db"


def rows(path: Path, table: str) -> dict[tuple[object, ...], Row]:
    return dict(salvage(path, KEY).table(table))


def break_pages(path: Path, pages: list[int]) -> None:
    data = bytearray(path.read_bytes())
    for page in pages:
        data[page * PAGE + 100] ^= 4
    path.write_bytes(bytes(data))


def test_a_whole_database_is_read_whole(spoilt: Path) -> None:
    found = salvage(spoilt, KEY)
    assert {"document", "leaf", "outbox", "meta"} <= found.whole
    assert len(found.table("leaf")) == DOCUMENTS * LEAVES


def test_past_several_bad_pages_most_rows_come_back_and_each_as_it_was_written(spoilt: Path) -> None:
    before, written = spoilt.read_bytes(), rows(spoilt, "leaf")
    pages, drawn = len(before) // PAGE, random.Random(11)
    kept: list[int] = []
    for _turn in range(6):
        spoilt.write_bytes(before)
        break_pages(spoilt, sorted(drawn.sample(range(12, pages), 5)))
        spoilt_before = spoilt.read_bytes()
        found = salvage(spoilt, KEY)
        assert spoilt.read_bytes() == spoilt_before
        assert all(written[key] == row for key, row in found.table("leaf").items())
        kept.append(len(found.table("leaf")))
    assert sorted(kept)[len(kept) // 2] > len(written) * 8 // 10


def test_rows_between_two_bad_pages_are_found(spoilt: Path) -> None:
    """The pages of the longest table lie in a row; of two bad ones far apart both neighbours and all between remain."""
    written, before = rows(spoilt, "leaf"), spoilt.read_bytes()
    lost_alone: dict[int, set[object]] = {}
    for page in range(20, len(before) // PAGE, 7):
        spoilt.write_bytes(before)
        break_pages(spoilt, [page])
        lost = set(written) - set(rows(spoilt, "leaf"))
        if 0 < len(lost) < 30:
            lost_alone[page] = lost
        if len(lost_alone) == 3:
            break
    first, _middle, last = sorted(lost_alone)
    spoilt.write_bytes(before)
    break_pages(spoilt, [first, last])
    assert set(written) - set(rows(spoilt, "leaf")) == lost_alone[first] | lost_alone[last]


def test_when_even_the_first_page_is_gone_nothing_is_read_and_nothing_is_raised(spoilt: Path) -> None:
    break_pages(spoilt, [0])
    found = salvage(spoilt, KEY)
    assert found.table("leaf") == {}
    assert found.whole == frozenset()


def test_words_whose_document_cannot_be_read_any_more_are_laid_over_the_copy(tmp_path: Path, spoilt: Path) -> None:
    copy = tmp_path / "copy.db"
    store = opened(spoilt)
    store.copy_to(copy)
    fill(store, "sesudahnya", 3)
    store.close()
    whole = salvage(spoilt, KEY)
    whole.rows["document"].clear()
    without_heads = type(whole)(whole.rows, whole.whole - {"document"})
    mended, carried = opened(copy), Carried()
    with mended.write() as tx:
        lay_over(without_heads, carried, tx)
    with mended.read() as tx:
        assert str(tx.documents.content("d7")["kendala.3"]).startswith("sesudahnya 7 3")
    mended.close()
    assert carried.drafts == DOCUMENTS
