"""A new profile's database and one that climbed all the steps are one and the same."""

from __future__ import annotations

from pathlib import Path

from sipa_desktop.store.engine import open_engines
from sipa_desktop.store.migrate import lay_schema, version
from tests.support.vaults import KEY
from tools.make_schema import FILE, statements, written


def test_the_schema_of_a_new_profile_is_where_all_the_steps_lead(tmp_path: Path) -> None:
    assert FILE.read_text("utf-8") == written(tmp_path / "steps.db"), "run: python -m tools.make_schema"


def test_a_new_database_is_given_every_table_index_and_trigger(tmp_path: Path) -> None:
    engines = open_engines(tmp_path / "new.db", KEY)

    assert lay_schema(engines.writer)

    with engines.reader.begin() as connection:
        made = statements(connection)
    assert all(part in FILE.read_text("utf-8") for part in made)
    assert len(made) > 10
    assert version(engines.reader) is not None
    engines.dispose()
