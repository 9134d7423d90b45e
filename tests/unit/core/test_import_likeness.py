"""Titles that resemble a known name are found, and a table of long texts keeps nobody waiting for that."""

from __future__ import annotations

from difflib import SequenceMatcher

import pytest

from sipa_core.imports.likeness import likeness
from sipa_core.imports.preview import looks_like_table
from sipa_core.imports.table import table_of


def test_likeness_is_that_of_the_letters_where_it_may_be_enough() -> None:
    assert likeness("anggaran", "anggran", 0.8) == SequenceMatcher(None, "anggaran", "anggran").ratio() > 0.8
    assert likeness("anggaran", "realisasi", 0.8) == SequenceMatcher(None, "anggaran", "realisasi").ratio() < 0.8


def test_texts_of_very_different_lengths_are_not_compared_letter_by_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SequenceMatcher, "ratio", lambda _self: pytest.fail("compared"))
    assert likeness("anggaran " * 100, "anggaran", 0.8) == 0
    assert not looks_like_table(table_of([["Belanja barang " * 60] * 64] * 40))


def test_equal_long_texts_of_a_table_are_one_object() -> None:
    text = "Belanja barang dan jasa untuk kantor desa"
    table = table_of([[text.replace(" ", "  "), "".join(list(text))] for _n in range(5)])
    cells = [cell for row in table.rows for cell in row.cells]
    assert set(cells) == {text}
    assert len(set(map(id, cells))) == 2, "one of each way to write it"
