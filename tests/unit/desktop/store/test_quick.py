"""Statements that the driver runs itself say what SQLAlchemy says, and facts of a profile are read in one look."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
import sqlcipher3.dbapi2 as driver

from sipa_desktop.store.engine import DatabaseFault
from sipa_desktop.store.tables import meta
from sipa_desktop.store.unit_of_work import Store
from sipa_sqlite.quick import Quick, raw_of
from tests.support.clock import HandClock, SeededEntropy
from tests.support.vaults import KEY


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(tmp_path / "a.db", HandClock(1), SeededEntropy("quick"), KEY)
    yield made
    made.close()


LONG = "panjang " * 2_000


def test_a_quick_statement_gives_the_rows_that_sqlalchemy_gives(store: Store) -> None:
    some = sa.select(meta.c.key, meta.c.value).where(meta.c.key.in_(("a", "b"))).order_by(meta.c.key)
    later = sa.select(meta.c.value).where(meta.c.key > sa.bindparam("after", None), meta.c.key != "zz").limit(1)
    with store.write() as tx:
        Quick(sa.insert(meta)).run_all(tx.connection, [{"key": "a", "value": "1"}, {"key": "b", "value": "2"}])
        assert (
            Quick(some).all(tx.connection)
            == [tuple(row) for row in tx.connection.execute(some)]
            == [
                ("a", "1"),
                ("b", "2"),
            ]
        )
        assert Quick(later).scalar(tx.connection, after="a") == "2"
        assert Quick(later).first(tx.connection, after="zzz") is None


def test_a_quick_statement_that_lacks_a_value_or_meets_a_fault_raises(store: Store) -> None:
    one = Quick(sa.select(meta.c.value).where(meta.c.key == sa.bindparam("of")))
    with store.read() as tx:
        with pytest.raises(KeyError):
            one.scalar(tx.connection)
        with pytest.raises(DatabaseFault):
            Quick(sa.insert(meta)).run(tx.connection, key="a", value="1")


@pytest.mark.parametrize("most", [1, sa.bindparam("most")])
def test_a_statement_that_asks_for_some_rows_is_planned_once_however_often_it_runs(
    store: Store, most: int | sa.BindParameter[int]
) -> None:
    quick = Quick(sa.select(meta.c.key).where(meta.c.key > sa.bindparam("after")).order_by(meta.c.key).limit(most))
    planned: list[int] = []
    with store.write() as tx:
        for key in ("xa", "xb"):
            tx.meta.put(key, "1")
        raw_of(tx.connection).set_authorizer(lambda *_about: planned.append(1) or driver.SQLITE_OK)
        assert quick.all(tx.connection, most=1, after="x") == [("xa",)]
        before = len(planned)
        assert quick.all(tx.connection, most=1, after="xa") == [("xb",)]
        assert quick.all(tx.connection, most=2, after="xb") == []
        raw_of(tx.connection).set_authorizer(None)
    assert before
    assert len(planned) == before


def test_rows_are_counted_off_as_sqlalchemy_says_it(store: Store) -> None:
    with store.write() as tx:
        for key in ("xa", "xb", "xc"):
            tx.meta.put(key, "1")
        some = sa.select(meta.c.key).where(meta.c.key.like("x_")).order_by(meta.c.key)
        for many, first, want in ((2, 1, ["xb", "xc"]), (1, 0, ["xa"]), (1, 2, ["xc"]), (None, 2, ["xc"])):
            query = some.limit(many).offset(first)
            assert tx.connection.execute(query).scalars().all() == want
            assert [row[0] for row in Quick(query).all(tx.connection)] == want


def test_facts_are_what_was_put_last_whether_short_or_long(store: Store) -> None:
    with store.write() as tx:
        assert tx.meta.get("x") is None
        tx.meta.put("x", "1")
        tx.meta.put("long", LONG)
        assert (tx.meta.get("x"), tx.meta.get("long")) == ("1", LONG)
    with store.write() as tx:
        assert (tx.meta.get("x"), tx.meta.get("long")) == ("1", LONG)
        tx.meta.forget("x")
        assert tx.meta.get("x") is None
    with store.read() as tx:
        assert (tx.meta.get("x"), tx.meta.get("long"), tx.meta.get("none")) == (None, LONG, None)
