"""An opening looks once at what the file has, and makes what is missing of triggers and indexes; no more than that."""

from __future__ import annotations

from pathlib import Path

import pytest

from sipa_desktop.store.unit_of_work import Store
from sipa_sqlite.quick import names_in
from tests.support.clock import HandClock, SeededEntropy
from tests.support.vaults import KEY


def opened(path: Path) -> Store:
    return Store(path, HandClock(1), SeededEntropy("missing"), KEY)


@pytest.mark.parametrize("missing", ["TRIGGER search_leaf_update", "INDEX outbox_made", "INDEX list_line_work"])
def test_a_trigger_or_index_that_is_gone_is_made_at_the_next_opening(tmp_path: Path, missing: str) -> None:
    store = opened(tmp_path / "a.db")
    with store._engines.writer.begin() as connection:
        before = names_in(connection)
        connection.exec_driver_sql(f"DROP {missing}")
        assert names_in(connection) == before - {missing.split()[1]}
    store.close()
    store = opened(tmp_path / "a.db")
    with store.read() as tx:
        assert names_in(tx.connection) == before
    store.close()


def test_an_index_of_an_older_program_goes(tmp_path: Path) -> None:
    store = opened(tmp_path / "a.db")
    with store._engines.writer.begin() as connection:
        before = names_in(connection)
        connection.exec_driver_sql("CREATE INDEX list_line_state ON list_line (state)")
    store.close()
    store = opened(tmp_path / "a.db")
    with store.read() as tx:
        assert names_in(tx.connection) == before
    store.close()
