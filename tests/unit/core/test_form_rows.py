"""A form that is mended and read again finds the rows that it brought before, and never takes one for another."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import resources
from sipa_core.domain.budget_codes import BudgetNames
from sipa_core.domain.paths import ORDER_COLUMN, Content, Value, applied, cell, rows
from sipa_core.domain.template_text import read_template
from sipa_core.imports.form_rows import Laid, laid_over
from sipa_core.imports.forms import PATHS, SHEET, TITLES, FormAbout, read_form

NAMES = BudgetNames({}, {}, {})
TEMPLATE = read_template(resources.read_text("templates/kegiatan_bulanan.toml"), "kegiatan_bulanan")
SECTION = next(one for one in TEMPLATE.sections if one.table == "kegiatan")
COLUMNS = [field.column or "" for field in SECTION.columns]
RAPAT = {"nama": "Rapat RT 02", "tempat": "Balai desa", "tanggal": "12 Juni 2025", "peserta": "41"}
POSYANDU = {"nama": "Posyandu", "tempat": "RT 03", "tanggal": "10 Juni 2025", "peserta": "32"}
KADER = {"nama": "Pelatihan kader", "tempat": "Balai desa", "tanggal": "20 Juni 2025", "peserta": "12"}

Line = Mapping[str, str]


def laid(content: Content, *lines: Line) -> Laid:
    """What a form with these rows changes; the key of a row stands under its empty name."""
    table = [[line.get("", ""), *(line.get(column, "") for column in COLUMNS)] for line in lines]
    titles = [field.label for field in SECTION.columns]
    sheet = [[f"{SHEET}:{SECTION.key}", SECTION.title], [], [PATHS, *COLUMNS], [TITLES, *titles], *table]
    about = FormAbout(TEMPLATE.key, TEMPLATE.version, "2025-06")
    return laid_over(read_form(about, {"1. Kegiatan": sheet}, TEMPLATE, NAMES), content)


def after(content: Content, *lines: Line) -> dict[str, Value]:
    return applied(content, laid(content, *lines).changes)


def shown(content: Content) -> list[tuple[Value, Value]]:
    return [(one.get("nama"), one.get("peserta")) for one in rows(content, "kegiatan").values()]


def typed(key: str, place: int, **cells: Value) -> dict[str, Value]:
    return {cell("kegiatan", key, column): value for column, value in {**cells, ORDER_COLUMN: place}.items()}


@pytest.mark.parametrize(
    ("wrong", "mended"),
    [
        ({"peserta": "tiga puluh"}, {"peserta": "32"}),
        ({"tanggal": "31 Juni 2025"}, {"tanggal": "30 Juni 2025"}),
        ({"tanggal": "31 Juni", "peserta": "banyak"}, {"tanggal": "30 Juni 2025", "peserta": "32"}),
        ({"tanggal": "", "peserta": "31"}, {"tanggal": "30 Juni 2025", "peserta": "32"}),
        ({"peserta": "320"}, {"peserta": "32"}),
        ({"nama": "Posyandu RT 03."}, {"nama": "posyandu rt 03"}),
        ({"nama": ""}, {"nama": "Posyandu"}),
        ({"nama": "", "peserta": "dua"}, {"nama": "", "peserta": "2"}),
    ],
)
def test_a_mended_cell_changes_its_row(wrong: Line, mended: Line) -> None:
    first = after({}, RAPAT, POSYANDU | wrong, KADER)
    again = laid(first, RAPAT, POSYANDU | mended, KADER)
    assert again.new_rows == 0
    text = applied(first, again.changes)
    assert list(rows(text, "kegiatan")) == list(rows(first, "kegiatan"))
    assert shown(text) == shown(after({}, RAPAT, POSYANDU | mended, KADER))


def test_a_row_written_in_above_the_others_is_one_row_more_and_stands_above_them() -> None:
    first = after({}, RAPAT, POSYANDU)
    again = laid(first, KADER, RAPAT, POSYANDU)
    assert again.new_rows == 1
    assert shown(applied(first, again.changes)) == [("Pelatihan kader", 12), ("Rapat RT 02", 41), ("Posyandu", 32)]
    assert rows(first, "kegiatan").keys() < rows(applied(first, again.changes), "kegiatan").keys()


def test_rows_in_another_order_stay_the_same_rows() -> None:
    first = after({}, RAPAT, POSYANDU, KADER)
    again = laid(first, KADER, RAPAT, POSYANDU)
    assert again.new_rows == 0
    assert all(path.endswith(f".{ORDER_COLUMN}") for path in again.changes)
    assert [name for name, _n in shown(applied(first, again.changes))] == ["Pelatihan kader", "Rapat RT 02", "Posyandu"]


def test_what_was_typed_here_stays_in_its_place_when_the_form_lacks_it() -> None:
    here = {**after({}, RAPAT, POSYANDU), **typed("sini", 2, nama="Gotong royong", peserta=60)}
    text = after(here, KADER, POSYANDU)
    assert shown(text) == [("Rapat RT 02", 41), ("Pelatihan kader", 12), ("Posyandu", 32), ("Gotong royong", 60)]
    assert after(text, KADER, POSYANDU) == text


def test_a_row_completed_here_is_still_the_row_of_the_form_and_keeps_what_was_added() -> None:
    short = {"nama": "Posyandu", "peserta": "32"}
    first = after({}, short)
    (key,) = rows(first, "kegiatan")
    here = {**first, cell("kegiatan", key, "tempat"): "RT 03", cell("kegiatan", key, "hasil"): "Semua ditimbang"}
    assert laid(here, short).changes == {}
    assert laid(here, short | {"peserta": "33"}).changes == {cell("kegiatan", key, "peserta"): 33}


def test_a_row_is_never_taken_for_one_of_another_place_or_day() -> None:
    here = typed("sini", 0, nama="Posyandu", tempat="RT 01", tanggal="2025-06-03", peserta=30)
    again = laid(here, POSYANDU, POSYANDU | {"tempat": "RT 01"}, POSYANDU | {"tempat": "RT 01", "tanggal": ""})
    assert again.new_rows == 3
    assert rows(applied(here, again.changes), "kegiatan")["sini"]["peserta"] == 30


def test_rows_that_say_the_same_are_each_a_row_and_come_back_each_to_its_own() -> None:
    twice = after({}, POSYANDU, POSYANDU)
    assert len(rows(twice, "kegiatan")) == 2
    assert laid(twice, POSYANDU, POSYANDU).changes == {}
    assert shown(after(twice, POSYANDU, POSYANDU | {"peserta": "9"})) == [("Posyandu", 32), ("Posyandu", 9)]
    assert laid(twice, POSYANDU | {"peserta": "9"}, POSYANDU, POSYANDU).new_rows == 1


@pytest.mark.parametrize("above", [False, True])
def test_a_copied_row_bears_the_key_of_its_original_and_never_takes_its_place(above: bool) -> None:
    here = typed("k1", 0, nama="Rapat RT 02", peserta=41)
    original, copy = {"": "k1", "nama": "Rapat RT 02", "peserta": "41"}, {"": "k1", "nama": "Posyandu", "peserta": "32"}
    lines = [copy, original] if above else [original, copy]
    once = laid(here, *lines)
    text = applied(here, once.changes)
    assert once.new_rows == 1
    assert sorted(shown(text)) == [("Posyandu", 32), ("Rapat RT 02", 41)]
    assert rows(text, "kegiatan")["k1"]["nama"] == "Rapat RT 02"
    assert not laid(text, *lines).changes, "read again it changes nothing"
    assert laid(here, original, original).new_rows == 0


def test_a_row_with_its_key_is_never_found_by_what_it_says() -> None:
    here = typed("satu", 0, nama="Posyandu", peserta=1) | typed("dua", 1, nama="Rapat", peserta=2)
    lines = ({"": "dua", "nama": "Posyandu"}, {"": "satu", "nama": "Rapat"}, {"nama": "Posyandu", "peserta": "1"})
    text = after(here, *lines)
    assert [(key, one["nama"]) for key, one in rows(text, "kegiatan").items()][:2] == [
        ("dua", "Posyandu"),
        ("satu", "Rapat"),
    ]
    assert len(rows(text, "kegiatan")) == 3
    assert after(text, *lines) == text


LINES = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "": st.sampled_from(["satu", "dua"]),
            "nama": st.sampled_from(["Posyandu", "Posyandu RT 1", "Rapat", "-"]),
            "tempat": st.sampled_from(["Balai", "RT 1"]),
            "tanggal": st.sampled_from(["1 Juni 2025", "2 Juni 2025", "31 Juni"]),
            "peserta": st.sampled_from(["1", "2", "banyak"]),
        },
    ),
    max_size=6,
)


@settings(max_examples=200, deadline=None)
@given(before=LINES, lines=LINES)
def test_whatever_was_there_no_row_is_lost_and_the_same_form_read_again_changes_nothing(
    before: list[Line], lines: list[Line]
) -> None:
    here = after({}, *before)
    read = laid(here, *lines)
    text = applied(here, read.changes)
    assert None not in read.changes.values()
    assert rows(here, "kegiatan").keys() <= rows(text, "kegiatan").keys()
    assert len(rows(text, "kegiatan")) == len(rows(here, "kegiatan")) + read.new_rows
    again = laid(text, *lines)
    assert (again.changes, again.new_rows) == ({}, 0)
