"""Databases of other ages: a new one is made, an old one is lifted with its rows, a newer one is not touched."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory

from sipa_core.domain.roles import Role
from sipa_core.wire.records import RecordType
from sipa_server.bootstrap import init_server, open_server
from sipa_server.errors import KnownError
from sipa_server.services.account_records import tell_device, tell_person
from sipa_server.store import migrate as tree
from sipa_server.store.migrations.versions import s0004_people
from sipa_server.store.phone_rows import PhonePage
from sipa_server.store.tables import metadata
from sipa_server.store.unit_of_work import FILE_NAME, Store
from tests.support.server import KECAMATAN, World

HEAD = tree.head()


def test_the_head_of_the_migrations_is_what_the_tables_say(world: World) -> None:
    with world.server.store.engines.writer.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_a_new_folder_gets_the_newest_schema_and_opening_it_again_changes_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert tree.version(store) is None
    with pytest.raises(KnownError) as refused:
        tree.require_current(store)
    assert refused.value.code == "older_database"
    assert tree.migrate(store) is None
    assert tree.version(store) == tree.head()
    tree.require_current(store)
    assert tree.migrate(store) is None
    store.close()


def test_a_newer_database_is_refused_and_stays_byte_for_byte(world: World) -> None:
    store = world.server.store
    with store.engines.writer.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 's9998'")
    store.close()
    before = digest(store.path)
    for opened in (lambda: open_server(world.server.settings), lambda: init_server(world.server.settings, KECAMATAN)):
        with pytest.raises(KnownError) as refused:
            opened()
        assert refused.value.code == "newer_database"
    assert digest(store.path) == before


def test_an_older_database_is_copied_then_lifted_with_its_rows(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = world.server.store
    records = count(store)
    lift_to(tmp_path, monkeypatch, "op.add_column('devices', sa.Column('place', sa.Text))")
    with pytest.raises(KnownError) as refused:
        tree.require_current(store)
    assert refused.value.code == "older_database"
    copy = tree.migrate(store)
    assert copy is not None
    assert tree.version(store) == "s9999"
    assert count(store) == records > 0
    beside = tmp_path / "copy"
    beside.mkdir()
    shutil.copy(copy, beside / FILE_NAME)
    kept = Store(beside)
    assert tree.version(kept) == HEAD
    assert count(kept) == records
    kept.close()


def test_an_upgrade_that_fails_leaves_everything_as_it_was(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = world.server.store
    records = count(store)
    lift_to(tmp_path, monkeypatch, "op.add_column('devices', sa.Column('place', sa.Text)); op.drop_table('absent')")
    with pytest.raises(Exception, match="absent"):
        tree.migrate(store)
    assert tree.version(store) == HEAD
    with store.engines.writer.connect() as connection:
        columns = [row[1] for row in connection.exec_driver_sql("PRAGMA table_info(devices)")]
        assert "place" not in columns
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    assert count(store) == records


def test_an_upgrade_does_not_cascade_into_rows_that_refer(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.pc("Norhayati", "63.11.06.2024")
    lift_to(
        tmp_path,
        monkeypatch,
        "b = op.batch_alter_table('persons', recreate='always'); "
        "batch = b.__enter__(); batch.add_column(sa.Column('phone', sa.Text)); b.__exit__(None, None, None)",
    )
    tree.migrate(world.server.store)
    with world.server.store.read() as work:
        assert len(work.accounts.devices()) == 1


def test_people_and_pcs_that_were_there_before_get_their_records(world: World) -> None:
    babayau = world.pc("Norhayati", "63.11.06.2024")
    world.pc("Hamidah", "63.11.06.2024", hand_over=True)
    invited = world.server.accounts.invite("Rusdiansyah", Role.ADMIN_DESA, "63.11.06.2034")
    store = world.server.store
    with store.engines.writer.begin() as connection:
        connection.exec_driver_sql("DELETE FROM records WHERE type IN ('person', 'device')")
    with store.read() as work:
        before = work.records.head()
    with store.engines.writer.begin() as connection, Operations.context(MigrationContext.configure(connection)):
        s0004_people.upgrade()
    with store.read() as work:
        people = {record.text("name"): record for record in work.records.of_type(RecordType.PERSON)}
        devices = {record.id: record for record in work.records.of_type(RecordType.DEVICE)}
        assert set(people) == {"Syahrani", "Norhayati", "Hamidah", "Rusdiansyah"}
        assert people["Norhayati"].number("ended_at") == world.clock.now()
        assert people["Hamidah"].number("ended_at") == 0
        assert people["Rusdiansyah"].number("code_until") == invited.expires_at
        assert people["Rusdiansyah"].village == "63.11.06.2034"
        assert people["Syahrani"].village is None
        assert len(devices) == 2
        assert devices[babayau.place.device].number("revoked_at") == world.clock.now()
        assert devices[babayau.place.device].text("person") == people["Norhayati"].id
        assert work.records.head() == before + 6
    # What was told by the migration is what the program itself would tell.
    with store.write() as work:
        for person in work.accounts.everybody():
            tell_person(work, person.id)
        for device in work.accounts.devices():
            tell_device(work, device.id)
        assert work.records.head() == before + 6


def lift_to(folder: Path, monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    """Give the tree one more revision, in a copy of it beside the test."""
    here = folder / "tree"
    shutil.copytree(Path(tree.__file__).parent / "migrations", here, ignore=shutil.ignore_patterns("__pycache__"))
    (here / "versions" / "s9999_more.py").write_text(
        "import sqlalchemy as sa\nfrom alembic import op\nrevision = 's9999'\n"
        f"down_revision = '{HEAD}'\n"
        f"def upgrade():\n    {line}\n"
    )
    made = tree._config

    def config(connection: object = None) -> object:
        found = made(connection)  # type: ignore[arg-type]
        found.set_main_option("script_location", str(here))
        return found

    monkeypatch.setattr(tree, "_config", config)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def count(store: Store) -> int:
    with store.engines.reader.connect() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM records").scalar_one())


def test_pages_for_phones_are_added_beside_the_people_of_before(world: World, tmp_path: Path) -> None:
    pc = world.pc("Norhayati", "63.11.06.2024")
    store = world.server.store
    with store.engines.writer.begin() as connection:
        for later in ("phone_pages", "record_past", "feed_marks", "bundles"):
            connection.exec_driver_sql(f"DROP TABLE {later}")
        connection.exec_driver_sql("ALTER TABLE tokens DROP COLUMN made_at")
        connection.exec_driver_sql("ALTER TABLE devices DROP COLUMN waiting_since")
        connection.exec_driver_sql("ALTER TABLE ops DROP COLUMN sealed_at")
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{before_of('s0003')}'")
    tree.migrate(store)
    page = PhonePage("p" * 36, pc.place.person, pc.place.device, "x" * 36, {"facebook": "Halo"}, 1, 2)
    with store.write() as work:
        work.phone_pages.add(page, "h" * 64)
    with store.read() as work:
        assert work.phone_pages.by_code("h" * 64) == page
        assert len(work.accounts.devices()) == 1


def before_of(revision: str) -> str:
    script = ScriptDirectory.from_config(tree._config())
    found = script.get_revision(revision).down_revision
    assert isinstance(found, str)
    return found
