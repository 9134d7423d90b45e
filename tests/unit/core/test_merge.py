"""Two texts put together: the laws that hold for any three texts, and the cases that an office meets."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sipa_core.domain.paths import Value
from sipa_core.sync.merge import ConflictField, Merged, Shape, Take, both_texts, merge, resolved

LEAVES = ("umum.uraian", "umum.kendala", "umum.peserta", "umum.nihil")
CELLS = ("nama", "hasil", "peserta", "pos")
FILE = ("sha256", "name", "size", "keterangan", "pos")
VALUES: st.SearchStrategy[Value] = st.sampled_from(("satu", "dua", 1, 2, True, "", None))
PATHS = [
    *LEAVES,
    *(f"kegiatan[{row}].{cell}" for row in "ab" for cell in CELLS),
    *(f"foto[{row}].{cell}" for row in "ab" for cell in FILE),
]
CONTENTS = st.dictionaries(st.sampled_from(PATHS), VALUES, max_size=12)

BASE: dict[str, Value] = {
    "umum.uraian": "Gotong royong.",
    "umum.peserta": 18,
    "kegiatan[a].nama": "Posyandu",
    "kegiatan[a].peserta": 30,
    "kegiatan[a].pos": 1,
}


def said(content: Mapping[str, Value]) -> dict[str, Value]:
    return {path: value for path, value in content.items() if value not in (None, "")}


def is_order(path: str) -> bool:
    return path.endswith(".pos")


def swapped(merged: Merged) -> Merged:
    conflicts = (ConflictField(one.path, one.base, one.theirs, one.mine, one.shape) for one in merged.conflicts)
    return Merged(merged.content, merged.taken_from_both, tuple(conflicts))


def only(merged: Merged) -> ConflictField:
    (conflict,) = merged.conflicts
    return conflict


@given(CONTENTS, CONTENTS, CONTENTS)
def test_either_pc_sees_the_same_with_the_sides_swapped(
    base: dict[str, Value], mine: dict[str, Value], theirs: dict[str, Value]
) -> None:
    here, there = merge(base, mine, theirs), swapped(merge(base, theirs, mine))
    assert here.content == there.content
    assert sorted(here.taken_from_both) == sorted(there.taken_from_both)
    assert sorted(here.conflicts, key=lambda one: one.path) == sorted(there.conflicts, key=lambda one: one.path)


@given(CONTENTS, CONTENTS, CONTENTS)
def test_whatever_a_side_changed_is_in_the_result_or_in_a_conflict(
    base: dict[str, Value], mine: dict[str, Value], theirs: dict[str, Value]
) -> None:
    merged = merge(base, mine, theirs)
    before = said(base)
    for side, name in ((mine, "mine"), (theirs, "theirs")):
        held = {path: value for one in merged.conflicts for path, value in getattr(one, name).items()}
        for path, value in said(side).items():
            kept = before.get(path)
            if is_order(path) or (path in before and kept == value and type(kept) is type(value)):
                continue
            found = merged.content.get(path, held.get(path))
            in_a_file = path.rpartition(".")[2] in FILE
            assert (found == value and type(found) is type(value)) or in_a_file, path


@given(CONTENTS, CONTENTS)
def test_what_only_one_side_changed_is_the_whole_text(base: dict[str, Value], side: dict[str, Value]) -> None:
    for merged in (merge(base, side, base), merge(base, base, side), merge(base, side, side)):
        assert not merged.conflicts
        whole = {path: value for path, value in said(side).items() if not is_order(path)}
        assert {path: value for path, value in merged.content.items() if not is_order(path)} == whole


@given(CONTENTS, CONTENTS, CONTENTS, st.sampled_from((Take.MINE, Take.THEIRS)))
def test_a_side_taken_everywhere_leaves_nothing_of_that_side_out(
    base: dict[str, Value], mine: dict[str, Value], theirs: dict[str, Value], take: Take
) -> None:
    merged = merge(base, mine, theirs)
    content = resolved(merged, {one.path: take for one in merged.conflicts})
    for one in merged.conflicts:
        side = one.theirs if take is Take.THEIRS else one.mine
        assert {path: content.get(path) for path in side} == dict(side)
    assert not merge(content, content, content).conflicts


@given(CONTENTS, CONTENTS, CONTENTS)
def test_a_removed_row_is_whole_or_gone(
    base: dict[str, Value], mine: dict[str, Value], theirs: dict[str, Value]
) -> None:
    merged = merge(base, mine, theirs)
    for one in merged.conflicts:
        if one.shape is Shape.ROW:
            assert not (one.mine and one.theirs)
            assert not any(path.startswith(f"{one.path}.") for path in merged.content)


def test_different_fields_and_different_rows_are_put_together_by_themselves() -> None:
    mine = BASE | {"umum.peserta": 24, "kegiatan[b].nama": "Rapat"}
    theirs = BASE | {"umum.uraian": "Kerja bakti.", "kegiatan[c].nama": "Senam"}
    merged = merge(BASE, mine, theirs)
    assert merged.content == mine | theirs | {"umum.peserta": 24}
    assert not merged.conflicts
    assert set(merged.taken_from_both) == {"umum.peserta", "umum.uraian", "kegiatan[b].nama", "kegiatan[c].nama"}


def test_the_same_words_on_both_sides_are_no_conflict() -> None:
    both = BASE | {"umum.peserta": 24}
    assert merge(BASE, both, both) == Merged(both, (), ())


def test_two_answers_to_one_question_are_a_conflict_and_stand_in_neither_text() -> None:
    merged = merge(BASE, BASE | {"umum.peserta": 24}, BASE | {"umum.peserta": 26})
    one = only(merged)
    assert (one.path, one.base, one.mine, one.theirs) == (
        "umum.peserta",
        {"umum.peserta": 18},
        {"umum.peserta": 24},
        {"umum.peserta": 26},
    )
    assert "umum.peserta" not in merged.content
    assert not one.can_be_both


def test_a_tick_is_not_a_figure() -> None:
    assert only(merge({}, {"umum.nihil": True}, {"umum.nihil": 1})).path == "umum.nihil"


def test_two_texts_from_nothing_have_an_empty_base() -> None:
    one = only(merge({}, {"apbdes[02.03.01/5.3.5/DD].anggaran": 1}, {"apbdes[02.03.01/5.3.5/DD].anggaran": 2}))
    assert one.base == {}


def test_removing_a_row_against_an_edit_of_it_is_one_conflict_of_the_row() -> None:
    mine = {path: value for path, value in BASE.items() if not path.startswith("kegiatan[a]")}
    theirs = BASE | {"kegiatan[a].peserta": 31, "kegiatan[a].hasil": "Baik."}
    one = only(merge(BASE, mine, theirs))
    assert (one.path, one.shape, one.mine) == ("kegiatan[a]", Shape.ROW, {})
    assert one.theirs["kegiatan[a].hasil"] == "Baik."
    merged = merge(BASE, mine, theirs)
    assert "kegiatan[a].nama" not in resolved(merged, {"kegiatan[a]": Take.MINE})
    assert resolved(merged, {"kegiatan[a]": Take.THEIRS})["kegiatan[a].peserta"] == 31


def test_removing_a_row_that_the_other_side_only_moved_removes_it() -> None:
    mine = {path: value for path, value in BASE.items() if not path.startswith("kegiatan[a]")}
    merged = merge(BASE, mine, BASE | {"kegiatan[a].pos": 4})
    assert (merged.content, merged.conflicts, merged.taken_from_both) == (mine, (), ("kegiatan[a]",))


def test_rows_moved_by_both_are_asked_of_nobody() -> None:
    merged = merge(BASE, BASE | {"kegiatan[a].pos": 5}, BASE | {"kegiatan[a].pos": 3})
    assert (merged.content["kegiatan[a].pos"], merged.conflicts) == (3, ())


def photo(row: str, name: str, caption: str) -> dict[str, Value]:
    sha = {"praktik.jpg": "a", "penutupan.jpg": "b", "lama.jpg": "c"}[name] * 64
    return {f"foto[{row}].sha256": sha, f"foto[{row}].name": name, f"foto[{row}].keterangan": caption}


def test_a_file_replaced_on_both_sides_is_one_conflict_and_both_may_stand_as_two_rows() -> None:
    base, mine, theirs = (photo("a", name, name) for name in ("lama.jpg", "praktik.jpg", "penutupan.jpg"))
    merged = merge(base, mine, theirs)
    assert [(one.path, one.shape) for one in merged.conflicts] == [
        ("foto[a].sha256", Shape.FILE),
        ("foto[a].keterangan", Shape.LEAF),
    ]
    content = resolved(merged, {"foto[a].sha256": Take.BOTH, "foto[a].keterangan": Take.MINE})
    assert sorted(str(value) for path, value in content.items() if path.endswith(".name")) == [
        "penutupan.jpg",
        "praktik.jpg",
    ]
    assert sorted(str(value) for path, value in content.items() if path.endswith(".keterangan")) == [
        "penutupan.jpg",
        "praktik.jpg",
    ]


def test_a_table_without_room_for_the_rows_of_both_is_one_conflict() -> None:
    mine, theirs = photo("a", "praktik.jpg", "x"), photo("b", "penutupan.jpg", "y")
    assert not merge({}, mine, theirs, {"foto": 2}).conflicts
    merged = merge({}, mine, theirs, {"foto": 1})
    one = only(merged)
    assert (one.path, one.shape, one.mine, one.theirs) == ("foto", Shape.TABLE, mine, theirs)
    assert merged.content == {}
    assert resolved(merged, {"foto": Take.THEIRS}) == theirs


def test_a_choice_that_is_missing_is_never_guessed() -> None:
    with pytest.raises(KeyError):
        resolved(merge(BASE, BASE | {"umum.peserta": 24}, BASE | {"umum.peserta": 26}), {})


@pytest.mark.parametrize(
    ("mine", "theirs", "both"),
    [
        (
            "Pelatih datang terlambat. Hari kedua diganti hari Sabtu.",
            "Pelatih datang terlambat. Mesin jahit kurang dua.",
            "Pelatih datang terlambat. Hari kedua diganti hari Sabtu. Mesin jahit kurang dua.",
        ),
        ("Hujan terus.", "Hujan terus. Jalan rusak.", "Hujan terus. Jalan rusak."),
        ("Hujan terus. Jalan rusak.", "hujan  terus.", "Hujan terus. Jalan rusak."),
        ("Hujan", "Jalan rusak", "Hujan\nJalan rusak"),
        ("Satu dua tiga.\nEmpat.", "Satu dua tiga.\nLima.", "Satu dua tiga.\nEmpat.\nLima."),
        ("SK Camat No. 5 berlaku.", "SK Camat No. 7 berlaku.", "SK Camat No. 5 berlaku. SK Camat No. 7 berlaku."),
        ("11 orang", "1 orang", "11 orang\n1 orang"),
    ],
)
def test_both_texts_say_nothing_twice_and_leave_nothing_out(mine: str, theirs: str, both: str) -> None:
    assert both_texts(mine, theirs) == both
