"""What the store promises: revisions that only grow, a scope that equals the rules', an audit that shows a change."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from sipa_core.domain.roles import Actor, Role
from sipa_core.domain.scopes import KECAMATAN_ONLY, sees
from sipa_core.wire.codec import encode
from sipa_core.wire.records import RecordType, Ref, Value
from sipa_server.errors import KnownError, StorageError, StorageFullError
from sipa_server.store.audit_rows import Entry
from sipa_server.store.engine import check_sqlite, open_engines
from sipa_server.store.unit_of_work import Store, Work
from sipa_sqlite.quick import Quick, raw_of
from tests.support.server import BABAYAU, BALIDA, Prepared, World, direct_world

REF = Ref("report", "a")


def test_a_write_makes_a_record_and_the_next_one_its_next_revision(world: World) -> None:
    with world.server.store.write() as work:
        head = work.records.head()
        first = work.records.write(REF, BABAYAU, {"newest": 1, "gone": "x"})
        second = work.records.write(REF, BABAYAU, {"newest": 2, "gone": None})
        record = work.records.get(REF)
    assert (first.rev, first.seq) == (1, head + 1)
    assert (second.rev, second.seq) == (2, head + 2)
    assert record is not None
    assert record.fields == {"newest": 2}


def test_a_write_that_changes_nothing_takes_no_revision(world: World) -> None:
    with world.server.store.write() as work:
        first = work.records.write(REF, BABAYAU, {"newest": 1, "absent": None})
        again = work.records.write(REF, BABAYAU, {"newest": 1, "never": None})
        assert (again.rev, again.seq, again.moved) == (first.rev, first.seq, False)


def test_a_tick_in_the_place_of_a_one_is_a_change(world: World) -> None:
    with world.server.store.write() as work:
        work.records.write(REF, BABAYAU, {"n": 1})
        assert work.records.write(REF, BABAYAU, {"n": True}).rev == 2
        record = work.records.get(REF)
    assert record is not None
    assert record.fields["n"] is True


def test_a_record_never_changes_its_village(world: World) -> None:
    with world.server.store.write() as work:
        work.records.write(REF, BABAYAU, {"n": 1})
        with pytest.raises(ValueError, match="another village"):
            work.records.write(REF, BALIDA, {"n": 2})


def test_what_a_block_wrote_before_it_raised_does_not_stand(world: World) -> None:
    def fail(work: Work) -> None:
        work.records.write(REF, BABAYAU, {"n": 1})
        raise RuntimeError

    with pytest.raises(RuntimeError), world.server.store.write() as work:
        fail(work)
    with world.server.store.read() as work:
        assert work.records.get(REF) is None


def test_a_savepoint_is_undone_alone_and_its_numbers_are_given_again(world: World) -> None:
    with world.server.store.write() as work:
        head = work.records.head()
        with pytest.raises(ValueError, match="another village"), work.savepoint():
            write_twice(work)
        kept = work.records.write(Ref("report", "b"), BABAYAU, {"n": 2})
        assert work.records.get(REF) is None
    assert kept.seq == head + 1


def write_twice(work: Work) -> None:
    work.records.write(REF, BABAYAU, {"n": 1})
    work.records.write(REF, BALIDA, {"n": 1})


def test_readers_see_whole_transactions_only(world: World) -> None:
    store = world.server.store
    with store.write() as work:
        work.records.write(REF, BABAYAU, {"n": 1})
        with store.read() as beside:
            assert beside.records.get(REF) is None
    with store.read() as after:
        assert after.records.get(REF) is not None


def test_a_verb_beside_the_running_server_waits_its_turn_and_loses_nothing(world: World) -> None:
    beside = Store(world.server.settings.data)
    with world.server.store.read() as work:
        start = work.records.head()
    taken: list[int] = []

    def write(store: Store, who: str) -> None:
        for number in range(15):
            with store.write() as work:
                work.records.head()
                taken.append(work.records.write(Ref("later", f"{who}-{number}"), None, {"n": number}).seq)

    threads = [threading.Thread(target=write, args=pair) for pair in ((world.server.store, "a"), (beside, "b"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    beside.close()
    assert sorted(taken) == list(range(start + 1, start + 31))


def test_a_reader_can_write_nothing(world: World) -> None:
    with pytest.raises(StorageError, match="readonly"), world.server.store.read() as work:
        work.records.write(REF, BABAYAU, {"n": 1})


def test_a_full_disk_inside_a_savepoint_is_named_as_such(world: World) -> None:
    store = world.server.store
    with store.engines.writer.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StorageFullError), store.write() as work, work.savepoint():
        work.records.write(REF, BABAYAU, {"text": "a" * 1_000_000})


CODES = st.sampled_from(
    [None, BABAYAU, BALIDA, "63.11.06.1019", "63.11.07.2001", "63.11.061.2001", "63.11.0", "63.11.06"]
)


@pytest.fixture(scope="module")
def many(prepared: Prepared, tmp_path_factory: pytest.TempPathFactory) -> World:
    with direct_world(prepared, tmp_path_factory.mktemp("scope") / "data") as world:
        yield world  # type: ignore[misc]


@given(
    written=st.lists(st.tuples(st.sampled_from(["later", *sorted(KECAMATAN_ONLY)]), CODES), max_size=12),
    role=st.sampled_from(Role),
    own=st.sampled_from([BABAYAU, BALIDA]),
    count=st.integers(1, 5),
)
def test_the_scope_in_sql_is_the_scope_of_the_rules(
    many: World, written: list[tuple[str, str | None]], role: Role, own: str, count: int
) -> None:
    actor = Actor("p", "Nama", role, "63.11.06", own if role is Role.ADMIN_DESA else None)
    with many.server.store.write() as work:
        start = work.records.head()
        for kind, village in written:
            work.records.write(Ref(kind, f"{start}-{work.records.head()}"), village, {"n": 1})
        found, after, more = [], start, True
        while more:
            page = work.records.page(actor, after, count, 10_000)
            found += [(record.type, record.village) for record in page.records]
            assert page.upto > after or not page.records
            after, more = page.upto, page.more
        assert found == [(kind, village) for kind, village in written if sees(actor, kind, village)]
        assert after == work.records.head()


def test_one_record_beyond_the_budget_is_given_all_the_same(world: World) -> None:
    actor = Actor("p", "Nama", Role.ADMIN_DESA, "63.11.06", BABAYAU)
    with world.server.store.write() as work:
        start = work.records.head()
        for name in ("a", "b"):
            work.records.write(Ref("later", name), BABAYAU, {"text": "x" * 5000})
        page = work.records.page(actor, start, 10, budget=100)
        assert ([record.id for record in page.records], page.more) == (["a"], True)
        rest = work.records.page(actor, page.upto, 10, budget=100)
        assert ([record.id for record in rest.records], rest.more) == (["b"], False)


def test_a_page_hands_on_what_is_stored_and_it_is_the_record_to_the_byte(world: World) -> None:
    actor = Actor("p", "Nama", Role.ADMIN_DESA, "63.11.06", BABAYAU)
    with world.server.store.write() as work:
        start = work.records.head()
        work.records.write(REF, BABAYAU, {"text": 'Jalan "Gembira"\n—', "n": -1, "done": True})
        (stored,) = work.records.page(actor, start, 10, 10_000).records
        record = work.records.get(REF)
    assert stored.opened() == record
    assert encode(stored) == encode(record)


@pytest.mark.parametrize("role", Role)
def test_what_follows_in_the_feed_is_looked_for_from_there_on_however_much_lies_before(
    world: World, role: Role, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = Actor("p", "Nama", role, "63.11.06", BABAYAU if role is Role.ADMIN_DESA else None)
    plans: list[str] = []

    def no_row(quick: Quick, connection: sa.Connection, **asked: object) -> None:
        words = f"EXPLAIN QUERY PLAN {quick._words()}"
        plans.append(" ".join(row[3] for row in raw_of(connection).execute(words, quick._values(asked))))

    def no_rows(quick: Quick, connection: sa.Connection, **asked: object) -> tuple[()]:
        no_row(quick, connection, **asked)
        return ()

    monkeypatch.setattr(Quick, "first", no_row)
    monkeypatch.setattr(Quick, "each", no_rows)
    with world.server.store.read() as work:
        work.records.moved(actor, 0)
        work.records.page(actor, 0, 10, 10_000)
    assert "(seq>?)" in plans[0]
    assert "(seq>?)" in plans[1]
    assert "ORDER BY" not in plans[1]


@given(value=st.one_of(st.text(), st.integers(-(2**53), 2**53), st.booleans()))
def test_every_value_comes_back_as_it_was(many: World, value: Value) -> None:
    with many.server.store.write() as work:
        ref = Ref("later", f"value-{work.records.head()}")
        work.records.write(ref, None, {"value": value})
        record = work.records.get(ref)
    assert record is not None
    assert record.fields["value"] == value
    assert type(record.fields["value"]) is type(value)


def test_only_records_of_all_villages_are_given_as_shared(world: World) -> None:
    with world.server.store.write() as work:
        work.records.write(Ref("channel", "x"), BABAYAU, {"key": "mine"})
        shared = work.records.all(RecordType.CHANNEL)
        assert "mine" not in [record.text("key") for record in shared]
        assert len(work.records.of_type(RecordType.CHANNEL)) == len(shared) + 1
        assert [record.id for record in work.records.of_village(RecordType.CHANNEL, BABAYAU)] == ["x"]


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE audit SET outcome = 'ok' WHERE n = 5",
        "UPDATE audit SET at = at + 1 WHERE n = 5",
        "UPDATE audit SET person = NULL WHERE n = 5",
        "DELETE FROM audit WHERE n = 5",
        "UPDATE audit SET hash = previous WHERE n = 5",
    ],
)
def test_a_changed_or_missing_line_of_the_audit_is_found(world: World, harm: str) -> None:
    store = world.server.store
    with store.write() as work:
        lines = work.audit.count()
        for number in range(9):
            work.audit.add(Entry(number, "test", "forbidden", person="p"))
        assert work.audit.first_broken() is None
    with store.engines.writer.begin() as connection:
        connection.exec_driver_sql(harm.replace("5", str(lines + 5)))
    with store.read() as work:
        assert work.audit.first_broken() == lines + 5


def test_an_old_sqlite_is_refused() -> None:
    with pytest.raises(KnownError) as refused:
        check_sqlite((3, 51, 2))
    assert refused.value.code == "old_sqlite"
    check_sqlite((3, 51, 3))


def test_the_database_is_durable_by_its_settings(world: World) -> None:
    with world.server.store.engines.writer.connect() as connection:
        found = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert found == ["wal", 2, 1]


def test_a_fault_of_the_database_tells_no_value_that_was_being_written(tmp_path: Path) -> None:
    engines = open_engines(tmp_path / "a.db")
    with engines.writer.connect() as connection, pytest.raises(sa.exc.OperationalError) as fault:
        connection.execute(sa.text("INSERT INTO nowhere VALUES (:words)"), {"words": "NIK warga"})
    engines.dispose()
    assert "nowhere" in str(fault.value)
    assert "NIK warga" not in str(fault.value)


def test_documents_fill_a_page_sooner_than_words_for_no_coding_makes_them_smaller(world: World) -> None:
    with world.server.store.write() as work:
        head = work.records.head()
        for name in ("a", "b", "c"):
            work.records.write(Ref("document", name), None, {"name": name, "data": name * 1_000})
            work.records.write(Ref("report_type", name), None, {"words": name * 1_000})
        office = Actor("x", "x", Role.ADMIN_KECAMATAN, "63.11.06", None)
        page = work.records.page(office, head, 10, 7_000)
    assert [(one.type, one.id) for one in page.records] == [("document", "a"), ("report_type", "a")]
    assert page.more
