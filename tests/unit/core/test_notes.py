"""Whether a later text answers a note is decided by the text, never by a tick."""

from __future__ import annotations

import pytest

from sipa_core.domain.notes import notes_in, place_changed, place_stands
from sipa_core.domain.paths import Value

OLD: dict[str, Value] = {
    "kendala.isi": "Hujan.",
    "apbdes[02.01/-/-].realisasi": 10,
    "apbdes[02.03.01/5.3.5/DD].realisasi": 20,
    "apbdes[-/4.1.1/-].realisasi": 5,
    "belum[a].nama": "Rabat",
    "umum.nihil": True,
}


@pytest.mark.parametrize(
    ("path", "change", "answered"),
    [
        ("kendala.isi", {"kendala.isi": "Hujan lebat."}, True),
        ("kendala.isi", {"ringkasan.isi": "Lain."}, False),
        ("kendala", {"kendala.isi": "Hujan lebat."}, True),
        ("belum", {"belum[b].nama": "Drainase"}, True),
        ("belum[a]", {"belum[a].alasan": "Material"}, True),
        ("belum[a]", {"belum[b].nama": "Drainase"}, False),
        ("apbdes[02.01/-/-].realisasi", {"apbdes[02.01/-/-].realisasi": 11}, True),
        ("apbdes[02.01/-/-].realisasi", {"apbdes[02.01/-/-].anggaran": 11}, False),
        ("apbdes[02/-/-].realisasi", {"apbdes[02.03.01/5.3.5/DD].realisasi": 21}, True),
        ("apbdes[02/-/-].realisasi", {"apbdes[-/4.1.1/-].realisasi": 6}, False),
        ("apbdes[-/4/-].realisasi", {"apbdes[-/4.1.1/-].realisasi": 6}, True),
        ("umum.nihil", {"umum.nihil": 1}, True),
        ("", {"kendala.isi": "Lain."}, False),
        ("tidak ada", {"kendala.isi": "Lain."}, False),
        ("apbdes[rusak].realisasi", {"apbdes[02.01/-/-].realisasi": 11}, False),
    ],
)
def test_a_place_is_another_when_what_it_covers_is(path: str, change: dict[str, Value], answered: bool) -> None:
    assert place_changed(path, OLD, {**OLD, **change}) is answered


def test_a_place_that_was_removed_is_another() -> None:
    after = {path: value for path, value in OLD.items() if not path.startswith("belum[a]")}
    assert place_changed("belum[a].nama", OLD, after)


@pytest.mark.parametrize(
    ("path", "stands"),
    [
        ("", False),
        ("kendala.isi", True),
        ("ringkasan", True),
        ("belum[a].alasan", True),
        ("belum[a]", True),
        ("belum[b].nama", False),
        ("apbdes[02.01/-/-].anggaran", True),
        ("apbdes[02/-/-].realisasi", True),
        ("apbdes[03/-/-].realisasi", False),
        ("apbdes[rusak].realisasi", False),
    ],
)
def test_a_place_stands_while_its_row_does_or_one_below_its_sum(path: str, stands: bool) -> None:
    assert place_stands(path, OLD) is stands


def test_notes_are_read_with_what_became_of_them() -> None:
    fields: dict[str, Value] = {
        "notes[b].path": "kendala.isi",
        "notes[b].text": "Sebutkan.",
        "notes[b].pos": 1,
        "notes[b].fixed": True,
        "notes[a].path": "",
        "notes[a].text": "Rapi.",
        "notes[a].pos": 0,
        "notes[a].said": True,
    }
    first, second = notes_in(fields)
    assert (first.key, first.changed, first.said) == ("a", False, True)
    assert (second.key, second.changed, second.said) == ("b", True, False)
