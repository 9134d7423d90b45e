"""The lines of lists: kept with the records, counted, in a firm order, made anew when they are of another edition."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from sipa_core.wire.records import Record, RecordType, Ref, Value
from sipa_desktop.store import list_lines, list_making
from sipa_desktop.store.list_lines import UNRELEASED, Choice
from sipa_desktop.store.list_making import Tell
from sipa_desktop.store.tables import meta
from sipa_desktop.store.unit_of_work import Store, Tx
from sipa_sqlite.quick import raw_of
from tests.support.clock import HandClock, SeededEntropy
from tests.support.vaults import KEY

MATTERS = (RecordType.FEEDBACK, RecordType.FEEDBACK_KECAMATAN)
ENDED = {"selesai", "ditolak", "duplikat"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "a.db"


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    made = open_store(folder)
    yield made
    made.close()


def open_store(folder: Path, tell: Tell = lambda _done, _total: None) -> Store:
    return Store(folder, HandClock(1), SeededEntropy("lines"), KEY, tell=tell)


def matter(thing: str, rev: int, at: int, state: str = "selesai", village: str = "a", **more: Value) -> Record:
    fields: dict[str, Value] = {"created_at": at, "state": state, "visibility": "released", "number": thing}
    fields |= {"msg[m].who": "citizen", "msg[m].text": f"Jalan {thing}", "msg[m].at": at, "moderated_upto": "m"}
    return Record(RecordType.FEEDBACK, thing, rev, village, fields | more)


def take(store: Store, *records: Record) -> None:
    with store.write() as tx:
        tx.server_records.take(records)


def ids_of(tx: Tx, choice: Choice, limit: int | None = None) -> list[str]:
    return [record.id for record in tx.lines.newest(choice, limit)]


def counted_one_by_one(tx: Tx) -> Counter[tuple[str, str]]:
    return Counter((one.village or "", one.text("state")) for kind in MATTERS for one in tx.records.all(kind))


def counted(tx: Tx) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for one in tx.lines.tallies(MATTERS):
        found[one.village, one.state] += one.count
    return found


def test_a_longer_page_begins_with_the_shorter_one_and_holds_nothing_twice(store: Store) -> None:
    take(store, *(matter(f"{number:02}", 1, at=number // 3) for number in range(40)))
    choice = Choice(MATTERS, states=ENDED)
    with store.read() as tx:
        pages = [ids_of(tx, choice, limit) for limit in (1, 2, 3, 7, 39, 40, 41, 200)]
    whole = pages[-1]
    assert len(whole) == len(set(whole)) == 40
    assert all(page == whole[: len(page)] for page in pages)
    assert whole == sorted(whole, key=lambda one: (-(int(one) // 3), one)), "the same moment goes by id"


def test_a_record_that_changes_between_two_pages_stands_in_one_place_only(store: Store) -> None:
    take(store, *(matter(f"{number:02}", 1, at=number) for number in range(10)))
    choice = Choice(MATTERS, states=ENDED)
    with store.read() as tx:
        assert ids_of(tx, choice, 3) == ["09", "08", "07"]
    take(store, matter("01", 2, at=99), matter("08", 2, at=8, state="baru"), matter("10", 1, at=5))
    with store.read() as tx:
        assert ids_of(tx, choice, 20) == ["01", "09", "07", "06", "05", "10", "04", "03", "02", "00"]
        assert ids_of(tx, Choice(MATTERS, states={"baru"})) == ["08"]


def test_the_counts_are_those_of_the_records_whatever_happens_to_them(store: Store) -> None:
    take(store, *(matter(f"{number}", 1, at=number, village="ab"[number % 2]) for number in range(6)))
    take(store, matter("2", 2, at=2, state="baru"), matter("3", 2, at=3, village="a"))
    with store.write() as tx:
        tx.records.lay_over([])
        tx.records._connection.execute(sa.text("DELETE FROM record WHERE id = '5'"))
    with store.read() as tx:
        assert counted(tx) == counted_one_by_one(tx) == {("a", "selesai"): 3, ("a", "baru"): 1, ("b", "selesai"): 1}
        assert tx.lines.count(Choice(MATTERS)) == 5
        assert tx.lines.count(Choice(MATTERS, "a", states=ENDED)) == 3
        assert tx.records.get(Ref(RecordType.FEEDBACK, "5")) is None


def test_what_nobody_released_is_found_among_all_that_ended(store: Store) -> None:
    late = {"msg[n].who": "citizen", "msg[n].text": "Masih rusak", "msg[n].at": 50}
    take(store, *(matter(f"{number}", 1, at=number) for number in range(5)), matter("x", 1, at=1, **late))
    choice = Choice(MATTERS, states=ENDED, flags=UNRELEASED)
    with store.read() as tx:
        assert ids_of(tx, choice, 10) == ["x"]
        assert tx.lines.count(choice) == 1


def test_a_list_is_narrowed_by_anything_written_in_it(store: Store) -> None:
    note = {"note[k].text": "Sudah TELEPON Pak RT", "note[k].at": 9}
    take(store, matter("1", 1, at=1), matter("2", 1, at=2, **note), matter("3", 1, at=3, village="b"))
    with store.read() as tx:
        assert ids_of(tx, Choice(MATTERS, words="telepon pak")) == ["2"]
        assert ids_of(tx, Choice(MATTERS, words="jalan")) == ["3", "2", "1"]
        assert ids_of(tx, Choice(MATTERS, words="telepon", or_village=("b",))) == ["3", "2"]
        assert ids_of(tx, Choice(MATTERS, words="100%")) == []
        assert ids_of(tx, Choice(MATTERS, words="pa")) == ["2"], "too short for the index of letters"
        assert ids_of(tx, Choice(MATTERS, words="elepon t")) == [], "the same letters in another order"
        assert ids_of(tx, Choice(MATTERS, words='k" OR "jal')) == []


@pytest.mark.parametrize("often", [0, 500])
def test_the_newest_that_hold_words_are_the_same_however_they_are_looked_for(
    store: Store, monkeypatch: pytest.MonkeyPatch, often: int
) -> None:
    monkeypatch.setattr(list_lines, "_OFTEN", often)
    take(store, *(matter(f"{number}", 1, at=number, village="ab"[number % 2]) for number in range(8)))
    take(store, matter("x", 1, at=9, subject="Jembatan"), matter("y", 1, at=0, village="c"))
    with store.read() as tx:
        assert ids_of(tx, Choice(MATTERS, words="jalan"), 3) == ["x", "7", "6"]
        assert ids_of(tx, Choice(MATTERS, words="jembatan", or_village=("c",)), 3) == ["x", "y"]
        assert ids_of(tx, Choice(MATTERS, words="jalan", village="b"), 9) == ["7", "5", "3", "1"]
        assert ids_of(tx, Choice(MATTERS, words="elan j"), 3) == []
        assert tx.lines.count(Choice(MATTERS, words="jalan"), 4) == 4, "counting ends where it may"
        for more, counted in ((1, 4), (40, 10)):
            page, there = tx.lines.page(Choice(MATTERS, words="jalan"), 3, more)
            assert ([one.id for one in page], there) == (["x", "7", "6"], counted)
        assert (
            tx.lines.count(Choice(MATTERS, words="jalan"), 40) == tx.lines.count(Choice(MATTERS, words="jalan")) == 10
        )


def test_what_is_at_work_is_found_without_walking_through_the_list(store: Store) -> None:
    seen: list[str] = []
    with store.read() as tx:
        raw = raw_of(tx.connection)
        raw.set_trace_callback(seen.append)
        tx.lines.newest(Choice(MATTERS, "a", states={"baru", "dijawab"}))
        raw.set_trace_callback(None)
        plan = " ".join(str(row[3]) for row in raw.execute(f"EXPLAIN QUERY PLAN {seen[0]}").fetchall())
    assert "list_line_work (list=? AND state=? AND village=?)" in plan


def test_words_that_are_no_longer_written_are_not_found(store: Store) -> None:
    take(store, matter("1", 1, at=1, subject="Jembatan"), matter("2", 1, at=2, subject="Jembatan"))
    take(store, matter("1", 2, at=1, subject="Selokan"))
    with store.write() as tx:
        tx.records._connection.execute(sa.text("DELETE FROM record WHERE id = '2'"))
    with store.read() as tx:
        assert ids_of(tx, Choice(MATTERS, words="jembatan")) == []
        assert ids_of(tx, Choice(MATTERS, words="selokan")) == ["1"]
        assert tx.records._connection.execute(sa.text("SELECT count(*) FROM list_letters")).scalar() == 1


def test_narrowing_by_words_reads_the_index_of_letters_and_not_all_that_was_written(store: Store) -> None:
    with store.read() as tx:
        query = sa.select(list_lines.words.c.id).where(*list_lines._written(Choice(MATTERS, words="jembatan")))
        asked = query.compile(dialect=tx.records._connection.dialect, compile_kwargs={"literal_binds": True})
        plan = tx.records._connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}".replace("%%", "%")).all()
    told = " ".join(str(row[3]) for row in plan)
    assert "list_letters VIRTUAL TABLE" in told
    assert "SCAN list_words" not in told


def test_lines_of_another_edition_are_made_anew(folder: Path) -> None:
    first = open_store(folder)
    take(first, *(matter(f"{number}", 1, at=number) for number in range(4)))
    with first.write() as tx:
        connection = tx.records._connection
        connection.execute(sa.text("DELETE FROM list_line WHERE id = '2'"))
        connection.execute(sa.update(meta).where(meta.c.key == "list_lines").values(value="0:old"))
    first.close()
    again = open_store(folder)
    with again.read() as tx:
        assert ids_of(tx, Choice(MATTERS)) == ["3", "2", "1", "0"]
        assert counted(tx) == counted_one_by_one(tx)
    again.close()


def test_a_database_of_before_the_lines_gets_them_at_the_next_opening(folder: Path) -> None:
    first = open_store(folder)
    take(first, matter("1", 1, at=1), Record(RecordType.DUTY, "d", 1, None, {"key": "lra"}))
    with first.write() as tx:
        for table in ("list_line", "list_words", "list_count"):
            tx.records._connection.execute(sa.text(f"DROP TABLE {table}"))
        tx.records._connection.execute(sa.text("DROP TRIGGER list_line_gone"))
    first.close()
    again = open_store(folder)
    with again.read() as tx:
        assert ids_of(tx, Choice(MATTERS)) == ["1"]
        assert list_lines.line_of(Record(RecordType.DUTY, "d", 1, None, {})) is None
    again.close()


def test_a_making_that_was_broken_off_goes_on_where_it_ended(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = open_store(folder)
    take(first, *(matter(f"{number}", 1, at=number) for number in range(5)))
    with first.write() as tx:
        tx.records._connection.execute(sa.update(meta).where(meta.c.key == "list_lines").values(value="0:old"))
    first.close()
    monkeypatch.setattr(list_making, "BATCH", 2)
    told: list[tuple[int, int]] = []

    def break_off(done: int, total: int) -> None:
        told.append((done, total))
        raise InterruptedError

    with pytest.raises(InterruptedError):
        open_store(folder, tell=break_off)
    again = open_store(folder, tell=lambda done, total: told.append((done, total)))
    assert told == [(2, 5), (4, 5)]
    with again.read() as tx:
        assert ids_of(tx, Choice(MATTERS)) == ["4", "3", "2", "1", "0"]
        assert ids_of(tx, Choice(MATTERS, words="jalan"), 9) == ["4", "3", "2", "1", "0"]
        assert counted(tx) == counted_one_by_one(tx)
    again.close()
    open_store(folder, tell=break_off).close()


def test_other_holidays_make_the_lines_anew_and_leave_the_words(folder: Path) -> None:
    first = open_store(folder)
    take(first, *(matter(f"{number}", 1, at=number) for number in range(3)))
    with first.write() as tx:
        connection = tx.records._connection
        connection.execute(sa.text("DELETE FROM list_words WHERE id = '1'"))
        connection.execute(sa.text("DELETE FROM list_line WHERE id = '2'"))
        old = f"{list_making.EDITION}:of another year"
        connection.execute(sa.update(meta).where(meta.c.key == "list_lines").values(value=old))
    first.close()
    again = open_store(folder)
    with again.read() as tx:
        assert ids_of(tx, Choice(MATTERS)) == ["2", "1", "0"]
        assert ids_of(tx, Choice(MATTERS, words="jalan"), 9) == ["2", "0"]
    take(again, matter("1", 2, at=9))
    with again.read() as tx:
        assert ids_of(tx, Choice(MATTERS, words="jalan"), 9) == ["1", "2", "0"]
        assert counted(tx) == counted_one_by_one(tx)
    again.close()
