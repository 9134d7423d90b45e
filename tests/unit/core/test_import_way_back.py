"""What goes and what stays when an import is taken back after somebody wrote on."""

from __future__ import annotations

from sipa_core.domain.paths import Content
from sipa_core.imports.entered import Entered, entered, way_back

A, B = "kegiatan[a]", "kegiatan[b]"
THERE: Content = {f"{B}.nama": "Senam", f"{B}.pos": 0}


def brought(here: Content, changes: Content) -> tuple[Entered, dict[str, object]]:
    """An import into a text, and the text after it."""
    return entered(here, changes, 1), {**here, **changes}


def test_a_row_that_an_import_made_goes_whole() -> None:
    what, here = brought(THERE, {f"{A}.nama": "Posyandu", f"{A}.pos": 1})
    assert what.made == {A}
    assert way_back(what, here) == {f"{A}.nama": None, f"{A}.pos": None}


def test_a_row_that_an_import_made_stays_whole_when_another_cell_of_it_was_filled_in() -> None:
    what, here = brought(THERE, {f"{A}.nama": "Posyandu", f"{A}.pos": 1, "umum.uraian": "Baru"})
    assert way_back(what, {**here, f"{A}.peserta": 32}) == {"umum.uraian": None}


def test_a_row_that_an_import_made_stays_whole_when_a_cell_of_it_was_changed_or_emptied() -> None:
    what, here = brought(THERE, {f"{A}.nama": "Posyandu", f"{A}.lokasi": "RT 02"})
    assert way_back(what, {**here, f"{A}.lokasi": "RT 03"}) == {}
    assert way_back(what, {path: value for path, value in here.items() if path != f"{A}.lokasi"}) == {}


def test_of_a_row_that_had_stood_there_each_value_goes_by_itself() -> None:
    what, here = brought(THERE, {f"{B}.peserta": 32, f"{B}.hasil": "Ditimbang"})
    assert what.made == frozenset()
    assert way_back(what, {**here, f"{B}.peserta": 33}) == {f"{B}.hasil": None}


def test_nothing_comes_back_into_a_row_that_was_taken_out_since() -> None:
    what, _here = brought({**THERE, f"{B}.hasil": "Sehat"}, {f"{B}.hasil": None, f"{B}.peserta": 32})
    assert way_back(what, {}) == {}


def test_there_is_none_does_not_come_back_beside_a_row_that_stays() -> None:
    what, here = brought({"umum.nihil": True}, {f"{A}.nama": "Posyandu", "umum.nihil": None})
    assert way_back(what, here) == {f"{A}.nama": None, "umum.nihil": True}
    assert way_back(what, {**here, f"{A}.peserta": 32}) == {}
