"""Addresses and the changes made by them: rows are found by key, and a change leads exactly where it says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sipa_core.domain.paths import (
    BudgetKey,
    Path,
    PathError,
    Value,
    applied,
    cell,
    changes_between,
    is_path,
    parse_budget_key,
    parse_path,
    pattern_of,
    rows,
)

NAMES = st.sampled_from(["apbdes", "kegiatan", "belum"])
KEYS = st.sampled_from(["02/-/-", "-/4.2.1/-", "b", "c"])
PATHS = st.one_of(
    st.builds(lambda head, leaf: str(Path(head, None, leaf)), NAMES, st.sampled_from("xyz")),
    st.builds(lambda head, row, leaf: str(Path(head, row, leaf)), NAMES, KEYS, st.sampled_from("xyz")),
)
LEAVES: st.SearchStrategy[str | int | bool] = st.one_of(st.text(max_size=3), st.integers(0, 2), st.booleans())
CONTENTS = st.dictionaries(PATHS, LEAVES, max_size=12)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("kendala.isi", Path("kendala", None, "isi")),
        ("apbdes[02.03.01/5.3.5/DD].anggaran", Path("apbdes", "02.03.01/5.3.5/DD", "anggaran")),
        ("kegiatan[0197f0c0-0000-7000-8000-000000000001]", Path("kegiatan", "0197f0c0-0000-7000-8000-000000000001")),
        ("pengantar", Path("pengantar")),
    ],
)
def test_a_path_is_read_and_written_the_same(text: str, path: Path) -> None:
    assert parse_path(text) == path
    assert str(path) == text


@pytest.mark.parametrize(
    "text",
    ["", ".", "a.", "a[].b", "a[b", "a[b]c", "a[[b]].c", "a.b.c", "a b.c", "a[b\n].c", "a[\u200b].c", "a[b].c\x00"],
)
def test_what_is_no_path_is_refused(text: str) -> None:
    assert not is_path(text)
    with pytest.raises(PathError):
        parse_path(text)


def test_a_path_holds_two_hundred_characters_and_no_more() -> None:
    longest = "a[" + "x" * 195 + "].b"
    assert len(longest) == 200
    assert parse_path(longest).row == "x" * 195
    with pytest.raises(PathError):
        cell("a", "x" * 196, "b")


def test_a_pattern_stands_for_every_row() -> None:
    assert pattern_of("apbdes[02/-/-].anggaran") == "apbdes[*].anggaran"
    assert pattern_of("kendala.isi") == "kendala.isi"
    assert pattern_of("not a path") == "not a path"


def test_rows_come_in_the_order_of_pos_and_then_of_key() -> None:
    content: dict[str, Value] = {
        "kegiatan[c].nama": "third",
        "kegiatan[a].nama": "fourth",
        "kegiatan[z].nama": "first",
        "kegiatan[z].pos": 1,
        "kegiatan[y].pos": 10,
        "kegiatan[y].nama": "second",
        "kegiatan_lain[a].nama": "another table",
        "kegiatan.nama": "no row",
        "kegiatan[broken.nama": "kept, not shown",
    }
    assert [cells["nama"] for cells in rows(content, "kegiatan").values()] == ["first", "second", "fourth", "third"]


def test_removed_rows_and_cells_are_not_shown() -> None:
    content: dict[str, Value] = {"t[a].x": 1, "t[a].y": None, "t[b].x": 2, "t[b]": None}
    assert rows(content, "t") == {"a": {"x": 1}}


def test_removing_a_row_takes_all_its_cells_and_no_other_row() -> None:
    content: dict[str, Value] = {"t[a].x": 1, "t[a].y": 2, "t[ab].x": 3, "t2[a].x": 4}
    assert applied(content, {"t[a]": None}) == {"t[ab].x": 3, "t2[a].x": 4}
    assert content["t[a].x"] == 1


def test_a_row_removed_and_given_again_in_one_change_holds_only_the_new_cells() -> None:
    assert applied({"t[a].x": 1, "t[a].y": 2}, {"t[a]": None, "t[a].x": 5}) == {"t[a].x": 5}


@given(CONTENTS, CONTENTS)
def test_changes_between_two_contents_lead_from_one_to_the_other(old: dict[str, Value], new: dict[str, Value]) -> None:
    reached = applied(old, changes_between(old, new))
    assert reached == new
    assert {path: type(value) for path, value in reached.items()} == {path: type(value) for path, value in new.items()}


def test_a_tick_is_not_a_figure() -> None:
    assert changes_between({"a.b": 1}, {"a.b": True}) == {"a.b": True}
    assert changes_between({"a.b": 0, "a.c": 5}, {"a.b": False, "a.c": 5}) == {"a.b": False}


def test_a_row_that_vanished_is_one_change() -> None:
    assert changes_between({"t[a].x": 1, "t[a].y": 2, "s.x": 1}, {"s.x": 1}) == {"t[a]": None}
    assert changes_between({"t[a].x": 1, "t[a].y": 2}, {"t[a].x": 1}) == {"t[a].y": None}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("-/4.2.1/-", BudgetKey(rekening="4.2.1")),
        ("02.03/-/-", BudgetKey(kegiatan="02.03")),
        ("02/-/-", BudgetKey(kegiatan="02")),
        ("02.03.01/5.3.5/DD", BudgetKey("02.03.01", "5.3.5", "DD")),
        ("02.03.97/5.2.1.05/ADD", BudgetKey("02.03.97", "5.2.1.05", "ADD")),
    ],
)
def test_a_budget_key_is_read_and_written_the_same(text: str, key: BudgetKey) -> None:
    assert parse_budget_key(text) == key
    assert str(key) == text


@pytest.mark.parametrize(
    "text", ["", "-/-/-", "-/-/DD", "02", "2/-/-", "02.3/-/-", "02.03.01.04/-/-", "//", "-/4./-", "-/x/-", "02/-/D D"]
)
def test_what_is_no_budget_key_is_refused(text: str) -> None:
    with pytest.raises(PathError):
        parse_budget_key(text)
